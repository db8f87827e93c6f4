package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"

	"go.temporal.io/sdk/client"
	tlog "go.temporal.io/sdk/log"

	"github.com/thyrida/thyrida/activities"
	"github.com/thyrida/thyrida/api"
	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/internal/blob"
	"github.com/thyrida/thyrida/internal/bounce"
	"github.com/thyrida/thyrida/internal/calendar"
	"github.com/thyrida/thyrida/internal/clock"
	"github.com/thyrida/thyrida/internal/config"
	"github.com/thyrida/thyrida/internal/intake"
	"github.com/thyrida/thyrida/internal/keyring"
	"github.com/thyrida/thyrida/internal/mail"
	"github.com/thyrida/thyrida/internal/seal"
	"github.com/thyrida/thyrida/internal/sign"
	"github.com/thyrida/thyrida/internal/sms"
	"github.com/thyrida/thyrida/models"
	"github.com/thyrida/thyrida/store"
	"github.com/thyrida/thyrida/worker"
)

// house is what most programs need: the database, the papers, the services.
type house struct {
	cfg      config.Config
	clock    clock.Clock
	store    *store.Store
	blobs    *blob.Store
	services *catalogue.Book
	calendar *calendar.Calendar
	keys     *keyring.Ring
	tsa      sign.Timestamper // nil: no authority is configured
}

// openHouse opens the parts with a clock; close what it gives.
func openHouse(ctx context.Context, cfg config.Config, c clock.Clock) (*house, error) {
	h := &house{cfg: cfg, clock: c, keys: keyring.Open(cfg.SigningDir, c)}
	if cfg.TSAURL != "" {
		h.tsa = &sign.Client{URL: cfg.TSAURL}
	}
	keys, err := seal.Load(cfg.KeysFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("no keys in %s: copy the file of this installation, or let thyrida migrate make it for a new one", cfg.KeysFile)
	}
	if err != nil {
		return nil, err
	}
	if h.blobs, err = blob.Open(ctx, cfg.BlobURL); err != nil {
		return nil, err
	}
	if h.store, err = store.Open(ctx, string(cfg.DatabaseURL), store.Options{Clock: c, Seal: keys,
		Uploads: models.Quota{DayFiles: cfg.DayFiles, DayBytes: int64(cfg.DayMegabytes) * 1_000_000, CaseFiles: cfg.CaseFiles}}); err != nil {
		_ = h.blobs.Close()
		return nil, err
	}
	if h.calendar, err = h.holidays(ctx); err != nil {
		h.close()
		return nil, err
	}
	h.services = catalogue.NewBook(func(ctx context.Context, ref models.PlanRef) (models.Published, error) {
		return h.store.Service(ctx, ref.Municipality, ref.Service, ref.Version)
	})
	return h, nil
}

// openWithTemporal opens what the running programs need: the configuration with
// the parts asked for, the house, and the client of Temporal. Close both.
func openWithTemporal(ctx context.Context, more ...config.Need) (*house, client.Client, error) {
	cfg, err := config.Load(append(more, config.Database, config.Temporal)...)
	if err != nil {
		return nil, nil, err
	}
	logTo(os.Stderr, cfg.LogLevel)
	if err := debug(ctx, cfg); err != nil {
		return nil, nil, err
	}
	h, err := openHouse(ctx, cfg, clock.System{})
	if err != nil {
		return nil, nil, err
	}
	c, err := dial(cfg)
	if err != nil {
		h.close()
		return nil, nil, err
	}
	return h, c, nil
}

// holidays is the calendar of the municipality: Greece's, and its patron
// saint's day once the municipality is published.
func (h *house) holidays(ctx context.Context) (*calendar.Calendar, error) {
	m, err := h.store.Municipality(ctx, models.Municipality(h.cfg.Municipality))
	var known *models.Error
	switch {
	case errors.As(err, &known) && known.Kind == models.NotFound, err == nil && m.LocalHoliday == "":
		return calendar.New()
	case err != nil:
		return nil, err
	}
	return calendar.New(calendar.WithLocal(calendar.Rule{Code: "local", On: m.LocalHoliday, El: "Τοπική αργία", En: "Local holiday"}))
}

// makeKeys makes the keys of a new installation; those that are there stay.
func makeKeys(cfg config.Config) error {
	if err := os.MkdirAll(filepath.Dir(cfg.KeysFile), 0o700); err != nil {
		return err
	}
	_, err := seal.LoadOrCreate(cfg.KeysFile)
	return err
}

// scanner looks for viruses; nil if none is configured.
func (h *house) scanner() (api.Scanner, error) {
	if h.cfg.Clamd == "" {
		return nil, nil
	}
	return intake.NewScanner(h.cfg.Clamd)
}

func (h *house) close() {
	h.store.Close()
	_ = h.blobs.Close()
}

// application are the steps of an application.
func (h *house) application() *activities.Application {
	return &activities.Application{Store: h.store.System(), Services: h.services, Calendar: h.calendar, Clock: h.clock, Papers: h.blobs}
}

// certificate are the steps that issue a document.
func (h *house) certificate() *activities.Certificate {
	return &activities.Certificate{Store: h.store.System(), Services: h.services, Files: h.blobs, Keys: h.keys, Authority: h.tsa,
		Clock: h.clock, Portal: h.cfg.Portal}
}

// timestamp adds what the authority could not give at the signature.
func (h *house) timestamp() *activities.Timestamp {
	return &activities.Timestamp{Store: h.store.System(), Files: h.blobs, Authority: h.tsa}
}

// keeper looks after the keys on this server.
func (h *house) keeper() *worker.Keeper {
	return &worker.Keeper{Store: h.store.System(), Ring: h.keys, Dir: h.cfg.SigningDir, Clock: h.clock,
		Municipality: models.Municipality(h.cfg.Municipality)}
}

// notice is who sends messages.
func (h *house) notice() (*activities.Notice, error) {
	m, err := mail.New(mail.Config{Host: h.cfg.SMTPHost, Port: h.cfg.SMTPPort, Username: h.cfg.SMTPUser,
		Password: string(h.cfg.SMTPPassword), TLS: mail.Policy(h.cfg.SMTPTLS)})
	if err != nil {
		return nil, err
	}
	book, err := catalogue.Shipped()
	if err != nil {
		return nil, err
	}
	n := &activities.Notice{Store: h.store.System(), Services: h.services, Composer: catalogue.Composer{Texts: book.Texts},
		Clock: h.clock, Mail: m, From: h.cfg.MailFrom, Bounces: h.cfg.BouncesFrom,
		Portal: h.cfg.Portal}
	if h.cfg.TwilioSID != "" {
		n.SMS, err = sms.New(sms.Config{AccountSID: h.cfg.TwilioSID, AuthToken: string(h.cfg.TwilioToken),
			From: h.cfg.TwilioFrom, BaseURL: h.cfg.TwilioURL, StatusCallback: h.cfg.SMSStatusURL(api.SMSStatusPath)})
	}
	return n, err
}

// bouncer reads what comes back; nil if no mailbox is configured.
func (h *house) bouncer() (*worker.Bouncer, error) {
	if h.cfg.BouncesIMAP == "" {
		return nil, nil
	}
	box, err := bounce.New(bounce.Config{URL: h.cfg.BouncesIMAP, Password: string(h.cfg.BouncesPassword)})
	return &worker.Bouncer{Store: h.store.System(), Box: box}, err
}

// dial makes the client of Temporal. It does not wait for it: the counter
// stays open while Temporal is away.
func dial(cfg config.Config) (client.Client, error) {
	c, err := client.NewLazyClient(client.Options{HostPort: cfg.TemporalAddress, Namespace: cfg.TemporalNamespace,
		Logger:            tlog.NewStructuredLogger(slog.Default()),
		ConnectionOptions: client.ConnectionOptions{GrpcCompression: &client.GrpcCompressionNone{}}}) // it is next door
	if err != nil {
		return nil, fmt.Errorf("reach Temporal at %s: %w", cfg.TemporalAddress, err)
	}
	return c, nil
}

func (h *house) relay(c client.Client) *worker.Relay {
	return &worker.Relay{Store: h.store.System(), Client: c, Clock: h.clock}
}
