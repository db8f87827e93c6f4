package store

import (
	"context"
	"log/slog"
	"time"

	"gorm.io/gorm/logger"
)

// sqlLog logs failing and slow statements with their text and never with a
// value: values are people's data.
type sqlLog struct{ logger.Interface }

func newSQLLog() logger.Interface {
	return sqlLog{logger.NewSlogLogger(slog.Default(), logger.Config{
		LogLevel: logger.Error, SlowThreshold: time.Second, IgnoreRecordNotFoundError: true})}
}

// LogMode keeps the filter on whatever logger gorm derives from this one.
func (l sqlLog) LogMode(level logger.LogLevel) logger.Interface {
	return sqlLog{l.Interface.LogMode(level)}
}

// ParamsFilter is how gorm asks which values may be shown: none.
func (sqlLog) ParamsFilter(_ context.Context, sql string, _ ...any) (string, []any) { return sql, nil }
