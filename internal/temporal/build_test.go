package temporal_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/thyrida/thyrida/internal/temporal"
)

func TestWhatIsBuiltIsNotBuiltAgain(t *testing.T) {
	t.Parallel()
	root, err := temporal.Repository()
	if err != nil {
		t.Fatal(err)
	}
	first, err := temporal.Build(t.Context(), root, func(text string) { t.Log(text) })
	if err != nil {
		t.Fatal(err)
	}
	second, err := temporal.Build(t.Context(), root, func(text string) { t.Errorf("it says %q", text) })
	if err != nil || first != second {
		t.Errorf("the second build gives %v (%v), the first gave %v", second, err, first)
	}
}

func TestABuildThatFailsSaysWhyAndLeavesNothing(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	module := filepath.Join(root, "deploy", "temporal")
	if err := os.MkdirAll(module, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"go.mod": "module example.org/empty\n\ngo 1.26\n", "go.sum": ""} {
		if err := os.WriteFile(filepath.Join(module, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	_, err := temporal.Build(t.Context(), root, nil)
	if err == nil || !strings.Contains(err.Error(), "no required module provides package go.temporal.io/server") {
		t.Errorf("the error is: %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(root, "bin", "temporal-*", "*")); len(left) != 0 {
		t.Errorf("it left %v", left)
	}
}
