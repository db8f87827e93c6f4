//go:build unix

package e2e

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/thyrida/thyrida/demo"
)

// shots is where make screenshots wants its pictures.
var shots = flag.String("screenshots", "", "directory for pictures of the demonstration house")

// TestScreenshots takes the pictures of README; it is no test.
func TestScreenshots(t *testing.T) {
	if *shots == "" {
		t.Skip("make screenshots")
	}
	h := setup(t)
	if err := os.MkdirAll(*shots, 0o755); err != nil { //nolint:gosec // they are committed
		t.Fatal(err)
	}
	for _, p := range []struct {
		who   string
		pages map[string]string // name → path, or a selector to press
		also  map[string]string // name → what to press after the page of the same name
	}{
		{"", map[string]string{"home": "/", "service": "/services/residence-certificate", "help": "/help"}, nil},
		{"citizen", map[string]string{"cases": "/cases"}, map[string]string{"cases": `.app-main a[href^="/cases/"]`}},
		{"clerk", map[string]string{"queue": "/queue?queue=unit"}, map[string]string{"queue": `.app-queue a`}},
		{"manager", map[string]string{"report": "/reports?period=year", "work": "/work"}, nil},
		{"admin", map[string]string{"diagram": "/admin/services/residence-certificate", "people": "/admin/people"}, nil},
	} {
		s := h.surfer(t, false)
		s.quick = true
		if p.who != "" {
			s.Go("http://" + h.addr + "/login")
			s.logsIn(p.who+"@example.org", demo.Password)
		}
		for name, path := range p.pages {
			s.shoots(name, func() { s.Go("http://" + h.addr + path) })
			if press := p.also[name]; press != "" && s.Has(press) {
				s.Press(press)
				s.shoots(name+"-one", func() { s.Go(s.Text("location.href")) })
			}
		}
	}
}

// shoots takes a page at both widths.
func (s *surfer) shoots(name string, open func()) {
	s.t.Helper()
	for _, w := range []struct {
		suffix string
		px     int64
	}{{"-phone", 390}, {"", 1280}} {
		s.Wide(w.px)
		open()
		if got := s.Text(`String(performance.getEntriesByType("navigation")[0].responseStatus)`); got != "200" {
			s.t.Fatalf("%s: %s", name, got)
		}
		s.Shot(filepath.Join(*shots, name+w.suffix+".png"))
	}
}
