package api_test

import (
	"archive/zip"
	"bytes"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"github.com/thyrida/thyrida/models"
)

// filled is the empty table the reader downloads, with the rows below.
func (b *reader) filled(rows ...[]any) string {
	b.t.Helper()
	b.opens("/admin/people/import/table").sees(200)
	f, err := excelize.OpenReader(strings.NewReader(b.page))
	require.NoError(b.t, err)
	defer f.Close()
	for i, r := range rows {
		cell, err := excelize.CoordinatesToCellName(1, i+2)
		require.NoError(b.t, err)
		require.NoError(b.t, f.SetSheetRow(f.GetSheetName(0), cell, &r))
	}
	var out bytes.Buffer
	require.NoError(b.t, f.Write(&out))
	return out.String()
}

// table is what the form of the check carries.
func (b *reader) table() string {
	b.t.Helper()
	m := regexp.MustCompile(`name="table" value="([^"]+)"`).FindStringSubmatch(b.page)
	require.NotNil(b.t, m, b.page)
	return strings.ReplaceAll(m[1], "&#34;", `"`)
}

func TestTheAdministratorBringsInPeopleWithATableOfExcel(t *testing.T) {
	t.Parallel()
	h := setup(t)
	b := h.reader(t)
	const page = "/admin/people/import"
	b.logsIn("manager").opens(page).sees(403)
	b.uploads(page, "x.xlsx", "x").sees(403)
	b.sends(page+"/done", "table", "{}").sees(403)
	b.opens(page + "/table").sees(403)
	b.logsIn("admin").opens("/admin/people").sees(200, `href="/admin/people/import"`).opens(page).sees(200, "Κενός πίνακας")
	until := time.Date(2027, 1, 31, 0, 0, 0, 0, time.UTC)
	file := b.filled(
		[]any{"NEW@example.org", "Δανάη Ρήγα", "Υπάλληλος", "τμημα κυκλοφοριας", "1/12/2026", until},
		[]any{"new@example.org", "Δανάη Ρήγα", "protocol"},
		nil,
		[]any{"clerk@example.org", "Άλλο Όνομα", "Clerk", "traffic"})
	b.uploads(page, "χρήστες.xlsx", file).sees(200, "Δεν έχει αλλάξει ακόμη τίποτε", "Δανάη Ρήγα", "Υπάλληλος, Τμήμα Κυκλοφορίας",
		"από 01/12/2026 έως και 31/01/2027", "Νέος λογαριασμός", "1 νέος λογαριασμός", "Εισαγωγή")
	key, table := b.key(), b.table()
	if b.opens("/admin/people?q=new@example.org"); strings.Contains(b.page, "Δανάη") {
		t.Fatal("a check left an account")
	}
	b.sends(page+"/done", "key", key, "table", table).sees(200, "Η εισαγωγή έγινε", "1 νέος λογαριασμός", "προσκλήσεις")
	counts := b.path
	h.one(t, models.Email, models.EventInvited, "new@example.org")
	b.sends(page+"/done", "key", key, "table", table).sees(200, "Η εισαγωγή έγινε")
	if b.path != counts {
		t.Errorf("sent again: %s, then %s", counts, b.path)
	}
	b.opens("/admin/people?q=new@example.org").sees(200, "Δανάη Ρήγα", "Πρωτόκολλο")
	b.opens("/admin/people?q=clerk@example.org").sees(200, "Όνομα clerk")
	b.uploads(page, "x.xlsx", file).sees(200, "ισχύουν ήδη")
	if strings.Contains(b.page, `name="table"`) {
		t.Error("asks to do nothing")
	}
	b.opens(page+"?lang=en").sees(200, "Empty table")
	b.uploads(page, "x.xlsx", b.filled([]any{"new@example.org", "Danae", "Boss"}, []any{"new@example.org", "Danae", "Management"})).sees(422, "Row 2, column “Role”, “Boss”: Write one of the roles")
}

func TestATableWithFaultsIsRefusedByLineAndColumn(t *testing.T) {
	t.Parallel()
	h := setup(t)
	b := h.reader(t).logsIn("admin")
	const page = "/admin/people/import"
	b.uploads(page, "x.xlsx", b.filled(
		[]any{"a@example.org", "Άννα", "Υπογράφων"},
		[]any{"b@example.org", "", "Υπάλληλος", "traffic", "αύριο"},
		[]any{"b@example.org", "=1+1", "Υπάλληλος", strings.Repeat("ά", 101)})).
		sees(422, "4 λάθη", "Γραμμή 2, στήλη «Ρόλος», «Υπογράφων»:", "Γραμμή 3, στήλη «Ονοματεπώνυμο»:", "Γραμμή 3, στήλη «Από», «αύριο»: Γράψτε υπαρκτή ημερομηνία, π.χ. 31/12/2026.", "Γραμμή 4, στήλη «Μονάδα», «ά")
	b.uploads(page, "x.xlsx", b.filled(
		[]any{"a@example.org", "Άννα", "Υπάλληλος", "traffic"},
		[]any{"b@example.org", "Βάσω", "Υπάλληλος", "Τμήμα <Θαυμάτων>"},
		[]any{"c@example.org", "Γιώτα", "Διοίκηση", "", nil, "1/1/2020"})).
		sees(422, "2 λάθη", "Γραμμή 3, στήλη «Μονάδα», «Τμήμα &lt;Θαυμάτων&gt;»: Δεν υπάρχει τέτοια μονάδα.", "Γραμμή 4, στήλη «Έως και», «2020-01-01»: Ο ρόλος λήγει πριν αρχίσει.")
	b.opens("/admin/people?q=a@example.org").sees(200, "Δεν βρέθηκε κανείς")
	b.uploads(page, "x.xlsx", b.filled([]any{"a@example.org", "Άννα", "Υπάλληλος", "traffic"})).sees(200)
	key, table := b.key(), b.table()
	b.sends(page+"/done", "key", key, "table", strings.Replace(table, `"traffic"`, `"nowhere"`, 1)).sees(422, "Γραμμή 2, στήλη «Μονάδα», «nowhere»")
	b.sends(page+"/done", "key", key, "table", strings.Replace(table, `"clerk"`, `"signatory"`, 1)).sees(422, "Γραμμή 2, στήλη «Ρόλος»")
	b.sends(page+"/done", "key", key, "table", strings.Replace(table, "[2]", "[]", 1)).sees(400)
	b.sends(page+"/done", "key", key, "table", "{").sees(400)
	b.opens("/admin/people?q=a@example.org").sees(200, "Δεν βρέθηκε κανείς")
	b.ask("POST", page+"/done", "key="+key+"&table=x", map[string]string{"Sec-Fetch-Site": "cross-site"}).sees(403)
}

func TestAFileThatIsNoTableIsRefusedInWords(t *testing.T) {
	t.Parallel()
	h := setup(t)
	b := h.reader(t).logsIn("admin")
	const page = "/admin/people/import"
	var bomb bytes.Buffer
	z := zip.NewWriter(&bomb)
	w, err := z.Create("xl/worksheets/sheet1.xml")
	require.NoError(t, err)
	_, err = w.Write(make([]byte, 100<<20))
	require.NoError(t, err)
	require.NoError(t, z.Close())
	f := excelize.NewFile()
	defer f.Close()
	require.NoError(t, f.SetSheetRow("Sheet1", "A1", &[]any{"E-mail", "Ρόλος"}))
	var other bytes.Buffer
	require.NoError(t, f.Write(&other))
	for words, file := range map[string]string{
		"Διαλέξτε το αρχείο του πίνακα":        "",
		"δεν είναι βιβλίο Excel":               "<html><table><tr><td>E-mail</td></tr></table></html>",
		"παλιό βιβλίο Excel":                   "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
		"πολύ περισσότερα από έναν πίνακα":     bomb.String(),
		"Το αρχείο μπορεί να έχει έως":         strings.Repeat("x", 1<<20+1),
		"Λείπει η στήλη «Ονοματεπώνυμο»":       other.String(),
		"δεν υπάρχει καμία γραμμή με στοιχεία": b.filled(),
	} {
		name := "πίνακας.xlsx"
		if file == "" {
			name = ""
		}
		b.uploads(page, name, file).sees(422, words, `href="#f-file"`)
	}
	b.sends(page, "file", "x").sees(422, "δεν έφτασε ολόκληρο")
}
