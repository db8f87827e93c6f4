package api

import (
	"context"
	"net/http"
	"time"

	"github.com/thyrida/thyrida/internal/ident"
	"github.com/thyrida/thyrida/models"
)

func (s *server) unitRoutes() {
	add(s, http.MethodGet, "/admin/units", "list-units", "List the units as the administrator keeps them", s.listUnits)
	add(s, http.MethodPost, "/admin/units", "add-unit", "Make a unit", s.addUnit, noBody)
	add(s, http.MethodGet, "/admin/units/{code}", "show-unit", "Show a unit, and what keeps it from being closed", s.showUnit)
	add(s, http.MethodPut, "/admin/units/{code}", "change-unit", "Change a unit", s.changeUnit, noBody,
		describe("Its code stays. From then on publishing units.yaml leaves the unit alone."))
	add(s, http.MethodPost, "/admin/units/{code}/close", "close-unit", "Close a unit with the roles in it", s.closeUnit, noBody,
		describe("Refused (unit-busy) while anything is open in it, a unit stands below it, or a service names it."))
	add(s, http.MethodPost, "/admin/units/{code}/reopen", "reopen-unit", "Open a closed unit again", s.reopenUnit, noBody)
	add(s, http.MethodPut, "/admin/units/{code}/point", "save-service-point", "Make a unit a service point, or change it", s.savePoint, noBody)
	add(s, http.MethodDelete, "/admin/units/{code}/point", "close-service-point", "End identification at a unit", s.closePoint, noBody)
}

// OrgUnit is a unit as the administrator keeps it.
type OrgUnit struct {
	Code        models.UnitCode  `json:"code"`
	El          string           `json:"el"`
	En          string           `json:"en"`
	Kind        models.UnitKind  `json:"kind" enum:"general-directorate,directorate,department,independent-department,office,citizen-centre,other"`
	Parent      models.UnitCode  `json:"parent,omitempty" doc:"The unit above; absent: under the mayor."`
	Phone       string           `json:"phone"`
	Email       string           `json:"email"`
	Contact     models.AccountID `json:"contact,omitempty" format:"uuid" doc:"Who answers while nobody has claimed a task."`
	ContactName string           `json:"contactName,omitempty"`
	Heads       []UnitHead       `json:"heads" nullable:"false"`
	Staff       int              `json:"staff" doc:"Who is clerk or head of it now."`
	Point       bool             `json:"point" doc:"People are identified here."`
	AddressEl   string           `json:"addressEl,omitempty"`
	AddressEn   string           `json:"addressEn,omitempty"`
	HoursEl     string           `json:"hoursEl,omitempty"`
	HoursEn     string           `json:"hoursEn,omitempty"`
	Place       *Place           `json:"place,omitempty" doc:"Where a service point is on the map, if it is known."`
	ClosedAt    *time.Time       `json:"closedAt,omitempty"`
}

// UnitHead is who heads a unit now.
type UnitHead struct {
	Account models.AccountID `json:"account" format:"uuid"`
	Name    string           `json:"name"`
	Until   *time.Time       `json:"until,omitempty"`
}

func showOrgUnit(u models.OrgUnit) OrgUnit {
	out := OrgUnit{Code: u.Code, El: u.El, En: u.En, Kind: u.Kind, Parent: u.Parent, Phone: ident.ShowPhone(u.Phone), Email: u.Email, Contact: u.Contact,
		ContactName: u.ContactName, Heads: []UnitHead{}, Staff: u.Staff, Point: u.Point, AddressEl: u.AddressEl, AddressEn: u.AddressEn,
		HoursEl: u.HoursEl, HoursEn: u.HoursEn, Place: (*Place)(u.Place), ClosedAt: moment(u.ClosedAt)}
	for _, h := range u.Heads {
		out.Heads = append(out.Heads, UnitHead{h.Account, h.Name, moment(h.Until)})
	}
	return out
}

type listUnitsOutput struct{ Body List[OrgUnit] }

func (s *server) listUnits(ctx context.Context, _ *struct{}) (*listUnitsOutput, error) {
	us, err := s.desk(ctx).OrgUnits(ctx)
	if err != nil {
		return nil, err
	}
	return &listUnitsOutput{Body: listOf(us, "", showOrgUnit)}, nil
}

type unitInput struct {
	Code models.UnitCode `path:"code" maxLength:"100"`
}

// UnitLoad is what keeps a unit from being closed.
type UnitLoad struct {
	Units    int `json:"units" doc:"Open ones below it."`
	Services int `json:"services" doc:"That name it: the newest version, or an older one with open cases."`
	Cases    int `json:"cases" doc:"Open ones that it answers for."`
	Tasks    int `json:"tasks" doc:"Open ones that it has."`
}

type unitOutput struct {
	Body struct {
		OrgUnit
		Load UnitLoad `json:"load" doc:"All 0: it can be closed."`
	}
}

func (s *server) showUnit(ctx context.Context, in *unitInput) (*unitOutput, error) {
	u, l, err := s.desk(ctx).OrgUnit(ctx, in.Code)
	out := &unitOutput{}
	out.Body.OrgUnit, out.Body.Load = showOrgUnit(u), UnitLoad(l)
	return out, err
}

// UnitBody is what an administrator says of a unit.
type UnitBody struct {
	El      string           `json:"el" minLength:"2" maxLength:"200"`
	En      string           `json:"en" minLength:"2" maxLength:"200"`
	Kind    models.UnitKind  `json:"kind" enum:"general-directorate,directorate,department,independent-department,office,citizen-centre,other"`
	Parent  models.UnitCode  `json:"parent,omitempty" maxLength:"100" doc:"The unit above; absent: under the mayor."`
	Phone   string           `json:"phone" minLength:"3" maxLength:"30"`
	Email   string           `json:"email" minLength:"3" maxLength:"254"`
	Contact models.AccountID `json:"contact,omitempty" format:"uuid" doc:"Who answers while nobody has claimed a task; absent: the unit's telephone."`
}

// unit checks what was typed.
func (b UnitBody) unit(code models.UnitCode) (u models.OrgUnit, err error) {
	var faults []models.FieldFault
	u = models.OrgUnit{Unit: models.Unit{UnitName: models.UnitName{Code: code, El: oneLine(b.El), En: oneLine(b.En)}, Contact: b.Contact},
		Kind: b.Kind, Parent: b.Parent}
	if u.Email, err = ident.Email(b.Email); err != nil {
		faults = append(faults, models.FieldFault{Field: "email", Code: codeOf(err)})
	}
	if u.Phone, err = ident.Phone(b.Phone); err != nil {
		faults = append(faults, models.FieldFault{Field: "phone", Code: codeOf(err)})
	}
	return u, fieldErrors(faults)
}

type addUnitInput struct {
	Body struct {
		Code models.UnitCode `json:"code" minLength:"2" maxLength:"60" pattern:"^[a-z][a-z0-9]*(-[a-z0-9]+)*$" doc:"As services name it, for ever."`
		UnitBody
	}
}

func (s *server) addUnit(ctx context.Context, in *addUnitInput) (*struct{}, error) {
	u, err := in.Body.unit(in.Body.Code)
	if err == nil && u.Code == "new" { // the page of the form has this address
		err = fieldError("code", "unit-exists")
	}
	if err != nil {
		return nil, err
	}
	return nil, s.renamed(s.desk(ctx).AddUnit(ctx, u))
}

type changeUnitInput struct {
	Code models.UnitCode `path:"code" maxLength:"100"`
	Body UnitBody
}

func (s *server) changeUnit(ctx context.Context, in *changeUnitInput) (*struct{}, error) {
	u, err := in.Body.unit(in.Code)
	if err != nil {
		return nil, err
	}
	return nil, s.renamed(s.desk(ctx).ChangeUnit(ctx, u))
}

func (s *server) closeUnit(ctx context.Context, in *unitInput) (*struct{}, error) {
	return nil, s.renamed(s.desk(ctx).CloseUnit(ctx, in.Code))
}

func (s *server) reopenUnit(ctx context.Context, in *unitInput) (*struct{}, error) {
	return nil, s.renamed(s.desk(ctx).ReopenUnit(ctx, in.Code))
}

type pointInput struct {
	Code models.UnitCode `path:"code" maxLength:"100"`
	Body struct {
		AddressEl string `json:"addressEl" minLength:"5" maxLength:"300"`
		AddressEn string `json:"addressEn" minLength:"5" maxLength:"300"`
		HoursEl   string `json:"hoursEl" minLength:"3" maxLength:"300"`
		HoursEn   string `json:"hoursEn" minLength:"3" maxLength:"300"`
		Place     *Place `json:"place,omitempty" doc:"Absent: the point is on no map."`
	}
}

func (s *server) savePoint(ctx context.Context, in *pointInput) (*struct{}, error) {
	b := in.Body
	return nil, s.renamed(s.desk(ctx).SavePoint(ctx, models.Point{Unit: in.Code, AddressEl: oneLine(b.AddressEl), AddressEn: oneLine(b.AddressEn),
		HoursEl: oneLine(b.HoursEl), HoursEn: oneLine(b.HoursEn), Place: (*models.Place)(b.Place)}))
}

func (s *server) closePoint(ctx context.Context, in *unitInput) (*struct{}, error) {
	return nil, s.renamed(s.desk(ctx).ClosePoint(ctx, in.Code))
}

// renamed forgets the names of the units that are kept, unless nothing changed.
func (s *server) renamed(err error) error {
	if err == nil {
		s.units.Store(nil)
	}
	return err
}
