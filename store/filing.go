package store

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"sync"
	"time"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// filing is one submission on its way into the book.
type filing struct {
	desk   Desk
	in     models.Submission
	person models.PersonID
	speaks models.PersonID // for person; empty: he himself
	out    models.Filed
	err    error
	done   chan struct{}
}

// counter commits the submissions of one municipality. The lock on its
// protocol book is the only queue in the house, and a transaction a number
// holds it for a whole commit; so whoever waits is committed together with all
// the others who wait, in the order in which they came.
type counter struct {
	mu      sync.Mutex
	waiting []*filing
	busy    bool
}

// together is how many submissions are committed in one transaction at most.
const together = 64

// filingTime bounds one commit of submissions.
const filingTime = 30 * time.Second

// acts is the person who acts in the case.
func (f *filing) acts() models.PersonID { return cmp.Or(f.speaks, f.person) }

// submit queues a submission and waits for its commit. A caller who gives up
// waits all the same: only the commit tells what became of it.
func (s *Store) submit(ctx context.Context, f *filing) {
	f.done = make(chan struct{})
	at, _ := s.counters.LoadOrStore(f.desk.actor.Municipality, new(counter))
	c := at.(*counter)
	c.mu.Lock()
	c.waiting = append(c.waiting, f)
	lead := !c.busy
	c.busy = true
	c.mu.Unlock()
	if lead {
		go s.lead(context.WithoutCancel(ctx), c)
	}
	<-f.done
}

// lead commits until nobody waits.
func (s *Store) lead(ctx context.Context, c *counter) {
	for {
		c.mu.Lock()
		n := min(len(c.waiting), together)
		batch := c.waiting[:n:n]
		c.waiting = c.waiting[n:]
		c.busy = n > 0
		c.mu.Unlock()
		if n == 0 {
			return
		}
		s.commit(ctx, batch)
		for _, f := range batch {
			_ = s.told(f.in.CaseID, f.err)
			close(f.done)
		}
	}
}

// commit files a batch in one transaction. If that fails, each is filed alone,
// so that one person's fault is nobody else's.
func (s *Store) commit(ctx context.Context, batch []*filing) {
	ctx, cancel := context.WithTimeout(ctx, filingTime)
	defer cancel()
	err := s.tx(ctx, "submit cases", func(tx *gorm.DB) error { return s.fileAll(tx, batch) })
	if err == nil || len(batch) == 1 {
		batch[0].err = err
		return
	}
	for _, f := range batch {
		f.err = s.tx(ctx, "submit case "+string(f.in.CaseID), func(tx *gorm.DB) error { return s.fileAll(tx, []*filing{f}) })
	}
}

// fileAll writes a batch: facts and messages first, the numbers last.
func (s *Store) fileAll(tx *gorm.DB, batch []*filing) error {
	ids := make([]models.CaseID, len(batch))
	var files []fileRow
	var rs []registration
	var shown []*filing
	for i, f := range batch {
		person, err := f.desk.applicant(tx, f.in)
		if err != nil {
			return err
		}
		f.person, f.speaks, ids[i] = person, "", f.in.CaseID
		if err := f.represent(tx); err != nil {
			return err
		}
		if f.in.Shown != nil {
			shown = append(shown, f)
		}
		for _, x := range f.in.Attachments {
			files = append(files, fileRow{Case: f.in.CaseID, ID: x.ID, Slot: x.Slot, Actor: f.desk.actor.Account})
		}
		rs = append(rs, registration{subject: caseSubject(f.in.CaseID), direction: "in", channel: f.in.Channel,
			service: f.in.Service, unit: f.in.Unit, items: len(f.in.Attachments)})
	}
	for _, f := range shown {
		if err := f.desk.showed(tx, f.acts(), f.in.Shown); err != nil {
			return err
		}
	}
	if err := s.insertCases(tx, batch); err != nil {
		return err
	}
	for _, f := range shown {
		if err := s.identified(tx, f.proof()); err != nil {
			return err
		}
	}
	if err := attachAll(tx, 0, files); err != nil {
		return err
	}
	if err := s.insertRepresentations(tx, batch); err != nil {
		return err
	}
	if err := s.tell(tx, models.EventReceived, 0, ids...); err != nil {
		return err
	}
	entries, err := s.numbers(tx, batch[0].desk.actor.Municipality, rs)
	for i, e := range entries {
		batch[i].out.Protocol = e
	}
	return err
}

// insertCases writes cases, forms, start messages and audit lines, and finds
// other open cases for the same, in one statement.
func (s *Store) insertCases(tx *gorm.DB, batch []*filing) error {
	type row struct {
		ID        models.CaseID        `json:"id"`
		Service   models.ServiceCode   `json:"service"`
		Version   int                  `json:"version"`
		Unit      models.UnitCode      `json:"unit"`
		Applicant models.PersonID      `json:"applicant"`
		Speaks    *models.PersonID     `json:"speaks"`
		Actor     models.AccountID     `json:"actor"`
		Channel   models.FilingChannel `json:"channel"`
		Delivery  models.Delivery      `json:"delivery"`
		Legal     time.Time            `json:"legal"`
		Target    time.Time            `json:"target"`
		FromBody  string               `json:"from_body"`
		FiledAt   *time.Time           `json:"filed_at"` // elsewhere
		Form      map[string]any       `json:"form"`
		Draft     *models.DraftID      `json:"draft"`
		Proved    bool                 `json:"proved"`
		Start     models.CaseStart     `json:"start"`
	}
	rows := make([]row, len(batch))
	place := make(map[models.CaseID]*filing, len(batch))
	for i, f := range batch {
		in, m := f.in, f.desk.actor.Municipality
		rows[i] = row{ID: in.CaseID, Service: in.Service, Version: in.Version, Unit: in.Unit, Applicant: f.person,
			Actor: f.desk.actor.Account, Channel: in.Channel, Delivery: in.Delivery, Legal: in.Due.Legal, Target: in.Due.Target,
			Form: in.Form, Proved: in.Shown != nil,
			Start: models.CaseStart{CaseID: in.CaseID, Municipality: m, Service: in.Service, Version: in.Version}}
		if in.Arrival != nil {
			rows[i].FromBody, rows[i].FiledAt = in.Arrival.FromBody, &in.Arrival.FiledAt
		}
		if in.Draft != "" {
			rows[i].Draft = &in.Draft
		}
		if f.speaks != "" {
			rows[i].Speaks = &f.speaks
		}
		place[in.CaseID] = f
	}
	body, err := json.Marshal(rows)
	if err != nil {
		return err
	}
	now := s.now()
	var got []struct {
		ID       models.CaseID
		Ob       int64
		Other    models.CaseID
		Identify bool
	}
	err = tx.Raw(insertCasesSQL, args{"rows": string(body), "m": int(batch[0].desk.actor.Municipality), "now": now,
		"lease": now.Add(s.opts.Lease)}).Scan(&got).Error
	if err == nil && len(got) != len(batch) {
		err = errors.New("a submission was not written") // cannot be: every row is joined with what it made
	}
	for _, g := range got {
		place[g.ID].out.Outbox, place[g.ID].out.Duplicate, place[g.ID].out.Identify = g.Ob, g.Other, g.Identify
	}
	return err
}

// identityWanted: the service of case c needs a sure identity, and nobody has
// identified the person who acts in it: who represents the applicant, or he
// himself. A child or an organisation shows nobody a document.
const identityWanted = `EXISTS (SELECT FROM services v JOIN persons p ON p.id = coalesce(c.representative, c.applicant)
	WHERE v.municipality = c.municipality AND v.code = c.service AND v.version = c.version AND v.kind = 'application'
		AND v.definition ->> 'identity' = 'substantial' AND p.level = 'A' AND p.kind = 'natural')`

// waited: case c waited for somebody's identity when it was filed. Until its
// process has begun, that is whether it would wait.
const waited = `(EXISTS (SELECT FROM stage_visits s WHERE s.case_id = c.id AND s.stage = 'identification')
	OR c.visit = 0 AND c.state = 'open' AND ` + identityWanted + `)`

// Who speaks for another is told of his own cases for that one only.
const insertCasesSQL = `
	WITH r AS (
		SELECT * FROM jsonb_to_recordset(CAST(@rows AS jsonb)) AS r(id uuid, service text, version int, unit text,
			applicant uuid, speaks uuid, actor uuid, channel text, delivery text, legal timestamptz, target timestamptz, form jsonb,
			from_body text, filed_at timestamptz, draft uuid, start jsonb, proved bool)),
	i AS (SELECT c.* FROM (SELECT r.id, r.applicant, r.speaks AS representative, r.service, r.version, CAST(@m AS int) AS municipality FROM r WHERE NOT proved) c WHERE ` + identityWanted + `),
	c AS (
		INSERT INTO cases (id, municipality, kind, service, version, unit, applicant, representative, filed_by, channel, delivery,
			state, submitted_at, from_body, competent_at, legal_due_at, target_due_at)
		SELECT id, @m, 'application', service, version, unit, applicant, speaks, actor, channel, delivery, 'open', coalesce(filed_at, @now), from_body,
			CASE WHEN filed_at IS NOT NULL THEN CAST(@now AS timestamptz) END, legal, target FROM r),
	f AS (
		INSERT INTO case_forms (case_id, version, municipality, form, written_at)
		SELECT id, 1, @m, coalesce(nullif(form, 'null'), '{}'), @now FROM r),
	d AS (
		DELETE FROM drafts USING r WHERE drafts.id = r.draft AND drafts.account = r.actor),
	a AS (
		INSERT INTO audit (municipality, at, actor, action, object, object_id)
		SELECT @m, @now, actor, 'submit-case', 'case', CAST(id AS text) FROM r),
	o AS (
		INSERT INTO outbox (municipality, verb, workflow, workflow_id, body, not_before, created_at)
		SELECT @m, 'start', 'application', 'case-' || CAST(r.id AS text),
			CASE WHEN i.id IS NULL THEN start ELSE start || '{"identify": true}' END, @lease, @now FROM r LEFT JOIN i ON i.id = r.id
		RETURNING id, workflow_id)
	SELECT r.id, o.id AS ob, EXISTS (SELECT FROM i WHERE i.id = r.id) AS identify, (SELECT x.id FROM cases x WHERE x.applicant = r.applicant AND x.service = r.service AND x.state = 'open'
			AND (r.speaks IS NULL OR r.channel <> 'portal' OR x.representative = r.speaks)
		ORDER BY x.submitted_at DESC LIMIT 1) AS other
	FROM r JOIN o ON o.workflow_id = 'case-' || CAST(r.id AS text)`
