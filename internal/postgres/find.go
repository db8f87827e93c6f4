// Package postgres finds PostgreSQL on this machine (or fetches it), makes a
// private cluster and runs it as a supervised child on the loopback address.
package postgres

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

// oldest is the first major version that has all we use.
const oldest = 15

// Binaries is a folder that holds initdb and postgres of one version.
type Binaries struct {
	Dir    string
	Major  int
	Source string // how it was found, for the reader
}

// Program is the path of one program in the folder.
func (b Binaries) Program(name string) string {
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	return filepath.Join(b.Dir, name)
}

// Search says where to look for binaries.
type Search struct {
	// Packages is the folder in which the npm package is kept.
	Packages string
	// Major, when not zero, is the version an existing cluster needs.
	Major int
	// Say tells the person at the terminal what takes time.
	Say func(string)
}

// Find looks for PostgreSQL 15 or newer: pg_config, PATH and Debian's folders
// first, then the npm package. THYRIDA_POSTGRES=npm goes straight to the last.
func Find(ctx context.Context, s Search) (Binaries, error) {
	var seen []string
	if os.Getenv("THYRIDA_POSTGRES") != "npm" {
		for _, b := range installed(ctx) {
			if b.Major >= oldest && (s.Major == 0 || s.Major == b.Major) {
				return b, nil
			}
			seen = append(seen, fmt.Sprintf("%d (%s)", b.Major, b.Dir))
		}
	}
	if s.Major != 0 && s.Major != packageMajor {
		return Binaries{}, fmt.Errorf("the cluster was made by PostgreSQL %d, but found only: %s; install PostgreSQL %d, or choose a new THYRIDA_STATE_DIR",
			s.Major, cmp.Or(strings.Join(seen, ", "), "npm "+strconv.Itoa(packageMajor)), s.Major)
	}
	return fetched(ctx, s.Packages, s.Say)
}

// installed lists what the machine has, the preferred first.
func installed(ctx context.Context) []Binaries {
	var found []Binaries
	add := func(dir, source string) {
		if dir == "" || slices.ContainsFunc(found, func(b Binaries) bool { return b.Dir == dir }) {
			return
		}
		b := Binaries{Dir: dir, Source: source}
		if _, err := os.Stat(b.Program("initdb")); err != nil {
			return // only the client is installed
		}
		var err error
		if b.Major, err = version(ctx, b.Program("postgres")); err == nil {
			found = append(found, b)
		}
	}
	if out, err := exec.CommandContext(ctx, "pg_config", "--bindir").Output(); err == nil {
		add(strings.TrimSpace(string(out)), "pg_config")
	}
	if path, err := exec.LookPath("postgres"); err == nil {
		if real, err := filepath.EvalSymlinks(path); err == nil {
			path = real
		}
		add(filepath.Dir(path), "PATH")
	}
	dirs, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	slices.SortFunc(dirs, func(a, b string) int { return cmp.Compare(debianMajor(b), debianMajor(a)) })
	for _, dir := range dirs {
		add(dir, "/usr/lib/postgresql")
	}
	return found
}

func debianMajor(dir string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(dir)))
	return n
}

var versionText = regexp.MustCompile(`\(PostgreSQL\) (\d+)`)

// version asks the program itself for its major version.
func version(ctx context.Context, program string) (int, error) {
	out, err := exec.CommandContext(ctx, program, "--version").Output()
	if err != nil {
		return 0, fmt.Errorf("ask %s for its version: %w", program, err)
	}
	match := versionText.FindSubmatch(out)
	if match == nil {
		return 0, errors.New("read the version of " + program + ": " + strings.TrimSpace(string(out)))
	}
	return strconv.Atoi(string(match[1]))
}
