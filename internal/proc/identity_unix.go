//go:build unix && !linux

package proc

import (
	"os"
	"os/exec"
	"strconv"
	"strings"
)

// identity tells a process from any other that ever had the same pid, by its
// start time. It is empty when no such process lives; a zombie is dead.
func identity(pid int) string {
	ps := exec.Command("ps", "-o", "stat=,lstart=", "-p", strconv.Itoa(pid))
	ps.Env = append(os.Environ(), "LC_ALL=C", "TZ=UTC")
	out, err := ps.Output()
	fields := strings.Fields(string(out))
	if err != nil || len(fields) < 2 || strings.HasPrefix(fields[0], "Z") {
		return ""
	}
	return strings.Join(fields[1:], " ")
}

// remnants cannot be told apart here without /proc; PostgreSQL itself refuses
// to start beside its own old backends, and is started again until they are gone.
func remnants(string, string) []int { return nil }

// Runs tells whether the process may be running the program.
func Runs(pid int, _ string) bool { return identity(pid) != "" }
