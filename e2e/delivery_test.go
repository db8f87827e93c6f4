//go:build unix

package e2e

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/thyrida/thyrida/api"
	"github.com/thyrida/thyrida/internal/mailbox"
	"github.com/thyrida/thyrida/models"
)

// A citizen who wants only SMS is told by one; when the telephone company says
// later that it did not arrive, by e-mail, and everybody sees both.
func TestAnSMSThatDidNotArriveIsFollowedByAnEmail(t *testing.T) {
	h := setup(t)
	citizen, clerk := h.as(t, "citizen-11"), h.as(t, "protocol")
	choose := func(ways models.Ways) (c api.NoticeChoice) {
		if status, err := citizen.call(t.Context(), http.MethodPut, "/me/notices", "", obj{"ways": ways}, &c); err != nil {
			t.Fatal(status, err)
		}
		return c
	}
	mobile := choose(models.OnlySMS).Mobile
	defer choose(models.BothWays)
	t.Cleanup(func() { h.dev(t, http.MethodDelete, "/dev/faults") })

	filed := citizen.file(t, "general-application", nil)
	received := func(ch models.Channel, id models.CaseID) (m api.Message) {
		for _, x := range get[api.Case](t, clerk, "/cases/"+string(id)).Messages {
			if x.Channel == ch && x.Event == models.EventReceived {
				m = x
			}
		}
		return m
	}
	await(t, 30*time.Second, "the SMS to arrive", func() bool { return received(models.SMS, filed.ID).State == models.Arrived })
	if m := received(models.SMS, filed.ID); m.ArrivedAt == nil || m.SentAt == nil || m.StateText != "Παραδόθηκε" {
		t.Errorf("%+v", m)
	}
	if m := received(models.Email, filed.ID); m.ID != "" {
		t.Errorf("he did not want an e-mail: %+v", m)
	}

	h.dev(t, http.MethodPost, "/dev/faults?channel=sms&undelivered=true&to="+url.QueryEscape(mobile))
	filed = citizen.file(t, "general-application", nil)
	await(t, 30*time.Second, "the e-mail in its place", func() bool { return received(models.Email, filed.ID).State == models.Sent })
	text, mail := received(models.SMS, filed.ID), received(models.Email, filed.ID)
	if text.State != models.Failed || text.Failure != "twilio-30005" || text.FailedAt == nil || text.StateText != "Δεν παραδόθηκε" {
		t.Errorf("%+v", text)
	}
	if !mail.Instead {
		t.Errorf("%+v", mail)
	}
	if n := len(h.messages(t, mailbox.Email, numberOf(filed))); n != 1 {
		t.Errorf("%d e-mails came", n)
	}
}
