package catalogue

import (
	"time"

	"github.com/thyrida/thyrida/internal/calendar"
	"github.com/thyrida/thyrida/models"
)

// Due gives the two times by which a request filed now should be answered: the
// legal term in calendar days, the service's target in working days.
func (s *Service) Due(c *calendar.Calendar, filed time.Time) models.Due {
	return models.Due{
		Legal:  c.Due(filed, calendar.Term{Days: s.Terms.Legal.Days, Unit: calendar.CalendarDays}).UTC(),
		Target: c.Due(filed, calendar.Term{Days: s.Terms.Target, Unit: calendar.Working}).UTC(),
	}
}
