package paper_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/internal/pdf/pdftest"
	"github.com/thyrida/thyrida/models"
)

// entered is when everything is filed: five past eleven in Athens.
var entered = time.Date(2026, 11, 22, 9, 5, 0, 0, time.UTC)

const (
	caseID  = "0193f0a2-7b1c-7d3e-9a11-0123456789ab"
	address = "https://portal.dimos-elaiona.example/cases/" + caseID
)

func service(t testing.TB, code models.ServiceCode) (*catalogue.Catalogue, *catalogue.Service) {
	t.Helper()
	c, err := catalogue.Shipped()
	require.NoError(t, err)
	s, ok := c.Service(code)
	require.True(t, ok)
	return c, s
}

// filed is an application for a service, filled in as its example.
func filed(t testing.TB, code models.ServiceCode) (models.CaseDetail, models.Receipt, *catalogue.Service) {
	t.Helper()
	c, s := service(t, code)
	form, slots, err := s.Example(entered)
	require.NoError(t, err)
	clean, faults := s.Validate(form, slots, entered)
	require.Empty(t, faults)
	data, err := json.Marshal(clean) // as it comes back from the database
	require.NoError(t, err)
	form = nil
	require.NoError(t, json.Unmarshal(data, &form))
	var files []models.Attachment
	for i, slot := range slots {
		files = append(files, models.Attachment{Slot: slot, Name: "Σάρωση " + string(rune('1'+i)) + " – λογαριασμός.pdf", Size: 184_320 * int64(i*9+1),
			SHA256: strings.Repeat("9f86d081884c7d65", 4)})
	}
	unit, _ := c.Unit(s.Unit)
	due := models.Due{Legal: entered.AddDate(0, 0, 10), Target: entered.AddDate(0, 0, 2)}
	entry := models.Entry{Number: 18234, Year: 2026, At: entered}
	r := models.Receipt{CaseID: caseID, Protocol: entry, Service: s.Code, Version: s.Version, Channel: models.FiledPortal,
		Applicant: "Ευαγγελία Χατζηϋφαντή", Unit: unit.Name(), Municipality: c.Municipality.Name(), Papers: files, Due: due}
	detail := models.CaseDetail{CaseSummary: models.CaseSummary{ID: caseID, Service: s.Code, Version: s.Version, Unit: s.Unit,
		Protocol: entry, Applicant: r.Applicant, SubmittedAt: entered, Due: due}, Channel: r.Channel, Form: form, Files: files}
	return detail, r, s
}

// read gives the words of a paper, in order, one blank between them.
func read(t testing.TB, b []byte) string {
	t.Helper()
	return squeeze(pdftest.Run(t, "pdftotext", "-layout", pdftest.File(t, "a.pdf", b), "-"))
}

// flow is read in the order of the content, where cells hold together.
func flow(t testing.TB, b []byte) string {
	t.Helper()
	return squeeze(pdftest.Run(t, "pdftotext", "-raw", pdftest.File(t, "a.pdf", b), "-"))
}

func squeeze(s string) string {
	s = strings.NewReplacer("\u00ad\n", "", "-\n", "", "\u00ad", "", "\f", " ", "\u00a0", " ").Replace(s)
	return strings.Join(strings.Fields(s), " ")
}
