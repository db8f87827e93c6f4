package blob_test

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/thyrida/thyrida/internal/blob"
	"github.com/thyrida/thyrida/internal/clock"
)

// stores opens a store of each kind that needs no network.
func stores(t *testing.T) map[string]*blob.Store {
	t.Helper()
	out := map[string]*blob.Store{}
	for name, at := range map[string]string{"folder": filepath.Join(t.TempDir(), "blobs"), "file URL": "file://" + t.TempDir(), "memory": "mem://"} {
		s, err := blob.Open(t.Context(), at)
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, s.Close()) })
		require.NoError(t, s.Ready(t.Context()))
		out[name] = s
	}
	return out
}

func keys(t *testing.T, s *blob.Store, prefix string) []string {
	t.Helper()
	var out []string
	require.NoError(t, s.List(t.Context(), prefix, func(o blob.Stored) error { out = append(out, o.Key); return nil }))
	return out
}

func TestContentIsKeptOnceUnderItsHash(t *testing.T) {
	t.Parallel()
	for name, s := range stores(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body := strings.Repeat("Βεβαίωση μόνιμης κατοικίας\n", 1000)
			sum := sha256.Sum256([]byte(body))
			var wg sync.WaitGroup
			for range 8 { // the same paper from eight citizens at once
				wg.Go(func() {
					o, err := s.Put(context.Background(), strings.NewReader(body), 1<<20)
					if err != nil || o.Key != hex.EncodeToString(sum[:]) || o.SHA256 != sum || o.Size != int64(len(body)) {
						t.Errorf("put: %+v %v", o, err)
					}
				})
			}
			wg.Wait()
			key := hex.EncodeToString(sum[:])
			require.Equal(t, []string{key}, keys(t, s, ""))
			require.Equal(t, []string{key}, keys(t, s, key[:5]))
			require.Empty(t, keys(t, s, "zz"))
			r, size, err := s.Open(t.Context(), key)
			require.NoError(t, err)
			got, err := io.ReadAll(r)
			require.NoError(t, err)
			require.NoError(t, r.Close())
			require.Equal(t, body, string(got))
			require.EqualValues(t, len(body), size)
			require.NoError(t, s.Delete(t.Context(), key))
			require.ErrorIs(t, s.Delete(t.Context(), key), blob.ErrNotFound)
			_, _, err = s.Open(t.Context(), key)
			require.ErrorIs(t, err, blob.ErrNotFound)
			ok, err := s.Has(t.Context(), key)
			require.NoError(t, err)
			require.False(t, ok)
		})
	}
}

func TestRefusedUploadsLeaveNothing(t *testing.T) {
	t.Parallel()
	broken := errors.New("connection lost")
	for name, s := range stores(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := s.Put(t.Context(), strings.NewReader(""), 100)
			require.ErrorIs(t, err, blob.ErrEmpty)
			_, err = s.Put(t.Context(), strings.NewReader(strings.Repeat("a", 101)), 100)
			require.ErrorIs(t, err, blob.ErrTooLarge)
			_, err = s.Put(t.Context(), strings.NewReader(strings.Repeat("a", 100)), 100)
			require.NoError(t, err, "exactly the limit is allowed")
			_, err = s.Put(t.Context(), io.MultiReader(strings.NewReader(strings.Repeat("b", 9000)), iotest.ErrReader(broken)), 1<<20)
			require.ErrorIs(t, err, broken)
			_, err = s.Put(t.Context(), iotest.ErrReader(broken), 1<<20)
			require.ErrorIs(t, err, broken)
			gone, cancel := context.WithCancel(t.Context())
			cancel()
			_, err = s.Put(gone, strings.NewReader("cancelled"), 100)
			require.ErrorIs(t, err, context.Canceled)
			require.Len(t, keys(t, s, ""), 1)
			n, err := s.Sweep(t.Context(), clock.System{}.Now().Add(time.Hour))
			require.NoError(t, err)
			require.Zero(t, n, "a refused upload cleans up after itself")
		})
	}
}

func TestSweepRemovesOnlyOldDraftsAndNeverAnObject(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s, err := blob.Open(t.Context(), dir)
	require.NoError(t, err)
	o, err := s.Put(t.Context(), strings.NewReader("kept"), 100)
	require.NoError(t, err)
	old := clock.System{}.Now().Add(-48 * time.Hour)
	drafts := []string{"tmp/OLD", "tmp/YOUNG", "objects/" + o.Key[:2] + "/fileblob123"}
	for _, d := range drafts {
		p := filepath.Join(dir, d)
		require.NoError(t, os.MkdirAll(filepath.Dir(p), 0o700))
		require.NoError(t, os.WriteFile(p, []byte("half"), 0o600))
		if d != "tmp/YOUNG" {
			require.NoError(t, os.Chtimes(p, old, old))
		}
	}
	object := filepath.Join(dir, "objects", o.Key[:2], o.Key)
	require.NoError(t, os.Chtimes(object, old, old))
	require.Equal(t, []string{o.Key}, keys(t, s, ""), "drafts are not listed")
	n, err := s.Sweep(t.Context(), old.Add(time.Hour))
	require.NoError(t, err)
	require.Equal(t, 2, n)
	var left []string
	require.NoError(t, filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			left = append(left, filepath.Base(p))
		}
		return err
	}))
	require.ElementsMatch(t, []string{"YOUNG", o.Key}, left)
}

func TestNoKeyLeavesTheStorage(t *testing.T) {
	t.Parallel()
	s, err := blob.Open(t.Context(), "mem://")
	require.NoError(t, err)
	for _, key := range []string{"", "../../etc/passwd", strings.Repeat("A", 64), strings.Repeat("a", 63), strings.Repeat("a", 63) + "/"} {
		_, _, err := s.Open(t.Context(), key)
		require.ErrorIs(t, err, blob.ErrKey, key)
		require.ErrorIs(t, s.Delete(t.Context(), key), blob.ErrKey, key)
		_, err = s.Has(t.Context(), key)
		require.ErrorIs(t, err, blob.ErrKey, key)
	}
	for _, at := range []string{"", "gopher://x", "::"} {
		_, err := blob.Open(t.Context(), at)
		require.Error(t, err, at)
	}
}

func TestAnyContentComesBackAsItWas(t *testing.T) {
	t.Parallel()
	s, err := blob.Open(t.Context(), "mem://")
	require.NoError(t, err)
	rapid.Check(t, func(rt *rapid.T) {
		body := rapid.SliceOfN(rapid.Byte(), 1, 9000).Draw(rt, "body")
		o, err := s.Put(context.Background(), iotest.OneByteReader(bytes.NewReader(body)), int64(len(body)))
		require.NoError(rt, err)
		r, _, err := s.Open(context.Background(), o.Key)
		require.NoError(rt, err)
		got, err := io.ReadAll(r)
		require.NoError(rt, err)
		require.Equal(rt, body, got)
	})
}

// archive is a zip whose first entries are those that office programs write.
func archive(t *testing.T, names ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, n := range names {
		w, err := z.CreateHeader(&zip.FileHeader{Name: n, Method: zip.Store})
		require.NoError(t, err)
		content := "<x/>"
		if n == "mimetype" {
			content = "application/vnd.oasis.opendocument.text"
		}
		_, err = w.Write([]byte(content))
		require.NoError(t, err)
	}
	require.NoError(t, z.Close())
	return b.Bytes()
}

func TestTheTypeIsJudgedByContent(t *testing.T) {
	t.Parallel()
	s, err := blob.Open(t.Context(), "mem://")
	require.NoError(t, err)
	for _, row := range []struct {
		body []byte
		kind string
	}{
		{[]byte("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), "pdf"},
		{[]byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00"), "jpeg"},
		{[]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), "png"},
		{[]byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"), "heic"},
		{archive(t, "[Content_Types].xml", "_rels/.rels", "word/document.xml"), "docx"},
		{archive(t, "[Content_Types].xml", "_rels/.rels", "xl/workbook.xml"), "xlsx"},
		{archive(t, "mimetype", "content.xml"), "odt"},
		{[]byte("Αίτηση\nπρος τον Δήμο"), "txt"},
		{[]byte("<!DOCTYPE html><html><script>alert(1)</script></html>"), ""},
		{[]byte(`<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>`), ""},
		{archive(t, "evil.exe"), ""},
		{[]byte("MZ\x90\x00\x03"), ""},
		{[]byte("\x7fELF\x02\x01\x01"), ""},
	} {
		o, err := s.Put(t.Context(), bytes.NewReader(row.body), 1<<20)
		require.NoError(t, err)
		require.Equal(t, row.kind, blob.Kind(o.MediaType), "%s of %.12q", o.MediaType, row.body)
		require.Equal(t, row.kind != "", blob.Allowed(o.MediaType, nil))
		require.Equal(t, row.kind == "pdf" || row.kind == "jpeg", blob.Allowed(o.MediaType, []string{"pdf", "jpeg"}))
	}
	require.False(t, blob.Allowed("", nil))
	require.Equal(t, []string{"docx", "heic", "jpeg", "odt", "pdf", "png", "txt", "xlsx"}, blob.Kinds())
}
