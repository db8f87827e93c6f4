package store

import (
	"fmt"
	"time"

	_ "time/tzdata" // the year of a number is Greece's, wherever the server stands

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// athens decides which calendar year a number belongs to.
var athens = func() *time.Location {
	l, err := time.LoadLocation("Europe/Athens")
	if err != nil {
		panic(fmt.Sprintf("time zone of Greece: %v", err)) // embedded above: cannot happen
	}
	return l
}()

// registration is what one line of the protocol book says beside its number.
type registration struct {
	municipality models.Municipality
	subject      string // the thing numbered, e.g. case/<id>
	direction    string // in, out or internal: one series for all
	channel      models.FilingChannel
	service      models.ServiceCode
	unit         models.UnitCode
	items        int
}

// number gives a thing the next number of the year inside the caller's
// transaction, as its last statement: the counter's row stays locked until the
// transaction ends, so a rollback gives the number back and the book has no
// gaps. A thing that has a number keeps it.
//
// The clock is read after the lock. Who waited over midnight of 31 December
// waits again for the new year's counter.
func (s *Store) number(tx *gorm.DB, r registration) (e models.Entry, err error) {
	found := tx.Raw(`SELECT number, year, at FROM protocol_entries WHERE subject = ?`, r.subject).Scan(&e)
	if found.Error != nil || found.RowsAffected > 0 {
		return e, found.Error
	}
	var last struct {
		Last   int
		LastAt time.Time
	}
	for year := 0; ; {
		now := s.now()
		if y := now.In(athens).Year(); y != year {
			year = y
			err = tx.Raw(`INSERT INTO protocol_counters (municipality, year, last, last_at) VALUES (@m, @year, 0, @now)
				ON CONFLICT (municipality, year) DO UPDATE SET last = protocol_counters.last
				RETURNING last, last_at`, args{"m": int(r.municipality), "year": year, "now": now}).Scan(&last).Error
			if err != nil {
				return e, err
			}
			continue // the lock may have taken us into another year
		}
		if now.Before(last.LastAt) {
			now = last.LastAt // a clock that was set back never puts a number before its predecessor
		}
		e = models.Entry{Number: last.Last + 1, Year: year, At: now}
		break
	}
	return e, tx.Exec(`WITH c AS (
			UPDATE protocol_counters SET last = @number, last_at = @at WHERE municipality = @m AND year = @year)
		INSERT INTO protocol_entries (municipality, year, number, direction, channel, subject, service, unit, items, at)
		VALUES (@m, @year, @number, @direction, @channel, @subject, @service, @unit, @items, @at)`,
		args{"m": int(r.municipality), "year": e.Year, "number": e.Number, "at": e.At, "direction": r.direction,
			"channel": string(r.channel), "subject": r.subject, "service": string(r.service), "unit": string(r.unit),
			"items": r.items}).Error
}
