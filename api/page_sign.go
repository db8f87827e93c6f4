package api

import (
	"errors"
	"net/url"
	"strings"

	"github.com/google/uuid"

	"github.com/thyrida/thyrida/api/pages"
	"github.com/thyrida/thyrida/models"
)

// signMost is how many documents are signed at once from a page: as many as a
// page of the queue has.
const signMost = 50

func (s *server) signPages(p pageRouter) {
	p.get("/sign", staff, s.signPage)
	p.post("/sign", staff, s.signSent)
	p.get("/sign/done", staff, s.signedPage)
	p.post("/tasks/:id/offer", staff, s.offerAsked)
	p.post("/tasks/:id/signed", staff, s.signedBrought)
}

// signPage shows the documents that were ticked in the queue, each with what
// its signature stands under.
func (s *server) signPage(v *visit) error {
	view, err := v.signView(v.QueryArray("tasks"))
	if err != nil {
		return err
	}
	return v.show(view)
}

func (v *visit) signView(ids []string) (*pages.Sign, error) {
	view := &pages.Sign{Back: "/queue?queue=" + string(models.QueueSign)}
	if len(ids) > signMost {
		ids = ids[:signMost]
	}
	for _, id := range ids {
		if uuid.Validate(id) != nil {
			return nil, fault404
		}
		row, err := v.signRow(models.TaskID(id))
		if notFound(err) || isCode(err, "not-allowed") { // somebody else has signed it meanwhile
			view.Gone++
			continue
		}
		if err != nil {
			return nil, err
		}
		view.Rows = append(view.Rows, row)
	}
	return view, nil
}

// signRow is one document to sign: what its record says now, and why it cannot
// be signed, if it cannot.
func (v *visit) signRow(id models.TaskID) (row pages.SignRow, err error) {
	out, err := v.s.showTaskByID(v.ctx, &taskInput{ID: id})
	if err != nil {
		return row, err
	}
	t := out.Body
	row = pages.SignRow{Title: t.ServiceTitle, Applicant: t.ApplicantName, Href: "/tasks/" + string(id) + "?queue=sign"}
	if t.Protocol != nil {
		row.Number = number(*t.Protocol)
	}
	if t.State != models.TaskOpen || t.Audience != models.ForSigner {
		return row, models.Fault(models.NotFound, "no-such-task")
	}
	view := &pages.Task{}
	if err := v.record(view, t.Case); err != nil {
		return row, err
	}
	r := view.Record
	if r == nil {
		return row, models.Fault(models.NotFound, "no-such-task")
	}
	row.Title, row.Rows = r.Title, r.Rows
	switch {
	case r.Preview == "":
		row.Why = v.text("sign.incomplete")
	case !r.Server:
		row.Why = strings.Join(r.Ways, " ")
	case len(t.Outcomes) == 0:
		row.Why = v.text("task.why.barred")
	}
	if row.Src = r.Preview; row.Why == "" {
		row.Value = string(id) + "." + r.Seen + "." + uuid.NewString()
	}
	return row, nil
}

// signSent signs what is ticked. Each value is a task, the record that was
// shown, and the decision, so that the same form again signs nothing twice.
func (s *server) signSent(v *visit) error {
	in := &signTasksInput{}
	for _, w := range v.PostFormArray("sign") {
		task, rest, _ := strings.Cut(w, ".")
		seen, decision, _ := strings.Cut(rest, ".")
		if uuid.Validate(task) != nil || uuid.Validate(decision) != nil || !hashForm.MatchString(seen) {
			return fieldError("sign", "not-a-choice")
		}
		in.Body.Items = append(in.Body.Items, SignatureItem{Task: models.TaskID(task), Decision: models.DecisionID(decision), Seen: models.SHA256(seen)})
	}
	if n := len(in.Body.Items); n == 0 || n > signMost {
		view, err := v.signView(v.PostFormArray("tasks"))
		if err != nil {
			return err
		}
		return v.again(view, &view.Form, fieldError("sign", map[bool]models.Code{true: "required", false: "too-many"}[n == 0]))
	}
	out, err := s.signTasks(v.ctx, in)
	if err != nil {
		return err
	}
	q := url.Values{}
	for _, r := range out.Body.Results {
		what := string(r.State)
		if r.Code != "" {
			what = "!" + string(r.Code)
		}
		q.Add("r", short(string(r.Task))+"."+what)
	}
	return v.goTo("/sign/done?"+q.Encode(), "")
}

// signedPage says of each document what became of it.
func (s *server) signedPage(v *visit) error {
	view := &pages.Signed{Back: "/queue?queue=" + string(models.QueueSign)}
	again := url.Values{}
	for _, w := range v.QueryArray("r") {
		id, what, _ := strings.Cut(w, ".")
		if id = long(id); id == "" || len(view.Rows) == signMost {
			continue
		}
		out, err := s.showTaskByID(v.ctx, &taskInput{ID: models.TaskID(id)})
		var known *models.Error
		if err != nil && !(errors.As(err, &known) && known.Kind == models.NotFound) {
			return err
		}
		row := pages.SignedRow{Title: v.text("sign.unknown")}
		if err == nil {
			t := out.Body
			row.Title, row.Applicant, row.Href = t.ServiceTitle, t.ApplicantName, "/case/"+string(t.Case)
			if t.Protocol != nil {
				row.Number = number(*t.Protocol)
			}
			if t.State == models.TaskOpen {
				again.Add("tasks", id)
			}
		}
		switch code, refused := strings.CutPrefix(what, "!"); {
		case !refused && what == string(models.DecisionApplied):
			row.State = pages.Tag{Kind: "done", Text: v.text("sign.applied")}
			view.Done++
		case !refused:
			row.State = pages.Tag{Kind: "info", Text: v.text("sign.recorded")}
			view.Done++
		default:
			row.State = pages.Tag{Kind: "action", Text: v.text("sign.refused")}
			row.Why, _, _ = texts.problem(v.r.Lang, models.Code(code), nil)
			view.Refused++
		}
		view.Rows = append(view.Rows, row)
	}
	if len(again) > 0 {
		view.Again = "/sign?" + again.Encode()
	}
	return v.show(view)
}
