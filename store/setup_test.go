package store_test

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/thyrida/thyrida/internal/clock"
	"github.com/thyrida/thyrida/internal/seal"
	"github.com/thyrida/thyrida/internal/testkit"
	"github.com/thyrida/thyrida/models"
	"github.com/thyrida/thyrida/store"
)

func TestMain(m *testing.M) { testkit.Main(m) }

const (
	eleonas  models.Municipality = 9999
	registry models.UnitCode     = "civil-registry"
	works    models.UnitCode     = "technical-service"
	service  models.ServiceCode  = "residence-certificate"
)

// monday is when every test begins.
var monday = time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)

// plan is what the published service does: a clerk of the registry, an opinion
// of the works, the head.
var plan = models.Plan{Service: service, Version: 1, Stages: []models.Stage{
	{Key: "review", Kind: models.KindTask, Audience: models.ForClerk, Units: []models.UnitCode{registry},
		Outcomes: []models.Outcome{models.Done, models.Returned, models.Rejected}},
	{Key: "opinion", Kind: models.KindTask, Audience: models.ForClerk, Units: []models.UnitCode{works},
		Outcomes: []models.Outcome{models.Positive, models.Negative}},
	{Key: "approval", Kind: models.KindTask, Audience: models.ForHead, Units: []models.UnitCode{registry},
		Outcomes: []models.Outcome{models.Approved, models.SentBack, models.Rejected}, ReturnTo: "review", FourEyes: "review"},
	{Key: "delivery", Kind: models.KindDeliver, Audience: models.ForClerk, Outcomes: []models.Outcome{models.Delivered}},
}, Completion: models.Stage{Key: models.Completion, Kind: models.KindTask, Audience: models.ForCitizen,
	Outcomes: []models.Outcome{models.Answered, models.Lapsed}}}

// people are the accounts of the house; a nil list of grants is a citizen.
var people = []struct {
	name   string
	grants []models.Grant
}{
	{"citizen", nil},
	{"citizen2", nil},
	{"clerk", []models.Grant{{Role: models.RoleClerk, Unit: registry}}},
	{"clerk2", []models.Grant{{Role: models.RoleClerk, Unit: registry}}},
	{"head", []models.Grant{{Role: models.RoleHead, Unit: registry}}},
	{"clerk-tech", []models.Grant{{Role: models.RoleClerk, Unit: works}}},
	{"head-tech", []models.Grant{{Role: models.RoleHead, Unit: works}}},
	{"protocol", []models.Grant{{Role: models.RoleProtocol}}},
	{"manager", []models.Grant{{Role: models.RoleManager}}},
	{"admin", []models.Grant{{Role: models.RoleAdmin}}},
}

// house is a municipality with two units, a service and its people.
type house struct {
	*store.Store
	clock *clock.Fake
	url   string
}

// setup opens a house of the test's own, on a Monday morning.
func setup(t testing.TB) *house {
	t.Helper()
	h := &house{clock: clock.At(monday), url: testkit.Database(t, furnish)}
	s, err := store.Open(t.Context(), h.url, store.Options{Clock: h.clock, Seal: sealer(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	h.Store = s
	return h
}

// furnish prepares the database that every test gets a copy of.
func furnish(ctx context.Context, url string) error {
	if _, err := store.Migrate(ctx, url); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "thyrida-store")
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
	y := s.System()
	definition, err := json.Marshal(plan)
	if err != nil {
		return err
	}
	_, published := y.PublishServices(ctx, eleonas, nil)
	err = errors.Join(published,
		y.SaveMunicipality(ctx, models.MunicipalityName{ID: eleonas, El: "Δήμος Ελαιώνα", En: "Municipality of Eleonas",
			ShortEl: "Δ. Ελαιώνα", Phone: "+302100000000", Email: "info@eleonas.example", Address: "Πλατεία 1"}),
		y.SaveUnits(ctx, eleonas, []models.Unit{
			{UnitName: models.UnitName{Code: registry, El: "Δημοτολόγιο", En: "Civil registry"}, Phone: "+302100000001", Email: "registry@eleonas.example"},
			{UnitName: models.UnitName{Code: works, El: "Τεχνική Υπηρεσία", En: "Technical service"}, Phone: "+302100000002", Email: "works@eleonas.example"}}))
	if err != nil {
		return err
	}
	if _, err := y.PublishServices(ctx, eleonas, []models.Published{{Service: service, Version: 1, Definition: definition, SHA256: "first"}}); err != nil {
		return err
	}
	for _, p := range people {
		a := models.NewAccount{ID: account(p.name), Email: p.name + "@example.org", Name: "Όνομα " + p.name, Phone: "+302101111111",
			PasswordHash: "hash of " + p.name, Grants: p.grants, Source: "test"}
		if p.grants == nil {
			a.Person = &models.Person{Kind: models.Natural, Name: "Όνομα " + p.name, Email: p.name + "@example.org", Mobile: "+306900000000"}
		}
		err := y.CreateAccount(ctx, eleonas, a)
		if err == nil {
			err = s.For(models.Actor{}).OpenSession(ctx, a.ID, token(p.name), monday.AddDate(1, 0, 0))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// account is the ID of somebody of the house, the same in every test.
func account(name string) models.AccountID {
	return models.AccountID(uuid.NewSHA1(uuid.NameSpaceOID, []byte("account/"+name)).String())
}

// token is the hash of the session that everybody has open.
func token(name string) []byte { h := sha256.Sum256([]byte(name)); return h[:] }

// actor is somebody of the house as the API knows him: by his session.
func (h *house) actor(t testing.TB, name string) models.Actor {
	t.Helper()
	a, err := h.Actor(t.Context(), token(name))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// as is the desk of somebody of the house.
func (h *house) as(t testing.TB, name string) store.Desk { t.Helper(); return h.For(h.actor(t, name)) }

// file submits a case of a citizen and gives its ID.
func (h *house) file(t testing.TB, citizen string) models.CaseID {
	t.Helper()
	filed, err := h.as(t, citizen).SubmitCase(t.Context(), models.Submission{CaseID: models.CaseID(newID()), Service: service, Version: 1,
		Unit: registry, Form: map[string]any{"reason": "λόγος"}, Delivery: models.ByPortal, Channel: models.FiledPortal,
		Due: models.Due{Legal: monday.AddDate(0, 2, 0), Target: monday.AddDate(0, 0, 10)}})
	if err != nil {
		t.Fatal(err)
	}
	return filed.CaseID
}

// open opens a visit of a case at a stage of the plan, due a day later, and
// gives its tasks.
func (h *house) open(t testing.TB, c models.CaseID, visit int, stage models.StageKey) []models.TaskID {
	t.Helper()
	pos := models.Position{Stage: stage}
	if stage == models.Completion {
		pos.Back = "review"
	}
	st, ok := plan.At(pos)
	if !ok {
		t.Fatalf("no stage %q", stage)
	}
	now := h.clock.Now()
	opened, err := h.System().OpenStage(t.Context(), models.StageOpening{CaseID: c, Visit: visit, Position: pos, Stage: st,
		Decisive: plan.Decisive(stage)}, store.VisitTimes{OpenedAt: now, DueAt: now.AddDate(0, 0, 1), EscalateAt: now.AddDate(0, 0, 3)})
	if err != nil {
		t.Fatal(err)
	}
	var tasks []models.TaskID
	for _, n := range opened.Open {
		tasks = append(tasks, models.TaskAt(c, visit, n))
	}
	return tasks
}

// decide records a decision and closes its visit, as the workflow would.
func (h *house) decide(t testing.TB, name string, c models.CaseID, visit int, o models.Outcome, note string) {
	t.Helper()
	v := models.Verdict{ID: models.DecisionID(newID()), TaskID: models.TaskAt(c, visit, 0), Outcome: o, Note: note}
	if _, err := h.as(t, name).DecideTask(t.Context(), v); err != nil {
		t.Fatal(err)
	}
	if err := h.System().CloseStage(t.Context(), models.StageClosing{CaseID: c, Visit: visit, DecisionID: v.ID, Outcome: o}); err != nil {
		t.Fatal(err)
	}
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }

// code is the code of an error, empty for nil.
func code(err error) models.Code {
	var known *models.Error
	switch {
	case err == nil:
		return ""
	case errors.As(err, &known):
		return known.Code
	}
	return models.Code("internal: " + err.Error())
}

// want fails the test unless the error has the code.
func want(t testing.TB, err error, c models.Code) {
	t.Helper()
	if got := code(err); got != c {
		t.Fatalf("got %q (%v), want %q", got, err, c)
	}
}

func sealer(t testing.TB) store.Sealer {
	t.Helper()
	keys, err := seal.LoadOrCreate(filepath.Join(t.TempDir(), "keys"))
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

// fault is the Error inside an error.
func fault(err error) *models.Error {
	var known *models.Error
	errors.As(err, &known)
	return known
}
