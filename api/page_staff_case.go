package api

import (
	"strings"

	"github.com/google/uuid"

	"github.com/thyrida/thyrida/models"
)

func (s *server) staffCasePages(p pageRouter) {
	p.get("/case/:id", staff, s.staffCase)
	p.post("/case/:id/watch", staff, s.caseWatched)
	p.post("/case/:id/papers/:paper", staff, s.paperJudged)
	p.post("/case/:id/messages", staff, s.staffWrote)
	p.post("/case/:id/notes", staff, s.staffNoted)
	p.post("/case/:id/links", staff, s.casesLinked)
	p.post("/case/:id/unlink", staff, s.casesUnlinked)
}

// staffCase shows a case to staff; if it waits for a task that the reader may
// see, the page of that.
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
	for _, t := range out.Body.Tasks {
		if _, err := s.desk(v.ctx).Task(v.ctx, t.ID); err == nil && t.State == models.TaskOpen {
			return v.goTo("/tasks/"+string(t.ID), "")
		}
	}
	return v.show(view)
}

// did goes back to the page the form stood on, or shows it again with what is
// wrong.
func (v *visit) did(flash string, err error) error {
	to := v.local(v.PostForm("to"))
	if err == nil {
		return v.goTo(strings.TrimSuffix(to, "?"), flash)
	}
	view, e := v.caseView(models.CaseID(v.Param("id")), to)
	if e != nil {
		return err
	}
	view.Back = to
	return v.again(view, &view.Form, err)
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
