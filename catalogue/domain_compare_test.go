package catalogue

import (
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/thyrida/thyrida/models"
)

// compareTable gives every difference between the table and the services.
func compareTable(lines []line, services []*Service) []string {
	var out []string
	seen := map[string]bool{}
	for _, l := range lines {
		i := slices.IndexFunc(services, func(s *Service) bool { return string(s.Code) == l["code"] })
		switch {
		case seen[l["code"]]:
			out = append(out, l.tell("two lines name it"))
		case i < 0:
			out = append(out, l.tell("no service has this code"))
		default:
			out = append(out, l.compare(services[i])...)
		}
		seen[l["code"]] = true
	}
	for _, s := range services {
		// A service of a municipality's own stands in no table.
		if !seen[string(s.Code)] && strings.Contains(s.Source, "DOMAIN §4") {
			out = append(out, fmt.Sprintf("%s: no line of the table names it", s.Code))
		}
	}
	for _, name := range []string{"fields", "attachments"} {
		out = append(out, elsewhere(lines, name)...)
	}
	return out
}

// elsewhere: what one form of a row does not ask, another form of it does.
func elsewhere(lines []line, name string) []string {
	asked, all := map[string]bool{}, map[string]line{}
	for _, l := range lines {
		for i, by := range strings.Split(l[name+"_of"], "|") {
			key := fmt.Sprintf("row %s, item %d of %s", l["row"], i+1, name)
			asked[key] = asked[key] || by != "=elsewhere"
			all[key] = l
		}
	}
	var out []string
	for key, l := range all {
		if !asked[key] {
			out = append(out, l.tell("%s is asked by no form", key))
		}
	}
	return out
}

func (l line) tell(format string, args ...any) string {
	return fmt.Sprintf("row %s, %s: %s", l["row"], l["code"], fmt.Sprintf(format, args...))
}

// compare gives every difference between a line and its service.
func (l line) compare(s *Service) []string {
	var out []string
	differ := func(format string, args ...any) { out = append(out, l.tell(format, args...)) }
	fields, papers := notation(s)
	for column, is := range map[string]string{"unit_code": string(s.Unit), "legal_days": strconv.Itoa(s.Terms.Legal.Days),
		"target_days": strconv.Itoa(s.Terms.Target), "fee_code": feeCode(s.Fee), "form_fields": fields, "papers": papers} {
		if is != l[column] {
			differ("%s is %q, the table has %q", column, is, l[column])
		}
	}
	if !regexp.MustCompile(`^DOMAIN §4 row ` + l["row"] + `\b`).MatchString(s.Source) {
		differ("source does not begin with DOMAIN §4 row %s", l["row"])
	}
	out = append(out, l.terms(s)...)
	out = append(out, l.cost(s)...)
	out = append(out, l.asked("fields", s)...)
	out = append(out, l.asked("attachments", s)...)
	read := readable(s)
	for _, words := range strings.Split(l["says"], "|") {
		if !strings.Contains(read, words) {
			differ("nowhere can a citizen read %q", words)
		}
	}
	return out
}

// notation writes own fields and papers as the columns of the table.
func notation(s *Service) (fields, papers string) {
	when := func(w *When) string {
		if w == nil {
			return ""
		}
		return fmt.Sprintf("[%s=%s]", w.Field, w.Equals)
	}
	var f, p []string
	for _, x := range s.Form {
		if x.Key == DeliveryField {
			break // what follows is asked by every service, see standard.yaml
		}
		f = append(f, fmt.Sprintf("%s%s:%s%s", x.Key, map[bool]string{false: "?"}[x.Required], x.Type, when(x.When)))
	}
	for _, x := range s.Papers {
		mark := "?"
		if x.Required {
			mark = ""
		} else if x.ExOfficio {
			mark = "†"
		}
		p = append(p, string(x.Slot)+mark+when(x.When))
	}
	return strings.Join(f, " "), strings.Join(p, " ")
}

func feeCode(f *Fee) string {
	switch {
	case f == nil:
		return "0"
	case f.ByCouncil:
		return "council"
	}
	return f.Amount.String()
}

// readable is all a citizen can read of a service, and nothing for its keepers.
func readable(s *Service) string {
	open := *s
	open.Source, open.Note = "", ""
	text, _ := json.Marshal(open)
	return string(text)
}

var (
	legalDays   = regexp.MustCompile(`(?:L |answer |^|/ )(\d+)(?: calendar)? d\b`)
	typicalDays = regexp.MustCompile(`T (?:(\d+)-)?(\d+) d\b`)
)

// workdays are the working days of so many calendar days.
func workdays(calendar int) int { return max(1, int(math.Round(float64(calendar)*5/7))) }

// terms holds the numbers against the words of the deadline. The table does not
// say which days a T counts: a target may be as short as calendar days make it
// and as long as working days do.
func (l line) terms(s *Service) []string {
	words := l["deadline"]
	legal, _ := strconv.Atoi(l["legal_days"])
	target, _ := strconv.Atoi(l["target_days"])
	var out, laws []string
	for _, m := range legalDays.FindAllStringSubmatch(words, -1) {
		laws = append(laws, m[1])
	}
	if strings.Contains(words, "L 1 month") {
		laws = append(laws, "30")
	}
	switch {
	case l["legal_binds"] == "applicant":
		if legal != 50 {
			out = append(out, l.tell("the L of %q binds the applicant: the office has 50 days", words))
		}
	case len(laws) > 0:
		if !slices.Contains(laws, l["legal_days"]) {
			out = append(out, l.tell("legal %d is not in %q", legal, words))
		}
	case legal != 50 && (legal != 10 || s.Certificate == ""):
		out = append(out, l.tell("no L in %q: 50 days, or 10 for a certificate (DOMAIN §1.2)", words))
	}
	switch m := typicalDays.FindStringSubmatch(words); {
	case m != nil:
		least, _ := strconv.Atoi(m[1])
		most, _ := strconv.Atoi(m[2])
		if least == 0 {
			least = most
		}
		if target < workdays(least) || target > most {
			out = append(out, l.tell("target %d does not keep to T %d d", target, most))
		}
	case strings.Contains(words, "at once"), strings.Contains(words, "same day"):
		if target != 1 {
			out = append(out, l.tell("target %d is not at once", target))
		}
	}
	if target > workdays(legal) {
		out = append(out, l.tell("target %d lies after the law's %d calendar days", target, legal))
	}
	return out
}

// cost holds the fee against the words of the table.
func (l line) cost(s *Service) []string {
	words, want := l["fee"], "0"
	switch {
	case regexp.MustCompile(`^\d+ €$`).MatchString(words):
		want = strings.TrimSuffix(words, " €") + ".00"
	case strings.Contains(words, "ανά ") || strings.Contains(words, "copy cost") || strings.Contains(words, "€ in some places"):
		want = "council"
	}
	var out []string
	if l["fee_code"] != want {
		out = append(out, l.tell("%q costs %s, not %s", words, want, l["fee_code"]))
	}
	if !strings.Contains(words, "late 30/60 €") {
		return out
	}
	for _, amount := range []string{"30", "60"} {
		p, ok := s.Paper(models.SlotKey("late-fee-" + amount))
		if !ok || !p.Required || p.When == nil || !strings.Contains(p.Label.El, amount+" €") || !strings.Contains(p.Label.En, "€"+amount) {
			out = append(out, l.tell("who declares late must prove the fee of %s €", amount))
		}
	}
	return out
}

// asked: every item of a column has its fields or slots, and what the table
// marks † is fetched.
func (l line) asked(name string, s *Service) []string {
	var out []string
	items, by := split(l[name]), strings.Split(l[name+"_of"], "|")
	if len(items) != len(by) {
		return []string{l.tell("%s has %d items, %s_of has %d", name, len(items), name, len(by))}
	}
	for i, keys := range by {
		if strings.HasPrefix(keys, "=") {
			_, pays := s.Stage("payment")
			if !slices.Contains([]string{"=payment", "=form", "=inside", "=elsewhere", "=none"}, keys) || keys == "=payment" && !pays {
				out = append(out, l.tell("%q: %s is not true", items[i], keys))
			}
			continue
		}
		for _, key := range strings.Fields(keys) {
			_, field := s.Field(FieldKey(key))
			p, slot := s.Paper(models.SlotKey(key))
			if !slot && (!field || name == "attachments") {
				out = append(out, l.tell("%q: nothing asks %q", items[i], key))
			}
			if name == "attachments" && slot && p.ExOfficio != strings.Contains(items[i], "†") {
				out = append(out, l.tell("%q: † and being fetched do not agree for %q", items[i], key))
			}
		}
	}
	return out
}

// split parts a cell of the table into its items; what stands in parentheses is
// one with what is before it.
func split(cell string) []string {
	var out []string
	depth, from := 0, 0
	for i, r := range cell {
		switch r {
		case '(':
			depth++
		case ')':
			depth--
		}
		for _, between := range []string{", ", "; ", " + "} {
			if depth == 0 && strings.HasPrefix(cell[i:], between) {
				out, from = append(out, cell[from:i]), i+len(between)
			}
		}
	}
	return append(out, cell[from:])
}
