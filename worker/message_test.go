package worker_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/internal/gsm"
	"github.com/thyrida/thyrida/internal/mailbox"
	"github.com/thyrida/thyrida/models"
	"github.com/thyrida/thyrida/store"
)

// A citizen asks at night, a clerk is mailed, reads and answers, and the citizen
// gets the answer by e-mail and the news of it by SMS.
func TestAQuestionIsMailedToTheClerkAndItsAnswerToTheCitizen(t *testing.T) {
	t.Parallel()
	p := withPost(t)
	id := p.file(t)
	p.send(t)
	citizen, clerk := p.Store.For(p.Account("citizen@example.org").Actor()), p.Clerk("protocol")
	desk := p.Store.For(clerk.Actor())
	before := len(p.box.Messages(mailbox.Filter{}))
	write := func(who store.Desk, text string) models.MessageID {
		in := models.NewMessage{ID: models.MessageID(uuid.NewString()), CaseID: id, Text: text}
		_, err := who.WriteMessage(t.Context(), in)
		require.NoError(t, err)
		return in.ID
	}
	write(citizen, "Πότε θα είναι έτοιμο;")
	asked := write(citizen, "Το χρειάζομαι ως την Παρασκευή.")
	p.send(t)
	require.Len(t, p.box.Messages(mailbox.Filter{}), before, "he may still be writing")
	p.at.Advance(3 * time.Minute)
	p.send(t)
	mails := p.box.Messages(mailbox.Filter{To: clerk.Email})
	require.Len(t, mails, 1, "one for both")
	require.Contains(t, mails[0].Subject, "Νέο μήνυμα του πολίτη")
	require.NotContains(t, mails[0].Text, "Παρασκευή")

	require.NoError(t, desk.ReadThread(t.Context(), id, asked))
	write(desk, "Αύριο στις εννέα.")
	p.at.Advance(3 * time.Minute)
	p.send(t)
	var email, sms int
	for _, m := range p.box.Messages(mailbox.Filter{}) {
		switch {
		case strings.Contains(m.Subject, "Νέο μήνυμα για εσάς"):
			email++
			require.Equal(t, "citizen@example.org", m.To)
			for _, part := range []string{"Αύριο στις εννέα.", "1/2026", clerk.Name, clerk.Email} {
				require.Contains(t, m.Text, part)
			}
		case m.Channel == mailbox.SMS && strings.Contains(m.Text, gsm.Fold("Νέο μήνυμα για εσάς")):
			sms++
			require.Contains(t, m.Text, gsm.Fold(clerk.Name))
			require.Contains(t, m.Text, clerk.Email)
			require.NotContains(t, m.Text, gsm.Fold("εννέα"))
		}
	}
	require.Equal(t, []int{1, 1}, []int{email, sms})
	thread, err := citizen.Thread(t.Context(), id, models.ThreadPage{})
	require.NoError(t, err)
	reads := 0
	for _, i := range thread.Items {
		reads += len(i.Reads)
	}
	require.Equal(t, 2, reads, "he sees that both of his were read")
}
