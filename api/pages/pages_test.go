package pages_test

import (
	"bytes"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/net/html"

	"github.com/thyrida/thyrida/api/pages"
)

// Every page is written with every sample of it in both languages, and what
// comes out is what browsers and screen readers expect.
func TestEveryPageIsSoundWithEverySampleInBothLanguages(t *testing.T) {
	t.Parallel()
	shown := map[string]bool{}
	for _, s := range pages.Samples() {
		shown[s.View.Name()] = true
		for _, lang := range []string{"el", "en"} {
			t.Run(s.Name+"/"+lang, func(t *testing.T) {
				t.Parallel()
				f := s.Frame(lang)
				var b bytes.Buffer
				if err := pages.Render(&b, f, s.View); err != nil {
					t.Fatal(err)
				}
				for _, fault := range faults(b.String(), lang, f.House.Name) {
					t.Error(fault)
				}
			})
		}
	}
	for _, name := range pages.Names() {
		if !shown[name] {
			t.Errorf("page %s has no sample", name)
		}
	}
}

func TestTheCheckOfPagesCanFail(t *testing.T) {
	t.Parallel()
	bad := `<!DOCTYPE html><html lang="el"><head><title>x</title></head><body><h1>α</h1><h1>β</h1><p id="a" style="x">queue.title</p>
<input name="n" id="a"><a href="#nowhere">x</a><script>1</script><button onclick="x">y</button><img src="x"></div></body></html>`
	got := strings.Join(faults(bad, "el", "Δήμος"), "\n")
	for _, want := range []string{"h1", "title", "queue.title", "twice", "style", "script", "onclick", "label", "nowhere", "no alt", "closes"} {
		if !strings.Contains(got, want) {
			t.Errorf("not found: %s in\n%s", want, got)
		}
	}
}

// faults lists what is wrong with a page.
func faults(page, lang, house string) (out []string) {
	out = unbalanced(page)
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		return append(out, err.Error())
	}
	count, ids, labels := map[string]int{}, map[string]bool{}, map[string]bool{}
	var title string
	var inputs []*html.Node
	var targets []string
	for n := range doc.Descendants() {
		if n.Type == html.TextNode && n.Parent.Data != "script" {
			if key.MatchString(n.Data) {
				out = append(out, "not translated: "+strings.TrimSpace(n.Data))
			}
			continue
		}
		if n.Type != html.ElementNode {
			continue
		}
		count[n.Data]++
		for _, a := range n.Attr {
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
				out = append(out, "inline "+a.Key+" at "+n.Data)
			}
		}
		if id := attr(n, "id"); id != "" {
			if ids[id] {
				out = append(out, "id twice: "+id)
			}
			ids[id] = true
		}
		switch n.Data {
		case "title":
			if n.Parent.Data == "head" {
				title = text(n)
			}
		case "script":
			if attr(n, "src") == "" {
				out = append(out, "inline script")
			}
		case "style":
			out = append(out, "inline style element")
		case "img":
			if !has(n, "alt") {
				out = append(out, "img with no alt")
			}
		case "label":
			labels[attr(n, "for")] = true
		case "input", "select", "textarea":
			if attr(n, "type") != "hidden" {
				inputs = append(inputs, n)
			}
		}
		for _, k := range []string{"aria-labelledby", "aria-describedby", "aria-controls"} {
			targets = append(targets, strings.Fields(attr(n, k))...)
		}
		if to, ok := strings.CutPrefix(attr(n, "href"), "#"); ok {
			targets = append(targets, to)
		}
	}
	if count["h1"] != 1 {
		out = append(out, "not one h1")
	}
	if name, ok := strings.CutSuffix(title, " – "+house); !ok || strings.TrimSpace(name) == "" {
		out = append(out, "title is "+title)
	}
	for _, n := range inputs {
		if !labels[attr(n, "id")] && attr(n, "aria-label") == "" && attr(n, "aria-labelledby") == "" {
			out = append(out, "no label: "+attr(n, "name"))
		}
	}
	for _, to := range targets {
		if !ids[to] {
			out = append(out, "leads to nowhere: "+to)
		}
	}
	if lang == "en" {
		return out
	}
	return append(out, english(doc)...)
}

// key is what an untranslated key looks like.
var key = regexp.MustCompile(`^\s*[a-z][a-z-]*(\.[a-z0-9-]+)+\s*$|<no value>`)

var void = strings.Fields("area base br col embed hr img input link meta source track wbr path circle rect line")

// unbalanced reads the tags as they stand: the parser would mend them.
func unbalanced(page string) (out []string) {
	var open []string
	z := html.NewTokenizer(strings.NewReader(page))
	for {
		switch z.Next() {
		case html.ErrorToken:
			for _, o := range open {
				out = append(out, "never closed: "+o)
			}
			return out
		case html.StartTagToken:
			name, _ := z.TagName()
			if !slices.Contains(void, string(name)) {
				open = append(open, string(name))
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if len(open) == 0 || open[len(open)-1] != string(name) {
				return append(out, "closes what is not open: "+string(name)+" in "+strings.Join(open, " "))
			}
			open = open[:len(open)-1]
		}
	}
}

// english finds buttons and headings of a Greek page without a Greek letter.
func english(doc *html.Node) (out []string) {
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode || !slices.Contains([]string{"h1", "h2", "button", "label", "legend", "summary", "caption"}, n.Data) {
			continue
		}
		s := strings.TrimSpace(text(n))
		hasLatin := strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Latin, r) })
		if hasLatin && !strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Greek, r) }) && !slices.Contains(international, s) {
			out = append(out, "not Greek: "+s)
		}
	}
	return out
}

// international are words that Greek pages write in Latin letters.
var international = []string{"E-mail", "SMS", "IBAN"}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, key string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
}

func text(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

func TestEveryTextExistsInBothLanguages(t *testing.T) {
	t.Parallel()
	for _, f := range pages.TextFaults() {
		t.Error(f)
	}
}

// Every key that a template or a Go file names is a text.
func TestEveryTextThatIsNamedExists(t *testing.T) {
	t.Parallel()
	named := regexp.MustCompile(`(?:\bt|\.text|goTo\([^,]+,|Text\(lang,) "([a-z_]+\.[a-z0-9.-]+[a-z0-9])"`)
	flash := regexp.MustCompile(`goTo\([^"]*(?:"[^"]*"[^",]*)?, "([a-z0-9-]+)"[,)]`)
	found := 0
	for _, dir := range []string{".", ".."} {
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if !strings.HasSuffix(e.Name(), ".html") && !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
				continue
			}
			data, err := os.ReadFile(dir + "/" + e.Name())
			if err != nil {
				t.Fatal(err)
			}
			src := strings.ReplaceAll(string(data), `v.text("`, `v.text "`)
			for _, m := range named.FindAllStringSubmatch(src, -1) {
				found++
				if !pages.Has(m[1]) {
					t.Errorf("%s names the text %s, which does not exist", e.Name(), m[1])
				}
			}
			for _, m := range flash.FindAllStringSubmatch(string(data), -1) {
				if !pages.Has("flash." + m[1]) {
					t.Errorf("%s says flash.%s, which does not exist", e.Name(), m[1])
				}
			}
		}
	}
	if found < 50 {
		t.Errorf("only %d texts are named: is the pattern still right?", found)
	}
}
