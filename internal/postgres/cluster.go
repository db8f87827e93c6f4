package postgres

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"

	"github.com/thyrida/thyrida/internal/proc"
)

// Superuser is the role of the cluster that may do everything.
const Superuser = "postgres"

// passwordFile lies in the data directory, so that both come into being at once.
const passwordFile = "thyrida.password"

// cluster is a data directory and who may use it.
type cluster struct {
	dir      string // holds «data» and, while it is made, «init-…»
	bin      Binaries
	account  *proc.Account
	fast     bool
	password string
}

func (c *cluster) data() string { return filepath.Join(c.dir, "data") }

// major is the version that made the cluster, 0 if there is none yet.
func (c *cluster) major() (int, error) {
	text, err := os.ReadFile(filepath.Join(c.data(), "PG_VERSION"))
	if errors.Is(err, os.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("read version of cluster: %w", err)
	}
	n, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		return 0, fmt.Errorf("read version of cluster: %w", err)
	}
	return n, nil
}

// ensure makes the cluster unless it is there. It is made in a folder of its
// own and renamed when all of it is on the disk: a data directory that exists
// is complete, whenever we were killed.
func (c *cluster) ensure(ctx context.Context) error {
	if err := c.sweep(ctx); err != nil {
		return err
	}
	text, err := os.ReadFile(filepath.Join(c.data(), passwordFile))
	if err == nil {
		c.password = strings.TrimSpace(string(text))
		return nil
	}
	if _, statErr := os.Stat(c.data()); statErr == nil {
		return fmt.Errorf("use cluster in %s, which is not one of ours: %w", c.data(), err)
	}
	temp, err := os.MkdirTemp(c.dir, "init-")
	if err != nil {
		return fmt.Errorf("create folder for the new cluster: %w", err)
	}
	defer func() { _ = os.RemoveAll(temp) }()
	if err := own(temp, c.account); err != nil {
		return err
	}
	c.password = rand.Text()
	secret := filepath.Join(temp, "password")
	if err := c.write(secret, c.password+"\n"); err != nil {
		return err
	}
	made := filepath.Join(temp, "data")
	if err := c.initdb(ctx, made, secret); err != nil {
		return err
	}
	if err := c.write(filepath.Join(made, passwordFile), c.password+"\n"); err != nil {
		return err
	}
	if err := syncDir(made); err != nil {
		return err
	}
	if err := os.Rename(made, c.data()); err != nil {
		return fmt.Errorf("put the new cluster in its place: %w", err)
	}
	return syncDir(c.dir)
}

// sweep removes what an interrupted initdb left, once its programs are gone.
func (c *cluster) sweep(ctx context.Context) error {
	left, err := filepath.Glob(filepath.Join(c.dir, "init-*"))
	if err != nil {
		return fmt.Errorf("list unfinished clusters: %w", err)
	}
	for _, dir := range left {
		if err := proc.Quiesce(ctx, c.bin.Program("postgres"), filepath.Join(dir, "data")); err != nil {
			return err
		}
		if err := os.RemoveAll(dir); err != nil {
			return fmt.Errorf("remove unfinished cluster: %w", err)
		}
	}
	return nil
}

// locales are the arguments tried in turn: Greek collation through ICU over
// whichever UTF-8 locale the machine has; last what every machine can do.
func locales() [][]string {
	icu := []string{"--locale-provider=icu", "--icu-locale=el"}
	var all [][]string
	for _, libc := range []string{"C.UTF-8", "C.utf8", "en_US.UTF-8", "el_GR.UTF-8"} {
		all = append(all, append([]string{"--locale=" + libc}, icu...))
	}
	return append(all, []string{"--locale=C.UTF-8"}, []string{"--locale=C"})
}

// localeFault is initdb's complaint about a locale this machine lacks.
var localeFault = regexp.MustCompile(`locale|ICU`)

// initdb makes the files of a cluster whose only way in is a password.
func (c *cluster) initdb(ctx context.Context, data, secret string) error {
	var last error
	for _, locale := range locales() {
		args := append([]string{"--pgdata=" + data, "--username=" + Superuser, "--pwfile=" + secret,
			"--auth=scram-sha-256", "--encoding=UTF8"}, locale...)
		if runtime.GOOS != "windows" {
			args = append(args, "--lc-messages=C")
		}
		if c.fast {
			args = append(args, "--no-sync")
		} else {
			args = append(args, "--data-checksums")
		}
		var output bytes.Buffer
		cmd := exec.CommandContext(ctx, c.bin.Program("initdb"), args...)
		cmd.Env, cmd.Dir, cmd.Stdout, cmd.Stderr = environment(), filepath.Dir(data), &output, &output
		err := proc.Run(cmd, c.account)
		if err == nil {
			return nil
		}
		last = fmt.Errorf("make cluster (initdb): %w: %s", err, bytes.TrimSpace(output.Bytes()))
		if ctx.Err() != nil || !localeFault.MatchString(output.String()) {
			return last
		}
		if err := os.RemoveAll(data); err != nil {
			return fmt.Errorf("clear failed cluster: %w", err)
		}
	}
	return last
}

// environment is ours without what would redirect PostgreSQL.
func environment() []string {
	var env []string
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "PG") {
			env = append(env, v)
		}
	}
	return env
}

// write makes a private file of the cluster's user, on the disk when it returns.
func (c *cluster) write(path, text string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("create file: %w", err)
	}
	_, err = f.WriteString(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("write file: %w", err)
	}
	return own(path, c.account)
}

// syncDir brings the entries of a directory to the disk.
func syncDir(path string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("open directory: %w", err)
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return fmt.Errorf("sync directory: %w", err)
	}
	return nil
}
