package store_test

import (
	"testing"
	"time"

	"github.com/thyrida/thyrida/models"
)

// returned files a case with a paper that a clerk has returned.
func (h *house) returned(t testing.TB) (models.CaseID, models.AttachmentID) {
	t.Helper()
	ctx := t.Context()
	file := models.Attachment{ID: models.AttachmentID(newID()), Name: "ταυτότητα.pdf", MediaType: "application/pdf", Size: 9, SHA256: "aa", Blob: "aa"}
	want(t, h.as(t, "citizen").AddAttachment(ctx, file), "")
	filed, err := h.as(t, "citizen").SubmitCase(ctx, models.Submission{CaseID: models.CaseID(newID()), Service: service, Version: 1,
		Unit: registry, Form: map[string]any{"reason": "λόγος"}, Delivery: models.ByPortal, Channel: models.FiledPortal,
		Attachments: []models.SlotFile{{Slot: "identity", ID: file.ID}},
		Due:         models.Due{Legal: monday.AddDate(0, 2, 0), Target: monday.AddDate(0, 0, 10)}})
	if err != nil {
		t.Fatal(err)
	}
	c := filed.CaseID
	if err := h.System().CheckCase(ctx, models.StageOpening{CaseID: c, Visit: 1, Position: models.Position{Stage: "check"}},
		h.clock.Now(), []models.Finding{{Code: "paper-missing", Subject: "photo"}}); err != nil {
		t.Fatal(err)
	}
	h.open(t, c, 2, "opinion")
	h.decide(t, "clerk-tech", c, 2, models.Negative, "εσωτερικό σημείωμα")
	h.open(t, c, 3, "review")
	h.decide(t, "clerk", c, 3, models.Returned, "λείπει η φωτογραφία")
	h.open(t, c, 4, models.Completion)
	return c, file.ID
}

func TestACaseShowsToEverybodyWhatIsHis(t *testing.T) {
	t.Parallel()
	h := setup(t)
	c, file := h.returned(t)
	for _, row := range []struct {
		name                                                                string
		code                                                                models.Code
		form, files, findings, opinion, reasons, receipt, attachment, tasks bool
		outcomes                                                            int
	}{
		{name: "citizen", form: true, files: true, reasons: true, receipt: true, attachment: true, tasks: true, outcomes: 1},
		{name: "citizen2", code: "no-such-case"},
		{name: "clerk", form: true, files: true, findings: true, opinion: true, reasons: true, receipt: true, attachment: true, tasks: true},
		{name: "clerk2", form: true, files: true, findings: true, opinion: true, reasons: true, receipt: true, attachment: true, tasks: true},
		{name: "head", form: true, files: true, findings: true, opinion: true, reasons: true, receipt: true, attachment: true, tasks: true},
		{name: "clerk-tech", form: true, files: true, findings: true, opinion: true, reasons: true, receipt: true, attachment: true, tasks: true},
		{name: "protocol", receipt: true, tasks: true},
		{name: "manager", receipt: true, tasks: true},
		{name: "admin", code: "no-such-case"},
	} {
		desk := h.as(t, row.name)
		got, err := desk.Case(t.Context(), c)
		if code(err) != row.code {
			t.Errorf("%s: %v", row.name, err)
			continue
		}
		if _, err := desk.Receipt(t.Context(), c); (err == nil) != row.receipt || err != nil && code(err) != "no-such-case" {
			t.Errorf("%s: receipt: %v", row.name, err)
		}
		if _, err := desk.Attachment(t.Context(), file); (err == nil) != row.attachment || err != nil && code(err) != "no-such-attachment" {
			t.Errorf("%s: attachment: %v", row.name, err)
		}
		if err != nil {
			continue
		}
		if (got.Form != nil) != row.form || (len(got.Files) == 1) != row.files || (len(got.Findings) == 1) != row.findings ||
			(len(got.OpenTasks) == 1) != row.tasks || len(got.Timeline) != 4 {
			t.Errorf("%s sees %+v", row.name, got)
			continue
		}
		if o, r := got.Timeline[1].Note != "", got.Timeline[2].Note != ""; o != row.opinion || r != row.reasons {
			t.Errorf("%s: reads the opinion %t, the reasons %t", row.name, o, r)
		}
		if n := len(got.OpenTasks[0].Outcomes); n != row.outcomes {
			t.Errorf("%s: may choose %v", row.name, got.OpenTasks[0].Outcomes)
		}
	}
}

func TestACaseNamesWhoHandlesItAndHowToReachHim(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ctx := t.Context()
	handler := func() (models.Contact, models.UnitCode) {
		t.Helper()
		cs, _, err := h.as(t, "citizen").Cases(ctx, models.CaseFilter{})
		if err != nil || len(cs) != 1 {
			t.Fatal(cs, err)
		}
		c, err := h.as(t, "citizen").Case(ctx, cs[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		return c.Handler, c.HandlerUnit
	}
	c := h.file(t, "citizen")
	if got, unit := handler(); got.Name != "Δημοτολόγιο" || got.Phone != "+302100000001" || got.Email != "registry@eleonas.example" || unit != registry {
		t.Fatalf("the unit answers: %+v %s", got, unit)
	}
	want(t, h.System().SetUnitContact(ctx, eleonas, registry, account("clerk2")), "")
	if got, _ := handler(); got.Name != "Όνομα clerk2" || got.Phone != "+302101111111" || got.Email != "clerk2@example.org" {
		t.Fatalf("its contact answers: %+v", got)
	}
	task := h.open(t, c, 1, "review")[0]
	want(t, h.as(t, "clerk").ClaimTask(ctx, task), "")
	if got, _ := handler(); got.Name != "Όνομα clerk" {
		t.Fatalf("who has the task answers: %+v", got)
	}
	h.decide(t, "clerk", c, 1, models.Done, "")
	h.open(t, c, 2, "opinion")
	if got, unit := handler(); got.Name != "Τεχνική Υπηρεσία" || unit != works {
		t.Fatalf("the other unit answers: %+v %s", got, unit)
	}
}

func TestAReceiptStatesNumberPapersAndAddressee(t *testing.T) {
	t.Parallel()
	h := setup(t)
	c, _ := h.returned(t)
	r, err := h.as(t, "citizen").Receipt(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	if r.Protocol.Number != 1 || r.Protocol.Year != 2026 || !r.Protocol.At.Equal(monday) || len(r.Papers) != 1 || r.Unit.El != "Δημοτολόγιο" ||
		r.Municipality.El != "Δήμος Ελαιώνα" || r.Applicant != "Όνομα citizen" || r.Channel != models.FiledPortal || !r.Due.Legal.Equal(monday.AddDate(0, 2, 0)) {
		t.Fatalf("%+v", r)
	}
}

// TestListsOfCasesHoldWhatIsTheirs asks everybody for his list, whole and
// narrowed.
func TestListsOfCasesHoldWhatIsTheirs(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ctx := t.Context()
	var first models.CaseID
	for i := range 3 {
		if c := h.file(t, "citizen"); i == 0 {
			first = c
		}
		h.clock.Advance(time.Minute)
	}
	h.file(t, "citizen2")
	want(t, h.System().CloseCase(ctx, models.CaseClosing{CaseID: first, Outcome: models.Granted}), "")
	for name, all := range map[string]int{"citizen": 3, "citizen2": 1, "clerk": 4, "clerk2": 4, "head": 4, "clerk-tech": 0,
		"head-tech": 0, "protocol": 4, "manager": 4, "admin": 0} {
		for _, f := range []struct {
			models.CaseFilter
			staff, citizen int
		}{
			{models.CaseFilter{}, all, all},
			{models.CaseFilter{State: models.Closed}, 1, 1},
			{models.CaseFilter{Service: service}, all, all},
			{models.CaseFilter{Service: "another"}, 0, 0},
			{models.CaseFilter{Number: 2, Year: 2026}, 1, 1},
			{models.CaseFilter{Number: 2}, 1, 1},
			{models.CaseFilter{Number: 2, Year: 2025}, 0, 0},
			{models.CaseFilter{Year: 2026}, all, all},
			{models.CaseFilter{Unit: registry}, all, 0},
			{models.CaseFilter{Unit: works}, 0, 0},
		} {
			n := f.staff
			switch {
			case all == 0:
				n = 0
			case name == "citizen":
				n = f.citizen
			case name == "citizen2":
				n = f.citizen
				if f.State == models.Closed || f.Number == 2 {
					n = 0
				}
			}
			cs, next, err := h.as(t, name).Cases(ctx, f.CaseFilter)
			if err != nil || len(cs) != n || next != "" {
				t.Errorf("%s %+v: %d cases, want %d (%v)", name, f.CaseFilter, len(cs), n, err)
			}
		}
	}
}

func TestAListOfCasesIsReadInPagesWhileCasesArrive(t *testing.T) {
	t.Parallel()
	h := setup(t)
	first := map[models.CaseID]bool{}
	for i := range 17 {
		if i%4 != 0 {
			h.clock.Advance(time.Second)
		}
		first[h.file(t, "citizen")] = true
	}
	for _, name := range []string{"citizen", "clerk", "protocol"} {
		seen, last := map[models.CaseID]bool{}, time.Time{}
		f := models.CaseFilter{Page: models.Page{Limit: 3}}
		for {
			cs, next, err := h.as(t, name).Cases(t.Context(), f)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range cs {
				if seen[c.ID] || !last.IsZero() && c.SubmittedAt.After(last) {
					t.Fatalf("%s: listed twice or out of order", name)
				}
				seen[c.ID], last = true, c.SubmittedAt
			}
			if f.After = next; next == "" {
				break
			}
			h.clock.Advance(time.Second)
			h.file(t, "citizen")
		}
		for id := range first {
			if !seen[id] {
				t.Fatalf("%s: a case was left out", name)
			}
		}
	}
}

func TestTheProcessPageIsTheAdministrators(t *testing.T) {
	t.Parallel()
	h := setup(t)
	c, _ := h.returned(t)
	for _, p := range people {
		got, err := h.as(t, p.name).Process(t.Context(), c)
		if p.name != "admin" {
			if code(err) != "not-allowed" {
				t.Errorf("%s: %v", p.name, err)
			}
			continue
		}
		if err != nil || got.Visit != 4 || got.Position != (models.Position{Stage: models.Completion, Back: "review"}) || len(got.Visits) != 4 ||
			len(got.Messages) != 3 || got.Messages[0].Verb != "start" || got.WorkflowID != models.WorkflowOf(c) {
			t.Errorf("%+v %v", got, err)
		}
		for _, v := range got.Visits {
			if v.Note != "" {
				t.Error("the process page shows a note")
			}
		}
	}
	_, err := h.as(t, "admin").Process(t.Context(), models.CaseID(newID()))
	want(t, err, "no-such-case")
}
