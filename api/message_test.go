package api_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/models"
)

// threadBody is what the tests read of a conversation.
type threadBody struct {
	Items []struct {
		ID, Kind, Side, Author, Text, Event, State, Outcome, OutcomeText string
		Unread                                                           bool
		Files                                                            []struct{ ID, Name string }
		Reads                                                            []struct {
			Name string
			At   time.Time
		}
	}
	Next string
}

func (c *caller) thread(id string) (b threadBody) {
	c.t.Helper()
	c.get("cases/" + id + "/thread").want(200).into(&b)
	return b
}

// unreadOf is what the caller's list says of a case.
func (c *caller) unreadOf(id string) int {
	c.t.Helper()
	var b struct {
		Items []struct {
			ID     string
			Unread int
		}
	}
	c.get("cases").want(200).into(&b)
	for _, i := range b.Items {
		if i.ID == id {
			return i.Unread
		}
	}
	c.t.Fatalf("no case %s in the list", id)
	return 0
}

func TestACitizenAsksAClerkAnswersAndBothSeeThatItWasRead(t *testing.T) {
	t.Parallel()
	h := setup(t)
	citizen, clerk := h.as(t, "citizen"), h.as(t, "clerk")
	id := citizen.files()
	path := "cases/" + id
	photo := citizen.upload("Σκαρίφημα.pdf", pdf).want(201).id()
	body := map[string]any{"text": "Πότε θα είναι\r\nέτοιμο;\x00\u202e <b>Επείγει</b>", "attachments": []string{photo}}
	asked := citizen.post(path+"/messages", body, "Idempotency-Key", "asked-once").want(201)
	if got := asked.object()["text"]; got != "Πότε θα είναι\nέτοιμο; <b>Επείγει</b>" {
		t.Errorf("kept as %q", got)
	}
	h.forget(t, "asked-once") // as if the process had died before the answer was kept
	if again := citizen.post(path+"/messages", body, "Idempotency-Key", "asked-once").want(201); again.id() != asked.id() {
		t.Errorf("asked twice: %s and %s", asked.id(), again.id())
	}
	if n := clerk.unreadOf(id); n != 1 {
		t.Errorf("the clerk's list says %d", n)
	}
	clerk.get("attachments/" + photo).want(200)
	clerk.post(path+"/thread/read", map[string]any{"upTo": asked.id()}).want(204)
	if n := clerk.unreadOf(id); n != 0 {
		t.Errorf("after reading the clerk's list says %d", n)
	}
	answer := clerk.post(path+"/messages", map[string]any{"text": "Αύριο."}).want(201).id()
	if n := citizen.unreadOf(id); n != 1 {
		t.Errorf("the citizen's list says %d", n)
	}
	got := citizen.thread(id).Items
	if len(got) != 2 || len(got[0].Files) != 1 || got[0].Files[0].Name != "Σκαρίφημα.pdf" || len(got[0].Reads) != 1 ||
		got[0].Reads[0].Name != "Όνομα clerk" || got[1].Author != "Όνομα clerk" || !got[1].Unread {
		t.Fatalf("the citizen reads %+v", got)
	}
	citizen.post(path+"/thread/read", map[string]any{"upTo": answer}).want(204)
	for _, i := range h.as(t, "head").thread(id).Items {
		if i.ID == answer && (len(i.Reads) != 1 || i.Reads[0].Name != "Όνομα citizen") {
			t.Errorf("the house does not see that he has read it: %+v", i)
		}
	}

	citizen.post(path+"/messages", map[string]any{"text": " \n\u200b "}).problem(422, "invalid-request", "text required")
	citizen.post(path+"/messages", map[string]any{"text": strings.Repeat("α", 4001)}).want(422)
	citizen.post(path+"/messages", map[string]any{"text": "x", "attachments": []string{photo}}).problem(422, "no-such-attachment", "attachments no-such-attachment")
	citizen.post(path+"/messages", map[string]any{"text": "x", "internal": true}).problem(403, "not-allowed")
	citizen.post(path+"/messages", map[string]any{"text": "x", "channel": "phone"}).problem(422, "invalid-request", "channel not-expected")
	citizen.post(path+"/thread/read", map[string]any{"upTo": uuid.NewString()}).problem(404, "no-such-message")

	h.clock.Advance(time.Hour)
	clerk.decides(id, models.Rejected, "Λείπει το έγγραφο.").want(200)
	last := citizen.thread(id).Items
	if d := last[len(last)-1]; d.Kind != "decision" || d.Outcome != "rejected" || d.OutcomeText == "" || d.Text != "Λείπει το έγγραφο." {
		t.Errorf("the reasons stand in the conversation: %+v", d)
	}
	h.clock.Advance(models.AfterEnd + time.Hour)
	if citizen.post(path+"/messages", map[string]any{"text": "Γιατί;"}).problem(409, "conversation-over"); len(citizen.thread(id).Items) != len(last) {
		t.Error("the conversation cannot be read after the end")
	}
}

// canary stands in an internal note and in the name of its file. Its end is no
// part of a hexadecimal number, which chance writes everywhere.
const canary = "καναρίνι-zq7391"

// sings says whether a text has the canary in it, in capitals too.
func sings(text string) bool { return strings.Contains(strings.ToLower(text), "zq7391") }

// An internal note is planted, and then everything that can reach a citizen is
// searched for it.
func TestAnInternalNoteReachesNoCitizenAndNoProcess(t *testing.T) {
	t.Parallel()
	h := setup(t)
	citizen, clerk := h.as(t, "citizen"), h.as(t, "clerk")
	id := citizen.files()
	path := "cases/" + id
	file := clerk.upload(canary+".pdf", pdfOf(canary)).want(201).id()
	note := clerk.post(path+"/messages", map[string]any{"text": "Προσοχή: " + canary, "internal": true, "attachments": []string{file}}).want(201).id()
	public := clerk.post(path+"/messages", map[string]any{"text": "Σας γράφουμε."}).want(201).id()
	clerk.get("attachments/" + file).want(200)
	if i := h.as(t, "head").thread(id).Items; !strings.Contains(string(clerk.get(path+"/thread").body), canary) || len(i) < 2 {
		t.Fatal("the colleagues do not read the note: the test looks for nothing")
	}
	clerk.decides(id, models.Returned, "Λείπει μία σελίδα.").want(200)

	task := citizen.task(id)
	for route := range rights {
		method, route, _ := strings.Cut(route, " ")
		if method != "GET" || strings.HasPrefix(route, "/admin") {
			continue
		}
		of := id
		switch {
		case strings.HasPrefix(route, "/tasks/"):
			of = task
		case strings.HasPrefix(route, "/attachments/"):
			of = file
		}
		for _, lang := range []string{"el", "en"} {
			citizen.lang = lang
			for _, of := range []string{of, note} {
				r := citizen.get(strings.Replace(route, "{id}", of, 1)[1:])
				said := string(r.body)
				if r.status == 200 && r.header.Get("Content-Type") == "application/pdf" {
					said = r.words()
				}
				if sings(said) || strings.Contains(said, note) || strings.Contains(said, file) {
					t.Errorf("GET %s says it: %.300s", route, said)
				}
			}
		}
	}
	citizen.get("attachments/"+file).problem(404, "no-such-attachment")
	citizen.post(path+"/thread/read", map[string]any{"upTo": note}).problem(404, "no-such-message")
	citizen.post(path+"/messages", map[string]any{"text": "x", "attachments": []string{file}}).want(422)
	citizen.post(path+"/thread/read", map[string]any{"upTo": public}).want(204)
	for _, text := range h.composes(t) {
		if sings(text) {
			t.Errorf("a message says it: %s", text)
		}
	}
	db, err := pgx.Connect(t.Context(), h.database)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close(context.WithoutCancel(t.Context()))
	var travelled int
	err = db.QueryRow(t.Context(), `SELECT count(*) FROM outbox WHERE CAST(body AS text) ILIKE '%zq7391%' OR CAST(body AS text) LIKE '%Σας γράφουμε%'`).Scan(&travelled)
	if err != nil || travelled > 0 {
		t.Errorf("%d messages to Temporal say something of the conversation, %v", travelled, err)
	}
	if sings(h.log.String()) {
		t.Error("the log says it")
	}
}

// composes writes every message that waits to be sent, in both languages.
func (h *house) composes(t *testing.T) (out []string) {
	t.Helper()
	h.clock.Advance(time.Hour)
	y := h.store.System()
	shipped, err := catalogue.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	c := catalogue.Composer{Texts: shipped.Texts}
	events := map[models.Event]bool{}
	for _, ch := range []models.Channel{models.Email, models.SMS} {
		ns, err := y.TakeNotices(t.Context(), ch, 100)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range ns {
			f, err := y.NoticeFacts(t.Context(), n)
			if err != nil {
				t.Fatal(err)
			}
			events[f.Event] = true
			s, _ := shipped.Service(f.Service)
			for _, f.Language = range catalogue.Languages {
				m, err := c.Email(f, s)
				if err != nil {
					t.Fatal(err)
				}
				text, _, err := c.SMS(f, s)
				if err != nil {
					t.Fatal(err)
				}
				out = append(out, m.Subject+m.Text+m.HTML, text)
			}
		}
	}
	if !events[models.EventMessage] || !events[models.EventReturned] {
		t.Fatalf("nothing was composed: %v", events)
	}
	return out
}
