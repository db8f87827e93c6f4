//go:build unix

package postgres_test

import (
	"bufio"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/thyrida/thyrida/internal/postgres"
	"github.com/thyrida/thyrida/internal/proc"
)

// another starts a second Thyrida on the state directory; its first line is
// sent when it is ready or has failed.
func another(t *testing.T, dir string) (*exec.Cmd, <-chan string) {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe)
	cmd.Env = append(os.Environ(), stateVariable+"="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	lines := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(out).ReadString('\n')
		lines <- strings.TrimSpace(line)
	}()
	return cmd, lines
}

func TestAStartKilledAtAnyMomentIsMadeGoodByTheNext(t *testing.T) {
	t.Parallel()
	for _, moment := range []time.Duration{30, 150, 300, 450, 700} {
		t.Run(strconv.Itoa(int(moment)), func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			for range 2 { // the first start, and one that finds what it left
				cmd, line := another(t, dir)
				timer := time.NewTimer(moment * time.Millisecond)
				defer timer.Stop()
				select {
				case text := <-line:
					if text != "ready" {
						t.Fatalf("it failed: %s", text)
					}
				case <-timer.C:
				}
				_ = cmd.Process.Kill()
				_ = cmd.Wait()
			}
			server := start(t, open(t, dir))
			run(t, server.URL("postgres"), "CREATE TABLE works ()")
			if left, _ := filepath.Glob(filepath.Join(dir, "postgres", "init-*")); len(left) != 0 {
				t.Errorf("unfinished clusters are left: %v", left)
			}
		})
	}
}

func TestTheNextStartTakesOverFromAKilledParentWithItsData(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	server := start(t, open(t, t.TempDir())) // a second copy, side by side
	cmd, line := another(t, dir)
	if text := <-line; text != "ready" {
		t.Fatal(text)
	}
	port, err := os.ReadFile(filepath.Join(dir, "postgres", "port"))
	if err != nil {
		t.Fatal(err)
	}
	password, err := os.ReadFile(filepath.Join(dir, "postgres", "data", "thyrida.password"))
	if err != nil {
		t.Fatal(err)
	}
	url := "postgres://postgres:" + strings.TrimSpace(string(password)) + "@127.0.0.1:" + strings.TrimSpace(string(port)) + "/postgres?sslmode=disable"
	run(t, url, "CREATE TABLE kept AS SELECT 'yes'::text AS word")
	lock, err := os.ReadFile(filepath.Join(dir, "postgres", "data", "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	postmaster, err := strconv.Atoi(strings.SplitN(string(lock), "\n", 2)[0])
	if err != nil {
		t.Fatal(err)
	}
	busy, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_, _ = busy.Exec(context.Background(), "SELECT count(*) FROM generate_series(1, 2000000000)")
	}()
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	if runtime.GOOS == "linux" { // the kernel ends the postmaster, nobody else is there yet
		for proc.Runs(postmaster, server.Binaries().Program("postgres")) && t.Context().Err() == nil {
			runtime.Gosched()
		}
	}
	next := start(t, open(t, dir))
	<-ended
	if next.URL("postgres") != url {
		t.Errorf("the address moved from %s to %s", url, next.URL("postgres"))
	}
	if got := ask(t, url, "SELECT word FROM kept"); got != "yes" {
		t.Errorf("the row reads %q", got)
	}
	if got := ask(t, server.URL("postgres"), "SELECT 'still'"); got != "still" {
		t.Errorf("the other copy says %q", got)
	}
}

func TestALockFileThatNamesAStrangerDoesNotStopAStart(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir())
	server := start(t, s)
	server.Kill()
	// PostgreSQL's own lock file outlived it; meanwhile its pid went to another
	// program of the same user, which PostgreSQL would take for itself.
	file := filepath.Join(s.Dir(), "postgres", "data", "postmaster.pid")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	stranger := exec.Command("/bin/sleep", "1000")
	if info, err := os.Stat(file); err == nil && os.Getuid() == 0 {
		owner := info.Sys().(*syscall.Stat_t)
		stranger.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: owner.Uid, Gid: owner.Gid}}
	}
	stranger.Dir = "/"
	if err := stranger.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = stranger.Process.Kill()
		_ = stranger.Wait()
	})
	lines := strings.SplitN(string(text), "\n", 2)
	if err := os.WriteFile(file, []byte(strconv.Itoa(stranger.Process.Pid)+"\n"+lines[1]), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := server.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := stranger.Process.Signal(syscall.Signal(0)); err != nil {
		t.Errorf("the stranger was killed: %v", err)
	}
}

func TestAClusterOfAnotherVersionIsRefusedInClearWords(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir())
	data := filepath.Join(s.Dir(), "postgres", "data")
	if err := os.MkdirAll(data, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(data, "PG_VERSION"), []byte("9\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := postgres.Start(t.Context(), options(t, s))
	if err == nil || !strings.Contains(err.Error(), "made by PostgreSQL 9") || !strings.Contains(err.Error(), "THYRIDA_STATE_DIR") {
		t.Errorf("the error is: %v", err)
	}
}

func TestRootKeepsItsStateWhereOnlyRootMayEnter(t *testing.T) {
	t.Parallel()
	if os.Getuid() != 0 || runtime.GOOS != "linux" {
		t.Skip("only root on Linux drops to another user and hands on a capability")
	}
	parent := t.TempDir()
	if err := os.Chmod(parent, 0o700); err != nil {
		t.Fatal(err)
	}
	s := open(t, filepath.Join(parent, "deep", "var"))
	server := start(t, s)
	info, err := os.Stat(filepath.Join(s.Dir(), "postgres", "data"))
	if err != nil {
		t.Fatal(err)
	}
	if owner := info.Sys().(*syscall.Stat_t); owner.Uid == 0 {
		t.Error("the cluster belongs to root")
	}
	run(t, server.URL("postgres"), "CREATE TABLE works ()")
}
