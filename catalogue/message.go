package catalogue

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/thyrida/thyrida/internal/calendar"
	"github.com/thyrida/thyrida/internal/ident"
	"github.com/thyrida/thyrida/models"
)

// Composer writes the messages of a case. It is safe for concurrent use.
type Composer struct {
	Texts Texts
}

// message is one notice with everything its texts may name.
type message struct {
	facts   models.NoticeFacts
	service *Service
	words   *Words
	event   EventWords
	values  map[string]string
}

// message gathers the words and values of a notice. s is the version of the
// service the case was filed with; nil for what is told of the house.
func (c Composer) message(f models.NoticeFacts, s *Service) (*message, error) {
	words := c.Texts.In(f.Language)
	if s == nil && slices.Contains(HouseEvents, f.Event) {
		s = &Service{}
	}
	if s == nil || words == nil {
		return nil, fmt.Errorf("compose notice %s: no service or no texts", f.ID)
	}
	m := &message{facts: f, service: s, words: words}
	var ok bool
	for _, key := range []string{string(f.Event) + "-" + string(f.Delivery), string(f.Event)} {
		if m.event, ok = words.Events[key]; ok {
			break
		}
	}
	if !ok {
		return nil, fmt.Errorf("compose notice %s: no text for the event %q", f.ID, f.Event)
	}
	m.override(s.Notices[f.Event])
	m.values = c.values(f, s)
	m.values["state"], _ = expand(m.event.State, m.values)
	m.values["sms-next"], ok = expand(m.event.SMSNext, m.values)
	if !ok {
		delete(m.values, "sms-next")
	}
	return m, nil
}

// override puts the service's own texts in the place of the general ones.
func (m *message) override(n NoticeText) {
	lang := m.facts.Language
	if t := n.State.In(lang); t != "" {
		m.event.State = t
	}
	if t := n.Body.In(lang); t != "" {
		m.event.Body = []string{t}
	}
	if t := n.Next.In(lang); t != "" {
		m.event.Next = []string{t}
	}
}

// values are what the placeholders of a text stand for. What is not known is
// missing or empty, and then the sentence that names it is left out.
func (c Composer) values(f models.NoticeFacts, s *Service) map[string]string {
	lang := f.Language
	v := map[string]string{
		"name": f.Name, "service": s.Title.In(lang), "public-service": s.Title.In(lang),
		"result": s.Result.In(lang), "tracking": f.Tracking,
		"unit":  Text{f.Unit.El, f.Unit.En}.In(lang),
		"house": Text{f.House.El, f.House.En}.In(lang), "house-short": f.House.ShortEl,
		"house-address": f.House.Address, "house-phone": f.House.Phone, "house-email": f.House.Email,
		"due": day(f.DueAt, lang), "due-short": short(f.DueAt),
		"legal-due": day(f.LegalDueAt, lang), "legal-due-short": short(f.LegalDueAt),
	}
	if s.Discreet {
		v["public-service"] = ""
	}
	v["writer"], v["writer-phone"], v["writer-email"] = f.Writer.Name, ident.ShowPhone(f.Writer.Phone), f.Writer.Email
	if f.Files > 0 {
		v["files"] = strconv.Itoa(f.Files)
	}
	v["body"], v["body-email"], v["body-phone"] = f.Body.Name, f.Body.Email, ident.ShowPhone(f.Body.Phone)
	v["body-address"], v["body-at"] = f.Body.Address, day(f.BodyAt, lang)
	if f.BodyNumber.Number > 0 {
		v["body-number"] = fmt.Sprintf("%d/%d", f.BodyNumber.Number, f.BodyNumber.Year)
	}
	v["absent"] = f.Absent
	if f.Absent != "" {
		v["from"], v["due-at"] = moment(f.From, lang), moment(f.DueAt, lang)
	}
	v["one-time-code"], v["login-way"] = f.OneTimeCode, f.LoginWay
	c.identity(f.Identity, lang, v)
	v["portal"], v["link-ends"] = f.Portal, day(linkEnds(f), lang)
	if f.Number > 0 {
		v["number"], v["year"] = strconv.Itoa(f.Number), strconv.Itoa(f.Year)
	}
	if !f.NumberedAt.IsZero() {
		v["numbered-at"] = calendar.LongDateTime(f.NumberedAt, lang)
	}
	if f.Stage != "" {
		v["stage"], v["next-stage"] = c.Texts.StageState(lang, s, f.Stage), c.nextStage(lang, s, f.Stage)
	}
	if f.Outcome != "" {
		v["outcome"] = c.Texts.Ending(lang, f.Outcome)
	}
	if f.Event == models.EventWatched && f.Outcome != "" { // it may have ended before the message goes
		v["stage"] = ""
	}
	// A message always names somebody who answers: the clerk, else the unit,
	// else the house.
	v["handler"] = or(f.Handler.Name, v["unit"], v["house"])
	v["phone"] = ident.ShowPhone(or(f.Handler.Phone, f.House.Phone))
	v["email"] = or(f.Handler.Email, f.House.Email)
	c.fee(lang, s.Fee, v)
	return v
}

// nextStage names what follows when the stage goes well; empty at the end, and
// for the citizen's own stage, after which the house goes on where it stood.
func (c Composer) nextStage(lang string, s *Service, k models.StageKey) string {
	if _, ok := s.Stage(k); !ok {
		return ""
	}
	pos, over := s.Plan().After(models.Position{Stage: k}, models.Done)
	if over != "" {
		return ""
	}
	return c.Texts.StageLabel(lang, s, pos.Stage)
}

func (c Composer) fee(lang string, fee *Fee, v map[string]string) {
	if fee == nil {
		return
	}
	v["fee-note"] = fee.Note.In(lang)
	if fee.ByCouncil {
		v["fee-basis"] = fee.Basis.In(lang)
	} else {
		v["fee"] = fee.Amount.In(lang)
	}
	var proofs []string
	for _, p := range fee.Proof {
		proofs = append(proofs, c.Texts.In(lang).Proofs[string(p)])
	}
	v["proofs"] = strings.Join(proofs, ", ")
}

// In writes the amount as it is read: "18,00 €" or "€18.00".
func (e Euros) In(lang string) string {
	if lang == English {
		return "€" + e.String()
	}
	return strings.Replace(e.String(), ".", ",", 1) + " €"
}

func day(t time.Time, lang string) string {
	if t.IsZero() {
		return ""
	}
	return calendar.LongDate(t, lang)
}

func moment(t time.Time, lang string) string {
	if t.IsZero() {
		return ""
	}
	return calendar.LongDateTime(t, lang)
}

func short(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return calendar.ShortDate(t)
}

func or(texts ...string) string {
	for _, t := range texts {
		if t = strings.TrimSpace(t); t != "" {
			return t
		}
	}
	return ""
}

var longNumber = regexp.MustCompile(`\d(?:[ .\-]?\d){8,10}`)

// masked hides tax and social security numbers that a clerk wrote into his
// reasons: an e-mail travels in the open.
func masked(text string) string {
	return longNumber.ReplaceAllStringFunc(text, func(n string) string {
		_, noAFM := ident.AFM(n)
		_, noAMKA := ident.AMKA(n)
		if noAFM != nil && noAMKA != nil {
			return n
		}
		return "•••"
	})
}
