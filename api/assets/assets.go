// Package assets holds what browsers load beside the pages: one style, scripts
// and the font. `make assets` builds them from src and from npm into dist; the
// program embeds what stands there when it is compiled.
package assets

import (
	"embed"
	"encoding/json"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
)

//go:embed all:dist
var dist embed.FS

// Prefix is where the assets are served.
const Prefix = "/assets/"

// Missing says what to do when the program was compiled without assets.
const Missing = "The pages have no style: compiled without assets. Run: make build"

var files = read()

// read gives the manifest; nil when nothing was built.
func read() (out map[string]string) {
	data, err := dist.ReadFile("dist/manifest.json")
	if err != nil || json.Unmarshal(data, &out) != nil {
		return nil
	}
	return out
}

// Built says whether there are assets in this program.
func Built() bool { return files != nil }

// Path is the address of an asset by its name in src or in npm, such as
// "app.css"; empty if there is none.
func Path(name string) string {
	if f := files[name]; f != "" {
		return Prefix + f
	}
	return ""
}

// Handler serves the assets: for ever, since their names change with them, and
// compressed as they were built.
func Handler() http.Handler {
	tree, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(err) // embedded: cannot happen
	}
	known := map[string]bool{}
	for _, f := range files {
		known[f] = true
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := strings.TrimPrefix(r.URL.Path, Prefix)
		if !known[name] {
			http.NotFound(w, r)
			return
		}
		h := w.Header()
		h.Set("Content-Type", mime.TypeByExtension(path.Ext(name)))
		if path.Ext(name) == ".woff2" {
			h.Set("Content-Type", "font/woff2")
		}
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
		h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'") // of a worker, which may load more of itself
		h.Set("Vary", "Accept-Encoding")
		file := name
		if _, err := fs.Stat(tree, name+".gz"); err == nil && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			h.Set("Content-Encoding", "gzip")
			file += ".gz"
		}
		data, err := fs.ReadFile(tree, file)
		if err != nil {
			http.NotFound(w, r)
			return
		}
		_, _ = w.Write(data) // the client is gone: nothing to do about it
	})
}
