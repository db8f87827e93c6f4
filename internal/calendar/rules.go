package calendar

import (
	"bytes"
	_ "embed"
	"fmt"
	"time"

	"go.yaml.in/yaml/v3"
)

//go:embed holidays.yaml
var national []byte

// Rule is one holiday as data: on a fixed date or a number of days from
// Easter, in force between two days.
type Rule struct {
	Code   string `yaml:"code"`
	On     string `yaml:"on"`     // "MM-DD" of a fixed holiday
	Easter *int   `yaml:"easter"` // days after Easter Sunday of a movable one
	Closes string `yaml:"closes"` // "HH:MM" of a half day
	From   string `yaml:"from"`   // first day in force, "" = always was
	To     string `yaml:"to"`     // last day in force, "" = still is
	El     string `yaml:"el"`
	En     string `yaml:"en"`
}

type move struct {
	Code   string `yaml:"code"`
	Year   int    `yaml:"year"`
	To     string `yaml:"to"`
	Source string `yaml:"source"`
}

type table struct {
	Holidays  []Rule `yaml:"holidays"`
	HalfDays  []Rule `yaml:"half_days"`
	Unsettled struct {
		Code       string `yaml:"code"`
		EasterFrom int    `yaml:"easter_from"`
		EasterTo   int    `yaml:"easter_to"`
		Sunday     bool   `yaml:"sunday"`
	} `yaml:"unsettled"`
	Moved []move `yaml:"moved"`
}

func readTable(b []byte) (table, error) {
	var t table
	dec := yaml.NewDecoder(bytes.NewReader(b))
	dec.KnownFields(true)
	if err := dec.Decode(&t); err != nil {
		return t, fmt.Errorf("read holidays: %w", err)
	}
	for _, r := range append(append([]Rule{}, t.Holidays...), t.HalfDays...) {
		if err := r.check(); err != nil {
			return t, err
		}
	}
	for _, m := range t.Moved {
		if _, err := ParseDay(m.To); err != nil {
			return t, fmt.Errorf("moved holiday %s of %d: %w", m.Code, m.Year, err)
		}
	}
	return t, nil
}

// check refuses a rule that could never be placed in a year.
func (r Rule) check() error {
	if r.Code == "" || (r.On == "") == (r.Easter == nil) {
		return fmt.Errorf("holiday %q: needs a code and exactly one of on, easter", r.Code)
	}
	if r.On != "" {
		if _, err := time.Parse("2006-01-02", "2024-"+r.On); err != nil {
			return fmt.Errorf("holiday %s: on %q is not MM-DD", r.Code, r.On)
		}
	}
	if r.Closes != "" {
		if _, err := time.Parse("15:04", r.Closes); err != nil {
			return fmt.Errorf("holiday %s: closes %q is not HH:MM", r.Code, r.Closes)
		}
	}
	for _, s := range []string{r.From, r.To} {
		if s == "" {
			continue
		}
		if _, err := ParseDay(s); err != nil {
			return fmt.Errorf("holiday %s: %w", r.Code, err)
		}
	}
	return nil
}

// in places the rule in a year; false when it is not in force then, or when
// the year lacks the day (29 February).
func (r Rule) in(year int) (Day, bool) {
	var d Day
	if r.Easter != nil {
		d = Easter(year).Add(*r.Easter)
	} else {
		t, err := time.Parse(time.DateOnly, fmt.Sprintf("%04d-%s", year, r.On))
		if err != nil {
			return Day{}, false
		}
		d = Day{t.Year(), t.Month(), t.Day()}
	}
	iso := d.String() // ISO dates compare as text
	if (r.From != "" && iso < r.From) || (r.To != "" && iso > r.To) {
		return Day{}, false
	}
	return d, true
}
