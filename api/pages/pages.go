// Package pages writes the pages people see. A page is a view model (a struct
// with what the page shows, all decided), a template of the same name beside
// it, its texts in texts/, and samples that the tests and the gallery show. It
// knows no store and no request: package api fills the view models.
package pages

import (
	"embed"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"path"
	"strings"

	"github.com/thyrida/thyrida/api/assets"
	"github.com/thyrida/thyrida/internal/i18n"
)

//go:embed *.html texts/*.yaml
var files embed.FS

// View is what one page shows. Its template defines "title", the name of the
// page, and "main", what stands under the header.
type View interface {
	// Name is the template's file without .html.
	Name() string
}

// Frame is what stands around every page.
type Frame struct {
	Lang    string // "el" or "en"
	House   House
	User    *User  // nil: nobody is logged in
	Here    string // path and query of this page, for the switch of language
	Section string // the path of the menu's entry this page belongs to
	Menu    []Link // by what the user may do
	Foot    []Link
	Flash   string // what just happened, said once
}

// House is the municipality.
type House struct{ Name, Address, Phone, Email string }

// User is who is logged in.
type User struct {
	Name  string
	Staff bool
}

// Link leads to another page. Count is shown beside it, unless it is 0.
type Link struct {
	Href  string
	Text  string
	Count int
}

// Render writes a page. Errors are faults of a template or of w.
func Render(w io.Writer, f Frame, v View) error {
	if f.Lang != i18n.English {
		f.Lang = i18n.Greek
	}
	t := parsed[f.Lang][v.Name()]
	if t == nil {
		return fmt.Errorf("render page: no template %s.html", v.Name())
	}
	return t.ExecuteTemplate(w, "layout", page{Frame: f, View: v})
}

// page is what the layout is executed with.
type page struct {
	Frame
	View View
}

// Failed says whether the page shows a form that came back; its title says so.
func (p page) Failed() bool {
	v, ok := p.View.(interface{ Failed() bool })
	return ok && v.Failed()
}

// Wide says whether the page wants the whole width, as tables of staff do.
func (p page) Wide() bool {
	v, ok := p.View.(interface{ Wide() bool })
	return ok && v.Wide()
}

func (p page) Styled() bool        { return assets.Built() }
func (p page) AssetsFault() string { return assets.Missing }

// Other is this page in the other language.
func (p page) Other() string { return withLang(p.Here, otherLang(p.Lang)) }

func (p page) OtherLang() string { return otherLang(p.Lang) }

func otherLang(lang string) string {
	if lang == i18n.English {
		return i18n.Greek
	}
	return i18n.English
}

var (
	texts  = mustLoad()
	parsed = mustParse()
)

func mustLoad() *i18n.Texts {
	t, err := i18n.Load(files, "texts/*.yaml")
	if err != nil {
		panic(err) // embedded; the tests read it first
	}
	return t
}

// mustParse reads every template once per language: the functions of a
// template speak its language.
func mustParse() map[string]map[string]*template.Template {
	out := map[string]map[string]*template.Template{}
	for _, lang := range i18n.Languages {
		base := template.Must(template.New("").Funcs(functions(lang)).ParseFS(files, "layout.html", "parts*.html"))
		out[lang] = map[string]*template.Template{}
		for _, name := range Names() {
			out[lang][name] = template.Must(template.Must(base.Clone()).ParseFS(files, name+".html"))
		}
	}
	return out
}

// Names are the pages there are, sorted.
func Names() (out []string) {
	all, err := fs.Glob(files, "*.html")
	if err != nil {
		panic(err) // a constant pattern
	}
	for _, f := range all {
		if name := strings.TrimSuffix(path.Base(f), ".html"); name != "layout" && !strings.HasPrefix(name, "parts") {
			out = append(out, name)
		}
	}
	return out
}
