package store

import (
	"context"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// Versions lists every version that was published, of services, certificates
// and the identification, with the open cases that follow it, for an
// administrator: by code, the newest first. Errors: not-allowed.
func (d Desk) Versions(ctx context.Context) (vs []models.VersionUse, err error) {
	err = d.lookWide(ctx, "list-versions", "service", "", func(tx *gorm.DB) error {
		if err := d.holds(tx, models.RoleAdmin); err != nil {
			return err
		}
		return tx.Raw(`WITH used AS (
				SELECT service, version, count(*) AS n FROM cases WHERE municipality = @municipality AND state = 'open' GROUP BY service, version)
			SELECT s.code AS service, s.version, s.kind, s.sha256 AS sha256, s.published_at, coalesce(u.n, 0) AS open
			FROM services s LEFT JOIN used u ON u.service = s.code AND u.version = s.version
			WHERE s.municipality = @municipality ORDER BY s.code, s.version DESC`, d.rights(nil)).Scan(&vs).Error
	})
	return vs, err
}
