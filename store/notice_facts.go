package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/thyrida/thyrida/models"
)

// Notice gives one notice as it stands.
func (y System) Notice(ctx context.Context, id models.NoticeID) (n models.Notice, err error) {
	var quiet *time.Time
	err = y.s.db.WithContext(ctx).Raw(`SELECT id, municipality, coalesce(CAST(case_id AS text), ''), event, visit, channel, state, attempts, created_at,
			quiet_until
		FROM notices WHERE id = ?`, string(id)).Row().Scan(&n.ID, &n.Municipality, &n.CaseID, &n.Event, &n.Visit, &n.Channel,
		&n.State, &n.Attempts, &n.CreatedAt, &quiet)
	n.QuietUntil = utc(quiet)
	return n, meaning("read notice", err)
}

// TakeNotice begins one attempt of a notice that a workflow looks after, and
// gives it as it stood: an earlier attempt whose end nobody saw is in its
// UncertainAt.
func (y System) TakeNotice(ctx context.Context, id models.NoticeID) (n models.Notice, err error) {
	var uncertain *time.Time
	err = y.s.db.WithContext(ctx).Raw(`UPDATE notices n SET attempts = n.attempts + 1,
			uncertain_at = CASE WHEN n.state = 'durable' THEN coalesce(n.uncertain_at, @now) ELSE n.uncertain_at END
		FROM (SELECT id, uncertain_at FROM notices WHERE id = @id FOR UPDATE) q
		WHERE n.id = q.id
		RETURNING n.id, n.municipality, coalesce(CAST(n.case_id AS text), ''), n.event, n.visit, n.channel, n.state, n.attempts, n.created_at, q.uncertain_at`,
		args{"id": string(id), "now": y.s.now()}).Row().Scan(&n.ID, &n.Municipality, &n.CaseID, &n.Event, &n.Visit, &n.Channel,
		&n.State, &n.Attempts, &n.CreatedAt, &uncertain)
	if uncertain != nil {
		n.UncertainAt = *uncertain
	}
	return n, meaning("take notice", err)
}

// NoticeFacts reads everything a notice may say, as it is now: whom to tell,
// how the case stands and who handles it.
func (y System) NoticeFacts(ctx context.Context, n models.Notice) (models.NoticeFacts, error) {
	fs, err := y.FactsOfNotices(ctx, []models.Notice{n})
	return fs[n.ID], err
}

// FactsOfNotices is NoticeFacts for many, from one statement for all that are
// of cases and one for each kind of particulars. What cannot be read of one
// is missing, and in the error.
func (y System) FactsOfNotices(ctx context.Context, ns []models.Notice) (map[models.NoticeID]models.NoticeFacts, error) {
	out := make(map[models.NoticeID]models.NoticeFacts, len(ns))
	of := make(map[models.NoticeID]*models.NoticeFacts, len(ns))
	var ids array
	var errs []error
	for _, n := range ns {
		if n.CaseID != "" {
			of[n.ID], ids = &models.NoticeFacts{Notice: n}, append(ids, string(n.ID))
			continue
		}
		f, err := y.accountFacts(ctx, n)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		out[n.ID] = f
	}
	if len(ids) > 0 {
		errs = append(errs, y.caseFacts(ctx, ids, of, out))
	}
	return out, errors.Join(errs...)
}

// caseFacts fills in the facts of notices of cases and puts those that are
// complete into out.
func (y System) caseFacts(ctx context.Context, ids array, of map[models.NoticeID]*models.NoticeFacts,
	out map[models.NoticeID]models.NoticeFacts) error {
	talked, papered, err := y.commonFacts(ctx, ids, of)
	if err == nil {
		err = meaning("read messages of notices", y.noticeMessages(ctx, talked, of))
	}
	if err == nil {
		err = meaning("read documents of notices", y.noticeDocuments(ctx, papered, of))
	}
	if err != nil {
		return err
	}
	var errs []error
	for id, f := range of {
		if f.Subject == "" {
			errs = append(errs, &models.Error{Kind: models.NotFound, Code: "not-found", Err: fmt.Errorf("no facts of notice %s", id)})
			continue
		}
		if err := y.ownFacts(ctx, f); err != nil {
			errs = append(errs, err)
			continue
		}
		out[id] = *f
	}
	return errors.Join(errs...)
}

// ownFacts reads what few notices say.
func (y System) ownFacts(ctx context.Context, f *models.NoticeFacts) error {
	if err := y.noticeBody(ctx, f); err != nil {
		return meaning("read body of notice", err)
	}
	if slices.Contains(identityEvents, f.Event) {
		return meaning("read identity of notice", y.noticeIdentity(ctx, f))
	}
	return nil
}

// commonFacts reads what every notice of a case may say, and gives those that
// tell of messages and those that tell of documents.
func (y System) commonFacts(ctx context.Context, ids array, of map[models.NoticeID]*models.NoticeFacts) (talked, papered array, err error) {
	rows, err := y.s.db.WithContext(ctx).Raw(noticeFactsSQL, args{"ids": ids}).Rows()
	if err != nil {
		return nil, nil, meaning("read facts of notices", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var id string
		var f models.NoticeFacts
		var due, numbered *time.Time
		var papers bool
		err := rows.Scan(&id,
			&f.Language, &f.To, &f.Name, &f.Staff, &f.Service, &f.Version, &f.Number, &f.Year, &numbered,
			&f.Stage, &f.Unit.Code, &f.Unit.El, &f.Unit.En, &f.Handler.Name, &f.Handler.Phone, &f.Handler.Email,
			&due, &f.LegalDueAt, &f.Outcome, &f.Reasons, &f.Delivery, &f.Tracking, &f.Quiet.From, &f.Quiet.Until,
			&f.House.ID, &f.House.El, &f.House.En, &f.House.ShortEl, &f.House.Phone, &f.House.Email, &f.House.Address, &papers)
		if err != nil {
			return nil, nil, meaning("read facts of notices", err)
		}
		if due != nil {
			f.DueAt = *due
		}
		if numbered != nil {
			f.NumberedAt = *numbered
		}
		known := of[models.NoticeID(id)]
		f.Notice, f.Subject = known.Notice, y.subject(known.ID)
		*known = f
		switch {
		case f.Event == models.EventMessage || f.Event == models.EventAsked:
			talked = append(talked, id)
		case papers && !slices.Contains(identityEvents, f.Event):
			papered = append(papered, id)
		}
	}
	return talked, papered, meaning("read facts of notices", rows.Err())
}

// A case that has ended is its own unit's to explain. The handler is the clerk
// who has the visit told of, else the last clerk of
// that unit in this case, else whom the unit names as its contact; a unit
// without a contact answers with its own telephone.
const noticeFactsSQL = `
	SELECT CAST(n.id AS text), coalesce(s.language, p.language),
		CASE WHEN n.account IS NOT NULL THEN s.email WHEN n.channel = 'sms' THEN p.mobile ELSE p.email END,
		coalesce(s.name, p.name), n.account IS NOT NULL,
		c.service, c.version, coalesce(e.number, 0), coalesce(e.year, 0), e.at,
		coalesce(v.stage, ''), u.code, u.el, u.en,
		coalesce(h.name, u.el), coalesce(nullif(h.phone, ''), u.phone), coalesce(h.email, u.email),
		v.due_at, c.legal_due_at, coalesce(c.outcome, ''), coalesce(r.note, ''), c.delivery, coalesce(tr.tracking, ''),
		coalesce(p.quiet_from, m.quiet_from, ''), coalesce(p.quiet_until, m.quiet_until, ''),
		m.id, m.el, m.en, m.short_el, m.phone, m.email, m.address,
		n.document IS NOT NULL OR n.event = 'granted'
	FROM notices n
	JOIN cases c ON c.id = n.case_id
	JOIN persons p ON p.id = coalesce(c.representative, c.applicant)
	JOIN municipalities m ON m.id = n.municipality
	LEFT JOIN accounts s ON s.id = n.account
	LEFT JOIN protocol_entries e ON e.subject = 'case/' || CAST(c.id AS text)
	LEFT JOIN stage_visits v ON v.case_id = c.id AND v.visit = n.visit AND v.ordinal = 0
	JOIN units u ON u.municipality = c.municipality AND u.code = CASE
		WHEN n.event IN ('granted', 'rejected', 'withdrawn', 'handed-on', 'revoked', 'link') THEN c.unit ELSE coalesce(v.unit, c.unit) END
	LEFT JOIN LATERAL (
		SELECT a.name, a.phone, a.email FROM (
			SELECT x.assignee AS id, x.visit FROM stage_visits x
			WHERE x.case_id = c.id AND x.unit = u.code AND x.visit <= n.visit AND x.assignee IS NOT NULL AND x.audience IN ('clerk', 'head')
			UNION ALL SELECT u.contact, -1 WHERE u.contact IS NOT NULL) who
		JOIN accounts a ON a.id = who.id AND a.disabled_at IS NULL
		ORDER BY who.visit DESC LIMIT 1) h ON true
	LEFT JOIN LATERAL (
		SELECT d.note FROM decisions d WHERE d.case_id = c.id AND d.visit <= n.visit AND d.outcome IN ('returned', 'rejected')
			AND d.state <> 'refused' AND n.event IN ('returned', 'rejected', 'reminder', 'identity-refused')
		ORDER BY d.recorded_at DESC LIMIT 1) r ON true
	LEFT JOIN LATERAL (
		SELECT d.tracking FROM decisions d JOIN cases k ON k.id = d.case_id
		WHERE (k.id = c.id OR k.parent = c.id) AND d.tracking <> '' ORDER BY d.recorded_at DESC LIMIT 1) tr ON true
	WHERE n.id = ANY(CAST(@ids AS uuid[]))`
