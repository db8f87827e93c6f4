package durable_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/internal/durable"
)

func TestAFileIsWholeAndOfItsOwnerAlone(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "key")
	is := func(want string) {
		t.Helper()
		b, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, want, string(b))
		i, err := os.Stat(path)
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), i.Mode().Perm())
	}
	require.NoError(t, durable.Create(path, []byte("first")))
	is("first")
	require.NoError(t, durable.Create(path, []byte("second")))
	is("first")
	require.NoError(t, os.Chmod(path, 0o644))
	require.NoError(t, durable.Replace(path, []byte("third")))
	is("third")
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, files, 1, "and nothing is left aside")
	require.Error(t, durable.Create(filepath.Join(dir, "none", "key"), nil))
	require.Error(t, durable.Replace(dir, nil), "a directory is not replaced")
	files, err = os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, files, 1)
}
