package pages

var (
	sampleAny = []Choice{{Label: "Όλα"}, {Value: "case", Label: "Υπόθεση"}}

	_ = staff("audit/some", Audit{AdminNav: sampleNav("/admin/audit"), Objects: sampleAny, Actions: sampleAny, CSV: "/a", XLSX: "/b", Pager: Pager{First: "/admin/audit", Next: "/admin/audit?cursor=x"},
		Rows: []AuditRow{{At: Now, Who: "Μαρία Παπαδοπούλου", For: "Κώστας Νικολάου", Action: "Απόφαση", Object: "Εργασία", Called: "18452/2026", Same: "/admin/audit?id=1"},
			{At: Now, Who: "το σύστημα", Action: "read-case", Object: "Υπόθεση", Called: "0199b2c4-7d1e-7a55-9c3e-2f1d8a6b4c10", Same: "/admin/audit?id=2", Refused: "Δεν υπάρχει τέτοια υπόθεση."},
			{At: Now, Who: "Μαρία Παπαδοπούλου", Action: "Ανάγνωση ιστορικού", Object: "Ιστορικό"}}})
	_ = staff("audit/nothing", Audit{AdminNav: sampleNav("/admin/audit"), Objects: sampleAny, Actions: sampleAny, Narrowed: true, By: "Μαρία Παπαδοπούλου"})
	_ = staff("audit/refused", Audit{AdminNav: sampleNav("/admin/audit"), Objects: sampleAny, Actions: sampleAny, Form: Form{Values: map[string][]string{"case": {"χ"}}, Faults: []Fault{{"case", "Γράψτε αριθμό και έτος."}}}})
)
