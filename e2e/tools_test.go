//go:build unix

package e2e

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"go.temporal.io/sdk/client"
	tlog "go.temporal.io/sdk/log"

	"github.com/thyrida/thyrida/api"
	"github.com/thyrida/thyrida/models"
)

// environment of the administrator's tools, from <state>/env.
func (h *house) environment(t testing.TB) map[string]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(h.dir, "env"))
	if err != nil {
		t.Fatal(err)
	}
	env := map[string]string{}
	for line := range strings.Lines(string(text)) {
		k, v, _ := strings.Cut(strings.TrimSpace(line), "=")
		env[k] = v
	}
	return env
}

// doctor runs "thyrida doctor" and returns its complaints, one line each; none
// means that it found all to be well.
func (h *house) doctor(t *testing.T, args ...string) []string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	program, err := program()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(ctx, program, append([]string{"doctor"}, args...)...)
	cmd.Env = environment()
	for k, v := range h.environment(t) {
		cmd.Env = append(cmd.Env, k+"="+v)
	}
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err = cmd.Run()
	var found []string
	for line := range strings.Lines(out.String()) {
		if strings.HasPrefix(line, "  ") {
			found = append(found, strings.TrimSpace(line))
		}
	}
	well := strings.Contains(out.String(), "all is well")
	if well != (err == nil) || well && len(found) > 0 && len(args) == 0 || !well && len(found) == 0 {
		t.Fatalf("doctor: %v\n%s%s", err, out.String(), errs.String())
	}
	return found
}

// temporal is a client of the house's Temporal, for what only an administrator
// does.
func (h *house) temporal(t *testing.T) client.Client {
	t.Helper()
	env := h.environment(t)
	c, err := client.Dial(client.Options{HostPort: env["THYRIDA_TEMPORAL_ADDRESS"], Namespace: env["THYRIDA_TEMPORAL_NAMESPACE"],
		Logger: tlog.NewStructuredLogger(slog.New(slog.DiscardHandler))})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// count asks the database for one number.
func count(t testing.TB, h *house, query string, args ...any) (n int) {
	t.Helper()
	c, err := pgx.Connect(t.Context(), h.environment(t)["THYRIDA_DATABASE_URL"])
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close(context.WithoutCancel(t.Context())) }()
	if err := c.QueryRow(t.Context(), query, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// documentNumbers are the lines of the protocol book that documents have.
func (h *house) documentNumbers(t testing.TB) []models.Entry {
	t.Helper()
	c, err := pgx.Connect(t.Context(), h.environment(t)["THYRIDA_DATABASE_URL"])
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close(context.WithoutCancel(t.Context())) }()
	rows, err := c.Query(t.Context(), `SELECT number, year, at FROM protocol_entries WHERE subject LIKE 'document/%'`)
	if err != nil {
		t.Fatal(err)
	}
	out, err := pgx.CollectRows(rows, pgx.RowToStructByPos[models.Entry])
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// numbered is the number of an application; zero for the case of a certificate.
func numbered(c api.CaseLine) models.Entry {
	switch p := any(c.Protocol).(type) {
	case models.Entry:
		return p
	case *models.Entry:
		if p != nil {
			return *p
		}
	}
	return models.Entry{}
}
