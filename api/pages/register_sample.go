package pages

import "net/url"

var (
	_ = citizen("register/empty", Register{})
	_ = citizen("register/faults", Register{Form{Values: url.Values{"name": {"Γεωργία Αναγνωστοπούλου"}, "email": {"georgia@"}},
		Faults: []Fault{{"email", "Η διεύθυνση e-mail δεν είναι πλήρης."}, {"password", "Χρειάζονται τουλάχιστον 12 χαρακτήρες."}}}})
	_ = citizen("confirm/asked", Confirm{})
	_ = citizen("confirm/refused", Confirm{Form: Form{Title: "Ο κωδικός δεν γίνεται δεκτός.", Detail: "Είναι λάθος, χρησιμοποιήθηκε ή πέρασαν 15 λεπτά."}})
	_ = citizen("password/email", Password{})
	_ = citizen("password/code", Password{Asked: true})
)
