package store_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/models"
)

// says writes a message into a case and gives it as the writer reads it.
func (h *house) says(t testing.TB, who string, c models.CaseID, text string, change ...func(*models.NewMessage)) models.ThreadItem {
	t.Helper()
	in := models.NewMessage{ID: models.MessageID(newID()), CaseID: c, Text: text}
	for _, f := range change {
		f(&in)
	}
	item, err := h.as(t, who).WriteMessage(t.Context(), in)
	require.NoError(t, err)
	require.Equal(t, string(in.ID), item.ID)
	return item
}

func internal(m *models.NewMessage) { m.Internal = true }

func byPhone(m *models.NewMessage) { m.Channel = models.FiledPhone }

// reads is the conversation as somebody sees it, the machine's notices left out.
func (h *house) reads(t testing.TB, who string, c models.CaseID) (items []models.ThreadItem) {
	t.Helper()
	all, err := h.as(t, who).Thread(t.Context(), c, models.ThreadPage{})
	require.NoError(t, err)
	require.Empty(t, all.Next)
	for _, i := range all.Items {
		if i.Kind != models.ThreadNotice {
			items = append(items, i)
		}
	}
	return items
}

func (h *house) unread(t testing.TB, who string, c models.CaseID) int {
	t.Helper()
	cs, _, err := h.as(t, who).Cases(t.Context(), models.CaseFilter{})
	require.NoError(t, err)
	for _, s := range cs {
		if s.ID == c {
			d, err := h.as(t, who).Case(t.Context(), c)
			require.NoError(t, err)
			require.Equal(t, s.Unread, d.Unread, "the list and the page say the same")
			return s.Unread
		}
	}
	t.Fatalf("%s has no case %s in his list", who, c)
	return 0
}

func texts(items []models.ThreadItem) string {
	var out []string
	for _, i := range items {
		out = append(out, i.Text)
	}
	return strings.Join(out, " | ")
}

func TestBothSidesWriteAndSeeWhoHasReadWhen(t *testing.T) {
	t.Parallel()
	h := setup(t)
	c := h.file(t, "citizen")
	require.Zero(t, h.unread(t, "clerk", c))
	first := h.says(t, "citizen", c, "Πότε θα είναι έτοιμο;")
	h.clock.Advance(time.Hour)
	second := h.says(t, "citizen", c, "Το χρειάζομαι ως την Παρασκευή.")
	require.Equal(t, 2, h.unread(t, "clerk", c))
	require.Equal(t, 2, h.unread(t, "clerk2", c))
	require.Zero(t, h.unread(t, "citizen", c), "his own words are no news to him")
	require.Zero(t, h.unread(t, "manager", c), "he does not read in cases")
	require.Zero(t, h.unread(t, "protocol", c))

	h.clock.Advance(time.Hour)
	read := h.clock.Now()
	require.NoError(t, h.as(t, "clerk").ReadThread(t.Context(), c, models.MessageID(first.ID)))
	require.Equal(t, 1, h.unread(t, "clerk2", c), "the house reads as one")
	h.clock.Advance(time.Hour)
	require.NoError(t, h.as(t, "clerk2").ReadThread(t.Context(), c, models.MessageID(second.ID)))
	require.NoError(t, h.as(t, "clerk2").ReadThread(t.Context(), c, models.MessageID(first.ID)), "nobody unreads")
	require.Zero(t, h.unread(t, "clerk", c))
	answer := h.says(t, "clerk", c, "Αύριο.")
	require.Equal(t, 1, h.unread(t, "citizen", c))

	mine := h.reads(t, "citizen", c)
	require.Equal(t, "Πότε θα είναι έτοιμο; | Το χρειάζομαι ως την Παρασκευή. | Αύριο.", texts(mine))
	require.Equal(t, []models.ReadMark{{Name: "Όνομα clerk", At: read}, {Name: "Όνομα clerk2", At: read.Add(time.Hour)}}, mine[0].Reads)
	require.Equal(t, []models.ReadMark{{Name: "Όνομα clerk2", At: read.Add(time.Hour)}}, mine[1].Reads)
	require.True(t, mine[2].Unread)
	require.Equal(t, []any{models.SideHouse, "Όνομα clerk", models.SideApplicant, "Όνομα citizen"},
		[]any{mine[2].Side, mine[2].Author, mine[0].Side, mine[0].Author})
	require.NoError(t, h.as(t, "citizen").ReadThread(t.Context(), c, models.MessageID(answer.ID)))
	require.Zero(t, h.unread(t, "citizen", c))
	theirs := h.reads(t, "head", c)
	require.Equal(t, "Όνομα citizen", theirs[2].Reads[0].Name, "the house sees that he has read it")
	want(t, h.as(t, "clerk").ReadThread(t.Context(), c, models.MessageID(newID())), "no-such-message")
}

func TestTheSameMessageTwiceIsOne(t *testing.T) {
	t.Parallel()
	h := setup(t)
	c := h.file(t, "citizen")
	in := models.NewMessage{ID: models.MessageID(newID()), CaseID: c, Text: "Ορίστε.", Attachments: []models.AttachmentID{h.upload(t, "citizen")}}
	one, err := h.as(t, "citizen").WriteMessage(t.Context(), in)
	require.NoError(t, err)
	two, err := h.as(t, "citizen").WriteMessage(t.Context(), in)
	require.NoError(t, err)
	require.Equal(t, one, two)
	require.Len(t, two.Files, 1)
	require.Len(t, h.reads(t, "clerk", c), 1)
	require.Len(t, h.waiting(t, c, models.EventAsked), 3, "clerk, clerk2 and head, once each")
	_, err = h.as(t, "citizen").WriteMessage(t.Context(), models.NewMessage{ID: models.MessageID(newID()), CaseID: c, Text: "x", Attachments: in.Attachments})
	want(t, err, "no-such-attachment")
	require.Len(t, h.reads(t, "clerk", c), 1, "nothing of a refused message is kept")
}

func TestMessagesOfOneMomentKeepTheirOrder(t *testing.T) {
	t.Parallel()
	h := setup(t)
	c := h.file(t, "citizen")
	h.clock.Advance(time.Minute)
	for range 3 {
		h.says(t, "clerk", c, "a")
		h.says(t, "clerk", c, "b", internal)
	}
	require.Equal(t, "a | b | a | b | a | b", texts(h.reads(t, "clerk", c)))
	var got []string
	page := models.ThreadPage{Page: models.Page{Limit: 2}, Newest: true}
	for {
		part, err := h.as(t, "clerk").Thread(t.Context(), c, page)
		require.NoError(t, err)
		require.LessOrEqual(t, len(part.Items), 2)
		for _, i := range part.Items {
			if i.Kind != models.ThreadNotice {
				got = append(got, i.Text)
			}
		}
		if page.After = part.Next; part.Next == "" {
			break
		}
	}
	require.Equal(t, "b a b a b a", strings.Join(got, " "))
}

func TestAfterTheEndTheApplicantMayAskForAMonth(t *testing.T) {
	t.Parallel()
	h := setup(t)
	c := h.file(t, "citizen")
	h.open(t, c, 1, "review")
	h.decide(t, "clerk", c, 1, models.Rejected, "λόγος")
	require.NoError(t, h.System().CloseCase(t.Context(), models.CaseClosing{CaseID: c, Visit: 1, Outcome: models.Rejected}))
	ask := func() error {
		_, err := h.as(t, "citizen").WriteMessage(t.Context(), models.NewMessage{ID: models.MessageID(newID()), CaseID: c, Text: "Γιατί;"})
		return err
	}
	h.clock.Advance(29 * 24 * time.Hour)
	require.NoError(t, ask())
	h.clock.Advance(2 * 24 * time.Hour)
	want(t, ask(), "conversation-over")
	h.says(t, "clerk", c, "Επειδή λείπει το έγγραφο.")
	require.NoError(t, ask(), "who is written to may answer")
	require.Equal(t, models.Outcome("rejected"), h.reads(t, "citizen", c)[0].Outcome, "it stays readable, with the reasons")
}

func TestAClerkWritesDownWhatSomebodyWithoutALoginSaid(t *testing.T) {
	t.Parallel()
	h := setup(t)
	in := submission(service)
	in.Applicant, in.Channel = &models.Person{Kind: models.Natural, Name: "Δοκιμή Χωρίς Λογαριασμό", Email: "no@example.org", Language: "el"}, models.FiledCounter
	filed, err := h.as(t, "clerk").SubmitCase(t.Context(), in)
	require.NoError(t, err)
	said := h.says(t, "clerk", filed.CaseID, "Ζητά να του το στείλουμε ταχυδρομικά.", byPhone)
	require.Equal(t, []any{models.SideApplicant, "Δοκιμή Χωρίς Λογαριασμό", "Όνομα clerk", "phone", false},
		[]any{said.Side, said.Author, said.Clerk, said.Channel, said.Unread})
	require.Zero(t, h.unread(t, "clerk2", filed.CaseID), "the house knows what it wrote down")
	require.Len(t, h.waiting(t, filed.CaseID, models.EventAsked), 2, "his colleagues are told")
	phoned := models.NewMessage{ID: models.MessageID(newID()), CaseID: h.file(t, "citizen"), Text: "x", Channel: models.FiledPhone}
	_, err = h.as(t, "clerk").WriteMessage(t.Context(), phoned)
	want(t, err, "not-allowed")
}

func TestNobodyIsStaffInHisOwnConversation(t *testing.T) {
	t.Parallel()
	h := setup(t)
	c := h.employeesCase(t)
	require.Equal(t, models.SideApplicant, h.says(t, "employee", c, "Πότε;").Side)
	h.says(t, "clerk", c, "Ο συνάδελφος βιάζεται.", internal)
	require.Equal(t, "Πότε;", texts(h.reads(t, "employee", c)))
	for _, in := range []models.NewMessage{{Text: "x", Internal: true}, {Text: "x", Channel: models.FiledPhone}} {
		in.ID, in.CaseID = models.MessageID(newID()), c
		_, err := h.as(t, "employee").WriteMessage(t.Context(), in)
		require.Error(t, err)
	}
}

// employeesCase is the case of a clerk of the unit that has it.
func (h *house) employeesCase(t testing.TB) models.CaseID {
	t.Helper()
	a := models.NewAccount{ID: account("employee"), Email: "employee@example.org", Name: "Όνομα employee", PasswordHash: "x", Source: "test",
		Grants: []models.Grant{{Role: models.RoleClerk, Unit: registry}}, Person: &models.Person{Kind: models.Natural, Name: "Όνομα employee", Email: "employee@example.org"}}
	require.NoError(t, h.System().CreateAccount(t.Context(), eleonas, a))
	require.NoError(t, h.For(models.Actor{}).OpenSession(t.Context(), a.ID, token("employee"), monday.AddDate(1, 0, 0)))
	return h.file(t, "employee")
}

// upload is a loose file of somebody.
func (h *house) upload(t testing.TB, who string) models.AttachmentID {
	t.Helper()
	f := models.Attachment{ID: models.AttachmentID(newID()), Name: "αρχείο.pdf", MediaType: "application/pdf", Size: 9, SHA256: "aa", Blob: "aa"}
	require.NoError(t, h.as(t, who).AddAttachment(t.Context(), f))
	return f.ID
}

// waiting are the notices of a case about an event that have not gone.
func (h *house) waiting(t testing.TB, c models.CaseID, e models.Event) (ns []models.NoticeLine) {
	t.Helper()
	d, err := h.as(t, "clerk2").Case(t.Context(), c)
	require.NoError(t, err)
	for _, n := range d.Notices {
		if n.Event == e && n.State == models.Queued {
			ns = append(ns, n)
		}
	}
	return ns
}
