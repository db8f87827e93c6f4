//go:build unix

package e2e

import (
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/thyrida/thyrida/models"
)

func TestTheHouseSurvivesKillsOfItsFirstStartAndLeavesNothingBehind(t *testing.T) {
	other := setup(t) // a second copy runs side by side all the time
	addr, err := freeAddr()
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(scratch, "restart")
	start := func() *house {
		t.Helper()
		h, err := open(dir, addr)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = h.end(syscall.SIGTERM) })
		tellOnFailure(t, h)
		return h
	}
	// Killed in the middle of the first furnishing.
	h := start()
	await(t, 90*time.Second, "some past cases", func() bool { return strings.Contains(h.out.String(), "100 of 400") })
	die(t, h)
	// The next start finishes it, and is killed as soon as it serves, while it
	// takes the open cases further.
	h = start()
	if err := h.ready(); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(h.out.String(), "400 of 400") {
		t.Errorf("the furnishing was not taken up again:\n%s", h.out)
	}
	die(t, h)
	began := time.Now()
	h = start()
	if err := h.ready(); err != nil {
		t.Fatal(err)
	}
	t.Logf("a furnished house serves %.1f s after its start", time.Since(began).Seconds())
	checkDemonstration(t, h)
	await(t, 60*time.Second, "the open cases to be taken further", func() bool {
		_, err := os.Stat(filepath.Join(dir, "furnished-open"))
		return err == nil
	})
	checkWell(t, h)
	checkBook(t, h.as(t, "manager"))
	if err := other.ready(); err != nil {
		t.Errorf("the copy beside: %v", err)
	}

	// Ctrl-C leaves no child behind.
	if mine := processes(dir); runtime.GOOS == "linux" && len(mine) < 5 {
		t.Errorf("processes of the house: %v", mine)
	}
	if err := h.end(syscall.SIGINT); err != nil || h.cmd.ProcessState.ExitCode() != 0 {
		t.Errorf("Ctrl-C: %v, exit code %d", err, h.cmd.ProcessState.ExitCode())
	}
	await(t, 5*time.Second, "the last child to go", func() bool { return len(processes(dir)) == 0 })
}

// die kills thyrida dev, and nothing else, with -9.
func die(t *testing.T, h *house) {
	t.Helper()
	if err := h.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	<-h.gone
}

// checkDemonstration counts the cases of the demonstration: those of the past
// have identifiers dated in the past, the open ones have names for theirs.
func checkDemonstration(t *testing.T, h *house) {
	t.Helper()
	all, err := h.as(t, "manager").cases(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	past, present, ids := 0, 0, map[models.CaseID]bool{}
	for _, c := range all {
		ids[c.ID] = true
		switch {
		case string(c.ID)[14] != '7':
			present++
		case c.State == models.Closed && c.ClosedAt != nil && c.Outcome != "":
			past++
		default:
			t.Errorf("case of the past: %+v", c)
		}
	}
	if past != 400 || present != 30 || len(ids) != 430 {
		t.Errorf("%d cases of the past and %d of the present, %d in all", past, present, len(ids))
	}
}

// processes are those that have to do with a state directory: by their working
// directory or their command line.
func processes(dir string) (pids []int) {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return nil // not Linux
	}
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil || pid == os.Getpid() {
			continue
		}
		at, _ := os.Readlink(filepath.Join("/proc", e.Name(), "cwd"))
		line, _ := os.ReadFile(filepath.Join("/proc", e.Name(), "cmdline"))
		env, _ := os.ReadFile(filepath.Join("/proc", e.Name(), "environ"))
		if len(line) > 0 && strings.Contains(at+"\x00"+string(line)+"\x00"+string(env), dir) {
			pids = append(pids, pid)
		}
	}
	return pids
}
