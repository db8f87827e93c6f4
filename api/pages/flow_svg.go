package pages

import (
	"cmp"
	"fmt"
	"html/template"
	"slices"
	"strings"
	"unicode"
)

func sortedBacks(backs []back) []back {
	out := slices.Clone(backs)
	slices.SortStableFunc(out, func(a, b back) int { return cmp.Compare(a.from-a.to, b.from-b.to) })
	return out
}

// TextWidth is how wide a text is set at most, in pixels: a little more than
// Roboto takes.
func TextWidth(text string, size int, bold bool) int {
	w := 0
	for _, r := range text {
		switch {
		case strings.ContainsRune(" .,:;·'’|!()[]ιίϊΐjltfrI-", r):
			w += 33
		case strings.ContainsRune("mwωώψφMWΩΦΨ@↩–—", r):
			w += 85
		case unicode.IsUpper(r):
			w += 68
		default:
			w += 57
		}
	}
	if bold {
		w += w / 25
	}
	return (w*size + 99) / 100
}

// wrapped breaks a text into lines of a width; a word that is too long is
// broken too.
func wrapped(text string, width, size int, bold bool) (lines []string) {
	line := ""
	for _, word := range strings.Fields(text) {
		for try := join(line, word); ; try = join(line, word) {
			if TextWidth(try, size, bold) <= width {
				line = try
				break
			}
			if line != "" {
				lines, line = append(lines, line), ""
				continue
			}
			cut := []rune(word)
			n := len(cut) - 1
			for n > 1 && TextWidth(string(cut[:n])+"-", size, bold) > width {
				n--
			}
			lines, word = append(lines, string(cut[:n])+"-"), string(cut[n:])
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

func join(line, word string) string { return strings.TrimSpace(line + " " + word) }

// Classes stand whole for who prunes the style.
var flowBoxes = map[string]string{"start": "app-flow__box--start", "machine": "app-flow__box--machine", "citizen": "app-flow__box--citizen",
	"head": "app-flow__box--head", "house": "app-flow__box--house", "return": "app-flow__box--citizen", "stop": "app-flow__box--stop", "end": "app-flow__box--end"}

var flowEdges = map[string]string{"start": "app-flow__way--next", "next": "app-flow__way--next", "back": "app-flow__way--back",
	"return": "app-flow__way--citizen", "answer": "app-flow__way--citizen", "end": "app-flow__way--stop"}

// SVG writes the drawing; label is read in its place.
func (d FlowDrawing) SVG(class, label string) template.HTML {
	var b strings.Builder
	esc := template.HTMLEscapeString
	fmt.Fprintf(&b, `<svg class="app-flow__svg %s" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-label="%s">`, class, d.W, d.H, d.W, d.H, esc(label))
	lines := func(ls []FlowLine) {
		for _, l := range ls {
			bold := ""
			if l.Bold {
				bold = ` font-weight="700"`
			}
			fmt.Fprintf(&b, `<text x="%d" y="%d" font-size="%d"%s>%s</text>`, l.X, l.Y, l.Size, bold, esc(l.Text))
		}
	}
	for _, e := range d.Edges {
		fmt.Fprintf(&b, `<g class="app-flow__way %s"><title>%s</title><path d="%s"/><path class="app-flow__head" d="%s"/>`, flowEdges[e.Kind], esc(e.Title), e.path(), e.head())
		lines(e.Label)
		b.WriteString("</g>")
	}
	for _, x := range d.Boxes {
		round := 3
		if x.Kind == "start" || x.Kind == "end" || x.Kind == "stop" {
			round = 14
		}
		fmt.Fprintf(&b, `<g class="app-flow__box %s"><title>%s</title><rect x="%d" y="%d" width="%d" height="%d" rx="%d"/>`, flowBoxes[x.Kind], esc(x.Title), x.X, x.Y, x.W, x.H, round)
		lines(x.Lines)
		b.WriteString("</g>")
	}
	b.WriteString("</svg>")
	return template.HTML(b.String()) //nolint:gosec // what is not made here is escaped
}

func (e FlowEdge) path() string {
	var b strings.Builder
	for i, p := range e.Points {
		fmt.Fprintf(&b, "%c%d %d", "ML"[min(i, 1)], p[0], p[1])
	}
	return b.String()
}

// head is the triangle at the point of the arrow.
func (e FlowEdge) head() string {
	n := len(e.Points)
	from, to := e.Points[n-2], e.Points[n-1]
	dx, dy := cmp.Compare(to[0], from[0]), cmp.Compare(to[1], from[1])
	x, y := to[0]-7*dx, to[1]-7*dy
	return fmt.Sprintf("M%d %dL%d %dL%d %dZ", to[0], to[1], x-4*dy, y+4*dx, x+4*dy, y-4*dx)
}
