package api

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/thyrida/thyrida/internal/sms"
	"github.com/thyrida/thyrida/models"
)

func (s *server) noticeRoutes() {
	add(s, http.MethodGet, "/me/notices", "my-notices", "How the caller wants to be told", s.myNotices, describe(
		"For citizens. Staff are told by e-mail."))
	add(s, http.MethodPut, "/me/notices", "choose-notices", "Choose how to be told", s.chooseNotices, describe(
		"For citizens. Holds for messages written from now on, the quiet hours also for those that wait. A message that the chosen "+
			"channel cannot deliver goes on the other one; one-time codes and receipts come at any hour."))
}

// QuietHours are hours without SMS.
type QuietHours struct {
	From  string `json:"from" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$" doc:"HH:MM in Athens." example:"22:00"`
	Until string `json:"until" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$" doc:"HH:MM in Athens, perhaps of the next day; the same as from: SMS at any hour." example:"08:00"`
}

// NoticeChoice is how somebody wants to be told.
type NoticeChoice struct {
	Ways       models.Ways `json:"ways" enum:"both,email,sms"`
	Quiet      *QuietHours `json:"quiet,omitempty" doc:"Absent: those of the municipality."`
	HouseQuiet *QuietHours `json:"municipalityQuiet,omitempty" doc:"Absent: it has none."`
	Email      string      `json:"email"`
	Mobile     string      `json:"mobile"`
}

type noticeChoiceOutput struct{ Body NoticeChoice }

func (s *server) myNotices(ctx context.Context, _ *struct{}) (*noticeChoiceOutput, error) {
	c, err := s.desk(ctx).NoticeChoice(ctx)
	if err != nil {
		return nil, err
	}
	out := NoticeChoice{Ways: c.Ways, Email: c.Email, Mobile: c.Mobile}
	if c.Quiet != nil {
		out.Quiet = ptr(QuietHours(*c.Quiet))
	}
	if c.House.From != c.House.Until {
		out.HouseQuiet = ptr(QuietHours(c.House))
	}
	return &noticeChoiceOutput{out}, nil
}

type chooseNoticesInput struct {
	Body struct {
		Ways  models.Ways `json:"ways" enum:"both,email,sms"`
		Quiet *QuietHours `json:"quiet,omitempty" doc:"Absent: those of the municipality."`
	}
}

func (s *server) chooseNotices(ctx context.Context, in *chooseNoticesInput) (*noticeChoiceOutput, error) {
	var quiet *models.QuietHours
	if q := in.Body.Quiet; q != nil {
		quiet = ptr(models.QuietHours(*q))
	}
	if err := s.desk(ctx).ChooseNotices(ctx, in.Body.Ways, quiet); err != nil {
		return nil, err
	}
	return s.myNotices(ctx, nil)
}

// noticeText says in simple words how far a message has come.
func noticeText(lang string, n models.NoticeLine) string {
	key := "notice-" + string(n.State)
	switch n.State {
	case models.Queued, models.Sending, models.Durable:
		key = "notice-waits"
	case models.Sent:
		key += "-" + string(n.Channel)
	}
	return texts.word(lang, models.Code(key))
}

// SMSStatusPath is where Twilio says what became of a message.
const SMSStatusPath = "/twilio/status"

// smsStatus takes one status of Twilio, POSTed as a form. Unsigned ones get 403
// and nothing else; every signed one gets 204, also for a message that nobody
// knows, and again for one that was heard before.
func (s *server) smsStatus(c *gin.Context) {
	ctx := c.Request.Context()
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, 64<<10)
	got, err := s.SMSStatus.Read(c.Request)
	if err != nil {
		s.meters.statuses.WithLabelValues("unsigned").Inc()
		c.AbortWithStatus(http.StatusForbidden)
		return
	}
	r := models.NoticeReport{Notice: models.NoticeID(got.Reference), Channel: models.SMS, Reference: got.SID, Code: models.Code(got.Code)}
	result := "underway"
	switch {
	case sms.Arrived(got.Status):
		r.State, result = models.Arrived, "arrived"
	case sms.Lost(got.Status):
		r.State, result = models.Failed, "lost"
		if r.Code == "" {
			r.Code = models.Code("twilio-" + got.Status)
		}
	}
	known := uuid.Validate(got.Reference) == nil
	if known && r.State != "" {
		if known, err = s.Store.ReportNotice(ctx, r); err != nil {
			s.refuse(c, err) // Twilio shows it in its log
			return
		}
	}
	if !known {
		result = "unknown"
		s.Log.InfoContext(ctx, "status of a message that is not ours", "code", "unknown-message")
	}
	s.meters.statuses.WithLabelValues(result).Inc()
	c.Status(http.StatusNoContent)
}
