package api

import (
	"github.com/thyrida/thyrida/api/pages"
	"github.com/thyrida/thyrida/internal/ident"
	"github.com/thyrida/thyrida/models"
)

func (s *server) identificationPages(p pageRouter) {
	p.get("/identification", citizens, s.identificationPage)
	p.post("/identification", citizens, s.identificationAsked)
}

// identificationPage shows how far the visitor's identification is, and where
// to go.
func (s *server) identificationPage(v *visit) error {
	view, err := s.identificationView(v)
	if err != nil {
		return err
	}
	return v.show(view)
}

func (s *server) identificationView(v *visit) (*pages.Identification, error) {
	view := &pages.Identification{Known: v.r.Actor.Level == models.IdentityB}
	r, err := s.newestIdentity(v.ctx, nil)
	switch {
	case err == nil:
		view.Request = v.identityView(r.Body)
	case !notFound(err):
		return nil, err
	}
	points, err := s.listPoints(v.ctx, nil)
	if err != nil {
		return nil, err
	}
	for _, p := range points.Body.Items {
		view.Points = append(view.Points, pages.ServicePoint{Name: p.Name, Address: p.Address, Hours: p.Hours, Phone: ident.ShowPhone(p.Phone)})
	}
	if view.Map, err = v.pointMap(points.Body.Items, view.Points); err != nil {
		return nil, err
	}
	for _, d := range points.Body.Documents {
		view.Documents = append(view.Documents, d.Label)
	}
	return view, nil
}

func (v *visit) identityView(r IdentityRequest) *pages.IdentityRequest {
	out := &pages.IdentityRequest{ID: string(r.ID), Code: r.Code, Note: r.Note, Asked: r.AskedAt, Open: r.State == models.Open,
		Tag: pages.Tag{Kind: "info", Text: v.text("identification.state.open")}}
	if r.ExpiresAt != nil {
		out.Expires = *r.ExpiresAt
	}
	if !out.Open {
		out.Tag = pages.Tag{Kind: "wait", Text: v.text("identification.state." + string(r.Outcome))}
		if r.Outcome == models.Granted {
			out.Tag.Kind = "done"
		}
	}
	return out
}

func (s *server) identificationAsked(v *visit) error {
	err := v.once(func() (string, string, error) {
		_, err := s.askIdentity(v.ctx, nil)
		return "/identification", "", err
	})
	if err == nil {
		return nil
	}
	view, e := s.identificationView(v)
	if e != nil {
		return e
	}
	return v.again(view, &view.Form, err)
}
