//go:build unix

package e2e

import (
	"net/http"
	"strings"
	"testing"

	"github.com/thyrida/thyrida/api"
	"github.com/thyrida/thyrida/models"
)

// The form has fields with the keys of statements, and the applicant writes
// canaries into them. The clerk sees them beside the record; no document says
// them. That no history does is read in words_test.go.
func TestWhatOnlyTheApplicantTypedReachesNoDocument(t *testing.T) {
	h := setup(t)
	m := h.apply(t, "citizen-11", "residence-certificate", obj{"street": canaries["answer"] + " 77", "first-year": 1951}).approved(t)
	m.clerk.at(t, m.id, "statements")
	r := m.record(t)
	claimed := map[string]any{}
	for _, c := range r.Claimed {
		if claimed[c.Key] = c.Value; c.Confirmed {
			t.Errorf("nobody has confirmed %+v", c)
		}
	}
	if claimed["street"] != canaries["answer"]+" 77" || claimed["first-year"] != 1951.0 || len(r.Statements) > 0 {
		t.Fatalf("the clerk sees %+v and %+v", r.Claimed, r.Statements)
	}
	// Nothing is taken over: what nobody has read in a register is missing.
	preview := "/cases/" + string(m.id) + "/preview.pdf"
	var got []byte
	status, err := m.clerk.call(t.Context(), http.MethodGet, preview, "", nil, &got)
	if p, ok := err.(*api.Problem); !ok || status != 422 || p.Code != "record-incomplete" || !strings.Contains(told(err), "street") {
		t.Fatalf("preview of nothing: %d %s", status, told(err))
	}
	seen := m.ready(t)
	texts := map[string]string{"preview": pdfText(t, get[[]byte](t, h.as(t, "mayor"), preview))}
	m.signed(t, seen)
	for _, f := range m.document(t).Versions[0].Files {
		texts["document "+string(f.What)] = pdfText(t, m.clerk.fetch(t, f))
	}
	if !strings.Contains(texts["document "+string(models.FileSigned)], "Λεωφόρος Δημοκρατίας 12") {
		t.Fatalf("the document: %s", texts)
	}
	for where, text := range texts {
		if strings.Contains(text, "1951") {
			t.Errorf("the year stands in the %s", where)
		}
		for form, spelt := range spellings(canaries["answer"]) {
			if strings.Contains(text, spelt) {
				t.Errorf("the street stands in the %s, %s", where, form)
			}
		}
	}
}
