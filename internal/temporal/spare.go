package temporal

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// The schema of visibility gives each of some seventy attributes an index, and
// every start and end of a workflow writes all of them: more than half of what
// PostgreSQL does for Temporal. Workflows are looked for here by type, status,
// identifier and time; what else is asked for is found by reading more.
const (
	spare = `DO $$
		DECLARE i record;
		BEGIN
			CREATE TABLE IF NOT EXISTS thyrida_spared (definition text NOT NULL);
			FOR i IN SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename = 'executions_visibility'
				AND indexname NOT IN ('default_idx', 'by_workflow_id', 'by_workflow_type', 'by_status') AND indexdef NOT LIKE 'CREATE UNIQUE %' LOOP
				INSERT INTO thyrida_spared VALUES (i.indexdef);
				EXECUTE format('DROP INDEX %I', i.indexname);
			END LOOP;
		END $$`

	// What was spared comes back before another version of the schema is laid,
	// which counts on it.
	unspare = `DO $$
		DECLARE i record;
		BEGIN
			IF to_regclass('thyrida_spared') IS NULL THEN
				RETURN;
			END IF;
			FOR i IN SELECT definition FROM thyrida_spared LOOP
				EXECUTE i.definition;
			END LOOP;
			DROP TABLE thyrida_spared;
		END $$`
)

// execute runs a statement in one of the databases.
func (s schema) execute(ctx context.Context, database, statement string, with ...any) error {
	config := s.admin.Copy()
	config.Database = database
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return fmt.Errorf("connect to database %s: %w", database, err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	_, err = conn.Exec(ctx, statement, with...)
	return err
}
