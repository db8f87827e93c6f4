package sign_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/internal/sign"
)

var testContext = context.Background()

func TestAKeyStoreThatDoesNotOpenSaysWhy(t *testing.T) {
	t.Parallel()
	o := setup(t)
	_, err := sign.ReadPKCS12(o.clerkStore, "wrong")
	code(t, err, sign.WrongPassword)
	_, err = sign.ReadPKCS12([]byte("rubbish"), "x")
	code(t, err, sign.KeystoreUnreadable)
	_, err = sign.LoadPKCS12(filepath.Join(t.TempDir(), "none.p12"), "x")
	code(t, err, sign.KeystoreUnreadable)
	require.ErrorIs(t, err, os.ErrNotExist)

	other, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	_, err = sign.NewSigner(other, o.mayor.Certificate(), nil)
	code(t, err, sign.WrongKey)
	weak, err := ecdsa.GenerateKey(elliptic.P224(), rand.Reader)
	require.NoError(t, err)
	_, err = sign.NewSigner(weak, o.mayor.Certificate(), nil)
	code(t, err, sign.KeyUnsupported)
	require.NotContains(t, fmt.Sprintf("%v %+v %#v %s", o.mayor, o.mayor, o.mayor, o.mayor), "key")
}

func TestACertificateSignsOnlyWhatItIsFor(t *testing.T) {
	t.Parallel()
	o := setup(t)
	code(t, o.Stamps.Check(now), sign.CertificateUsage)
	code(t, o.mayor.Check(o.mayor.EndsAt().Add(time.Second)), sign.CertificateExpired)
	require.NoError(t, o.mayor.Check(o.mayor.EndsAt()))
	_, err := sign.NewTSA(o.mayor, time.Now)
	code(t, err, sign.CertificateUsage)
	require.False(t, sign.SaysQualified(o.mayor.Certificate()))
}

func TestTheTestAuthorityIsMadeOnceHoweverManyMakeIt(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "pki")
	var wg sync.WaitGroup
	got := make([]*sign.DevPKI, 4)
	for i := range got {
		wg.Go(func() {
			p, err := sign.DevCA(dir, sign.Body{Name: "Δήμος", VAT: "999999999"}, now)
			if err != nil {
				t.Error(err)
			}
			got[i] = p
		})
	}
	wg.Wait()
	require.False(t, t.Failed())
	for _, p := range got {
		require.True(t, p.Root().Equal(got[0].Root()))
		require.True(t, p.Stamps.Certificate().Equal(got[0].Stamps.Certificate()))
	}
	again, err := sign.DevCA(dir, sign.Body{Name: "Δήμος"}, now.AddDate(1, 0, 0))
	require.NoError(t, err)
	require.True(t, again.Stamps.Certificate().Equal(got[0].Stamps.Certificate()))
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, files, 2, "and no leftovers")
	for _, f := range files {
		i, err := f.Info()
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), i.Mode().Perm())
	}
	store, err := again.IssueSeal()
	require.NoError(t, err)
	seal, err := sign.ReadPKCS12(store, sign.DevPassword)
	require.NoError(t, err)
	require.NotContains(t, seal.Certificate().Subject.String(), "2.5.4.97=", "no tax number, no identifier")
	for _, s := range []*sign.Signer{seal, again.Stamps} {
		require.Contains(t, strings.Join(s.Certificate().Subject.OrganizationalUnit, ""), sign.DevMark)
		require.Equal(t, sign.Development, sign.ClassOf(s.Certificate()))
	}
	require.Contains(t, setup(t).seal.Certificate().Subject.String(), "2.5.4.97=")
}
