package proc

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
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
	return named(pid, program)
}

// named tells whether the process bears the program's name, which the kernel
// cuts at 15 bytes and shows to everybody.
func named(pid int, program string) bool {
	comm, err := os.ReadFile(fmt.Sprintf("/proc/%d/comm", pid))
	name := filepath.Base(program)
	return err != nil || strings.TrimSpace(string(comm)) == name[:min(len(name), 15)]
}
