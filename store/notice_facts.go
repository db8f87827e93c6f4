package store

import (
	"context"
	"slices"
	"time"

	"github.com/thyrida/thyrida/models"
)

// Notice gives one notice as it stands.
func (y System) Notice(ctx context.Context, id models.NoticeID) (n models.Notice, err error) {
	err = y.s.db.WithContext(ctx).Raw(`SELECT id, municipality, coalesce(CAST(case_id AS text), ''), event, visit, channel, state, attempts, created_at
		FROM notices WHERE id = ?`, string(id)).Row().Scan(&n.ID, &n.Municipality, &n.CaseID, &n.Event, &n.Visit, &n.Channel,
		&n.State, &n.Attempts, &n.CreatedAt)
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
func (y System) NoticeFacts(ctx context.Context, n models.Notice) (f models.NoticeFacts, err error) {
	if n.CaseID == "" {
		var ofCode bool
		err := y.s.db.WithContext(ctx).Raw(`SELECT code IS NOT NULL FROM notices WHERE id = ?`, string(n.ID)).Row().Scan(&ofCode)
		switch {
		case err != nil:
			return f, meaning("read facts of notice", err)
		case ofCode:
			return y.codeFacts(ctx, n)
		}
		return y.keyFacts(ctx, n)
	}
	var due, numbered *time.Time
	var papers bool
	f.Notice = n
	err = y.s.db.WithContext(ctx).Raw(noticeFactsSQL, args{"id": string(n.ID), "now": y.s.now()}).Row().Scan(
		&f.Language, &f.To, &f.Name, &f.Staff, &f.Service, &f.Version, &f.Number, &f.Year, &numbered,
		&f.Stage, &f.Unit.Code, &f.Unit.El, &f.Unit.En, &f.Handler.Name, &f.Handler.Phone, &f.Handler.Email,
		&due, &f.LegalDueAt, &f.Outcome, &f.Reasons, &f.Delivery, &f.Tracking, &f.Quiet.From, &f.Quiet.Until,
		&f.House.ID, &f.House.El, &f.House.En, &f.House.ShortEl, &f.House.Phone, &f.House.Email, &f.House.Address, &papers)
	if err != nil {
		return f, meaning("read facts of notice", err)
	}
	if due != nil {
		f.DueAt = *due
	}
	if numbered != nil {
		f.NumberedAt = *numbered
	}
	f.Subject = y.subject(n.ID)
	if err := y.noticeBody(ctx, &f); err != nil {
		return f, meaning("read body of notice", err)
	}
	if f.Event == models.EventMessage || f.Event == models.EventAsked {
		return f, meaning("read messages of notice", y.noticeMessages(ctx, &f))
	}
	if slices.Contains(identityEvents, f.Event) {
		return f, meaning("read identity of notice", y.noticeIdentity(ctx, &f))
	}
	if !papers {
		return f, nil
	}
	return f, meaning("read documents of notice", y.noticeDocuments(ctx, &f))
}

// noticeDocuments reads the documents that a notice tells of: the one it is
// about, or at the end of a case those that it brought. The reasons of a
// revocation are its own.
func (y System) noticeDocuments(ctx context.Context, f *models.NoticeFacts) error {
	var rows []struct {
		TitleEl, TitleEn            string
		Discreet                    bool
		Number, Year                int
		At, LinkEnds                *time.Time
		Code, Correction, Link, Why string
	}
	err := y.s.db.WithContext(ctx).Raw(noticeDocumentsSQL, args{"id": string(f.ID), "now": y.s.now()}).Scan(&rows).Error
	for _, r := range rows {
		doc := models.NoticeDocument{TitleEl: r.TitleEl, TitleEn: r.TitleEn, Discreet: r.Discreet, Code: r.Code, Correction: r.Correction,
			Number: models.Entry{Number: r.Number, Year: r.Year, At: utc(r.At)}}
		if r.Link != "" {
			doc.Link, doc.LinkEnds = y.s.linkToken(r.Link), utc(r.LinkEnds)
		}
		if f.Event == models.EventRevoked {
			f.Reasons = r.Why
		}
		f.Documents = append(f.Documents, doc)
	}
	return err
}

const noticeDocumentsSQL = `SELECT coalesce(s.definition #>> '{title,el}', '') AS title_el, coalesce(s.definition #>> '{title,en}', '') AS title_en,
		coalesce(CAST(s.definition ->> 'discreet' AS bool), false) AS discreet, e.number, e.year, e.at, v.code, v.correction,
		CAST(l.id AS text) AS link, l.ends_at AS link_ends, d.revoked_why AS why
	FROM notices n
	CROSS JOIN LATERAL (
		SELECT w.* FROM document_versions w JOIN documents x ON x.id = w.document AND x.version = w.version WHERE w.document = n.document
		UNION ALL
		SELECT w.* FROM cases k JOIN document_versions w ON w.case_id = k.id JOIN documents x ON x.id = w.document AND x.state = 'issued'
		WHERE n.document IS NULL AND n.account IS NULL AND n.event = 'granted' AND (k.id = n.case_id OR k.parent = n.case_id)
			AND w.issued_at IS NOT NULL) v
	JOIN documents d ON d.id = v.document
	LEFT JOIN services s ON s.municipality = d.municipality AND s.code = d.template AND s.version = v.template_version
	LEFT JOIN protocol_entries e ON e.subject = 'document/' || CAST(d.id AS text)
	LEFT JOIN document_links l ON l.document = v.document AND l.version = v.version AND l.ends_at > @now AND d.state = 'issued'
	WHERE n.id = @id ORDER BY d.created_at, d.id`

// keyFacts reads what a notice of a key says: when its certificate ends. That
// is zero if the certificate is no key's any more.
func (y System) keyFacts(ctx context.Context, n models.Notice) (f models.NoticeFacts, err error) {
	var ends *time.Time
	f.Notice, f.Staff, f.Subject = n, true, y.subject(n.ID)
	err = y.s.db.WithContext(ctx).Raw(`SELECT a.language, a.email, a.name, (SELECT min(k.not_after) FROM signing_keys k
				WHERE k.municipality = n.municipality AND k.sha256 = n.certificate AND k.absent_code IS DISTINCT FROM 'key-absent'),
			m.id, m.el, m.en, m.short_el, m.phone, m.email, m.address
		FROM notices n JOIN accounts a ON a.id = n.account JOIN municipalities m ON m.id = n.municipality WHERE n.id = ?`, string(n.ID)).Row().
		Scan(&f.Language, &f.To, &f.Name, &ends, &f.House.ID, &f.House.El, &f.House.En, &f.House.ShortEl, &f.House.Phone, &f.House.Email, &f.House.Address)
	if err != nil {
		return f, meaning("read facts of notice", err)
	}
	if ends != nil {
		f.DueAt = *ends
	}
	return f, nil
}

// A case that has ended is its own unit's to explain. The handler is the clerk
// who has the visit told of, else the last clerk of
// that unit in this case, else whom the unit names as its contact; a unit
// without a contact answers with its own telephone.
const noticeFactsSQL = `
	SELECT coalesce(s.language, p.language),
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
	WHERE n.id = @id`
