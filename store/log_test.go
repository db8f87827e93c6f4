package store

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"gorm.io/driver/postgres"
	"gorm.io/gorm"
)

// Whatever way gorm runs a statement, its log names no value.
func TestTheLogOfStatementsNamesNoValue(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	db, err := gorm.Open(silent{&postgres.Dialector{Config: &postgres.Config{DSN: "postgres://nobody@127.0.0.1:1/none?connect_timeout=1"}}},
		&gorm.Config{Logger: newSQLLog(slog.New(slog.NewTextHandler(&log, nil))), DisableAutomaticPing: true, SkipDefaultTransaction: true})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	db = db.WithContext(ctx)
	const canary = "Κανάρι d'or"
	var out []struct{ A string }
	_ = db.Raw(`SELECT @a AS a, 'b'`, args{"a": canary}).Scan(&out).Error
	_ = db.Exec(`SELECT @a`, args{"a": canary}).Error
	_ = db.Raw(`SELECT @a`, args{"a": canary}).Row()
	newSQLLog(slog.New(slog.NewTextHandler(&log, nil))).Trace(ctx, time.Time{}, func() (string, int64) { return "SELECT 'Κανάρι d''or'", 0 },
		&gormError{`invalid input syntax for type uuid: "Κανάρι d'or"`})
	if n := strings.Count(log.String(), "SQL executed"); n < 3 {
		t.Fatalf("%d statements logged: %s", n, log.String())
	}
	if strings.Contains(log.String(), "Κανάρι") || strings.Contains(log.String(), "d'or") {
		t.Errorf("a value is in the log: %s", log.String())
	}
}

type gormError struct{ text string }

func (e *gormError) Error() string { return e.text }
