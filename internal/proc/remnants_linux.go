package proc

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"syscall"
)

// remnants lists the processes that run the program exe in the directory home.
func remnants(exe, home string) []int {
	program, folder := resolved(exe), resolved(home)
	entries, _ := os.ReadDir("/proc")
	var found, hidden []int
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil || identity(pid) == "" {
			continue
		}
		cwd, err := os.Readlink(fmt.Sprintf("/proc/%d/cwd", pid))
		if errors.Is(err, fs.ErrPermission) && named(pid, program) {
			hidden = append(hidden, pid)
		}
		if cwd != folder {
			continue
		}
		if runs, _ := os.Readlink(fmt.Sprintf("/proc/%d/exe", pid)); strings.TrimSuffix(runs, " (deleted)") == program {
			found = append(found, pid)
		}
	}
	return append(found, unveil(hidden, program, folder)...)
}

// compare prints which of the processes run the program $0 in the folder $1.
const compare = `home=$1; shift
for p; do [ "/proc/$p/cwd" -ef "$home" ] && [ "/proc/$p/exe" -ef "$0" ] && echo "$p"; done; true`

// unveil looks at processes the kernel hides from us: in a container root may
// lack the capability to look into another user's. The folder's owner may.
func unveil(pids []int, program, folder string) []int {
	info, err := os.Stat(folder)
	if err != nil || len(pids) == 0 || os.Getuid() != 0 {
		return nil
	}
	owner := info.Sys().(*syscall.Stat_t)
	account := &Account{UID: owner.Uid, GID: owner.Gid}
	args := []string{"-c", compare, program, folder}
	for _, pid := range pids {
		account.Caps = append(account.Caps, ambient(pid)...)
		args = append(args, strconv.Itoa(pid))
	}
	var out bytes.Buffer
	cmd := exec.Command("/bin/sh", args...)
	cmd.Dir, cmd.Stdout = "/", &out
	if Run(cmd, account) != nil {
		return nil // PostgreSQL will refuse to start until they are gone
	}
	var found []int
	for _, text := range strings.Fields(out.String()) {
		if pid, err := strconv.Atoi(text); err == nil {
			found = append(found, pid)
		}
	}
	return found
}

var ambientText = regexp.MustCompile(`(?m)^CapAmb:\s+([0-9a-f]+)$`)

// ambient lists the capabilities a process keeps: only who has them too may
// look into it.
func ambient(pid int) []uintptr {
	status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	match := ambientText.FindSubmatch(status)
	if match == nil {
		return nil
	}
	set, _ := strconv.ParseUint(string(match[1]), 16, 64)
	var caps []uintptr
	for c := range uintptr(64) {
		if set&(1<<c) != 0 {
			caps = append(caps, c)
		}
	}
	return caps
}
