package api

import (
	"context"
	"time"

	"github.com/thyrida/thyrida/models"
)

// Record is what the registers say for one version of a certificate.
type Record struct {
	Case       models.CaseID          `json:"caseId" format:"uuid"`
	Version    int                    `json:"version" doc:"Of the document that the case makes."`
	Template   models.CertificateCode `json:"template"`
	Edition    int                    `json:"templateVersion"`
	Title      string                 `json:"title"`
	Unit       models.UnitCode        `json:"unit"`
	Language   string                 `json:"language" enum:"el,en" doc:"Of the document."`
	Edit       int                    `json:"edit" doc:"How often it was written; to be sent back when it is written again."`
	SHA256     models.SHA256          `json:"sha256,omitempty" doc:"Of what it says now: what seen asks for. Absent before it is written."`
	Statements []RecordStatement      `json:"statements" nullable:"false"`
	Missing    []FieldProblem         `json:"missing" nullable:"false" doc:"What the document cannot do without."`
	Claimed    []RecordClaim          `json:"claimed" nullable:"false" doc:"What the applicant typed under the same keys. Nobody has confirmed it; only statements are printed."`
	Versions   []RecordVersion        `json:"versions" nullable:"false" doc:"Issued ones of the document, newest first."`
	Parent     models.CaseID          `json:"parent,omitempty" format:"uuid" doc:"The application that waits for the document."`
	Task       models.TaskID          `json:"taskId,omitempty" format:"uuid" doc:"That waits for statements or a signature."`
	Writable   bool                   `json:"writable" doc:"The caller may write it now."`
	Ways       []RecordWay            `json:"ways" nullable:"false" doc:"In which the caller may sign; none if he may not."`
}

// RecordStatement is one thing a register says and who read it there.
type RecordStatement struct {
	Key       string              `json:"key"`
	Value     any                 `json:"value"`
	Register  models.RegisterCode `json:"register"`
	Reference string              `json:"reference"`
	By        string              `json:"by" doc:"Name of the clerk."`
	At        time.Time           `json:"at"`
}

// RecordClaim is what the applicant says.
type RecordClaim struct {
	Key       string `json:"key"`
	Value     any    `json:"value"`
	Confirmed bool   `json:"confirmed" doc:"Always false: a hint and nothing else."`
}

// RecordVersion is an issued version of the document.
type RecordVersion struct {
	Version    int           `json:"version"`
	Case       models.CaseID `json:"caseId" format:"uuid"`
	Language   string        `json:"language" enum:"el,en"`
	Correction string        `json:"correction,omitempty" doc:"Why it repeats an earlier one."`
	IssuedAt   time.Time     `json:"issuedAt"`
}

// RecordWay is a way to sign.
type RecordWay struct {
	Way      models.SigningWay `json:"way" enum:"server,external,paper"`
	Open     bool              `json:"open"`
	Code     ProblemCode       `json:"code,omitempty" doc:"Why it is not open."`
	Message  string            `json:"message,omitempty"`
	Class    string            `json:"class,omitempty" doc:"Of the certificate."`
	NotAfter *time.Time        `json:"notAfter,omitempty" doc:"When the certificate ends."`
}

type recordOutput struct{ Body Record }

func (s *server) showRecord(ctx context.Context, in *caseInput) (*recordOutput, error) {
	of(ctx).Case = in.ID
	r, err := s.desk(ctx).Record(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	aside, err := s.desk(ctx).RecordAside(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	t, err := s.template(ctx, r.Template, r.TemplateVersion)
	if err != nil {
		return nil, err
	}
	lang := of(ctx).Lang
	out := Record{Case: r.CaseID, Version: r.Version, Template: r.Template, Edition: r.TemplateVersion, Title: t.Title.In(lang),
		Unit: r.Unit, Language: r.Language, Edit: r.Edit, SHA256: r.SHA256, Statements: []RecordStatement{}, Missing: []FieldProblem{},
		Claimed: claims(t, aside.Claimed), Versions: []RecordVersion{}, Parent: aside.Parent, Task: aside.Task, Writable: aside.Writable,
		Ways: showWays(lang, aside.Ways)}
	for _, st := range r.Statements {
		out.Statements = append(out.Statements, RecordStatement{Key: st.Key, Value: st.Value, Register: st.Register, Reference: st.Reference,
			By: st.ByName, At: st.At.UTC()})
	}
	for _, f := range s.missing(t, r) {
		out.Missing = append(out.Missing, FieldProblem{Field: f.Field, Code: FieldCode(f.Code), Message: texts.field(lang, f)})
	}
	for _, v := range aside.Versions {
		out.Versions = append(out.Versions, RecordVersion{Version: v.Version, Case: v.CaseID, Language: v.Language, Correction: v.Correction,
			IssuedAt: v.IssuedAt})
	}
	return &recordOutput{Body: out}, nil
}

// claims are what a form says under the keys of a template.
func claims(t sheet, form map[string]any) []RecordClaim {
	out := []RecordClaim{}
	for _, st := range t.Statements {
		if v, said := form[string(st.Key)]; said {
			out = append(out, RecordClaim{Key: string(st.Key), Value: v})
		}
	}
	return out
}

func showWays(lang string, ways []models.WayState) []RecordWay {
	out := []RecordWay{}
	for _, w := range ways {
		line := RecordWay{Way: w.Way, Open: w.Why == "", Class: w.Class, NotAfter: moment(w.NotAfter)}
		if w.Why != "" {
			title, _, code := texts.problem(lang, w.Why, map[string]any{"at": w.NotAfter})
			line.Code, line.Message = ProblemCode(code), title
		}
		out = append(out, line)
	}
	return out
}

// missing says what a record lacks for its document.
func (s *server) missing(t sheet, r models.Record) (out []models.FieldFault) {
	values := map[string]any{}
	for _, st := range r.Statements {
		values[st.Key] = st.Value
	}
	_, faults := t.Validate(values, s.Clock.Now())
	for _, f := range faults {
		if f.Code == "required" {
			out = append(out, f)
		}
	}
	return out
}
