package config

import (
	"fmt"
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
