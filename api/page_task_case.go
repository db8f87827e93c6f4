package api

import (
	"fmt"
	"strings"

	"github.com/thyrida/thyrida/api/pages"
	"github.com/thyrida/thyrida/internal/calendar"
	"github.com/thyrida/thyrida/models"
)

// caseView is a case for who works on it; self is the address of the page.
func (v *visit) caseView(id models.CaseID, self string) (*pages.Task, error) {
	out, err := v.s.showCase(v.ctx, &caseInput{ID: id})
	if err != nil {
		return nil, err
	}
	c := out.Body
	view := &pages.Task{Case: string(c.ID), Self: self, Title: c.ServiceTitle, Applicant: c.Applicant, Stage: c.StageLabel, Now: v.s.Clock.Now(),
		Legal: c.Due.Legal, Watched: c.Watched, State: pages.Tag{Kind: "info", Text: c.StateText}, Sheet: prefix + "/cases/" + string(c.ID) + "/application.pdf",
		Back: "/search", Returns: v.reasonChoices("return"), Refusals: v.reasonChoices("refusal")}
	if c.Protocol != nil {
		view.Number = number(*c.Protocol)
	}
	if c.State == models.Closed {
		view.State.Kind = "done"
	}
	if c.Form == nil {
		view.Sheet = ""
	}
	view.MayAdd = c.State == models.Open && c.Kind != models.KindIdentity && (c.Form != nil || c.Kind == models.KindCertificate)
	v.caseNotices(view, c)
	if err := v.caseData(view, c); err != nil {
		return nil, err
	}
	if err := v.papers(view, c); err != nil {
		return nil, err
	}
	if c.Kind == models.KindCertificate {
		if err := v.record(view, c.ID); err != nil {
			return nil, err
		}
	}
	for i := len(c.Timeline) - 1; i >= 0; i-- {
		t := c.Timeline[i]
		row := pages.TaskVisit{Stage: t.StageLabel, Unit: t.UnitName, Who: t.Handler, Outcome: t.OutcomeText, Note: t.Note, From: t.OpenedAt}
		if t.ClosedAt != nil {
			row.To = *t.ClosedAt
		}
		row.Late = t.DueAt != nil && (t.ClosedAt != nil && t.ClosedAt.After(*t.DueAt) || t.ClosedAt == nil && view.Now.After(*t.DueAt))
		view.History = append(view.History, row)
	}
	for _, l := range c.Links {
		row := pages.TaskLink{Text: l.Text, Href: "/case/" + string(l.Case.ID), Title: l.Case.ServiceTitle, Case: string(l.Case.ID)}
		if l.Case.Protocol != nil {
			row.Title += " " + number(*l.Case.Protocol)
		}
		view.Links = append(view.Links, row)
	}
	for _, k := range []models.LinkKind{models.SameMatter, models.Duplicate, models.FollowUp, models.Answers} {
		view.Kinds = append(view.Kinds, pages.Choice{Value: string(k), Label: v.text("task.link-kinds." + string(k))})
	}
	return view, v.talk(view, c.ID)
}

// caseNotices are what who works on a case should know before all else.
func (v *visit) caseNotices(view *pages.Task, c Case) {
	say := func(kind, title, text string) {
		view.Notices = append(view.Notices, pages.Notice{Kind: kind, Title: title, Text: text})
	}
	if c.HaltedAt != nil {
		say("warning", "", v.text("task.halted"))
	}
	if c.WithdrawnAt != nil {
		say("warning", "", v.text("task.withdrawn"))
	}
	for _, f := range c.Findings {
		key := "task.finding." + string(f.Code)
		if !pages.Has(key) {
			key = "task.finding.unknown"
		}
		n := pages.Notice{Kind: "warning", Text: v.text(key)}
		if f.Code == "same-request-open" {
			n.Action = pages.Link{Href: "/case/" + f.Subject, Text: v.text("task.find")}
		}
		view.Notices = append(view.Notices, n)
	}
	if c.ForwardBy != nil {
		say("info", "", v.text("task.forward-by", "Day", pages.Day(v.r.Lang, *c.ForwardBy)))
	}
}

// caseData is what the applicant said.
func (v *visit) caseData(view *pages.Task, c Case) error {
	add := func(key, value string) {
		if value != "" {
			view.Data = append(view.Data, pages.Row{Key: key, Value: value})
		}
	}
	add(v.text("task.applicant"), c.Applicant)
	if b := c.Behalf; b != nil {
		add(v.text("task.behalf"), strings.Trim(b.Representative+", "+b.Capacity, ", ")+" ("+b.KindText+")")
	}
	service, err := v.s.service(v.ctx, c.Service, c.Version)
	if err != nil {
		return err
	}
	for _, f := range service.Form {
		if a, said := c.Form[string(f.Key)]; said {
			add(f.Label.In(v.r.Lang), v.answer(f, a))
		}
	}
	add(v.text("task.submitted"), calendar.LongDateTime(c.SubmittedAt, v.r.Lang))
	add(v.text("task.channel"), v.text("task.channels."+string(c.Channel)))
	add(v.text("task.delivery"), v.text("task.deliveries."+string(c.Delivery)))
	add(v.text("task.from-body"), c.FromBody)
	for _, p := range c.Payments {
		view.Settled = append(view.Settled, pages.Row{Key: v.text("task.proofs." + string(p.Kind)),
			Value: v.text("task.paid-on", "Code", p.Code, "At", calendar.ShortDateTime(p.RecordedAt))})
	}
	return nil
}

// papers are the files of a case; the one in the preview is chosen by the
// address, else the first that nobody has judged.
func (v *visit) papers(view *pages.Task, c Case) error {
	chosen := -1
	for i, a := range c.Files {
		p := pages.TaskPaper{ID: string(a.ID), Src: prefix + "/attachments/" + string(a.ID), Name: a.Name, Label: a.SlotLabel, Size: a.Size, Judged: a.Verdict != nil, Old: a.ReplacedBy != "",
			Fetchable: a.State == models.AttachmentReady, State: v.paperState(a)}
		switch a.MediaType {
		case "image/jpeg", "image/png":
			p.Kind = "image"
		case pdfType:
			p.Kind = "pdf"
		}
		if a.Verdict != nil {
			p.Why, p.By = a.Verdict.Text, a.Verdict.By
		}
		view.Papers = append(view.Papers, p)
		asked := v.Query("paper")
		if p.ID == asked || asked == "" && chosen < 0 && !p.Judged && !p.Old {
			chosen = i
		}
	}
	if chosen < 0 && len(view.Papers) > 0 {
		chosen = 0
	}
	if chosen >= 0 {
		view.Papers[chosen].Current = true
		view.Paper = &view.Papers[chosen]
	}
	reasons, err := v.s.listPaperReasons(v.ctx, nil)
	if err != nil {
		return err
	}
	view.Reasons = []pages.Choice{{Label: v.text("task.reason-none")}}
	for _, r := range reasons.Body.Items {
		view.Reasons = append(view.Reasons, pages.Choice{Value: string(r.Code), Label: r.Text})
	}
	return nil
}

func (v *visit) paperState(a Attachment) pages.Tag {
	kind, word := "new", "new"
	switch {
	case a.State == models.AttachmentHeld:
		kind, word = "wait", "held"
	case a.State == models.AttachmentRefused:
		kind, word = "late", "infected"
	case a.ReplacedBy != "":
		kind, word = "wait", "old"
	case a.Verdict != nil && a.Verdict.Verdict == models.PaperAccepted:
		kind, word = "done", "accepted"
	case a.Verdict != nil:
		kind, word = "action", "refused"
	case a.Internal:
		kind, word = "info", "internal"
	}
	return pages.Tag{Kind: kind, Text: v.text("task.paper." + word)}
}

// record is what the registers say for a certificate, beside what was declared.
func (v *visit) record(view *pages.Task, id models.CaseID) error {
	out, err := v.s.showRecord(v.ctx, &caseInput{ID: id})
	if notFound(err) || isCode(err, "not-allowed") {
		return nil
	}
	if err != nil {
		return err
	}
	r := out.Body
	t, err := v.s.template(v.ctx, r.Template, r.Edition)
	if err != nil {
		return err
	}
	labels := map[string]string{}
	for _, st := range t.Statements {
		labels[string(st.Key)] = st.Label.In(v.r.Lang)
	}
	rec := &pages.TaskRecord{Title: v.text("task.record-of", "Title", r.Title), Seen: string(r.SHA256)}
	stated := map[string]string{}
	for _, st := range r.Statements {
		stated[st.Key] = plainValue(st.Value)
		rec.Rows = append(rec.Rows, pages.Row{Key: labels[st.Key], Value: plainValue(st.Value) + " · " + st.Reference + " · " + st.By})
	}
	for _, c := range r.Claimed {
		switch is, known := stated[c.Key]; {
		case !known:
			rec.Claimed = append(rec.Claimed, pages.Row{Key: labels[c.Key], Value: v.text("task.not-in-register", "Value", plainValue(c.Value))})
		case is != plainValue(c.Value):
			rec.Claimed = append(rec.Claimed, pages.Row{Key: labels[c.Key], Value: v.text("task.differs", "Value", plainValue(c.Value))})
		}
	}
	for _, f := range r.Missing {
		key := strings.TrimPrefix(f.Field, "statements.")
		rec.Missing = append(rec.Missing, strings.TrimSpace(labels[strings.Split(key, ".")[0]]+" – "+f.Message))
	}
	if len(rec.Missing) == 0 {
		rec.Preview = prefix + "/cases/" + string(id) + "/preview.pdf"
	}
	for _, w := range r.Ways {
		switch {
		case w.Open && w.Way == models.WayServer:
			rec.Server = true
		case w.Open:
			rec.Outside = append(rec.Outside, string(w.Way))
		case w.Message != "":
			rec.Ways = append(rec.Ways, w.Message)
		}
	}
	if r.Writable {
		view.RecordForm = v.recordForm(r, t, view.Self)
	}
	view.Record = rec
	if len(r.Versions) > 0 {
		return v.signatures(rec, id)
	}
	return nil
}

// plainValue is a value of a register as it is read.
func plainValue(value any) string {
	switch t := value.(type) {
	case []any:
		parts := make([]string, len(t))
		for i, one := range t {
			parts[i] = plainValue(one)
		}
		return strings.Join(parts, ", ")
	case map[string]any:
		var parts []string
		for _, k := range sortedKeys(t) {
			parts = append(parts, plainValue(t[k]))
		}
		return strings.Join(parts, " ")
	}
	return fmt.Sprint(value)
}
