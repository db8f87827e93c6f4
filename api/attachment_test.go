package api_test

import (
	"bytes"
	"mime"
	"strings"
	"testing"

	"github.com/thyrida/thyrida/api"
)

func TestAFileIsKeptByItsContentAndGivenBackToSave(t *testing.T) {
	t.Parallel()
	h := setup(t)
	citizen := h.as(t, "citizen")
	r := citizen.upload(`C:\temp\Απόφαση «α».pdf`, pdf).want(201)
	got := r.object()
	if got["mediaType"] != "application/pdf" || got["size"] != float64(len(pdf)) || len(got["sha256"].(string)) != 64 {
		t.Errorf("kept: %v", got)
	}
	down := citizen.get("attachments/" + r.id()).want(200)
	if !bytes.Equal(down.body, []byte(pdf)) {
		t.Errorf("got back %q", down.body)
	}
	kind, params, err := mime.ParseMediaType(down.header.Get("Content-Disposition"))
	if err != nil || kind != "attachment" || params["filename"] != got["name"] {
		t.Errorf("disposition %q: %v", down.header.Get("Content-Disposition"), err)
	}
	for k, v := range map[string]string{"X-Content-Type-Options": "nosniff", "Content-Type": "application/pdf", "Cache-Control": "no-store",
		"Cross-Origin-Resource-Policy": "same-origin", "Referrer-Policy": "no-referrer"} {
		if down.header.Get(k) != v {
			t.Errorf("%s: %q", k, down.header.Get(k))
		}
	}
	if csp := down.header.Get("Content-Security-Policy"); !strings.Contains(csp, "sandbox") {
		t.Errorf("policy %q", csp)
	}
	h.as(t, "citizen2").get("attachments/"+r.id()).problem(404, "no-such-attachment")
	h.as(t, "clerk").get("attachments/"+r.id()).problem(404, "no-such-attachment")
	if strings.Contains(h.log.String(), "Απόφαση") {
		t.Error("the log holds the name of a file")
	}
}

func TestFilesThatAreNotAcceptedAreRefused(t *testing.T) {
	t.Parallel()
	h := setup(t)
	citizen := h.as(t, "citizen")
	citizen.upload("a.pdf", "").problem(422, "invalid-request", "file file-empty")
	citizen.upload("a.pdf", "<html><script>alert(1)</script></html>").problem(415, "kind-not-allowed", "file file-is-page")
	citizen.upload("a.pdf", "MZ\x90\x00\x03\x00\x00\x00").problem(415, "kind-not-allowed", "file file-is-program")
	citizen.uploadFor("residence-certificate", "proof-of-residence", "a.txt", "only text\n").problem(415, "kind-not-allowed", "file kind-not-allowed")
	citizen.uploadFor("residence-certificate", "other", "a.pdf", pdf).problem(422, "invalid-request", "slot unknown-slot")
	citizen.uploadFor("nonsense", "other", "a.pdf", pdf).problem(422, "invalid-request", "service no-such-service")
	citizen.upload("a.pdf", pdf+strings.Repeat("x", 25_000_001)).problem(413, "too-large")
	citizen.uploadFor("residence-certificate", "proof-of-residence", "a.pdf", pdf+strings.Repeat("x", 10_000_001)).
		problem(413, "too-large", "file file-too-large")
	citizen.post("attachments", map[string]any{}).problem(415, "media-type")
	citizen.send("POST", "attachments", strings.NewReader("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n%PDF"), "Content-Type", "multipart/form-data; boundary=x").problem(400, "unreadable")
	citizen.send("POST", "attachments", strings.NewReader("--x--\r\n"), "Content-Type", "multipart/form-data; boundary=x").
		problem(422, "invalid-request", "file required")
}

func TestNamesOfFilesAreTidied(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`C:\a\b.pdf`: "b.pdf", "../../etc/passwd": "passwd", "a\x00\r\nb.pdf": "ab.pdf", " Α \u202egpj.exe": "Α gpj.exe", "/": "",
	} {
		if got := api.TidyName(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
	if got := api.TidyName(strings.Repeat("α", 400) + ".pdf"); len([]rune(got)) != 150 || !strings.HasSuffix(got, ".pdf") {
		t.Errorf("long name: %q", got)
	}
}
