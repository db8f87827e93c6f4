package api_test

import (
	"html"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/thyrida/thyrida/models"
)

// reviewed are applications decided after some hours, one after another.
func reviewed(t *testing.T, h *house, n int, after time.Duration) {
	t.Helper()
	for range n {
		id := h.as(t, "citizen").files()
		h.clock.Advance(after)
		h.as(t, "clerk").decides(id, models.Approved, "").want(200)
	}
}

func TestAManagerReadsWhereTimeGoesAndFollowsTheSentenceToTheCases(t *testing.T) {
	t.Parallel()
	h := setup(t)
	reviewed(t, h, models.FewVisits, 3*time.Hour)
	h.as(t, "citizen").files() // is there now
	b := h.reader(t).logsIn("manager")
	b.opens("/reports?period=year&by=unit").sees(200, "Χρόνοι ανά στάδιο", `href="/reports" aria-current="page"`, `href="/work"`,
		"Ο περισσότερος χρόνος πηγαίνει στο στάδιο", "διάμεσος 3 ώρες", "περίπου 100% του συνόλου", "Δείτε τη μία υπόθεση που βρίσκεται εκεί τώρα",
		"Όλα τα στάδια με προθεσμία ολοκληρώθηκαν εμπρόθεσμα.", `<option value="year" selected>`, `<option value="unit" selected>`, "<svg", "Σύνολο")
	link := regexp.MustCompile(`href="(/work/cases[^"]*)"`).FindStringSubmatch(b.page)
	if link == nil {
		t.Fatal("no sentence leads to the cases")
	}
	b.opens(html.UnescapeString(link[1])).sees(200, "Υποθέσεις στα χέρια του δήμου", "Βεβαίωση μόνιμης κατοικίας")
	if n := strings.Count(b.page, `class="app-queue__case"`); n != 1 {
		t.Errorf("%d cases, want the one that is open", n)
	}
	b.opens("/reports?period=year&by=unit&lang=en").sees(200, "Most time goes to the stage", "median 3 hours", "See the one case that is there now")

	// the table of the same filter
	table := regexp.MustCompile(`href="(/api/v1/reports/stage-times[^"]*format=csv[^"]*)"`).FindStringSubmatch(b.page)
	b.opens(html.UnescapeString(table[1])).sees(200)
	if lines := strings.Split(strings.TrimSpace(b.page), "\n"); len(lines) != 3 || b.header.Get("Content-Type") != "text/csv; charset=utf-8" {
		t.Errorf("got %q", lines) // a head, a unit and the total
	}
}

func TestTheReportComparesSuppressesAndExplains(t *testing.T) {
	t.Parallel()
	h := setup(t)
	reviewed(t, h, models.FewVisits, time.Hour) // in November
	h.clock.Set(time.Date(2026, 12, 23, 8, 0, 0, 0, time.UTC))
	reviewed(t, h, models.FewVisits, 5*time.Hour)
	b := h.reader(t).logsIn("manager")
	b.opens("/reports?by=stage").sees(200, "χειροτέρεψε περισσότερο: η διάμεσος ανέβηκε από", "σε 5 ώρες", "▲ 4 ώρες περισσότερο από πριν", "Προηγούμενη περίοδος")
	b.opens("/reports?by=stage&compare=none").sees(200, "Χρόνος σταδίου")
	if strings.Contains(b.page, "από πριν") || strings.Contains(b.page, "χειροτέρεψε") {
		t.Error("compared with nothing")
	}
	own := url.Values{"period": {"own"}, "from": {"2026-12-23"}, "to": {"2026-12-23"}}
	b.opens("/reports?"+own.Encode()).sees(200, ">λίγες<", "λιγότερα από 5")
	own.Set("to", "2026-11-30")
	b.opens("/reports?"+own.Encode()).sees(422, "Σφάλμα:", `href="#f-to"`, `value="2026-11-30"`)
	own.Set("from", "γιορτές")
	b.opens("/reports?" + own.Encode()).sees(422)
	b.opens("/reports?service=nothing-of-ours").sees(200, "Κανένα στάδιο δεν ολοκληρώθηκε")
}

func TestReportsAreForManagersAndHeadsOnly(t *testing.T) {
	t.Parallel()
	h := setup(t)
	reviewed(t, h, 1, time.Hour)
	for who, status := range map[string]int{"manager": 200, "head": 200, "clerk": 403, "admin": 403, "citizen": 403} {
		b := h.reader(t).logsIn(who)
		shown := strings.Contains(b.page, `href="/reports"`)
		if shown != (status == 200) {
			t.Errorf("%s: the menu has reports: %t", who, shown)
		}
		for _, path := range []string{"/reports", "/work"} {
			if b.opens(path); b.status != status {
				t.Errorf("%s reads %s: %d, want %d", who, path, b.status, status)
			}
		}
	}
	b := h.reader(t).logsIn("head").opens("/reports?period=year").sees(200, "μόνο οι μονάδες σας")
	if n := strings.Count(regexp.MustCompile(`(?s)<select[^>]*name="unit".*?</select>`).FindString(b.page), "<option"); n != 2 {
		t.Errorf("%d units to choose from, want all and his own", n)
	}
}

func TestTheWorkInHandIsShownByItsAgeWithItsCases(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.as(t, "citizen").files()
	h.clock.Advance(15 * 24 * time.Hour)
	h.as(t, "citizen").files()
	b := h.reader(t).logsIn("manager")
	for _, by := range []string{"service", "unit", "stage", "employee"} {
		b.opens("/work?by="+by).sees(200, "Εκκρεμότητες και η ηλικία τους", "11–20 ημέρες", "15 ημέρες", "<svg")
		for _, m := range regexp.MustCompile(`href="(/work/cases[^"]*ageFrom=11[^"]*)"`).FindAllStringSubmatch(b.page, -1) {
			c := h.reader(t).logsIn("manager").opens(html.UnescapeString(m[1])).sees(200, "11–20 ημέρες", "format=csv")
			if n := strings.Count(c.page, `class="app-queue__case"`); n != 1 {
				t.Errorf("by %s: %d cases at %s", by, n, m[1])
			}
		}
		if !strings.Contains(b.page, "ageFrom=11") {
			t.Errorf("by %s: no number leads to the old case", by)
		}
	}
	b.opens("/work?service=nothing-of-ours").sees(200, "Δεν εκκρεμεί τίποτα")
	b.opens("/work/cases?assignee=nobody").sees(404)
	b.opens("/work/cases?hand=citizen").sees(200, "Δεν υπάρχουν πια τέτοιες υποθέσεις")
}

func TestATableSpeaksTheLanguageOfThePageItIsTakenFrom(t *testing.T) {
	t.Parallel()
	h := setup(t)
	const table = "/api/v1/reports/stage-times?from=2026-11-23&to=2026-11-23&format=csv"
	b := h.reader(t).logsIn("manager")
	b.opens("/reports?lang=en").opens(table).sees(200, "Median")
	b.opens("/reports?lang=el").opens(table).sees(200, "Διάμεσος")
}
