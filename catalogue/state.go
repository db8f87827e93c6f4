package catalogue

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/thyrida/thyrida/models"
)

// maxRows bounds a list of rows.
const maxRows = 200

// Validate checks what a clerk entered or confirmed from the register, as
// Service.Validate does a form: normalised values, all faults at once, with
// paths "statements.<key>" and "statements.<key>[0].<column>". Rows come back
// as []map[string]any. now is the moment of entry.
func (c *Certificate) Validate(values map[string]any, now time.Time) (map[string]any, []models.FieldFault) {
	v := newValidation("statements.", values, now)
	for _, s := range c.Statements {
		if s.Type == TypeRows {
			v.rows(s, now)
		} else {
			v.field(s.field())
		}
	}
	for _, key := range slices.Sorted(maps.Keys(values)) {
		if _, ok := c.Statement(FieldKey(key)); !ok {
			v.fault(v.prefix+shown(key), faultUnknownField, nil)
		}
	}
	return v.clean, v.faults
}

func newValidation(prefix string, form map[string]any, now time.Time) *validation {
	return &validation{prefix: prefix, form: form, today: dayOf(now), clean: make(map[string]any), doubtful: make(map[FieldKey]bool)}
}

// rows checks a list of rows: each like a small form.
func (v *validation) rows(s Statement, now time.Time) {
	path := v.prefix + string(s.Key)
	list, ok := RowsOf(v.form[string(s.Key)])
	asked, known := v.holds(s.When)
	switch {
	case !known:
	case !ok:
		v.fault(path, faultWrongType, nil)
	case !asked && len(list) > 0:
		v.fault(path, faultNotExpected, nil)
	case asked && s.Required && len(list) == 0:
		v.fault(path, faultRequired, nil)
	case len(list) > maxRows:
		v.fault(path, faultNumberBig, map[string]any{"limit": maxRows})
	case len(list) > 0:
		var clean []map[string]any
		for i, row := range list {
			r := newValidation(fmt.Sprintf("%s[%d].", path, i), row, now)
			for _, col := range s.Columns {
				r.field(col.field())
			}
			for _, key := range slices.Sorted(maps.Keys(row)) {
				if !slices.ContainsFunc(s.Columns, func(c Column) bool { return string(c.Key) == key }) {
					r.fault(r.prefix+shown(key), faultUnknownField, nil)
				}
			}
			clean, v.faults = append(clean, r.clean), append(v.faults, r.faults...)
		}
		v.clean[string(s.Key)] = clean
	}
}

// RowsOf reads a list of rows, also as it comes out of JSON.
func RowsOf(answer any) ([]map[string]any, bool) {
	switch list := answer.(type) {
	case nil:
		return nil, true
	case []map[string]any:
		return list, true
	case []any:
		out := make([]map[string]any, 0, len(list))
		for _, item := range list {
			row, ok := item.(map[string]any)
			if !ok {
				return nil, false
			}
			out = append(out, row)
		}
		return out, true
	}
	return nil, false
}

// Holds judges a condition of a block by clean statements.
func (c *Certificate) Holds(w *When, clean map[string]any) bool {
	holds, _ := (&validation{clean: clean}).holds(w)
	return holds
}

// SampleValues are the values of the sample, as a clerk would have typed them.
func (c *Certificate) SampleValues() map[string]any {
	out := make(map[string]any)
	for k, v := range c.Sample.Values {
		out[string(k)] = v
	}
	for k, rows := range c.Sample.Rows {
		var list []map[string]any
		for _, row := range rows {
			r := make(map[string]any)
			for k, v := range row {
				r[string(k)] = v
			}
			list = append(list, r)
		}
		out[string(k)] = list
	}
	return out
}

// sampleDay is far enough ahead for every day of a sample to lie behind it.
var sampleDay = time.Date(2100, 1, 1, 12, 0, 0, 0, time.UTC)

// checkSample: the sample is what a clerk could have entered.
func checkSample(src *source, c *Certificate) {
	_, faults := c.Validate(c.SampleValues(), sampleDay)
	for _, f := range faults {
		path := strings.TrimPrefix(f.Field, "statements.")
		at := "sample.values."
		if strings.Contains(path, "[") {
			at = "sample.rows."
		}
		src.fault(at+path, "the sample is refused: %s", f.Code)
	}
}

// Definition is the certificate as it is published, without its sample: see
// Service.Definition.
func (c *Certificate) Definition() (definition []byte, sum string) {
	published := *c
	published.Sample = Sample{}
	return definitionOf(&published)
}

// ParseCertificate reads a published definition back.
func ParseCertificate(definition []byte) (*Certificate, error) {
	c := new(Certificate)
	if err := json.Unmarshal(definition, c); err != nil {
		return nil, fmt.Errorf("parse a published certificate: %w", err)
	}
	if len(c.Body) == 0 {
		return nil, fmt.Errorf("parse a published certificate: %q has no body", c.Code)
	}
	return c, nil
}

func valueOf(c *Certificate) reflect.Value { return reflect.ValueOf(c).Elem() }
