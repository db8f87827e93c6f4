package pages

import (
	"html/template"
	"strconv"
	"strings"

	"rsc.io/qr"
)

// quiet is the white border of a QR code in modules, as its standard asks.
const quiet = 4

// QR draws a text as a QR code of correction level M, in SVG without a style of
// its own. A text too long for any code gives nothing.
func QR(text, alt string) template.HTML {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return ""
	}
	var b strings.Builder
	side := strconv.Itoa(code.Size + 2*quiet)
	b.WriteString(`<svg class="app-qr__code" viewBox="0 0 ` + side + " " + side + `" role="img" aria-label="` + template.HTMLEscapeString(alt) +
		`"><path fill="#fff" d="M0 0h` + side + "v" + side + `H0z"/><path d="`)
	for y := range code.Size {
		for x := range code.Size {
			if code.Black(x, y) {
				b.WriteString("M" + strconv.Itoa(x+quiet) + " " + strconv.Itoa(y+quiet) + "h1v1h-1z")
			}
		}
	}
	b.WriteString(`"/></svg>`)
	return template.HTML(b.String()) //nolint:gosec // made here of numbers and one escaped text
}
