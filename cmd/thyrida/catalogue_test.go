package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/catalogue"
)

func TestCatalogueCommandChecksListsAndDescribes(t *testing.T) {
	t.Parallel()
	run := func(args ...string) (int, string, string) {
		var out, errs strings.Builder
		code := catalogueCommand(args, &out, &errs)
		return code, out.String(), errs.String()
	}
	code, out, errs := run("check")
	require.Zero(t, code)
	require.Empty(t, errs)
	require.Contains(t, out, "no faults")
	code, out, _ = run("list")
	require.Zero(t, code)
	require.Contains(t, out, "civil-marriage-ceremony")
	code, out, _ = run("schema")
	require.Zero(t, code)
	require.Contains(t, out, "$schema")
	code, out, _ = run("schema", "identity")
	require.Zero(t, code)
	require.Contains(t, out, "documents")
	for _, args := range [][]string{nil, {"chek"}, {"check", "a", "b"}, {"schema", "servise"}} {
		code, _, errs = run(args...)
		require.Equal(t, 2, code)
		require.Contains(t, errs, "usage")
	}

	dir := t.TempDir()
	require.NoError(t, os.CopyFS(dir, catalogue.Embedded()))
	broken := filepath.Join(dir, "services", "tree-felling.yaml")
	data, err := fs.ReadFile(catalogue.Embedded(), "services/tree-felling.yaml")
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(broken, []byte(strings.Replace(string(data), "unit: green", "unit: gren", 1)), 0o644))
	code, _, errs = run("check", dir)
	require.Equal(t, 1, code)
	require.Equal(t, broken+`:7:1: unit: no unit "gren" in units.yaml; did you mean "green"? Allowed here: protocol, civil-registry, `+
		"municipal-roll, technical, traffic, revenue, licensing, environment, green, cemeteries, social, "+
		"electoral, data-protection, lighting, cleaning, animals, municipal-police, parking, nurseries, citizens, kep-center, kep-port, kep-hill\n", errs)
	code, _, errs = run("check", filepath.Join(dir, "nowhere"))
	require.Equal(t, 1, code)
	require.Contains(t, errs, "units.yaml")
}
