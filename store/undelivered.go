package store

import (
	"context"
	"strings"
	"time"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// troubled is the index of notices that did not arrive or had a failure. Of
// those, over have ended; the others are tried, or their provider tries.
const (
	troubled = `(n.failure <> '' OR n.state IN ('failed', 'given-up'))`
	over     = `(n.state IN ('failed', 'given-up') OR n.state = 'cancelled' AND n.failure = 'no-address')`
	trying   = `n.state IN ('queued', 'sending', 'durable', 'sent')`
)

// toldTo joins who notice n is for as t: his address now.
const toldTo = ` LEFT JOIN cases c ON c.id = n.case_id
	LEFT JOIN LATERAL (SELECT coalesce(
			(SELECT a.address FROM account_codes a WHERE a.id = n.code),
			(SELECT a.email FROM accounts a WHERE a.id = n.account),
			(SELECT a.email FROM account_identities i JOIN accounts a ON a.id = i.account WHERE i.id = n.login_way),
			(SELECT CASE n.channel WHEN 'sms' THEN p.mobile ELSE p.email END FROM persons p WHERE p.id = coalesce(c.representative, c.applicant)),
			'') AS address) t ON true`

// mayRetry: notice n may be sent again by hand. A one-time code is asked for
// anew instead.
const mayRetry = `(` + over + ` AND n.code IS NULL AND n.created_at > @oldest AND t.address <> ''
	AND NOT EXISTS (SELECT FROM notices again WHERE again.retry_of = n.id))`

// UndeliveredNotices lists messages that did not arrive, or had trouble and are
// still tried, newest first, for an administrator. Errors: not-allowed,
// bad-cursor.
func (d Desk) UndeliveredNotices(ctx context.Context, f models.UndeliveredFilter, p models.Page) (us []models.Undelivered, next string, err error) {
	m, more, err := after(p)
	if err != nil {
		return nil, "", err
	}
	where := troubled + ` AND ` + over
	if f.Trying {
		where = troubled + ` AND ` + trying
	}
	if f.Channel != "" {
		where += ` AND n.channel = @channel`
	}
	if f.Failure != "" {
		where += ` AND n.failure = @failure`
	}
	if more {
		where += ` AND (n.created_at, n.id) < (CAST(@at AS timestamptz), CAST(@id AS uuid))`
	}
	var rows []undeliveredRow
	err = d.lookWide(ctx, "list-undelivered", "notice", "", func(tx *gorm.DB) error {
		if err := d.holds(tx, models.RoleAdmin); err != nil {
			return err
		}
		return tx.Raw(`SELECT n.id, coalesce(CAST(n.case_id AS text), '') AS "case", coalesce(e.number, 0) AS number, coalesce(e.year, 0) AS year,
				n.event, n.channel, n.state, n.failure, n.attempts, t.address, n.account IS NOT NULL AS staff, n.created_at, n.failed_at, n.not_before,
				coalesce(o.channel, '') AS other, coalesce(o.state, '') AS other_state, coalesce(k.state, '') AS contact,
				coalesce(CAST(r.id AS text), '') AS retry, coalesce(r.state, '') AS retry_state, `+mayRetry+` AS may_retry
			FROM (SELECT n.* FROM notices n WHERE n.municipality = @municipality AND `+where+`
				ORDER BY n.created_at DESC, n.id DESC LIMIT @n) n`+toldTo+`
			LEFT JOIN protocol_entries e ON e.subject = 'case/' || CAST(n.case_id AS text)
			LEFT JOIN notices o ON o.fallback_of = n.id
			LEFT JOIN notices r ON r.retry_of = n.id
			LEFT JOIN tasks k ON k.case_id = n.case_id AND k.notice_id = n.id
			ORDER BY n.created_at DESC, n.id DESC`,
			d.rights(args{"channel": string(f.Channel), "failure": string(f.Failure), "at": m.at, "id": m.id, "n": limit(p) + 1,
				"oldest": d.s.now().Add(-models.RetryWithin)})).Scan(&rows).Error
	})
	rows, next = cut(rows, limit(p), func(r undeliveredRow) mark { return mark{r.CreatedAt, r.ID} })
	for _, r := range rows {
		us = append(us, r.undelivered())
	}
	return us, next, err
}

type undeliveredRow struct {
	ID, Case, Event, Channel, State, Failure string
	Number, Year, Attempts                   int
	Address                                  string
	Staff, MayRetry                          bool
	CreatedAt                                time.Time
	FailedAt, NotBefore                      *time.Time
	Other, OtherState, Contact               string
	Retry, RetryState                        string
}

func (r undeliveredRow) undelivered() models.Undelivered {
	u := models.Undelivered{ID: models.NoticeID(r.ID), CaseID: models.CaseID(r.Case), Number: models.Entry{Number: r.Number, Year: r.Year},
		Event: models.Event(r.Event), Channel: models.Channel(r.Channel), State: models.NoticeState(r.State), Failure: models.Code(r.Failure),
		Attempts: r.Attempts, To: masked(r.Address), Staff: r.Staff, CreatedAt: r.CreatedAt.UTC(), FailedAt: utc(r.FailedAt),
		Other: models.Channel(r.Other), OtherState: models.NoticeState(r.OtherState), Contact: models.TaskState(r.Contact),
		Retry: models.NoticeID(r.Retry), RetryState: models.NoticeState(r.RetryState), MayRetry: r.MayRetry}
	switch u.State {
	case models.Queued, models.Sending, models.Durable:
		u.NextAt = utc(r.NotBefore)
	}
	return u
}

// masked is an address that its owner knows again and nobody else learns: the
// first letter and the domain, or the last three digits.
func masked(address string) string {
	name, domain, mail := strings.Cut(address, "@")
	first := []rune(name)
	switch {
	case mail && len(first) > 0:
		return string(first[:1]) + "•••@" + domain
	case len(address) > 3:
		return "•••" + address[len(address)-3:]
	}
	return ""
}

// CountUndelivered counts the messages written since a time that did not
// arrive, by channel and reason, the most first, for an administrator. Errors:
// not-allowed.
func (d Desk) CountUndelivered(ctx context.Context, since time.Time) (cs []models.UndeliveredCount, err error) {
	err = d.lookWide(ctx, "list-undelivered", "notice", "", func(tx *gorm.DB) error {
		if err := d.holds(tx, models.RoleAdmin); err != nil {
			return err
		}
		return tx.Raw(`SELECT n.channel, n.failure, count(*) AS n, max(coalesce(n.failed_at, n.created_at)) AS last_at FROM notices n
			WHERE n.municipality = @municipality AND `+troubled+` AND `+over+` AND n.created_at >= @since
			GROUP BY n.channel, n.failure ORDER BY 3 DESC, 1, 2 LIMIT 100`, d.rights(args{"since": since})).Scan(&cs).Error
	})
	return cs, err
}

// RetryNotice sends a message that did not arrive again, to the address as it
// is now, as a message of its own: what became of the first stays as it is.
// Errors: not-allowed, no-such-notice, not-over, already-retried, not-repeatable
// (a one-time code, or older than RetryWithin), no-way-to-tell (no address).
func (d Desk) RetryNotice(ctx context.Context, id models.NoticeID) (again models.NoticeID, err error) {
	err = d.act(ctx, "retry-notice", "notice", string(id), func(tx *gorm.DB) error {
		if err := d.holds(tx, models.RoleAdmin); err != nil {
			return err
		}
		a := d.rights(args{"id": string(id), "oldest": d.s.now().Add(-models.RetryWithin)})
		var n struct{ Over, Retried, Repeatable, Reachable bool }
		found := tx.Raw(`SELECT `+over+` AS over, n.code IS NULL AND n.created_at > @oldest AS repeatable, t.address <> '' AS reachable,
				EXISTS (SELECT FROM notices again WHERE again.retry_of = n.id) AS retried
			FROM (SELECT * FROM notices WHERE id = @id AND municipality = @municipality FOR UPDATE) n`+toldTo, a).Scan(&n)
		switch {
		case found.Error != nil:
			return found.Error
		case found.RowsAffected == 0:
			return models.Fault(models.NotFound, "no-such-notice")
		case n.Retried:
			return models.Fault(models.Conflict, "already-retried")
		case !n.Over:
			return models.Fault(models.Conflict, "not-over")
		case !n.Repeatable:
			return models.Fault(models.Conflict, "not-repeatable")
		case !n.Reachable:
			return models.Fault(models.Conflict, "no-way-to-tell")
		}
		return tx.Raw(`INSERT INTO notices (id, municipality, case_id, event, visit, channel, account, state, not_before, created_at,
				certificate, document, message, absence, login_way, retry_of)
			SELECT CAST(md5('retry/' || CAST(id AS text)) AS uuid), municipality, case_id, event, visit, channel, account, 'queued', @now, @now,
				certificate, document, message, absence, login_way, id
			FROM notices WHERE id = @id RETURNING CAST(id AS text)`, a).Row().Scan(&again)
	})
	return again, err
}
