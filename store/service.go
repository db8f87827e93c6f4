package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// PublishServices writes the versions that are new and gives their number.
// What was published never changes: a version that came with another content
// is refused with all the others. The definition is kept as JSON, not letter
// by letter; SHA256 is of the text it was made from. Errors:
// changed-without-version.
func (y System) PublishServices(ctx context.Context, m models.Municipality, services []models.Published) (n int, err error) {
	err = y.s.tx(ctx, "publish services", func(tx *gorm.DB) error {
		n = 0
		for _, p := range services {
			fresh, err := y.publish(tx, m, p)
			if err != nil {
				return err
			}
			if fresh {
				n++
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return n, nil
}

func (y System) publish(tx *gorm.DB, m models.Municipality, p models.Published) (fresh bool, err error) {
	if p.Kind == "" {
		p.Kind = models.KindApplication
	}
	a := args{"m": int(m), "code": string(p.Service), "version": p.Version, "definition": string(p.Definition),
		"sha": p.SHA256, "kind": string(p.Kind), "now": y.s.now()}
	done := tx.Exec(`INSERT INTO services (municipality, code, version, kind, definition, sha256, published_at)
		VALUES (@m, @code, @version, @kind, CAST(@definition AS jsonb), @sha, @now) ON CONFLICT DO NOTHING`, a)
	switch {
	case done.Error != nil:
		return false, done.Error
	case done.RowsAffected > 0:
		return true, y.s.audit(tx, models.Actor{Municipality: m}, "publish-service", "service", string(p.Service))
	}
	var same bool
	err = tx.Raw(`SELECT sha256 = @sha AND kind = @kind FROM services WHERE municipality = @m AND code = @code AND version = @version`, a).Row().Scan(&same)
	if err == nil && !same {
		return false, &models.Error{Kind: models.Conflict, Code: "changed-without-version",
			Data: map[string]any{"service": p.Service, "version": p.Version}}
	}
	return false, err
}

// Services names the newest version of every service that citizens apply for,
// by code. What they say is half a megabyte for sixty; who has read a version
// once needs it no more.
func (s *Store) Services(ctx context.Context, m models.Municipality) (out []models.PlanRef, err error) {
	err = s.db.WithContext(ctx).Raw(`SELECT municipality, code AS service, max(version) AS version FROM services
		WHERE municipality = @m AND kind = @kind GROUP BY municipality, code ORDER BY code`,
		args{"m": int(m), "kind": string(models.KindApplication)}).Scan(&out).Error
	return out, meaning("list services", err)
}

// Certificates lists the newest version of every certificate, by code.
func (s *Store) Certificates(ctx context.Context, m models.Municipality) ([]models.Published, error) {
	return s.newest(ctx, m, models.KindCertificate)
}

func (s *Store) newest(ctx context.Context, m models.Municipality, kind models.CaseKind) (ps []models.Published, err error) {
	var rows []publishedRow
	err = s.db.WithContext(ctx).Raw(`SELECT DISTINCT ON (code) code, version, kind, definition, sha256, published_at
		FROM services WHERE municipality = @m AND kind = @kind ORDER BY code, version DESC`,
		args{"m": int(m), "kind": string(kind)}).Scan(&rows).Error
	for _, r := range rows {
		ps = append(ps, r.published())
	}
	return ps, meaning("list services", err)
}

// Service gives one version of a service or certificate; its Kind says which.
// Version 0 is the newest. Errors: no-such-service.
func (s *Store) Service(ctx context.Context, m models.Municipality, code models.ServiceCode, version int) (models.Published, error) {
	var r publishedRow
	found := s.db.WithContext(ctx).Raw(`SELECT code, version, kind, definition, sha256, published_at FROM services
		WHERE municipality = @m AND code = @code AND (@version = 0 OR version = @version) ORDER BY version DESC LIMIT 1`,
		args{"m": int(m), "code": string(code), "version": version}).Scan(&r)
	if found.Error == nil && found.RowsAffected == 0 {
		found.Error = models.Fault(models.NotFound, "no-such-service")
	}
	return r.published(), meaning("read service "+string(code), found.Error)
}

type publishedRow struct {
	Code        string
	Version     int
	Kind        string
	Definition  []byte
	Sha256      string
	PublishedAt time.Time
}

func (r publishedRow) published() models.Published {
	return models.Published{Service: models.ServiceCode(r.Code), Version: r.Version, Definition: r.Definition,
		SHA256: r.Sha256, PublishedAt: r.PublishedAt.UTC(), Kind: models.CaseKind(r.Kind)}
}
