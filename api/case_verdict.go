package api

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/models"
)

type judgePaperInput struct {
	ID         models.CaseID       `path:"id" format:"uuid"`
	Attachment models.AttachmentID `path:"attachment" format:"uuid"`
	Body       struct {
		Verdict models.PaperVerdict `json:"verdict" enum:"accepted,refused"`
		Reason  models.Code         `json:"reason,omitempty" maxLength:"60" doc:"Of GET /paper-reasons; a refusal has this, a note, or both."`
		Note    string              `json:"note,omitempty" maxLength:"1000" doc:"For the applicant, in the clerk's own words."`
	}
}

// judgePaper says of a paper that it is good or must be brought again.
func (s *server) judgePaper(ctx context.Context, in *judgePaperInput) (*caseFileOutput, error) {
	of(ctx).Case = in.ID
	j := models.PaperJudgement{Verdict: in.Body.Verdict, Reason: in.Body.Reason, Note: tidyNote(in.Body.Note)}
	_, known := s.Texts.In(of(ctx).Lang).Verdicts.Reasons[j.Reason]
	switch {
	case j.Reason != "" && (!known || j.Reason == models.ReasonInfected):
		return nil, fieldError("reason", "unknown-reason")
	case j.Verdict == models.PaperAccepted && (j.Reason != "" || j.Note != ""):
		return nil, fieldError("reason", "not-expected")
	case j.Verdict == models.PaperRefused && j.Reason == "" && j.Note == "":
		return nil, fieldError("reason", "reason-missing")
	}
	if err := s.desk(ctx).JudgePaper(ctx, in.ID, in.Attachment, j); err != nil {
		return nil, err
	}
	return s.caseFile(ctx, in.ID, in.Attachment)
}

// returnNote is what a return says: the clerk's note, and the papers that must
// come again, in the applicant's language. Who may not see the task gets his
// refusal where the decision is taken.
func (s *server) returnNote(ctx context.Context, id models.TaskID, note string) (string, error) {
	t, err := s.desk(ctx).Task(ctx, id)
	if notFound(err) {
		return note, nil
	}
	if err != nil {
		return "", err
	}
	c, err := s.desk(ctx).Case(ctx, t.CaseID)
	if notFound(err) {
		return note, nil
	}
	if err != nil {
		return "", err
	}
	service, err := s.service(ctx, c.Service, c.Version)
	if err != nil {
		return "", err
	}
	return s.Texts.Return(c.Language, service, note, wanted(c, service)), nil
}

// wanted are the files of a case without what no return asks for again: a
// refused paper that answers no slot was asked for by no form, and there is
// nothing that an answer would have to bring. So the return that follows its
// refusal tells of it, and no later one.
func wanted(c models.CaseDetail, v *catalogue.Service) []models.Attachment {
	var last time.Time // return
	for _, t := range c.Timeline {
		if t.Outcome == models.Returned && t.ClosedAt.After(last) {
			last = t.ClosedAt
		}
	}
	return slices.DeleteFunc(slices.Clone(c.Files), func(a models.Attachment) bool {
		_, asked := v.Paper(a.Slot)
		return !asked && a.Refused() && !a.Verdict.At.After(last)
	})
}

// PaperReason is why a paper is refused.
type PaperReason struct {
	Code models.Code `json:"code"`
	Text string      `json:"text"`
}

type paperReasonsOutput struct {
	Body struct {
		Items []PaperReason `json:"items" nullable:"false"`
	}
}

func (s *server) listPaperReasons(ctx context.Context, _ *struct{}) (*paperReasonsOutput, error) {
	reasons := s.Texts.In(of(ctx).Lang).Verdicts.Reasons
	out := &paperReasonsOutput{}
	for _, code := range slices.Sorted(maps.Keys(reasons)) {
		if code != models.ReasonInfected { // the scanner's own
			out.Body.Items = append(out.Body.Items, PaperReason{Code: code, Text: reasons[code]})
		}
	}
	return out, nil
}
