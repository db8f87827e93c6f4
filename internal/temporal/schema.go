package temporal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"github.com/thyrida/thyrida/internal/proc"
)

// plugin is the server's name for PostgreSQL through pgx.
const plugin = "postgres12_pgx"

// mark is written as the comment of a finished database: which version of the
// schema tool made it, and the number of history shards, which can never change.
type mark struct {
	Version string
	Shards  int
}

func (m mark) String() string {
	return fmt.Sprintf("thyrida: temporal schema %s, %d shards", m.Version, m.Shards)
}

func parseMark(text string) (m mark, ok bool) {
	_, err := fmt.Sscanf(text, "thyrida: temporal schema %s %d shards", &m.Version, &m.Shards)
	m.Version = strings.TrimSuffix(m.Version, ",")
	return m, err == nil
}

// schema lays and renews the server's two databases.
type schema struct {
	admin *pgx.ConnConfig // a role that may create databases
	tool  string
	name  string // of the main database; the other is name_visibility
	want  mark
}

func (s schema) visibility() string { return s.name + "_visibility" }

// ensure makes both databases complete and returns the number of shards, which
// is the recorded one if the database stood already.
func (s schema) ensure(ctx context.Context) (int, error) {
	var err error
	if s.want.Version, err = s.version(ctx); err != nil {
		return 0, err
	}
	shards := 0
	both, ctx := errgroup.WithContext(ctx)
	both.Go(func() error {
		made, err := s.complete(ctx, s.name, "postgresql/v12/temporal")
		shards = made.Shards
		return err
	})
	both.Go(func() error {
		_, err := s.complete(ctx, s.visibility(), "postgresql/v12/visibility")
		if err == nil {
			err = s.execute(ctx, s.visibility(), spare)
		}
		return err
	})
	return shards, both.Wait()
}

// version asks the tool which schema it carries.
func (s schema) version(ctx context.Context) (string, error) {
	out, err := exec.CommandContext(ctx, s.tool, "--version").Output()
	if err != nil {
		return "", fmt.Errorf("ask the schema tool for its version: %w", err)
	}
	fields := strings.Fields(string(out))
	if len(fields) == 0 {
		return "", errors.New("ask the schema tool for its version: no answer")
	}
	return fields[len(fields)-1], nil
}

// errForeign says that a database of that name belongs to somebody else.
var errForeign = errors.New("it was not made by Thyrida: rename it, or use another PostgreSQL")

// complete makes one database complete. It tries again, because PostgreSQL may
// still be at the last statement of a set-up that was killed a moment ago.
func (s schema) complete(ctx context.Context, name, embedded string) (mark, error) {
	for try := 1; ; try++ {
		m, err := s.database(ctx, name, embedded)
		if err == nil || errors.Is(err, errForeign) || try == 5 {
			return m, err
		}
		timer := time.NewTimer(time.Duration(try) * 200 * time.Millisecond)
		select {
		case <-ctx.Done():
			timer.Stop()
			return m, err
		case <-timer.C:
		}
	}
}

// database makes one database complete. The work is done under another name and
// ends with a rename, so whatever bears the final name is whole, at whichever
// moment we or PostgreSQL were killed.
func (s schema) database(ctx context.Context, name, embedded string) (mark, error) {
	conn, err := pgx.ConnectConfig(ctx, s.admin)
	if err != nil {
		return mark{}, fmt.Errorf("connect to PostgreSQL: %w", err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	stands, text, err := comment(ctx, conn, name)
	if err != nil {
		return mark{}, err
	}
	want := s.want
	if stands {
		had, ok := parseMark(text)
		if !ok {
			return mark{}, fmt.Errorf("use database %s: %w", name, errForeign)
		}
		want.Shards = had.Shards
		if had == want {
			return had, nil
		}
	}
	next := name + "_next"
	if err := drop(ctx, conn, next, name+"_last"); err != nil {
		return mark{}, err
	}
	if stands {
		if _, err = conn.Exec(ctx, fmt.Sprintf("CREATE DATABASE %s TEMPLATE %s", quote(next), quote(name))); err == nil {
			err = s.sign(ctx, next, next)
		}
		if err == nil {
			err = s.execute(ctx, next, unspare)
		}
	} else if err = s.run(ctx, next, "create"); err == nil {
		err = s.run(ctx, next, "setup-schema", "-v", "0.0")
	}
	if err != nil {
		return mark{}, fmt.Errorf("create database %s: %w", name, err)
	}
	if err := s.run(ctx, next, "update-schema", "--schema-name", embedded); err != nil {
		return mark{}, fmt.Errorf("lay schema of %s: %w", name, err)
	}
	if err := s.sign(ctx, next, name); err != nil {
		return mark{}, err
	}
	return want, replace(ctx, conn, name, stands, want)
}

// sign writes the name a database goes by into its own table of versions, where
// the server and the schema tool look for it.
func (s schema) sign(ctx context.Context, database, name string) error {
	if err := s.execute(ctx, database, "UPDATE schema_version SET db_name = $1", name); err != nil {
		return fmt.Errorf("name database %s in its versions: %w", name, err)
	}
	return nil
}

// replace puts name_next in the place of name, in one transaction.
func replace(ctx context.Context, conn *pgx.Conn, name string, stands bool, m mark) error {
	next, last := name+"_next", name+"_last"
	statements := []string{fmt.Sprintf("COMMENT ON DATABASE %s IS '%s'", quote(next), m)}
	if stands {
		statements = append(statements, fmt.Sprintf("ALTER DATABASE %s RENAME TO %s", quote(name), quote(last)))
	}
	statements = append(statements, fmt.Sprintf("ALTER DATABASE %s RENAME TO %s", quote(next), quote(name)))
	// PostgreSQL waits a few seconds by itself for a session that is just ending.
	_, err := conn.Exec(ctx, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname IN ('"+next+"', '"+name+"')")
	if err == nil {
		err = pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
			for _, statement := range statements {
				if _, err := tx.Exec(ctx, statement); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err != nil {
		return fmt.Errorf("put database %s in its place: %w", name, err)
	}
	return drop(ctx, conn, last)
}

// comment tells whether a database exists, and its comment.
func comment(ctx context.Context, conn *pgx.Conn, name string) (bool, string, error) {
	var text *string
	err := conn.QueryRow(ctx, "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = $1", name).Scan(&text)
	if errors.Is(err, pgx.ErrNoRows) {
		return false, "", nil
	}
	if err != nil {
		return false, "", fmt.Errorf("look for database %s: %w", name, err)
	}
	if text == nil {
		return true, "", nil
	}
	return true, *text, nil
}

func drop(ctx context.Context, conn *pgx.Conn, names ...string) error {
	for _, name := range names {
		if _, err := conn.Exec(ctx, fmt.Sprintf("DROP DATABASE IF EXISTS %s WITH (FORCE)", quote(name))); err != nil {
			return fmt.Errorf("drop unfinished database %s: %w", name, err)
		}
	}
	return nil
}

func quote(name string) string { return pgx.Identifier{name}.Sanitize() }

// run runs the schema tool on a database; the password goes by the environment,
// where other users do not see it.
func (s schema) run(ctx context.Context, database string, args ...string) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	var output bytes.Buffer
	cmd := exec.CommandContext(ctx, s.tool, append([]string{"--db", database}, args...)...)
	cmd.Env = append(os.Environ(), "SQL_PLUGIN="+plugin, "SQL_HOST="+s.admin.Host,
		"SQL_PORT="+strconv.Itoa(int(s.admin.Port)), "SQL_USER="+s.admin.User, "SQL_PASSWORD="+s.admin.Password)
	if tls := s.admin.TLSConfig; tls != nil {
		cmd.Env = append(cmd.Env, "SQL_TLS=true", "SQL_TLS_SERVER_NAME="+tls.ServerName,
			"SQL_TLS_DISABLE_HOST_VERIFICATION="+strconv.FormatBool(tls.InsecureSkipVerify))
	}
	cmd.Stdout, cmd.Stderr = &output, &output
	if err := proc.Run(cmd, nil); err != nil {
		return fmt.Errorf("run temporal-sql-tool %s: %w: %s", args[0], err, bytes.TrimSpace(output.Bytes()))
	}
	return nil
}
