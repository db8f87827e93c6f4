package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/thyrida/thyrida/api/pages"
	"github.com/thyrida/thyrida/demo"
	"github.com/thyrida/thyrida/internal/clock"
	"github.com/thyrida/thyrida/internal/config"
	"github.com/thyrida/thyrida/internal/mailbox"
	"github.com/thyrida/thyrida/internal/postgres"
	"github.com/thyrida/thyrida/internal/proc"
	"github.com/thyrida/thyrida/internal/temporal"
	"github.com/thyrida/thyrida/store"
)

// pastCases and openCases are how busy the demonstration town is.
const (
	pastCases = 400
	pastDays  = 180
	openCases = 30
)

// devCommand runs the whole house on this machine: PostgreSQL, Temporal, the
// mailbox, the interface and the worker, with the demonstration municipality.
// Everything listens on loopback only, and everything is a child that ends with
// it. Its state is in THYRIDA_STATE_DIR and survives any kill.
func devCommand(ctx context.Context, _ []string) error {
	cfg, err := config.Load()
	if err != nil {
		return err
	}
	logTo(os.Stderr, "warn")
	d := &dev{cfg: cfg, began: time.Now()}
	if cfg.StateDir, err = filepath.Abs(cfg.StateDir); err != nil {
		return err
	}
	d.cfg.StateDir = cfg.StateDir
	if err := os.MkdirAll(cfg.StateDir, 0o755); err != nil {
		return fmt.Errorf("make state directory (choose another with THYRIDA_STATE_DIR): %w", err)
	}
	if d.sup, err = proc.Open(ctx, cfg.StateDir, slog.Default()); err != nil {
		return err
	}
	defer d.sup.Close()
	return d.run(ctx)
}

// dev is the house while it is being built.
type dev struct {
	cfg   config.Config
	sup   *proc.Supervisor
	began time.Time
}

// say tells the person at the terminal what takes time.
func (d *dev) say(s string) {
	fmt.Printf("%6.1fs  %s\n", time.Since(d.began).Seconds(), s)
}

func (d *dev) run(ctx context.Context) error {
	if err := d.engines(ctx); err != nil {
		return err
	}
	box, err := mailbox.Open(filepath.Join(d.cfg.StateDir, "mailbox"), clock.System{})
	if err != nil {
		return err
	}
	defer box.Close()
	stamps, err := d.signing()
	if err != nil {
		return err
	}
	g, ctx := errgroup.WithContext(ctx)
	if err := d.mail(ctx, g, box, stamps); err != nil {
		return err
	}
	h, err := d.furnish(ctx)
	if err != nil {
		return err
	}
	if err := d.serve(ctx); err != nil {
		return err
	}
	g.Go(func() error { return d.advance(ctx, h) })
	<-ctx.Done()
	fmt.Println("\nΤερματισμός… / Stopping…")
	if err := g.Wait(); err != nil && !errors.Is(err, context.Canceled) && !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// engines starts PostgreSQL and Temporal, unless others are given.
func (d *dev) engines(ctx context.Context) error {
	admin := string(d.cfg.DatabaseURL)
	if admin == "" {
		d.say("PostgreSQL")
		pg, err := postgres.Start(ctx, postgres.Options{Supervisor: d.sup, Say: d.say})
		if err != nil {
			return err
		}
		if admin, err = pg.EnsureDatabase(ctx, "thyrida"); err != nil {
			return err
		}
		d.cfg.DatabaseURL = config.Secret(admin)
	}
	if d.cfg.TemporalAddress == "" {
		bin, err := temporal.Ensure(ctx, d.say)
		if err != nil {
			return err
		}
		d.say("Temporal")
		t, err := temporal.Start(ctx, temporal.Options{Supervisor: d.sup, Binaries: bin, Database: admin})
		if err != nil {
			return err
		}
		d.cfg.TemporalAddress = t.Address()
	}
	return temporal.EnsureNamespace(ctx, d.cfg.TemporalAddress, d.cfg.TemporalNamespace, temporal.Retention)
}

// mail starts the development mailbox: a real SMTP server and a stand-in for
// Twilio, both on free loopback ports. The authority that stamps times shares
// the second.
func (d *dev) mail(ctx context.Context, g *errgroup.Group, box *mailbox.Box, stamps *stamps) error {
	smtp, err := mailbox.Loopback()
	if err != nil {
		return err
	}
	web, err := mailbox.Loopback()
	if err != nil {
		return err
	}
	host, port, _ := strings.Cut(smtp.Addr().String(), ":")
	c := &d.cfg
	c.SMTPHost, c.SMTPTLS, c.MailFrom = host, "none", "thyrida@elaionas.example.org"
	if _, err := fmt.Sscan(port, &c.SMTPPort); err != nil {
		return err
	}
	c.TwilioSID, c.TwilioToken, c.TwilioFrom = "ACdevelopment", "development", "ELAIONAS"
	c.DevURL = "http://" + web.Addr().String()
	c.TwilioURL = c.DevURL
	mux := http.NewServeMux()
	mux.Handle("/dev/", box.Handler())
	mux.Handle("/dev/gallery", pages.Gallery())
	mux.Handle("/dev/gallery/", pages.Gallery())
	mux.HandleFunc("POST /dev/tsa", stamps.turn)
	mux.Handle("/tsa", stamps)
	c.TSAURL = c.DevURL + "/tsa"
	mux.Handle("/", box.Twilio(c.TwilioSID, string(c.TwilioToken)))
	s := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	g.Go(func() error { return box.RunSMTP(ctx, smtp) })
	g.Go(func() error { return s.Serve(web) })
	g.Go(func() error {
		<-ctx.Done()
		return s.Close()
	})
	return nil
}

// furnish brings the schema up to date and writes the demonstration.
func (d *dev) furnish(ctx context.Context) (*demo.History, error) {
	if _, err := store.Migrate(ctx, string(d.cfg.DatabaseURL)); err != nil {
		return nil, err
	}
	now := clock.System{}.Now()
	past := clock.At(now.AddDate(0, 0, -pastDays-20))
	cfg := d.cfg
	cfg.DatabaseURL = config.Secret(quick(string(cfg.DatabaseURL)))
	cfg.BlobURL, cfg.KeysFile = filepath.Join(cfg.StateDir, "blobs"), filepath.Join(cfg.StateDir, "keys.json")
	if err := makeKeys(cfg); err != nil {
		return nil, err
	}
	h, err := openHouse(ctx, cfg, past)
	if err != nil {
		return nil, err
	}
	town, err := demo.New()
	if err != nil {
		return nil, err
	}
	hash, err := hashPassword(demo.Password)
	if err != nil {
		return nil, err
	}
	if err := town.Furnish(ctx, h.store, hash); err != nil {
		return nil, fmt.Errorf("furnish the demonstration: %w", err)
	}
	mark := filepath.Join(cfg.StateDir, "furnished")
	if began, err := os.ReadFile(mark); err == nil { // an earlier start fixed the present of the demonstration
		if t, err := time.Parse(time.RFC3339, strings.TrimSpace(string(began))); err == nil {
			now = t
		}
	} else if err := writeWhole(mark, now.Format(time.RFC3339)+"\n"); err != nil {
		return nil, err
	}
	hist := &demo.History{Clock: past, Until: now.Truncate(time.Second), Application: h.application(),
		Office: demo.Office{Town: town, Store: h.store, Blobs: h.blobs, Calendar: h.calendar, Now: past.Now}}
	done := filepath.Join(cfg.StateDir, "furnished-past")
	if _, err := os.Stat(done); err == nil {
		return hist, nil
	}
	d.say(fmt.Sprintf("Δήμος Ελαιώνα: %d past cases", pastCases))
	err = hist.Past(ctx, pastCases, pastDays, func(n int) {
		if n%100 == 0 {
			d.say(fmt.Sprintf("  %d of %d", n, pastCases))
		}
	})
	if err != nil {
		return nil, err
	}
	if err := hist.Open(ctx, openCases); err != nil {
		return nil, err
	}
	return hist, writeWhole(done, "")
}

// quick gives up waiting for the disk while the demonstration is written: what
// a power cut takes is written again.
func quick(databaseURL string) string {
	u, err := url.Parse(databaseURL)
	if err != nil {
		return databaseURL
	}
	q := u.Query()
	q.Set("synchronous_commit", "off")
	u.RawQuery = q.Encode()
	return u.String()
}

// writeWhole writes a file that is there in full or not at all.
func writeWhole(path, text string) error {
	part := path + ".part"
	if err := os.WriteFile(part, []byte(text), 0o600); err != nil {
		return err
	}
	return os.Rename(part, path)
}

// serve starts interface and worker as children, as an installation would run
// them, and waits until the interface answers.
func (d *dev) serve(ctx context.Context) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	for _, name := range []string{"api", "worker"} {
		if _, err := d.sup.Start(ctx, proc.Spec{Name: name, Path: self, Args: []string{name}, Env: d.environment()}); err != nil {
			return fmt.Errorf("start %s: %w", name, err)
		}
	}
	at := "http://" + d.cfg.HTTPAddr
	if err := answers(ctx, at+"/readyz"); err != nil {
		return fmt.Errorf("%w; see %s", err, filepath.Join(d.cfg.StateDir, "api.log"))
	}
	d.say("ready")
	fmt.Printf(`
  REST        %[1]s/api/v1      %[1]s/openapi.json
  Mailbox     %[1]s/dev/mailbox   %[1]s/dev/messages
  State       %[2]s (logs: *.log)
  Database    %[3]s

  Accounts, password %[4]s:
`, at, d.cfg.StateDir, "export $(cat "+filepath.Join(d.cfg.StateDir, "env")+")", demo.Password)
	town, err := demo.New()
	if err != nil {
		return err
	}
	for _, a := range town.Accounts {
		if !a.Hidden {
			fmt.Printf("    %-26s %s\n", a.Email, a.Does)
		}
	}
	fmt.Print("\n  Ctrl-C ends everything.\n\n")
	return nil
}

// environment is the configuration of the children, which the administrator's
// tools can read too: <state>/env.
func (d *dev) environment() []string {
	c := d.cfg
	env := []string{
		"THYRIDA_STATE_DIR=" + c.StateDir,
		"THYRIDA_HTTP_ADDR=" + c.HTTPAddr,
		"THYRIDA_DATABASE_URL=" + string(c.DatabaseURL),
		"THYRIDA_TEMPORAL_ADDRESS=" + c.TemporalAddress,
		"THYRIDA_TEMPORAL_NAMESPACE=" + c.TemporalNamespace,
		"THYRIDA_SMTP_HOST=" + c.SMTPHost,
		fmt.Sprintf("THYRIDA_SMTP_PORT=%d", c.SMTPPort),
		"THYRIDA_SMTP_TLS=" + c.SMTPTLS,
		"THYRIDA_MAIL_FROM=" + c.MailFrom,
		"THYRIDA_TWILIO_ACCOUNT_SID=" + c.TwilioSID,
		"THYRIDA_TWILIO_AUTH_TOKEN=" + string(c.TwilioToken),
		"THYRIDA_TWILIO_FROM=" + c.TwilioFrom,
		"THYRIDA_TWILIO_URL=" + c.TwilioURL,
		"THYRIDA_DEV_URL=" + c.DevURL,
		"THYRIDA_SIGNING_DIR=" + c.SigningDir,
		"THYRIDA_TSA_URL=" + c.TSAURL,
		"THYRIDA_PORTAL=" + c.Portal,
	}
	if err := writeWhole(filepath.Join(c.StateDir, "env"), strings.Join(env, "\n")+"\n"); err != nil {
		slog.Warn("environment not written for the administrator's tools", "err", err)
	}
	return append(os.Environ(), env...)
}

// answers waits until an address of ours gives 200.
func answers(ctx context.Context, at string) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	again := time.NewTicker(50 * time.Millisecond)
	defer again.Stop()
	for {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, at, nil)
		if err != nil {
			return err
		}
		if a, err := http.DefaultClient.Do(r); err == nil {
			a.Body.Close()
			if a.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case <-ctx.Done():
			return errors.New("the interface does not answer at " + at)
		case <-again.C:
		}
	}
}

// advance decides some tasks of the open cases, once interface and worker run.
func (d *dev) advance(ctx context.Context, h *demo.History) error {
	done := filepath.Join(d.cfg.StateDir, "furnished-open")
	if _, err := os.Stat(done); err == nil {
		return nil
	}
	h.Clock.Set(clock.System{}.Now())
	o := h.Office
	house, err := openHouse(ctx, d.cfg, clock.System{})
	if err != nil {
		return err
	}
	defer house.close()
	c, err := dial(d.cfg)
	if err != nil {
		return err
	}
	defer c.Close()
	o.Store, o.Now = house.store, house.clock.Now
	if err := o.Advance(ctx, openCases, house.relay(c).Deliver); err != nil {
		slog.Warn("open cases of the demonstration not taken further", "err", err)
		return nil
	}
	return writeWhole(done, "")
}
