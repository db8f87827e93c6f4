package api

import (
	"slices"

	"github.com/thyrida/thyrida/api/pages"
	"github.com/thyrida/thyrida/models"
)

// history is what happened, newest first.
func (v *visit) history(b Case) []pages.CaseEvent {
	filed := pages.CaseEvent{At: b.SubmittedAt, Title: v.text("case.filed-event"), Who: v.text("case.you")}
	if n := numberOf(b.Protocol); n != "" {
		filed.Note = v.text("case.numbered", "Number", n)
	}
	out := []pages.CaseEvent{filed}
	for _, t := range b.Timeline {
		e := pages.CaseEvent{At: t.OpenedAt, Title: t.StageLabel, Who: v.who(t), Now: t.ClosedAt == nil && b.State == models.Open}
		if t.ClosedAt != nil {
			e.At, e.Title, e.Note = *t.ClosedAt, t.StageLabel+": "+t.OutcomeText, t.Note
		}
		out = append(out, e)
	}
	for _, f := range b.Files {
		if f.AddedAt != nil {
			e := pages.CaseEvent{At: *f.AddedAt, Title: v.text("case.paper-event", "Name", f.Name), Who: v.text("case.you")}
			if f.Staff {
				e.Who = b.Handler.UnitName
			}
			out = append(out, e)
		}
	}
	for _, p := range b.Payments {
		out = append(out, pages.CaseEvent{At: p.RecordedAt, Title: v.text("case.paid-event"), Note: p.Code})
	}
	for _, d := range b.Documents {
		for _, one := range d.Versions {
			out = append(out, pages.CaseEvent{At: one.IssuedAt, Title: v.text("case.issued-event"), Who: d.UnitName, Note: one.Correction})
		}
	}
	if b.WithdrawnAt != nil {
		out = append(out, pages.CaseEvent{At: *b.WithdrawnAt, Title: v.text("case.withdrawn-event"), Who: v.text("case.you")})
	}
	if b.ClosedAt != nil {
		out = append(out, pages.CaseEvent{At: *b.ClosedAt, Title: v.text("case.ended"), Note: b.OutcomeText})
	}
	slices.Reverse(out) // of what is of one moment the later was said later
	slices.SortStableFunc(out, func(x, y pages.CaseEvent) int {
		if x.Now != y.Now { // what lasts is newest
			if x.Now {
				return -1
			}
			return 1
		}
		return y.At.Compare(x.At)
	})
	return out
}

// who says whose turn a visit was.
func (v *visit) who(t Visit) string {
	switch {
	case t.Audience == models.ForCitizen, t.Audience == models.ForPayer:
		return v.text("case.you")
	case t.Audience == models.ForMachine && t.Handler == "":
		return v.text("case.machine")
	case t.Handler != "":
		return t.Handler + ", " + t.UnitName
	}
	return t.UnitName
}
