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
