package api

import (
	"slices"
	"strings"

	"github.com/thyrida/thyrida/api/pages"
	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/models"
)

// flower tells the way of a service in one language.
type flower struct {
	lang    string
	texts   catalogue.Texts
	names   unitNames
	service *catalogue.Service
	plan    models.Plan
	stages  []models.Stage // with the identification, if it has one
}

// flowOf is the way of a case of a service: what its plan does, in words.
func flowOf(lang string, t catalogue.Texts, names unitNames, s *catalogue.Service) pages.Flow {
	f := flower{lang: lang, texts: t, names: names, service: s, plan: s.Plan()}
	if f.plan.Identify != nil {
		f.stages = append(f.stages, *f.plan.Identify)
	}
	f.stages = append(f.stages, f.plan.Stages...)
	out := pages.Flow{Label: f.say("label", "Title", s.Title.In(lang)), Start: f.say("start"), End: t.Outcome(lang, models.Granted),
		Always: []string{f.say("always-away"), f.say("always-withdraw"), f.say("always-late")}}
	for i, st := range f.stages {
		out.Stages = append(out.Stages, pages.FlowStage{Name: f.name(st.Key), Who: f.who(st), Kind: kindOf(st), Facts: f.facts(st), Ways: f.ways(i, st)})
	}
	return out
}

func (f flower) say(key string, data ...any) string {
	return pages.Text(f.lang, "admin_services.flow."+key, data...)
}

func (f flower) name(k models.StageKey) string { return f.texts.StageLabel(f.lang, f.service, k) }

// kindOf is whose turn it is, as it is drawn.
func kindOf(st models.Stage) string {
	switch {
	case st.Kind == models.KindStep || st.Kind == models.KindIssue || st.Kind == models.KindMake:
		return "machine"
	case st.Audience == models.ForHead || st.Audience == models.ForSigner:
		return "head"
	case st.Audience.Staff():
		return "house"
	}
	return "citizen"
}

// who says who acts, and of which units.
func (f flower) who(st models.Stage) string {
	var units []string
	for _, u := range st.Units {
		units = append(units, f.names[u])
	}
	key := "who." + string(st.Kind)
	if st.Kind == models.KindTask {
		key = "who." + string(st.Audience)
	}
	switch {
	case len(units) > 1:
		key = "who.several"
	case len(units) == 0:
		units = []string{f.names[f.service.Unit]}
	}
	return f.say(key, "Unit", strings.Join(units, ", "))
}

// facts are the timers of a stage and who may not decide it.
func (f flower) facts(st models.Stage) (out []string) {
	term := func(key string, t models.Term) {
		switch {
		case t.Days == 0:
		case t.Working:
			out = append(out, f.say(key+"-working", "Count", t.Days))
		default:
			out = append(out, f.say(key, "Count", t.Days))
		}
	}
	if kindOf(st) == "machine" && st.Kind != models.KindIssue {
		return nil
	}
	term("term", st.Term)
	term("escalate", st.Escalate)
	term("lapse", st.Lapse)
	if st.FourEyes != "" {
		out = append(out, f.say("four-eyes", "Stage", f.name(st.FourEyes)))
	}
	return out
}

// ways are where a stage may lead, by its plan.
func (f flower) ways(i int, st models.Stage) (out []pages.FlowWay) {
	outcomes := slices.Clone(st.Outcomes)
	if st.ReturnTo != "" && !slices.Contains(outcomes, models.SentBack) {
		outcomes = append(outcomes, models.SentBack) // by the machine
	}
	if st.Lapse.Days > 0 {
		outcomes = append(outcomes, models.Lapsed)
	}
	for _, o := range outcomes {
		w := pages.FlowWay{Kind: "next", Text: f.texts.OutcomeText(f.lang, f.service, st.Key, o)}
		pos, over := f.plan.After(models.Position{Stage: st.Key}, o)
		to := slices.IndexFunc(f.stages, func(s models.Stage) bool { return s.Key == pos.Stage })
		switch {
		case over == models.Granted:
		case over != "":
			w.Kind, w.Name = "end", f.say("over")
			if o == models.Rejected {
				w.Note = f.say("remedy", "Count", f.service.Appeal.Days)
			}
			if f.service.Appeal.Days == 0 {
				w.Note = ""
			}
		case pos.Stage == models.Completion:
			w.Kind, w.Name = "return", f.name(models.Completion)
			w.Note = f.say("completion", "Count", f.plan.Completion.Term.Days)
		case to <= i:
			w.Kind, w.To, w.Name = "back", to, f.say("to", "Stage", f.name(pos.Stage))
		}
		if n := slices.IndexFunc(out, func(x pages.FlowWay) bool { return x.Kind == "next" }); w.Kind == "next" && n >= 0 {
			out[n].Text = f.say("or", "One", out[n].Text, "Other", w.Text)
			continue
		}
		out = append(out, w)
	}
	return out
}
