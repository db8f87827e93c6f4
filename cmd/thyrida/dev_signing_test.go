package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/internal/clock"
	"github.com/thyrida/thyrida/internal/config"
	"github.com/thyrida/thyrida/internal/keyring"
	"github.com/thyrida/thyrida/internal/sign"
)

func TestDevelopmentMakesKeysAndAnAuthorityThatCanBeAway(t *testing.T) {
	t.Parallel()
	d := &dev{cfg: config.Config{StateDir: t.TempDir(), SigningDir: "/etc/never", HTTPAddr: ":8080"}}
	s, err := d.signing()
	require.NoError(t, err)
	require.Equal(t, "http://127.0.0.1:8080", d.cfg.Portal)
	seal, err := keyring.Open(d.cfg.SigningDir, clock.System{}).Signer(keyring.Seal)
	require.NoError(t, err)
	require.Equal(t, sign.Development, sign.ClassOf(seal.Certificate()))

	mux := http.NewServeMux()
	mux.HandleFunc("POST /dev/tsa", s.turn)
	mux.Handle("/tsa", s)
	web := httptest.NewServer(mux)
	t.Cleanup(web.Close)
	roots, err := keyring.Open(d.cfg.SigningDir, clock.System{}).Roots()
	require.NoError(t, err)
	c := &sign.Client{URL: web.URL + "/tsa", Roots: roots}
	stamp := func() sign.Code {
		_, err := c.Timestamp(context.Background(), make([]byte, 32))
		return sign.CodeOf(err)
	}
	turn := func(away string) int {
		r, err := http.Post(web.URL+"/dev/tsa?away="+away, "", nil)
		require.NoError(t, err)
		r.Body.Close()
		return r.StatusCode
	}
	require.Empty(t, stamp())
	require.Equal(t, http.StatusNoContent, turn("true"))
	require.Equal(t, sign.TimestampUnavailable, stamp())
	require.Equal(t, http.StatusNoContent, turn("false"))
	require.Empty(t, stamp())
	require.Equal(t, http.StatusBadRequest, turn("perhaps"))
}

func TestThePortalOfAMachineIsOnThisMachine(t *testing.T) {
	t.Parallel()
	for addr, want := range map[string]string{"127.0.0.1:8080": "http://127.0.0.1:8080", "0.0.0.0:80": "http://127.0.0.1:80",
		"[::1]:8080": "http://[::1]:8080", "localhost:1": "http://localhost:1", "": ""} {
		require.Equal(t, want, portalOf(addr), addr)
	}
}
