package catalogue

import (
	"fmt"
	"slices"
	"strings"

	"github.com/thyrida/thyrida/models"
)

// The values a text may name. An SMS is read by whoever holds the telephone:
// neither reasons nor a person's own name belong there.
var (
	placesOfSMS = []string{"number", "year", "public-service", "state", "sms-next", "stage", "next-stage", "unit",
		"handler", "phone", "email", "due-short", "legal-due-short", "house-short", "one-time-code",
		"identity-code", "until-short"}
	placesOfEmail = append([]string{"numbered-at", "name", "service", "due", "legal-due", "tracking", "result",
		"fee", "fee-basis", "fee-note", "proofs", "until", "identity-papers", "portal", "link-ends", "writer", "writer-phone", "writer-email", "files", "login-way", "house", "house-address", "house-phone", "house-email",
		"body", "body-email", "body-phone", "body-address", "body-at", "body-number", "outcome", "absent", "from", "due-at"}, placesOfSMS...)
	placesOfPoint = []string{"point", "point-address", "point-hours", "point-phone"}
	placesOfPaper = []string{"document", "document-number", "document-date", "correction", "link", "link-ends", "verify", "code"}
	placesOfFault = []string{"limit", "form"}
)

// everyOutcome has a word in texts/.
var everyOutcome = []models.Outcome{models.Done, models.Approved, models.Positive, models.Negative, models.Paid,
	models.Delivered, models.Signed, models.Returned, models.Answered, models.Lapsed, models.SentBack, models.Rejected,
	models.Withdrawn, models.Granted, models.Forwarded, models.HandedOn}

// Words for the two reasons for which the machine ends a stage that waits for a
// citizen.
const (
	lapsedUnanswered   = string(models.Lapsed) + "-" + string(models.Completion)
	lapsedUnidentified = string(models.Lapsed) + "-" + string(models.Identification)
)

// check asks the rules of one language's texts.
func (w *Words) check(src *source) {
	events := slices.Concat(Events, HouseEvents)
	for _, e := range events {
		if _, ok := w.Events[string(e)]; !ok {
			src.fault("events."+string(e), "is missing: every event needs its text")
		}
	}
	for key, e := range w.Events {
		path := "events." + key
		if !slices.Contains(events, eventOf(key)) {
			src.fault(path, "no such event; %s, each also with -portal, -email or -post", instead(key, words(events...)))
		}
		src.places(path+".state", e.State, placesOfSMS)
		src.places(path+".smsNext", e.SMSNext, placesOfSMS)
		src.list(path+".body", e.Body, placesOfEmail)
		src.list(path+".next", e.Next, placesOfEmail)
	}
	outcomes := append(words(everyOutcome...), lapsedUnanswered, lapsedUnidentified)
	for _, key := range outcomes {
		if w.Outcomes[key] == "" {
			src.fault("outcomes."+key, "is missing: every outcome needs its word")
		}
	}
	for key := range w.Outcomes {
		if !slices.Contains(outcomes, key) {
			src.fault("outcomes."+key, "no such outcome; %s", instead(key, outcomes))
		}
	}
	for _, p := range []Proof{EParavolo, RF} {
		if w.Proofs[string(p)] == "" {
			src.fault("proofs."+string(p), "is missing: every proof of payment needs its word")
		}
	}
	for r := range references {
		if w.Registers[string(r)] == (RegisterWords{}) {
			src.fault("registers."+string(r), "is missing: every register needs its words")
		}
	}
	for key := range w.Registers {
		if _, ok := references[models.RegisterCode(key)]; !ok {
			src.fault("registers."+key, "no such register; %s", instead(key, keys(references)))
		}
	}
	for code, text := range w.Faults {
		src.places("faults."+string(code), text, placesOfFault)
	}
	w.checkVerdicts(src)
	w.checkFrame(src)
}

// checkFrame asks the rules of what stands around every message.
func (w *Words) checkFrame(src *source) {
	for path, texts := range map[string][]string{"email.subject": w.Email.Subject, "email.greeting": w.Email.Greeting,
		"email.facts": w.Email.Facts, "email.lines": w.Email.Lines, "email.footer": w.Email.Footer} {
		src.list(path, texts, placesOfEmail)
	}
	src.list("email.paper", w.Email.Paper, placesOfPaper)
	src.list("email.point", w.Email.Point, placesOfPoint)
	for path, text := range map[string]string{"sms.house": w.SMS.House, "sms.number": w.SMS.Number,
		"sms.service": w.SMS.Service, "sms.state": w.SMS.State, "sms.next": w.SMS.Next} {
		src.places(path, text, placesOfSMS)
	}
	src.places("email.note", w.Email.Note, placesOfEmail)
	src.list("sms.contact", w.SMS.Contact, placesOfSMS)
	for _, need := range []struct{ path, all, place string }{
		{"email.subject", strings.Join(w.Email.Subject, ""), "{number}"},
		{"email.lines", strings.Join(w.Email.Lines, ""), "{handler}"},
		{"email.paper", strings.Join(w.Email.Paper, ""), "{document}"},
		{"email.paper", strings.Join(w.Email.Paper, ""), "{link}"},
		{"email.paper", strings.Join(w.Email.Paper, ""), "{verify}"},
		{"email.lines", strings.Join(w.Email.Lines, ""), "{phone}"},
		{"email.lines", strings.Join(w.Email.Lines, ""), "{email}"},
		{"sms.number", w.SMS.Number, "{number}"},
		{"sms.state", w.SMS.State, "{state}"},
		{"sms.contact", strings.Join(w.SMS.Contact, ""), "{handler}"},
		{"sms.contact", strings.Join(w.SMS.Contact, ""), "{phone}"},
		{"sms.contact", strings.Join(w.SMS.Contact, ""), "{email}"},
	} {
		if !strings.Contains(need.all, need.place) {
			src.fault(need.path, "%s is missing: every message must name it", need.place)
		}
	}
}

func (s *source) list(path string, texts []string, places []string) {
	for i, t := range texts {
		s.places(fmt.Sprintf("%s[%d]", path, i), t, places)
	}
}

// eventOf is the event of a key of texts, e.g. granted of granted-post.
func eventOf(key string) models.Event {
	for _, d := range []models.Delivery{models.ByPortal, models.ByEmail, models.ByPost} {
		key = strings.TrimSuffix(key, "-"+string(d))
	}
	return models.Event(key)
}
