// Package browsertest drives Chromium in tests, and asks of every page what no
// page may fail: no fault that axe finds, no sideways scroll, nothing on the
// console, no violation of the content security policy.
package browsertest

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Widths are those every page is looked at: a phone and a desk.
var Widths = []int64{390, 1280}

// Browser is one tab.
type Browser struct {
	t   testing.TB
	ctx context.Context
	axe string

	mu   sync.Mutex
	said []string
}

// Open starts Chromium; the test fails if there is none.
func Open(t testing.TB) *Browser {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Fatal("no chromium: apt-get install chromium (make test does)")
	}
	axe, err := os.ReadFile(filepath.Join(root(t), "node_modules/axe-core/axe.min.js"))
	if err != nil {
		t.Fatalf("no axe-core, run make assets: %v", err)
	}
	opts := []chromedp.ExecAllocatorOption{chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.UserDataDir(t.TempDir())}
	for _, flag := range []string{"headless", "disable-gpu", "disable-quic", "no-first-run", "disable-background-networking",
		"disable-component-update", "disable-sync", "hide-scrollbars"} {
		opts = append(opts, chromedp.Flag(flag, true))
	}
	opts = append(opts, chromedp.Flag("accept-lang", "el"))
	ctx, cancel := context.WithTimeout(t.Context(), 18*time.Minute)
	t.Cleanup(cancel)
	ctx, stop := chromedp.NewExecAllocator(ctx, opts...)
	t.Cleanup(stop)
	ctx, closeTab := chromedp.NewContext(ctx)
	t.Cleanup(closeTab)
	b := &Browser{t: t, ctx: ctx, axe: string(axe)}
	b.Go("about:blank")
	if err := chromedp.Listen(ctx, b.hear); err != nil {
		t.Fatal(err)
	}
	return b
}

// hear keeps what the page says on the console; violations of the policy come
// here too.
func (b *Browser) hear(event any) {
	var said string
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		if e.Type == "error" || e.Type == "warning" {
			said = fmt.Sprintf("console %s", e.Type)
			for _, a := range e.Args {
				said += fmt.Sprintf(" %s%s", a.Value, a.Description)
			}
		}
	case *runtime.EventExceptionThrown:
		said = "exception: " + e.ExceptionDetails.Text
	case *log.EventEntryAdded:
		refused := strings.Contains(e.Entry.Text, "status of 422") // a form came back: said on the page
		if !refused && (e.Entry.Level == "error" || e.Entry.Level == "warning") {
			said = fmt.Sprintf("%s: %s %s", e.Entry.Source, e.Entry.Text, e.Entry.URL)
		}
	}
	if said != "" {
		b.mu.Lock()
		b.said = append(b.said, said)
		b.mu.Unlock()
	}
}

// Go opens an address.
func (b *Browser) Go(url string) {
	b.t.Helper()
	if _, err := chromedp.Run(b.ctx, chromedp.Navigate(url)); err != nil {
		b.t.Fatalf("open %s: %v", url, err)
	}
}

// Wide sets how wide the window is, in CSS pixels.
func (b *Browser) Wide(px int64) {
	b.t.Helper()
	if _, err := chromedp.Run(b.ctx, chromedp.EmulateViewport(px, 900)); err != nil {
		b.t.Fatal(err)
	}
}

// Text gives what a JavaScript expression is, as text.
func (b *Browser) Text(expression string) string {
	b.t.Helper()
	s, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("evaluate %.80s: %v", expression, err)
	}
	return s
}

// asked is what axe is asked: WCAG 2.2 A and AA, and good practice.
const asked = `axe.run(document,{runOnly:["wcag2a","wcag2aa","wcag21a","wcag21aa","wcag22aa","best-practice"],resultTypes:["violations"],preload:false}).then(r=>JSON.stringify(
r.violations.map(v=>v.id+": "+v.help+" at "+v.nodes.map(n=>n.html.slice(0,150)).join(" | "))))`

// Faults lists what is wrong with the page that is open.
func (b *Browser) Faults() (out []string) {
	b.t.Helper()
	b.Text(b.axe + `;"ready"`)
	if err := json.Unmarshal([]byte(b.Text(asked)), &out); err != nil {
		b.t.Fatal(err)
	}
	if over := b.Text(`(d=>d.scrollWidth>d.clientWidth?d.scrollWidth+" of "+d.clientWidth:"")(document.documentElement)`); over != "" {
		out = append(out, "scrolls sideways: "+over)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	out, b.said = append(out, b.said...), nil
	return out
}

// root is the directory of the module.
func root(t testing.TB) string {
	t.Helper()
	out, err := exec.Command("go", "env", "GOMOD").Output()
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Dir(strings.TrimSpace(string(out)))
}
