package store

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/thyrida/thyrida/models"
)

// NoticeLease is how long a sender may hold a message: longer than a provider
// may take to answer.
const NoticeLease = 2 * time.Minute

// TakeNotices leases up to n unsent messages of a channel to a sender. One
// that was found in another sender's hands has an uncertain fate: its
// UncertainAt says since when.
func (y System) TakeNotices(ctx context.Context, ch models.Channel, n int) (ns []models.Notice, err error) {
	err = y.s.db.WithContext(ctx).Raw(`
		UPDATE notices n SET state = 'sending', attempts = n.attempts + 1, not_before = @lease,
			uncertain_at = CASE WHEN q.state = 'sending' THEN q.uncertain_at ELSE CAST(@now AS timestamptz) END
		FROM (SELECT id, state, uncertain_at FROM notices
			WHERE channel = @channel AND state IN ('queued', 'sending') AND not_before <= @now
			ORDER BY not_before, id LIMIT @n FOR UPDATE SKIP LOCKED) q
		WHERE n.id = q.id
		RETURNING n.id, n.municipality, n.case_id, n.event, n.visit, n.channel, n.state, n.attempts, n.created_at,
			CASE WHEN q.state = 'sending' THEN q.uncertain_at END AS uncertain_at`,
		args{"channel": string(ch), "n": n, "now": y.s.now(), "lease": y.s.now().Add(NoticeLease)}).Scan(&ns).Error
	return ns, meaning("take notices", err)
}

// NoticesEnded records how attempts ended: what was sent in one statement, what
// is to be tried again in another, the rest one by one. It goes through all of
// them whatever happens to one.
func (y System) NoticesEnded(ctx context.Context, ends []models.NoticeEnd) error {
	var sent []sending
	var back []putBack
	var errs []error
	for _, e := range ends {
		switch n := e.Notice; {
		case e.State == models.Sent:
			sent = append(sent, sending{n.ID, e.Reference, e.Subject, e.Body})
		case e.State == models.Cancelled:
			errs = append(errs, y.CancelNotice(ctx, n.ID, e.Fault.Code))
		case e.State == models.Sending:
			errs = append(errs, y.NoticeUncertain(ctx, n))
		case !e.Until.IsZero():
			back = append(back, postponed(n, e.Until))
		case e.Fault.Permanent || handsOver(n):
			errs = append(errs, y.NoticeFailed(ctx, n, e.Fault))
		default:
			back = append(back, y.s.failed(n, e.Fault))
		}
	}
	errs = append(errs, each(sent, func(l []sending) error { return y.s.sent(ctx, l) }),
		each(back, func(l []putBack) error { return y.s.putBack(y.s.db.WithContext(ctx), l) }))
	for _, e := range ends {
		if e.Lost != "" {
			_, err := y.s.ReportNotice(ctx, models.NoticeReport{Notice: e.Notice.ID, Channel: e.Notice.Channel, Reference: e.Reference,
				State: models.Failed, Code: e.Lost})
			errs = append(errs, err)
		}
	}
	return meaning("record attempts", errors.Join(errs...))
}

// each writes lines together and, when that fails, one by one: none shall hold
// up what happened to the others.
func each[T any](lines []T, write func([]T) error) error {
	if len(lines) == 0 {
		return nil
	}
	err := write(lines)
	if err == nil || len(lines) == 1 {
		return err
	}
	var errs []error
	for i := range lines {
		errs = append(errs, write(lines[i:i+1]))
	}
	return errors.Join(errs...)
}

// sending is what went out of one notice.
type sending struct {
	ID        models.NoticeID `json:"id"`
	Reference string          `json:"reference"`
	Subject   string          `json:"subject"`
	Body      string          `json:"body"`
}

// NoticeSent records what went out, with the provider's reference. What the
// provider has said of it meanwhile stays. A code that has gone is kept only as
// its digest.
func (y System) NoticeSent(ctx context.Context, id models.NoticeID, reference, subject, body string) error {
	return meaning("mark notice sent", y.s.sent(ctx, []sending{{id, reference, subject, body}}))
}

// sent locks in one order, as reports do.
func (s *Store) sent(ctx context.Context, lines []sending) error {
	rows, err := json.Marshal(lines)
	if err != nil {
		return err
	}
	return s.db.WithContext(ctx).Exec(`WITH q AS (
			SELECT n.id, l.reference, l.subject, l.body
			FROM jsonb_to_recordset(CAST(@rows AS jsonb)) AS l(id uuid, reference text, subject text, body text)
			JOIN notices n ON n.id = l.id WHERE n.sent_at IS NULL ORDER BY n.id FOR UPDATE OF n),
		u AS (UPDATE notices n SET sent_at = @now,
				state = CASE WHEN n.state IN ('delivered', 'failed') THEN n.state ELSE 'sent' END,
				failure = CASE WHEN n.state = 'failed' THEN n.failure ELSE '' END, failed_at = CASE WHEN n.state = 'failed' THEN n.failed_at END,
				uncertain_at = NULL, reference = q.reference, subject = q.subject, body = q.body
			FROM q WHERE n.id = q.id RETURNING n.code)
		UPDATE account_codes SET sealed = '' WHERE id IN (SELECT code FROM u)`,
		args{"rows": string(rows), "now": s.now()}).Error
}
