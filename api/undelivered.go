package api

import (
	"context"
	"net/http"
	"time"

	"github.com/thyrida/thyrida/api/pages"
	"github.com/thyrida/thyrida/models"
)

func (s *server) undeliveredRoutes() {
	add(s, http.MethodGet, "/admin/deliveries", "list-undelivered", "List messages that did not arrive, or had trouble and are still tried", s.listUndelivered,
		describe("For administrators; newest first. Whom a message was for is masked."))
	add(s, http.MethodGet, "/admin/deliveries/reasons", "count-undelivered", "Count the messages of the last 30 days that did not arrive, by reason", s.countUndelivered)
	add(s, http.MethodPost, "/admin/deliveries/{id}/retry", "retry-notice", "Send a message that did not arrive again", s.retryNotice, created,
		describe("Once, within 30 days, to the address as it is now. It goes as a message of its own; what became of the first stays."))
}

// Undelivered is a message that did not arrive, or not yet.
type Undelivered struct {
	ID         models.NoticeID    `json:"id" format:"uuid"`
	Case       models.CaseID      `json:"case,omitempty" format:"uuid" doc:"Absent: it told of no case."`
	Protocol   string             `json:"protocol,omitempty" example:"1234/2026"`
	Event      models.Event       `json:"event"`
	Channel    models.Channel     `json:"channel" enum:"email,sms"`
	State      models.NoticeState `json:"state" enum:"queued,sending,durable,sent,failed,given-up,cancelled"`
	Failure    models.Code        `json:"failure,omitempty" doc:"Why, as the program or the provider calls it; absent: nobody knows."`
	Reason     string             `json:"reason" doc:"The same in words."`
	Remedy     string             `json:"remedy"`
	To         string             `json:"to,omitempty" doc:"Masked; absent: there is no address any more."`
	Staff      bool               `json:"staff" doc:"It was for an employee."`
	Attempts   int                `json:"attempts"`
	CreatedAt  time.Time          `json:"createdAt"`
	FailedAt   *time.Time         `json:"failedAt,omitempty" doc:"When it was known not to arrive."`
	NextAt     *time.Time         `json:"nextAt,omitempty" doc:"Not tried again before."`
	Other      models.Channel     `json:"otherChannel,omitempty" enum:"email,sms" doc:"Where it went instead."`
	OtherState models.NoticeState `json:"otherState,omitempty" doc:"How far that came."`
	Contact    models.TaskState   `json:"contactTask,omitempty" doc:"State of the task to tell by phone or post."`
	Retry      models.NoticeID    `json:"retry,omitempty" format:"uuid" doc:"The message sent again in its place."`
	RetryState models.NoticeState `json:"retryState,omitempty"`
	MayRetry   bool               `json:"mayRetry"`
}

type listUndeliveredInput struct {
	Cursor
	Trying  bool           `query:"trying" doc:"Those that are still tried; else those that are over."`
	Channel models.Channel `query:"channel" enum:"email,sms"`
	Failure models.Code    `query:"failure" maxLength:"100"`
}

type listUndeliveredOutput struct{ Body List[Undelivered] }

func (s *server) listUndelivered(ctx context.Context, in *listUndeliveredInput) (*listUndeliveredOutput, error) {
	us, next, err := s.desk(ctx).UndeliveredNotices(ctx, models.UndeliveredFilter{Trying: in.Trying, Channel: in.Channel, Failure: in.Failure}, in.page())
	if err != nil {
		return nil, err
	}
	lang := of(ctx).Lang
	return &listUndeliveredOutput{listOf(us, next, func(u models.Undelivered) Undelivered {
		out := Undelivered{ID: u.ID, Case: u.CaseID, Event: u.Event, Channel: u.Channel, State: u.State, Failure: u.Failure, To: u.To, Staff: u.Staff,
			Attempts: u.Attempts, CreatedAt: u.CreatedAt, FailedAt: moment(u.FailedAt), NextAt: moment(u.NextAt), Other: u.Other, OtherState: u.OtherState,
			Contact: u.Contact, Retry: u.Retry, RetryState: u.RetryState, MayRetry: u.MayRetry}
		out.Reason, out.Remedy = reasonTexts(lang, u.Failure)
		if u.Number.Number > 0 {
			out.Protocol = number(u.Number)
		}
		return out
	})}, nil
}

// reasonTexts say why a message did not arrive, and what can be done.
func reasonTexts(lang string, failure models.Code) (reason, remedy string) {
	key := "admin_deliveries.reasons." + reasonOf(failure)
	return pages.Text(lang, key+".title"), pages.Text(lang, key+".remedy")
}

// UndeliveredCount is how many messages of a channel did not arrive for one
// reason.
type UndeliveredCount struct {
	Channel models.Channel `json:"channel" enum:"email,sms"`
	Failure models.Code    `json:"failure,omitempty"`
	Reason  string         `json:"reason"`
	Remedy  string         `json:"remedy"`
	N       int            `json:"n"`
	LastAt  time.Time      `json:"lastAt"`
}

type countUndeliveredOutput struct{ Body List[UndeliveredCount] }

// countedDays is how far back failures are counted by reason.
const countedDays = 30

func (s *server) countUndelivered(ctx context.Context, _ *struct{}) (*countUndeliveredOutput, error) {
	cs, err := s.desk(ctx).CountUndelivered(ctx, s.Clock.Now().AddDate(0, 0, -countedDays))
	if err != nil {
		return nil, err
	}
	lang := of(ctx).Lang
	return &countUndeliveredOutput{listOf(cs, "", func(c models.UndeliveredCount) UndeliveredCount {
		reason, remedy := reasonTexts(lang, c.Failure)
		return UndeliveredCount{Channel: c.Channel, Failure: c.Failure, Reason: reason, Remedy: remedy, N: c.N, LastAt: c.LastAt.UTC()}
	})}, nil
}

type retryInput struct {
	ID models.NoticeID `path:"id" format:"uuid"`
}

type retryOutput struct {
	Body struct {
		ID models.NoticeID `json:"id" format:"uuid" doc:"Of the message that goes now."`
	}
}

func (s *server) retryNotice(ctx context.Context, in *retryInput) (*retryOutput, error) {
	id, err := s.desk(ctx).RetryNotice(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	out := &retryOutput{}
	out.Body.ID = id
	return out, nil
}
