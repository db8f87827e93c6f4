package store_test

import (
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/models"
	"github.com/thyrida/thyrida/store"
)

const template models.CertificateCode = "residence"

// making is the way of a signed certificate; sealed has no signature.
var (
	statementsStage = models.Stage{Key: "statements", Kind: models.KindTask, Audience: models.ForClerk,
		Outcomes: []models.Outcome{models.Done, models.Rejected}}
	signatureStage = models.Stage{Key: "signature", Kind: models.KindTask, Audience: models.ForSigner,
		Outcomes: []models.Outcome{models.Signed, models.SentBack}, ReturnTo: "statements", FourEyes: "statements"}
	issueStage    = models.Stage{Key: "issue", Kind: models.KindIssue}
	deliveryStage = models.Stage{Key: "delivery", Kind: models.KindDeliver, Audience: models.ForClerk, Outcomes: []models.Outcome{models.Delivered}}
	makeStage     = models.Stage{Key: "certificate", Kind: models.KindMake, Audience: models.ForMachine,
		Outcomes: []models.Outcome{models.Done, models.SentBack}, ReturnTo: "review", Makes: template}
)

// chancery adds what a certificate needs to a house: its template, a mayor who
// signs in his own right, a head who signs by order, and their keys.
func chancery(t testing.TB) *house {
	t.Helper()
	h := setup(t)
	_, err := h.System().PublishServices(t.Context(), eleonas, []models.Published{{Service: models.ServiceCode(template), Version: 1,
		Kind: models.KindCertificate, Definition: []byte(`{"unit":"civil-registry"}`), SHA256: "template"}})
	require.NoError(t, err)
	for name, g := range map[string]models.Grant{
		"mayor":  {Role: models.RoleSignatory, TitleEl: "Η Δήμαρχος", TitleEn: "The Mayor"},
		"deputy": {Role: models.RoleSignatory, Unit: registry, TitleEl: "Ο Προϊστάμενος", ByOrder: true},
	} {
		a := models.NewAccount{ID: account(name), Email: name + "@example.org", Name: "Όνομα " + name, Phone: "+302101111111",
			PasswordHash: "hash of " + name, Grants: []models.Grant{g}, Source: "test"}
		require.NoError(t, h.System().CreateAccount(t.Context(), eleonas, a))
		require.NoError(t, h.For(models.Actor{}).OpenSession(t.Context(), a.ID, token(name), monday.AddDate(1, 0, 0)))
		h.key(t, string(a.ID), monday.AddDate(1, 0, 0))
	}
	h.key(t, "seal", monday.AddDate(1, 0, 0))
	return h
}

// key says when the key of a holder ends.
func (h *house) key(t testing.TB, holder string, ends time.Time) {
	t.Helper()
	h.exec(t, `INSERT INTO signing_keys (municipality, holder, way, subject, issuer, serial, algorithm, class, not_before, not_after, sha256, certificate, seen_at)
		VALUES ($1, $2, 'server', 'CN', 'CA', '01', 'RSA-2048', 'development', $3, $4, repeat('a', 64), '\x00', $3)
		ON CONFLICT (municipality, holder, way) DO UPDATE SET not_after = excluded.not_after`, int(eleonas), holder, monday.AddDate(-1, 0, 0), ends)
}

func (h *house) exec(t testing.TB, sql string, a ...any) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), h.url)
	require.NoError(t, err)
	defer conn.Close(t.Context())
	_, err = conn.Exec(t.Context(), sql, a...)
	require.NoError(t, err)
}

func (h *house) one(t testing.TB, sql string, a ...any) (v any) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), h.url)
	require.NoError(t, err)
	defer conn.Close(t.Context())
	require.NoError(t, conn.QueryRow(t.Context(), sql, a...).Scan(&v))
	return v
}

// visit opens a visit at any stage.
func (h *house) visit(t testing.TB, c models.CaseID, visit int, st models.Stage) models.StageOpened {
	t.Helper()
	now := h.clock.Now()
	out, err := h.System().OpenStage(t.Context(), models.StageOpening{CaseID: c, Visit: visit, Position: models.Position{Stage: st.Key}, Stage: st},
		store.VisitTimes{OpenedAt: now, DueAt: now.AddDate(0, 0, 1), EscalateAt: now.AddDate(0, 0, 3)})
	require.NoError(t, err)
	return out
}

// made files an application, approves it, and gives it and the case that makes
// its certificate, waiting for statements.
func (h *house) made(t testing.TB) (parent, child models.CaseID) {
	t.Helper()
	parent = h.file(t, "citizen")
	h.open(t, parent, 1, "review")
	h.decide(t, "clerk", parent, 1, models.Done, "")
	h.visit(t, parent, 2, makeStage)
	child = models.MadeBy(parent, 2)
	h.visit(t, child, 1, statementsStage)
	return parent, child
}

// fake is what a record hashes to in these tests.
func fake(s string) models.SHA256 { return models.SHA256(strings.Repeat(s, 64)[:64]) }

// write writes the record of a child as the clerk.
func (h *house) write(t testing.TB, child models.CaseID, hash models.SHA256) (int, error) {
	t.Helper()
	r, err := h.as(t, "clerk").Record(t.Context(), child)
	require.NoError(t, err)
	r.SHA256, r.Language = hash, "el"
	r.Statements = []models.Statement{{Key: "surname", Value: "ΠΑΠΑΔΟΠΟΥΛΟΣ", Register: "case-file", Reference: "4021/3"}}
	return h.as(t, "clerk").WriteRecord(t.Context(), r)
}

func said(task models.TaskID, o models.Outcome, seen models.SHA256, way models.SigningWay) models.Verdict {
	v := models.Verdict{ID: models.DecisionID(newID()), TaskID: task, Outcome: o, Seen: seen, Note: "γιατί"}
	if way != "" {
		v.Signing = &models.Signing{Way: way}
	}
	return v
}

// toSign is a certificate that waits for its signature, and the task.
func (h *house) toSign(t testing.TB) (models.CaseID, models.TaskID) {
	t.Helper()
	_, child := h.made(t)
	return child, h.attested(t, child, "clerk")
}

// signed brings a child to its signature by somebody, closed and open at issue.
func (h *house) signed(t testing.TB, child models.CaseID, by string) {
	t.Helper()
	h.attested(t, child, "clerk")
	h.settle(t, by, child, 2, said(models.TaskAt(child, 2, 0), models.Signed, fake("a"), models.WayServer))
	require.Empty(t, h.visit(t, child, 3, issueStage).Open)
}

// settle records a decision and closes its visit.
func (h *house) settle(t testing.TB, by string, c models.CaseID, visit int, v models.Verdict) {
	t.Helper()
	_, err := h.as(t, by).DecideTask(t.Context(), v)
	require.NoError(t, err)
	require.NoError(t, h.System().CloseStage(t.Context(), models.StageClosing{CaseID: c, Visit: visit, DecisionID: v.ID, Outcome: v.Outcome}))
}

// issue issues the document of a child that is signed.
func (h *house) issue(t testing.TB, child models.CaseID) {
	t.Helper()
	y := h.System()
	require.NoError(t, y.Intend(t.Context(), child))
	require.NoError(t, y.Rendered(t.Context(), child, fake("b")))
	require.NoError(t, y.Issue(t.Context(), models.IssueSigned{CaseID: child, SHA256: fake("c"), Size: 9, What: models.FileSigned,
		MediaType: "application/pdf", Level: models.LevelT, SignedAt: h.clock.Now()}))
}

func TestACertificateIsMadeByItsOwnCaseAndEndsTheWaitOfTheApplication(t *testing.T) {
	t.Parallel()
	h := chancery(t)
	y := h.System()
	parent, child := h.made(t)
	h.visit(t, parent, 2, makeStage) // again: nothing twice
	require.EqualValues(t, 1, h.one(t, `SELECT count(*) FROM cases WHERE parent = $1`, string(parent)))
	require.EqualValues(t, 1, h.one(t, `SELECT count(*) FROM outbox WHERE workflow = 'certificate' AND workflow_id = $1`, models.WorkflowOf(child)))
	got, err := h.as(t, "clerk").Task(t.Context(), models.TaskAt(child, 1, 0))
	require.NoError(t, err)
	require.Equal(t, account("clerk"), got.Assignee, "who reviewed the application writes its statements")

	h.signed(t, child, "mayor")
	require.Nil(t, h.one(t, `SELECT max(number) FROM protocol_entries WHERE subject LIKE 'document/%'`), "no number before the intent")
	h.issue(t, child)
	first, err := y.IssueFacts(t.Context(), child)
	require.NoError(t, err)
	require.Equal(t, models.Signatory{Account: account("mayor"), Email: "mayor@example.org", Name: "Όνομα mayor", Title: "Η Δήμαρχος"}, first.Signatory)
	h.issue(t, child) // every step again
	again, err := y.IssueFacts(t.Context(), child)
	require.NoError(t, err)
	require.Equal(t, first, again)
	require.NotZero(t, first.Number.Number)
	require.EqualValues(t, 1, h.one(t, `SELECT count(*) FROM document_files`))
	require.EqualValues(t, 1, h.one(t, `SELECT count(*) FROM protocol_entries WHERE subject LIKE 'document/%'`))

	before := h.one(t, `SELECT count(*) FROM notices WHERE event <> 'received'`)
	require.NoError(t, y.CloseStage(t.Context(), models.StageClosing{CaseID: child, Visit: 3, Outcome: models.Done}))
	require.Equal(t, models.Delivered, h.visit(t, child, 4, deliveryStage).Outcome, "the portal has it at once")
	require.NoError(t, y.CloseStage(t.Context(), models.StageClosing{CaseID: child, Visit: 4, Outcome: models.Delivered}))
	for range 2 {
		require.NoError(t, y.CloseCase(t.Context(), models.CaseClosing{CaseID: child, Visit: 4, Outcome: models.Granted}))
	}
	require.Equal(t, before, h.one(t, `SELECT count(*) FROM notices WHERE event <> 'received'`), "the application tells, not its part")
	decision := models.DecisionAt(models.TaskAt(parent, 2, 0))
	require.Equal(t, "done", h.one(t, `SELECT outcome FROM decisions WHERE id = $1`, string(decision)))
	require.EqualValues(t, 1, h.one(t, `SELECT count(*) FROM outbox WHERE update_id = $1 AND workflow_id = $2`, string(decision), models.WorkflowOf(parent)))
}

func TestACertificateThatCannotBeIssuedGoesBackToTheReview(t *testing.T) {
	t.Parallel()
	h := chancery(t)
	parent, child := h.made(t)
	h.settle(t, "clerk", child, 1, said(models.TaskAt(child, 1, 0), models.Rejected, "", ""))
	require.NoError(t, h.System().CloseCase(t.Context(), models.CaseClosing{CaseID: child, Visit: 1, Outcome: models.Rejected}))
	require.Equal(t, "cancelled", h.one(t, `SELECT state FROM documents`))
	require.Equal(t, "sent-back/γιατί", h.one(t, `SELECT outcome || '/' || note FROM decisions WHERE id = $1`, string(models.DecisionAt(models.TaskAt(parent, 2, 0)))))
}

func TestWhatWaitsForAnotherCaseEndsWithIt(t *testing.T) {
	t.Parallel()
	h := chancery(t)
	parent, child := h.made(t)
	for range 2 {
		require.NoError(t, h.System().CloseCase(t.Context(), models.CaseClosing{CaseID: parent, Visit: 2, Outcome: models.Withdrawn}))
	}
	require.EqualValues(t, 1, h.one(t, `SELECT count(*) FROM outbox WHERE workflow_id = $1 AND verb = 'update'`, models.WorkflowOf(child)))
	_, err := h.as(t, "citizen").WithdrawCase(t.Context(), child, models.DecisionID(newID()), "")
	want(t, err, "not-an-application")
}

func TestARecordIsWrittenByItsClerkWithReferences(t *testing.T) {
	t.Parallel()
	h := chancery(t)
	_, child := h.made(t)
	_, err := h.as(t, "citizen").Record(t.Context(), child)
	want(t, err, "no-such-case")
	_, err = h.as(t, "clerk-tech").Record(t.Context(), child)
	want(t, err, "no-such-case")
	edit, err := h.write(t, child, fake("a"))
	require.NoError(t, err)
	require.Equal(t, 1, edit)
	r, err := h.as(t, "mayor").Record(t.Context(), child)
	require.NoError(t, err)
	require.Len(t, r.Statements, 1)
	require.Equal(t, models.Statement{Key: "surname", Value: "ΠΑΠΑΔΟΠΟΥΛΟΣ", Register: "case-file", Reference: "4021/3",
		By: account("clerk"), ByName: "Όνομα clerk", At: monday}, r.Statements[0])
	stale := r
	stale.Edit = 0
	_, err = h.as(t, "clerk").WriteRecord(t.Context(), stale)
	want(t, err, "edited-meanwhile")
	_, err = h.as(t, "mayor").WriteRecord(t.Context(), r)
	want(t, err, "not-allowed")
	_, err = h.as(t, "clerk").DecideTask(t.Context(), said(models.TaskAt(child, 1, 0), models.Done, fake("x"), ""))
	want(t, err, "edited-meanwhile")
	h.settle(t, "clerk", child, 1, said(models.TaskAt(child, 1, 0), models.Done, fake("a"), ""))
	_, err = h.write(t, child, fake("b"))
	want(t, err, "not-now")
}

func TestWhoMaySignAndWithWhat(t *testing.T) {
	t.Parallel()
	h := chancery(t)
	child, task := h.toSign(t)
	sign := func(name string, seen models.SHA256) error {
		_, err := h.as(t, name).DecideTask(t.Context(), said(task, models.Signed, seen, models.WayServer))
		return err
	}
	want(t, sign("clerk2", fake("a")), "not-allowed")
	want(t, sign("clerk-tech", fake("a")), "no-such-task")
	want(t, sign("deputy", fake("b")), "edited-meanwhile")
	list, _, err := h.as(t, "mayor").Tasks(t.Context(), models.TaskFilter{Queue: models.QueueSign})
	require.NoError(t, err)
	require.Len(t, list, 1)
	require.Equal(t, signatureStage.Outcomes, list[0].Outcomes)

	h.key(t, string(account("deputy")), monday.AddDate(0, 0, -1))
	want(t, sign("deputy", fake("a")), "key-expired")
	h.exec(t, `UPDATE signing_keys SET absent_code = 'key-absent', not_after = $1`, monday.AddDate(1, 0, 0))
	want(t, sign("deputy", fake("a")), "key-absent")
	h.exec(t, `UPDATE signing_keys SET absent_code = NULL`)
	require.Equal(t, "open", h.one(t, `SELECT state FROM tasks WHERE id = $1`, string(task)), "the task waits")
	require.NoError(t, sign("deputy", fake("a")))
	f, err := h.System().IssueFacts(t.Context(), child)
	require.NoError(t, err)
	require.True(t, f.Signatory.ByOrder)
	require.Equal(t, "Ο Προϊστάμενος", f.Signatory.Title)
}

func TestWhoWroteTheStatementsDoesNotSignThem(t *testing.T) {
	t.Parallel()
	h := chancery(t)
	h.signer(t, "clerk", "")
	_, task := h.toSign(t)
	_, err := h.as(t, "clerk").DecideTask(t.Context(), said(task, models.Signed, fake("a"), models.WayServer))
	want(t, err, "four-eyes")
}

func TestASealWaitsForItsKeyWithoutANumber(t *testing.T) {
	t.Parallel()
	h := chancery(t)
	_, child := h.made(t)
	_, err := h.write(t, child, fake("a"))
	require.NoError(t, err)
	h.settle(t, "clerk", child, 1, said(models.TaskAt(child, 1, 0), models.Done, fake("a"), ""))
	h.visit(t, child, 2, issueStage)
	h.key(t, "seal", monday.AddDate(0, 0, -1))
	err = h.System().Intend(t.Context(), child)
	want(t, err, "key-expired")
	require.Equal(t, models.Unavailable, fault(err).Kind, "time may mend it")
	require.EqualValues(t, 0, h.one(t, `SELECT count(*) FROM protocol_entries WHERE subject LIKE 'document/%'`))
	h.key(t, "seal", monday.AddDate(1, 0, 0))
	h.issue(t, child)
	f, err := h.System().IssueFacts(t.Context(), child)
	require.NoError(t, err)
	require.Equal(t, models.WaySeal, f.Way)
	require.Empty(t, f.Signatory.Account)
	require.NotZero(t, f.Number.Number)
}

func TestASignatoryWhoWaitsIsRemindedOnce(t *testing.T) {
	t.Parallel()
	h := chancery(t)
	child, _ := h.toSign(t)
	h.clock.Set(monday.AddDate(0, 0, 2))
	for range 2 {
		require.NoError(t, h.System().TellLate(t.Context(), models.StageLate{CaseID: child, Visit: 2, Lateness: models.Reminder}))
	}
	require.Equal(t, "deputy@example.org mayor@example.org", h.one(t, `SELECT string_agg(a.email, ' ' ORDER BY a.email)
		FROM notices n JOIN accounts a ON a.id = n.account WHERE n.case_id = $1 AND n.event = 'late'`, string(child)))
}

func TestSigningOutsideTheHouseAnswersTheOfferThatStands(t *testing.T) {
	t.Parallel()
	h := chancery(t)
	child, task := h.toSign(t)
	bring := said(task, models.Signed, fake("a"), models.WayPaper)
	bring.Signing.Brought = &models.Brought{Offered: fake("b"), SHA256: fake("d"), Size: 5, MediaType: "application/pdf", SignedAt: monday}
	mayor := h.as(t, "mayor")
	_, err := mayor.DecideTask(t.Context(), bring)
	want(t, err, "no-offer")
	_, err = mayor.OfferSigning(t.Context(), task, models.WayExternal, fake("a"))
	want(t, err, "certificate-absent")
	f, err := mayor.OfferSigning(t.Context(), task, models.WayPaper, fake("a"))
	require.NoError(t, err)
	require.NotZero(t, f.Number.Number, "the number stands in what is signed")
	require.NoError(t, mayor.Offered(t.Context(), f, fake("b")))
	_, err = h.as(t, "deputy").DecideTask(t.Context(), bring)
	want(t, err, "no-offer")
	again, err := mayor.OfferSigning(t.Context(), task, models.WayPaper, fake("a"))
	require.NoError(t, err)
	require.Equal(t, fake("b"), again.Unsigned, "the same offer has the same bytes")
	require.Equal(t, f.Number, again.Number)
	got, _, err := mayor.Offer(t.Context(), task)
	require.NoError(t, err)
	require.Equal(t, fake("b"), got.Unsigned)
	_, err = mayor.DecideTask(t.Context(), bring)
	require.NoError(t, err)
	require.NoError(t, h.System().Intend(t.Context(), child))
	require.NoError(t, h.System().Rendered(t.Context(), child, fake("e")))
	after, err := h.System().IssueFacts(t.Context(), child)
	require.NoError(t, err)
	require.Equal(t, fake("b"), after.Unsigned, "what was signed outside is not rendered again")
	require.Equal(t, f.Number, after.Number)
	require.Equal(t, fake("d"), after.Brought.SHA256)
}
