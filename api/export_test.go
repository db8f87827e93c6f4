package api

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"
)

// Build gives the tests the handler with its OpenAPI document.
func Build(d Deps) (http.Handler, huma.API, error) {
	s, h, err := build(d)
	if err != nil {
		return nil, nil, err
	}
	return h, s.api, nil
}

// ProblemCodes and FieldCodes are the codes that have texts.
func ProblemCodes() []string { return texts.problemCodes() }
func FieldCodes() []string   { return texts.fieldCodes() }

// Statuses is the table of errors.go.
var Statuses = statuses

// FieldFault, Harmless and TidyName are tried with tables of their own.
var (
	FieldFault = fieldFault
	Harmless   = harmless
	TidyName   = tidyName
)

// SameCodes says whether both languages hold the same texts.
func SameCodes() (missing []string) {
	for _, l := range [][2]string{{"el", "en"}, {"en", "el"}} {
		a, b := texts[l[0]], texts[l[1]]
		for k, v := range a.Problems {
			if w, ok := b.Problems[k]; !ok || v.Title == "" || (v.Detail == "") != (w.Detail == "") {
				missing = append(missing, l[1]+" problem "+string(k))
			}
		}
		for k := range a.Fields {
			if b.Fields[k] == "" {
				missing = append(missing, l[1]+" field "+string(k))
			}
		}
		for k := range a.Words {
			if b.Words[k] == "" {
				missing = append(missing, l[1]+" word "+string(k))
			}
		}
	}
	return missing
}
