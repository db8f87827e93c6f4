package api

import (
	"context"
	"net/http"
	"time"

	"github.com/thyrida/thyrida/models"
)

func (s *server) versionRoutes() {
	add(s, http.MethodGet, "/admin/services", "list-versions", "List every published version, with the open cases that follow it", s.listVersions,
		describe("For administrators: services, certificates and the identification, by code, the newest version first."))
	add(s, http.MethodGet, "/admin/services/{code}/versions/{version}", "show-version", "Show one published version", s.showVersion)
}

// Version is a published version.
type Version struct {
	Code        models.ServiceCode `json:"code"`
	Version     int                `json:"version"`
	Kind        models.CaseKind    `json:"kind" enum:"application,certificate,identity"`
	Title       string             `json:"title"`
	Unit        models.UnitCode    `json:"unit"`
	UnitName    string             `json:"unitName"`
	PublishedAt time.Time          `json:"publishedAt"`
	Open        int                `json:"openCases" doc:"Cases that follow this version to their end."`
	Newest      bool               `json:"newest" doc:"New cases follow it."`
	SHA256      string             `json:"sha256" doc:"Of the definition as it was published."`
}

type listVersionsOutput struct{ Body List[Version] }

func (s *server) listVersions(ctx context.Context, _ *struct{}) (*listVersionsOutput, error) {
	vs, err := s.desk(ctx).Versions(ctx)
	if err != nil {
		return nil, err
	}
	names, err := s.unitNames(ctx)
	if err != nil {
		return nil, err
	}
	out := List[Version]{Items: []Version{}}
	for i, u := range vs {
		service, err := s.service(ctx, u.Service, u.Version)
		if err != nil {
			return nil, err
		}
		out.Items = append(out.Items, Version{Code: u.Service, Version: u.Version, Kind: u.Kind, Title: service.Title.In(of(ctx).Lang), Unit: service.Unit,
			UnitName: names[service.Unit], PublishedAt: u.PublishedAt.UTC(), Open: u.Open, Newest: i == 0 || vs[i-1].Service != u.Service, SHA256: u.SHA256})
	}
	return &listVersionsOutput{out}, nil
}

type versionInput struct {
	Code    models.ServiceCode `path:"code" maxLength:"100"`
	Version int                `path:"version" minimum:"1" maximum:"1000000"`
}

type versionOutput struct{ Body Service }

func (s *server) showVersion(ctx context.Context, in *versionInput) (*versionOutput, error) {
	vs, err := s.listVersions(ctx, nil) // who may
	if err != nil {
		return nil, err
	}
	for _, v := range vs.Body.Items {
		if v.Code != in.Code || v.Version != in.Version {
			continue
		}
		service, err := s.service(ctx, in.Code, in.Version)
		if err != nil {
			return nil, err
		}
		names, err := s.unitNames(ctx)
		if err != nil {
			return nil, err
		}
		return &versionOutput{s.serviceBody(of(ctx).Lang, service, names)}, nil
	}
	return nil, models.Fault(models.NotFound, "no-such-service")
}
