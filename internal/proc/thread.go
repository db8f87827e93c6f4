package proc

import (
	"os/exec"
	"runtime"
	"sync"
)

// forker hands commands to one operating-system thread that lives as long as
// this process does. Linux sends the parent-death signal when the *thread* that
// forked ends (golang.org/issue/27505), and the Go runtime ends threads at will.
var forker = sync.OnceValue(func() chan<- func() {
	work := make(chan func())
	go func() {
		runtime.LockOSThread() // never unlocked: the thread is the children's parent
		for f := range work {
			f()
		}
	}()
	return work
})

// fork starts the command on the lasting thread.
func fork(cmd *exec.Cmd) error {
	done := make(chan error)
	forker() <- func() { done <- begin(cmd) }
	return <-done
}

// Run runs a short-lived command to its end on the lasting thread, so that it
// too dies with us.
func Run(cmd *exec.Cmd, account *Account) error {
	apply(cmd, account)
	if err := fork(cmd); err != nil {
		return err
	}
	return cmd.Wait()
}
