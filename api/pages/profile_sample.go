package pages

import "time"

var (
	_ = citizen("profile/citizen", Profile{Who: "Γεωργία Αναγνωστοπούλου", Email: "georgia@example.org", Mobile: "690 0000000", Citizen: true, Level: "Δεν έχετε ταυτοποιηθεί",
		Told: []Field{{Name: "ways", Kind: "radios", Label: "Ενημέρωση με", Value: "both", Choices: []Choice{{"both", "E-mail και SMS", ""}, {"email", "Μόνο e-mail", ""}}},
			{Name: "quiet.from", Kind: "time", Label: "Χωρίς SMS από", Width: 10, Hint: "Αφήστε κενό για τις ώρες του δήμου."}},
		More:     []Link{{Href: "/profile/login-ways/add/google", Text: "Λογαριασμός Google"}},
		Language: Field{Name: "language", Kind: "radios", Label: "Θέλω τα μηνύματα και τις σελίδες", Value: "el", Choices: []Choice{{"el", "Στα ελληνικά", ""}, {"en", "Στα αγγλικά", ""}}},
		House:    "22:00–08:00", Password: true, Logins: []ProfileLogin{{ID: "1", Label: "ΓΓΠΣ", Used: Now, Removable: true}},
		Sessions: []ProfileSession{{ID: "1", Device: "Firefox", Began: Now, Seen: Now, Current: true}, {ID: "2", Device: "Chrome, Android", Began: Now.Add(-time.Hour), Seen: Now}}})
	_ = citizen("profile_way/ask", ProfileWay{Key: "taxisnet", Label: "TaxisNet", Password: true})
	_ = citizen("profile_way/go", ProfileWay{Key: "taxisnet", Label: "TaxisNet", To: "https://login.example/authorize?state=x"})
	_ = staff("profile/staff", Profile{Who: "Μαρία Παπαδοπούλου", Password: true, Factor: &ProfileFactor{Since: &Now, Codes: 8}})
	_ = staff("profile/without", Profile{Who: "Μαρία Παπαδοπούλου", Password: true, Factor: &ProfileFactor{Required: true}})
	_ = staff("profile_secret/secret", ProfileSecret{Secret: "JBSWY3DPEHPK3PXP", URI: "otpauth://totp/Elaionas:maria?secret=JBSWY3DPEHPK3PXP"})
	_ = staff("profile_secret/codes", ProfileSecret{Codes: []string{"abcde-fghij", "klmno-pqrst"}})
	_ = citizen("identification/none", Identification{Points: []ServicePoint{{Name: "ΚΕΠ Ελαιώνα", Address: "Πλατεία Δημαρχείου 1", Hours: "Δευτέρα–Παρασκευή 8:00–14:30", Phone: "2310 123 456"}}, Documents: []string{"Δελτίο ταυτότητας", "Διαβατήριο"}})
	_ = citizen("identification/map", Identification{Points: sampleMapPoints, Map: sampleMap, Documents: []string{"Διαβατήριο"}})
	_ = citizen("identification/open", Identification{Request: &IdentityRequest{ID: "1", Code: "K7M2-PQ4R", Asked: Now, Expires: Now.AddDate(0, 0, 30), Open: true, Tag: Tag{"info", "Σας περιμένουμε"}}, Documents: []string{"Διαβατήριο"}})
	_ = citizen("identification/refused", Identification{Request: &IdentityRequest{ID: "1", Asked: Now, Note: "Το έγγραφο έχει λήξει.", Tag: Tag{"wait", "Δεν έγινε δεκτό"}}, Documents: []string{"Διαβατήριο"}})
	_ = citizen("identification/known", Identification{Known: true})
)
