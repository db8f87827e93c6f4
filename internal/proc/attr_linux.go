package proc

import (
	"os/exec"
	"syscall"
)

// apply puts the child in its own process group (a Ctrl-C in the terminal
// reaches only us, and we stop the children in order), lets it die with us and
// gives it to the account.
func apply(cmd *exec.Cmd, account *Account) {
	attr := &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	cmd.SysProcAttr = attr
	if account == nil {
		return
	}
	attr.Credential = &syscall.Credential{Uid: account.UID, Gid: account.GID}
	if len(account.Caps) == 0 {
		return
	}
	// Ambient capabilities take effect only when a program is executed. A shell
	// has them already when it enters the folder and looks for the program,
	// and then becomes that program.
	attr.AmbientCaps = account.Caps
	dir := cmd.Dir
	if dir == "" {
		dir = "/"
	}
	cmd.Args = append([]string{"/bin/sh", "-c", `cd "$0" && exec "$@"`, dir, cmd.Path}, cmd.Args[1:]...)
	cmd.Path, cmd.Dir = "/bin/sh", "/"
}
