package api

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/internal/greek"
	"github.com/thyrida/thyrida/models"
)

func (s *server) serviceRoutes() {
	addList[listServicesInput, List[ServiceLine]](s, "/services", "list-services", "List the services of the municipality", s.listServices, public)
	add(s, http.MethodGet, "/services/{code}", "show-service", "Show a service with everything its form asks for", s.showService, public)
	add(s, http.MethodGet, "/municipality", "show-municipality", "Show the municipality and its units", s.showMunicipality, public)
}

// service gives one version of a service; version 0 is the newest.
func (s *server) service(ctx context.Context, code models.ServiceCode, version int) (*catalogue.Service, error) {
	ref := models.PlanRef{Municipality: s.Municipality, Service: code, Version: version}
	if kept, ok := s.shelf.Load(ref); ok && version > 0 {
		return kept.(*catalogue.Service), nil
	}
	p, err := s.Store.Service(ctx, s.Municipality, code, version)
	if err != nil {
		return nil, err
	}
	if version == 0 && p.Kind != models.KindApplication { // nobody applies to the process of a certificate
		return nil, models.Fault(models.NotFound, "no-such-service")
	}
	return s.parse(p)
}

// services are the newest versions of all services.
func (s *server) services(ctx context.Context) ([]*catalogue.Service, error) {
	published, err := s.Store.Services(ctx, s.Municipality)
	if err != nil {
		return nil, err
	}
	out := make([]*catalogue.Service, len(published))
	for i, p := range published {
		if out[i], err = s.service(ctx, p.Service, p.Version); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (s *server) parse(p models.Published) (*catalogue.Service, error) {
	ref := models.PlanRef{Municipality: s.Municipality, Service: p.Service, Version: p.Version}
	if kept, ok := s.shelf.Load(ref); ok {
		return kept.(*catalogue.Service), nil
	}
	parsed, err := catalogue.Read(p)
	if err != nil {
		return nil, err
	}
	s.shelf.Store(ref, parsed)
	return parsed, nil
}

// unitNames are the names of units in a language.
type unitNames map[models.UnitCode]string

// namesKept is how long the interface goes on calling a unit what it was
// called: nearly every answer names some, and names change once in years.
const namesKept = 5 * time.Second

// units are the units as they were a moment ago.
type units struct {
	at time.Time
	of []models.Unit
}

func (s *server) unitNames(ctx context.Context) (unitNames, error) {
	now, kept := s.Clock.Now(), s.units.Load()
	if kept == nil || !now.Before(kept.at.Add(namesKept)) {
		us, err := s.Store.Units(ctx, s.Municipality)
		if err != nil {
			return nil, err
		}
		kept = &units{now, us}
		s.units.Store(kept)
	}
	out := make(unitNames, len(kept.of))
	for _, u := range kept.of {
		out[u.Code] = nameIn(of(ctx).Lang, u.El, u.En)
	}
	return out, nil
}

func nameIn(lang, el, en string) string {
	if lang == "en" && en != "" {
		return en
	}
	return el
}

// ServiceLine is a service in the list.
type ServiceLine struct {
	Code     models.ServiceCode `json:"code"`
	Version  int                `json:"version"`
	Title    string             `json:"title"`
	Summary  string             `json:"summary"`
	Unit     models.UnitCode    `json:"unit"`
	UnitName string             `json:"unitName"`
	Fee      *ServiceFee        `json:"fee,omitempty" doc:"Absent when it is free."`
}

type listServicesInput struct {
	Unit models.UnitCode `query:"unit" maxLength:"100" doc:"Of this unit only."`
	Q    string          `query:"q" maxLength:"100" doc:"Words of the title or the summary, in either language, with or without accents."`
	Export
}

// serviceLines are the services of a unit, or of all, that have the words.
func (s *server) serviceLines(ctx context.Context, unit models.UnitCode, q string) ([]ServiceLine, error) {
	all, err := s.services(ctx)
	if err != nil {
		return nil, err
	}
	names, err := s.unitNames(ctx)
	if err != nil {
		return nil, err
	}
	lang := of(ctx).Lang
	lines := []ServiceLine{}
	for _, v := range all {
		if unit != "" && v.Unit != unit || !matches(v, s.Texts.Called(v.Code), q) {
			continue
		}
		lines = append(lines, ServiceLine{Code: v.Code, Version: v.Version, Title: v.Title.In(lang),
			Summary: v.Summary.In(lang), Unit: v.Unit, UnitName: names[v.Unit], Fee: showFee(lang, v.Fee)})
	}
	return lines, nil
}

func (s *server) listServices(ctx context.Context, in *listServicesInput) (*huma.StreamResponse, error) {
	lines, err := s.serviceLines(ctx, in.Unit, in.Q)
	if err != nil {
		return nil, err
	}
	answer, err := listing[ServiceLine]{name: "services", export: in.Export, columns: serviceColumns,
		page: func(models.Page) ([]ServiceLine, string, error) { return lines, "", nil },
		body: func() (any, error) { return List[ServiceLine]{Items: lines}, nil }}.serve(ctx, s)
	if err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(c huma.Context) {
		c.SetHeader("Cache-Control", "public, max-age=60") // a table says no-store after this
		answer.Body(c)
	}}, nil
}

// matches says whether every word of q stands in the service's words or in what
// people call it, in any ending and in Greek or Latin letters.
func matches(v *catalogue.Service, called, q string) bool {
	words := strings.Join([]string{v.Title.El, v.Title.En, v.Summary.El, v.Summary.En, string(v.Code), called}, " ")
	words = greek.Fold(words) + " " + strings.ToLower(greek.Latin(words))
	for _, w := range strings.Fields(greek.Fold(q)) {
		if !strings.Contains(words, stem(w)) {
			return false
		}
	}
	return true
}

// stem is a word without what endings change: «κατοικίες» finds «κατοικίας».
// Short words stay whole, or they would find too much.
func stem(w string) string {
	if r := []rune(w); len(r) > 5 {
		return string(r[:len(r)-2])
	}
	return w
}

type serviceInput struct {
	Code models.ServiceCode `path:"code" maxLength:"100"`
}

type serviceOutput struct {
	CacheControl string `header:"Cache-Control"`
	Body         Service
}

func (s *server) showService(ctx context.Context, in *serviceInput) (*serviceOutput, error) {
	v, err := s.service(ctx, in.Code, 0)
	if err != nil {
		return nil, err
	}
	names, err := s.unitNames(ctx)
	if err != nil {
		return nil, err
	}
	body := s.serviceBody(of(ctx).Lang, v, names)
	body.Times, err = s.caseTimes(ctx, v.Code)
	return &serviceOutput{CacheControl: "public, max-age=60", Body: body}, err
}

// MunicipalityBody is the municipality with its units.
type MunicipalityBody struct {
	Code    models.Municipality `json:"code" doc:"Kallikratis code."`
	Name    string              `json:"name"`
	Phone   string              `json:"phone"`
	Email   string              `json:"email"`
	Address string              `json:"address"`
	Units   []UnitLine          `json:"units" nullable:"false"`
}

// UnitLine is a unit of the municipality.
type UnitLine struct {
	Code  models.UnitCode `json:"code"`
	Name  string          `json:"name"`
	Phone string          `json:"phone"`
	Email string          `json:"email"`
}

type municipalityOutput struct {
	CacheControl string `header:"Cache-Control"`
	Body         MunicipalityBody
}

func (s *server) showMunicipality(ctx context.Context, _ *struct{}) (*municipalityOutput, error) {
	m, err := s.Store.Municipality(ctx, s.Municipality)
	if err != nil {
		return nil, err
	}
	units, err := s.Store.Units(ctx, s.Municipality)
	if err != nil {
		return nil, err
	}
	lang := of(ctx).Lang
	out := &municipalityOutput{CacheControl: "public, max-age=60", Body: MunicipalityBody{Code: m.ID,
		Name: nameIn(lang, m.El, m.En), Phone: m.Phone, Email: m.Email, Address: m.Address, Units: []UnitLine{}}}
	for _, u := range units {
		out.Body.Units = append(out.Body.Units, UnitLine{Code: u.Code, Name: nameIn(lang, u.El, u.En), Phone: u.Phone, Email: u.Email})
	}
	return out, nil
}
