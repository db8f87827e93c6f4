package api

import (
	"strconv"
	"strings"

	"github.com/thyrida/thyrida/api/pages"
	"github.com/thyrida/thyrida/models"
)

func (s *server) pointPages(p pageRouter) {
	p.get("/admin/points", admins, s.pointsPage)
	p.get("/admin/points/new", admins, s.newPointPage)
	p.post("/admin/points/new", admins, s.pointSaved)
	p.get("/admin/points/:code", admins, s.pointPage)
	p.post("/admin/points/:code", admins, s.pointSaved)
	p.get("/admin/points/:code/close", admins, s.pointEndPage)
	p.post("/admin/points/:code/close", admins, s.pointClosed)
}

// pointsPage lists where people are identified.
func (s *server) pointsPage(v *visit) error {
	out, err := s.listUnits(v.ctx, nil)
	if err != nil {
		return err
	}
	view := &pages.Points{AdminNav: v.adminNav()}
	for _, u := range out.Body.Items {
		if u.Point {
			view.Rows = append(view.Rows, v.pointRow(u))
		}
	}
	return v.show(view)
}

func (v *visit) pointRow(u OrgUnit) pages.PointRow {
	return pages.PointRow{Key: string(u.Code), Name: nameIn(v.r.Lang, u.El, u.En), Address: nameIn(v.r.Lang, u.AddressEl, u.AddressEn),
		Hours: nameIn(v.r.Lang, u.HoursEl, u.HoursEn), Phone: u.Phone, Staff: u.Staff}
}

// newPointPage offers the units that are no service points yet.
func (s *server) newPointPage(v *visit) error {
	view, err := v.newPoint()
	if err != nil {
		return err
	}
	return v.show(view)
}

func (v *visit) newPoint() (*pages.Point, error) {
	out, err := v.s.listUnits(v.ctx, nil)
	if err != nil {
		return nil, err
	}
	view := &pages.Point{AdminNav: v.adminNav(), New: true}
	for _, u := range out.Body.Items {
		if !u.Point && u.ClosedAt == nil {
			view.Units = append(view.Units, pages.Choice{Value: string(u.Code), Label: nameIn(v.r.Lang, u.El, u.En)})
		}
	}
	return view, nil
}

func (s *server) pointPage(v *visit) error {
	view, err := v.point()
	if err != nil {
		return err
	}
	return v.show(view)
}

// point is the service point of the address.
func (v *visit) point() (*pages.Point, error) {
	u, err := v.unitOf()
	if err != nil {
		return nil, err
	}
	if !u.Body.Point {
		return nil, models.Fault(models.NotFound, "not-a-point")
	}
	b := u.Body
	view := &pages.Point{AdminNav: v.adminNav(), Row: v.pointRow(b.OrgUnit)}
	view.Values = map[string][]string{"addressEl": {b.AddressEl}, "addressEn": {b.AddressEn}, "hoursEl": {b.HoursEl}, "hoursEn": {b.HoursEn}}
	if b.Place != nil {
		view.Values["place.lat"], view.Values["place.lon"] = []string{v.degrees(b.Place.Lat)}, []string{v.degrees(b.Place.Lon)}
	}
	return view, nil
}

// degrees are a number as the visitor's language writes it.
func (v *visit) degrees(n float64) string {
	s := strconv.FormatFloat(n, 'f', -1, 64)
	if v.r.Lang == "en" {
		return s
	}
	return strings.Replace(s, ".", ",", 1)
}

func (s *server) pointSaved(v *visit) error {
	in, added := &pointInput{Code: models.UnitCode(v.Param("code"))}, v.Param("code") == ""
	if added {
		in.Code = models.UnitCode(v.PostForm("unit"))
	}
	err := v.read(&in.Body)
	if err == nil {
		if _, err = s.savePoint(v.ctx, in); err == nil {
			return v.goTo("/admin/points", "point-saved")
		}
	}
	find := v.point
	if added {
		find = v.newPoint
	}
	view, e := find()
	if e != nil {
		return e
	}
	return v.again(view, &view.Form, err)
}

func (s *server) pointEndPage(v *visit) error {
	view, err := v.point()
	if err != nil {
		return err
	}
	return v.show(pages.PointEnd{AdminNav: view.AdminNav, Row: view.Row})
}

func (s *server) pointClosed(v *visit) error {
	if _, err := s.closePoint(v.ctx, &unitInput{Code: models.UnitCode(v.Param("code"))}); err != nil {
		view, e := v.point()
		if e != nil {
			return e
		}
		end := &pages.PointEnd{AdminNav: view.AdminNav, Row: view.Row}
		return v.again(end, &end.Form, err)
	}
	return v.goTo("/admin/points", "point-closed")
}
