// Package config reads what an installation decides: environment variables
// with the prefix THYRIDA_, nothing else, and all their faults at once.
package config

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"github.com/caarlos0/env/v11"
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

	TemporalAddress   string `env:"TEMPORAL_ADDRESS"`
	TemporalNamespace string `env:"TEMPORAL_NAMESPACE" envDefault:"thyrida"`

	SMTPHost     string `env:"SMTP_HOST"`
	SMTPPort     int    `env:"SMTP_PORT" envDefault:"587"`
	SMTPUser     string `env:"SMTP_USER"`
	SMTPPassword Secret `env:"SMTP_PASSWORD"`
	SMTPTLS      string `env:"SMTP_TLS"`  // mandatory (if empty), opportunistic, implicit, none (loopback only)
	MailFrom     string `env:"MAIL_FROM"` // address that sends

	TwilioSID   string `env:"TWILIO_ACCOUNT_SID"`
	TwilioToken Secret `env:"TWILIO_AUTH_TOKEN"`
	TwilioFrom  string `env:"TWILIO_FROM"` // number, or sender name of at most 11 letters
	TwilioURL   string `env:"TWILIO_URL"`  // Twilio's own if empty

	DevURL string `env:"DEV_URL"` // of the development mailbox; set by thyrida dev only
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
	if err := errors.Join(faults...); err != nil {
		return c, fmt.Errorf("configuration: %w", err)
	}
	if c.BlobURL == "" {
		c.BlobURL = filepath.Join(c.StateDir, "blobs")
	}
	if c.KeysFile == "" {
		c.KeysFile = filepath.Join(c.StateDir, "keys.json")
	}
	return c, nil
}
