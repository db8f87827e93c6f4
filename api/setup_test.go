package api_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"
	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/thyrida/thyrida/api"
	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/internal/blob"
	"github.com/thyrida/thyrida/internal/calendar"
	"github.com/thyrida/thyrida/internal/clock"
	"github.com/thyrida/thyrida/internal/seal"
	"github.com/thyrida/thyrida/internal/testkit"
	"github.com/thyrida/thyrida/models"
	"github.com/thyrida/thyrida/store"
)

func TestMain(m *testing.M) { testkit.Main(m) }

const (
	elaionas models.Municipality = 9999
	password                     = "thyrida-demo"
)

// monday is when every test begins.
var monday = time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)

// cheap makes password hashes that cost nothing.
var cheap = &argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// people are the accounts of the house; no grants is a citizen.
var people = []struct {
	name   string
	grants []models.Grant
}{
	{"citizen", nil},
	{"citizen2", nil},
	{"clerk", grant(models.RoleClerk, "municipal-roll")},
	{"clerk2", grant(models.RoleClerk, "municipal-roll")},
	{"head", grant(models.RoleHead, "municipal-roll")},
	{"clerk-tech", grant(models.RoleClerk, "technical")},
	{"head-tech", grant(models.RoleHead, "technical")},
	{"clerk-traffic", grant(models.RoleClerk, "traffic")},
	{"clerk-environment", grant(models.RoleClerk, "environment")},
	{"clerk-protocol", grant(models.RoleClerk, "protocol")},
	{"protocol", grant(models.RoleProtocol, "")},
	{"manager", grant(models.RoleManager, "")},
	{"admin", grant(models.RoleAdmin, "")},
	{"mayor", []models.Grant{{Role: models.RoleSignatory, TitleEl: "Η Δήμαρχος", TitleEn: "The Mayor"}}},
	{"deputy", []models.Grant{{Role: models.RoleSignatory, Unit: "municipal-roll", TitleEl: "Ο Προϊστάμενος", TitleEn: "The Head", ByOrder: true},
		{Role: models.RoleClerk, Unit: "municipal-roll"}}},
}

func grant(r models.Role, u models.UnitCode) []models.Grant {
	return []models.Grant{{Role: r, Unit: u}}
}

// house is a municipality that serves its interface.
type house struct {
	url      string
	clock    *clock.Fake
	store    *store.Store
	courier  *courier
	api      huma.API
	log      *ledger
	database string
	client   *http.Client
	deps     api.Deps
}

// setup opens a house of the test's own, on a Monday morning.
func setup(t testing.TB) *house {
	t.Helper()
	return furnished(t, func(*api.Deps) {})
}

// furnished is setup with something else in its place.
func furnished(t testing.TB, change func(*api.Deps)) *house {
	t.Helper()
	h := &house{clock: clock.At(monday), log: &ledger{}}
	keys, err := seal.LoadOrCreate(filepath.Join(t.TempDir(), "keys"))
	if err != nil {
		t.Fatal(err)
	}
	h.database = testkit.Database(t, furnish)
	h.store, err = store.Open(t.Context(), h.database, store.Options{Clock: h.clock, Seal: keys, Conns: 8})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.store.Close)
	blobs, err := blob.Open(t.Context(), "mem://")
	if err != nil {
		t.Fatal(err)
	}
	days, err := calendar.New()
	if err != nil {
		t.Fatal(err)
	}
	h.courier = newCourier(t, h)
	d := api.Deps{Store: h.store, Blob: blobs, Clock: h.clock, Calendar: days, Relay: h.courier, Municipality: elaionas,
		Password: cheap, Log: slog.New(slog.NewJSONHandler(h.log, &slog.HandlerOptions{Level: slog.LevelDebug}))}
	change(&d)
	h.serve(t, d)
	return h
}

// again is another process of the same house.
func (h *house) again(t testing.TB, changes ...func(*api.Deps)) *house {
	t.Helper()
	other, d := *h, h.deps
	d.Metrics = nil
	for _, change := range changes {
		change(&d)
	}
	other.serve(t, d)
	return &other
}

func (h *house) serve(t testing.TB, d api.Deps) {
	t.Helper()
	handler, a, err := api.Build(d)
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(handler)
	t.Cleanup(s.Close)
	h.url, h.api, h.client, h.deps = s.URL, a, s.Client(), d
}

// furnish prepares the database that every test gets a copy of: the catalogue
// that ships with the program, and the people with a session each.
func furnish(ctx context.Context, url string) error {
	if _, err := store.Migrate(ctx, url); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "thyrida-api")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	keys, err := seal.LoadOrCreate(filepath.Join(dir, "keys"))
	if err != nil {
		return err
	}
	s, err := store.Open(ctx, url, store.Options{Clock: clock.At(monday.AddDate(0, 0, -1)), Seal: keys})
	if err != nil {
		return err
	}
	defer s.Close()
	c, err := catalogue.Shipped()
	if err != nil {
		return err
	}
	y := s.System()
	var units []models.Unit
	for _, u := range c.Units {
		units = append(units, u.Model())
	}
	if err := errors.Join(y.SaveMunicipality(ctx, c.Municipality.Name()), y.SaveUnits(ctx, elaionas, units), y.SaveGround(ctx, elaionas, c.Ground)); err != nil {
		return err
	}
	if _, err := y.PublishServices(ctx, elaionas, c.Published()); err != nil {
		return err
	}
	hash, err := argon2id.CreateHash(password, cheap)
	if err != nil {
		return err
	}
	for _, p := range people {
		a := models.NewAccount{ID: account(p.name), Email: p.name + "@example.org", Name: "Όνομα " + p.name, Phone: "+302310000000",
			PasswordHash: hash, Grants: p.grants, Source: "test"}
		if p.grants == nil {
			a.Person = &models.Person{Kind: models.Natural, Name: "Όνομα " + p.name, Email: a.Email, Mobile: "+306900000000", Level: models.IdentityB}
		}
		err := y.CreateAccount(ctx, elaionas, a)
		if err == nil {
			sum := sha256.Sum256([]byte(token(p.name)))
			err = s.For(models.Actor{}).OpenSession(ctx, a.ID, sum[:], monday.AddDate(1, 0, 0))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// forget loses the answer that was kept under a key, as a process does that
// dies between the commit and the keeping.
func (h *house) forget(t testing.TB, key string) {
	t.Helper()
	db, err := pgx.Connect(t.Context(), h.database)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close(context.WithoutCancel(t.Context()))
	if _, err := db.Exec(t.Context(), "DELETE FROM idempotency_keys WHERE key = $1", key); err != nil {
		t.Fatal(err)
	}
}

// account is the ID of somebody of the house, the same in every test.
func account(name string) models.AccountID {
	return models.AccountID(uuid.NewSHA1(uuid.NameSpaceOID, []byte("account/"+name)).String())
}

// token is the session that everybody has open.
func token(name string) string { return "token-of-" + name }

// ledger keeps what was logged.
type ledger struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *ledger) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *ledger) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

var _ io.Writer = (*ledger)(nil)
