package demo

import (
	"context"
	"fmt"
	"slices"

	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/models"
	"github.com/thyrida/thyrida/store"
)

// Town is the furnished municipality.
type Town struct {
	Catalogue *catalogue.Catalogue
	Units     []models.UnitCode
	Accounts  []Account // staff first, then citizens
}

// New describes the municipality with the shipped catalogue.
func New() (*Town, error) {
	c, err := catalogue.Shipped()
	if err != nil {
		return nil, err
	}
	t := &Town{Catalogue: c}
	for _, u := range c.Units {
		t.Units = append(t.Units, u.Code)
	}
	t.Accounts = append(staff(t.Units), citizens()...)
	return t, nil
}

// Account finds a login by its address; the town has it or the program is wrong.
func (t *Town) Account(email string) Account {
	i := slices.IndexFunc(t.Accounts, func(a Account) bool { return a.Email == email })
	if i < 0 {
		panic("no demonstration account " + email)
	}
	return t.Accounts[i]
}

// Actor is whoever uses a login.
func (t *Town) Actor(email string) models.Actor { return t.Account(email).Actor() }

// Clerk is the account that does the clerk's work of a unit.
func (t *Town) Clerk(u models.UnitCode) Account {
	i := slices.IndexFunc(t.Accounts, func(a Account) bool { return a.Actor().In(u, models.RoleClerk) })
	if i < 0 {
		panic("no demonstration clerk in " + u)
	}
	return t.Accounts[i]
}

// Head is the account that heads every unit.
func (t *Town) Head() Account { return t.Account("head@example.org") }

// Furnish writes the municipality, its units, services and accounts. hash is
// of Password. What is there already stays.
func (t *Town) Furnish(ctx context.Context, s *store.Store, hash string) error {
	y := s.System()
	if err := y.SaveMunicipality(ctx, t.Catalogue.Municipality.Name()); err != nil {
		return err
	}
	if err := y.SaveUnits(ctx, Municipality, t.units("")); err != nil {
		return err
	}
	if err := y.SaveGround(ctx, Municipality, t.Catalogue.Ground); err != nil {
		return err
	}
	if _, err := y.PublishServices(ctx, Municipality, t.Catalogue.Published()); err != nil {
		return err
	}
	for _, a := range t.Accounts {
		err := y.CreateAccount(ctx, Municipality, models.NewAccount{ID: a.ID(), Email: a.Email, Name: a.Name, Phone: a.Phone,
			PasswordHash: hash, Language: "el", Person: a.Person, Grants: a.Grants, Source: "demonstration"})
		if err != nil {
			return fmt.Errorf("account %s: %w", a.Email, err)
		}
	}
	return y.SaveUnits(ctx, Municipality, t.units("contact"))
}

// units are the units, with the clerk who answers for each once accounts exist.
func (t *Town) units(contact string) []models.Unit {
	var out []models.Unit
	for _, u := range t.Catalogue.Units {
		m := u.Model()
		if contact != "" {
			m.Contact = t.Clerk(u.Code).ID()
		}
		out = append(out, m)
	}
	return out
}
