package store

import (
	"context"
	_ "embed" // the SQL of reports stands in files
	"time"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

//go:embed reports/case_times.sql
var caseTimesSQL string

// CaseTimes says how long the applications for a service took that were granted
// or rejected and have ended since a time; of fewer than models.FewCases only how
// many there were. It is nobody's personal data: everybody may know.
func (s *Store) CaseTimes(ctx context.Context, m models.Municipality, code models.ServiceCode, since time.Time) (ct models.CaseTimes, err error) {
	err = s.list(ctx, func(tx *gorm.DB) error {
		return tx.Raw(caseTimesSQL, args{"municipality": int(m), "service": string(code), "from": since}).Scan(&ct).Error
	})
	if ct.N < models.FewCases {
		ct.Median, ct.P90 = 0, 0
	}
	return ct, meaning("read times of "+string(code), err)
}
