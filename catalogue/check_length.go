package catalogue

import (
	"fmt"
	"strings"
	"time"

	"github.com/thyrida/thyrida/internal/gsm"
	"github.com/thyrida/thyrida/models"
)

// checkLengths warns of every message that would not fit one SMS even without
// what can be left out, for a long name and the longest address of a unit.
func (c *Catalogue) checkLengths() {
	told := make(map[string]bool)
	for _, s := range c.Services {
		src := c.origin[s]
		if len(Errors(src.faults)) > 0 {
			continue
		}
		for _, lang := range Languages {
			for _, event := range Events {
				if event != models.EventStage {
					c.checkLength(s, lang, event, "", told)
				}
			}
			for _, st := range s.Stages {
				c.checkLength(s, lang, models.EventStage, st.Key, told)
			}
		}
	}
}

func (c *Catalogue) checkLength(s *Service, lang string, event models.Event, stage models.StageKey, told map[string]bool) {
	f := c.longest(lang, event, stage)
	m, err := Composer{c.Texts}.message(f, s)
	if err != nil {
		return // a missing event is told already
	}
	w := m.words.SMS
	over := gsm.Septets(m.sms([]string{w.Next, w.Service, w.House})) - 160
	if over <= 0 {
		return
	}
	src, path := c.origin[s], "notices."+string(event)+".state."+lang
	if stage != "" {
		src, path = c.origin[s], fmt.Sprintf("stages[%d].state.%s", index(s, stage), lang)
	} else if s.Notices[event].State == (Text{}) {
		src, path = c.sources["texts/"+lang+".yaml"], "events."+string(event)+".state"
	}
	if key := src.file + path; !told[key] {
		told[key] = true
		src.warn(path, "an SMS with this state can take two parts: shorten it by %d characters", over)
	}
}

// longest are facts as long as they really come.
func (c *Catalogue) longest(lang string, event models.Event, stage models.StageKey) models.NoticeFacts {
	email := c.Municipality.Email
	if _, domain, ok := strings.Cut(email, "@"); ok {
		email = "k.papadimitriou@" + domain
	}
	for _, u := range c.Units {
		if len(u.Email) > len(email) {
			email = u.Email
		}
	}
	return models.NoticeFacts{Notice: models.Notice{Event: event}, Language: lang, Number: 123456, Year: 2026, Stage: stage,
		NumberedAt: time.Unix(0, 0), DueAt: time.Unix(0, 0), LegalDueAt: time.Unix(0, 0),
		Handler: models.Contact{Name: "Κωνσταντίνα Παπαδημητρίου", Phone: "+302310000000", Email: email},
		House:   c.Municipality.Name()}
}

func index(s *Service, k models.StageKey) int {
	for i, st := range s.Stages {
		if st.Key == k {
			return i
		}
	}
	return 0
}
