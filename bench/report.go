package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"
)

// measurement is one line of bench.json. Reference is what it is held
// against, measured in the same run; Ratio is Value over Reference.
type measurement struct {
	Name      string  `json:"name"`
	Value     float64 `json:"value"`
	Unit      string  `json:"unit"`
	Reference float64 `json:"reference"`
	Ratio     float64 `json:"ratio"`

	what, against, spread, aim string // of the table only
}

// report collects the measurements of a run.
type report struct {
	lines []measurement
	file  string
}

func (r *report) add(m measurement) {
	if m.Ratio == 0 && m.Reference != 0 {
		m.Ratio = m.Value / m.Reference
	}
	r.lines = append(r.lines, m)
	fmt.Printf("%s\n", m.row())
}

// row is the measurement as a line of a Markdown table.
func (m measurement) row() string {
	reference := "–"
	if m.Reference != 0 {
		reference = fmt.Sprintf("%s %s", figure(m.Reference), m.against)
	}
	return fmt.Sprintf("| `%s` | %s | %s %s | %s | %s | %.2f | %s |", m.Name, m.what, figure(m.Value), m.Unit, m.spread, reference, m.Ratio, m.aim)
}

// figure shows three digits of a number.
func figure(v float64) string {
	switch {
	case v >= 100:
		return fmt.Sprintf("%.0f", v)
	case v >= 10:
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.2f", v)
}

// table writes all lines as Markdown.
func (r *report) table(w io.Writer) {
	fmt.Fprint(w, "\n| name | what | value (median) | spread | reference | ratio | aim |\n|---|---|---|---|---|---|---|\n")
	for _, m := range r.lines {
		fmt.Fprintln(w, m.row())
	}
}

// save writes bench.json; measurements of earlier runs that this one did not
// repeat are kept.
func (r *report) save() error {
	var old []measurement
	if text, err := os.ReadFile(r.file); err == nil {
		_ = json.Unmarshal(text, &old) // unreadable: written anew
	}
	for _, m := range r.lines {
		i := slices.IndexFunc(old, func(o measurement) bool { return o.Name == m.Name })
		if i < 0 {
			old = append(old, m)
		} else {
			old[i] = m
		}
	}
	text, err := json.MarshalIndent(old, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(r.file, append(text, '\n'), 0o644); err != nil {
		return fmt.Errorf("keep the measurements: %w", err)
	}
	return nil
}

// median of a list; zero of an empty one.
func median[T cmp.Ordered](all []T) T { return quantile(all, 0.5) }

// quantile is the value below which a share of the list lies.
func quantile[T cmp.Ordered](all []T, share float64) (v T) {
	if len(all) == 0 {
		return v
	}
	s := slices.Sorted(slices.Values(all))
	return s[min(len(s)-1, int(share*float64(len(s))))]
}

// spread is the least and the greatest.
func spread(all []float64) string {
	if len(all) == 0 {
		return ""
	}
	return figure(slices.Min(all)) + "–" + figure(slices.Max(all))
}

// say tells who waits what is going on.
func say(format string, a ...any) {
	fmt.Printf("%s  %s\n", time.Now().UTC().Format("15:04:05"), strings.TrimSpace(fmt.Sprintf(format, a...)))
}
