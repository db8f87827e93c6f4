package api_test

import (
	"regexp"
	"strings"
	"testing"
	"time"
)

// row reads the tasks of the queue that is shown.
var row = regexp.MustCompile(`<tr id="t-([0-9a-f-]{36})"`)

func (b *reader) rows() (ids []string) {
	for _, m := range row.FindAllStringSubmatch(b.page, -1) {
		ids = append(ids, m[1])
	}
	return ids
}

func TestAHeadGivesSeveralTasksAndTakesThatBack(t *testing.T) {
	t.Parallel()
	h := setup(t)
	citizen := h.as(t, "citizen")
	citizen.files()
	citizen.files()
	b := h.reader(t)
	b.logsIn("head").sees(200)
	b.opens("/queue?queue=unassigned").sees(200, "Ανάληψη", "Όνομα clerk2", "/api/v1/tasks?format=csv&amp;queue=unassigned")
	ids := b.rows()
	if len(ids) != 2 {
		t.Fatalf("%d rows", len(ids))
	}
	b.sends("/queue/bulk", "back", "queue=unassigned", "do", "claim").sees(422, `href="#f-tasks"`, ids[0])
	b.sends("/queue/bulk", "back", "queue=unassigned", "do", "assign", "account", string(account("clerk2")), "tasks", ids[0], "tasks", ids[1]).
		sees(200, "2 εργασίες ανατέθηκαν: Όνομα clerk2", "Όλες οι εργασίες του τμήματος έχουν χειριστή")
	undo := regexp.MustCompile(`name="moved" value="([^"]+)"`).FindStringSubmatch(b.page)
	if undo == nil || b.path != "/queue?queue=unassigned" {
		t.Fatalf("no undo at %s", b.path)
	}
	b.opens("/queue?queue=unit").sees(200)
	if strings.Contains(b.page, "ανατέθηκαν") {
		t.Error("said twice")
	}
	h.as(t, "clerk2").post("tasks/"+ids[0]+"/release", nil).want(200)
	h.as(t, "clerk").post("tasks/"+ids[0]+"/claim", nil).want(200)
	b.sends("/queue/undo", "back", "queue=unassigned", "moved", undo[1]).sees(200, "Η ανάθεση αναιρέθηκε")
	if got := b.rows(); len(got) != 2 {
		t.Errorf("after undoing: %v", got)
	}
}

func TestOfTwoWhoTakeATaskTheSecondReadsWhyNot(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.as(t, "citizen").files()
	first, second := h.reader(t), h.reader(t)
	first.logsIn("clerk")
	second.logsIn("clerk2")
	id := first.opens("/queue?queue=unassigned").sees(200).rows()[0]
	first.sends("/queue/bulk", "back", "queue=unassigned", "do", "claim", "tasks", id).sees(200, "Αναλάβατε μία εργασία")
	second.sends("/queue/bulk", "back", "queue=unit", "do", "claim", "tasks", id).sees(200, "app-notice--warning", "<li>1: ", "Όνομα clerk")
	second.sends("/queue/bulk", "back", "queue=unit", "do", "release", "tasks", id).sees(200, "app-notice--warning")
	first.opens("/queue").sees(200, id, "Εγώ", "Σε εξέλιξη")
	first.sends("/queue/bulk", "back", "queue=mine", "do", "release", "tasks", id).sees(200, "επέστρεψε στην ουρά")
}

func TestTheQueueIsFilteredByItsAddressAndSaysWhatIsLate(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.as(t, "citizen").files()
	b := h.reader(t)
	b.logsIn("clerk")
	b.opens("/queue?queue=unit&overdue=true").sees(200, "Καμία εργασία δεν ταιριάζει", "<details class=\"app-fold\" open>")
	h.clock.Advance(2 * time.Hour)
	b.opens("/queue?queue=unit&service=residence-certificate").sees(200, "Νέα", `<option value="residence-certificate" selected>`)
	b.opens("/queue?queue=nonsense").sees(422, "<h1")
	b.opens("/queue?queue=unit&cursor=nonsense").sees(422, "<h1")
	b.sends("/queue/keys", "back", "queue=unit", "keys", "off").sees(200, `data-keys="off"`, "Ενεργοποίηση συντομεύσεων")
}

func TestWhatSomebodyDecidedIsInHisList(t *testing.T) {
	t.Parallel()
	h := setup(t)
	id := h.as(t, "citizen").files()
	b := h.reader(t)
	b.logsIn("clerk").opens("/queue?queue=done").sees(200, "Δεν έχετε ολοκληρώσει")
	h.as(t, "clerk").decides(id, "returned", "Λείπει η δεύτερη σελίδα.")
	b.opens("/queue?queue=done").sees(200, "Βεβαίωση μόνιμης κατοικίας", "Ολοκληρώθηκε")
	b.opens("/queue?queue=citizen").sees(200, "Βεβαίωση μόνιμης κατοικίας", "Αναμονή πολίτη")
}
