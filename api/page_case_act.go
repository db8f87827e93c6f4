package api

import (
	"errors"
	"net/url"
	"slices"

	"github.com/thyrida/thyrida/api/pages"
	"github.com/thyrida/thyrida/models"
)

// messageSent writes to the municipality, with a file perhaps.
func (s *server) messageSent(v *visit) error {
	b, err := s.caseOf(v)
	if err != nil {
		return err
	}
	path, in := "/cases/"+string(b.ID), &writeInput{ID: b.ID}
	file, err := s.fileWith(v)
	if err == nil {
		err = v.once(func() (string, string, error) {
			in.Body.Text = v.PostForm("text")
			if file != nil {
				in.Body.Attachments = []models.AttachmentID{file.Body.ID}
			}
			_, err := s.writeMessage(v.ctx, in)
			return path + "#talk", "wrote", err
		})
	}
	if err == nil {
		return nil
	}
	view, e := s.caseView(v, b)
	if e != nil {
		return e
	}
	return v.again(view, &view.Form, err)
}

// fileWith reads a form with a file in it, or without; what else it holds is
// the request's form then. A request that carries the same key again is
// answered by once, whatever file it brings.
func (s *server) fileWith(v *visit) (*attachmentOutput, error) {
	in := &uploadInput{request: v.Request, writer: v.Writer, more: url.Values{}}
	file, err := s.upload(v.ctx, in)
	v.Request.PostForm = in.more
	if nothingChosen(err) {
		return nil, nil
	}
	return file, err
}

// paperPage asks for a file of a case.
func (s *server) paperPage(v *visit) error {
	b, err := s.caseOf(v)
	if err != nil {
		return err
	}
	view, err := s.paperForm(v, b)
	if err != nil {
		return err
	}
	return v.show(view)
}

func (s *server) paperForm(v *visit, b Case) (*pages.CaseAct, error) {
	service, err := s.service(v.ctx, b.Service, b.Version)
	if err != nil {
		return nil, err
	}
	view := &pages.CaseAct{ID: string(b.ID), Case: b.ServiceTitle, Title: v.text("act.paper"), Lead: v.text("act.paper-lead"), Button: v.text("apply.upload"), Files: true, Back: v.afterPaper(b)}
	slot := pages.Field{Name: "slot", Kind: "select", Label: v.text("act.slot"), Value: v.Query("slot"), Choices: []pages.Choice{{Label: v.text("act.slot-none")}}}
	file := pages.Field{Name: "file", Kind: "file", Label: v.text("apply.choose"), Hint: v.text("act.file-hint"), Accept: ".pdf,.jpg,.jpeg,.png"}
	for _, p := range service.Papers {
		if p.ExOfficio {
			continue
		}
		slot.Choices = append(slot.Choices, pages.Choice{Value: string(p.Slot), Label: p.Label.In(v.r.Lang)})
		if string(p.Slot) == slot.Value {
			file.Hint, file.Accept = v.paper(ServicePaper{Accept: p.Accept, MaxBytes: p.MaxBytes()}).Kinds+". "+p.Help.In(v.r.Lang), acceptOf(p)
		}
	}
	view.Inputs = []pages.Field{slot, file}
	if v.forHouse() {
		view.Lead, file.Hint = v.text("act.staff-lead"), v.text("act.staff-file-hint")
		view.Inputs = []pages.Field{slot, {Name: "internal", Kind: "checkbox", Label: v.text("act.internal")}, file}
	}
	return view, nil
}

// afterPaper is the page that a paper was brought from.
func (v *visit) afterPaper(b Case) string {
	if v.Query("to") == "completion" {
		return v.casePath(b.ID) + "/completion"
	}
	return v.casePath(b.ID)
}

// paperAdded gives a file to the case.
func (s *server) paperAdded(v *visit) error {
	b, err := s.caseOf(v)
	if err != nil {
		return err
	}
	sent := &uploadInput{request: v.Request, writer: v.Writer}
	if v.forHouse() {
		sent.more = url.Values{}
	}
	file, err := s.upload(v.ctx, sent)
	v.Request.PostForm = sent.more
	if err == nil {
		in := &addPaperInput{ID: b.ID}
		in.Body.ID, in.Body.Slot, in.Body.Internal = file.Body.ID, file.Body.Slot, sent.more.Get("internal") == "true"
		if _, err = s.addPaper(v.ctx, in); err == nil {
			return v.goTo(v.afterPaper(b), "paper-added")
		}
	}
	if nothingChosen(err) {
		err = fieldError("file", "required")
	}
	view, e := s.paperForm(v, b)
	if e != nil {
		return e
	}
	if file != nil { // its slot refused it
		view.Inputs[0].Value = string(file.Body.Slot)
		if sent.more.Get("internal") == "" {
			err = toFile(err)
		}
	}
	return v.again(view, &view.Form, err)
}

// toFile says what is wrong with a paper at the input of its file.
func toFile(err error) error {
	var e *models.Error
	if !errors.As(err, &e) {
		return err
	}
	out := *e
	out.Fields = slices.Clone(e.Fields)
	for i := range out.Fields {
		out.Fields[i].Field = "file"
	}
	return &out
}

// payPage asks for the code that proves the fee.
func (s *server) payPage(v *visit) error {
	b, err := s.caseOf(v)
	if err != nil {
		return err
	}
	view, err := s.payForm(v, b)
	if err != nil {
		return err
	}
	return v.show(view)
}

func (s *server) payForm(v *visit, b Case) (*pages.CaseAct, error) {
	service, err := s.service(v.ctx, b.Service, b.Version)
	if err != nil {
		return nil, err
	}
	if service.Fee == nil {
		return nil, models.Fault(models.Conflict, "nothing-to-pay")
	}
	view := &pages.CaseAct{ID: string(b.ID), Case: b.ServiceTitle, Title: v.text("act.pay"), Lead: v.text("act.pay-lead"), Button: v.text("act.pay-send"), Back: "/cases/" + string(b.ID)}
	kind := pages.Field{Name: "kind", Kind: "radios", Label: v.text("act.kind")}
	for _, p := range service.Fee.Proof {
		kind.Choices = append(kind.Choices, pages.Choice{Value: string(p), Label: v.text("act.kind-of." + string(p)), Hint: v.text("act.kind-hint." + string(p))})
	}
	if len(kind.Choices) == 1 {
		kind.Value = kind.Choices[0].Value
	}
	if !service.Fee.ByCouncil {
		view.Lead = v.text("case.pay-amount", "Fee", pages.Euro(v.r.Lang, service.Fee.Amount.String())) + " " + view.Lead
	}
	view.Inputs = []pages.Field{kind, {Name: "code", Label: v.text("act.code"), Width: 20, MaxLength: 60}}
	return view, nil
}

func (s *server) paySent(v *visit) error {
	b, err := s.caseOf(v)
	if err != nil {
		return err
	}
	in := &payInput{ID: b.ID}
	if err = v.read(&in.Body); err == nil {
		err = v.once(func() (string, string, error) {
			_, err := s.payCase(v.ctx, in)
			return "/cases/" + string(b.ID), "paid", err
		})
	}
	if err == nil {
		return nil
	}
	view, e := s.payForm(v, b)
	if e != nil {
		return e
	}
	return v.again(view, &view.Form, err)
}

// withdrawPage asks whether the applicant is sure.
func (s *server) withdrawPage(v *visit) error {
	b, err := s.caseOf(v)
	if err != nil {
		return err
	}
	return v.show(v.withdrawForm(b))
}

func (v *visit) withdrawForm(b Case) *pages.CaseAct {
	return &pages.CaseAct{ID: string(b.ID), Case: b.ServiceTitle, Title: v.text("act.withdraw"), Lead: v.text("act.withdraw-lead"), Warning: v.text("act.withdraw-warning"),
		Button: v.text("act.withdraw-send"), Back: "/cases/" + string(b.ID), Inputs: []pages.Field{{Name: "note", Label: v.text("act.note"), Kind: "textarea", Rows: 3, MaxLength: 4000, Optional: true}}}
}

func (s *server) withdrawSent(v *visit) error {
	b, err := s.caseOf(v)
	if err != nil {
		return err
	}
	in := &withdrawInput{ID: b.ID}
	if err = v.read(&in.Body); err == nil {
		err = v.once(func() (string, string, error) {
			_, err := s.withdrawCase(v.ctx, in)
			return "/cases/" + string(b.ID), "withdrawn", err
		})
	}
	if err == nil {
		return nil
	}
	view := v.withdrawForm(b)
	return v.again(view, &view.Form, err)
}
