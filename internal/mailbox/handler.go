package mailbox

import (
	_ "embed"
	"html/template"
	"net/http"

	"github.com/thyrida/thyrida/internal/calendar"
)

//go:embed page.html
var pageSource string

//go:embed page.css
var style []byte

var page = template.Must(template.New("mailbox").Funcs(template.FuncMap{
	"long": func(m Message) string { return calendar.LongDateTime(m.At, "el") },
}).Parse(pageSource))

// shown is how many messages one page holds; the filters find older ones.
const shown = 200

// Handler serves GET /dev/messages (JSON) and GET /dev/mailbox (a page), both
// with the filters to, channel, contains and after; POST and DELETE
// /dev/faults plan what goes wrong next.
func (b *Box) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /dev/messages", func(w http.ResponseWriter, r *http.Request) {
		f := filterOf(r)
		if !b.understands(f) {
			answer(w, http.StatusBadRequest, map[string]any{"code": "filter", "detail": "after is a time in RFC 3339 or the id of a message; channel is email or sms"})
			return
		}
		answer(w, http.StatusOK, map[string]any{"messages": b.Messages(f)})
	})
	mux.HandleFunc("POST /dev/faults", b.turn)
	mux.HandleFunc("DELETE /dev/faults", b.mend)
	mux.HandleFunc("GET /dev/mailbox", b.page)
	mux.HandleFunc("GET /dev/mailbox.css", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/css; charset=utf-8")
		_, _ = w.Write(style)
	})
	return mux
}

func filterOf(r *http.Request) Filter {
	q := r.URL.Query()
	return Filter{To: q.Get("to"), Channel: Channel(q.Get("channel")), Contains: q.Get("contains"), After: q.Get("after")}
}

func (b *Box) page(w http.ResponseWriter, r *http.Request) {
	f := filterOf(r)
	all := b.Messages(f)
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'")
	h.Set("Cache-Control", "no-store")
	err := page.Execute(w, map[string]any{"Filter": f, "Total": len(all), "Messages": all[:min(shown, len(all))]})
	if err != nil { // the reader went away: a broken template fails the tests
		return
	}
}
