package store

import (
	"encoding/json"
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
	subject   string // the thing numbered, e.g. case/<id>
	direction string // in, out or internal: one series for all
	channel   models.FilingChannel
	service   models.ServiceCode
	unit      models.UnitCode
	items     int
}

// numbers gives things the next numbers of the year inside the caller's
// transaction, as its last statement: the counter's row stays locked until the
// transaction ends, so a rollback gives the numbers back and the book has no
// gaps. A thing that has a number keeps it.
//
// The clock is read after the lock. Who waited over midnight of 31 December
// waits again for the new year's counter.
func (s *Store) numbers(tx *gorm.DB, m models.Municipality, rs []registration) ([]models.Entry, error) {
	out := make([]models.Entry, len(rs))
	fresh, err := numbered(tx, rs, out)
	if err != nil || len(fresh) == 0 {
		return out, err
	}
	last, year, now, err := s.lockBook(tx, m)
	if err != nil {
		return nil, err
	}
	type line struct {
		Number    int                  `json:"number"`
		Direction string               `json:"direction"`
		Channel   models.FilingChannel `json:"channel"`
		Subject   string               `json:"subject"`
		Service   models.ServiceCode   `json:"service"`
		Unit      models.UnitCode      `json:"unit"`
		Items     int                  `json:"items"`
	}
	lines := make([]line, len(fresh))
	for n, i := range fresh {
		r := rs[i]
		out[i] = models.Entry{Number: last + n + 1, Year: year, At: now}
		lines[n] = line{out[i].Number, r.direction, r.channel, r.subject, r.service, r.unit, r.items}
	}
	rows, err := json.Marshal(lines)
	if err != nil {
		return nil, err
	}
	return out, tx.Exec(`WITH c AS (
			UPDATE protocol_counters SET last = @last, last_at = @at WHERE municipality = @m AND year = @year)
		INSERT INTO protocol_entries (municipality, year, number, direction, channel, subject, service, unit, items, at)
		SELECT @m, @year, number, direction, channel, subject, service, unit, items, @at
		FROM jsonb_to_recordset(CAST(@rows AS jsonb)) AS l(number int, direction text, channel text, subject text, service text,
			unit text, items int)`,
		args{"m": int(m), "year": year, "last": last + len(fresh), "at": now, "rows": string(rows)}).Error
}

// numbered finds the numbers that things have already, and lists the others.
func numbered(tx *gorm.DB, rs []registration, out []models.Entry) (fresh []int, err error) {
	place := make(map[string]int, len(rs))
	subjects := make(array, len(rs))
	for i, r := range rs {
		place[r.subject], subjects[i] = i, r.subject
	}
	var had []struct {
		Subject      string
		Number, Year int
		At           time.Time
	}
	err = tx.Raw(`SELECT subject, number, year, at FROM protocol_entries WHERE subject = ANY(CAST(@subjects AS text[]))`,
		args{"subjects": subjects}).Scan(&had).Error
	for _, h := range had {
		out[place[h.Subject]] = models.Entry{Number: h.Number, Year: h.Year, At: h.At}
	}
	for i := range rs {
		if out[i].Number == 0 {
			fresh = append(fresh, i)
		}
	}
	return fresh, err
}

// lockBook locks the book of the year that it is once the lock is held, and
// gives its last number and the time for the next ones.
func (s *Store) lockBook(tx *gorm.DB, m models.Municipality) (last, year int, now time.Time, err error) {
	var at time.Time // of the last number
	for {
		now = s.now()
		y := now.In(athens).Year()
		if y == year {
			break
		}
		year = y // and look at the clock again: the lock may have taken us into another year
		err = tx.Raw(`INSERT INTO protocol_counters (municipality, year, last, last_at) VALUES (@m, @year, 0, @now)
			ON CONFLICT (municipality, year) DO UPDATE SET last = protocol_counters.last
			RETURNING last, last_at`, args{"m": int(m), "year": year, "now": now}).Row().Scan(&last, &at)
		if err != nil {
			return 0, 0, now, err
		}
	}
	if now.Before(at) {
		now = at // a clock that was set back puts no number before its predecessor
	}
	return last, year, now, nil
}
