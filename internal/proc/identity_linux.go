package proc

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// identity tells a process from any other that ever had the same pid: the boot
// it belongs to and its start time. It is empty when no such process lives; a
// zombie is dead.
func identity(pid int) string {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return ""
	}
	// The command name may hold spaces and brackets; fields count from after it.
	end := bytes.LastIndexByte(stat, ')')
	if end < 0 {
		return ""
	}
	fields := strings.Fields(string(stat[end+1:]))
	if len(fields) < 20 || fields[0] == "Z" || fields[0] == "X" {
		return ""
	}
	boot, _ := os.ReadFile("/proc/sys/kernel/random/boot_id")
	return strings.TrimSpace(string(boot)) + "/" + fields[19] // field 22 of proc(5)
}

// remnants lists the processes that run the program exe in the directory home.
func remnants(exe, home string) []int {
	exe, home = resolved(exe), resolved(home)
	entries, _ := os.ReadDir("/proc")
	var found []int
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil || identity(pid) == "" {
			continue
		}
		cwd, _ := os.Readlink(fmt.Sprintf("/proc/%d/cwd", pid))
		if cwd != home {
			continue
		}
		if program, _ := os.Readlink(fmt.Sprintf("/proc/%d/exe", pid)); strings.TrimSuffix(program, " (deleted)") == exe {
			found = append(found, pid)
		}
	}
	return found
}

// resolved follows symbolic links as the kernel does in /proc.
func resolved(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real
	}
	return path
}

// Runs tells whether the process may be running the program. Where the kernel
// does not say which file it runs, the name has to do.
func Runs(pid int, program string) bool {
	if identity(pid) == "" {
		return false
	}
	if exe, err := os.Readlink(fmt.Sprintf("/proc/%d/exe", pid)); err == nil {
		return strings.TrimSuffix(exe, " (deleted)") == resolved(program)
	}
	comm, err := os.ReadFile(fmt.Sprintf("/proc/%d/comm", pid))
	name := filepath.Base(program)
	return err != nil || strings.TrimSpace(string(comm)) == name[:min(len(name), 15)]
}
