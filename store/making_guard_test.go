package store_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/models"
	"github.com/thyrida/thyrida/store"
)

// signer lets somebody sign for a unit, or for the municipality, with a key.
func (h *house) signer(t testing.TB, name, unit string) {
	t.Helper()
	h.exec(t, `INSERT INTO role_grants (id, municipality, account, role, unit, title_el, valid_from, source, granted_at)
		VALUES ($1, $2, $3, 'signatory', nullif($4, ''), 'Ο', $5, 'test', $5)`,
		uuid.NewString(), int(eleonas), string(account(name)), unit, monday.AddDate(0, 0, -1))
	h.key(t, string(account(name)), monday.AddDate(1, 0, 0))
}

// attested brings a child whose statements clerk wrote to its signature; by
// says that they are complete.
func (h *house) attested(t testing.TB, child models.CaseID, by string) models.TaskID {
	t.Helper()
	_, err := h.write(t, child, fake("a"))
	require.NoError(t, err)
	h.settle(t, by, child, 1, said(models.TaskAt(child, 1, 0), models.Done, fake("a"), ""))
	h.visit(t, child, 2, signatureStage)
	return models.TaskAt(child, 2, 0)
}

func TestWhoWroteStatementsThatAnotherPassedOnDoesNotSignThem(t *testing.T) {
	t.Parallel()
	h := chancery(t)
	ctx := t.Context()
	h.signer(t, "clerk", "")
	_, child := h.made(t)
	task := h.attested(t, child, "head")
	clerk := h.as(t, "clerk")
	_, err := clerk.DecideTask(ctx, said(task, models.Signed, fake("a"), models.WayServer))
	want(t, err, "four-eyes")
	_, err = clerk.OfferSigning(ctx, task, models.WayPaper, fake("a"))
	want(t, err, "four-eyes")
	want(t, clerk.ClaimTask(ctx, task), "four-eyes")
	shown, err := clerk.Task(ctx, task)
	require.NoError(t, err)
	require.Empty(t, shown.Outcomes, "nobody is offered what would be refused")
	_, err = h.as(t, "mayor").DecideTask(ctx, said(task, models.Signed, fake("a"), models.WayServer))
	require.NoError(t, err)
}

func TestWhoWroteAnEarlierVersionDoesNotSignItsRepetition(t *testing.T) {
	t.Parallel()
	h := chancery(t)
	ctx := t.Context()
	h.signer(t, "clerk", "")
	_, _, id := issueOne(t, h)
	again := models.CaseID(newID())
	_, err := h.as(t, "clerk2").CorrectDocument(ctx, id, again, "λάθος")
	require.NoError(t, err)
	h.visit(t, again, 1, statementsStage)
	h.settle(t, "clerk2", again, 1, said(models.TaskAt(again, 1, 0), models.Done, fake("a"), ""))
	h.visit(t, again, 2, signatureStage)
	_, err = h.as(t, "clerk").DecideTask(ctx, said(models.TaskAt(again, 2, 0), models.Signed, fake("a"), models.WayServer))
	want(t, err, "four-eyes")
}

func TestBytesOfAnEarlierOfferAreNotThoseOfTheNext(t *testing.T) {
	t.Parallel()
	h := chancery(t)
	ctx := t.Context()
	_, child := h.made(t)
	task := h.attested(t, child, "clerk")
	h.exec(t, `INSERT INTO signing_keys SELECT municipality, holder, 'external', subject, issuer, serial, algorithm, class, not_before, not_after, repeat('e', 64), certificate, seen_at
		FROM signing_keys WHERE holder = $1`, string(account("mayor")))
	mayor := h.as(t, "mayor")
	slow, err := mayor.OfferSigning(ctx, task, models.WayPaper, fake("a"))
	require.NoError(t, err)
	f, err := mayor.OfferSigning(ctx, task, models.WayExternal, fake("a"))
	require.NoError(t, err)
	want(t, mayor.Offered(ctx, slow, fake("1")), "edited-meanwhile")
	want(t, mayor.Offered(ctx, f, fake("2")), "")
	want(t, mayor.Offered(ctx, f, fake("2")), "")

	bring := said(task, models.Signed, fake("a"), models.WayExternal)
	bring.Signing.Brought = &models.Brought{Offered: fake("1"), SHA256: fake("d"), Size: 5, MediaType: "application/pdf", SignedAt: monday}
	_, err = mayor.DecideTask(ctx, bring)
	want(t, err, "no-offer")

	h.exec(t, `UPDATE signing_keys SET class = 'advanced' WHERE way = 'external'`)
	_, _, err = mayor.Offer(ctx, task)
	want(t, err, "no-offer") // the bytes speak of another certificate
	f, err = mayor.OfferSigning(ctx, task, models.WayExternal, fake("a"))
	require.NoError(t, err)
	require.Empty(t, f.Unsigned)
}

func TestATaskDoesNotReturnToWhoseDelegationHasEnded(t *testing.T) {
	t.Parallel()
	h := chancery(t)
	ctx := t.Context()
	_, child := h.made(t)
	h.attested(t, child, "clerk")
	h.settle(t, "deputy", child, 2, said(models.TaskAt(child, 2, 0), models.SentBack, "", ""))
	h.visit(t, child, 3, statementsStage)
	h.settle(t, "clerk", child, 3, said(models.TaskAt(child, 3, 0), models.Done, fake("a"), ""))
	h.exec(t, `UPDATE role_grants SET valid_to = $2 WHERE account = $1`, string(account("deputy")), h.clock.Now())
	h.visit(t, child, 4, signatureStage)
	_, err := h.as(t, "mayor").DecideTask(ctx, said(models.TaskAt(child, 4, 0), models.Signed, fake("a"), models.WayServer))
	require.NoError(t, err)
}

func TestASignatoryReadsTheApplicationWhoseCertificateHeSigns(t *testing.T) {
	t.Parallel()
	h := chancery(t)
	ctx := t.Context()
	h.signer(t, "manager", string(works))
	parent, child := h.made(t)
	h.exec(t, `UPDATE cases SET unit = $2 WHERE id = $1`, string(parent), string(works)) // that the registry certifies
	inside := func(name string) bool {
		c, err := h.as(t, name).Case(ctx, parent)
		require.NoError(t, err)
		return c.Form != nil
	}
	require.True(t, inside("deputy"))
	require.False(t, inside("manager"), "signs for another unit")
	_, err := h.as(t, "manager").Record(ctx, child)
	want(t, err, "no-such-case")
}

func TestACaseThatHaltsForgetsNoneOfWhatAnotherCaseTellsIt(t *testing.T) {
	t.Parallel()
	h := chancery(t)
	ctx, y := t.Context(), h.System()
	parent, child := h.made(t)
	h.settle(t, "clerk", child, 1, said(models.TaskAt(child, 1, 0), models.Rejected, "", ""))
	require.NoError(t, y.CloseCase(ctx, models.CaseClosing{CaseID: child, Visit: 1, Outcome: models.Rejected}))
	decision := string(models.DecisionAt(models.TaskAt(parent, 2, 0)))
	message, ok := h.one(t, `SELECT id FROM outbox WHERE update_id = $1`, decision).(int64)
	require.True(t, ok)
	refused, err := y.Refused(ctx, store.Message{ID: message, WorkflowID: models.WorkflowOf(parent), UpdateID: decision}, "case-halted")
	require.NoError(t, err)
	require.False(t, refused)
	require.NoError(t, y.Rebuilt(ctx, parent))
	require.Equal(t, "recorded", h.one(t, `SELECT state FROM decisions WHERE id = $1`, decision))
	require.Equal(t, "decided", h.one(t, `SELECT state FROM tasks WHERE id = $1`, string(models.TaskAt(parent, 2, 0))))
	require.Nil(t, h.one(t, `SELECT delivered_at FROM outbox WHERE update_id = $1`, decision), "it is said again")
}
