package api_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/thyrida/thyrida/internal/verifycode"
)

// paper is an issued document.
type issuedPaper struct{ id, code string }

// names that nobody is to read on the public check.
var unnamed = []string{"Υπογράφων Κρυφός", "κρυφός λόγος"}

// issues writes an issued document with these bytes as its file.
func (h *house) issues(t testing.TB, file []byte) issuedPaper {
	t.Helper()
	p := issuedPaper{uuid.Must(uuid.NewV7()).String(), verifycode.New()}
	h.sql(t, `INSERT INTO services (municipality, code, version, definition, sha256, published_at, kind) VALUES
		($1, 'birth', 1, '{"title": {"el": "Πιστοποιητικό γέννησης", "en": "Birth certificate"}}', 'x', $2, 'certificate')
		ON CONFLICT DO NOTHING`, elaionas, monday)
	h.sql(t, `INSERT INTO documents (id, municipality, kind, template, unit, state, version, created_at)
		VALUES ($1, $2, 'certificate', 'birth', 'municipal-roll', 'issued', 1, $3)`, p.id, elaionas, monday)
	h.sql(t, `INSERT INTO protocol_entries (municipality, year, number, direction, channel, subject, service, unit, items, at)
		SELECT $1, 2025, 700 + count(*), 'out', 'portal', $2, 'birth', 'municipal-roll', 1, $3 FROM documents`, elaionas, "document/"+p.id, monday)
	h.version(t, p, 1, p.code, file, monday)
	return p
}

// version adds an issued version.
func (h *house) version(t testing.TB, p issuedPaper, n int, code string, file []byte, at time.Time) {
	t.Helper()
	sum := sha256.Sum256(file)
	h.sql(t, `INSERT INTO document_versions (document, version, municipality, case_id, template_version, code, intended_at, signatory,
			signatory_name, way, class, issued_at) VALUES ($1, $2, $3, $4, 1, $5, $6, $7, $8, 'server', 'development', $6)`,
		p.id, n, elaionas, h.as(t, "citizen").files(), code, at, account("head"), unnamed[0])
	h.sql(t, `INSERT INTO document_files (document, version, seq, municipality, what, sha256, size, media_type, level, at)
		VALUES ($1, $2, 1, $3, 'signed', $4, $5, 'application/pdf', 'B-B', $6)`, p.id, n, elaionas, hex.EncodeToString(sum[:]), len(file), at)
	h.sql(t, `INSERT INTO document_signatures (document, version, position, municipality, account, name, title, by_order, way, class,
			certificate, signed_at) VALUES ($1, $2, 1, $3, $4, $5, 'Ο Δήμαρχος', true, 'server', 'development', '', $6)`,
		p.id, n, elaionas, account("head"), unnamed[0], at)
}

func (h *house) sql(t testing.TB, text string, args ...any) {
	t.Helper()
	db, err := pgx.Connect(t.Context(), h.database)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close(context.WithoutCancel(t.Context()))
	if _, err := db.Exec(t.Context(), text, args...); err != nil {
		t.Fatal(err)
	}
}

// checks sends a file to the public check; fields come in pairs.
func (c *caller) checks(content string, fields ...string) *reply {
	c.t.Helper()
	return c.sends("verify", content, fields...)
}

func (c *caller) sends(path, content string, fields ...string) *reply {
	c.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for i := 0; i+1 < len(fields); i += 2 {
		_ = w.WriteField(fields[i], fields[i+1])
	}
	part, err := w.CreateFormFile("file", "a.pdf")
	if err != nil {
		c.t.Fatal(err)
	}
	_, _ = part.Write([]byte(content))
	_ = w.Close()
	return c.send(http.MethodPost, path, &b, "Content-Type", w.FormDataContentType())
}

func TestAnybodyChecksACodeAndLearnsNothingOfAPerson(t *testing.T) {
	t.Parallel()
	h := setup(t)
	p, c := h.issues(t, []byte("file")), h.as(t, "")
	for _, typed := range []string{p.code, strings.ToLower(p.code), strings.ReplaceAll(p.code, "-", ""), strings.ReplaceAll(p.code, "-", "%20")} {
		r := c.get("verify/" + typed).want(200)
		v := r.object()
		if v["state"] != "valid" || v["title"] != "Certificate of birth" || v["code"] != p.code || v["class"] != "development" ||
			!strings.Contains(fmt.Sprint(v["classText"]), "not qualified") || v["files"].([]any)[0].(map[string]any)["sha256"] == "" {
			t.Fatalf("%s", r.body)
		}
		for _, s := range append(unnamed, "Όνομα", "citizen", p.id) {
			if strings.Contains(string(r.body), s) {
				t.Errorf("%q is told to everybody", s)
			}
		}
		if r.header.Get("Cache-Control") != "no-store" {
			t.Errorf("kept: %v", r.header)
		}
	}
	second := verifycode.New()
	h.version(t, p, 2, second, []byte("file 2"), monday.AddDate(0, 0, 3))
	old := c.get("verify/" + p.code).want(200).object()
	if old["state"] != "replaced" || !strings.Contains(old["stateText"].(string), "26 November 2026") {
		t.Errorf("%v", old)
	}
	h.sql(t, `UPDATE documents SET state = 'revoked', revoked_at = $2, revoked_why = $3 WHERE id = $1`, p.id, monday.AddDate(0, 0, 4), unnamed[1])
	r := c.get("verify/" + second).want(200)
	if v := r.object(); v["state"] != "revoked" || v["firstIssuedAt"] == nil || strings.Contains(string(r.body), unnamed[1]) {
		t.Errorf("%s", r.body)
	}
}

func TestAWrongCodeAndAnUnknownOneLookTheSame(t *testing.T) {
	t.Parallel()
	h := setup(t)
	c := h.as(t, "")
	answer := func(code string) string {
		r := c.get("verify/" + code)
		r.problem(404, "no-such-document")
		m := r.object()
		delete(m, "instance")
		return fmt.Sprint(m, r.header["Content-Type"], len(r.header))
	}
	unknown := answer(verifycode.New())
	for _, wrong := range []string{"x", "ΚΩΔΙΚΟΣ", strings.Repeat("2", 21), "00000-00000-00000-00000", strings.Repeat("y", 3000), "%00"} {
		if got := answer(wrong); got != unknown {
			t.Errorf("%s: %s, and unknown is %s", wrong, got, unknown)
		}
	}
}

func TestWhoGuessesWaitsAndWhoKnowsDoesNot(t *testing.T) {
	t.Parallel()
	h := setup(t)
	p, c := h.issues(t, []byte("file")), h.as(t, "")
	for range 50 {
		c.get("verify/" + p.code).want(200)
	}
	for range 29 {
		c.get("verify/" + verifycode.New()).want(404)
	}
	page := c.get("/v/guess").want(404) // the page counts too
	if !strings.Contains(string(page.body), "<title>Σφάλμα: ") {
		t.Errorf("%s", page.body)
	}
	for _, code := range []string{verifycode.New(), "x", p.code} {
		r := c.get("verify/" + code)
		r.problem(429, "too-many-attempts")
		if r.header.Get("Retry-After") != "20" {
			t.Errorf("wait %q", r.header.Get("Retry-After"))
		}
	}
	if r := c.get("/v/" + p.code).want(429); r.header.Get("Retry-After") != "20" {
		t.Errorf("%v", r.header)
	}
	h.clock.Advance(20 * time.Second)
	c.get("verify/" + p.code).want(200)
	c.get("verify/" + verifycode.New()).want(404)
	c.get("verify/" + p.code).want(429)
}
