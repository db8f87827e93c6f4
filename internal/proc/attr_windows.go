package proc

import (
	"os/exec"
	"syscall"
)

// apply gives the child its own process group, so that a Ctrl-C in the console
// reaches only us.
func apply(cmd *exec.Cmd, _ *Account) {
	cmd.SysProcAttr = &syscall.SysProcAttr{CreationFlags: syscall.CREATE_NEW_PROCESS_GROUP}
}

// killGroup has no counterpart here: the child itself is killed.
func killGroup(int) {}

// begin starts the command; it runs on the lasting thread.
func begin(cmd *exec.Cmd) error { return cmd.Start() }
