package pages_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/thyrida/thyrida/api/pages"
)

// validator is html-validate, as npm put it there.
const validator = "../../node_modules/.bin/html-validate"

// invalid lists what html-validate says of the pages in a directory.
func invalid(t *testing.T, dir string) (out []string) {
	t.Helper()
	if _, err := os.Stat(validator); err != nil {
		t.Fatalf("no html-validate, run make assets: %v", err)
	}
	said := filepath.Join(t.TempDir(), "said.json") // a pipe would lose what node has not written when it exits
	file, err := os.Create(said)
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(validator, "--config", "testdata/htmlvalidate.json", "--formatter", "json", dir)
	c.Stdout, c.Stderr = file, os.Stderr
	ended := c.Run() // 1 if it found anything
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(said)
	if err != nil {
		t.Fatal(err)
	}
	var files []struct {
		FilePath string
		Messages []struct {
			RuleID, Message, Selector string
			Line                      int
		}
	}
	if err := json.Unmarshal(data, &files); err != nil {
		t.Fatalf("html-validate: %v %v\n%s", ended, err, data)
	}
	for _, f := range files {
		for _, m := range f.Messages {
			out = append(out, fmt.Sprintf("%s:%d %s: %s at %s", filepath.Base(f.FilePath), m.Line, m.RuleID, m.Message, m.Selector))
		}
	}
	return out
}

func TestEverySampleIsValidHTML(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, s := range pages.Samples() {
		for _, lang := range []string{"el", "en"} {
			var b bytes.Buffer
			if err := pages.Render(&b, s.Frame(lang), s.View); err != nil {
				t.Fatal(err)
			}
			name := strings.ReplaceAll(s.Name, "/", "-") + "-" + lang + ".html"
			if err := os.WriteFile(filepath.Join(dir, name), b.Bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, fault := range invalid(t, dir) {
		t.Error(fault)
	}
}

func TestTheValidatorFindsFaults(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "bad.html"), []byte("<!DOCTYPE html>\n<html><body><p><div>x</div></p><a id=\"x\" id=\"x\">y</a></body></html>\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(invalid(t, dir)); !strings.Contains(got, "no-implicit-close") || !strings.Contains(got, "no-dup-attr") {
		t.Error(got)
	}
}
