// Package pdftest lets tests ask programs that are not ours what they think of
// a PDF: qpdf, poppler's tools and PDFBox Preflight. What is missing is
// installed from Debian, so that a new machine needs no preparation.
package pdftest

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// tools are the programs and the packages that bring them.
var tools = map[string]string{
	"qpdf": "qpdf", "pdfinfo": "poppler-utils", "pdftotext": "poppler-utils", "pdffonts": "poppler-utils",
	"pdftoppm": "poppler-utils", "pdfsig": "poppler-utils", "openssl": "openssl", "zbarimg": "zbar-tools", "java": "default-jre-headless",
	"certutil": "libnss3-tools",
}

// jars are the classes of Preflight and the packages that bring them.
var jars = map[string]string{
	"preflight.jar": "libpdfbox2-java", "pdfbox2.jar": "libpdfbox2-java", "xmpbox.jar": "libpdfbox2-java", "fontbox2.jar": "libfontbox2-java",
	"commons-logging.jar": "libcommons-logging-java", "javax.activation.jar": "libactivation-java", "jaxb-api.jar": "libjaxb-api-java",
}

const jarDir = "/usr/share/java"

// Need makes sure of programs.
func Need(t testing.TB, programs ...string) {
	t.Helper()
	missing := map[string]bool{}
	for _, p := range programs {
		pkg, ok := tools[p]
		if !ok {
			t.Fatalf("pdftest knows no package of %s", p)
		}
		if _, err := exec.LookPath(p); err != nil {
			missing[pkg] = true
		}
	}
	install(t, missing)
}

var installing sync.Mutex

// install installs packages, one test process of the machine at a time.
func install(t testing.TB, packages map[string]bool) {
	t.Helper()
	if len(packages) == 0 {
		return
	}
	installing.Lock()
	defer installing.Unlock()
	lock, err := os.OpenFile(filepath.Join(os.TempDir(), "thyrida-apt.lock"), os.O_CREATE|os.O_RDWR, 0o666)
	if err != nil {
		t.Fatal(err)
	}
	defer lock.Close()
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil {
		t.Fatal(err)
	}
	args := []string{"install", "-y", "--no-install-recommends"}
	for p := range packages {
		args = append(args, p)
	}
	for _, a := range [][]string{{"update"}, args} {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
		cmd := exec.CommandContext(ctx, "apt-get", append([]string{"-q", "-o", "DPkg::Lock::Timeout=300"}, a...)...)
		cmd.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
		out, err := cmd.CombinedOutput()
		cancel()
		if err != nil {
			t.Fatalf("this test needs %v of Debian: apt-get %s: %v\n%s", args[3:], a[0], err, out)
		}
	}
}

// Run runs a program on a file and gives what it prints; a status other than 0
// ends the test.
func Run(t testing.TB, program string, args ...string) string {
	t.Helper()
	Need(t, program)
	return run(t, program, args...)
}

func run(t testing.TB, program string, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, program, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", program, strings.Join(args, " "), err, out)
	}
	return string(out)
}

// File writes bytes into a file of the test.
func File(t testing.TB, name string, b []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// Preflight lets PDFBox Preflight judge a file by PDF/A-1b, and fails the test
// with what it finds.
func Preflight(t testing.TB, file string) {
	t.Helper()
	missing := map[string]bool{}
	path := make([]string, 0, len(jars))
	for jar, pkg := range jars {
		path = append(path, filepath.Join(jarDir, jar))
		if _, err := os.Stat(path[len(path)-1]); err != nil {
			missing[pkg] = true
		}
	}
	if _, err := exec.LookPath("java"); err != nil {
		missing[tools["java"]] = true
	}
	install(t, missing)
	out := run(t, "java", "-cp", strings.Join(path, ":"), "org.apache.pdfbox.preflight.Validator_A1b", file)
	if !strings.Contains(out, "is a valid PDF/A-1b file") {
		t.Errorf("Preflight: %s", out)
	}
}
