package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// meaning puts what was being done in front of an error and finds what a
// database error means to the one who asked. Errors that have a meaning keep it.
func meaning(doing string, err error) error {
	if err == nil {
		return nil
	}
	var known *models.Error
	if errors.As(err, &known) {
		return fmt.Errorf("%s: %w", doing, err)
	}
	err = fmt.Errorf("%s: %w", doing, err)
	var pg *pgconn.PgError
	switch {
	case errors.Is(err, gorm.ErrRecordNotFound), errors.Is(err, sql.ErrNoRows):
		return &models.Error{Kind: models.NotFound, Code: "not-found", Err: err}
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return &models.Error{Kind: models.Unavailable, Code: "out-of-time", Err: err}
	case errors.As(err, &pg):
		if k, ok := classes[pg.Code[:2]]; ok {
			return &models.Error{Kind: k.kind, Code: k.code, Err: err}
		}
	}
	var connect *pgconn.ConnectError
	if errors.As(err, &connect) || pgconn.SafeToRetry(err) {
		return &models.Error{Kind: models.Unavailable, Code: "database-unavailable", Err: err}
	}
	return err
}

// classes gives the SQLSTATE classes a meaning (PostgreSQL, appendix A). Data
// and constraint errors are faults of the request or of the program, for ever;
// the others pass.
var classes = map[string]struct {
	kind models.Kind
	code models.Code
}{
	"08": {models.Unavailable, "database-unavailable"}, // connection
	"22": {models.Invalid, "bad-value"},                // data
	"23": {models.Conflict, "constraint"},              // integrity
	"40": {models.Unavailable, "try-again"},            // serialization, deadlock
	"53": {models.Unavailable, "database-full"},        // resources
	"42": {models.Broken, "bad-statement"},             // syntax, rights
	"57": {models.Unavailable, "database-unavailable"}, // shutting down
}

// isNoRows says that a Row().Scan found nothing; gorm leaves that error as the
// driver's.
func isNoRows(err error) bool { return errors.Is(err, sql.ErrNoRows) }
