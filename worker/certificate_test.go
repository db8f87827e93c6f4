package worker_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/testsuite"

	"github.com/thyrida/thyrida/activities"
	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/demo"
	"github.com/thyrida/thyrida/internal/clock"
	"github.com/thyrida/thyrida/internal/keyring"
	"github.com/thyrida/thyrida/internal/sign"
	"github.com/thyrida/thyrida/models"
	"github.com/thyrida/thyrida/worker"
	"github.com/thyrida/thyrida/workflows"
)

// Every certificate of the catalogue is made: the workflow in the SDK's test
// environment, the steps against a real database, real keys and a real
// time-stamp authority.

// issueDay is a quiet working day after every date of the samples.
var issueDay = monday.AddDate(0, 0, 21)

// signers is a house that can sign.
type signers struct {
	*house
	dir    string
	ring   *keyring.Ring
	stamps *stamper
	keeper *worker.Keeper
}

// stamper stamps times unless it is away.
type stamper struct {
	*sign.TSA
	away atomic.Bool
}

func (a *stamper) Timestamp(ctx context.Context, digest []byte) ([]byte, error) {
	if a.away.Load() {
		return nil, &sign.Error{Code: sign.TimestampUnavailable, Err: errors.New("away")}
	}
	return a.TSA.Timestamp(ctx, digest)
}

func openSigners(t testing.TB, c clock.Clock) *signers {
	t.Helper()
	k := &signers{house: setup(t, c), dir: t.TempDir()}
	var holders []sign.Holder
	for _, email := range []string{"mayor@example.org", "head@example.org"} {
		holders = append(holders, sign.Holder{Key: email, Name: k.Account(email).Name})
	}
	ca, err := keyring.Development(k.dir, sign.Body{Name: "Δήμος Ελαιώνα"}, holders, c.Now().AddDate(0, 0, -1))
	require.NoError(t, err)
	tsa, err := sign.NewTSA(ca.Stamps, c.Now)
	require.NoError(t, err)
	k.ring, k.stamps = keyring.Open(k.dir, c), &stamper{TSA: tsa}
	book := catalogue.NewBook(func(ctx context.Context, r models.PlanRef) (models.Published, error) {
		return k.Store.Service(ctx, r.Municipality, r.Service, r.Version)
	})
	k.acts.Certificate = &activities.Certificate{Store: k.Store.System(), Services: book, Files: k.Blobs, Keys: k.ring,
		Authority: k.stamps, Clock: c, Portal: "https://elaionas.example.org"}
	k.acts.Timestamp = &activities.Timestamp{Store: k.Store.System(), Files: k.Blobs, Authority: k.stamps}
	k.keeper = &worker.Keeper{Store: k.Store.System(), Ring: k.ring, Dir: k.dir, Clock: c, Municipality: demo.Municipality}
	require.NoError(t, k.keeper.Once(t.Context()))
	return k
}

// atCounter starts a certificate for somebody at the counter.
func (k *signers) atCounter(t testing.TB, cert *catalogue.Certificate, name string) models.CaseID {
	t.Helper()
	id := models.CaseID(demoID(name))
	_, err := k.Store.For(k.Clerk(cert.Unit).Actor()).StartCertificate(t.Context(), models.CounterCertificate{CaseID: id, Template: cert.Code,
		Applicant: models.Person{Kind: models.Natural, Name: "Άννα Δοκιμή", Email: "anna@example.org", Language: "el"}, Delivery: models.ByEmail, Language: "el",
		Due: models.Due{Legal: k.clock.Now().AddDate(0, 0, 10), Target: k.clock.Now().AddDate(0, 0, 2)}})
	require.NoError(t, err)
	return id
}

// environment is the SDK's, with our steps.
func (k *signers) environment(c *clock.Fake) *testsuite.TestWorkflowEnvironment {
	var suite testsuite.WorkflowTestSuite
	suite.SetLogger(log.NewStructuredLogger(slog.New(slog.DiscardHandler)))
	env := suite.NewTestWorkflowEnvironment()
	env.SetStartTime(c.Now())
	env.SetTestTimeout(30 * time.Second)
	worker.Register(env, k.acts)
	return env
}

// run makes one certificate, with its people at work, and gives the newest file.
func (k *signers) run(t testing.TB, c *clock.Fake, cert *catalogue.Certificate, name string) (models.Document, []byte) {
	t.Helper()
	ctx := t.Context()
	id := k.atCounter(t, cert, name)
	env := k.environment(c)
	var seen models.SHA256
	apply := func(rec models.Recorded, err error, visit int, out models.Outcome) {
		require.NoError(t, err)
		env.UpdateWorkflow(string(workflows.Decide), string(rec.DecisionID), &testsuite.TestUpdateCallback{
			OnAccept: func() {}, OnReject: func(err error) { t.Error(err) }, OnComplete: func(_ any, err error) { require.NoError(t, err) },
		}, models.Decision{ID: rec.DecisionID, TaskID: models.TaskAt(id, visit, 0), Visit: visit, Outcome: out})
	}
	env.RegisterDelayedCallback(func() {
		c.Set(env.Now())
		clerk := k.Clerk(cert.Unit)
		var err error
		seen, err = k.Confirm(ctx, clerk, id)
		require.NoError(t, err)
		rec, err := k.Attest(ctx, clerk, models.TaskAt(id, 1, 0), seen, name+"/1")
		apply(rec, err, 1, models.Done)
	}, time.Hour)
	if cert.Mode == catalogue.Sign {
		env.RegisterDelayedCallback(func() {
			c.Set(env.Now())
			rec, err := k.Sign(ctx, k.Mayor(), models.TaskAt(id, 2, 0), seen, name+"/2")
			apply(rec, err, 2, models.Signed)
		}, 2*time.Hour)
	}
	env.ExecuteWorkflow(string(workflows.CertificateProcess), models.CaseStart{CaseID: id, Municipality: demo.Municipality,
		Service: models.ServiceCode(cert.Code), Version: cert.Version})
	require.True(t, env.IsWorkflowCompleted())
	require.NoError(t, env.GetWorkflowError())
	docs, err := k.Store.For(k.Clerk(cert.Unit).Actor()).Documents(ctx, id)
	require.NoError(t, err)
	require.Len(t, docs, 1)
	return docs[0], k.bytes(t, docs[0].Versions[0].Files[0].SHA256)
}

func (k *signers) bytes(t testing.TB, sha models.SHA256) []byte {
	t.Helper()
	r, _, err := k.Blobs.Open(t.Context(), string(sha))
	require.NoError(t, err)
	defer r.Close()
	b, err := io.ReadAll(r)
	require.NoError(t, err)
	return b
}

func TestEveryCertificateIsMadeSignedAndStamped(t *testing.T) {
	t.Parallel()
	c := clock.At(issueDay)
	k := openSigners(t, c)
	roots, err := k.ring.Roots()
	require.NoError(t, err)
	for i, cert := range k.Catalogue.Certificates {
		t.Run(string(cert.Code), func(t *testing.T) {
			c.Set(issueDay)
			d, file := k.run(t, c, cert, string(cert.Code))
			require.Equal(t, models.DocIssued, d.State)
			require.Equal(t, i+1, d.Number.Number, "numbers follow each other")
			v := d.Versions[0]
			require.Len(t, v.Files, 1)
			require.Equal(t, models.LevelT, v.Files[0].Level)
			r, err := sign.Verify(file, roots, c.Now().Add(time.Minute))
			require.NoError(t, err)
			require.True(t, r.Valid(), "%+v", r)
			require.True(t, r.Whole())
			require.Len(t, v.Signatures, 1)
			want := models.DocumentSignature{Position: 1, Way: models.WaySeal, Class: string(sign.Development)}
			if cert.Mode == catalogue.Sign {
				want.Way, want.Name, want.Title = models.WayServer, k.Mayor().Name, "Η Δήμαρχος"
			}
			got := v.Signatures[0]
			require.NotEmpty(t, got.Certificate)
			got.Certificate, got.SignedAt = "", time.Time{}
			require.Equal(t, want, got)
		})
	}
}

// A time-stamp authority that is away costs the level, never the signature:
// the timestamp comes later, in a file of its own.
func TestATimestampComesLater(t *testing.T) {
	t.Parallel()
	c := clock.At(issueDay)
	k := openSigners(t, c)
	k.stamps.away.Store(true)
	cert, _ := k.Catalogue.Certificate("residence")
	d, first := k.run(t, c, cert, "later")
	require.Equal(t, models.LevelB, d.Versions[0].Files[0].Level)
	env := k.environment(c)
	env.RegisterDelayedCallback(func() { c.Set(env.Now()); k.stamps.away.Store(false) }, 5*time.Minute)
	env.ExecuteWorkflow(string(workflows.TimestampProcess), models.TimestampRef{Document: d.ID, Version: 1})
	require.NoError(t, env.GetWorkflowError())
	after, err := k.Store.For(k.Clerk(cert.Unit).Actor()).Document(t.Context(), d.ID)
	require.NoError(t, err)
	files := after.Versions[0].Files
	require.Len(t, files, 2)
	require.Equal(t, models.FileTimestamped, files[0].What)
	require.Equal(t, models.LevelT, files[0].Level)
	require.Equal(t, first, k.bytes(t, files[0].SHA256)[:len(first)], "added behind the signed bytes")
	require.Equal(t, first, k.bytes(t, files[1].SHA256), "the first copy stays as it was")
}

// attested brings a sealed certificate to its issue.
func (k *signers) attested(t testing.TB, name string) models.IssueRef {
	t.Helper()
	cert, _ := k.Catalogue.Certificate("birth") // sealed
	id := k.atCounter(t, cert, name)
	st := cert.Process().Plan().Stages
	_, err := k.acts.Application.OpenStage(t.Context(), models.StageOpening{CaseID: id, Visit: 1, Position: models.Position{Stage: st[0].Key}, Stage: st[0]})
	require.NoError(t, err)
	clerk := k.Clerk(cert.Unit)
	seen, err := k.Confirm(t.Context(), clerk, id)
	require.NoError(t, err)
	rec, err := k.Attest(t.Context(), clerk, models.TaskAt(id, 1, 0), seen, name+"/1")
	require.NoError(t, err)
	require.NoError(t, k.Store.System().CloseStage(t.Context(), models.StageClosing{CaseID: id, Visit: 1, DecisionID: rec.DecisionID, Outcome: models.Done}))
	return models.IssueRef{CaseID: id, Visit: 2}
}

// A key that goes after the decision makes the issue wait, with its number.
func TestAKeyThatGoesMakesTheIssueWait(t *testing.T) {
	t.Parallel()
	c := clock.At(issueDay)
	k := openSigners(t, c)
	act := k.acts.Certificate
	ref := k.attested(t, "waits")
	_, err := act.Intend(t.Context(), ref)
	require.NoError(t, err)
	rendered, err := act.Render(t.Context(), ref)
	require.NoError(t, err)

	ends := c.Now().AddDate(20, 0, 0)
	c.Set(ends)
	_, err = act.Sign(t.Context(), rendered)
	var known *models.Error
	require.ErrorAs(t, err, &known)
	require.Equal(t, models.Code("key-expired"), known.Code)
	require.Equal(t, models.Unavailable, known.Kind, "it is tried again")
	c.Set(issueDay)
	again, err := act.Render(t.Context(), ref)
	require.NoError(t, err)
	require.Equal(t, rendered, again, "the same facts give the same bytes")
	signed, err := act.Sign(t.Context(), rendered)
	require.NoError(t, err)
	other, err := act.Sign(t.Context(), rendered) // a worker that died before it could say so
	require.NoError(t, err)
	for _, s := range []models.IssueSigned{signed, other, signed} {
		_, err = act.Issue(t.Context(), s)
		require.NoError(t, err)
	}
	cert, _ := k.Catalogue.Certificate("birth")
	docs, err := k.Store.For(k.Clerk(cert.Unit).Actor()).Documents(t.Context(), ref.CaseID)
	require.NoError(t, err)
	require.Len(t, docs[0].Versions[0].Files, 1)
	require.Equal(t, signed.SHA256, docs[0].Versions[0].Files[0].SHA256, "of two the first counts")
}
