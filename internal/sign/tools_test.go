package sign_test

import (
	"bytes"
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/internal/sign"
)

var installing sync.Mutex

// need installs what a test asks of Debian when it is missing. A test that
// cannot have its tools is skipped, but never where a machine builds (CI).
func need(t *testing.T, program, pkg string) {
	t.Helper()
	installing.Lock()
	defer installing.Unlock()
	if _, err := exec.LookPath(program); err == nil {
		return
	}
	out, err := exec.Command("sh", "-c", "apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "+pkg).CombinedOutput()
	if err == nil {
		return
	}
	if os.Getenv("CI") != "" {
		t.Fatalf("install %s: %v\n%s", pkg, err, out)
	}
	t.Fatalf("%s is missing and cannot be installed: %v", pkg, err)
}

func run(t *testing.T, program string, args ...string) string {
	t.Helper()
	out, err := exec.Command(program, args...).CombinedOutput()
	require.NoError(t, err, "%s %v\n%s", program, args, out)
	return string(out)
}

// bench is a directory with an office of today (other programs have the
// machine's clock), its root as PEM, and a trust store for pdfsig.
type bench struct {
	office
	t   *testing.T
	at  time.Time
	dir string
	ca  string
	nss string
}

func tools(t *testing.T) bench {
	t.Helper()
	need(t, "pdfsig", "poppler-utils")
	need(t, "certutil", "libnss3-tools")
	need(t, "qpdf", "qpdf")
	need(t, "openssl", "openssl")
	b := bench{t: t, at: time.Now(), dir: t.TempDir()}
	b.office = newOffice(t, filepath.Join(b.dir, "pki"), b.at)
	b.ca = b.write("ca.pem", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: b.Root().Raw}))
	nss := filepath.Join(b.dir, "nss")
	require.NoError(t, os.Mkdir(nss, 0o700))
	b.nss = "sql:" + nss
	run(t, "certutil", "-N", "-d", b.nss, "--empty-password")
	run(t, "certutil", "-A", "-d", b.nss, "-n", "ca", "-t", "C,C,C", "-i", b.ca)
	return b
}

func (b bench) write(name string, data []byte) string {
	b.t.Helper()
	p := filepath.Join(b.dir, name)
	require.NoError(b.t, os.WriteFile(p, data, 0o600))
	return p
}

var ranges = regexp.MustCompile(`/ByteRange \[0 (\d+) (\d+) (\d+)\]`)

// accepted has every independent program look at a file with n signatures.
func (b bench) accepted(title string, pdf []byte, n int) {
	t := b.t
	path := b.write(title+".pdf", pdf)
	require.Contains(t, run(t, "qpdf", "--check", path), "No syntax or stream encoding errors found", title)
	said := run(t, "pdfsig", "-nssdir", b.nss, path)
	require.Equal(t, n, strings.Count(said, "Signature is Valid."), "%s\n%s", title, said)
	require.Equal(t, n, strings.Count(said, "Certificate is Trusted."), "%s\n%s", title, said)
	require.Equal(t, 1, strings.Count(said, "  - Total document signed"), "%s\n%s", title, said)
	require.Equal(t, n-1, strings.Count(said, "  - Not total document signed"), "%s\n%s", title, said)
	require.Equal(t, n, strings.Count(said, "ETSI.CAdES.detached"), "%s\n%s", title, said)
	for i, m := range ranges.FindAllStringSubmatch(string(pdf), -1) {
		b.cms(fmt.Sprintf("%s-%d", title, i), pdf, m)
	}
}

// cms has openssl verify a signature and its time-stamp by the byte range.
func (b bench) cms(title string, pdf []byte, m []string) {
	t := b.t
	var at, end, tail int
	_, err := fmt.Sscan(m[1]+" "+m[2]+" "+m[3], &at, &end, &tail)
	require.NoError(t, err)
	p, err := sign.Take(pdf, at, end, tail)
	require.NoError(t, err)
	raw, data := b.write(title+".der", p.CMS), b.write(title+".bin", p.Content)
	said := run(t, "openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", raw, "-content", data,
		"-CAfile", b.ca, "-purpose", "any", "-out", "/dev/null")
	require.Contains(t, said, "CAdES Verification successful", title)
	if p.Token != nil {
		tok, val := b.write(title+".tst", p.Token), b.write(title+".val", p.Value)
		require.Contains(t, run(t, "openssl", "ts", "-verify", "-token_in", "-in", tok, "-data", val, "-CAfile", b.ca), "Verification: OK", title)
	}
}

func TestIndependentProgramsAcceptOneAndThreeSigners(t *testing.T) {
	t.Parallel()
	b := tools(t)
	three := certificate()
	for i, s := range []*sign.Signer{b.clerk, b.mayor, b.seal} {
		o := sign.Options{At: b.at, Name: "Α", Box: box(i)}
		b.accepted(fmt.Sprintf("one-%d", i), b.sign(t, certificate(), s, o), 1)
		o.Timestamp = b.tsa
		b.accepted(fmt.Sprintf("stamped-%d", i), b.sign(t, certificate(), s, o), 1)
		three = b.sign(t, three, s, o)
	}
	b.accepted("three", three, 3)
	bad := bytes.Clone(three)
	bad[bytes.Index(bad, []byte("residence"))] ^= 1
	require.NotContains(t, run(t, "pdfsig", "-nssdir", b.nss, b.write("bad.pdf", bad)), "Signature is Valid", "the tool can say no")
}

func TestFilesWithCrossReferenceStreamsAreSignedToo(t *testing.T) {
	t.Parallel()
	b := tools(t)
	plain := b.write("plain.pdf", certificate())
	for _, how := range []string{"--object-streams=generate", "--linearize"} {
		out := filepath.Join(b.dir, "out.pdf")
		run(t, "qpdf", how, plain, out)
		pdf, err := os.ReadFile(out)
		require.NoError(t, err)
		pdf = b.sign(t, pdf, b.mayor, sign.Options{At: b.at, Box: box(0)})
		pdf = b.sign(t, pdf, b.clerk, sign.Options{At: b.at, Box: box(1)})
		r, err := sign.Verify(pdf, b.Roots(), b.at)
		require.NoError(t, err)
		require.True(t, r.Valid(), "%+v", r)
		b.accepted("streams"+how, pdf, 2)
	}
}

func TestALaterDocumentTimestampIsAcceptedByIndependentPrograms(t *testing.T) {
	t.Parallel()
	b := tools(t)
	three := certificate()
	for i, s := range []*sign.Signer{b.mayor, b.clerk, b.seal} {
		three = b.sign(t, three, s, sign.Options{At: b.at, Box: box(i)})
	}
	for title, signed := range map[string][]byte{
		"RSA":   b.sign(t, certificate(), b.clerk, sign.Options{At: b.at}),
		"P-256": b.sign(t, certificate(), b.mayor, sign.Options{At: b.at}),
		"three": three,
	} {
		n := len(ranges.FindAllString(string(signed), -1))
		pdf, err := sign.AddTimestamp(t.Context(), signed, b.tsa)
		require.NoError(t, err)
		all := ranges.FindAllStringSubmatch(string(pdf), -1)
		require.Len(t, all, n+1)
		for i, m := range all[:n] {
			b.cms(fmt.Sprintf("%s-%d", title, i), pdf, m)
		}
		var at, end, tail int
		_, err = fmt.Sscan(all[n][1]+" "+all[n][2]+" "+all[n][3], &at, &end, &tail)
		require.NoError(t, err)
		require.Equal(t, len(pdf), end+tail, "the time-stamp covers the whole file")
		p, err := sign.Take(pdf, at, end, tail)
		require.NoError(t, err)
		tok := b.write(title+"-doc.tst", p.CMS)
		stamped := func(content []byte) string {
			out, _ := exec.Command("openssl", "ts", "-verify", "-token_in", "-in", tok, "-data", b.write(title+"-doc.bin", content), "-CAfile", b.ca).CombinedOutput()
			return string(out)
		}
		require.Contains(t, stamped(p.Content), "Verification: OK")
		p.Content[0] ^= 1
		require.Contains(t, stamped(p.Content), "Verification: FAILED", "the tool can say no")
		path := b.write(title+"-doc.pdf", pdf)
		require.Contains(t, run(t, "qpdf", "--check", path), "No syntax or stream encoding errors found")
		said := run(t, "pdfsig", "-nssdir", b.nss, path) // which reads document time-stamps, but does not judge them yet
		require.Equal(t, 1, strings.Count(said, "  - Total document signed"), "%s\n%s", title, said)
		require.Equal(t, n, strings.Count(said, "Signature is Valid."), "%s\n%s", title, said)
		require.Equal(t, n, strings.Count(said, "Certificate is Trusted."), "%s\n%s", title, said)
	}
}

func TestOpensslUsesOurTimestampAuthority(t *testing.T) {
	t.Parallel()
	b := tools(t)
	srv := httptest.NewServer(b.tsa)
	defer srv.Close()
	data, query := b.write("data", []byte("some data")), filepath.Join(b.dir, "q.tsq")
	for _, hash := range []string{"-sha256", "-sha512"} {
		run(t, "openssl", "ts", "-query", "-data", data, hash, "-cert", "-out", query)
		q, err := os.ReadFile(query)
		require.NoError(t, err)
		rs, err := http.Post(srv.URL, "application/timestamp-query", bytes.NewReader(q))
		require.NoError(t, err)
		reply, err := io.ReadAll(rs.Body)
		require.NoError(t, err)
		require.NoError(t, rs.Body.Close())
		said := run(t, "openssl", "ts", "-verify", "-queryfile", query, "-in", b.write("r.tsr", reply), "-CAfile", b.ca)
		require.Contains(t, said, "Verification: OK")
	}
}

// The signatory's own program is pdfsig here, with the key in its own store.
func TestAFileSignedInAnotherProgramIsAccepted(t *testing.T) {
	t.Parallel()
	b := tools(t)
	run(t, "pk12util", "-i", b.write("clerk.p12", b.clerkStore), "-d", b.nss, "-W", sign.DevPassword, "-K", "")
	nick := regexp.MustCompile(`(?m)^(\S.*?)\s+u,u,u`).FindStringSubmatch(run(t, "certutil", "-L", "-d", b.nss))
	require.NotNil(t, nick)
	offered := b.sign(t, certificate(), b.seal, sign.Options{At: b.at, Box: box(0)})
	in, out := b.write("offered.pdf", offered), filepath.Join(b.dir, "returned.pdf")
	args := []string{"-nssdir", b.nss, "-add-signature", "-nick", nick[1]}
	run(t, "pdfsig", append(args, in, out)...)
	returned, err := os.ReadFile(out)
	require.NoError(t, err)
	require.NoError(t, sign.AcceptExternal(offered, returned, b.clerk.Certificate()))
	r, err := sign.Verify(returned, b.Roots(), b.at)
	require.NoError(t, err)
	require.True(t, r.Valid(), "%+v", r)
	require.Equal(t, sign.LevelCMS, r.Signatures[1].Level, "pdfsig cannot make PAdES yet")
	code(t, sign.AcceptExternal(offered, returned, b.mayor.Certificate()), sign.CertificateUnexpected)
}
