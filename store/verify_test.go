package store_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/thyrida/thyrida/models"
)

const (
	firstCode  = "22222-33333-44444-55555"
	secondCode = "CCCCC-DDDDD-FFFFF-GGGGG"
	draftCode  = "JJJJJ-LLLLL-RRRRR-UUUUU"
)

var secrets = []string{"Μυστικός", "Υπογράφων", "λόγος της ανάκλησης", "λόγος της διόρθωσης"}

func sha(c string) models.SHA256 { return models.SHA256(strings.Repeat(c, 64)) }

// library is a house with a document of two issued versions and one that waits
// for its signature, numbered 900.
type library struct {
	*house
	t  *testing.T
	db *pgx.Conn
	id string
}

func issued(t *testing.T) *library {
	h := setup(t)
	db, err := pgx.Connect(t.Context(), h.url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close(context.WithoutCancel(t.Context())) })
	l := &library{h, t, db, newID()}
	l.exec(`INSERT INTO services (municipality, code, version, definition, sha256, published_at, kind)
		VALUES ($1, 'birth', 3, '{"title": {"el": "Πιστοποιητικό γέννησης", "en": "Birth certificate"}}', 'x', $2, 'certificate')`, eleonas, monday)
	l.exec(`INSERT INTO documents (id, municipality, kind, template, unit, state, version, created_at)
		VALUES ($1, $2, 'certificate', 'birth', $3, 'issued', 2, $4)`, l.id, eleonas, registry, monday)
	l.exec(`INSERT INTO protocol_entries (municipality, year, number, direction, channel, subject, service, unit, items, at)
		VALUES ($1, 2026, 900, 'out', 'portal', $2, 'birth', $3, 1, $4)`, eleonas, "document/"+l.id, registry, monday)
	l.version(1, firstCode, "", monday)
	l.version(2, secondCode, secrets[3], monday.AddDate(0, 0, 2))
	l.version(3, draftCode, secrets[3], time.Time{})
	return l
}

// version adds a version with a signature and a file with a timestamp added
// later; without a day it is not issued.
func (l *library) version(n int, code, correction string, at time.Time) {
	var day *time.Time
	if !at.IsZero() {
		day = &at
	}
	l.exec(`INSERT INTO document_versions (document, version, municipality, case_id, template_version, language, code, correction,
			intended_at, signatory, signatory_name, signatory_title, way, class, issued_at)
		VALUES ($1, $2, $3, $4, 3, 'el', $5, $6, $7, $8, $9, 'Ο Δήμαρχος', 'server', 'advanced', $10)`,
		l.id, n, eleonas, l.file(l.t, "citizen"), code, correction, monday, account("head"), secrets[1], day)
	for seq, what := range []string{"signed", "timestamped"} {
		l.exec(`INSERT INTO document_files (document, version, seq, municipality, what, sha256, size, media_type, level, at)
			VALUES ($1, $2, $3, $4, $5, $6, 1000, 'application/pdf', 'B-B', $7)`,
			l.id, n, seq+1, eleonas, what, sha(string("123456"[2*(n-1)+seq])), monday.Add(time.Duration(seq)*time.Hour))
	}
	l.exec(`INSERT INTO document_signatures (document, version, position, municipality, account, name, title, by_order, way, class,
			certificate, signed_at) VALUES ($1, $2, 1, $3, $4, $5, 'Ο Δήμαρχος', true, 'server', 'advanced', $6, $7)`,
		l.id, n, eleonas, account("head"), secrets[1], sha("c"), monday)
}

func (l *library) exec(sql string, args ...any) {
	l.t.Helper()
	if _, err := l.db.Exec(l.t.Context(), sql, args...); err != nil {
		l.t.Fatal(err)
	}
}

func TestAnybodyIsToldHowADocumentStandsAndNothingOfAPerson(t *testing.T) {
	t.Parallel()
	l := issued(t)
	v, err := l.VerifyCode(t.Context(), secondCode)
	want(t, err, "")
	if v.State != models.VerifiedValid || v.Number.Number != 900 || v.Number.Year != 2026 || v.House.El != "Δήμος Ελαιώνα" ||
		v.TitleEl != "Πιστοποιητικό γέννησης" || v.Version != 2 || !v.IssuedAt.Equal(monday.AddDate(0, 0, 2)) || !v.FirstAt.Equal(monday) ||
		len(v.Files) != 2 || v.Files[0].SHA256 != sha("4") || v.Files[0].What != models.FileTimestamped || v.Files[0].Size != 1000 ||
		len(v.Signatures) != 1 || v.Signatures[0].Title != "Ο Δήμαρχος" || !v.Signatures[0].ByOrder || v.Way != models.WayServer ||
		v.Class != "advanced" || !v.ReplacedAt.IsZero() || v.Newest {
		t.Fatalf("%+v", v)
	}
	v, err = l.VerifyCode(t.Context(), firstCode)
	want(t, err, "")
	if v.State != models.VerifiedReplaced || !v.ReplacedAt.Equal(monday.AddDate(0, 0, 2)) || v.Number.Number != 900 {
		t.Fatalf("%+v", v)
	}
	l.exec(`UPDATE documents SET state = 'revoked', revoked_at = $2, revoked_by = $3, revoked_why = $4 WHERE id = $1`,
		l.id, monday.AddDate(0, 0, 5), account("head"), secrets[2])
	for _, code := range []string{firstCode, secondCode} {
		v, err = l.VerifyCode(t.Context(), code)
		want(t, err, "")
		if v.State != models.VerifiedRevoked || !v.RevokedAt.Equal(monday.AddDate(0, 0, 5)) {
			t.Fatalf("%+v", v)
		}
	}
	text, err := json.Marshal(v)
	want(t, err, "")
	for _, s := range append(secrets, "Όνομα", "citizen", l.id) {
		if strings.Contains(string(text), s) {
			t.Errorf("%q is told to everybody: %s", s, text)
		}
	}
}

func TestOnlyWhatWasIssuedIsFound(t *testing.T) {
	t.Parallel()
	l := issued(t)
	for _, code := range []string{draftCode, "", "22222-33333-44444-55552", "%"} {
		_, err := l.VerifyCode(t.Context(), code)
		want(t, err, "no-such-document")
	}
	_, found, err := l.VerifyFile(t.Context(), sha("5"))
	if want(t, err, ""); found {
		t.Fatal("a file of a version that was not issued is found")
	}
	l.exec(`UPDATE documents SET state = 'cancelled' WHERE id = $1`, l.id)
	_, err = l.VerifyCode(t.Context(), firstCode)
	want(t, err, "no-such-document")
	_, found, err = l.VerifyFile(t.Context(), sha("1"))
	if want(t, err, ""); found {
		t.Fatal("a file of a cancelled document is found")
	}
}

func TestAFileIsFoundByItsBytes(t *testing.T) {
	t.Parallel()
	l := issued(t)
	for s, expected := range map[models.SHA256]struct {
		newest  bool
		version int
		state   models.VerifiedState
	}{
		sha("1"): {false, 1, models.VerifiedReplaced}, sha("2"): {true, 1, models.VerifiedReplaced},
		sha("3"): {false, 2, models.VerifiedValid}, sha("4"): {true, 2, models.VerifiedValid},
	} {
		v, found, err := l.VerifyFile(t.Context(), s)
		want(t, err, "")
		if !found || v.Newest != expected.newest || v.Version != expected.version || v.State != expected.state || v.Matched != s {
			t.Errorf("%s: %+v", s[:1], v)
		}
	}
	v, found, err := l.VerifyFile(t.Context(), sha("0"), sha("2"), sha("4"))
	if want(t, err, ""); !found || v.Matched != sha("2") {
		t.Errorf("of several the first that is known: %+v", v)
	}
	if _, found, err = l.VerifyFile(t.Context()); err != nil || found {
		t.Errorf("%v %v", found, err)
	}
	for c, expected := range map[models.SHA256]bool{sha("c"): true, sha("d"): false, "": false} {
		known, err := l.SignedHere(t.Context(), c)
		if want(t, err, ""); known != expected {
			t.Errorf("%q: %v", c, known)
		}
	}
}
