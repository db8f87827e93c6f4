package sms

import (
	"context"
	"time"

	api "github.com/twilio/twilio-go/rest/api/v2010"
)

const (
	pageSize = 100
	// skew forgives the difference between our clock and Twilio's, and its dates
	// without fractions of a second.
	skew = 2 * time.Minute
)

// Find asks Twilio whether it has a message with this recipient and text that
// was created since the given moment, the time of the uncertain attempt. Found
// with the status failed or undelivered, it was taken but never arrived.
//
// Twilio filters by the day a message left, which a queued one has not done
// yet, so a second look goes without the date over the newest messages to the
// number. Errors are a *Failure that is never permanent and always uncertain.
func (s *Sender) Find(ctx context.Context, to, body string, since time.Time) (Receipt, bool, error) {
	from := since.Add(-skew)
	for _, dated := range []bool{true, false} {
		p := &api.ListMessageParams{}
		p.SetTo(to).SetPageSize(pageSize)
		if dated {
			p.SetDateSentAfter(from.UTC().Truncate(24 * time.Hour))
		}
		service, wire := s.service(ctx)
		page, err := service.PageMessage(p, "", "")
		if err != nil {
			f := classify(err, wire)
			f.Permanent, f.Uncertain = false, true // still: the answer would have told
			return Receipt{}, false, f
		}
		for i := range page.Messages {
			m := &page.Messages[i]
			at, err := time.Parse(time.RFC1123Z, text(m.DateCreated))
			if text(m.To) == to && text(m.Body) == body && (err != nil || !at.Before(from)) {
				return receipt(m), true, nil
			}
		}
	}
	return Receipt{}, false, nil
}
