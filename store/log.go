package store

import (
	"context"
	"errors"
	"log/slog"
	"regexp"
	"time"

	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// sqlLog logs failing and slow statements with their text and never with a
// value: values are people's data.
type sqlLog struct{ logger.Interface }

func newSQLLog(l *slog.Logger) logger.Interface {
	return sqlLog{logger.NewSlogLogger(l, logger.Config{
		LogLevel: logger.Error, SlowThreshold: time.Second, IgnoreRecordNotFoundError: true})}
}

// LogMode keeps the filter on whatever logger gorm derives from this one.
func (l sqlLog) LogMode(level logger.LogLevel) logger.Interface {
	return sqlLog{l.Interface.LogMode(level)}
}

// ParamsFilter is how gorm asks which values may be shown: none.
func (sqlLog) ParamsFilter(_ context.Context, sql string, _ ...any) (string, []any) { return sql, nil }

// silent is PostgreSQL's dialect that never fills values into a statement:
// gorm's Scan does so for every statement, to have it for its log, without
// asking the filter.
type silent struct{ *postgres.Dialector }

// Explain gives the statement as it is.
func (silent) Explain(sql string, _ ...any) string { return sql }

// Trace strikes out what may be a value of a statement that failed. PostgreSQL
// and pgx quote them in their errors.
func (l sqlLog) Trace(ctx context.Context, begin time.Time, statement func() (string, int64), err error) {
	if err == nil || errors.Is(err, gorm.ErrRecordNotFound) {
		l.Interface.Trace(ctx, begin, statement, err)
		return
	}
	err = errors.New(quotedWords.ReplaceAllString(err.Error(), `"…"`))
	l.Interface.Trace(ctx, begin, func() (string, int64) {
		sql, rows := statement()
		return literals.ReplaceAllString(sql, "'…'"), rows
	}, err)
}

var (
	literals    = regexp.MustCompile(`'(?:[^']|'')*'`)
	quotedWords = regexp.MustCompile(`"(?:[^"\\]|\\.)*"`)
)
