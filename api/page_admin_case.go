package api

import (
	"cmp"
	"strconv"
	"time"

	"github.com/thyrida/thyrida/api/pages"
	"github.com/thyrida/thyrida/internal/calendar"
	"github.com/thyrida/thyrida/models"
)

// adminCasePage shows how a case stands in the database and in Temporal.
func (s *server) adminCasePage(v *visit) error {
	id, err := v.id("id")
	if err != nil {
		return err
	}
	out, err := s.showProcess(v.ctx, &caseInput{ID: models.CaseID(id)})
	if err != nil {
		return err
	}
	names, err := s.unitNames(v.ctx)
	if err != nil {
		return err
	}
	p, lang := out.Body, v.r.Lang
	row := func(key, value string) pages.Row {
		return pages.Row{Key: v.text("admin_case." + key), Value: cmp.Or(value, "—")}
	}
	view := pages.AdminCase{AdminNav: v.adminNav(), Halted: string(p.Halted), Why: p.Why, Facts: []pages.Row{row("identifier", id),
		row("state", v.text("admin_case."+string(p.State))), row("stage", string(p.Stage)), row("visit", itoa(p.Visit)), row("workflow-id", p.WorkflowID)}}
	if p.Back != "" {
		view.Facts = append(view.Facts, row("back", string(p.Back)))
	}
	if w := p.Workflow; w != nil {
		timer := ""
		if w.TimerAt != nil {
			timer = calendar.LongDateTime(*w.TimerAt, lang)
		}
		view.Workflow = []pages.Row{row("stage", string(w.Stage)), row("visit", itoa(w.Visit)), row("parked", itoa(w.Parked)), row("timer", timer)}
		if w.Outcome != "" {
			view.Workflow = append(view.Workflow, row("outcome", s.Texts.Outcome(lang, w.Outcome)))
		}
	}
	for _, o := range p.Visits {
		view.Visits = append(view.Visits, pages.CaseVisit{N: o.Visit, Stage: string(o.Stage), Unit: names[o.Unit], Handler: o.Handler,
			Outcome: s.Texts.Outcome(lang, o.Outcome), Opened: o.OpenedAt, Due: at(o.DueAt), Closed: at(o.ClosedAt)})
	}
	for _, m := range p.Messages {
		view.Messages = append(view.Messages, pages.CaseMessage{ID: m.ID, What: m.Verb, State: v.messageState(m.Refused, m.DeliveredAt),
			Attempts: m.Attempts, Written: m.CreatedAt, Delivered: at(m.DeliveredAt)})
	}
	return v.show(view)
}

// messageState is what became of a message to Temporal.
func (v *visit) messageState(refused models.Code, delivered *time.Time) string {
	switch {
	case refused != "":
		return v.text("admin_case.refused", "Code", strconv.Quote(string(refused)))
	case delivered != nil:
		return v.text("admin_case.done")
	}
	return v.text("admin_case.waits")
}
