package browsertest

import (
	"context"
	"os"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// patience is how long one step of somebody may take.
const patience = time.Minute

// do does steps of somebody, in order.
func (b *Browser) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.t.Fatalf("%s at %s: %v\n%s", what, b.Path(), err, b.Text("document.body.innerText"))
	}
}

// Plain switches scripts off, as some browsers do.
func (b *Browser) Plain() {
	b.t.Helper()
	b.do("switch scripts off", func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		return chromedp.Void{}, err
	})
}

// Fill types into the input of a name.
func (b *Browser) Fill(name, text string) {
	b.t.Helper()
	sel := `main [name="` + name + `"]`
	b.Text("(e=>{e.value='';return ''})(document.querySelector(`" + sel + "`))")
	b.do("fill "+name, chromedp.SendKeys(sel, text))
}

// Upload chooses a file for the input of a name.
func (b *Browser) Upload(name, file string) {
	b.t.Helper()
	b.do("choose a file", chromedp.SetUploadFiles(`main [name="`+name+`"]`, []string{file}))
}

// Tick clicks what does not lead to another page. The selector is CSS.
func (b *Browser) Tick(selector string) {
	b.t.Helper()
	b.do("click "+selector, chromedp.Click(selector))
}

// Press clicks what leads to another page, and waits for it. The selector is
// CSS or XPath.
func (b *Browser) Press(selector string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if _, err := chromedp.RunResponse(ctx, chromedp.Click(selector)); err != nil {
		b.t.Fatalf("press %s at %s: %v\n%s", selector, b.Path(), err, b.Text("document.body.innerText"))
	}
}

// Path is where the browser stands.
func (b *Browser) Path() string {
	b.t.Helper()
	return b.Text("location.pathname")
}

// Has says whether the page has an element; the selector is CSS.
func (b *Browser) Has(selector string) bool {
	b.t.Helper()
	return b.Text("document.querySelector(`"+selector+"`)?'yes':''") != ""
}

// Says is what the page says to who looks at it.
func (b *Browser) Says() string {
	b.t.Helper()
	return b.Text("document.body.innerText")
}

// Loaded is how many bytes the page took from the server, as they were sent.
func (b *Browser) Loaded() (bytes int) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	n, err := chromedp.Run(ctx, chromedp.Evaluate[int](`document.fonts.ready.then(()=>
		[...performance.getEntriesByType("navigation"),...performance.getEntriesByType("resource")].reduce((n,e)=>n+e.transferSize,0))`, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatal(err)
	}
	return n
}

// Shot keeps what the window shows as a PNG.
func (b *Browser) Shot(file string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	png, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(file, png, 0o644) //nolint:gosec // a picture of invented people
	}
	if err != nil {
		b.t.Fatal(err)
	}
}
