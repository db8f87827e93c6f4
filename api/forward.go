package api

import (
	"context"
	"net/http"
	"time"

	"github.com/thyrida/thyrida/internal/calendar"
	"github.com/thyrida/thyrida/internal/ident"
	"github.com/thyrida/thyrida/models"
)

func (s *server) bodyRoutes() {
	add(s, http.MethodGet, "/bodies", "list-bodies", "List the bodies that cases are handed on to", s.listBodies,
		describe("For staff. The administrator sees those that are no longer offered too."))
	add(s, http.MethodPut, "/bodies/{code}", "save-body", "Write a body that cases are handed on to", s.saveBody, noBody)
}

// Body is another public body.
type Body struct {
	Code    models.Code `json:"code,omitempty" maxLength:"60" pattern:"^[a-z][a-z0-9]*(-[a-z0-9]+)*$" doc:"Of one in the list; the rest is then not needed."`
	Name    string      `json:"name,omitempty" maxLength:"200"`
	Email   string      `json:"email,omitempty" maxLength:"254"`
	Phone   string      `json:"phone,omitempty" maxLength:"30"`
	Address string      `json:"address,omitempty" maxLength:"300"`
}

func showBody(b models.Body) Body {
	return Body{Code: b.Code, Name: b.Name, Email: b.Email, Phone: ident.ShowPhone(b.Phone), Address: b.Address}
}

// body checks a body as it was typed. A name and one way to reach it are
// needed, unless it is named by its code.
func (b Body) body(field string) (out models.Body, faults []models.FieldFault) {
	out = models.Body{Code: b.Code, Name: oneLine(b.Name), Address: oneLine(b.Address)}
	var err error
	if b.Email != "" {
		if out.Email, err = ident.Email(b.Email); err != nil {
			faults = append(faults, models.FieldFault{Field: field + "email", Code: codeOf(err)})
		}
	}
	if b.Phone != "" {
		if out.Phone, err = ident.Phone(b.Phone); err != nil {
			faults = append(faults, models.FieldFault{Field: field + "phone", Code: codeOf(err)})
		}
	}
	return out, faults
}

// BodyLine is a body in the list.
type BodyLine struct {
	Body
	EndedAt *time.Time `json:"endedAt,omitempty" doc:"No longer offered since then."`
}

type listBodiesOutput struct {
	Body struct {
		Items []BodyLine `json:"items" nullable:"false"`
	}
}

func (s *server) listBodies(ctx context.Context, _ *struct{}) (*listBodiesOutput, error) {
	bs, err := s.desk(ctx).Bodies(ctx)
	out := &listBodiesOutput{}
	out.Body.Items = []BodyLine{}
	for _, b := range bs {
		out.Body.Items = append(out.Body.Items, BodyLine{Body: showBody(b), EndedAt: moment(b.EndedAt)})
	}
	return out, err
}

type saveBodyInput struct {
	Code models.Code `path:"code" maxLength:"60" pattern:"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"`
	Body struct {
		Name    string `json:"name" minLength:"2" maxLength:"200"`
		Email   string `json:"email,omitempty" maxLength:"254"`
		Phone   string `json:"phone,omitempty" maxLength:"30"`
		Address string `json:"address,omitempty" maxLength:"300"`
		Ended   bool   `json:"ended,omitempty" doc:"No longer offered."`
	}
}

func (s *server) saveBody(ctx context.Context, in *saveBodyInput) (*struct{}, error) {
	b, faults := Body{Code: in.Code, Name: in.Body.Name, Email: in.Body.Email, Phone: in.Body.Phone, Address: in.Body.Address}.body("")
	if err := fieldErrors(faults); err != nil {
		return nil, err
	}
	if in.Body.Ended {
		b.EndedAt = s.Clock.Now()
	}
	return nil, s.desk(ctx).SaveBody(ctx, b)
}

// giving puts into a verdict where the case shall go.
func giving(v *models.Verdict, unit models.UnitCode, to *Body) error {
	switch {
	case v.Outcome == models.Forwarded && unit == "":
		return fieldError("toUnit", "required")
	case v.Outcome == models.HandedOn && to == nil:
		return fieldError("toBody", "required")
	case v.Outcome != models.Forwarded && unit != "":
		return fieldError("toUnit", "not-expected")
	case v.Outcome != models.HandedOn && to != nil:
		return fieldError("toBody", "not-expected")
	}
	v.ToUnit = unit
	if to == nil {
		return nil
	}
	b, faults := to.body("toBody.")
	v.ToBody = &b
	return fieldErrors(faults)
}

// forwardBy is until when a request that came to the wrong office goes on: three
// days from when it was filed, or reached this municipality.
func (s *server) forwardBy(c models.CaseDetail) time.Time {
	from := c.SubmittedAt
	if !c.CompetentAt.IsZero() {
		from = c.CompetentAt
	}
	return s.Calendar.Due(from, calendar.Term{Days: models.ForwardDays, Unit: calendar.CalendarDays}).UTC()
}

// inFirstStage says whether nobody of the house but the first stage has had the
// open case.
func inFirstStage(c models.CaseDetail) bool {
	var first models.StageKey
	for _, v := range c.Timeline {
		if !v.Audience.Staff() {
			continue
		}
		if first == "" {
			first = v.Stage
		}
		if v.Stage != first {
			return false
		}
	}
	return c.State == models.Open && c.Kind == models.KindApplication && first != "" && c.Stage == first
}

// arrived puts into a submission where and when it was filed before it came
// here.
func arrived(sub *models.Submission, at time.Time, body string, now time.Time) (faults []models.FieldFault) {
	body = oneLine(body)
	switch {
	case at.IsZero() && body == "":
		return nil
	case at.IsZero():
		return []models.FieldFault{{Field: "filedAt", Code: "required"}}
	case body == "":
		return []models.FieldFault{{Field: "fromBody", Code: "required"}}
	case sub.Applicant == nil: // only a clerk knows
		return []models.FieldFault{{Field: "filedAt", Code: "not-expected"}}
	case !at.Before(now):
		return []models.FieldFault{{Field: "filedAt", Code: "date-not-past"}}
	}
	sub.Arrival = &models.Arrival{FromBody: body, FiledAt: at}
	return nil
}
