package api_test

import (
	"html"
	"net/http"
	"regexp"
	"testing"
)

func TestAProviderIsAddedToAnAccountByAPasswordAndALink(t *testing.T) {
	t.Parallel()
	h, server := taxHouse(t)
	server.UserInfo = `<root><userinfo taxid="094019245" lastname="ΟΝΟΜΑ" firstname="CITIZEN"/></root>`
	b := h.reader(t)
	b.logsIn("citizen").opens("/profile").sees(200, `href="/profile/login-ways/add/taxisnet"`)
	b.opens("/profile/login-ways/add/taxisnet").sees(200, `type="password"`)
	b.sends("/profile/login-ways/add/taxisnet", "password", "wrong").sees(403, "Σφάλμα")
	b.sends("/profile/login-ways/add/taxisnet", "password", password).sees(200, "Συνεχίστε στη σελίδα του παρόχου")
	to := regexp.MustCompile(`btn-primary" href="([^"]+)"`).FindStringSubmatch(b.page)
	if to == nil {
		t.Fatal("there is no link to the provider")
	}
	b.opens(server.Login(t, html.UnescapeString(to[1])).RequestURI()).sees(200, "Κωδικοί TaxisNet")
	b.opens("/profile").sees(200, "<strong>Κωδικοί TaxisNet</strong>")
	b.opens("/profile/login-ways/add/nobody").sees(404)
	b.opens("/profile/login-ways/add/taxisnet")
	if b.status != http.StatusOK {
		t.Errorf("got %d", b.status)
	}
}

func TestWhoChoosesALanguageIsWrittenToInIt(t *testing.T) {
	t.Parallel()
	h := setup(t)
	b := h.reader(t)
	b.logsIn("citizen").opens("/profile").sees(200, "Γλώσσα των μηνυμάτων")
	b.sends("/profile/language", "language", "fr").sees(422, "Σφάλμα")
	b.sends("/profile/language", "language", "en").sees(200, "The language was saved.", `<html lang="en">`)
	if got := h.as(t, "citizen").get("me").want(200).object()["language"]; got != "en" {
		t.Errorf("the account has %v", got)
	}
}
