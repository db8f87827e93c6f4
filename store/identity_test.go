package store_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/thyrida/thyrida/models"
	"github.com/thyrida/thyrida/store"
)

// sure is a service whose applicant must be identified.
const sure models.ServiceCode = "family-status"

var (
	presence = models.Stage{Key: models.Presence, Kind: models.KindTask, Audience: models.ForOfficer,
		Outcomes: []models.Outcome{models.Done, models.Rejected}}
	identification = models.Stage{Key: models.Identification, Kind: models.KindProve, Audience: models.ForCitizen, Outcomes: []models.Outcome{models.Done}}
	card           = models.ShownDocument{Kind: "identity-card", Number: "ΑΒ123456"}
)

// identifies opens the registry as a service point and publishes what needs it.
func identifies(t testing.TB) *house {
	t.Helper()
	h := setup(t)
	y := h.System()
	want(t, y.SaveUnits(t.Context(), eleonas, []models.Unit{{UnitName: models.UnitName{Code: registry, El: "Δημοτολόγιο", En: "Civil registry"},
		Phone: "+302100000001", Email: "registry@eleonas.example", Point: true, AddressEl: "Πλατεία 1", AddressEn: "1 Square", HoursEl: "8–15", HoursEn: "8–15"}}), "")
	_, err := y.PublishServices(t.Context(), eleonas, []models.Published{
		{Service: models.IdentityService, Version: 1, Kind: models.KindIdentity, SHA256: "i", Definition: []byte(`{"unit": "civil-registry", "term": 30, "lapse": 30,
			"documents": [{"label": {"el": "Ταυτότητα", "en": "Card"}}, {"label": {"el": "Παλιά", "en": "Old"}, "until": "2026-11-22"}]}`)},
		{Service: sure, Version: 1, SHA256: "s", Definition: []byte(`{"identity": "substantial"}`)}})
	want(t, err, "")
	return h
}

func (h *house) fileSure(t testing.TB, by string, more func(*models.Submission)) models.Filed {
	t.Helper()
	in := models.Submission{CaseID: models.CaseID(newID()), Service: sure, Version: 1, Unit: registry, Delivery: models.ByPortal,
		Channel: models.FiledPortal, Due: models.Due{Legal: monday.AddDate(0, 2, 0), Target: monday.AddDate(0, 0, 10)}}
	if more != nil {
		more(&in)
	}
	filed, err := h.as(t, by).SubmitCase(t.Context(), in)
	want(t, err, "")
	return filed
}

// begin opens the first visit of a case that waits for somebody's identity.
func (h *house) begin(t testing.TB, id models.CaseID, st models.Stage) models.StageOpened {
	t.Helper()
	out, err := h.System().OpenStage(t.Context(), models.StageOpening{CaseID: id, Visit: 1, Position: models.Position{Stage: st.Key}, Stage: st, Decisive: st.Key == models.Presence},
		store.VisitTimes{OpenedAt: h.clock.Now(), DueAt: h.clock.Now().AddDate(0, 0, 30), LapseAt: h.clock.Now().AddDate(0, 0, 60)})
	want(t, err, "")
	return out
}

// wishes is a request of a citizen that waits for an officer.
func (h *house) wishes(t testing.TB, by string) models.IdentityRequest {
	t.Helper()
	r, err := h.as(t, by).AskIdentity(t.Context(), models.CaseID(newID()))
	want(t, err, "")
	h.begin(t, r.ID, presence)
	return r
}

func (h *house) confirm(t testing.TB, ctx context.Context, by string, id models.CaseID, shown models.ShownDocument) error {
	t.Helper()
	_, err := h.as(t, by).DecideIdentity(ctx, id, models.Verdict{ID: models.DecisionID(newID()), Outcome: models.Done}, &shown)
	return err
}

func (h *house) rows(t testing.TB, sql string, args ...any) string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), h.url)
	want(t, err, "")
	defer conn.Close(t.Context())
	rows, err := conn.Query(t.Context(), sql, args...)
	want(t, err, "")
	got, err := pgx.CollectRows(rows, pgx.RowTo[string])
	want(t, err, "")
	return strings.Join(got, "; ")
}

func TestAnIdentifiedPersonIsKnownWithEvidenceAndWhatWaitedGoesOn(t *testing.T) {
	t.Parallel()
	h := identifies(t)
	ctx := t.Context()
	filed := h.fileSure(t, "citizen", nil)
	if !filed.Identify || filed.Protocol.Number == 0 {
		t.Fatalf("%+v", filed)
	}
	opened := h.begin(t, filed.CaseID, identification)
	if again := h.begin(t, filed.CaseID, identification); len(opened.Open) != 1 || len(again.Open) != 1 {
		t.Fatalf("%+v, then %+v", opened, again)
	}
	request, err := h.as(t, "citizen").IdentityRequest(ctx, "")
	want(t, err, "")
	h.begin(t, request.ID, presence)
	same, err := h.as(t, "citizen").AskIdentity(ctx, models.CaseID(newID()))
	want(t, err, "")
	if same.ID != request.ID || same.Outbox != 0 || same.Code != request.Code || !same.ExpiresAt.Equal(monday.AddDate(0, 0, 60)) {
		t.Fatalf("asked twice: %+v and %+v", request, same)
	}
	_, err = h.as(t, "citizen").DecideTask(ctx, models.Verdict{ID: models.DecisionID(newID()), TaskID: models.TaskAt(filed.CaseID, 1, 0), Outcome: models.Done})
	want(t, err, "outcome-not-allowed")
	_, err = h.as(t, "clerk").DecideTask(ctx, models.Verdict{ID: models.DecisionID(newID()), TaskID: models.TaskAt(request.ID, 1, 0), Outcome: models.Done})
	want(t, err, "not-allowed")
	found, err := h.as(t, "clerk").FindIdentity(ctx, request.Code)
	want(t, err, "")
	if found.ID != request.ID || found.Name != "Όνομα citizen" || len(found.Waiting) != 1 {
		t.Fatalf("%+v", found)
	}
	shown := card
	shown.Name, shown.FatherName, shown.AFM = "Όνομα Σωστό", "Πατέρας", "090000045"
	want(t, h.confirm(t, ctx, "clerk", request.ID, shown), "")
	if a := h.actor(t, "citizen"); a.Level != models.IdentityB || a.Name != "Όνομα Σωστό" {
		t.Fatalf("%+v", a)
	}
	got := h.rows(t, `SELECT way || ' ' || document || ' ' || unit || ' ' || (officer = $1) || ' ' || (number_sealed LIKE '%123456%') FROM identifications`, string(account("clerk")))
	if got != "point identity-card civil-registry true false" {
		t.Fatal(got)
	}
	got = h.rows(t, `SELECT c.kind || ' ' || d.outcome || ' ' || (d.actor IS NULL) || ' ' || o.workflow FROM decisions d JOIN cases c ON c.id = d.case_id
		JOIN outbox o ON o.update_id = CAST(d.id AS text) ORDER BY c.kind`)
	if got != "application done true application; identity done false identity" {
		t.Fatal(got)
	}
	_, err = h.as(t, "citizen").AskIdentity(ctx, models.CaseID(newID()))
	want(t, err, "already-identified")
	if next := h.fileSure(t, "citizen", nil); next.Identify {
		t.Fatal("the next application waits too")
	}
}

func TestTheWholeHouseSeesNothingOfARequestButItsOfficers(t *testing.T) {
	t.Parallel()
	h := identifies(t)
	ctx := t.Context()
	r := h.wishes(t, "citizen")
	for _, p := range people {
		desk := h.as(t, p.name)
		expected := map[bool]models.Code{true: "", false: "not-allowed"}[p.name == "clerk" || p.name == "clerk2" || p.name == "head"]
		_, err := desk.FindIdentity(ctx, r.Code)
		want(t, err, expected)
		if expected != "" {
			want(t, h.confirm(t, ctx, p.name, r.ID, card), "not-allowed")
		}
		_, err = desk.Case(ctx, r.ID)
		want(t, err, map[bool]models.Code{true: "", false: "no-such-case"}[p.name == "citizen"])
		cases, _, err := desk.Cases(ctx, models.CaseFilter{})
		want(t, err, "")
		if len(cases) > 0 && p.name != "citizen" {
			t.Fatalf("%s has it in his list", p.name)
		}
		for _, q := range []models.Queue{models.QueueMine, models.QueueUnit, models.QueueUnassigned, models.QueueCitizen} {
			if ts, _, err := desk.Tasks(ctx, models.TaskFilter{Queue: q}); err != nil || len(ts) > 0 {
				t.Fatalf("%s has it in %s: %v", p.name, q, err)
			}
		}
		if p.name != "citizen" {
			_, err = desk.IdentityRequest(ctx, r.ID)
			want(t, err, "no-such-case")
		}
	}
	_, err := h.as(t, "clerk").FindIdentity(ctx, "2222-2222")
	want(t, err, "no-such-request")
}

func TestNobodyIdentifiesHimselfOrWithoutADocument(t *testing.T) {
	t.Parallel()
	h := identifies(t)
	ctx := t.Context()
	r := h.wishes(t, "citizen")
	conn, err := pgx.Connect(ctx, h.url)
	want(t, err, "")
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, `UPDATE accounts SET person = (SELECT person FROM accounts WHERE id = $1) WHERE id = $2`,
		string(account("citizen")), string(account("clerk")))
	want(t, err, "")
	_, err = h.as(t, "clerk").FindIdentity(ctx, r.Code)
	want(t, err, "no-such-request")
	want(t, h.confirm(t, ctx, "clerk", r.ID, card), "not-allowed")
	_, err = h.as(t, "clerk2").DecideIdentity(ctx, r.ID, models.Verdict{ID: models.DecisionID(newID()), Outcome: models.Done}, nil)
	want(t, err, "document-required")
	elsewhere := card
	elsewhere.Unit = works
	want(t, h.confirm(t, ctx, "clerk2", r.ID, elsewhere), "no-such-point")
	_, err = h.as(t, "clerk2").DecideIdentity(ctx, r.ID, models.Verdict{ID: models.DecisionID(newID()), Outcome: models.Rejected}, nil)
	want(t, err, "reasons-required")
	_, err = h.as(t, "clerk2").DecideIdentity(ctx, r.ID, models.Verdict{ID: models.DecisionID(newID()), Outcome: models.Rejected, Note: "Το έγγραφο ήταν φθαρμένο."}, nil)
	want(t, err, "")
	if a := h.actor(t, "citizen"); a.Level != models.IdentityA {
		t.Fatal("refused and yet known")
	}
}

func TestADocumentOfAnotherIsNoticed(t *testing.T) {
	t.Parallel()
	h := identifies(t)
	ctx := t.Context()
	want(t, h.confirm(t, ctx, "clerk", h.wishes(t, "citizen").ID, card), "")
	second := h.wishes(t, "citizen2")
	want(t, h.confirm(t, ctx, "clerk2", second.ID, card), "document-of-another")
	other := card
	other.Number = "ΑΒ123457"
	insisted := card
	insisted.Known = true
	want(t, h.confirm(t, ctx, "clerk2", second.ID, insisted), "")
}

func TestOfTwoOfficersOneIdentifies(t *testing.T) {
	t.Parallel()
	h := identifies(t)
	r := h.wishes(t, "citizen")
	var group sync.WaitGroup
	errs := make([]error, 6)
	for i := range errs {
		group.Go(func() {
			errs[i] = h.confirm(t, context.Background(), []string{"clerk", "clerk2", "head"}[i%3], r.ID, card)
		})
	}
	group.Wait()
	won := 0
	for _, err := range errs {
		switch code(err) {
		case "":
			won++
		case "task-already-decided", "task-claimed":
		default:
			t.Error(err)
		}
	}
	if won != 1 || h.rows(t, `SELECT CAST(count(*) AS text) FROM identifications`) != "1" {
		t.Fatalf("%d identified him", won)
	}
}

// An identification that is committed while the visit opens is either seen by
// it, or sees it: no application waits for ever.
func TestNoApplicationMissesAnIdentificationThatComesAtTheSameMoment(t *testing.T) {
	t.Parallel()
	h := identifies(t)
	for range 8 {
		r := h.wishes(t, "citizen2")
		filed := h.fileSure(t, "citizen2", nil)
		var opened models.StageOpened
		var group sync.WaitGroup
		group.Go(func() { opened = h.begin(t, filed.CaseID, identification) })
		group.Go(func() { want(t, h.confirm(t, context.Background(), "clerk", r.ID, card), "") })
		group.Wait()
		decided := h.rows(t, `SELECT CAST(count(*) AS text) FROM decisions WHERE case_id = $1 AND outcome = 'done'`, string(filed.CaseID))
		if waits := len(opened.Open) > 0; waits != (decided == "1") || waits == (opened.Outcome == models.Done) {
			t.Fatalf("opened %+v, decisions %s", opened, decided)
		}
		h.rows(t, `UPDATE persons SET level = 'A' RETURNING level`)
		h.rows(t, `UPDATE cases SET state = 'closed', closed_at = now(), outcome = 'granted' WHERE state = 'open' RETURNING state`)
	}
}

func TestADocumentShownAtTheCounterIdentifiesAtOnce(t *testing.T) {
	t.Parallel()
	h := identifies(t)
	somebody := models.Person{Kind: models.Natural, Name: "Άλκηστη Ροδάνθη", AFM: "090000045"}
	at := func(shown *models.ShownDocument) func(*models.Submission) {
		return func(in *models.Submission) {
			p := somebody
			in.Applicant, in.Channel, in.Shown = &p, models.FiledCounter, shown
		}
	}
	if f := h.fileSure(t, "clerk", at(nil)); !f.Identify {
		t.Fatal("nobody looked at a document")
	}
	shown := card
	first := h.fileSure(t, "clerk", at(&shown))
	if first.Identify {
		t.Fatal("he was identified")
	}
	// Somebody on the telephone who says the same is not he.
	if f := h.fileSure(t, "clerk", at(nil)); !f.Identify || f.Duplicate == first.CaseID {
		t.Fatalf("%+v", f)
	}
	if got := h.rows(t, `SELECT way || ' ' || (case_id = $1) FROM identifications`, string(first.CaseID)); got != "counter true" {
		t.Fatal(got)
	}
}

func TestACaseThatNeverBeganIsResumedWithItsIdentification(t *testing.T) {
	t.Parallel()
	h := identifies(t)
	ctx, y := t.Context(), h.System()
	filed := h.fileSure(t, "citizen", nil)
	process, start, err := y.Resume(ctx, filed.CaseID)
	want(t, err, "")
	if process != "application" || !start.Identify || start.Resume != nil {
		t.Fatalf("%s %+v", process, start)
	}
	h.begin(t, filed.CaseID, identification)
	if _, start, err = y.Resume(ctx, filed.CaseID); err != nil || start.Resume == nil || start.Resume.Position.Stage != models.Identification {
		t.Fatalf("%+v %v", start, err)
	}
	r, err := h.as(t, "citizen").IdentityRequest(ctx, "")
	want(t, err, "")
	if process, _, err = y.Resume(ctx, r.ID); err != nil || process != "identity" {
		t.Fatal(process, err)
	}
}

func TestWhoNeverComesIsRemindedAndTold(t *testing.T) {
	t.Parallel()
	h := identifies(t)
	ctx, y := t.Context(), h.System()
	filed := h.fileSure(t, "citizen", nil)
	h.begin(t, filed.CaseID, identification)
	r, err := h.as(t, "citizen").IdentityRequest(ctx, "")
	want(t, err, "")
	h.begin(t, r.ID, presence)
	h.clock.Advance(30 * 24 * time.Hour)
	for _, id := range []models.CaseID{filed.CaseID, r.ID} {
		want(t, y.TellLate(ctx, models.StageLate{CaseID: id, Visit: 1, Lateness: models.Reminder}), "")
	}
	for _, id := range []models.CaseID{filed.CaseID, r.ID} {
		done, err := y.LapseStage(ctx, models.StageLapse{CaseID: id, Visit: 1})
		if err != nil || !done {
			t.Fatal(done, err)
		}
		want(t, y.CloseStage(ctx, models.StageClosing{CaseID: id, Visit: 1, Outcome: models.Lapsed, Decided: true}), "")
		want(t, y.CloseCase(ctx, models.CaseClosing{CaseID: id, Visit: 1, Outcome: models.Lapsed}), "")
	}
	got := h.rows(t, `SELECT c.kind || ' ' || n.event FROM notices n JOIN cases c ON c.id = n.case_id WHERE n.channel = 'email' ORDER BY n.created_at, c.kind, n.event`)
	if got != "application identify; application received; application identity-reminder; application lapsed; identity identity-lapsed" {
		t.Fatal(got)
	}
	_, err = h.as(t, "clerk").FindIdentity(ctx, r.Code)
	want(t, err, "no-such-request")
	ns, err := y.TakeNotices(ctx, models.Email, 9)
	want(t, err, "")
	for _, n := range ns {
		if n.Event == models.EventIdentityReminder {
			f, err := y.NoticeFacts(ctx, n)
			want(t, err, "")
			if f.Identity.Code != "" || len(f.Identity.Points) != 1 || len(f.Identity.Papers) != 1 || f.Identity.Papers[0] != "Ταυτότητα" || f.Identity.Until.IsZero() {
				t.Fatalf("%+v", f.Identity)
			}
		}
	}
}
