package config

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAllFaultsAreReportedAtOnce(t *testing.T) {
	t.Setenv("THYRIDA_SMTP_PORT", "many")
	t.Setenv("THYRIDA_DATABASE_URL", "")
	_, err := Load(Database, Temporal)
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{"SMTPPort", "THYRIDA_DATABASE_URL", "THYRIDA_TEMPORAL_ADDRESS"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not name %s", err, want)
		}
	}
}

func TestSecretsDoNotPrint(t *testing.T) {
	t.Setenv("THYRIDA_DATABASE_URL", "postgres://u:hunter2@127.0.0.1/x")
	c, err := Load(Database)
	if err != nil {
		t.Fatal(err)
	}
	for _, form := range []string{"%v", "%+v", "%#v", "%s"} {
		if s := fmt.Sprintf(form, c); strings.Contains(s, "hunter2") {
			t.Errorf("%s prints a password", form)
		}
	}
}

func TestThePortalIsAnAddressThatPeopleCanBeSentTo(t *testing.T) {
	t.Setenv("THYRIDA_STATE_DIR", "/srv/thyrida")
	for at, ok := range map[string]bool{
		"": true, "https://thyrida.elaionas.example": true, "https://thyrida.elaionas.example:8443": true,
		"http://127.0.0.1:8080": true, "http://localhost:8080": true, "http://[::1]:8080": true,
		"http://thyrida.elaionas.example": false, "thyrida.elaionas.example": false, "https://": false, "https://:443": false,
		"https://thyrida.elaionas.example/": false, "https://thyrida.elaionas.example/x": false, "https://a@b.example": false,
		"https://a.example?x=1": false, "https://a.example#x": false, "ftp://a.example": false, "http://10.0.0.1": false,
	} {
		t.Setenv("THYRIDA_PORTAL", at)
		if _, err := Load(); (err == nil) != ok {
			t.Errorf("%q: %v", at, err)
		}
	}
	t.Setenv("THYRIDA_PORTAL", "")
	for at, ok := range map[string]bool{"": true, "http://tsa.example/tsr": true, "https://tsa.example": true, "tsa.example": false, "ldap://tsa.example": false} {
		t.Setenv("THYRIDA_TSA_URL", at)
		c, err := Load()
		if (err == nil) != ok {
			t.Errorf("%q: %v", at, err)
		}
		if err == nil && c.SigningDir != "/srv/thyrida/signing" {
			t.Error(c.SigningDir)
		}
	}
}

func TestTheBounceMailboxHasItsPasswordFromTheEnvironmentOrAFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(file, []byte("hunter2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("THYRIDA_BOUNCES_IMAP", "imaps://bounces%40town.example@mail.town.example/INBOX")
	if _, err := Load(); err == nil || !strings.Contains(err.Error(), "THYRIDA_BOUNCES_IMAP") {
		t.Error("no password and no fault:", err)
	}
	t.Setenv("THYRIDA_BOUNCES_PASSWORD_FILE", file)
	if c, err := Load(); err != nil || c.BouncesPassword != "hunter2" || strings.Contains(fmt.Sprintf("%+v", c), "hunter2") {
		t.Error(err)
	}
	t.Setenv("THYRIDA_BOUNCES_IMAP", "imap://bounces@mail.town.example")
	if _, err := Load(); err == nil {
		t.Error("a mailbox in the clear is taken")
	}
}

func TestTwilioIsToldAnAddressOnlyWhereItCanCome(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		cfg  Config
		want string
	}{
		{Config{TwilioSID: "AC1", Portal: "https://town.example"}, "https://town.example/x"},
		{Config{TwilioSID: "AC1", Portal: "http://127.0.0.1:8080"}, ""},
		{Config{TwilioSID: "AC1", Portal: "http://127.0.0.1:8080", TwilioURL: "http://127.0.0.1:9"}, "http://127.0.0.1:8080/x"},
		{Config{TwilioSID: "AC1"}, ""},
		{Config{Portal: "https://town.example"}, ""},
	} {
		if got := row.cfg.SMSStatusURL("/x"); got != row.want {
			t.Errorf("%+v: %q", row.cfg, got)
		}
	}
}

func TestProxiesAreAddressesOrNetworks(t *testing.T) {
	for said, ok := range map[string]bool{"": true, "10.0.0.1": true, "10.0.0.0/8,::1": true, "proxy.example": false, "10.0.0.1,": false, "10.0.0.1/33": false} {
		t.Setenv("THYRIDA_PROXIES", said)
		if _, err := Load(); (err == nil) != ok {
			t.Errorf("%q: %v", said, err)
		}
	}
}
