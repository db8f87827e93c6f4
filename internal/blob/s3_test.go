package blob_test

import (
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sort"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/internal/blob"
	"github.com/thyrida/thyrida/internal/clock"
)

// warehouse answers the few S3 requests that a store makes.
type warehouse struct {
	mu      sync.Mutex
	objects map[string][]byte
}

func (s *warehouse) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := strings.TrimPrefix(strings.TrimPrefix(r.URL.Path, "/papers"), "/")
	body, known := s.objects[key]
	w.Header().Set("Last-Modified", clock.System{}.Now().Format(http.TimeFormat))
	switch {
	case r.Method == http.MethodGet && key == "":
		s.list(w, r.URL.Query().Get("prefix"))
	case r.Method == http.MethodPut && r.Header.Get("X-Amz-Copy-Source") != "":
		from, _ := url.PathUnescape(r.Header.Get("X-Amz-Copy-Source"))
		s.objects[key] = s.objects[strings.TrimPrefix(from, "papers/")]
		fmt.Fprint(w, `<CopyObjectResult><ETag>"x"</ETag></CopyObjectResult>`)
	case r.Method == http.MethodPut:
		s.objects[key], _ = io.ReadAll(r.Body)
	case r.Method == http.MethodDelete:
		delete(s.objects, key)
		w.WriteHeader(http.StatusNoContent)
	case !known:
		w.WriteHeader(http.StatusNotFound)
		if r.Method == http.MethodGet {
			fmt.Fprint(w, `<Error><Code>NoSuchKey</Code></Error>`)
		}
	default:
		w.Header().Set("Content-Length", fmt.Sprint(len(body)))
		if r.Method == http.MethodGet {
			_, _ = w.Write(body)
		}
	}
}

func (s *warehouse) list(w io.Writer, prefix string) {
	type content struct {
		Key          string
		Size         int
		LastModified string
		ETag         string
	}
	var out struct {
		XMLName  xml.Name `xml:"ListBucketResult"`
		Contents []content
	}
	for k, v := range s.objects {
		if strings.HasPrefix(k, prefix) {
			out.Contents = append(out.Contents, content{k, len(v), clock.System{}.Now().Format(time.RFC3339), `"x"`})
		}
	}
	sort.Slice(out.Contents, func(i, j int) bool { return out.Contents[i].Key < out.Contents[j].Key })
	_ = xml.NewEncoder(w).Encode(out)
}

func TestAnS3AddressKeepsContentLikeAFolder(t *testing.T) {
	t.Parallel()
	house := &warehouse{objects: map[string][]byte{}}
	web := httptest.NewServer(house)
	defer web.Close()
	s, err := blob.Open(t.Context(), "s3://papers?region=eu-south-1&anonymous=true&use_path_style=true&request_checksum_calculation=when_required&endpoint="+url.QueryEscape(web.URL))
	require.NoError(t, err)
	o, err := s.Put(t.Context(), strings.NewReader("Βεβαίωση"), 100)
	require.NoError(t, err)
	_, err = s.Put(t.Context(), strings.NewReader(strings.Repeat("a", 101)), 100)
	require.ErrorIs(t, err, blob.ErrTooLarge)
	require.Equal(t, []string{o.Key}, keys(t, s, ""))
	require.Len(t, house.objects, 1, "no draft is left")
	r, size, err := s.Open(t.Context(), o.Key)
	require.NoError(t, err)
	got, err := io.ReadAll(r)
	require.NoError(t, err)
	require.NoError(t, r.Close())
	require.Equal(t, "Βεβαίωση", string(got))
	require.EqualValues(t, len(got), size)
	house.objects["tmp/OLD"] = []byte("half")
	n, err := s.Sweep(t.Context(), clock.System{}.Now().Add(time.Hour))
	require.NoError(t, err)
	require.Equal(t, 1, n)
	require.NoError(t, s.Delete(t.Context(), o.Key))
	_, _, err = s.Open(t.Context(), o.Key)
	require.ErrorIs(t, err, blob.ErrNotFound)
	require.Empty(t, house.objects)
}
