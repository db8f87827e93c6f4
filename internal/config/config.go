// Package config reads what an installation decides: environment variables
// with the prefix THYRIDA_, nothing else, and all their faults at once.
package config

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/caarlos0/env/v11"

	"github.com/thyrida/thyrida/internal/bounce"
	"github.com/thyrida/thyrida/internal/intake"
)

// Config is everything an installation decides.
type Config struct {
	DatabaseURL Secret `env:"DATABASE_URL"` // PostgreSQL 15 or newer
	StateDir    string `env:"STATE_DIR" envDefault:"var"`
	HTTPAddr    string `env:"HTTP_ADDR" envDefault:"127.0.0.1:8080"`
	LogLevel    string `env:"LOG_LEVEL" envDefault:"info"` // debug, info, warn or error

	Municipality int    `env:"MUNICIPALITY" envDefault:"9999"` // Kallikratis code
	BlobURL      string `env:"BLOB_URL"`                       // a folder or s3://…; StateDir/blobs if empty
	KeysFile     string `env:"KEYS_FILE"`                      // StateDir/keys.json if empty

	SigningDir   string `env:"SIGNING_DIR"`                        // keys that sign documents (internal/keyring); StateDir/signing if empty
	Clamd        string `env:"CLAMD"`                              // path of its socket, or host:port; nothing is scanned if empty
	DayFiles     int    `env:"UPLOAD_DAY_FILES" envDefault:"200"`  // of one account within 24 hours
	DayMegabytes int    `env:"UPLOAD_DAY_MB" envDefault:"1000"`    // 10^6 bytes, of one account within 24 hours
	CaseFiles    int    `env:"UPLOAD_CASE_FILES" envDefault:"200"` // of one case
	TSAURL       string `env:"TSA_URL"`                            // of the time-stamp authority; documents get no timestamp if empty
	Portal       string `env:"PORTAL"`                             // public address, as printed on documents: https://host

	Proxies []string `env:"PROXIES"` // addresses or networks in front of the interface whose X-Forwarded-For is believed

	StaffTOTP string `env:"STAFF_TOTP" envDefault:"optional"` // second factor of staff: off, optional or required
	OIDCFile  string `env:"OIDC_FILE"`                        // providers of identities (internal/oidc); none if empty

	TemporalAddress   string `env:"TEMPORAL_ADDRESS"`
	TemporalNamespace string `env:"TEMPORAL_NAMESPACE" envDefault:"thyrida"`

	SMTPHost     string `env:"SMTP_HOST"`
	SMTPPort     int    `env:"SMTP_PORT" envDefault:"587"`
	SMTPUser     string `env:"SMTP_USER"`
	SMTPPassword Secret `env:"SMTP_PASSWORD"`
	SMTPTLS      string `env:"SMTP_TLS"`  // mandatory (if empty), opportunistic, implicit, none (loopback only)
	MailFrom     string `env:"MAIL_FROM"` // address that sends

	BouncesFrom     string `env:"BOUNCES_FROM"`               // envelope sender, to which bounces come back; MailFrom if empty
	BouncesIMAP     string `env:"BOUNCES_IMAP"`               // imaps://user@host/INBOX where they are read; nobody reads them if empty
	BouncesPassword Secret `env:"BOUNCES_PASSWORD"`           // of that mailbox
	BouncesFile     Secret `env:"BOUNCES_PASSWORD_FILE,file"` // the same, read from a file

	TwilioSID   string `env:"TWILIO_ACCOUNT_SID"`
	TwilioToken Secret `env:"TWILIO_AUTH_TOKEN"`
	TwilioFrom  string `env:"TWILIO_FROM"` // number, or sender name of at most 11 letters
	TwilioURL   string `env:"TWILIO_URL"`  // Twilio's own if empty

	DevURL    string `env:"DEV_URL"`    // of the development mailbox; set by thyrida dev only
	DebugAddr string `env:"DEBUG_ADDR"` // where profiles are served, on loopback: 127.0.0.1:0 chooses a port and logs it; nowhere if empty
}

// Secret is a value that no log and no error prints.
type Secret string

// String hides the value.
func (Secret) String() string { return "***" }

// GoString hides the value from %#v too.
func (Secret) GoString() string { return "***" }

// Need is a part of the configuration that a program cannot do without.
type Need string

const (
	Database Need = "DATABASE_URL"
	Temporal Need = "TEMPORAL_ADDRESS"
	Mail     Need = "SMTP_HOST"
)

// Load reads the environment. Its error lists every fault, each with the name
// of the variable.
func Load(needs ...Need) (Config, error) {
	c, err := env.ParseAsWithOptions[Config](env.Options{Prefix: "THYRIDA_"})
	var faults []error
	if err != nil {
		faults = append(faults, err)
	}
	for _, n := range needs {
		if os.Getenv("THYRIDA_"+string(n)) == "" {
			faults = append(faults, fmt.Errorf("THYRIDA_%s is not set", n))
		}
	}
	if c.DatabaseURL != "" {
		if _, err := url.Parse(string(c.DatabaseURL)); err != nil {
			faults = append(faults, errors.New("THYRIDA_DATABASE_URL is not a URL")) // err would print it
		}
	}
	if c.TSAURL != "" {
		if u, err := url.Parse(c.TSAURL); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
			faults = append(faults, errors.New("THYRIDA_TSA_URL is not an address of HTTP"))
		}
	}
	if c.DayFiles < 0 || c.DayMegabytes < 0 || c.CaseFiles < 0 {
		faults = append(faults, errors.New("THYRIDA_UPLOAD_DAY_FILES, _DAY_MB or _CASE_FILES is below zero"))
	}
	if c.DebugAddr != "" {
		host, _, err := net.SplitHostPort(c.DebugAddr)
		if ip := net.ParseIP(host); err != nil || host != "localhost" && (ip == nil || !ip.IsLoopback()) {
			faults = append(faults, errors.New("THYRIDA_DEBUG_ADDR is not host:port on loopback"))
		}
	}
	if c.Clamd != "" {
		if _, err := intake.NewScanner(c.Clamd); err != nil {
			faults = append(faults, fmt.Errorf("THYRIDA_CLAMD: %w", err))
		}
	}
	for _, p := range c.Proxies {
		_, one := netip.ParseAddr(p)
		if _, many := netip.ParsePrefix(p); one != nil && many != nil {
			faults = append(faults, fmt.Errorf("THYRIDA_PROXIES: %q is neither an address nor a network", p))
		}
	}
	if c.StaffTOTP != "off" && c.StaffTOTP != "optional" && c.StaffTOTP != "required" {
		faults = append(faults, errors.New("THYRIDA_STAFF_TOTP is neither off, optional nor required"))
	}
	if c.BouncesPassword == "" {
		c.BouncesPassword = Secret(strings.TrimSpace(string(c.BouncesFile)))
	}
	if c.BouncesIMAP != "" {
		if _, err := bounce.New(bounce.Config{URL: c.BouncesIMAP, Password: string(c.BouncesPassword)}); err != nil {
			faults = append(faults, fmt.Errorf("THYRIDA_BOUNCES_IMAP: %w", err))
		}
	}
	if c.Portal != "" && !isPortal(c.Portal) {
		faults = append(faults, errors.New("THYRIDA_PORTAL is not of the form https://host (http only on loopback)"))
	}
	if err := errors.Join(faults...); err != nil {
		return c, fmt.Errorf("configuration: %w", err)
	}
	if c.BlobURL == "" {
		c.BlobURL = filepath.Join(c.StateDir, "blobs")
	}
	if c.KeysFile == "" {
		c.KeysFile = filepath.Join(c.StateDir, "keys.json")
	}
	if c.SigningDir == "" {
		c.SigningDir = filepath.Join(c.StateDir, "signing")
	}
	return c, nil
}

// isPortal says whether people can be sent to an address: paths are put behind
// it, and what citizens type there must not travel in the clear.
func isPortal(at string) bool {
	u, err := url.Parse(at)
	if err != nil || u.Hostname() == "" || at != u.Scheme+"://"+u.Host {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Scheme == "https" || u.Scheme == "http" && (u.Hostname() == "localhost" || ip != nil && ip.IsLoopback())
}

// SMSStatusURL is where Twilio is to say what became of messages, at a path of
// the portal; empty if it cannot come there: no portal, or one on loopback while
// the real Twilio is used.
func (c Config) SMSStatusURL(path string) string {
	if c.TwilioSID == "" || c.Portal == "" || !strings.HasPrefix(c.Portal, "https://") && c.TwilioURL == "" {
		return ""
	}
	return c.Portal + path
}
