//go:build unix

package temporal_test

import (
	"syscall"
	"testing"
	"time"

	"github.com/thyrida/thyrida/internal/temporal"
)

func TestAKilledServerComesBackWithItsWorkflows(t *testing.T) {
	t.Parallel()
	h := setup(t)
	server := h.start(t)
	began := time.Now()
	if err := temporal.EnsureNamespace(t.Context(), server.Address(), "thyrida", 0); err != nil {
		t.Fatal(err)
	}
	begin(t, server.Address(), "thyrida", "first")
	t.Logf("namespace and first workflow after %v", time.Since(began))
	if err := temporal.EnsureNamespace(t.Context(), server.Address(), "thyrida", 0); err != nil {
		t.Fatalf("ensure an existing namespace: %v", err)
	}
	for _, id := range []string{"second", "third"} {
		began = time.Now()
		if err := syscall.Kill(server.Pid(), syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		begin(t, server.Address(), "thyrida", id)
		t.Logf("workflow %s started %v after the kill", id, time.Since(began))
	}
	server.Kill()
	began = time.Now()
	if err := server.Start(t.Context()); err != nil {
		t.Fatalf("start after Kill: %v", err)
	}
	t.Logf("started after Kill in %v", time.Since(began))
	began = time.Now()
	server.Stop()
	t.Logf("stopped in %v", time.Since(began))
	again := h.start(t)
	if again.Address() != server.Address() {
		t.Logf("the address moved from %s to %s", server.Address(), again.Address())
	}
	begin(t, again.Address(), "thyrida", "fourth")
}
