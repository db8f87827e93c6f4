//go:build unix && !linux

package proc

import (
	"os/exec"
	"syscall"
)

// apply puts the child in its own process group and gives it to the account.
// There is no parent-death signal here: the next start finds the child by its
// pid file.
func apply(cmd *exec.Cmd, account *Account) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if account != nil {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: account.UID, Gid: account.GID}
	}
}

// begin starts the command; it runs on the lasting thread.
func begin(cmd *exec.Cmd) error { return cmd.Start() }
