package api

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/models"
)

type writeRecordInput struct {
	ID   models.CaseID `path:"id" format:"uuid"`
	Body struct {
		Edit       int                            `json:"edit" minimum:"0" doc:"Of the record as it was read."`
		Language   string                         `json:"language,omitempty" enum:"el,en" doc:"Of the document; as it was if absent."`
		References map[models.RegisterCode]string `json:"references,omitempty" doc:"The place in each register, for statements without their own."`
		Statements []StatementTyped               `json:"statements" maxItems:"200" nullable:"false" doc:"All of them; one that does not come is removed."`
	}
}

// StatementTyped is a statement as a clerk enters it.
type StatementTyped struct {
	Key       string `json:"key" minLength:"1" maxLength:"100"`
	Value     any    `json:"value"`
	Reference string `json:"reference,omitempty" maxLength:"400" doc:"Its own place in its register."`
}

// writeRecord keeps what a clerk read in the registers.
func (s *server) writeRecord(ctx context.Context, in *writeRecordInput) (*recordOutput, error) {
	of(ctx).Case = in.ID
	r, err := s.desk(ctx).Record(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	t, err := s.template(ctx, r.Template, r.TemplateVersion)
	if err != nil {
		return nil, err
	}
	next := models.Record{CaseID: in.ID, Edit: in.Body.Edit, Language: in.Body.Language}
	if next.Language == "" {
		next.Language = r.Language
	}
	e := entry{t: t, by: of(ctx).Actor.Account, own: map[string]string{}}
	next.Statements = e.statements(in.Body.Statements, in.Body.References, s.Clock.Now())
	if err := fieldErrors(e.faults); err != nil {
		return nil, err
	}
	next.SHA256 = t.DataHash(next.Statements, next.Language, t.sum)
	if _, err := s.desk(ctx).WriteRecord(ctx, next); err != nil {
		return nil, s.whoEdited(ctx, in.ID, err)
	}
	return s.showRecord(ctx, &caseInput{ID: in.ID})
}

// whoEdited says who was faster, and when.
func (s *server) whoEdited(ctx context.Context, id models.CaseID, err error) error {
	if !isCode(err, "edited-meanwhile") {
		return err
	}
	fault := models.Fault(models.Conflict, "edited-meanwhile")
	r, e := s.desk(ctx).Record(ctx, id)
	if e != nil || len(r.Statements) == 0 {
		return fault
	}
	last := slices.MaxFunc(r.Statements, func(a, b models.Statement) int { return a.At.Compare(b.At) })
	fault.Data = map[string]any{"by": last.ByName, "at": last.At.UTC(), "edit": r.Edit}
	return fault
}

// entry checks what a clerk entered against the template.
type entry struct {
	t      sheet
	by     models.AccountID
	own    map[string]string // references of single statements
	faults []models.FieldFault
}

func (e *entry) fault(field string, code models.Code) {
	e.faults = append(e.faults, models.FieldFault{Field: field, Code: code})
}

// statements are what was entered, normalised, each with its reference. What is
// missing is no fault: a draft may be incomplete.
func (e *entry) statements(typed []StatementTyped, references map[models.RegisterCode]string, now time.Time) (out []models.Statement) {
	values := map[string]any{}
	for _, st := range typed {
		if _, twice := values[st.Key]; twice {
			e.fault("statements."+st.Key, "repeated")
			continue
		}
		values[st.Key], e.own[st.Key] = st.Value, st.Reference
	}
	clean, faults := e.t.Validate(values, now)
	for _, f := range faults {
		if f.Code != "required" {
			e.faults = append(e.faults, f)
		}
	}
	places := e.places(references)
	asked := map[models.RegisterCode]bool{} // told to be missing already
	for _, st := range e.t.Statements {
		key := string(st.Key)
		value, stated := clean[key]
		if !stated {
			e.lost(st, values[key])
			continue
		}
		place, known := places[st.Register]
		if own := e.own[key]; strings.TrimSpace(own) != "" {
			checked, code := e.t.CheckReference(st.Register, own)
			if code != "" {
				e.faults = append(e.faults, catalogue.ReferenceFault("statements."+key+".reference", st.Register, code))
			}
			place, known = checked, true
		}
		if !known && !asked[st.Register] {
			asked[st.Register] = true
			e.fault("references."+string(st.Register), "required")
		}
		out = append(out, models.Statement{Key: key, Value: value, Register: st.Register, Reference: place, By: e.by})
	}
	return out
}

// places are the references of whole registers. One that is wrong counts as
// known, so that it is told once.
func (e *entry) places(references map[models.RegisterCode]string) map[models.RegisterCode]string {
	out := map[models.RegisterCode]string{}
	for _, r := range slices.Sorted(maps.Keys(references)) {
		path := "references." + string(r)
		if !slices.ContainsFunc(e.t.Statements, func(st catalogue.Statement) bool { return st.Register == r }) {
			e.fault(path, "unknown-field")
			continue
		}
		if strings.TrimSpace(references[r]) == "" {
			continue
		}
		place, code := e.t.CheckReference(r, references[r])
		if code != "" {
			e.faults = append(e.faults, catalogue.ReferenceFault(path, r, code))
		}
		out[r] = place
	}
	return out
}

// lost refuses a value that cannot be judged because what it depends on is
// missing: to drop it silently would lose what the clerk read.
func (e *entry) lost(st catalogue.Statement, value any) {
	if text, ok := value.(string); value == nil || ok && strings.TrimSpace(text) == "" || st.When == nil {
		return
	}
	for _, f := range e.faults {
		if f.Field == "statements."+string(st.Key) || f.Field == "statements."+string(st.When.Field) {
			return
		}
	}
	e.fault("statements."+string(st.When.Field), "required")
}
