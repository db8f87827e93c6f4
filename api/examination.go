package api

import (
	"context"
	"net/http"
	"time"

	"github.com/thyrida/thyrida/api/pages"
	"github.com/thyrida/thyrida/models"
)

func (s *server) examinationRoutes() {
	add(s, http.MethodGet, "/admin/doctor", "show-examination", "Show what doctor found when it last examined the house", s.showExamination,
		describe("For administrators. The worker examines everything when it starts and every hour, `thyrida doctor` at once; both keep what they find."))
}

// Examination is what doctor found last.
type Examination struct {
	At       *time.Time  `json:"at,omitempty" doc:"When the last examination began that went through to its end; absent: none has."`
	Stale    bool        `json:"stale" doc:"There should have been another since: does a worker run?"`
	FailedAt *time.Time  `json:"failedAt,omitempty" doc:"When a later one broke off."`
	Failed   models.Code `json:"failedCode,omitempty" doc:"Why."`
	Found    []Complaint `json:"found" nullable:"false" doc:"What is wrong, the longest known first."`
}

// Complaint is one thing that is not as it should be.
type Complaint struct {
	Code   models.Code   `json:"code"`
	Title  string        `json:"title"`
	Means  string        `json:"means"`
	Remedy string        `json:"remedy"`
	Case   models.CaseID `json:"case,omitempty" format:"uuid"`
	Detail string        `json:"detail,omitempty" doc:"Identifiers and counts only."`
	Since  time.Time     `json:"since" doc:"When it was found first."`
}

// staleAfter is when an examination should have been followed by another: the
// worker makes one every hour.
const staleAfter = 2 * time.Hour

type examinationOutput struct{ Body Examination }

func (s *server) showExamination(ctx context.Context, _ *struct{}) (*examinationOutput, error) {
	e, err := s.desk(ctx).Examination(ctx)
	if err != nil {
		return nil, err
	}
	out := Examination{At: moment(e.At), Stale: s.Clock.Now().Sub(e.At) > staleAfter, FailedAt: moment(e.FailedAt), Failed: e.FailedCode, Found: []Complaint{}}
	lang := of(ctx).Lang
	for _, c := range e.Complaints {
		key := "admin_doctor.complaints." + string(c.Code)
		out.Found = append(out.Found, Complaint{Code: c.Code, Title: pages.Text(lang, key+".title"), Means: pages.Text(lang, key+".means"),
			Remedy: pages.Text(lang, key+".remedy"), Case: c.Case, Detail: c.Detail, Since: c.Since.UTC()})
	}
	return &examinationOutput{out}, nil
}
