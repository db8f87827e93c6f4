package catalogue

import (
	"fmt"
	"slices"
	"strings"

	"github.com/thyrida/thyrida/internal/ident"
	"github.com/thyrida/thyrida/models"
)

// check asks every rule about how the files hang together.
func (c *Catalogue) check() {
	if c.sound("units.yaml") {
		c.checkUnits()
	}
	if c.sound("remedies.yaml") {
		for code, r := range c.Remedies {
			c.sources["remedies.yaml"].texts(string(code)+".text", r.Text, "days", "basis")
		}
	}
	for _, lang := range Languages {
		if name := "texts/" + lang + ".yaml"; c.sound(name) {
			c.Texts[lang].check(c.sources[name])
		}
	}
	if len(c.Services) == 0 {
		c.sources["units.yaml"].fault("", "the catalogue has no services: add files to services/")
	}
	c.checkCertificates()
	c.checkIdentity()
	files := make(map[models.ServiceCode]string)
	for _, s := range c.Services {
		src := c.origin[s]
		if len(src.faults) > 0 {
			continue
		}
		c.checkService(s, src)
		if other, twice := files[s.Code]; twice {
			src.fault("code", "%q is the code of %s already: choose another", s.Code, other)
		}
		files[s.Code] = src.file
	}
	if c.sound("texts/el.yaml") && c.sound("texts/en.yaml") && c.sound("units.yaml") {
		c.checkLengths()
	}
}

func (c *Catalogue) checkUnits() {
	src, seen := c.sources["units.yaml"], make(map[models.UnitCode]bool)
	for i, u := range c.Units {
		if seen[u.Code] {
			src.fault(fmt.Sprintf("units[%d].code", i), "%q is used twice: every unit needs a code of its own", u.Code)
		}
		seen[u.Code] = true
		src.address(fmt.Sprintf("units[%d].email", i), u.Email)
		if u.Place != nil && !models.Place(*u.Place).InGreece() {
			src.fault(fmt.Sprintf("units[%d].place", i), "is not in Greece: lat is between 34 and 42, lon between 19 and 30")
		}
	}
	src.address("municipality.email", c.Municipality.Email)
	if d := c.Municipality.LocalHoliday; d != "" && !monthDay(d) {
		src.fault("municipality.localHoliday", "%q is no day: write MM-DD, e.g. 10-26", d)
	}
	if q := c.Municipality.Quiet; q != (Quiet{}) && (!clockTime(q.From) || !clockTime(q.Until)) {
		src.fault("municipality.quiet", "%q to %q are no times: write HH:MM, e.g. \"22:00\"", q.From, q.Until)
	}
}

// checkService asks the rules of one file.
func (c *Catalogue) checkService(s *Service, src *source) {
	if want := "services/" + string(s.Code) + ".yaml"; src.file != want {
		src.fault("code", "the file must have the name of its code: rename it to %s or change the code", want)
	}
	c.unitExists(src, "unit", s.Unit)
	if !s.Protocol {
		src.fault("protocol", "must be true: every application is entered in the book (ν. 2690/1999, art. 12)")
	}
	if _, ok := c.Remedies[s.Remedy]; !ok && c.sound("remedies.yaml") {
		src.fault("remedy", "%q is not in remedies.yaml; %s", s.Remedy, instead(string(s.Remedy), keys(c.Remedies)))
	}
	if _, ok := c.Certificate(s.Certificate); !ok && s.Certificate != "" {
		var codes []string
		for _, t := range c.Certificates {
			codes = append(codes, string(t.Code))
		}
		src.fault("certificate", "no certificate %q in certificates/; %s", s.Certificate, instead(string(s.Certificate), codes))
	}
	checkTexts(src, "", s)
	checkFee(src, s)
	checkForm(src, s)
	checkPapers(src, s)
	c.checkStages(src, s)
	for event, n := range s.Notices {
		path := "notices." + string(event)
		for name, t := range map[string]Text{"state": n.State, "body": n.Body, "next": n.Next} {
			src.texts(path+"."+name, t, placesOfEmail...)
		}
	}
	for i, d := range s.Delivery {
		if slices.Contains(s.Delivery[:i], d) {
			src.fault("delivery", "%q stands twice: keep one", d)
		}
	}
}

func (c *Catalogue) unitExists(src *source, path string, code models.UnitCode) {
	if _, ok := c.Unit(code); ok || !c.sound("units.yaml") {
		return
	}
	var codes []string
	for _, u := range c.Units {
		codes = append(codes, string(u.Code))
	}
	src.fault(path, "no unit %q in units.yaml; %s", code, instead(string(code), codes))
}

// checkFee: a fee has an amount or is the council's, and a payer stage needs one.
func checkFee(src *source, s *Service) {
	if s.Fee != nil && (s.Fee.Amount > 0) == s.Fee.ByCouncil {
		src.fault("fee", "give either an amount above 0 or byCouncil: true")
	}
	for i, st := range s.Stages {
		if st.Audience == models.ForPayer && s.Fee == nil {
			src.fault(fmt.Sprintf("stages[%d].audience", i), "nobody can pay what has no fee: add fee, or drop the stage")
		}
	}
}

// texts checks that a text of two languages uses only placeholders that exist.
func (s *source) texts(path string, t Text, places ...string) {
	s.places(path+".el", t.El, places)
	s.places(path+".en", t.En, places)
}

// places checks the placeholders of one text.
func (s *source) places(path, text string, places []string) {
	for _, m := range placeholder.FindAllStringSubmatch(text, -1) {
		if !slices.Contains(places, m[1]) {
			s.fault(path, "unknown placeholder {%s}; %s", m[1], instead(m[1], places))
		}
	}
	if rest := placeholder.ReplaceAllString(text, ""); strings.ContainsAny(rest, "{}") {
		s.fault(path, "a brace without its partner: placeholders are written {like-this}")
	}
}

func (s *source) address(path, email string) {
	if _, err := ident.Email(email); err != nil {
		s.fault(path, "%q is no e-mail address", email)
	}
}
