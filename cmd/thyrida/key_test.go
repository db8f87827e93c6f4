package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/internal/clock"
	"github.com/thyrida/thyrida/internal/keyring"
	"github.com/thyrida/thyrida/internal/sign"
)

func TestAnAdministratorPutsAKeyIntoTheRing(t *testing.T) {
	dir, now := t.TempDir(), clock.System{}.Now()
	t.Setenv("THYRIDA_SIGNING_DIR", filepath.Join(dir, "ring"))
	write := func(name string, years int) string {
		ca, err := sign.DevCA(filepath.Join(dir, name), sign.Body{Name: "Δήμος Ελαιώνα"}, now.AddDate(years, 0, 0))
		require.NoError(t, err)
		p12, err := ca.Issue(sign.Holder{Name: "Ίων Στεργιανός"})
		require.NoError(t, err)
		file := filepath.Join(dir, name+".p12")
		require.NoError(t, os.WriteFile(file, p12, 0o600))
		return file
	}
	good, old := write("good", 0), write("old", -10)
	var out strings.Builder
	key := func(holder, file, password string) error {
		return keyCommand([]string{holder, file}, strings.NewReader(password), &out)
	}
	require.NoError(t, key("Ion@Example.org", good, sign.DevPassword+"\n"))
	require.Contains(t, out.String(), "Ίων Στεργιανός")
	_, err := keyring.Open(filepath.Join(dir, "ring"), clock.System{}).Signer("ion@example.org")
	require.NoError(t, err)
	require.Error(t, key("ion@example.org", good, "wrong\n"))
	require.ErrorContains(t, key("ion@example.org", old, sign.DevPassword), "certificate-expired")
	require.Error(t, key("somebody", good, sign.DevPassword), "neither the seal nor an e-mail address")
	require.ErrorContains(t, keyCommand(nil, nil, nil), "usage")
	_, err = keyring.Open(filepath.Join(dir, "ring"), clock.System{}).Signer("ion@example.org")
	require.NoError(t, err, "what was refused changed nothing")
}
