package proc

import (
	"os/exec"
	"syscall"

	"golang.org/x/sys/unix"
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

// secbitNoSetuidFixup is SECBIT_NO_SETUID_FIXUP of linux/securebits.h.
const secbitNoSetuidFixup = 1 << 2

// begin starts the command; it runs on the lasting thread. For a child that
// keeps a capability it sets a security bit, and takes it back from the thread
// at once: without the bit access(2), by which PostgreSQL looks at its own
// programs, asks as if the user had no capabilities. Where we may not set it,
// the child still reaches its data. The child's execve drops all capabilities
// but the ambient ones, with the bit or without.
func begin(cmd *exec.Cmd) error {
	if len(cmd.SysProcAttr.AmbientCaps) > 0 {
		bits, err := unix.PrctlRetInt(unix.PR_GET_SECUREBITS, 0, 0, 0, 0)
		if err == nil && unix.Prctl(unix.PR_SET_SECUREBITS, uintptr(bits|secbitNoSetuidFixup), 0, 0, 0) == nil {
			defer func() { _ = unix.Prctl(unix.PR_SET_SECUREBITS, uintptr(bits), 0, 0, 0) }()
		}
	}
	return cmd.Start()
}
