package e2e

import "syscall"

// dieWithUs ties the life of a child to the thread that starts it, and keeps
// the terminal's Ctrl-C from it.
func dieWithUs() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}
