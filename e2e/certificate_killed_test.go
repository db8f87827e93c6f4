//go:build unix

package e2e

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/thyrida/thyrida/internal/mailbox"
	"github.com/thyrida/thyrida/models"
)

// The worker is killed between every two steps of one certificate. The next
// step is made to wait by real means: a lock, files and keys that are away, a
// mail server that refuses. When it waits the worker dies, and what was in its
// way goes.
func TestACertificateWithTheWorkerKilledBetweenEveryTwoSteps(t *testing.T) {
	h := setup(t)
	m := h.apply(t, "citizen-05", "residence-certificate", obj{"delivery": "email"})
	m.clerk.at(t, m.filed.ID, "review")

	// The review is decided, and the certificate is not begun.
	held := h.hold(t, `LOCK TABLE documents IN SHARE MODE`)
	m.clerk.decides(t, m.filed.ID, "review", "approved", "")
	held.killAt(t)
	m.clerk.at(t, m.filed.ID, "certificate")
	m.id = models.MadeBy(m.filed.ID, 3)
	seen := m.written(t, nil)

	// The statements are decided, and there is no task of a signature.
	held = h.holdCase(t, m.id)
	m.attested(t, seen)
	held.killAt(t)
	m.toSign(t, h.as(t, "mayor"))

	// The signature is decided, and the issue is not begun; then the number is
	// being given, and is taken back with the transaction.
	held, next := h.holdCase(t, m.id), h.hold(t, `SELECT FROM protocol_counters FOR UPDATE`)
	m.signed(t, seen)
	held.killAt(t)
	blobs := h.away(t, filepath.Join(h.dir, "blobs", "tmp"), true)
	next.killAt(t)

	// The intent is committed and cannot be rendered; it is rendered and cannot
	// be signed; it is signed and cannot be issued.
	h.fails(t, m.id, "document.render")
	held = h.hold(t, `SELECT FROM document_versions WHERE case_id = $1 FOR UPDATE`, string(m.id))
	h.killThen(t, blobs)
	held.waits(t) // rendered with the key at hand
	key := h.away(t, filepath.Join(h.dir, "signing", "mayor@example.org.p12"), false)
	held.letGo(t)
	h.fails(t, m.id, "document.sign")
	held = h.hold(t, `SELECT FROM document_versions WHERE case_id = $1 FOR UPDATE`, string(m.id))
	h.killThen(t, key)
	next = h.holdCase(t, m.id)
	held.killAt(t)

	// It is issued and not delivered; delivered, and its case not closed; closed,
	// and the application does not know.
	held = h.hold(t, `SELECT FROM tasks WHERE case_id = $1 AND stage = 'certificate' FOR UPDATE`, string(m.filed.ID))
	next.killAt(t)
	next = h.holdCase(t, m.filed.ID)
	held.killAt(t)

	// All is done and the mail server does not take the message.
	h.dev(t, http.MethodPost, "/dev/faults?channel=email&status=451&times=-1&to=citizen-05@example.org")
	t.Cleanup(func() { h.dev(t, http.MethodDelete, "/dev/faults") })
	next.killAt(t)
	m.applicant.over(t, m.filed.ID)
	await(t, limit, "the message to be refused", func() bool {
		return count(t, h, `SELECT count(*) FROM notices WHERE case_id = $1 AND event = 'granted' AND channel = 'email'
			AND failure <> '' AND state <> 'sending'`, string(m.filed.ID)) == 1
	})
	h.killThen(t, func() { h.dev(t, http.MethodDelete, "/dev/faults") })
	checkMadeOnce(t, m)
}

// checkMadeOnce finds one certificate, one number and one message on each
// channel.
func checkMadeOnce(t *testing.T, m *made) {
	t.Helper()
	h, c := m.h, m.applicant.over(t, m.filed.ID)
	checkTimeline(t, c, "check done", "review approved", "certificate done")
	checkTimeline(t, m.clerk.over(t, m.id), "statements done", "signature signed", "issue done", "delivery delivered")
	d := only(t, c.Documents)
	file := m.applicant.fetch(t, only(t, only(t, d.Versions).Files))
	checkOneNumber(t, h, d, pdfText(t, file))
	if v := h.verify(t, d.Versions[0].Code); v.State != models.VerifiedValid || v.Files[0].SHA256 != sumOf(file) {
		t.Errorf("by its code: %+v", v)
	}
	if n := count(t, h, `SELECT count(*) FROM document_versions v JOIN document_files USING (document, version)
		JOIN cases c ON c.id = v.case_id WHERE c.parent = $1`, string(m.filed.ID)); n != 1 {
		t.Errorf("%d files", n)
	}
	if out, exit := h.verifier(t, file); exit != 0 {
		t.Errorf("thyrida verify: %d %s", exit, out)
	}
	mail := only(t, m.last(t, mailbox.Email))
	only(t, m.last(t, mailbox.SMS))
	if status, again := h.page(t, linkIn.FindString(mail.Text)); status != http.StatusOK || sumOf(again) != sumOf(file) {
		t.Errorf("the link gives %d", status)
	}
	checkToldOnce(t, m.clerk, m.filed)
	checkWell(t, h)
}

// held is a lock that something of the house runs into.
type held struct {
	h  *house
	tx pgx.Tx
	me uint32 // the backend that holds it
}

// hold takes a lock and keeps it.
func (h *house) hold(t *testing.T, lock string, args ...any) *held {
	t.Helper()
	c, err := pgx.Connect(t.Context(), h.environment(t)["THYRIDA_DATABASE_URL"])
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close(t.Context()) })
	tx, err := c.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(t.Context(), lock, args...); err != nil {
		t.Fatal(err)
	}
	return &held{h, tx, c.PgConn().PID()}
}

// holdCase keeps a case at the stage where it is; decisions can still be taken.
func (h *house) holdCase(t *testing.T, id models.CaseID) *held {
	return h.hold(t, `SELECT FROM cases WHERE id = $1 FOR SHARE`, string(id))
}

// killAt waits until something stands before the lock, kills the worker, and
// lets go.
func (l *held) killAt(t *testing.T) {
	t.Helper()
	l.waits(t)
	l.h.killThen(t, func() { l.letGo(t) })
}

// waits waits until something stands before the lock.
func (l *held) waits(t *testing.T) {
	t.Helper()
	await(t, limit, "a step to wait for the lock", func() bool {
		return count(t, l.h, `SELECT count(*) FROM pg_stat_activity WHERE $1 = ANY(pg_blocking_pids(pid))`, int(l.me)) > 0
	})
}

func (l *held) letGo(t *testing.T) {
	t.Helper()
	if err := l.tx.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// killThen kills the worker, takes away what was in its way, and waits for the
// next worker.
func (h *house) killThen(t *testing.T, clear func()) {
	t.Helper()
	old := h.signal(t, "worker", syscall.SIGKILL)
	clear()
	await(t, limit, "the worker to come back", func() bool { pid := h.pid("worker"); return pid > 0 && pid != old })
}

// away moves a file or directory away, and gives how to bring it back. Of a
// directory a file takes the place, so that nobody makes it anew.
func (h *house) away(t *testing.T, path string, directory bool) (back func()) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(os.Rename(path, path+".away"))
	if directory {
		must(os.WriteFile(path, nil, 0o600))
	}
	back = func() {
		if _, err := os.Stat(path + ".away"); err != nil {
			return
		}
		if directory {
			must(os.Remove(path))
		}
		must(os.Rename(path+".away", path))
	}
	t.Cleanup(back)
	return back
}

// fails waits until a step has failed and is going to be tried again.
func (h *house) fails(t *testing.T, id models.CaseID, step string) {
	t.Helper()
	engine := h.temporal(t)
	await(t, limit, step+" to fail", func() bool {
		w, err := engine.DescribeWorkflowExecution(t.Context(), models.WorkflowOf(id), "")
		if err != nil {
			return false
		}
		for _, a := range w.GetPendingActivities() {
			if a.GetActivityType().GetName() == step && a.GetLastFailure() != nil {
				return true
			}
		}
		return false
	})
}

// dev turns a switch of the development server.
func (h *house) dev(t testing.TB, method, path string) {
	t.Helper()
	var out []byte
	if status, err := (&visitor{house: h}).call(context.WithoutCancel(t.Context()), method, path, "", nil, &out); err != nil {
		t.Fatalf("%s %s: %d %v", method, path, status, err)
	}
}
