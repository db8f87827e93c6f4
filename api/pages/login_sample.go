package pages

import "net/url"

var (
	_ = citizen("login/plain", Login{Return: "/cases"})
	_ = citizen("login/ways", Login{Return: "/", Needed: true, Providers: []Provider{{"Σύνδεση με κωδικούς Taxisnet", "/oidc/gsis/start?return=/"}}})
	_ = citizen("login/refused", Login{Return: "/", Form: Form{Values: url.Values{"email": {"georgia@example.org"}},
		Title: "Η διεύθυνση e-mail ή ο κωδικός είναι λάθος."}})
	_ = citizen("login/empty", Login{Form: Form{Faults: []Fault{{"email", "Συμπληρώστε το."}, {"password", "Συμπληρώστε τον κωδικό."}}}})
	_ = citizen("second_factor/asked", SecondFactor{Return: "/queue"})
	_ = citizen("second_factor/refused", SecondFactor{Return: "/queue", Form: Form{Faults: []Fault{{"code", "Ο κωδικός δεν γίνεται δεκτός."}}}})
)
