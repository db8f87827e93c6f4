package api_test

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// table reads an answer as a table: a workbook, or CSV with its separator.
func (r *reply) table(comma rune) [][]string {
	r.t.Helper()
	kind := r.header.Get("Content-Type")
	if kind == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" {
		f, err := excelize.OpenReader(bytes.NewReader(r.body))
		if err != nil {
			r.t.Fatal(err)
		}
		defer f.Close()
		rows, err := f.GetRows(f.GetSheetName(0))
		if err != nil {
			r.t.Fatal(err)
		}
		return rows
	}
	text, marked := strings.CutPrefix(string(r.body), "\ufeff")
	c := csv.NewReader(strings.NewReader(text))
	c.Comma = comma
	rows, err := c.ReadAll()
	if err != nil || kind != "text/csv; charset=utf-8" || !marked {
		r.t.Fatalf("%s came as %q: %v", r.what, kind, err)
	}
	return rows
}

func TestEveryListComesAsATable(t *testing.T) {
	t.Parallel()
	h := setup(t)
	citizen := h.as(t, "citizen")
	for range 3 {
		citizen.files()
		h.clock.Advance(1e9)
	}
	for _, l := range []struct {
		who, path, title string
		rows             int
	}{
		{"citizen", "cases?limit=1", "Protocol number", 3}, {"clerk", "cases?limit=2", "Protocol number", 3}, {"clerk-tech", "cases?", "Protocol number", 0},
		{"clerk", "cases?state=closed", "Protocol number", 0}, {"protocol", "cases?q=2/2026", "Protocol number", 1},
		{"clerk", "tasks?queue=unit&limit=1", "Protocol number", 3}, {"admin", "admin/audit?object=case&limit=1", "Line", -1},
		{"admin", "admin/accounts?limit=1", "Name", -1}, {"", "services?unit=municipal-roll", "Code", -1},
		{"manager", "reports/stage-times?from=2026-11-01&to=2026-11-30", "By", -1},
	} {
		for _, format := range []string{"csv", "xlsx"} {
			r := h.as(t, l.who).get(l.path + "&format=" + format).want(200)
			rows := r.table(',')
			if rows[0][0] != l.title || l.rows >= 0 && len(rows) != l.rows+1 || l.rows < 0 && len(rows) < 2 && l.who != "manager" {
				t.Errorf("%s as %s for %s: %q", l.path, format, l.who, rows)
			}
			if d := r.header.Get("Content-Disposition"); !strings.HasSuffix(d, "-2026-11-23."+format+`"`) {
				t.Errorf("%s comes as %s", l.path, d)
			}
			for _, title := range rows[0] {
				if title == "" {
					t.Errorf("%s has a column without title: %q", l.path, rows[0])
				}
			}
		}
	}
	h.as(t, "clerk").get("admin/audit?format=xlsx").problem(403, "not-allowed")
	h.as(t, "clerk").get("admin/accounts", "Accept", "text/csv").problem(403, "not-allowed")
	h.as(t, "clerk").get("cases?format=pdf").problem(422, "invalid-request", "format not-a-choice")
	if got := h.as(t, "clerk").get("cases", "Accept", "application/json, text/csv").want(200).header.Get("Content-Type"); got != "application/json" {
		t.Errorf("JSON before CSV gives %q", got)
	}
	lines := h.as(t, "admin").get("admin/audit?object=list&format=csv").want(200).table(',')
	if last := lines[len(lines)-1]; len(lines) < 15 || last[4] != "export-list" || last[6] != "cases" {
		t.Errorf("audited: %q", lines)
	}
}

func TestATableIsMadeForTheSpreadsheetOfItsReader(t *testing.T) {
	t.Parallel()
	h := setup(t)
	clerk := h.as(t, "clerk")
	body := clerk.residence()
	body["applicant"] = map[string]any{"kind": "natural", "name": `=HYPERLINK("x";"y")`, "email": "someone@example.org", "mobile": "6900000000"}
	body["channel"] = "counter"
	clerk.post("cases", body).want(201)
	clerk.lang = "el"
	titles := clerk.get("cases?format=csv").want(200).table(';')[0]
	if titles[0] != "Αρ. πρωτοκόλλου" || titles[1] != "Έτος πρωτοκόλλου" {
		t.Errorf("titles: %q", titles)
	}
	row := clerk.get("cases?format=csv").want(200).table(';')[1]
	if row[0] != "1" || row[1] != "2026" || row[2] != "Βεβαίωση μόνιμης κατοικίας" || row[3] != `'=HYPERLINK("x";"y")` || row[7] != "23/11/2026 10:00" {
		t.Errorf("CSV in Greek: %q", row)
	}
	row = clerk.get("cases", "Accept", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet").want(200).table(0)[1]
	if row[0] != "1/2026" || row[2] != `=HYPERLINK("x";"y")` || row[6] != "23/11/2026 10:00" {
		t.Errorf("workbook: %q", row)
	}
}

func TestCasesAreSearchedAsPeopleType(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.as(t, "citizen").files()
	var page struct{ Items []struct{ Applicant string } }
	h.as(t, "citizen").get("cases?q=1").want(200).into(&page)
	if len(page.Items) != 1 {
		t.Fatalf("by number: %+v", page)
	}
	name := page.Items[0].Applicant
	for who, n := range map[string]int{"citizen": 1, "citizen2": 0, "clerk": 1, "clerk-tech": 0, "protocol": 1} {
		h.as(t, who).get("cases?q=" + strings.ReplaceAll(name, " ", "%20")).want(200).into(&page)
		if len(page.Items) != n {
			t.Errorf("%s finds %+v", who, page)
		}
	}
}
