package sign_test

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/internal/sign"
)

func authority(t *testing.T, h http.HandlerFunc) *sign.Client {
	t.Helper()
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	return &sign.Client{URL: srv.URL}
}

func TestTheClientTakesOnlyTheStampItAskedFor(t *testing.T) {
	t.Parallel()
	o := setup(t)
	digest := sha256.Sum256([]byte("signature"))
	c := authority(t, o.tsa.ServeHTTP)
	c.Roots = o.Roots()
	raw, err := c.Timestamp(t.Context(), digest[:])
	require.NoError(t, err)
	require.NoError(t, sign.ParseToken(raw))

	replay, err := answer(o.tsa, digest[:])
	require.NoError(t, err)
	reply := func(status int, body []byte) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status); _, _ = w.Write(body) }
	}
	for title, x := range map[string]struct {
		h    http.HandlerFunc
		want sign.Code
	}{
		"an answer to another question": {reply(200, replay), sign.TimestampInvalid},
		"no time-stamp":                 {reply(200, []byte("<html>")), sign.TimestampInvalid},
		"nothing":                       {reply(200, nil), sign.TimestampInvalid},
		"too much":                      {reply(200, make([]byte, 1<<20)), sign.TimestampInvalid},
		"refused":                       {reply(200, []byte{0x30, 5, 0x30, 3, 2, 1, 2}), sign.TimestampRefused},
		"its clock is off":              {reply(200, []byte{0x30, 10, 0x30, 8, 2, 1, 2, 3, 3, 1, 0, 2}), sign.TimestampUnavailable},
		"not for us":                    {reply(403, nil), sign.TimestampRefused},
		"sent elsewhere":                {reply(302, nil), sign.TimestampRefused},
		"busy":                          {reply(429, nil), sign.TimestampUnavailable},
		"broken":                        {reply(502, nil), sign.TimestampUnavailable},
		"never answers": {func(_ http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body) // only then is a hang-up noticed
			<-r.Context().Done()
		}, sign.TimestampUnavailable},
		"hangs up": {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, sign.TimestampUnavailable},
	} {
		c := authority(t, x.h)
		c.Timeout = 300 * time.Millisecond
		_, err := c.Timestamp(t.Context(), digest[:])
		require.Equal(t, x.want, sign.CodeOf(err), "%s: %v", title, err)
	}
	gone := &sign.Client{URL: "http://127.0.0.1:1"}
	_, err = gone.Timestamp(t.Context(), digest[:])
	code(t, err, sign.TimestampUnavailable)

	c = authority(t, o.tsa.ServeHTTP)
	c.Roots = x509.NewCertPool()
	_, err = c.Timestamp(t.Context(), digest[:])
	code(t, err, sign.TimestampInvalid)
}

// answer is a good time-stamp to a question with another nonce.
func answer(tsa *sign.TSA, digest []byte) ([]byte, error) {
	var caught []byte
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rec := httptest.NewRecorder()
		tsa.ServeHTTP(rec, r)
		caught = rec.Body.Bytes()
		w.WriteHeader(500)
	}))
	defer srv.Close()
	_, _ = (&sign.Client{URL: srv.URL}).Timestamp(testContext, digest)
	if caught == nil {
		return nil, io.EOF
	}
	return caught, nil
}

func TestTheAuthoritySaysWhyItRefuses(t *testing.T) {
	t.Parallel()
	o := setup(t)
	for title, x := range map[string]struct {
		query []byte
		bit   byte
	}{
		"rubbish":      {[]byte("rubbish"), 2},
		"SHA-1":        {append([]byte{0x30, 38, 2, 1, 1, 0x30, 33, 0x30, 9, 6, 5, 0x2b, 14, 3, 2, 26, 5, 0, 4, 20}, make([]byte, 20)...), 0},
		"short digest": {append([]byte{0x30, 24, 2, 1, 1, 0x30, 19, 0x30, 13, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1, 5, 0, 4, 2}, 1, 2), 5},
	} {
		reply, err := sign.Respond(o.tsa, x.query)
		require.NoError(t, err, title)
		require.True(t, bytes.HasSuffix(reply, []byte{0x80 >> (x.bit % 8)}), "%s: %x", title, reply)
		require.Contains(t, string(reply), string([]byte{2, 1, 2}), title)
	}
	rs := httptest.NewRecorder()
	o.tsa.ServeHTTP(rs, httptest.NewRequest(http.MethodGet, "/", nil))
	require.Equal(t, 400, rs.Code)
	rq := httptest.NewRequest(http.MethodPost, "/", bytes.NewReader(make([]byte, 1<<20)))
	rq.Header.Set("Content-Type", "application/timestamp-query")
	rs = httptest.NewRecorder()
	o.tsa.ServeHTTP(rs, rq)
	require.Equal(t, 413, rs.Code)
}
