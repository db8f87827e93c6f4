package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"

	"github.com/alexedwards/argon2id"
	"github.com/google/uuid"

	"github.com/thyrida/thyrida/api"
	"github.com/thyrida/thyrida/internal/clock"
	"github.com/thyrida/thyrida/internal/config"
	"github.com/thyrida/thyrida/internal/ident"
	"github.com/thyrida/thyrida/internal/temporal"
	"github.com/thyrida/thyrida/models"
	"github.com/thyrida/thyrida/store"
)

// migrateCommand brings the schema up to date. For a new installation it also
// makes the keys and, where Temporal's address is given, its namespace.
func migrateCommand(ctx context.Context, _ []string) error {
	cfg, err := config.Load(config.Database)
	if err != nil {
		return err
	}
	n, err := store.Migrate(ctx, string(cfg.DatabaseURL))
	if err != nil {
		return err
	}
	fmt.Printf("%d migrations applied\n", n)
	if err := makeKeys(cfg); err != nil || cfg.TemporalAddress == "" {
		return err
	}
	return temporal.EnsureNamespace(ctx, cfg.TemporalAddress, cfg.TemporalNamespace, temporal.Retention)
}

// adminCommand creates an account. Outside development this is how the first
// one comes to be. The password is read from standard input, never from the
// command line, which other users of the machine can see.
func adminCommand(ctx context.Context, args []string) error {
	if len(args) > 0 && args[0] == "contact" {
		return contactCommand(ctx, args[1:])
	}
	if len(args) > 0 && args[0] == "key" {
		return keyCommand(args[1:], os.Stdin, os.Stdout)
	}
	if len(args) == 0 || args[0] != "create" {
		return errors.New("usage: thyrida admin create --email … --name … [--phone …] [--role admin|manager|protocol|clerk|head] [--unit …]\n" +
			"       thyrida admin contact --unit … --email …   (who answers while nobody has claimed a task)\n" +
			"       thyrida admin key seal|E-MAIL FILE.p12   (a key that signs documents; its password on standard input)")
	}
	f := flag.NewFlagSet("admin create", flag.ContinueOnError)
	email, name := f.String("email", "", "address to log in with"), f.String("name", "", "name shown to citizens")
	phone, role := f.String("phone", "", "telephone shown to citizens"), f.String("role", string(models.RoleAdmin), "role")
	unit := f.String("unit", "", "unit of a clerk or head")
	if err := f.Parse(args[1:]); err != nil {
		return err
	}
	if *email == "" || *name == "" {
		return errors.New("--email and --name are needed")
	}
	a := models.NewAccount{Name: *name, Language: "el", Source: "thyrida admin create",
		Grants: []models.Grant{{Role: models.Role(*role), Unit: models.UnitCode(*unit)}}}
	var err error
	if a.Email, err = ident.Email(*email); err != nil {
		return fmt.Errorf("--email %s is no e-mail address", *email)
	}
	if *phone != "" {
		if a.Phone, err = ident.Phone(*phone); err != nil {
			return fmt.Errorf("--phone %s is no Greek telephone number", *phone)
		}
	}
	switch a.Grants[0].Role {
	case models.RoleClerk, models.RoleHead:
		if *unit == "" {
			return errors.New("clerks and heads need --unit")
		}
	case models.RoleProtocol, models.RoleManager, models.RoleAdmin:
		if *unit != "" {
			return fmt.Errorf("--unit is for clerks and heads; %s is of the whole municipality", *role)
		}
	default:
		return fmt.Errorf("--role %s is not known: admin, manager, protocol, clerk or head", *role)
	}
	cfg, err := config.Load(config.Database)
	if err != nil {
		return err
	}
	fmt.Fprint(os.Stderr, "password (at least 12 characters): ")
	password, err := bufio.NewReader(os.Stdin).ReadString('\n')
	password = strings.TrimRight(password, "\r\n")
	if len([]rune(password)) < 12 {
		return errors.Join(errors.New("the password is shorter than 12 characters"), err)
	}
	if a.PasswordHash, err = hashPassword(password); err != nil {
		return err
	}
	h, err := openHouse(ctx, cfg, clock.System{})
	if err != nil {
		return err
	}
	defer h.close()
	id, err := uuid.NewV7()
	if err != nil {
		return err
	}
	a.ID = models.AccountID(id.String())
	if err := h.store.System().CreateAccount(ctx, models.Municipality(cfg.Municipality), a); err != nil {
		return err
	}
	fmt.Printf("account %s created: %s\n", a.Email, a.ID)
	return nil
}

// contactCommand names the account that citizens are given while nobody has
// claimed a task of a unit.
func contactCommand(ctx context.Context, args []string) error {
	f := flag.NewFlagSet("admin contact", flag.ContinueOnError)
	unit, email := f.String("unit", "", "code of the unit"), f.String("email", "", "address of the account")
	if err := f.Parse(args); err != nil {
		return err
	}
	cfg, err := config.Load(config.Database)
	if err != nil {
		return err
	}
	h, err := openHouse(ctx, cfg, clock.System{})
	if err != nil {
		return err
	}
	defer h.close()
	id, _, err := h.store.For(models.Actor{}).Credentials(ctx, *email)
	if err != nil {
		return fmt.Errorf("find account %s: %w", *email, err)
	}
	return h.store.System().SetUnitContact(ctx, models.Municipality(cfg.Municipality), models.UnitCode(*unit), id)
}

// hashPassword is how passwords are kept: argon2id.
func hashPassword(password string) (string, error) {
	return argon2id.CreateHash(password, api.Passwords)
}

// publishCommand writes the municipality, its units and the new versions of
// its services into the database: from a folder, or as shipped.
func publishCommand(ctx context.Context, args []string) error {
	cfg, err := config.Load(config.Database)
	if err != nil {
		return err
	}
	c, code := loadCatalogue(args, os.Stderr)
	if code != 0 {
		return exit(code)
	}
	h, err := openHouse(ctx, cfg, clock.System{})
	if err != nil {
		return err
	}
	defer h.close()
	m := c.Municipality.Name()
	if int(m.ID) != cfg.Municipality {
		return fmt.Errorf("units.yaml is of municipality %d and THYRIDA_MUNICIPALITY is %d: make them the same", m.ID, cfg.Municipality)
	}
	if err := h.store.System().SaveMunicipality(ctx, m); err != nil {
		return err
	}
	var units []models.Unit
	for _, u := range c.Units {
		units = append(units, u.Model())
	}
	if err := h.store.System().SaveUnits(ctx, m.ID, units); err != nil {
		return err
	}
	if err := h.store.System().SaveGround(ctx, m.ID, c.Ground); err != nil {
		return err
	}
	n, err := h.store.System().PublishServices(ctx, m.ID, c.Published())
	if err != nil {
		return err
	}
	fmt.Printf("%s: %d units, %d services, %d of them new or newer\n", m.El, len(units), len(c.Services), n)
	return nil
}
