package store_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/models"
)

// takes leases everything that waits on a channel and gives the facts of what
// tells of messages.
func (h *house) takes(t testing.TB, ch models.Channel) (fs []models.NoticeFacts) {
	t.Helper()
	ns, err := h.System().TakeNotices(t.Context(), ch, 50)
	require.NoError(t, err)
	for _, n := range ns {
		f, err := h.System().NoticeFacts(t.Context(), n)
		require.NoError(t, err)
		if n.Event == models.EventMessage || n.Event == models.EventAsked {
			fs = append(fs, f)
		}
	}
	return fs
}

func TestSeveralMessagesWithinMinutesAreToldOfOnce(t *testing.T) {
	t.Parallel()
	h := setup(t)
	c := h.file(t, "citizen")
	h.says(t, "clerk", c, "Πρώτο.")
	h.clock.Advance(time.Minute)
	h.says(t, "clerk2", c, "Δεύτερο.", func(m *models.NewMessage) { m.Attachments = []models.AttachmentID{h.upload(t, "clerk2")} })
	require.Empty(t, h.takes(t, models.Email), "he may still be writing")
	h.clock.Advance(time.Minute)
	for _, ch := range []models.Channel{models.Email, models.SMS} {
		told := h.takes(t, ch)
		require.Len(t, told, 1)
		f := told[0]
		require.Equal(t, []any{models.EventMessage, "Πρώτο.\n\nΔεύτερο.", 1, false}, []any{f.Event, f.Message, f.Files, f.Staff})
		require.Equal(t, models.Contact{Name: "Όνομα clerk2", Phone: "+302101111111", Email: "clerk2@example.org"}, f.Writer)
		require.Equal(t, f.Writer, f.Handler, "who wrote is who answers")
	}

	// They are in the sender's hands now: what comes later is told apart.
	h.says(t, "clerk", c, "Τρίτο.")
	h.clock.Advance(2 * time.Minute)
	told := h.takes(t, models.Email)
	var said []string
	for _, f := range told {
		said = append(said, f.Message)
	}
	require.ElementsMatch(t, []string{"Πρώτο.\n\nΔεύτερο.", "Τρίτο."}, said, "the first came back when its sender died; nothing is told twice by two")
}

func TestANoticeThatWaitsOnOneChannelCoversWhatTheOtherHasToldAlready(t *testing.T) {
	t.Parallel()
	h := setup(t)
	c := h.file(t, "citizen")
	h.says(t, "clerk", c, "Βράδυ.")
	h.clock.Advance(3 * time.Minute)
	for _, f := range h.takes(t, models.Email) {
		require.NoError(t, h.System().NoticeSent(t.Context(), f.ID, "ref", "s", "b"))
	}
	h.says(t, "clerk", c, "Πιο βράδυ.")
	require.Len(t, h.waiting(t, c, models.EventMessage), 2, "one more e-mail, and the SMS that waits for the morning")
	h.clock.Advance(9 * time.Hour)
	sms := h.takes(t, models.SMS)
	require.Len(t, sms, 1)
	require.Equal(t, "Βράδυ.\n\nΠιο βράδυ.", sms[0].Message)
}

func TestWhoHandlesTheCaseIsToldThatTheApplicantHasWritten(t *testing.T) {
	t.Parallel()
	h := setup(t)
	asked := func(c models.CaseID) string {
		h.says(t, "citizen", c, "Ερώτηση με λόγια που δεν ταξιδεύουν.")
		h.clock.Advance(3 * time.Minute)
		var whom []string
		for _, f := range h.takes(t, models.Email) {
			whom = append(whom, strings.TrimSuffix(f.To, "@example.org"))
			require.True(t, f.Staff)
			require.Empty(t, f.Message, "it is read in the case")
			require.Equal(t, models.Contact{Name: "Όνομα citizen", Phone: "+306900000000", Email: "citizen@example.org"}, f.Writer)
			require.NoError(t, h.System().NoticeSent(t.Context(), f.ID, "ref", "s", "b"))
		}
		return strings.Join(whom, " ")
	}
	c := h.file(t, "citizen")
	require.Len(t, strings.Fields(asked(c)), 3, "nobody has it and the unit names nobody: everybody of the unit")
	require.NoError(t, h.System().SetUnitContact(t.Context(), eleonas, registry, account("clerk2")))
	require.Equal(t, "clerk2", asked(c))
	task := h.open(t, c, 1, "review")[0]
	require.NoError(t, h.as(t, "clerk").ClaimTask(t.Context(), task))
	require.Equal(t, "clerk", asked(c))
	h.decide(t, "clerk", c, 1, models.Returned, "λείπει")
	h.open(t, c, 2, models.Completion)
	require.Equal(t, "clerk", asked(c), "who returned it, whom the applicant sees as the one who handles it")
	require.NoError(t, h.as(t, "admin").EndGrant(t.Context(), account("clerk"), models.Grant{Role: models.RoleClerk, Unit: registry}))
	require.Equal(t, "clerk2", asked(c), "who has left the unit is not told")
	other := h.file(t, "citizen")
	h.open(t, other, 1, "opinion")
	require.ElementsMatch(t, []string{"clerk-tech", "head-tech"}, strings.Fields(asked(other)), "the unit that has it")
}

func TestWhomNoMessageReachesIsPhonedOnce(t *testing.T) {
	t.Parallel()
	h := setup(t)
	in := submission(service)
	in.Applicant, in.Channel = &models.Person{Kind: models.Natural, Name: "Δοκιμή Χωρίς Στοιχεία", Language: "el"}, models.FiledCounter
	filed, err := h.as(t, "clerk").SubmitCase(t.Context(), in)
	require.NoError(t, err)
	before := h.contacts(t)
	h.says(t, "clerk", filed.CaseID, "Ελάτε να το πάρετε.")
	h.says(t, "clerk", filed.CaseID, "Ως τις δύο.")
	require.Equal(t, before+1, h.contacts(t))
}

func TestAnInternalNoteIsToldToNobody(t *testing.T) {
	t.Parallel()
	h := setup(t)
	c := h.file(t, "citizen")
	h.says(t, "clerk", c, "Να το δει ο προϊστάμενος.", internal)
	require.Empty(t, append(h.waiting(t, c, models.EventMessage), h.waiting(t, c, models.EventAsked)...))
}
