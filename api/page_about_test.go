package api_test

import "testing"

func TestAnyoneReadsTheStatementsAndHelpFromTheFoot(t *testing.T) {
	t.Parallel()
	b := setup(t).reader(t)
	b.opens("/").sees(200, `href="/accessibility"`, `href="/privacy"`, `href="/help"`)
	b.opens("/accessibility").sees(200, "Δήλωση προσβασιμότητας", "WCAG 2.2", "2310 000 000", "info@elaionas.example.org")
	b.opens("/privacy").sees(200, "ΓΚΠΔ", "Τα cookies")
	b.opens("/maintenance").sees(200, "Κλειστά για λίγο", `lang="en"`)
	b.opens("/help?lang=en").sees(200, "How to apply", `href="/password"`)
	b.logsIn("clerk").opens("/accessibility").sees(200, "Accessibility statement")
}
