package api

import (
	"context"
	"net/http"
	"time"

	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/internal/ident"
	"github.com/thyrida/thyrida/internal/verifycode"
	"github.com/thyrida/thyrida/models"
)

func (s *server) identityRoutes() {
	add(s, http.MethodGet, "/service-points", "list-service-points", "Where people are identified", s.listPoints, public)
	add(s, http.MethodPost, "/identity-requests", "ask-identity", "Ask to be identified", s.askIdentity, created, describe(
		"There is one open request at a time: asking again gives the same. It is withdrawn as any case."))
	add(s, http.MethodGet, "/identity-requests/newest", "newest-identity-request", "My newest request to be identified", s.newestIdentity, mayMiss)
	add(s, http.MethodGet, "/identity-requests/{id}", "show-identity-request", "One of my requests to be identified", s.showIdentity)
	add(s, http.MethodPost, "/identity-requests/find", "find-identity-request", "Find a request by its code", s.findIdentity, unkept,
		describe("For officers of service points. What it shows is compared with the document; every look is audited and their number limited."))
	add(s, http.MethodPost, "/identity-requests/{id}/decision", "decide-identity-request", "Confirm or refuse who somebody is", s.decideIdentity,
		also(http.StatusAccepted, "Recorded; the process hears of it as soon as it can."))
}

// ServicePoint is where people are identified.
type ServicePoint struct {
	Unit    models.UnitCode `json:"unit"`
	Name    string          `json:"name"`
	Address string          `json:"address"`
	Hours   string          `json:"hours"`
	Phone   string          `json:"phone"`
	Place   *Place          `json:"place,omitempty" doc:"On the map, if it is known."`
}

// Place is a position on the map, in Greece.
type Place struct {
	Lat float64 `json:"lat" minimum:"34" maximum:"42" doc:"Degrees north (WGS 84)." example:"40.5602"`
	Lon float64 `json:"lon" minimum:"19" maximum:"30" doc:"Degrees east (WGS 84)." example:"22.7003"`
}

// AcceptedDocument is a kind of identity document that is accepted today.
type AcceptedDocument struct {
	Kind    models.IdentityPaper `json:"kind"`
	Label   string               `json:"label"`
	Expires catalogue.EndRule    `json:"expires" enum:"required,optional,none" doc:"Whether the last day of its validity is asked for."`
}

type pointsOutput struct {
	Body struct {
		Items     []ServicePoint     `json:"items" nullable:"false"`
		Documents []AcceptedDocument `json:"documents" nullable:"false" doc:"One of them must be shown, the original."`
	}
}

func (s *server) listPoints(ctx context.Context, _ *struct{}) (*pointsOutput, error) {
	points, err := s.Store.ServicePoints(ctx, s.Municipality)
	if err != nil {
		return nil, err
	}
	rules, err := s.identification(ctx)
	if err != nil {
		return nil, err
	}
	lang, out := of(ctx).Lang, &pointsOutput{}
	out.Body.Items, out.Body.Documents = []ServicePoint{}, []AcceptedDocument{}
	for _, p := range points {
		out.Body.Items = append(out.Body.Items, ServicePoint{p.Code, nameIn(lang, p.El, p.En), nameIn(lang, p.AddressEl, p.AddressEn),
			nameIn(lang, p.HoursEl, p.HoursEn), p.Phone, (*Place)(p.Place)})
	}
	for _, d := range rules.Accepted(s.Clock.Now()) {
		out.Body.Documents = append(out.Body.Documents, AcceptedDocument{d.Kind, d.Label.In(lang), d.End})
	}
	return out, nil
}

// identification are the rules in force.
func (s *server) identification(ctx context.Context) (*catalogue.Identification, error) {
	p, err := s.Store.Service(ctx, s.Municipality, models.IdentityService, 0)
	if err != nil {
		return nil, err
	}
	return catalogue.ParseIdentification(p.Definition)
}

// IdentityRequest is somebody's wish to be identified, as he sees it.
type IdentityRequest struct {
	ID        models.CaseID    `json:"id" format:"uuid"`
	Code      string           `json:"code" doc:"To tell the officer."`
	State     models.CaseState `json:"state" enum:"open,closed"`
	Outcome   models.Outcome   `json:"outcome,omitempty" enum:"granted,rejected,withdrawn,lapsed"`
	Note      string           `json:"note,omitempty" doc:"Why it was refused."`
	AskedAt   time.Time        `json:"askedAt"`
	ExpiresAt *time.Time       `json:"expiresAt,omitempty" doc:"Absent until its process has begun."`
}

type identityOutput struct{ Body IdentityRequest }

func showIdentityRequest(r models.IdentityRequest) *identityOutput {
	out := &identityOutput{Body: IdentityRequest{ID: r.ID, Code: r.Code, State: r.State, Outcome: r.Outcome, Note: r.Note, AskedAt: r.AskedAt}}
	if !r.ExpiresAt.IsZero() {
		out.Body.ExpiresAt = &r.ExpiresAt
	}
	return out
}

func (s *server) askIdentity(ctx context.Context, _ *struct{}) (*identityOutput, error) {
	r, err := s.desk(ctx).AskIdentity(ctx, models.CaseID(of(ctx).intention("case")))
	if err != nil {
		return nil, err
	}
	of(ctx).Case = r.ID
	s.deliver(ctx, r.Outbox)
	return showIdentityRequest(r), nil
}

type identityInput struct {
	ID models.CaseID `path:"id" format:"uuid"`
}

func (s *server) showIdentity(ctx context.Context, in *identityInput) (*identityOutput, error) {
	r, err := s.desk(ctx).IdentityRequest(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return showIdentityRequest(r), nil
}

func (s *server) newestIdentity(ctx context.Context, _ *struct{}) (*identityOutput, error) {
	return s.showIdentity(ctx, &identityInput{})
}

type findIdentityInput struct {
	Body struct {
		Code string `json:"code" minLength:"8" maxLength:"30" doc:"As the citizen has it, with or without the dash."`
	}
}

// FoundIdentity is what an officer compares with the document.
type FoundIdentity struct {
	ID         models.CaseID        `json:"id" format:"uuid"`
	Name       string               `json:"name"`
	FatherName string               `json:"fatherName,omitempty"`
	AFMEnd     string               `json:"afmEnd,omitempty" doc:"The last three digits of the tax number; absent if none is known."`
	AskedAt    time.Time            `json:"askedAt"`
	Points     []models.UnitCode    `json:"points" nullable:"false" doc:"Of the officer; he names one of them if there are several."`
	Waiting    []models.ServiceCode `json:"waiting" nullable:"false" doc:"Services whose applications go on afterwards."`
}

type findIdentityOutput struct{ Body FoundIdentity }

func (s *server) findIdentity(ctx context.Context, in *findIdentityInput) (*findIdentityOutput, error) {
	if err := s.logins.try("officer " + string(of(ctx).Actor.Account)); err != nil {
		return nil, err
	}
	code, ok := verifycode.NormaliseShort(in.Body.Code)
	if !ok {
		return nil, fieldError("code", "code-mistyped")
	}
	f, err := s.desk(ctx).FindIdentity(ctx, code)
	if err != nil {
		return nil, err
	}
	return &findIdentityOutput{Body: FoundIdentity{ID: f.ID, Name: f.Name, FatherName: f.FatherName, AFMEnd: f.AFMEnd, AskedAt: f.AskedAt,
		Points: f.Points, Waiting: append([]models.ServiceCode{}, f.Waiting...)}}, nil
}

// ShownDocument is the identity document that somebody showed.
type ShownDocument struct {
	Kind    models.IdentityPaper `json:"kind" minLength:"1" maxLength:"100" doc:"Of GET /service-points."`
	Number  string               `json:"number" minLength:"4" maxLength:"40" doc:"Kept sealed."`
	Expires string               `json:"expires,omitempty" maxLength:"10" doc:"Last day of its validity, YYYY-MM-DD."`
	Unit    models.UnitCode      `json:"unit,omitempty" maxLength:"100" doc:"Where it was shown; the officer's own unit if he has one."`
	Known   bool                 `json:"known,omitempty" doc:"The officer was told document-of-another, and insists."`
}

// shown checks a document; its faults are in the field.
func (s *server) shown(ctx context.Context, field string, d ShownDocument) (*models.ShownDocument, []models.FieldFault, error) {
	rules, err := s.identification(ctx)
	if err != nil {
		return nil, nil, err
	}
	out, faults := rules.Shown(d.Kind, d.Number, d.Expires, s.Clock.Now())
	for i := range faults {
		faults[i].Field = field + "." + faults[i].Field
	}
	out.Unit, out.Known = d.Unit, d.Known
	return &out, faults, nil
}

type decideIdentityInput struct {
	ID   models.CaseID `path:"id" format:"uuid"`
	Body struct {
		Outcome    models.Outcome `json:"outcome" enum:"done,rejected"`
		Document   *ShownDocument `json:"document,omitempty" doc:"With done."`
		Name       string         `json:"name,omitempty" maxLength:"200" doc:"With done: as on the document, if it corrects what is kept."`
		FatherName string         `json:"fatherName,omitempty" maxLength:"100"`
		AFM        string         `json:"afm,omitempty" maxLength:"20" doc:"With done: if none is known."`
		Note       string         `json:"note,omitempty" maxLength:"2000" doc:"With rejected: the reason, which the citizen reads."`
	}
}

func (s *server) decideIdentity(ctx context.Context, in *decideIdentityInput) (*decidedOutput, error) {
	id, b := models.DecisionID(of(ctx).intention("decision")), in.Body
	if out, err := s.settled(ctx, id); out != nil || err != nil {
		return out, err
	}
	v := models.Verdict{ID: id, Outcome: b.Outcome, Note: tidyNote(b.Note)}
	var shown *models.ShownDocument
	if b.Outcome == models.Done && b.Document != nil {
		var faults []models.FieldFault
		var err error
		if shown, faults, err = s.shown(ctx, "document", *b.Document); err != nil {
			return nil, err
		}
		shown.Name, shown.FatherName = oneLine(b.Name), oneLine(b.FatherName)
		if b.AFM != "" {
			if shown.AFM, err = ident.AFM(b.AFM); err != nil {
				faults = append(faults, models.FieldFault{Field: "afm", Code: codeOf(err)})
			}
		}
		if err := fieldErrors(faults); err != nil {
			return nil, err
		}
	}
	rec, err := s.desk(ctx).DecideIdentity(ctx, in.ID, v, shown)
	if err != nil {
		return nil, err
	}
	return s.settle(ctx, rec)
}
