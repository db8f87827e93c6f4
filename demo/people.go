// Package demo furnishes the municipality of demonstration, Δήμος Ελαιώνα:
// its units and accounts, cases of half a year written by the same use cases
// under a moved clock, and open cases that really run. Everybody in it is
// invented. Development and tests use it; nothing in production does.
package demo

import (
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/thyrida/thyrida/models"
)

// Password opens every demonstration account.
const Password = "thyrida-demo"

// Account is a login of the demonstration.
type Account struct {
	Email  string
	Name   string
	Phone  string
	Does   string // what it is for, in Greek, as the start page lists it
	Grants []models.Grant
	Person *models.Person // of a citizen
	Hidden bool           // not listed: one of the many
}

// ID is derived from the address, so furnishing twice finds the same account.
func (a Account) ID() models.AccountID { return models.AccountID(named("account/" + a.Email)) }

// Actor is the account as the store knows whoever uses it.
func (a Account) Actor() models.Actor {
	out := models.Actor{Account: a.ID(), Municipality: Municipality, Name: a.Name, Language: "el", Grants: a.Grants}
	if a.Person != nil {
		out.Person = a.Person.ID
	}
	return out
}

// Municipality is the demonstration's code, which no municipality has.
const Municipality models.Municipality = 9999

// named is an identifier derived from a name.
func named(name string) string {
	return uuid.NewSHA1(uuid.NameSpaceURL, []byte("https://thyrida.example.org/demo/"+name)).String()
}

// dated is a UUIDv7 of a moment, derived from a name (RFC 9562 §5.7).
func dated(at time.Time, name string) string {
	id := uuid.NewSHA1(uuid.NameSpaceURL, []byte("https://thyrida.example.org/demo/"+name))
	ms := uint64(at.UnixMilli())
	for i := range 6 {
		id[i] = byte(ms >> (8 * (5 - i)))
	}
	id[6] = id[6]&0x0f | 0x70
	return id.String()
}

// staff are the people of the house. Every unit has a clerk; one head answers
// for all units, as in a small town.
func staff(units []models.UnitCode) []Account {
	clerk := func(u models.UnitCode) []models.Grant { return []models.Grant{{Role: models.RoleClerk, Unit: u}} }
	out := []Account{
		{Email: "clerk@example.org", Name: "Μυρτώ Καλαμαρά", Phone: "2310 000 111", Does: "υπάλληλος Ληξιαρχείου", Grants: clerk("civil-registry")},
		{Email: "clerk2@example.org", Name: "Στέλιος Βρανάς", Phone: "2310 000 112", Does: "υπάλληλος Ληξιαρχείου", Grants: clerk("civil-registry")},
		{Email: "clerk-tech@example.org", Name: "Ιφιγένεια Ροδίτη", Phone: "2310 000 131", Does: "υπάλληλος Τεχνικής Υπηρεσίας", Grants: clerk("technical")},
		{Email: "head@example.org", Name: "Αριστείδης Λαμπρινός", Phone: "2310 000 101", Does: "προϊστάμενος· υπογράφει με εντολή Δημάρχου",
			Grants: []models.Grant{{Role: models.RoleSignatory, TitleEl: "Ο Προϊστάμενος του Τμήματος", TitleEn: "The Head of the Department", ByOrder: true}}},
		{Email: "mayor@example.org", Name: "Καλλιρρόη Ελαιοδέντρου", Phone: "2310 000 105", Does: "δήμαρχος: υπογράφει",
			Grants: []models.Grant{{Role: models.RoleSignatory, TitleEl: "Η Δήμαρχος", TitleEn: "The Mayor"}}},
		{Email: "protocol@example.org", Name: "Δανάη Σαλαμίνη", Phone: "2310 000 102", Does: "υπάλληλος Πρωτοκόλλου",
			Grants: append(clerk("protocol"), models.Grant{Role: models.RoleProtocol})},
		{Email: "manager@example.org", Name: "Ορέστης Πελαγίδης", Phone: "2310 000 103", Does: "διοίκηση: αναφορές",
			Grants: []models.Grant{{Role: models.RoleManager}}},
		{Email: "admin@example.org", Name: "Λυδία Ανέμου", Phone: "2310 000 104", Does: "διαχειρίστρια",
			Grants: []models.Grant{{Role: models.RoleAdmin}}},
	}
	others := []string{"Θάλεια Μεσόγη", "Φίλιππος Δροσάτος", "Κλειώ Αμπελά", "Λέανδρος Πηγής", "Ευτέρπη Κυματού", "Ίων Στεργιανός",
		"Μελίνα Αλωνάρη", "Ναπολέων Βουνάς", "Ερατώ Θαλασσίτη"}
	for i, u := range units {
		out[3].Grants = append(out[3].Grants, models.Grant{Role: models.RoleHead, Unit: u})
		if u == "civil-registry" || u == "technical" || u == "protocol" {
			continue
		}
		out = append(out, Account{Email: "clerk-" + string(u) + "@example.org", Name: others[i%len(others)],
			Phone: fmt.Sprintf("2310 000 %d", 211+i), Does: "υπάλληλος", Grants: clerk(u), Hidden: true})
	}
	return out
}

var (
	women    = []string{"Αγλαΐα", "Βιργινία", "Γαλάτεια", "Διώνη", "Ελπινίκη", "Ηλέκτρα", "Ισμήνη", "Καλλιόπη", "Λητώ", "Μελπομένη"}
	men      = []string{"Αχιλλέας", "Βύρων", "Διομήδης", "Επαμεινώνδας", "Θησέας", "Ιάσονας", "Κίμων", "Λυκούργος", "Μενέλαος", "Νέστορας"}
	families = [][2]string{{"Αλμυρού", "Αλμυρός"}, {"Βαθύκολπη", "Βαθύκολπος"}, {"Γεφυριανή", "Γεφυριανός"}, {"Δεντράτου", "Δεντράτος"},
		{"Ελαιώνα", "Ελαιώνας"}, {"Ζεφυρίτη", "Ζεφυρίτης"}, {"Θυμαρά", "Θυμαράς"}, {"Κεδρινού", "Κεδρινός"}, {"Λιβαδινού", "Λιβαδινός"}, {"Μυρσίνη", "Μυρσίνης"}}
)

// citizens are the people before the counter: two that anybody may use, and
// the many who have filed the cases of the past.
func citizens() []Account {
	out := []Account{citizen("citizen@example.org", "Ηλέκτρα Θυμαρά", 1), citizen("citizen2@example.org", "Κίμων Αλμυρός", 2)}
	for i := range 24 {
		a := citizen(fmt.Sprintf("citizen-%02d@example.org", i+1), invented(i), i+3)
		a.Hidden = true
		out = append(out, a)
	}
	return out
}

func citizen(email, name string, n int) Account {
	p := &models.Person{ID: models.PersonID(named("person/" + email)), Kind: models.Natural, Name: name, FatherName: men[n%len(men)],
		Email: email, Mobile: fmt.Sprintf("+3069000%05d", n), Address: fmt.Sprintf("Οδός Ελαίας %d, Ελαιώνας", n), Postcode: "57000", Language: "el",
		Level: models.IdentityB}
	return Account{Email: email, Name: name, Does: "πολίτης", Person: p}
}

// invented is a name nobody was given.
func invented(i int) string {
	f := families[(i/2)%len(families)]
	if i%2 == 0 {
		return women[i%len(women)] + " " + f[0]
	}
	return men[(i*3)%len(men)] + " " + f[1]
}

// somebody is a person at the counter, without account.
func somebody(i int) *models.Person {
	p := &models.Person{Kind: models.Natural, Name: invented(i), FatherName: men[i%len(men)], Address: fmt.Sprintf("Οδός Δάφνης %d, Ελαιώνας", i),
		Postcode: "57000", Language: "el"}
	switch i % 5 {
	case 0: // neither: a clerk phones or writes
	case 1:
		p.Email = fmt.Sprintf("visitor-%03d@example.org", i)
	default:
		p.Mobile = fmt.Sprintf("+3069001%05d", i)
		p.Email = fmt.Sprintf("visitor-%03d@example.org", i)
	}
	return p
}
