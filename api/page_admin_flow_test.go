package api

import (
	"fmt"
	"slices"
	"testing"

	"github.com/thyrida/thyrida/api/pages"
	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/models"
)

// everyFlow calls f with the way of every service, certificate and of the
// identification, in both languages.
func everyFlow(t *testing.T, f func(*testing.T, *catalogue.Service, pages.Flow)) {
	c, err := catalogue.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	all := slices.Clone(c.Services)
	for _, cert := range c.Certificates {
		all = append(all, cert.Process())
	}
	all = append(all, c.Identity.Process())
	if len(all) < 70 {
		t.Fatalf("only %d services", len(all))
	}
	for _, lang := range catalogue.Languages {
		names := unitNames{}
		for _, u := range c.Units {
			names[u.Code] = nameIn(lang, u.El, u.En)
		}
		for _, s := range all {
			f(t, s, flowOf(lang, c.Texts, names, s))
		}
	}
}

func TestEveryServiceIsDrawnWithoutOverlapAndWithinItsSheet(t *testing.T) {
	t.Parallel()
	everyFlow(t, func(t *testing.T, s *catalogue.Service, f pages.Flow) {
		for name, d := range map[string]pages.FlowDrawing{"narrow": f.Narrow(), "broad": f.Broad()} {
			for i, b := range d.Boxes {
				if b.X < 0 || b.Y < 0 || b.X+b.W > d.W || b.Y+b.H > d.H {
					t.Errorf("%s %s: %q leaves the sheet", s.Code, name, b.Title)
				}
				for _, o := range d.Boxes[i+1:] {
					if b.X < o.X+o.W && o.X < b.X+b.W && b.Y < o.Y+o.H && o.Y < b.Y+b.H {
						t.Errorf("%s %s: %q lies on %q", s.Code, name, b.Title, o.Title)
					}
				}
				for j, l := range b.Lines {
					if w := pages.TextWidth(l.Text, l.Size, l.Bold); l.X+w > b.X+b.W || l.Y > b.Y+b.H || l.Y-l.Size < b.Y-2 {
						t.Errorf("%s %s: %q leaves its box", s.Code, name, l.Text)
					}
					if j > 0 && l.Y-b.Lines[j-1].Y < l.Size {
						t.Errorf("%s %s: %q is written over another line", s.Code, name, l.Text)
					}
				}
			}
			for _, e := range d.Edges {
				for _, l := range e.Label {
					if l.X+pages.TextWidth(l.Text, l.Size, false) > d.W || inside(d, l.X, l.Y) || inside(d, l.X, l.Y-l.Size) {
						t.Errorf("%s %s: the words %q have no room", s.Code, name, l.Text)
					}
				}
				for _, p := range e.Points {
					if p[0] < 0 || p[0] > d.W {
						t.Errorf("%s %s: %q leaves the sheet", s.Code, name, e.Title)
					}
				}
				for _, p := range [][2]int{e.Points[0], e.Points[len(e.Points)-1]} {
					if !touches(d, p) {
						t.Errorf("%s %s: %q ends nowhere at %v", s.Code, name, e.Title, p)
					}
				}
			}
		}
	})
}

// inside says whether a point lies in a box, not at its edge.
func inside(d pages.FlowDrawing, x, y int) bool {
	return slices.ContainsFunc(d.Boxes, func(b pages.FlowBox) bool { return x > b.X && x < b.X+b.W && y > b.Y && y < b.Y+b.H })
}

func touches(d pages.FlowDrawing, p [2]int) bool {
	return slices.ContainsFunc(d.Boxes, func(b pages.FlowBox) bool {
		return p[0] >= b.X && p[0] <= b.X+b.W && p[1] >= b.Y && p[1] <= b.Y+b.H && !inside(d, p[0], p[1])
	})
}

func TestEveryWayOfEveryServiceIsDrawnAndToldInWords(t *testing.T) {
	t.Parallel()
	everyFlow(t, func(t *testing.T, s *catalogue.Service, f pages.Flow) {
		plan := s.Plan()
		want := map[string]int{"start": 1}
		for i, st := range f.Stages {
			kinds := map[string]int{}
			for _, w := range st.Ways {
				kinds[w.Kind]++
				if w.Text == "" || w.Kind != "next" && w.Name == "" {
					t.Errorf("%s: a way of %s without words: %+v", s.Code, st.Name, w)
				}
				if w.Kind == "back" && w.To > i {
					t.Errorf("%s: %s goes back to a later stage", s.Code, st.Name)
				}
			}
			if st.Name == "" || st.Who == "" || kinds["next"] != 1 {
				t.Errorf("%s: stage %+v", s.Code, st)
			}
			want["next"]++
			want["back"] += kinds["back"]
			want["end"] += kinds["end"]
			want["return"] += kinds["return"]
			want["answer"] += kinds["return"]
		}
		for _, d := range []pages.FlowDrawing{f.Narrow(), f.Broad()} {
			got := map[string]int{}
			for _, e := range d.Edges {
				got[e.Kind]++
			}
			for kind, n := range want {
				if got[kind] != n {
					t.Errorf("%s: %d ways of kind %s are drawn, want %d", s.Code, got[kind], kind, n)
				}
			}
		}
		returns, rejects := 0, 0
		for _, st := range plan.Stages {
			for _, o := range st.Outcomes {
				switch o {
				case models.Returned:
					returns++
				case models.Rejected:
					rejects++
				}
			}
		}
		if want["return"] != returns || want["end"] < rejects {
			t.Errorf("%s: the plan returns %d and rejects %d times, drawn %v", s.Code, returns, rejects, want)
		}
	})
}

func TestEveryReasonAndComplaintHasItsWordsInBothLanguages(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{"unknown": true, "": false}
	for _, r := range reasons {
		seen[r] = true
	}
	for _, p := range reasonPrefixes {
		seen[p.reason] = true
	}
	var keys []string
	for r, known := range seen {
		if known {
			keys = append(keys, "admin_deliveries.reasons."+r+".title", "admin_deliveries.reasons."+r+".remedy")
		}
	}
	for _, c := range models.Complaints {
		for _, part := range []string{"title", "means", "remedy"} {
			keys = append(keys, fmt.Sprintf("admin_doctor.complaints.%s.%s", c, part))
		}
	}
	c, err := catalogue.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range c.Texts.In("el").EventKeys() {
		keys = append(keys, "admin_templates.events."+k)
	}
	for _, p := range catalogue.Places() {
		keys = append(keys, "admin_templates.places."+p)
	}
	for _, st := range []models.NoticeState{models.Queued, models.Sending, models.Durable, models.Sent, models.Arrived, models.Failed, models.GivenUp, models.Cancelled} {
		keys = append(keys, "admin_deliveries.states."+string(st))
	}
	for _, k := range keys {
		if !pages.Has(k) { // in one language and then, as a test there says, in the other
			t.Errorf("no text %s", k)
		}
	}
}

func TestFailuresAreSortedToWhatPeopleCanDo(t *testing.T) {
	t.Parallel()
	for code, want := range map[models.Code]string{"smtp-550": "bad-address", "bounced-5.1.1": "bad-address", "bounced-5.2.2": "full", "bounced-5.7.26": "refused",
		"bounced": "refused", "smtp-535": "mail-login", "smtp-451": "mail-away", "smtp-timeout": "mail-away", "smtp-599": "refused", "delayed-4.4.1": "delayed",
		"twilio-21211": "bad-number", "twilio-30005": "bad-number", "twilio-99999": "sms-refused", "twilio-undelivered": "sms-refused", "http-503": "sms-away",
		"http-429": "sms-away", "http-401": "sms-login", "no-address": "no-address", "internal": "unknown", "": "unknown"} {
		if got := reasonOf(code); got != want {
			t.Errorf("%s: %s, want %s", code, got, want)
		}
	}
}
