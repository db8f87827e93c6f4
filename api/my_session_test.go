package api_test

import (
	"strings"
	"testing"
	"time"
)

func TestEverybodySeesAndEndsHisOwnSessions(t *testing.T) {
	t.Parallel()
	h := setup(t)
	agent := "Firefox/140 " + strings.Repeat("x", 300)
	token := h.as(t, "").post("sessions", map[string]any{"email": "citizen@example.org", "password": password}, "User-Agent", agent).
		want(201).object()["token"].(string)
	phone, desk, other := &caller{t: t, h: h, token: token, lang: "en"}, h.as(t, "citizen"), h.as(t, "citizen2")
	type list struct {
		Items []struct {
			ID, Device      string
			BeganAt, SeenAt time.Time
			Current         bool
		}
	}
	h.clock.Advance(6 * time.Minute)
	var got list
	phone.get("sessions").want(200).into(&got)
	if len(got.Items) != 2 || !got.Items[0].Current || got.Items[1].Current || got.Items[0].Device != agent[:120] ||
		!got.Items[0].BeganAt.Equal(monday) || !got.Items[0].SeenAt.Equal(monday.Add(6*time.Minute)) {
		t.Fatalf("sessions: %+v", got)
	}
	id := got.Items[0].ID
	other.do("DELETE", "sessions/"+id, nil).problem(404, "no-session")
	phone.get("me").want(200)
	desk.do("DELETE", "sessions/"+id, nil).want(204)
	phone.get("me").problem(401, "session-over")
	desk.do("DELETE", "sessions/"+id, nil).problem(404, "no-session")

	h.as(t, "").logsIn("citizen@example.org", password).want(201)
	desk.do("DELETE", "sessions", nil).want(204)
	var left list
	desk.get("sessions").want(200).into(&left)
	if len(left.Items) != 1 || !left.Items[0].Current {
		t.Fatalf("left: %+v", left)
	}
	other.get("me").want(200)
}
