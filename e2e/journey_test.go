//go:build unix

package e2e

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"image"
	"image/png"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/thyrida/thyrida/api"
	"github.com/thyrida/thyrida/demo"
	"github.com/thyrida/thyrida/internal/calendar"
	"github.com/thyrida/thyrida/internal/greek"
	"github.com/thyrida/thyrida/internal/gsm"
	"github.com/thyrida/thyrida/internal/mailbox"
	"github.com/thyrida/thyrida/models"
)

// person is somebody of the house as citizens reach him.
type person struct{ name, phone, email string }

var (
	myrto     = person{"Μυρτώ Καλαμαρά", "2310 000 111", "clerk@example.org"}
	danai     = person{"Δανάη Σαλαμίνη", "2310 000 102", "protocol@example.org"}
	boss      = person{"Αριστείδης Λαμπρινός", "2310 000 101", "head@example.org"}
	ifigeneia = person{"Ιφιγένεια Ροδίτη", "2310 000 131", "clerk-tech@example.org"}
)

// picture is a small PNG.
func picture(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 8))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestJourneyFromTheFirstClickToTheAnswer(t *testing.T) {
	h := setup(t)
	citizen, clerk := h.as(t, "citizen"), h.as(t, "clerk")
	filed := fileMarriage(t, citizen)
	number := fmt.Sprintf("%d/%d", filed.Protocol.Number, filed.Protocol.Year)
	checkReceipt(t, citizen, filed)

	// The clerk takes it and sends it back.
	c := citizen.at(t, filed.ID, "review")
	checkStands(t, c, "review", "Εξετάζεται", myrto)
	k := task(clerk.at(t, filed.ID, "review"), "review")
	if mine := post[api.Task](t, clerk, "/tasks/"+string(k.ID)+"/claim", nil); mine.AssigneeName != myrto.name || mine.ClaimedAt == nil {
		t.Fatalf("claimed task: %+v", mine)
	}
	refused(t, clerk, "/tasks/"+string(k.ID)+"/decision", obj{"outcome": "returned"}, 422, "reasons-required")
	reasons := "Η ταυτότητα του δεύτερου μάρτυρα δεν διαβάζεται."
	d := post[api.Decided](t, clerk, "/tasks/"+string(k.ID)+"/decision", obj{"outcome": "returned", "note": reasons})
	if d.State != models.DecisionApplied {
		t.Fatalf("decision: %+v", d)
	}

	// The citizen reads why, and sends the paper again.
	c = citizen.at(t, filed.ID, "completion")
	checkStands(t, c, "completion", "Χρειάζεται συμπλήρωση από εσάς", myrto)
	if v := c.Timeline[len(c.Timeline)-2]; v.Note != reasons || v.Outcome != "returned" || v.Handler != myrto.name {
		t.Fatalf("returned visit: %+v", v)
	}
	post[api.Decided](t, citizen, "/cases/"+string(filed.ID)+"/completion", obj{"note": "Σας τη στέλνω ξανά.",
		"attachments": []api.SlotFile{citizen.send(t, "identity-documents", "tautotites-kathares.png", picture(t))}})

	// Review, opinion, approval; then the portal delivers.
	checkStands(t, citizen.at(t, filed.ID, "review"), "review", "Εξετάζεται", myrto)
	if files := clerk.at(t, filed.ID, "review").Files; !slices.ContainsFunc(files, func(f api.Attachment) bool {
		return f.Name == "tautotites-kathares.png" && f.MediaType == "image/png" && f.Visit > 0
	}) {
		t.Fatalf("the clerk does not see the new paper: %+v", files)
	}
	clerk.decides(t, filed.ID, "review", "done", "")
	checkStands(t, citizen.at(t, filed.ID, "opinion"), "opinion", "Γνωμοδοτεί η Τεχνική Υπηρεσία", ifigeneia)
	h.as(t, "clerk-tech").decides(t, filed.ID, "opinion", "positive", "Ο χώρος είναι διαθέσιμος.")
	checkStands(t, citizen.at(t, filed.ID, "approval"), "approval", "Για έγκριση από τον προϊστάμενο", myrto)
	k = task(h.as(t, "head").at(t, filed.ID, "approval"), "approval")
	refused(t, clerk, "/tasks/"+string(k.ID)+"/decision", obj{"outcome": "approved"}, 403, "not-allowed")
	h.as(t, "head").decides(t, filed.ID, "approval", "approved", "")
	c = citizen.over(t, filed.ID)
	if c.Outcome != "granted" || c.ClosedAt == nil || c.DecidedAt == nil || len(c.Tasks) > 0 || c.StateText == "" {
		t.Fatalf("at the end: %+v", c)
	}
	checkTimeline(t, c, "check done", "review returned", "completion answered", "review done", "opinion positive",
		"approval approved", "delivery delivered")
	checkTold(t, h, number, []tale{
		{"Παραλήφθηκε", []person{myrto}}, {"Χρειάζεται συμπλήρωση από εσάς", []person{myrto}}, {"Εξετάζεται", []person{myrto}},
		{"Γνωμοδοτεί η Τεχνική Υπηρεσία", []person{ifigeneia}}, {"Για έγκριση από τον προϊστάμενο", []person{myrto, boss}}, {"Ολοκληρώθηκε", []person{boss}},
	})
	checkStageTimes(t, h, "check", "delivery", "review", "completion", "opinion", "approval")
}

// fileMarriage files the application of the journey with a PDF and a PNG.
func fileMarriage(t *testing.T, citizen *visitor) api.Filed {
	t.Helper()
	refused(t, citizen, "/attachments", paper("marriage-licences", "adeia.pdf", []byte("MZ this is a program")), 415, "kind-not-allowed")
	filed := citizen.file(t, "civil-marriage-ceremony", obj{"attachments": []api.SlotFile{
		citizen.send(t, "marriage-licences", "adeies.pdf", demo.Paper("licence")),
		citizen.send(t, "identity-documents", "tautotites.png", picture(t)),
	}})
	if filed.Protocol.Number < 1 || filed.Protocol.Year != time.Now().In(calendar.Athens).Year() || filed.Stage != "check" {
		t.Fatalf("filed: %+v", filed)
	}
	return filed
}

// checkReceipt looks for everything the law wants on a receipt (ν. 2690/1999
// art. 12, ν. 4727/2020 art. 19).
func checkReceipt(t *testing.T, citizen *visitor, filed api.Filed) {
	t.Helper()
	r := get[api.Receipt](t, citizen, "/cases/"+string(filed.ID)+"/receipt")
	var slots []string
	for _, p := range r.Papers {
		slots = append(slots, string(p.Slot)+" "+p.MediaType)
		if p.Name == "" || p.Size == 0 || len(p.SHA256) != 64 || p.SlotLabel == "" {
			t.Errorf("paper on the receipt: %+v", p)
		}
	}
	slices.Sort(slots)
	switch {
	case r.Protocol != filed.Protocol, time.Since(r.Protocol.At) > time.Minute:
		t.Errorf("number and time: %+v, filed %+v", r.Protocol, filed.Protocol)
	case r.Subject != "Τέλεση πολιτικού γάμου", r.Applicant != "Ηλέκτρα Θυμαρά", r.Channel != "portal":
		t.Errorf("subject, sender, channel: %+v", r)
	case r.Municipality != "Δήμος Ελαιώνα", r.UnitName != "Ληξιαρχείο":
		t.Errorf("body addressed: %+v", r)
	case r.PaperCount != 2, strings.Join(slots, ", ") != "identity-documents image/png, marriage-licences application/pdf":
		t.Errorf("papers: %v", slots)
	case !r.Due.Legal.After(r.Protocol.At), !r.Due.Target.After(r.Protocol.At), !strings.Contains(r.DueBasis, "2690/1999"):
		t.Errorf("terms: %+v %s", r.Due, r.DueBasis)
	case r.Remedy.Text == "":
		t.Errorf("remedy: %+v", r.Remedy)
	}
}

// checkStands compares where a case stands and whom its citizen may ask.
func checkStands(t *testing.T, c api.Case, stage models.StageKey, words string, who person) {
	t.Helper()
	got := person{c.Handler.Name, c.Handler.Phone, c.Handler.Email}
	if c.Stage != stage || c.StateText != words || c.StageLabel == "" || got != who || c.Handler.UnitName == "" {
		t.Errorf("case stands at %s «%s», handled by %+v; want %s «%s», %+v", c.Stage, c.StateText, c.Handler, stage, words, who)
	}
	last := c.Timeline[len(c.Timeline)-1]
	if last.Stage != stage || last.ClosedAt != nil || last.DueAt == nil || !last.DueAt.After(last.OpenedAt) {
		t.Errorf("newest visit: %+v", last)
	}
}

// checkTimeline compares the visits of a case, in order.
func checkTimeline(t *testing.T, c api.Case, want ...string) {
	t.Helper()
	var got []string
	for _, v := range c.Timeline {
		got = append(got, fmt.Sprintf("%s %s", v.Stage, v.Outcome))
		if v.ClosedAt == nil || v.ClosedAt.Before(v.OpenedAt) {
			t.Errorf("visit %d: %+v", v.Visit, v)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("timeline %q, want %q", got, want)
	}
}

// tale is what a citizen is told of one step, and whom to ask.
type tale struct {
	state string
	who   []person // one of them: a task may have changed hands before the sender came
}

// has says whether a text holds all parts.
func has(text string, parts ...string) bool {
	return !slices.ContainsFunc(parts, func(p string) bool { return !strings.Contains(text, p) })
}

// names says whether a text, perhaps folded for SMS, tells how to reach one of
// them.
func names(text string, who []person) bool {
	return slices.ContainsFunc(who, func(p person) bool {
		return (has(text, p.name) || has(text, gsm.Fold(p.name))) && has(text, p.phone, p.email)
	})
}

// checkTold waits until a case's e-mails and SMS have come, one of each for
// every tale, and reads them.
func checkTold(t *testing.T, h *house, number string, tales []tale) {
	t.Helper()
	var mails, texts []mailbox.Message
	await(t, 30*time.Second, "the messages of "+number, func() bool {
		mails, texts = h.messages(t, mailbox.Email, number), h.messages(t, mailbox.SMS, number)
		return len(mails) >= len(tales) && len(texts) >= len(tales)
	})
	for _, x := range tales {
		i := slices.IndexFunc(mails, func(m mailbox.Message) bool { return strings.Contains(m.Subject, number+"] "+x.state) })
		j := slices.IndexFunc(texts, func(m mailbox.Message) bool {
			return strings.Contains(m.Text, number+" ") && strings.Contains(m.Text, gsm.Fold(x.state))
		})
		if i < 0 || j < 0 {
			t.Errorf("nobody was told of %s «%s»: e-mail %v, SMS %v", number, x.state, i >= 0, j >= 0)
			continue
		}
		if m := mails[i]; !has(m.Text, number, x.state, "Τι ακολουθεί:") || !has(m.HTML, number, x.state, "Τι ακολουθεί") ||
			!names(m.Text, x.who) || !names(m.HTML, x.who) {
			t.Errorf("e-mail «%s», want %+v:\n%s", m.Subject, x, m.Text)
		}
		if m := texts[j]; m.Segments != 1 || gsm.Check(m.Text) != nil || !names(m.Text, x.who) {
			t.Errorf("SMS of «%s», %d parts: %s", x.state, m.Segments, m.Text)
		}
		mails, texts = slices.Delete(mails, i, i+1), slices.Delete(texts, j, j+1)
	}
	for _, m := range append(mails, texts...) {
		t.Errorf("told more than expected: %s %s", m.Subject, m.Text)
	}
}

// checkStageTimes reads the manager's report as JSON and as CSV. The check and
// a delivery by portal are the machine's: counted, since they take no time.
func checkStageTimes(t *testing.T, h *house, stages ...models.StageKey) {
	t.Helper()
	today := calendar.DayOf(time.Now()).String()
	path := "/reports/stage-times?by=stage&from=" + today + "&to=" + today
	report := get[api.StageTimes](t, h.as(t, "manager"), path)
	text := bytes.TrimPrefix(get[[]byte](t, h.as(t, "manager"), path+"&format=csv"), []byte("\ufeff"))
	table := csv.NewReader(bytes.NewReader(text))
	if head, _, _ := bytes.Cut(text, []byte("\n")); bytes.Contains(head, []byte(";")) { // as Excel wants it in Greek
		table.Comma = ';'
	}
	records, err := table.ReadAll()
	if err != nil || len(records) != len(report.Rows)+2 {
		t.Fatalf("CSV of %d rows, JSON of %d and a total: %v", len(records), len(report.Rows), err)
	}
	for _, stage := range stages {
		i := slices.IndexFunc(report.Rows, func(r api.StageTimesRow) bool {
			return r.Service == "civil-marriage-ceremony" && r.Key == string(stage)
		})
		if i < 0 {
			t.Errorf("the report has no row of %s", stage)
			continue
		}
		r := report.Rows[i]
		if n, _ := strconv.Atoi(records[i+1][4]); r.N+r.WaitN+r.AutoN < 1 || n != r.N || records[i+1][1] != r.Key || greek.Fold(r.Name) == "" {
			t.Errorf("row of %s: %+v, CSV %q", stage, r, records[i+1])
		}
	}
}
