package pages

var (
	_ = citizen("failure/401", Failure{Status: 401, Title: "Η σύνδεσή σας έληξε.", LogIn: true, Kept: []string{"Σας στέλνω τον νέο λογαριασμό.\nΕυχαριστώ."}})
	_ = citizen("failure/404", Failure{Status: 404, Title: "Η σελίδα δεν υπάρχει.", Detail: "Ελέγξτε τη διεύθυνση."})
	_ = staff("failure/403", Failure{Status: 403, Title: "Δεν έχετε δικαίωμα για αυτή την ενέργεια."})
	_ = citizen("failure/500", Failure{Status: 500, Title: "Κάτι πήγε στραβά από τη μεριά μας.", Request: "0190e3c5-0000-7000-8000-000000000000"})
	_ = citizen("failure/503", Failure{Status: 503, Title: "Η υπηρεσία δεν είναι διαθέσιμη αυτή τη στιγμή.", Detail: "Δοκιμάστε ξανά σε ένα λεπτό.", Again: true})
)
