package store_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/models"
)

// issueOne files an application of citizen in a chancery, and takes it to an
// issued document, signed by the mayor. The cases stay open.
func issueOne(t testing.TB, h *house) (parent, child models.CaseID, id models.DocumentID) {
	t.Helper()
	return issueBy(t, h, models.ByPortal)
}

// issueBy is issueOne for a way of delivery.
func issueBy(t testing.TB, h *house, way models.Delivery) (parent, child models.CaseID, id models.DocumentID) {
	t.Helper()
	parent = h.file(t, "citizen")
	h.exec(t, `UPDATE cases SET delivery = $2 WHERE id = $1`, string(parent), string(way))
	h.open(t, parent, 1, "review")
	h.decide(t, "clerk", parent, 1, models.Done, "")
	h.visit(t, parent, 2, makeStage)
	child = models.MadeBy(parent, 2)
	h.visit(t, child, 1, statementsStage)
	h.signed(t, child, "mayor")
	h.issue(t, child)
	id = models.DocumentID(h.one(t, `SELECT CAST(document AS text) FROM document_versions WHERE case_id = $1`, string(child)).(string))
	return parent, child, id
}

// finish ends the cases of an issued document, and gives the e-mail that tells
// of it.
func finish(t testing.TB, h *house, parent, child models.CaseID) models.NoticeFacts {
	t.Helper()
	y := h.System()
	require.NoError(t, y.CloseStage(t.Context(), models.StageClosing{CaseID: child, Visit: 3, Outcome: models.Done}))
	require.NoError(t, y.CloseCase(t.Context(), models.CaseClosing{CaseID: child, Visit: 4, Outcome: models.Granted}))
	about := child
	if parent != "" {
		about = parent
		require.NoError(t, y.CloseStage(t.Context(), models.StageClosing{CaseID: parent, Visit: 2, Outcome: models.Done, Decided: true}))
		require.NoError(t, y.CloseCase(t.Context(), models.CaseClosing{CaseID: parent, Visit: 2, Outcome: models.Granted}))
	}
	return mailOf(t, h, about, models.EventGranted)
}

// mailOf gives the one e-mail of an event of a case.
func mailOf(t testing.TB, h *house, id models.CaseID, e models.Event) models.NoticeFacts {
	t.Helper()
	require.EqualValues(t, 1, h.one(t, `SELECT count(*) FROM notices WHERE case_id = $1 AND event = $2 AND channel = 'email'`, string(id), string(e)))
	n := h.one(t, `SELECT CAST(id AS text) FROM notices WHERE case_id = $1 AND event = $2 AND channel = 'email'`, string(id), string(e)).(string)
	notice, err := h.System().Notice(t.Context(), models.NoticeID(n))
	require.NoError(t, err)
	f, err := h.System().NoticeFacts(t.Context(), notice)
	require.NoError(t, err)
	return f
}

func TestADocumentIsReadByWhomItConcerns(t *testing.T) {
	t.Parallel()
	h := chancery(t)
	h.invite(t)
	parent, child, id := issueOne(t, h)
	ctx := t.Context()
	for who, c := range map[string]models.Code{"citizen": "", "clerk": "", "head": "", "mayor": "", "deputy": "", "protocol": "",
		"citizen2": "unknown-document", "clerk-tech": "unknown-document", "manager": "unknown-document", "admin": "unknown-document",
		"stranger-head": "unknown-document", "stranger-protocol": "unknown-document"} {
		_, err := h.as(t, who).Document(ctx, id)
		want(t, err, c)
		got := c
		if who == "protocol" { // reads that it is there, not what it says
			got = "not-allowed"
		}
		_, err = h.as(t, who).FetchDocument(ctx, id, 1, fake("c"))
		want(t, err, got)
	}
	d, err := h.as(t, "citizen").Document(ctx, id)
	require.NoError(t, err)
	require.Equal(t, models.DocIssued, d.State)
	require.NotZero(t, d.Number.Number)
	require.Equal(t, []models.CaseID{parent}, d.References)
	require.Equal(t, []models.Recipient{{Role: models.RecipientTo, Name: "Όνομα citizen", Way: models.ByPortal}}, d.Recipients)
	require.Len(t, d.Versions, 1)
	v := d.Versions[0]
	require.Equal(t, child, v.CaseID)
	require.Equal(t, []models.DocumentFile{{Seq: 1, What: models.FileSigned, SHA256: fake("c"), Size: 9, MediaType: "application/pdf",
		Level: models.LevelT, At: monday}}, v.Files)
	require.Equal(t, "Όνομα mayor", v.Signatures[0].Name)
	require.False(t, d.MayRevoke || d.MayCorrect)
	for who, may := range map[string][2]bool{"clerk": {false, true}, "head": {true, true}, "mayor": {true, false}, "protocol": {}} {
		d, err := h.as(t, who).Document(ctx, id)
		require.NoError(t, err)
		require.Equal(t, may, [2]bool{d.MayRevoke, d.MayCorrect}, who)
	}
	_, err = h.as(t, "clerk").FetchDocument(ctx, id, 2, fake("c"))
	want(t, err, "no-such-file")
	_, err = h.as(t, "clerk").FetchDocument(ctx, id, 1, fake("b"))
	want(t, err, "no-such-file") // what was never issued
	require.EqualValues(t, 1, h.one(t, `SELECT count(*) FROM audit WHERE action = 'fetch-document' AND actor = $1 AND coalesce(code, '') = ''`, string(account("citizen"))))
}

func TestACaseListsItsDocumentsAndOnlyWhatIsACaseOfItsOwn(t *testing.T) {
	t.Parallel()
	h := chancery(t)
	ctx := t.Context()
	parent, child := h.made(t)
	ds, err := h.as(t, "citizen").Documents(ctx, parent)
	require.NoError(t, err)
	require.Empty(t, ds, "a draft is nobody's but the house's")
	ds, err = h.as(t, "clerk").Documents(ctx, parent)
	require.NoError(t, err)
	require.Equal(t, models.DocDraft, ds[0].State)
	require.Zero(t, ds[0].Number)
	h.signed(t, child, "mayor")
	h.issue(t, child)
	for _, id := range []models.CaseID{parent, child} {
		c, err := h.as(t, "citizen").Case(ctx, id)
		require.NoError(t, err)
		require.Len(t, c.Documents, 1)
	}
	_, err = h.as(t, "citizen2").Documents(ctx, parent)
	want(t, err, "no-such-case")
	list := func(who string) (ids []models.CaseID) {
		cs, _, err := h.as(t, who).Cases(ctx, models.CaseFilter{})
		require.NoError(t, err)
		for _, c := range cs {
			ids = append(ids, c.ID)
		}
		return ids
	}
	require.Equal(t, []models.CaseID{parent}, list("citizen"))
	require.ElementsMatch(t, []models.CaseID{parent, child}, list("clerk"))
}

func TestARevokedDocumentEndsItsLinksAndTellsTheApplicantOnce(t *testing.T) {
	t.Parallel()
	h := chancery(t)
	ctx := t.Context()
	parent, child, id := issueBy(t, h, models.ByEmail)
	f := finish(t, h, parent, child)
	token := f.Documents[0].Link
	_, err := h.OpenLink(ctx, token)
	require.NoError(t, err)
	for who, c := range map[string]models.Code{"citizen": "not-allowed", "clerk": "not-allowed", "protocol": "not-allowed", "citizen2": "unknown-document", "head": "reasons-required"} {
		want(t, h.as(t, who).RevokeDocument(ctx, id, " "), c)
	}
	require.NoError(t, h.as(t, "mayor").RevokeDocument(ctx, id, "Νέα στοιχεία"))
	err = h.as(t, "head").RevokeDocument(ctx, id, "κι εγώ")
	want(t, err, "already-revoked")
	require.Equal(t, map[string]any{"by": "Όνομα mayor", "at": monday}, fault(err).Data)
	_, err = h.OpenLink(ctx, token)
	want(t, err, "no-such-link")
	d, err := h.as(t, "citizen").Document(ctx, id)
	require.NoError(t, err)
	require.Equal(t, models.DocRevoked, d.State)
	require.Equal(t, "Νέα στοιχεία", d.RevokedWhy)
	f = mailOf(t, h, parent, models.EventRevoked)
	require.Equal(t, "Νέα στοιχεία", f.Reasons)
	require.Equal(t, d.Number, f.Documents[0].Number)
	require.Empty(t, f.Documents[0].Link)
	_, err = h.as(t, "clerk").CorrectDocument(ctx, id, models.CaseID(newID()), "λάθος")
	want(t, err, "not-issued")
	_, err = h.as(t, "clerk").SendLink(ctx, id)
	want(t, err, "not-issued")
}

func TestACorrectionKeepsTheNumberAndBeginsWithTheStatementsOfTheLast(t *testing.T) {
	t.Parallel()
	h := chancery(t)
	ctx := t.Context()
	parent, child, id := issueOne(t, h)
	finish(t, h, parent, child)
	before, err := h.as(t, "citizen").Document(ctx, id)
	require.NoError(t, err)
	again := models.CaseID(newID())
	for who, c := range map[string]models.Code{"citizen": "not-allowed", "mayor": "not-allowed", "clerk-tech": "unknown-document", "clerk": "reasons-required"} {
		_, err := h.as(t, who).CorrectDocument(ctx, id, again, "")
		want(t, err, c)
	}
	_, err = h.as(t, "clerk").CorrectDocument(ctx, id, parent, "λάθος")
	want(t, err, "case-exists")
	h.clock.Advance(24 * time.Hour)
	out, err := h.as(t, "clerk").CorrectDocument(ctx, id, again, "Λάθος όνομα πατέρα")
	require.NoError(t, err)
	require.NotZero(t, out)
	same, err := h.as(t, "clerk").CorrectDocument(ctx, id, again, "Λάθος όνομα πατέρα")
	require.NoError(t, err)
	require.Equal(t, out, same)
	_, err = h.as(t, "head").CorrectDocument(ctx, id, models.CaseID(newID()), "κι εγώ")
	want(t, err, "correction-open")
	r, err := h.as(t, "clerk").Record(ctx, again)
	require.NoError(t, err)
	require.Equal(t, []any{2, 1, fake("a")}, []any{r.Version, r.Edit, r.SHA256})
	require.Equal(t, "4021/3", r.Statements[0].Reference)

	h.visit(t, again, 1, statementsStage)
	h.settle(t, "clerk", again, 1, said(models.TaskAt(again, 1, 0), models.Done, fake("a"), ""))
	h.visit(t, again, 2, signatureStage)
	h.settle(t, "mayor", again, 2, said(models.TaskAt(again, 2, 0), models.Signed, fake("a"), models.WayServer))
	h.visit(t, again, 3, issueStage)
	require.NoError(t, h.System().Intend(ctx, again))
	require.NoError(t, h.System().Issue(ctx, models.IssueSigned{CaseID: again, SHA256: fake("d"), Size: 10, What: models.FileSigned,
		MediaType: "application/pdf", Level: models.LevelB, SignedAt: h.clock.Now()}))
	after, err := h.as(t, "citizen").Document(ctx, id)
	require.NoError(t, err)
	require.Equal(t, before.Number, after.Number)
	require.Equal(t, 2, after.Version)
	require.Equal(t, "Λάθος όνομα πατέρα", after.Versions[0].Correction)
	require.Equal(t, before.Versions[0], after.Versions[1], "what was issued stays as it was")
	f := finish(t, h, "", again)
	require.Equal(t, "Λάθος όνομα πατέρα", f.Documents[0].Correction)
	require.Len(t, f.Documents, 1)
	ds, err := h.as(t, "citizen").Documents(ctx, parent)
	require.NoError(t, err)
	require.Equal(t, 2, ds[0].Version)
}

func TestAChangedTemplateAsksForTheStatementsAnew(t *testing.T) {
	t.Parallel()
	h := chancery(t)
	_, _, id := issueOne(t, h)
	_, err := h.System().PublishServices(t.Context(), eleonas, []models.Published{{Service: models.ServiceCode(template), Version: 2,
		Kind: models.KindCertificate, Definition: []byte(`{"unit":"civil-registry"}`), SHA256: "other"}})
	require.NoError(t, err)
	again := models.CaseID(newID())
	_, err = h.as(t, "head").CorrectDocument(t.Context(), id, again, "λάθος")
	require.NoError(t, err)
	r, err := h.as(t, "clerk").Record(t.Context(), again)
	require.NoError(t, err)
	require.Equal(t, 2, r.TemplateVersion)
	require.Empty(t, r.SHA256)
	require.Len(t, r.Statements, 1)
}

func TestTheEndOfACaseNamesWhatItBroughtInOneMessage(t *testing.T) {
	t.Parallel()
	h := chancery(t)
	parent, child, id := issueBy(t, h, models.ByPost)
	require.NoError(t, h.System().CloseStage(t.Context(), models.StageClosing{CaseID: child, Visit: 3, Outcome: models.Done}))
	opened := h.visit(t, child, 4, deliveryStage)
	require.NotEmpty(t, opened.Open)
	v := said(models.TaskAt(child, 4, 0), models.Delivered, "", "")
	v.Tracking = "RE123456789GR"
	h.settle(t, "clerk", child, 4, v)
	f := finish(t, h, parent, child)
	d, err := h.as(t, "clerk").Document(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, models.ByPost, f.Delivery)
	require.Equal(t, "RE123456789GR", f.Tracking)
	require.Equal(t, []models.NoticeDocument{{Number: d.Number, Code: d.Versions[0].Code}}, f.Documents)
	require.Equal(t, "Όνομα clerk", f.Handler.Name)
	require.EqualValues(t, 2, h.one(t, `SELECT count(*) FROM notices WHERE event = 'granted'`), "one for each channel")
}

func TestALabelIsForWhoDeliversAndNeedsAnAddress(t *testing.T) {
	t.Parallel()
	h := chancery(t)
	ctx := t.Context()
	_, child, _ := issueBy(t, h, models.ByPost)
	_, err := h.as(t, "clerk").Label(ctx, child)
	want(t, err, "not-allowed") // nothing is to be delivered yet
	require.NoError(t, h.System().CloseStage(ctx, models.StageClosing{CaseID: child, Visit: 3, Outcome: models.Done}))
	h.visit(t, child, 4, deliveryStage)
	_, err = h.as(t, "clerk").Label(ctx, child)
	want(t, err, "no-address")
	h.exec(t, `UPDATE persons SET address = 'Αθηνάς 1', postcode = '57000' WHERE name = 'Όνομα citizen'`)
	l, err := h.as(t, "clerk").Label(ctx, child)
	require.NoError(t, err)
	require.Equal(t, []string{"Αθηνάς 1", "57000"}, l.Address)
	h.exec(t, `UPDATE document_recipients SET address = 'Ελαίας 12, 54321 Ελαιώνας'`)
	l, err = h.as(t, "clerk2").Label(ctx, child)
	require.NoError(t, err)
	require.Equal(t, "Όνομα citizen", l.Name)
	require.Equal(t, []string{"Ελαίας 12", "54321 Ελαιώνας"}, l.Address)
	require.NotZero(t, l.Number.Number)
	require.Equal(t, "Δήμος Ελαιώνα", l.House.El)
	for who, c := range map[string]models.Code{"citizen": "not-allowed", "manager": "not-allowed", "citizen2": "no-such-case", "clerk-tech": "no-such-case"} {
		_, err := h.as(t, who).Label(ctx, child)
		want(t, err, c)
	}
	_, other, _ := issueOne(t, h)
	_, err = h.as(t, "clerk").Label(ctx, other)
	want(t, err, "not-allowed")
}

func TestWhatWasIssuedIsNeverSweptAway(t *testing.T) {
	t.Parallel()
	h := chancery(t)
	issueOne(t, h)
	for key, used := range map[models.SHA256]bool{fake("c"): true, fake("b"): true, fake("e"): false, models.SHA256(strings.Repeat("0", 64)): false} {
		ok, err := h.System().BlobInUse(t.Context(), string(key))
		require.NoError(t, err)
		require.Equal(t, used, ok)
	}
}
