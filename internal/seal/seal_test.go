package seal_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/thyrida/thyrida/internal/seal"
)

func setup(t *testing.T) (*seal.Keys, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "keys.json")
	k, err := seal.LoadOrCreate(path)
	require.NoError(t, err)
	return k, path
}

func TestSealedValuesOpenOnlyUnchangedAndInTheirPlace(t *testing.T) {
	t.Parallel()
	k, _ := setup(t)
	rapid.Check(t, func(t *rapid.T) {
		plain, ad := rapid.String().Draw(t, "plain"), rapid.String().Draw(t, "ad")
		sealed := k.Seal(plain, ad)
		got, err := k.Open(sealed, ad)
		require.NoError(t, err)
		require.Equal(t, plain, got)
		require.NotEqual(t, sealed, k.Seal(plain, ad), "a fresh nonce each time")
		if len(plain) > 5 {
			require.NotContains(t, sealed, plain)
		}
		_, err = k.Open(sealed, ad+"x")
		require.ErrorIs(t, err, seal.ErrTampered)

		i := rapid.IntRange(strings.Index(sealed, ":")+1, len(sealed)-1).Draw(t, "i")
		c := byte('A')
		if sealed[i] == c {
			c = 'B'
		}
		_, err = k.Open(sealed[:i]+string(c)+sealed[i+1:], ad)
		require.Error(t, err, "one changed character")
	})
	for in, want := range map[string]error{"": seal.ErrForm, "k1": seal.ErrForm, "k1:!": seal.ErrForm, "k1:": seal.ErrTampered,
		"k9:AAAA": seal.ErrUnknownKey, "k1:AAAA": seal.ErrTampered} {
		_, err := k.Open(in, "")
		require.ErrorIs(t, err, want, in)
	}
}

func TestDigestsFindEqualValuesOfOneKindOnly(t *testing.T) {
	t.Parallel()
	k, _ := setup(t)
	other, _ := setup(t)
	d := k.Digest("afm", "094019245")
	require.Equal(t, d, k.Digest("afm", "094019245"))
	require.NotEqual(t, d, k.Digest("afm", "090000045"))
	require.NotEqual(t, d, k.Digest("amka", "094019245"))
	require.NotEqual(t, d, other.Digest("afm", "094019245"), "another key file, other digests")
	require.NotContains(t, d, "094019245")
}

func TestARotatedFileStillOpensAndFindsTheOld(t *testing.T) {
	t.Parallel()
	old, path := setup(t)
	sealed, digest := old.Seal("094019245", "p1"), old.Digest("afm", "094019245")
	id, err := seal.Rotate(path)
	require.NoError(t, err)
	require.Equal(t, "k2", id)
	k, err := seal.Load(path)
	require.NoError(t, err)
	require.Equal(t, []string{"k2", "k1"}, k.IDs())
	got, err := k.Open(sealed, "p1")
	require.NoError(t, err)
	require.Equal(t, "094019245", got)
	require.True(t, k.Stale(sealed))
	require.True(t, k.Stale(digest))
	require.False(t, k.Stale(k.Seal(got, "p1")))
	require.Equal(t, []string{k.Digest("afm", got), digest}, k.Digests("afm", got))
	_, err = old.Open(k.Seal(got, "p1"), "p1")
	require.ErrorIs(t, err, seal.ErrUnknownKey, "a process with the old file says what it lacks")
	// A sealed value whose key is renamed does not open under the other key.
	_, err = k.Open(strings.Replace(sealed, "k1:", "k2:", 1), "p1")
	require.ErrorIs(t, err, seal.ErrTampered)
}

func TestKeyFileIsPrivateStableAndMadeOnce(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "keys.json")
	digests := make([]string, 8)
	var wg sync.WaitGroup
	for i := range digests {
		wg.Go(func() {
			k, err := seal.LoadOrCreate(path)
			if err != nil {
				t.Error(err)
				return
			}
			digests[i] = k.Digest("afm", "1")
		})
	}
	wg.Wait()
	for _, d := range digests {
		require.Equal(t, digests[0], d)
	}
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	left, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	require.Len(t, left, 1, "no draft is left behind")
}

func TestFaultyKeyFilesAreRefusedWithoutQuotingThem(t *testing.T) {
	t.Parallel()
	const secret = "c2VjcmV0c2VjcmV0"
	for _, content := range []string{"", "{", `{"current":"k1","keys":{}}`, `{"current":"k1","keys":{"k1":"` + secret + `"}}`,
		`{"current":"k1","keys":{"k 1":"` + secret + `"}}`, `{"other":"` + secret + `"}`, `{"current":"k1","keys":"` + secret + `"}`} {
		path := filepath.Join(t.TempDir(), "keys.json")
		require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
		_, err := seal.Load(path)
		require.Error(t, err, content)
		require.NotContains(t, err.Error(), secret)
		kept, err := seal.LoadOrCreate(path)
		require.Error(t, err, "a faulty file is never replaced")
		require.Nil(t, kept)
	}
	_, err := seal.Load(filepath.Join(t.TempDir(), "none"))
	require.ErrorIs(t, err, os.ErrNotExist)
	_, err = seal.Rotate(filepath.Join(t.TempDir(), "none"))
	require.ErrorIs(t, err, os.ErrNotExist)
}

func TestKeysPrintAsStars(t *testing.T) {
	t.Parallel()
	k, _ := setup(t)
	require.Equal(t, "*** *** ***", fmt.Sprintf("%v %+v %#v", k, k, k))
}
