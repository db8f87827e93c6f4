// Command thyrida is the whole product in one program: the interface, the
// worker, and the tools of the administrator.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	godebug "runtime/debug"
	"strings"
	"syscall"
)

// command is one sub-command.
type command struct {
	name, does string
	run        func(ctx context.Context, args []string) error
}

func commands() []command {
	return []command{
		{"dev", "run everything on this machine with a demonstration municipality", devCommand},
		{"api", "serve the REST interface", apiCommand},
		{"worker", "run processes, relay and notices", workerCommand},
		{"migrate", "bring the database schema up to date", migrateCommand},
		{"admin", "accounts, contacts and keys: admin create --email … --name … [--role admin], admin contact --unit … --email …, admin key seal|E-MAIL FILE.p12", adminCommand},
		{"catalogue", "check, list or publish services: catalogue check|list|schema|publish [dir]", cataloguing},
		{"verify", "check the signatures of a document offline: verify [--roots FILE.pem] [--lang el|en] FILE.pdf", verifying},
		{"doctor", "prove that database and processes agree: doctor [--repair] [--case ID]", doctorCommand},
	}
}

// cataloguing adapts the catalogue's tools, which need neither database nor
// configuration, and publishing, which does.
func cataloguing(ctx context.Context, args []string) error {
	if len(args) > 0 && args[0] == "publish" {
		return publishCommand(ctx, args[1:])
	}
	if code := catalogueCommand(args, os.Stdout, os.Stderr); code != 0 {
		return exit(code)
	}
	return nil
}

// exit is an error that has been reported already.
type exit int

func (e exit) Error() string { return fmt.Sprintf("exit %d", int(e)) }

func main() {
	if os.Getenv("GOGC") == "" { // little lives long: fewer collections cost a few dozen MB
		godebug.SetGCPercent(300)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stderr)
	stop()
	os.Exit(code)
}

func run(ctx context.Context, args []string, stderr io.Writer) int {
	if len(args) == 0 {
		usage(stderr)
		return 2
	}
	for _, c := range commands() {
		if c.name != args[0] {
			continue
		}
		err := c.run(ctx, args[1:])
		var reported exit
		switch {
		case err == nil, errors.Is(err, context.Canceled) && ctx.Err() != nil:
			return 0
		case errors.As(err, &reported):
			return int(reported)
		}
		fmt.Fprintf(stderr, "thyrida %s: %v\n", c.name, err)
		return 1
	}
	usage(stderr)
	return 2
}

func usage(w io.Writer) {
	fmt.Fprint(w, "thyrida: a citizen's request from the first click to the signed answer\n\nUsage: thyrida <command>\n\n")
	for _, c := range commands() {
		fmt.Fprintf(w, "  %-10s %s\n", c.name, c.does)
	}
}

// logTo makes the program's log: JSON lines on standard error.
func logTo(w io.Writer, level string) {
	var l slog.Level
	if err := l.UnmarshalText([]byte(strings.ToUpper(level))); err != nil {
		l = slog.LevelInfo
	}
	slog.SetDefault(slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{Level: l})))
}
