package main

import (
	"context"
	_ "embed" // the SQL stands in a file
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"github.com/thyrida/thyrida/demo"
	"github.com/thyrida/thyrida/internal/greek"
)

//go:embed generate.sql
var generateSQL string

// tables are those the generator fills, and the steps it fills them with.
var tables = []string{"stage_visits", "tasks", "decisions", "notices", "outbox", "protocol_entries", "cases", "case_forms",
	"case_search", "attachments", "persons", "accounts", "protocol_counters"}

// populate writes a town of n cases, in minutes for a million: past the
// triggers, whose work it does itself, and with the indexes made afterwards.
func (h *house) populate(ctx context.Context, n int) error {
	began := time.Now()
	if err := h.nameAll(ctx); err != nil {
		return err
	}
	steps := map[string]string{}
	for _, s := range strings.Split(generateSQL, "-- step: ")[1:] {
		name, text, _ := strings.Cut(s, "\n")
		steps[name] = text
	}
	for _, name := range []string{"people", "base"} {
		if err := h.fill(ctx, name, steps[name], n); err != nil {
			return err
		}
		if _, err := h.db.Exec(ctx, "ANALYZE"); err != nil {
			return fmt.Errorf("analyze: %w", err)
		}
	}
	indexes, err := h.dropIndexes(ctx)
	if err != nil {
		return err
	}
	g, inner := errgroup.WithContext(ctx)
	g.SetLimit(3)
	for _, name := range tables {
		g.Go(func() error { return h.fill(inner, name, steps[name], n) })
	}
	if err := g.Wait(); err != nil {
		return err
	}
	say("%d cases written after %v", n, time.Since(began).Round(time.Second))
	for _, make := range indexes {
		g.Go(func() error { return h.fill(ctx, make, make, n) })
	}
	if err := g.Wait(); err != nil {
		return err
	}
	for _, s := range []string{"DROP TABLE bench_case, bench_person, bench_name", "VACUUM ANALYZE", "CHECKPOINT"} {
		if _, err := h.db.Exec(ctx, s); err != nil {
			return fmt.Errorf("%s: %w", s, err)
		}
	}
	say("%d cases ready after %v", n, time.Since(began).Round(time.Second))
	return nil
}

// fill runs one step without triggers and without waiting for the disk.
func (h *house) fill(ctx context.Context, name, text string, n int) error {
	tx, err := h.db.Begin(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }()
	if _, err := tx.Exec(ctx, `SET LOCAL session_replication_role = replica; SET LOCAL synchronous_commit = off;
		SET LOCAL maintenance_work_mem = '512MB'; SET LOCAL work_mem = '256MB'; SET LOCAL enable_nestloop = off`); err != nil {
		return err
	}
	var args []any
	mode := pgx.QueryExecModeSimpleProtocol // a CREATE takes no parameters otherwise
	if strings.Contains(text, "$1") {
		args = append(args, mode, n, int(demo.Municipality))
		if !strings.Contains(text, "$2") {
			args = args[:2]
		}
	}
	if _, err := tx.Exec(ctx, text, args...); err != nil {
		return fmt.Errorf("generate %s: %w", name, err)
	}
	return tx.Commit(ctx)
}

// dropIndexes drops what serves no constraint, and gives how to make it again.
func (h *house) dropIndexes(ctx context.Context) (again []string, err error) {
	rows, err := h.db.Query(ctx, `SELECT indexname, indexdef FROM pg_indexes i WHERE schemaname = 'public' AND tablename = ANY($1)
		AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexname::regclass) AND indexdef NOT LIKE '%UNIQUE%'`, tables)
	if err != nil {
		return nil, err
	}
	var name, text string
	var names []string
	_, err = pgx.ForEachRow(rows, []any{&name, &text}, func() error {
		names, again = append(names, name), append(again, text)
		return nil
	})
	if err == nil && len(names) > 0 {
		_, err = h.db.Exec(ctx, "DROP INDEX "+strings.Join(names, ", "))
	}
	if err != nil {
		return nil, fmt.Errorf("drop indexes: %w", err)
	}
	return again, nil
}

// Parts of family and given names that nobody has been given together.
var (
	stems  = strings.Fields("Αμπελ Βουν Γεφυρ Δασ Ελαι Ζεφυρ Ηλι Θαλασσ Ιτι Καστρ Λιβαδ Μυλ Νεραντζ Ξυλ Ορειν Πετρ Ρεματ Σταχυ Τριανταφυλλ Υδρ Φεγγ Χαλικ Ψαρ Ωραι Κεδρ Δαφν Μαρμαρ Πευκ Κυματ Αλων")
	ends   = strings.Fields("όπουλος ίδης άκης ιάδης άτος έλλης ούδης ινός ίτης άς ούσης ώνης")
	givens = strings.Fields("Αγλαΐα Βιργινία Γαλάτεια Διώνη Ελπινίκη Ηλέκτρα Ισμήνη Καλλιόπη Λητώ Μελπομένη Αχιλλέας Βύρων Διομήδης Θησέας Ιάσονας Κίμων")
)

// nameAll writes the names with the keys by which they are found. The
// generator takes early family names much more often, as there are some that
// half a town has: 256 full names a step of its skew.
func (h *house) nameAll(ctx context.Context) error {
	if _, err := h.db.Exec(ctx, "CREATE UNLOGGED TABLE bench_name (i int, name text, keys text[])"); err != nil {
		return fmt.Errorf("make names: %w", err)
	}
	var rows [][]any
	for k := range len(stems) * len(ends) {
		family := stems[k%len(stems)] + ends[(k/len(stems)+k)%len(ends)]
		for _, given := range givens {
			name := given + " " + family
			rows = append(rows, []any{len(rows) + 1, name, greek.Keys(name)})
		}
	}
	rows = rows[:len(rows)/256*256]
	_, err := h.db.CopyFrom(ctx, pgx.Identifier{"bench_name"}, []string{"i", "name", "keys"}, pgx.CopyFromRows(rows))
	return err
}
