package pages_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/thyrida/thyrida/api/assets"
	"github.com/thyrida/thyrida/api/pages"
	"github.com/thyrida/thyrida/internal/browsertest"
)

// Every sample, at both widths and in both languages.
func TestBrowserFindsNoFaultWithAnySample(t *testing.T) {
	t.Parallel()
	if !assets.Built() {
		t.Fatal(assets.Missing)
	}
	mux := http.NewServeMux()
	mux.Handle(assets.Prefix, assets.Handler())
	mux.Handle("/dev/gallery/", pages.Gallery())
	mux.HandleFunc("/events", func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Content-Type", "text/event-stream") }) // nothing happens
	papers(t, mux, lease(t))
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	for _, px := range browsertest.Widths {
		t.Run(strconv.FormatInt(px, 10), func(t *testing.T) {
			t.Parallel() // one browser each
			b := browsertest.Open(t)
			b.Wide(px)
			for _, sample := range pages.Samples() {
				t.Run(sample.Name, func(t *testing.T) {
					for _, lang := range []string{"el", "en"} {
						b.Go(s.URL + "/dev/gallery/" + sample.Name + "?lang=" + lang)
						for _, fault := range b.Faults() {
							t.Errorf("%s: %s", lang, fault)
						}
					}
				})
			}
		})
	}
}

func TestTheBrowserFindsFaults(t *testing.T) {
	t.Parallel()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", pages.CSP)
		_, _ = w.Write([]byte(`<!DOCTYPE html><html><head><title>x</title></head><body><p style="color:red">x</p><input><table width="3000"><tr><td>x</td></tr></table></body></html>`))
	}))
	t.Cleanup(s.Close)
	b := browsertest.Open(t)
	b.Wide(390)
	b.Go(s.URL)
	got := fmt.Sprint(b.Faults())
	for _, want := range []string{"html-has-lang", "label", "sideways", "style"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in %s", want, got)
		}
	}
}
