//go:build unix && !linux

package e2e

import "syscall"

// dieWithUs keeps the terminal's Ctrl-C from a child; to tie its life to ours
// is known on Linux only.
func dieWithUs() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }
