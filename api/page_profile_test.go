package api_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/thyrida/thyrida/models"
)

func TestSomebodyChangesHisAddressAndHowHeIsTold(t *testing.T) {
	t.Parallel()
	h := setup(t)
	b := h.reader(t).logsIn("citizen")
	b.opens("/profile").sees(200, "Όνομα citizen", "citizen@example.org", "Έχετε ταυτοποιηθεί", "Εδώ")
	b.sends("/profile/notices", "ways", "email", "quiet.from", "25:00", "quiet.until", "08:00").sees(422, `value="25:00"`, "Σφάλμα:")
	b.sends("/profile/notices", "ways", "email", "quiet.from", "23:00", "quiet.until", "08:00").sees(200, "Η επιλογή σας αποθηκεύτηκε", `value="23:00"`)
	b.sends("/profile/email", "email", "other@", "password", password).sees(422, `href="#f-email"`, `value="other@"`)
	b.sends("/profile/email", "email", "other@example.org", "password", "wrong").sees(403, "Σφάλμα:", `value="other@example.org"`)
	b.sends("/profile/email", "email", "other@example.org", "password", password).sees(200, "Γράψτε τον κωδικό που σας στείλαμε")
	code := h.one(t, models.Email, models.EventEmailCode, "other@example.org").OneTimeCode
	at := b.path
	b.sends(at, "code", wrong(code)).sees(422, "δεν γίνεται δεκτός")
	b.sends(at, "code", code).sees(200, "Το e-mail σας άλλαξε.", "other@example.org")
	other := h.reader(t).sends("/login", "email", "other@example.org", "password", password).sees(200)
	b.opens("/profile")
	session := regexp.MustCompile(`action="(/profile/sessions/[^"]+)"`).FindStringSubmatch(b.page)
	b.sends(session[1]).sees(200, "Η σύνδεση τερματίστηκε")
	b.sends("/profile/sessions").sees(200)
	other.opens("/profile").sees(200, `name="password"`) // led to the login
}

func TestAnEmployeeSetsUpASecondFactorOnAPage(t *testing.T) {
	t.Parallel()
	h := setup(t)
	b := h.reader(t).logsIn("clerk")
	b.opens("/profile").sees(200, "Δεν έχετε ορίσει", "/profile/second-factor")
	b.sends("/profile/second-factor", "password", "wrong").sees(403, "Σφάλμα:")
	b.sends("/profile/second-factor", "password", password).sees(200, "app-qr__code")
	a := &app{t: t, h: h, secret: regexp.MustCompile(`<code>([A-Z2-7]+)</code>`).FindStringSubmatch(b.page)[1]}
	b.sends("/profile/second-factor/confirm", "code", wrong(a.shows(0))).sees(422, "Σφάλμα:")
	b.sends("/profile/second-factor/confirm", "code", a.shows(0)).sees(200, "κωδικούς ανάκτησης")
	if n := strings.Count(b.page, "<li><code>"); n != 10 {
		t.Errorf("%d recovery codes", n)
	}
	b.opens("/profile").sees(200, "Είναι ενεργός.", "10")
	h.reader(t).logsIn("citizen").opens("/profile").sees(200)
	h.reader(t).opens("/profile").sees(200, `name="return" value="/profile"`)
}

func TestSomebodyAsksToBeIdentified(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.unknown(t, "citizen")
	b := h.reader(t).logsIn("citizen")
	b.opens("/profile").sees(200, "Δεν έχετε ταυτοποιηθεί", `href="/identification"`)
	b.opens("/identification").sees(200, "Πού θα πάτε", "Ζητήστε κωδικό", "Χάρτης των σημείων εξυπηρέτησης", `class="map-street"`, "Άνοιγμα στον χάρτη: ΚΕΠ Λιμανιού",
		"openstreetmap.org/?mlat=40.5448&amp;mlon=22.6962#map=17/40.5448/22.6962")
	key := b.key()
	b.sends("/identification", "key", key).sees(200, "Σας περιμένουμε")
	code := h.as(t, "citizen").requests("newest").Code
	b.sends("/identification", "key", key).sees(200, code)
	id := h.as(t, "citizen").requests("newest").ID
	b.opens("/cases/" + id + "/withdrawal").sees(200)
	b.sends("/cases/"+id+"/withdrawal", "key", b.key()).sees(200, "Ακυρώθηκε", "Ζητήστε κωδικό")
	h.reader(t).logsIn("citizen2").opens("/identification").sees(200, "Έχετε ταυτοποιηθεί")
}
