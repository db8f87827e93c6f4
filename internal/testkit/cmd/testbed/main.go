// Command testbed starts one PostgreSQL and one Temporal server, runs a command
// whose tests share them, and ends with the command's exit code:
//
//	go run ./internal/testkit/cmd/testbed -- go test ./...
//
// (go run itself turns every failure into exit code 1; build the command where the
// number matters.) Without a command it only fetches and builds what they need.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"github.com/thyrida/thyrida/internal/postgres"
	"github.com/thyrida/thyrida/internal/temporal"
	"github.com/thyrida/thyrida/internal/testkit"
	"github.com/thyrida/thyrida/internal/testkit/bed"
)

func main() {
	flag.Parse()
	code, err := run(flag.Args())
	if err != nil {
		fmt.Fprintln(os.Stderr, "testbed:", err)
		os.Exit(1)
	}
	os.Exit(code)
}

func say(text string) { fmt.Fprintln(os.Stderr, "testbed:", text) }

func run(command []string) (code int, err error) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if len(command) == 0 {
		return 0, prepare(ctx)
	}
	b, err := bed.Open(ctx, say)
	if err != nil {
		return 1, err
	}
	defer func() { err = errors.Join(err, b.Close()) }()
	engine, err := b.Temporal(ctx)
	if err != nil {
		return 1, err
	}
	database, err := b.Postgres(ctx)
	if err != nil {
		return 1, err
	}
	// Ctrl-C reaches the command through the terminal; a SIGTERM is for us alone
	// and is handed on by CommandContext.
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.Env = append(os.Environ(),
		testkit.PostgresVariable+"="+database.URL("postgres"),
		testkit.TemporalVariable+"="+engine.Address())
	err = cmd.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return max(1, exit.ExitCode()), nil
	}
	if err != nil {
		return 1, fmt.Errorf("run %s: %w", command[0], err)
	}
	return 0, nil
}

func prepare(ctx context.Context) error {
	if _, err := postgres.Find(ctx, postgres.Search{Packages: bed.Packages(), Say: say}); err != nil {
		return fmt.Errorf("find PostgreSQL: %w", err)
	}
	_, err := temporal.Ensure(ctx, say)
	return err
}
