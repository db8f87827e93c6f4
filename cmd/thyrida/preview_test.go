package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestACertificateIsPreviewedIntoAFile(t *testing.T) {
	t.Parallel()
	run := func(args ...string) (int, string, string) {
		var out, errs strings.Builder
		code := catalogueCommand(args, &out, &errs)
		return code, out.String(), errs.String()
	}
	file := filepath.Join(t.TempDir(), "a.pdf")
	code, out, errs := run("preview", "family-status", "--lang", "en", "-o", file)
	require.Zero(t, code, errs)
	require.Equal(t, file+"\n", out)
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	require.True(t, bytes.HasPrefix(data, []byte("%PDF-1.")))

	code, _, errs = run("preview", "familystatus", "-o", file)
	require.Equal(t, 1, code)
	require.Contains(t, errs, "family-status")
	for _, args := range [][]string{{"preview"}, {"preview", "birth", "--lang", "fr"}, {"preview", "--bad"}, {"schema", "letter"}} {
		code, _, errs = run(args...)
		require.Equal(t, 2, code)
		require.Contains(t, errs, "usage")
	}
	code, out, _ = run("schema", "certificate")
	require.Zero(t, code)
	require.Contains(t, out, "A certificate of the catalogue")
}
