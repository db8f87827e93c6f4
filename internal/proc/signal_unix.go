//go:build unix

package proc

import "syscall"

// killGroup kills what is left of the child's process group.
func killGroup(pid int) { _ = syscall.Kill(-pid, syscall.SIGKILL) }
