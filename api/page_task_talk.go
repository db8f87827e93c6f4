package api

import (
	"maps"
	"slices"
	"strings"

	"github.com/thyrida/thyrida/api/pages"
	"github.com/thyrida/thyrida/internal/calendar"
	"github.com/thyrida/thyrida/models"
)

// talk is the conversation of a case, and the notes apart from it.
func (v *visit) talk(view *pages.Task, id models.CaseID) error {
	out, err := v.s.showThread(v.ctx, &threadInput{ID: id, Cursor: Cursor{Limit: 200}, Order: "desc"})
	if isCode(err, "not-allowed") { // who reads about cases, not in them
		return nil
	}
	if err != nil {
		return err
	}
	slices.Reverse(out.Body.Items)
	var newest models.MessageID
	for _, t := range out.Body.Items {
		item := pages.TaskItem{Author: t.Author, Text: t.Text, At: t.At, House: t.Side == models.SideHouse}
		if t.ActingFor != "" {
			item.Author += " (" + v.text("queue.for", "Name", t.ActingFor) + ")"
		}
		for _, r := range t.Reads {
			item.Read = v.text("task.read-by", "Name", r.Name, "At", calendar.ShortDateTime(r.At))
		}
		switch t.Kind {
		case models.ThreadNote:
			newest = models.MessageID(t.ID)
			view.Notes = append(view.Notes, item)
			continue
		case models.ThreadNotice:
			if t.Staff {
				continue
			}
			item.Author, item.House, item.Head, item.Text = v.text("task.machine"), true, v.text("task.told."+t.Channel), t.Subject
		case models.ThreadDecision:
			item.Head = strings.Trim(t.OutcomeText+", "+t.StageLabel, ", ")
		default:
			newest = models.MessageID(t.ID)
		}
		for _, f := range t.Files {
			item.Text += "\n" + f.Name
		}
		view.Thread = append(view.Thread, item)
	}
	if newest != "" && v.looks() { // shown is read
		return v.s.desk(v.ctx).ReadThread(v.ctx, id, newest)
	}
	return nil
}

// outcomes are the buttons: one is the main one, and if there is none the page
// says why.
func (v *visit) outcomes(view *pages.Task, t Task) error {
	for _, o := range t.Outcomes {
		out := pages.TaskOutcome{Outcome: string(o.Outcome), Label: o.Label, Danger: o.Outcome == models.Rejected}
		out.Panel = o.Reasoned || o.Outcome == models.Paid || o.Outcome == models.Delivered
		if r := view.Record; r != nil && (o.Outcome == models.Done || o.Outcome == models.Signed) {
			out.Seen = r.Seen
			if o.Outcome == models.Signed {
				if out.Way = string(models.WayServer); r.Preview == "" || r.Seen == "" {
					view.Why = v.text("task.why.cannot-sign")
					continue
				}
				if !r.Server {
					view.Why = strings.Join(r.Ways, " ")
					continue
				}
			}
		}
		switch {
		case o.Outcome == models.Answered: // by a page of its own, for who has no login
			view.Complete = "/case/" + view.Case + "/completion"
		case o.Outcome == models.Lapsed:
			view.Others = append(view.Others, out)
		case view.Main == nil && !o.Reasoned:
			view.Main = &out
		default:
			view.Others = append(view.Others, out)
		}
	}
	for _, o := range t.Away {
		view.Others = append(view.Others, pages.TaskOutcome{Outcome: string(o.Outcome), Label: o.Label, Panel: true})
	}
	if view.Why == "" {
		view.Why = v.why(view, t)
	}
	for _, k := range []models.PaymentKind{models.EParavolo, models.RF} {
		view.Proofs = append(view.Proofs, pages.Choice{Value: string(k), Label: v.text("task.proofs." + string(k))})
	}
	if len(t.Away) == 0 {
		return nil
	}
	names, err := v.s.unitNames(v.ctx)
	if err != nil {
		return err
	}
	for code, name := range names {
		if code != t.Unit {
			view.Units = append(view.Units, pages.Choice{Value: string(code), Label: name})
		}
	}
	slices.SortFunc(view.Units, func(a, b pages.Choice) int { return strings.Compare(a.Label, b.Label) })
	bodies, err := v.s.listBodies(v.ctx, nil)
	if err != nil {
		return err
	}
	for _, b := range bodies.Body.Items {
		if b.EndedAt == nil {
			view.Bodies = append(view.Bodies, pages.Choice{Value: string(b.Code), Label: b.Name})
		}
	}
	if len(view.Bodies) > 0 {
		view.Bodies = append(view.Bodies, pages.Choice{Label: v.text("task.body-other")})
	}
	return nil
}

// why says why there is no button, or what is still open.
func (v *visit) why(view *pages.Task, t Task) string {
	if len(t.Outcomes) > 0 {
		fresh, refused := 0, 0
		for _, p := range view.Papers {
			if p.Old {
				continue
			}
			if !p.Judged {
				fresh++
			} else if p.Why != "" {
				refused++
			}
		}
		switch {
		case refused > 0 && slices.ContainsFunc(t.Outcomes, func(o TaskOutcome) bool { return o.Outcome == models.Returned }):
			return v.text("task.refused-papers", "Count", refused)
		case fresh > 0 && t.Audience == models.ForClerk:
			return v.text("task.open-papers", "Count", fresh)
		}
		return ""
	}
	switch {
	case t.State == models.TaskDecided:
		return v.text("task.why.decided")
	case t.State == models.TaskClosed:
		return v.text("task.why.closed")
	case t.Audience == models.ForCitizen:
		return v.text("task.why.citizen")
	case t.Audience == models.ForPayer:
		return v.text("task.why.payer")
	case t.Audience == models.ForMachine:
		return v.text("task.why.machine")
	case t.Audience == models.ForHead && !v.r.Actor.In(t.Unit, models.RoleHead):
		return v.text("task.why.head")
	case t.Audience == models.ForSigner && !v.r.Actor.Is(models.RoleSignatory):
		return v.text("task.why.signatory")
	case t.Assignee != "" && !view.Mine:
		return v.text("task.why.taken", "Name", t.AssigneeName)
	}
	return v.text("task.why.barred")
}

func sortedKeys(m map[string]any) []string { return slices.Sorted(maps.Keys(m)) }

// joinLines makes one note of several reasons.
func joinLines(lines []string) string { return strings.Join(lines, "\n") }
