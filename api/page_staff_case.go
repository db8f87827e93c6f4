package api

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/thyrida/thyrida/api/pages"
	"github.com/thyrida/thyrida/models"
)

func (s *server) staffCasePages(p pageRouter) {
	p.get("/case/:id", staff, s.staffCase)
	p.post("/case/:id/watch", staff, s.caseWatched)
	p.get("/case/:id/papers", staff, s.paperPage)
	p.post("/case/:id/papers", staff, s.paperAdded)
	p.get("/case/:id/completion", staff, s.completePage)
	p.post("/case/:id/completion", staff, s.completeSent)
	p.post("/case/:id/record", staff, s.recordWritten)
	p.post("/case/:id/papers/:paper", staff, s.paperJudged)
	p.post("/case/:id/messages", staff, s.staffWrote)
	p.post("/case/:id/notes", staff, s.staffNoted)
	p.post("/case/:id/links", staff, s.casesLinked)
	p.post("/case/:id/unlink", staff, s.casesUnlinked)
}

// staffCase shows a case to staff; if it waits for a task that the reader may
// see, the page of that. To reach somebody without address comes after what the
// case itself waits for.
func (s *server) staffCase(v *visit) error {
	id, err := v.id("id")
	if err != nil {
		return err
	}
	view, err := v.caseView(models.CaseID(id), "/case/"+id+"?")
	if err != nil {
		return err
	}
	out, err := s.showCase(v.ctx, &caseInput{ID: models.CaseID(id)})
	if err != nil {
		return err
	}
	tasks, order := out.Body.Tasks, []models.Purpose{models.ForStage, models.ForContact}
	slices.SortStableFunc(tasks, func(a, b Task) int {
		return cmp.Compare(slices.Index(order, a.Purpose), slices.Index(order, b.Purpose))
	})
	for _, t := range tasks {
		if _, err := s.desk(v.ctx).Task(v.ctx, t.ID); err == nil && t.State == models.TaskOpen {
			return v.goTo("/tasks/"+string(t.ID), "")
		}
	}
	return v.show(view)
}

// did goes back to the page the form stood on, or shows it again with what is
// wrong.
func (v *visit) did(flash string, err error) error {
	if err == nil {
		return v.goTo(strings.TrimSuffix(v.local(v.PostForm("to")), "?"), flash)
	}
	return v.formAgain(err)
}

// formAgain shows the page a form stood on with what was typed: of a task, or of
// a case without one. Without an error nothing was done yet.
func (v *visit) formAgain(err error) error {
	to, of := v.local(v.PostForm("to")), models.CaseID(v.Param("id"))
	view, e := v.stoodOn(to, of)
	if e != nil {
		return cmp.Or(err, e)
	}
	if err != nil {
		return v.again(view, &view.Form, err)
	}
	view.Values = v.Request.PostForm
	return v.show(view)
}

// stoodOn is the page of an address on which a form about a case stood.
func (v *visit) stoodOn(to string, of models.CaseID) (*pages.Task, error) {
	at, err := url.Parse(to)
	if err != nil {
		return nil, err
	}
	if id, is := strings.CutPrefix(at.Path, "/tasks/"); is && uuid.Validate(id) == nil {
		was, params := v.Request.URL, v.Params
		v.Request.URL, v.Params = at, gin.Params{{Key: "id", Value: id}} // what is shown is that page
		view, err := v.taskView()
		if err == nil && view.Case == string(of) {
			return view, nil
		}
		v.Request.URL, v.Params = was, params
	}
	view, err := v.caseView(of, to)
	if err == nil {
		view.Back = to
	}
	return view, err
}

func (s *server) caseWatched(v *visit) error {
	id, err := v.id("id")
	if err != nil {
		return err
	}
	in := &caseInput{ID: models.CaseID(id)}
	if v.PostForm("watch") == "no" {
		_, err = s.unwatchCase(v.ctx, in)
		return v.did("unwatched", err)
	}
	_, err = s.watchCase(v.ctx, in)
	return v.did("watched", err)
}

func (s *server) paperJudged(v *visit) error {
	id, err := v.id("id")
	if err != nil {
		return err
	}
	paper, err := v.id("paper")
	if err != nil {
		return err
	}
	in := &judgePaperInput{ID: models.CaseID(id), Attachment: models.AttachmentID(paper)}
	in.Body.Verdict = models.PaperVerdict(v.PostForm("verdict"))
	switch in.Body.Verdict {
	case models.PaperRefused:
		in.Body.Reason, in.Body.Note = models.Code(v.PostForm("reason")), v.PostForm("paper-note")
	case models.PaperAccepted:
	default:
		return v.did("", fieldError("verdict", "not-a-choice"))
	}
	if len([]rune(in.Body.Note)) > 1000 {
		return v.did("", fieldError("paper-note", "too-long"))
	}
	_, err = s.judgePaper(v.ctx, in)
	return v.did("paper-judged", err)
}

func (s *server) staffWrote(v *visit) error { return v.wrote(false, "text", "message-sent") }

func (s *server) staffNoted(v *visit) error { return v.wrote(true, "note-text", "note-kept") }

// wrote sends a message to the applicant, or keeps a note for staff.
func (v *visit) wrote(internal bool, field, flash string) error {
	id, err := v.id("id")
	if err != nil {
		return err
	}
	in := &writeInput{ID: models.CaseID(id)}
	in.Body.Text, in.Body.Internal = v.PostForm(field), internal
	switch n := len([]rune(in.Body.Text)); {
	case strings.TrimSpace(in.Body.Text) == "":
		return v.did("", fieldError(field, "required"))
	case n > 4000:
		return v.did("", fieldError(field, "too-long"))
	}
	err = v.once(func() (string, string, error) {
		_, err := v.s.writeMessage(v.ctx, in)
		return strings.TrimSuffix(v.local(v.PostForm("to")), "?"), flash, rename(err, "text", field)
	})
	if err != nil {
		return v.did("", err)
	}
	return nil
}

// casesLinked links the case with another that is named by its number.
func (s *server) casesLinked(v *visit) error {
	id, err := v.id("id")
	if err != nil {
		return err
	}
	typed := strings.TrimSpace(v.PostForm("number"))
	if typed == "" || len(typed) > 100 {
		return v.did("", fieldError("number", "required"))
	}
	found, _, err := s.desk(v.ctx).Cases(v.ctx, models.CaseFilter{Query: typed, Page: models.Page{Limit: 2}})
	if err != nil {
		return v.did("", err)
	}
	if len(found) != 1 {
		return v.did("", fieldError("number", "no-such-case"))
	}
	in := &linkCasesInput{ID: models.CaseID(id)}
	in.Body.To, in.Body.Kind = found[0].ID, models.LinkKind(v.PostForm("kind"))
	_, err = s.linkCases(v.ctx, in)
	return v.did("linked", err)
}

func (s *server) casesUnlinked(v *visit) error {
	id, err := v.id("id")
	if err != nil {
		return err
	}
	other := v.PostForm("other")
	if uuid.Validate(other) != nil {
		return fault404
	}
	_, err = s.unlinkCases(v.ctx, &unlinkCasesInput{ID: models.CaseID(id), To: models.CaseID(other)})
	return v.did("unlinked", err)
}
