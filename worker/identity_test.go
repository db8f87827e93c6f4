package worker_test

import (
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/demo"
	"github.com/thyrida/thyrida/internal/clock"
	"github.com/thyrida/thyrida/internal/mailbox"
	"github.com/thyrida/thyrida/models"
)

// The shipped catalogue waits 30 and 30 days for who must be identified. Here
// it waits ten and five: of two who filed, one three weeks and one twelve days
// ago, Temporal's timer ends the first and only reminds the second.
func TestWhoIsNotIdentifiedInTheTimeThatIsSetLosesHisPlaceAndIsTold(t *testing.T) {
	t.Parallel()
	p := withPost(t)
	h := p.withTemporal(t)
	h.work(t, nil)
	service := p.impatient(t, "civil-marriage-ceremony")
	now, first, second := clock.System{}.Now(), p.Account("citizen@example.org"), p.Account("citizen2@example.org")

	p.at.Set(now.AddDate(0, 0, -21))
	gone := h.waits(t, service, first)
	desk, db := p.Store.For(first.Actor()), testkitConn(t, p.url)
	var r models.IdentityRequest
	require.Eventually(t, func() bool {
		var err error
		r, err = desk.IdentityRequest(t.Context(), "")
		return err == nil
	}, settle, 20*time.Millisecond)
	h.deliverStart(t, r.ID)
	ended := func(id models.CaseID) (o models.Outcome) {
		var state models.CaseState
		require.NoError(t, db.QueryRow(t.Context(), `SELECT state, coalesce(outcome, '') FROM cases WHERE id = $1`, string(id)).Scan(&state, &o))
		return o
	}
	for _, id := range []models.CaseID{gone, r.ID} {
		require.Eventually(t, func() bool { return ended(id) == models.Lapsed }, settle, 50*time.Millisecond, id)
	}

	p.at.Set(now.AddDate(0, 0, -12))
	here := h.waits(t, service, second)
	reminded := func() (n int) {
		require.NoError(t, db.QueryRow(t.Context(), `SELECT count(*) FROM notices WHERE case_id = $1 AND event = 'identity-reminder'`, string(here)).Scan(&n))
		return n
	}
	require.Eventually(t, func() bool { return reminded() > 0 }, settle, 50*time.Millisecond)
	require.Empty(t, ended(here), "his time has not passed")

	p.at.Set(now)
	p.send(t)
	for _, subject := range []string{"Έκλεισε χωρίς ταυτοποίηση", "Το αίτημα ταυτοποίησης έληξε"} {
		n := 0
		for _, m := range p.box.Messages(mailbox.Filter{To: first.Email}) {
			if m.Channel == mailbox.Email && strings.Contains(m.Subject, subject) {
				n++
			}
		}
		require.Equal(t, 1, n, "e-mails «%s»", subject)
	}

	// An officer who comes too late is told so, and nothing has changed.
	officer := p.Store.For(p.Clerk("kep-port").Actor())
	_, err := officer.FindIdentity(t.Context(), r.Code)
	refusedAs(t, err, "no-such-request")
	_, err = officer.DecideIdentity(t.Context(), r.ID, models.Verdict{ID: models.DecisionID(uuid.NewString()), Outcome: models.Done},
		&models.ShownDocument{Kind: "identity-card", Number: "ΑΒ741963"})
	refusedAs(t, err, "task-closed")
	again, err := desk.IdentityRequest(t.Context(), r.ID)
	require.NoError(t, err)
	require.Equal(t, models.Closed, again.State)
	require.Equal(t, models.Lapsed, ended(gone))
	var level models.IdentityLevel
	require.NoError(t, db.QueryRow(t.Context(), `SELECT level FROM persons WHERE id = $1`, string(first.Person.ID)).Scan(&level))
	require.Equal(t, models.IdentityA, level)
}

// impatient publishes a service, and the identification, with ten days until
// the reminder and five more until the end; and forgets that anybody is known.
func (p *post) impatient(t *testing.T, code models.ServiceCode) *catalogue.Service {
	t.Helper()
	shipped, ok := p.Catalogue.Service(code)
	require.True(t, ok)
	definition, _ := shipped.Definition()
	s, err := catalogue.Parse(definition)
	require.NoError(t, err)
	s.Version, s.Terms.Identification = shipped.Version+1, catalogue.Waiting{Term: 10, Lapse: 5}
	definition, sum := s.Definition()
	i := *p.Catalogue.Identity
	i.Version, i.Term, i.Lapse = i.Version+1, 10, 5
	identity, seal := i.Definition()
	_, err = p.Store.System().PublishServices(t.Context(), demo.Municipality, []models.Published{
		{Service: s.Code, Version: s.Version, Definition: definition, SHA256: sum, Kind: models.KindApplication},
		{Service: models.IdentityService, Version: i.Version, Definition: identity, SHA256: seal, Kind: models.KindIdentity}})
	require.NoError(t, err)
	_, err = testkitConn(t, p.url).Exec(t.Context(), `UPDATE persons SET level = 'A'`)
	require.NoError(t, err)
	return s
}

// waits files an application whose applicant nobody has identified, and starts
// its workflow.
func (h *town) waits(t *testing.T, s *catalogue.Service, by demo.Account) models.CaseID {
	t.Helper()
	id := models.CaseID(uuid.Must(uuid.NewV7()).String())
	filed, err := h.File(t.Context(), demo.Request{ID: id, Service: s, By: by, Name: string(id), Random: rand.New(rand.NewPCG(1, 1))})
	require.NoError(t, err)
	require.True(t, filed.Identify)
	require.NoError(t, h.relay.Deliver(t.Context(), filed.Outbox))
	return id
}

// deliverStart starts the workflow of a case that the machine made.
func (h *town) deliverStart(t *testing.T, id models.CaseID) {
	t.Helper()
	var outbox int64
	require.NoError(t, testkitConn(t, h.url).QueryRow(t.Context(), `SELECT id FROM outbox WHERE workflow_id = $1 AND verb = 'start'`,
		models.WorkflowOf(id)).Scan(&outbox))
	require.NoError(t, h.relay.Deliver(t.Context(), outbox))
}

func refusedAs(t *testing.T, err error, code models.Code) {
	t.Helper()
	var known *models.Error
	require.True(t, errors.As(err, &known), "%v", err)
	require.Equal(t, code, known.Code)
}
