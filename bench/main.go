// Command bench measures the house as it runs: every number beside something
// else measured in the same run. docs/performance.md says what it means.
//
//	make bench                 everything, under 40 minutes
//	make bench ONLY=lifecycle  one part; also: million numbers reads times waves
//	make bench SHORT=1         a look in about three minutes
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// run is one run of the bench.
type run struct {
	report
	only  []string // parts; all if empty
	short bool
	pace  pace
	rates map[string]float64 // lifecycles a second by number of cases
}

func (r *run) wants(part string) bool { return len(r.only) == 0 || slices.Contains(r.only, part) }

func main() {
	only := flag.String("only", "", "parts to measure, separated by commas; all if empty")
	short := flag.Bool("short", false, "a look in about three minutes: fewer rounds, fewer cases")
	program := flag.String("program", "bin/thyrida", "the product")
	dir := flag.String("dir", "var/bench", "where the house of the bench lives; a directory of the bench alone: emptied before and after")
	out := flag.String("out", "var/bench.json", "where the measurements go")
	keep := flag.Bool("keep", false, "leave the state directory for a look")
	crowd := flag.Int("crowd", 64, "lifecycles under way at once")
	rounds := flag.Int("rounds", 5, "of each kind, in turns")
	window := flag.Duration("window", 15*time.Second, "of one round")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	r := &run{report: report{file: *out}, short: *short, rates: map[string]float64{},
		pace: pace{crowd: *crowd, warm: 4 * time.Second, window: *window, rounds: *rounds}}
	if *only != "" {
		r.only = strings.Split(*only, ",")
	}
	if *short {
		r.pace.warm, r.pace.window, r.pace.rounds = 2*time.Second, 6*time.Second, 3
	}
	slog.SetDefault(slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))) // slow statements are expected
	began := time.Now()
	err := r.all(ctx, *program, *dir, *keep)
	r.table(os.Stdout)
	if err == nil {
		err = r.save()
	}
	say("%v, written to %s", time.Since(began).Round(time.Second), *out)
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// all runs the parts that are wanted, on one house.
func (r *run) all(ctx context.Context, program, dir string, keep bool) (err error) {
	if dir, err = filepath.Abs(dir); err != nil {
		return err
	}
	if program, err = filepath.Abs(program); err != nil {
		return err
	}
	say("open a house in %s", dir)
	h, err := openHouse(ctx, program, dir)
	if err != nil {
		return err
	}
	defer func() {
		h.close()
		if !keep {
			err = errors.Join(err, os.RemoveAll(dir))
		}
	}()
	d, err := newDrive(ctx, h)
	if err != nil {
		return err
	}
	if !d.talks {
		say("this program has no conversations: lifecycles go without a message")
	}
	if r.wants("lifecycle") {
		if err := r.lifecycle(ctx, d, "", "1 thousand"); err != nil {
			return err
		}
	}
	if r.wants("numbers") {
		if err := r.numbers(ctx, h); err != nil {
			return err
		}
	}
	if r.wants("waves") {
		if err := r.waves(ctx, d); err != nil {
			return err
		}
	}
	return r.town(ctx, d)
}

// town measures with a million cases.
func (r *run) town(ctx context.Context, d *drive) error {
	n := 1_000_000
	if r.short {
		n = 30_000
	}
	if !r.wants("million") && !r.wants("reads") && !r.wants("times") {
		return nil
	}
	say("write %d cases", n)
	if err := d.populate(ctx, n); err != nil {
		return err
	}
	size := fmt.Sprint(n)
	if r.wants("reads") {
		if err := r.reads(ctx, d, size); err != nil {
			return err
		}
	}
	if r.wants("times") {
		if err := r.times(ctx, d); err != nil {
			return err
		}
	}
	if !r.wants("million") {
		return nil
	}
	if err := r.lifecycle(ctx, d, "-million", size); err != nil {
		return err
	}
	if few := r.rates["1 thousand"]; few > 0 {
		r.add(measurement{Name: "growth", what: "lifecycles with " + size + " cases", Value: r.rates[size], Unit: "1/s", Reference: few,
			against: "1/s with 1 thousand", aim: "ratio ≥ 0.90"})
	}
	return nil
}
