package api

import (
	"context"
	"net/http"
	"time"

	"github.com/thyrida/thyrida/models"
)

func (s *server) absenceRoutes() {
	add(s, http.MethodGet, "/absences", "list-absences", "List the absences I know of", s.listAbsences,
		describe("My own, those I stand in for, those of the units I head; all of them for the administrator."))
	add(s, http.MethodPost, "/absences", "record-absence", "Record that somebody is away, and who stands in for him", s.recordAbsence, created,
		describe("By himself, by the head of a unit of his, or by an administrator. Meanwhile the substitute may do what the absent person may, "+
			"except what an administrator does and, unless it says so, sign documents; never in the absent person's own case. "+
			"What he does so is shown as done for the absent person. The administrator's work is nobody else's."))
	add(s, http.MethodGet, "/absences/substitutes", "list-substitutes", "List who may stand in for somebody", s.listSubstitutes)
	add(s, http.MethodDelete, "/absences/{id}", "end-absence", "End an absence before its time", s.endAbsence, noBody)
}

// Absence is a time in which another stands in for somebody.
type Absence struct {
	ID             models.AbsenceID `json:"id" format:"uuid"`
	Account        models.AccountID `json:"account" format:"uuid" doc:"Who is away."`
	Name           string           `json:"name"`
	Substitute     models.AccountID `json:"substitute" format:"uuid"`
	SubstituteName string           `json:"substituteName"`
	From           time.Time        `json:"from"`
	To             time.Time        `json:"to"`
	Signs          bool             `json:"signs" doc:"The substitute signs documents too."`
	RecordedBy     string           `json:"recordedBy" doc:"Name."`
	RecordedAt     time.Time        `json:"recordedAt"`
	EndedAt        *time.Time       `json:"endedAt,omitempty" doc:"Ended before its time."`
}

func showAbsence(a models.Absence) Absence {
	return Absence{ID: a.ID, Account: a.Account, Name: a.Name, Substitute: a.Substitute, SubstituteName: a.SubstituteName,
		From: a.From, To: a.To, Signs: a.Signs, RecordedBy: a.RecordedByName, RecordedAt: a.RecordedAt, EndedAt: moment(a.EndedAt)}
}

type listAbsencesInput struct {
	Past bool `query:"past" doc:"Those that are over instead, newest first."`
}

type listAbsencesOutput struct {
	Body struct {
		Items []Absence `json:"items" nullable:"false"`
	}
}

func (s *server) listAbsences(ctx context.Context, in *listAbsencesInput) (*listAbsencesOutput, error) {
	as, err := s.desk(ctx).Absences(ctx, in.Past)
	out := &listAbsencesOutput{}
	out.Body.Items = []Absence{}
	for _, a := range as {
		out.Body.Items = append(out.Body.Items, showAbsence(a))
	}
	return out, err
}

type recordAbsenceInput struct {
	Body struct {
		Account    models.AccountID `json:"account,omitempty" format:"uuid" doc:"Who is away; the caller if empty."`
		Substitute models.AccountID `json:"substitute" format:"uuid" doc:"Of the same unit, unless a head or an administrator names him."`
		From       time.Time        `json:"from,omitzero" doc:"Now, if empty or past."`
		To         time.Time        `json:"to" doc:"At most a year later."`
		Signs      bool             `json:"signs,omitempty" doc:"Lets the substitute sign documents too: only a head or an administrator says so."`
	}
}

type recordAbsenceOutput struct {
	Body struct {
		ID       models.AbsenceID `json:"id" format:"uuid"`
		Warnings []AbsenceWarning `json:"warnings" nullable:"false"`
	}
}

// AbsenceWarning is what should be known of an absence that counts all the same.
type AbsenceWarning struct {
	Code    models.Code `json:"code" enum:"substitute-away"`
	Message string      `json:"message"`
}

func (s *server) recordAbsence(ctx context.Context, in *recordAbsenceInput) (*recordAbsenceOutput, error) {
	b := in.Body
	a := models.Absence{ID: models.AbsenceID(of(ctx).intention("absence")), Account: b.Account, Substitute: b.Substitute, From: b.From, To: b.To, Signs: b.Signs}
	if a.Account == "" {
		a.Account = of(ctx).Actor.Account
	}
	warning, err := s.desk(ctx).RecordAbsence(ctx, a)
	if err != nil {
		return nil, err
	}
	out := &recordAbsenceOutput{}
	out.Body.ID, out.Body.Warnings = a.ID, []AbsenceWarning{}
	if warning != "" {
		out.Body.Warnings = append(out.Body.Warnings, AbsenceWarning{Code: warning, Message: texts.word(of(ctx).Lang, warning)})
	}
	return out, nil
}

type endAbsenceInput struct {
	ID models.AbsenceID `path:"id" format:"uuid"`
}

func (s *server) endAbsence(ctx context.Context, in *endAbsenceInput) (*struct{}, error) {
	return nil, s.desk(ctx).EndAbsence(ctx, in.ID)
}

type listSubstitutesInput struct {
	Account models.AccountID `query:"account" maxLength:"36" format:"uuid" doc:"Whom for; for the caller if empty."`
}

// Colleague is somebody who works for the municipality.
type Colleague struct {
	Account models.AccountID `json:"account" format:"uuid"`
	Name    string           `json:"name"`
}

type listSubstitutesOutput struct {
	Body struct {
		Items []Colleague `json:"items" nullable:"false"`
	}
}

func (s *server) listSubstitutes(ctx context.Context, in *listSubstitutesInput) (*listSubstitutesOutput, error) {
	if in.Account == "" {
		in.Account = of(ctx).Actor.Account
	}
	as, err := s.desk(ctx).Substitutes(ctx, in.Account)
	out := &listSubstitutesOutput{}
	out.Body.Items = []Colleague{}
	for _, a := range as {
		out.Body.Items = append(out.Body.Items, Colleague{Account: a.ID, Name: a.Name})
	}
	return out, err
}
