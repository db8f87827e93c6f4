package api

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/thyrida/thyrida/api/pages"
	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/models"
)

func (s *server) applyPages(p pageRouter) {
	p.get("/apply/:code", citizens, s.applyBegin)
	p.post("/apply/:code", citizens, s.applyBegun)
	p.get("/apply/:code/:draft/:step", citizens, s.applyPage)
	p.post("/apply/:code/:draft/:step", citizens, s.applySent)
	p.get("/cases/:id/filed", citizens, s.filedPage)
}

// The steps of an application that every one has; between them come "form-1"
// and so on, and "paper-" with a slot.
const (
	stepWho     = "who"
	stepCame    = "applicant" // at the counter: who came
	stepWhom    = "whom"
	stepCheck   = "check"
	stepDeclare = "declaration"
	stepForm    = "form-"
	stepPaper   = "paper-"
	self        = "self" // who applies for himself
)

// application is one that is being written: everything about it is in its
// draft.
type application struct {
	counter bool // an employee enters it for somebody else
	service *catalogue.Service
	draft   Draft
	steps   []applyStep
	hidden  []catalogue.Paper // asked for, but fetched by the municipality
}

// applyStep is one page of an application.
type applyStep struct {
	key    string
	fields []catalogue.Field
	paper  *catalogue.Paper
}

// kind is how the applicant is represented; empty: he applies himself.
func (a *application) kind() models.RepresentationKind {
	k, _ := a.draft.Behalf["kind"].(string)
	return models.RepresentationKind(k)
}

// behalf is for whom the application is made, nil for who applies himself.
func (a *application) behalf() (*Behalf, error) {
	if a.kind() == "" {
		return nil, nil
	}
	data, err := json.Marshal(a.draft.Behalf)
	if err != nil {
		return nil, err
	}
	out := &Behalf{}
	return out, json.Unmarshal(data, out)
}

// form are the answers to what is asked: one that was given before its
// condition changed is kept in the draft, and not filed.
func (a *application) form() map[string]any {
	out := map[string]any{}
	for _, st := range a.steps {
		for _, f := range st.fields {
			if answer, ok := a.draft.Form[string(f.Key)]; ok {
				out[string(f.Key)] = answer
			}
		}
	}
	return out
}

// files are the papers that are asked for.
func (a *application) files() (out []SlotFile) {
	for _, f := range a.draft.Attachments {
		if slices.ContainsFunc(a.steps, func(st applyStep) bool { return st.paper != nil && st.paper.Slot == f.Slot }) {
			out = append(out, f)
		}
	}
	return out
}

// step finds a step; -1 if it is none of this application's.
func (a *application) step(key string) int {
	return slices.IndexFunc(a.steps, func(st applyStep) bool { return st.key == key })
}

func (a *application) path(key string) string {
	face := "/apply/"
	if a.counter {
		face = "/counter/"
	}
	return face + string(a.service.Code) + "/" + string(a.draft.ID) + "/" + key
}

// plan lays out the steps as far as the answers lead.
func (s *server) plan(a *application) {
	a.steps, a.hidden = []applyStep{{key: stepWho}}, nil
	if a.counter {
		a.steps = append(a.steps, applyStep{key: stepCame})
	}
	if a.kind() != "" {
		a.steps = append(a.steps, applyStep{key: stepWhom})
	}
	asked, papers := a.service.Asked(a.draft.Form, s.Clock.Now())
	for i, section := range a.service.Sections() {
		st := applyStep{key: stepForm + itoa(i+1)}
		for _, f := range section {
			if slices.ContainsFunc(asked, func(g catalogue.Field) bool { return g.Key == f.Key }) {
				st.fields = append(st.fields, f)
			}
		}
		if len(st.fields) > 0 {
			a.steps = append(a.steps, st)
		}
	}
	if k := a.kind(); k != "" && k.Proven() {
		p, _ := a.service.Paper(models.SlotRepresentation)
		a.steps = append(a.steps, applyStep{key: stepPaper + string(p.Slot), paper: &p})
	}
	for _, p := range papers {
		if p.ExOfficio {
			a.hidden = append(a.hidden, p)
			continue
		}
		a.steps = append(a.steps, applyStep{key: stepPaper + string(p.Slot), paper: &p})
	}
	a.steps = append(a.steps, applyStep{key: stepCheck}, applyStep{key: stepDeclare})
}

// application reads one of the visitor's.
func (s *server) application(v *visit) (*application, error) {
	id, err := v.id("draft")
	if err != nil {
		return nil, err
	}
	out, err := s.showDraft(v.ctx, &draftInput{ID: models.DraftID(id)})
	if err != nil {
		return nil, err
	}
	a := &application{counter: v.atCounter(), draft: out.Body}
	if a.service, err = s.service(v.ctx, models.ServiceCode(v.Param("code")), 0); err != nil {
		return nil, err
	}
	if a.draft.Service != a.service.Code || a.counter != (a.draft.Channel != "") {
		return nil, fault404
	}
	if a.draft.Form == nil {
		a.draft.Form = map[string]any{}
	}
	s.plan(a)
	return a, nil
}

// keepDraft keeps the application as far as it has come.
func (s *server) keepDraft(v *visit, a *application) error {
	in := &saveDraftInput{ID: a.draft.ID}
	in.Body.Service, in.Body.DraftBody = a.service.Code, a.draft.DraftBody
	_, err := s.saveDraft(v.ctx, in)
	s.plan(a)
	return err
}

// at is where a step stands among the others.
func (v *visit) applyAt(a *application, i int) pages.ApplyAt {
	at := pages.ApplyAt{Service: a.service.Title.In(v.r.Lang), Step: i + 1, Of: len(a.steps), Leave: "/cases", Back: "/services/" + string(a.service.Code)}
	if a.counter {
		at.Leave, at.Back = "/counter", "/counter"
	}
	if i > 0 {
		at.Back = a.path(a.steps[i-1].key)
	}
	if v.checking() {
		at.Back = a.path(stepCheck)
	}
	return at
}

// checking says whether a step was opened from the page that checks all.
func (v *visit) checking() bool { return v.Query("to") == stepCheck }

// onward leads from a step to the next: from the check back there.
func (v *visit) onward(a *application, i int) string {
	if v.checking() {
		return a.path(stepCheck)
	}
	return a.path(a.steps[min(i+1, len(a.steps)-1)].key)
}

// applyBegin asks for whom the application is, and offers those that were begun.
func (s *server) applyBegin(v *visit) error {
	service, err := s.service(v.ctx, models.ServiceCode(v.Param("code")), 0)
	if err != nil {
		return err
	}
	drafts, err := s.listDrafts(v.ctx, nil)
	if err != nil {
		return err
	}
	view := v.beginning(&application{service: service})
	for _, d := range drafts.Body.Items {
		if d.Service == service.Code && d.Channel == "" {
			a := &application{service: service, draft: d}
			s.plan(a)
			view.Drafts = append(view.Drafts, pages.ApplyDraft{Service: view.At.Service, Href: a.path(s.unfinished(a)), At: d.UpdatedAt})
		}
	}
	return v.show(view)
}

// unfinished is the first step whose answers are not there or not right; the
// check of all if there is none.
func (s *server) unfinished(a *application) string {
	faults := s.formFaults(a)
	for _, st := range a.steps {
		if slices.ContainsFunc(faults, func(f models.FieldFault) bool { return st.asks(f.Field) }) {
			return st.key
		}
	}
	return stepCheck
}

// asks says whether a step asks for the input of a name.
func (st applyStep) asks(field string) bool {
	switch {
	case st.key == stepWho:
		return field == "behalf.kind" || field == "channel"
	case st.key == stepCame:
		return strings.HasPrefix(field, "applicant.")
	case st.key == stepWhom:
		return strings.HasPrefix(field, "behalf.")
	case st.paper != nil:
		return field == "attachments."+string(st.paper.Slot)
	}
	return slices.ContainsFunc(st.fields, func(f catalogue.Field) bool { return field == "form."+string(f.Key) })
}

// formFaults are what is wrong with the answers and missing of the papers, by
// the rules of the filing.
func (s *server) formFaults(a *application) []models.FieldFault {
	files := slotFiles(a.files())
	_, faults := a.service.Validate(a.form(), slotsOf(files), s.Clock.Now())
	b, err := a.behalf()
	if err != nil { // a draft kept by another program
		return append(faults, models.FieldFault{Field: "behalf.kind", Code: "not-a-choice"})
	}
	_, more := b.behalf(a.service, files, s.Clock.Now())
	more = append(more, a.cameFaults()...)
	if of, ok := a.draft.Behalf["applicant"].(map[string]any); ok {
		more = append(more, tooLong("behalf.applicant.", of)...)
	}
	return append(more, faults...)
}

// beginning is the page before anything is kept.
func (v *visit) beginning(a *application) *pages.Apply {
	view := v.whoView(a)
	view.At = pages.ApplyAt{Service: a.service.Title.In(v.r.Lang), Back: "/services/" + string(a.service.Code)}
	if a.counter {
		view.At.Back = v.counterPath("")
	}
	return view
}

// applyBegun makes the draft.
func (s *server) applyBegun(v *visit) error {
	service, err := s.service(v.ctx, models.ServiceCode(v.Param("code")), 0)
	if err != nil {
		return err
	}
	a := &application{counter: v.atCounter(), service: service, draft: Draft{DraftBody: DraftBody{Form: map[string]any{}}}}
	err = v.whoTyped(a)
	if err == nil {
		err = v.once(func() (string, string, error) {
			a.draft.ID = models.DraftID(v.r.intention("draft"))
			if uuid.Validate(string(a.draft.ID)) != nil {
				return "", "", fault404
			}
			if err := s.prefill(v, a); err != nil {
				return "", "", err
			}
			s.plan(a)
			return a.path(a.steps[1].key), "", s.keepDraft(v, a)
		})
	}
	if err == nil {
		return nil
	}
	view := v.beginning(a)
	return v.again(view, &view.Form, err)
}

// prefill answers what the municipality knows of the visitor already.
func (s *server) prefill(v *visit, a *application) error {
	if a.counter {
		return v.prefillCame(a)
	}
	known, err := s.myNotices(v.ctx, nil)
	if err != nil {
		return err
	}
	a.answer(catalogue.TypeEmail, known.Body.Email)
	a.answer(catalogue.TypeMobile, known.Body.Mobile)
	return nil
}

// answer puts a value into every question of a type.
func (a *application) answer(t catalogue.FieldType, value string) {
	for _, f := range a.service.Form {
		if f.Type == t && value != "" {
			a.draft.Form[string(f.Key)] = value
		}
	}
}
