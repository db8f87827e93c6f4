package pages

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/thyrida/thyrida/internal/i18n"
)

// Sample is a page with invented people on it, for the tests and the gallery.
type Sample struct {
	Name  string // page and case, such as "queue/empty"
	Staff bool   // seen by an employee
	View  View
}

var samples []Sample

// Now is the present of the samples.
var Now = time.Date(2026, 11, 22, 9, 5, 0, 0, time.UTC)

// citizen adds a sample that a citizen sees; staff one that an employee does.
// Both are called where a page's samples stand, at var _.
func citizen(name string, v View) bool {
	samples = append(samples, Sample{Name: name, View: v})
	return true
}

func staff(name string, v View) bool {
	samples = append(samples, Sample{Name: name, View: v, Staff: true})
	return true
}

// Samples are all samples, sorted by name.
func Samples() []Sample {
	out := slices.Clone(samples)
	slices.SortFunc(out, func(a, b Sample) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// Frame is what stands around a sample.
func (s Sample) Frame(lang string) Frame {
	name := map[string]string{i18n.Greek: "Δήμος Ελαιώνα", i18n.English: "Municipality of Elaionas"}[lang]
	f := Frame{Lang: lang, House: House{Name: name, Address: "Πλατεία Δημαρχείου 1, 570 00 Ελαιώνας", Phone: "2310 123 456", Email: "info@elaionas.example"},
		Here: "/dev/gallery/" + s.Name, Foot: links(lang, "/accessibility", "/privacy", "/help")}
	f.User = &User{Name: "Γεωργία Αναγνωστοπούλου"}
	f.Menu, f.Section = links(lang, "/", "/cases"), "/"
	if s.Staff {
		f.User = &User{Name: "Μαρία Παπαδοπούλου", Staff: true}
		f.Menu, f.Section = links(lang, "/queue", "/search", "/counter", "/identification", "/reports"), "/queue"
		f.Menu[0].Count = 12
	}
	return f
}

// links are entries of the menu by their paths.
func links(lang string, paths ...string) (out []Link) {
	for _, p := range paths {
		key := strings.TrimPrefix(p, "/")
		if key == "" {
			key = "home"
		}
		out = append(out, Link{Href: p, Text: Text(lang, "menu."+key)})
	}
	return out
}

// Gallery shows every sample under /dev/gallery; for developers.
func Gallery() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		lang := r.URL.Query().Get("lang")
		if lang != i18n.English {
			lang = i18n.Greek
		}
		name := strings.Trim(strings.TrimPrefix(r.URL.Path, "/dev/gallery"), "/")
		s := Sample{Name: "", View: gallery{}}
		if name != "" {
			i := slices.IndexFunc(samples, func(s Sample) bool { return s.Name == name })
			if i < 0 {
				http.NotFound(w, r)
				return
			}
			s = samples[i]
		}
		h := w.Header()
		h.Set("Content-Type", "text/html; charset=utf-8")
		h.Set("Content-Security-Policy", CSP)
		if err := Render(w, s.Frame(lang), s.View); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	})
}

// CSP is the policy of every page.
const CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
	"connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// gallery is the page that lists the samples.
type gallery struct{}

func (gallery) Name() string { return "gallery" }

func (gallery) Links() (out []Link) {
	for _, s := range Samples() {
		out = append(out, Link{Href: (&url.URL{Path: "/dev/gallery/" + s.Name}).EscapedPath(), Text: s.Name})
	}
	return out
}

var _ = staff("gallery/all", gallery{})
