package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// underway: nothing final is known of a notice; sent is final until its
// provider says more.
const underway = `state IN ('queued', 'sending', 'durable')`

// sameTold: notice o tells the applicant the same as n, perhaps another way.
const sameTold = `o.case_id = n.case_id AND o.event = n.event AND o.visit = n.visit AND o.document IS NOT DISTINCT FROM n.document
	AND o.message IS NOT DISTINCT FROM n.message AND o.account IS NULL`

// abandon ends a notice without success: given up or cancelled while it was
// underway, or failed after the provider took it. What the applicant was told
// on no other way goes on the other channel, once and whatever he prefers; when
// that has failed too, or there is none, a clerk must tell him. What leads to a
// document by e-mail has no other channel. The messages of one event are locked
// together, so that of two that end at the same moment one sees the other's end.
func (s *Store) abandon(tx *gorm.DB, id models.NoticeID, as models.NoticeState, code models.Code) error {
	if err := lockTold(tx, id); err != nil {
		return err
	}
	from := underway
	if as == models.Failed {
		from = `state IN ('sending', 'durable', 'sent')`
	}
	return tx.Exec(`WITH n AS (
			UPDATE notices SET state = @state, uncertain_at = NULL, failure = coalesce(nullif(@code, ''), failure),
				failed_at = CASE WHEN @state = 'cancelled' THEN NULL ELSE CAST(@now AS timestamptz) END
			WHERE id = @id AND `+from+`
			RETURNING id, municipality, case_id, event, visit, channel, account, document, message, fallback_of),
		lost AS (
			SELECT n.* FROM n WHERE n.case_id IS NOT NULL AND n.account IS NULL AND NOT EXISTS (SELECT FROM notices o
				WHERE `+sameTold+` AND o.id <> n.id AND o.state NOT IN ('failed', 'given-up', 'cancelled'))),
		other AS (
			INSERT INTO notices (id, municipality, case_id, event, visit, channel, state, not_before, created_at, document, message, fallback_of)
			SELECT CAST(md5('fallback/' || CAST(n.id AS text)) AS uuid), n.municipality, n.case_id, n.event, n.visit,
				CASE n.channel WHEN 'sms' THEN 'email' ELSE 'sms' END, 'queued', @now, @now, n.document, n.message, n.id
			FROM lost n JOIN cases c ON c.id = n.case_id JOIN persons p ON p.id = coalesce(c.representative, c.applicant)
			WHERE CASE n.channel WHEN 'sms' THEN p.email ELSE p.mobile END <> ''
				AND NOT (n.channel = 'email' AND (n.event = 'link' OR n.event = 'granted' AND c.delivery = 'email'))
				AND NOT EXISTS (SELECT FROM notices o WHERE `+sameTold+` AND o.id <> n.id AND o.channel <> n.channel)
			ON CONFLICT DO NOTHING RETURNING fallback_of)
		INSERT INTO tasks (id, case_id, municipality, purpose, visit, ordinal, service, stage, audience, unit, outcomes, notice_id,
			opened_at, due_at, state)
		SELECT CAST(md5('contact/' || CAST(n.id AS text)) AS uuid), c.id, c.municipality, 'contact', n.visit, 0, c.service, c.stage,
			'clerk', c.unit, ARRAY['done'], n.id, @now, CAST(@now AS timestamptz) + interval '1 day', 'open'
		FROM lost n JOIN cases c ON c.id = n.case_id WHERE NOT EXISTS (SELECT FROM other)
		ON CONFLICT DO NOTHING`, args{"id": string(id), "state": string(as), "code": string(code), "now": s.now()}).Error
}

// lockTold locks a notice and those that tell the same.
func lockTold(tx *gorm.DB, id models.NoticeID) error {
	return tx.Exec(`SELECT FROM notices x WHERE x.id IN (SELECT CAST(@id AS uuid)
			UNION SELECT o.id FROM notices n JOIN notices o ON `+sameTold+` WHERE n.id = @id)
		ORDER BY x.id FOR UPDATE`, args{"id": string(id)}).Error
}

// ReportNotice records what the provider says of a message that it took. A
// message that has arrived stays so; one that did not arrive may still turn out
// to have. known is false for a message that was never sent that way.
func (s *Store) ReportNotice(ctx context.Context, r models.NoticeReport) (known bool, err error) {
	if r.State == models.Arrived {
		return s.arrived(ctx, r)
	}
	err = s.tx(ctx, "record report of notice", func(tx *gorm.DB) error {
		if err := lockTold(tx, r.Notice); err != nil {
			return err
		}
		var n struct{ Reference string }
		found := tx.Raw(`SELECT reference FROM notices WHERE id = @id AND channel = @channel`,
			args{"id": string(r.Notice), "channel": string(r.Channel)}).Scan(&n)
		if known = found.RowsAffected == 1; !known {
			return found.Error
		}
		another := n.Reference != "" && r.Reference != "" && n.Reference != r.Reference // an attempt whose end nobody saw
		a := args{"id": string(r.Notice), "reference": r.Reference, "code": string(r.Code)}
		switch {
		case another:
			return nil
		case r.State == models.Failed:
			if err := s.abandon(tx, r.Notice, models.Failed, r.Code); err != nil {
				return err
			}
			return tx.Exec(`UPDATE notices SET reference = @reference WHERE id = @id AND state = 'failed' AND reference = ''`, a).Error
		}
		return tx.Exec(`UPDATE notices SET failure = @code WHERE id = @id AND state = 'sent' AND @code <> ''`, a).Error
	})
	return known, err
}

// arrived is what most reports say. It ends nothing that others wait for, so its
// own row is all that is locked.
func (s *Store) arrived(ctx context.Context, r models.NoticeReport) (known bool, err error) {
	err = s.db.WithContext(ctx).Raw(`WITH u AS (
			UPDATE notices SET state = 'delivered', delivered_at = @now, failed_at = NULL, uncertain_at = NULL,
				failure = '', reference = coalesce(nullif(reference, ''), @reference)
			WHERE id = @id AND channel = @channel AND state <> 'delivered')
		SELECT EXISTS (SELECT FROM notices WHERE id = @id AND channel = @channel)`,
		args{"id": string(r.Notice), "channel": string(r.Channel), "reference": r.Reference, "now": s.now()}).Row().Scan(&known)
	return known, meaning("record report of notice", err)
}

// NoticeLost is ReportNotice for who found it out himself.
func (y System) NoticeLost(ctx context.Context, r models.NoticeReport) error {
	_, err := y.s.ReportNotice(ctx, r)
	return err
}

// LostNotices counts by channel the messages that failed or were given up
// since a time.
func (s *Store) LostNotices(ctx context.Context, since time.Time) (map[models.Channel]int, error) {
	var rows []struct {
		Channel string
		N       int
	}
	err := s.db.WithContext(ctx).Raw(`SELECT channel, count(*) AS n FROM notices WHERE failed_at >= @since GROUP BY channel`,
		args{"since": since}).Scan(&rows).Error
	out := map[models.Channel]int{models.Email: 0, models.SMS: 0}
	for _, r := range rows {
		out[models.Channel(r.Channel)] = r.N
	}
	return out, meaning("count lost notices", err)
}
