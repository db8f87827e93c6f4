package pages

import "time"

func sampleTabs(current string) (out []Tab) {
	for i, q := range []string{"mine", "unit", "unassigned", "citizen", "sign", "done"} {
		out = append(out, Tab{Link: Link{"/queue?queue=" + q, []string{"Δικές μου", "Του τμήματος", "Χωρίς χειριστή", "Αναμονή πολίτη", "Προς υπογραφή", "Ολοκληρωμένες"}[i],
			[]int{12, 34, 5, 7, 3, 0}[i]}, Current: q == current, Counted: q != "done"})
	}
	return out
}

var sampleQueue = Queue{Tabs: sampleTabs("unit"), Tab: "unit", Query: "queue=unit", Keys: true, Now: Now,
	Services: []Choice{{Label: "Όλες"}, {Value: "residence-certificate", Label: "Βεβαίωση μόνιμης κατοικίας"}},
	Stages:   []Choice{{Label: "Όλες"}, {Value: "review", Label: "Έλεγχος δικαιολογητικών"}},
	Dues:     []Choice{{Label: "Οποιαδήποτε"}, {Value: "late", Label: "Εκπρόθεσμες"}},
	Units:    []Choice{{Label: "Όλες"}, {Value: "municipal-roll", Label: "Τμήμα Δημοτολογίου"}, {Value: "technical", Label: "Τεχνική Υπηρεσία"}},
	People:   []Choice{{Value: "a", Label: "Μαρία Παπαδοπούλου"}, {Value: "b", Label: "Κώστας Νικολάου"}},
	CSV:      "/api/v1/tasks?format=csv&queue=unit", XLSX: "/api/v1/tasks?format=xlsx&queue=unit", Pager: Pager{Next: "/queue?queue=unit&cursor=x"},
	Rows: []QueueRow{
		{ID: "1", Href: "/tasks/1", Title: "Βεβαίωση μόνιμης κατοικίας", Number: "18452/2026", Applicant: "Γεώργιος Αναγνωστόπουλος", Stage: "Έλεγχος δικαιολογητικών",
			State: Tag{"late", "Εκπρόθεσμη"}, Handler: "Μαρία Παπαδοπούλου", Due: Now.Add(-26 * time.Hour), Age: 6},
		{ID: "2", Href: "/tasks/2", Title: "Άδεια κατάληψης πεζοδρομίου", Number: "18467/2026", Applicant: "Καφέ «Η Πλατεία» Ο.Ε.", Stage: "Έλεγχος δικαιολογητικών",
			State: Tag{"info", "Σε εξέλιξη"}, Handler: "Κώστας Νικολάου", For: "Ελένη Δήμου", Due: Now.Add(4 * time.Hour), Age: 5},
		{ID: "3", Href: "/tasks/3", Title: "Μεταδημότευση", Number: "18470/2026", Applicant: "Ελένη Χατζηγιαννάκη-Οικονόμου", Stage: "Εισήγηση",
			State: Tag{"new", "Νέα"}, Due: Now.Add(28 * time.Hour), Age: 1},
		{ID: "4", Href: "/tasks/4", Title: "Πιστοποιητικό οικογενειακής κατάστασης", Number: "18471/2026", Stage: "Συμπλήρωση",
			State: Tag{"wait", "Αναμονή πολίτη"}, Due: Now.Add(99 * time.Hour), Age: 4},
	}}

var _ = staff("queue/rows", sampleQueue)

var _ = staff("queue/live", Queue{Tabs: sampleTabs("unit"), Tab: "unit", Query: "queue=unit", Count: 33, Changed: true, Live: true})

var _ = staff("queue/moved", func() Queue {
	q := sampleQueue
	q.Moved = &Moved{Done: 2, To: "Κώστας Νικολάου", Refused: []string{"1: Την έχει αναλάβει άλλος"}, Undo: "x"}
	q.Due, q.Text, q.Keys, q.Form = "late", "Αναγνωστόπουλος", false, Form{Faults: []Fault{{"tasks", "Επιλέξτε τουλάχιστον μία εργασία"}}}
	return q
}())

var _ = staff("queue/claimed", func() Queue {
	q := sampleQueue
	q.Tabs, q.Tab, q.Moved = sampleTabs("mine"), "mine", &Moved{Done: 1, Mine: true, Undo: "x"}
	return q
}())

var _ = staff("queue/released", func() Queue {
	q := sampleQueue
	q.Tabs, q.Tab, q.Moved = sampleTabs("unassigned"), "unassigned", &Moved{Done: 1}
	return q
}())

var _ = staff("queue/sign", func() Queue {
	q := sampleQueue
	q.Tabs, q.Tab, q.Rows = sampleTabs("sign"), "sign", []QueueRow{{ID: "1", Href: "/tasks/1", Title: "Μεταδημότευση", Number: "18470/2026",
		Applicant: "Ελένη Οικονόμου", Stage: "Υπογραφή", State: Tag{"sign", "Προς υπογραφή"}, Due: Now.Add(30 * time.Hour), Age: 2}}
	return q
}())

var _ = staff("queue/done", func() Queue {
	q := sampleQueue
	q.Tabs, q.Tab, q.Rows, q.CSV = sampleTabs("done"), "done", []QueueRow{{ID: "1", Href: "/tasks/1", Title: "Μεταδημότευση", Number: "18470/2026",
		Applicant: "Ελένη Οικονόμου", Stage: "Εισήγηση", State: Tag{"done", "Ολοκληρώθηκε"}, Handler: "Μαρία Παπαδοπούλου", Due: Now, Ended: true}}, ""
	return q
}())

func emptyQueue(tab, due string) Queue {
	return Queue{Tabs: sampleTabs(tab), Tab: tab, Query: "queue=" + tab, Services: sampleQueue.Services, Stages: sampleQueue.Stages, Dues: sampleQueue.Dues, Due: due, Now: Now}
}

var (
	_ = staff("queue/empty", emptyQueue("mine", ""))
	_ = staff("queue/empty-unassigned", emptyQueue("unassigned", ""))
	_ = staff("queue/empty-unit", emptyQueue("unit", ""))
	_ = staff("queue/empty-citizen", emptyQueue("citizen", ""))
	_ = staff("queue/empty-sign", emptyQueue("sign", ""))
	_ = staff("queue/empty-done", emptyQueue("done", ""))
	_ = staff("queue/empty-filtered", emptyQueue("unit", "late"))
)
