package pages

// Flow is the way of a case through its stages: it is drawn, and told in words.
type Flow struct {
	Label  string // what the drawing is, for who does not see it
	Start  string // what begins it
	Stages []FlowStage
	End    string // how it ends when all goes well
	Always []string
}

// FlowStage is one stop.
type FlowStage struct {
	Name  string
	Who   string
	Kind  string // machine, citizen, head or house: whose turn it is
	Facts []string
	Ways  []FlowWay
}

// FlowWay is where a stage may lead.
type FlowWay struct {
	Kind string // next, back, return or end
	Text string // the outcomes that lead there
	To   int    // of back: the place of the stage
	Name string // of back, return and end: where it leads
	Note string // what more there is to say
}

// FlowBox is a drawn stage or end.
type FlowBox struct {
	X, Y, W, H int
	Kind       string // start, machine, citizen, head, house, return, stop or end
	Title      string
	Lines      []FlowLine
}

// FlowLine is a line of text with its left end on the baseline.
type FlowLine struct {
	X, Y, Size int
	Bold       bool
	Text       string
}

// FlowEdge is a drawn way: corners from where it leaves to the point of its
// arrow.
type FlowEdge struct {
	Kind   string // start, next, back, return, answer or end
	Title  string
	Points [][2]int
	Label  []FlowLine
}

// FlowDrawing is a flow on its sheet, measured in pixels.
type FlowDrawing struct {
	W, H  int
	Boxes []FlowBox
	Edges []FlowEdge
}

// sheet are the measures of a drawing.
type sheet struct {
	width, gap, side int // of everything, between the columns, and of the right one
	head, text       int // sizes of type
}

var (
	phone = sheet{width: 344, gap: 26, side: 120, head: 14, text: 12}
	desk  = sheet{width: 860, gap: 72, side: 320, head: 16, text: 14}
)

const (
	flowLane    = 12 // between two ways back
	flowPad     = 9  // inside a box
	flowBetween = 10 // of boxes beside a stage
)

// Narrow is drawn for telephones, Broad for desks.
func (f Flow) Narrow() FlowDrawing { return f.draw(phone) }
func (f Flow) Broad() FlowDrawing  { return f.draw(desk) }

// leading is from one baseline to the next.
func leading(size int) int { return size + size/4 + 1 }

// draw lays the stages below each other, what they lead to on the right, and
// the ways back on the left.
func (f Flow) draw(s sheet) (d FlowDrawing) {
	lanes := 0
	for _, st := range f.Stages {
		for _, w := range st.Ways {
			if w.Kind == "back" {
				lanes++
			}
		}
	}
	left := 2
	if lanes > 0 {
		left += 4 + flowLane*lanes
	}
	d.W = s.width
	main := s.width - left - s.gap - s.side - 2
	y := 2
	start := d.box(s, FlowBox{X: left, Y: y, W: main, Kind: "start", Title: f.Start}, []FlowLine{{Text: f.Start, Size: s.text, Bold: true}})
	rows := make([]FlowBox, len(f.Stages))
	var backs []back
	last, label := start, ""
	for i, st := range f.Stages {
		y = last.Y + last.H
		y += d.down(s, last, label)
		row := f.stage(&d, s, i, left, main, y, &backs)
		rows[i], last, label = row, row, st.next()
	}
	y = last.Y + last.H
	y += d.down(s, last, label)
	end := d.box(s, FlowBox{X: left, Y: y, W: main, Kind: "end", Title: f.End}, []FlowLine{{Text: f.End, Size: s.text, Bold: true}})
	d.back(rows, backs, left)
	d.H = end.Y + end.H + 2
	return d
}

// next are the words for the way to the stage after.
func (st FlowStage) next() string {
	for _, w := range st.Ways {
		if w.Kind == "next" {
			return w.Text
		}
	}
	return ""
}

// box adds a box with its lines below each other; without a height it is as
// high as they need.
func (d *FlowDrawing) box(s sheet, b FlowBox, lines []FlowLine) FlowBox {
	y := b.Y + flowPad
	for _, l := range lines {
		for _, text := range wrapped(l.Text, b.W-2*flowPad, l.Size, l.Bold) {
			y += leading(l.Size)
			b.Lines = append(b.Lines, FlowLine{X: b.X + flowPad, Y: y - l.Size/3, Size: l.Size, Bold: l.Bold, Text: text})
		}
	}
	b.H = max(b.H, y+flowPad-b.Y)
	d.Boxes = append(d.Boxes, b)
	return b
}

// down draws the arrow to what comes next, with its words beside it, and says
// how long it is.
func (d *FlowDrawing) down(s sheet, from FlowBox, label string) int {
	x, y := from.X+min(from.W/4, 70), from.Y+from.H
	e := FlowEdge{Kind: "next", Title: label}
	if from.Kind == "start" {
		e.Kind = "start"
	}
	long := 26
	for i, text := range wrapped(label, s.width-x-14, s.text, false) {
		e.Label = append(e.Label, FlowLine{X: x + 12, Y: y + 6 + leading(s.text)*(i+1) - s.text/3, Size: s.text, Text: text})
		long = max(long, 14+leading(s.text)*(i+1))
	}
	e.Points = [][2]int{{x, y}, {x, y + long}}
	d.Edges = append(d.Edges, e)
	return long
}

// back is a way to an earlier stage, and where it leaves.
type back struct {
	from, to, y int
	title       string
}

// stage draws one stage and what it leads to, and notes its ways back.
func (f Flow) stage(d *FlowDrawing, s sheet, i, left, main, y int, backs *[]back) FlowBox {
	st := f.Stages[i]
	x := left + main + s.gap
	high := 0
	type beside struct {
		way FlowWay
		box FlowBox
	}
	var side []beside
	for _, w := range st.Ways {
		if w.Kind != "return" && w.Kind != "end" {
			continue
		}
		b := FlowBox{X: x, Y: y + high, W: s.side, Kind: "stop", Title: w.Text + ": " + w.Name}
		if w.Kind == "return" {
			b.Kind = "return"
		}
		lines := []FlowLine{{Text: w.Text, Size: s.text, Bold: true}}
		for _, text := range []string{w.Name, w.Note} {
			if text != "" && text != w.Text {
				lines = append(lines, FlowLine{Text: text, Size: s.text})
			}
		}
		b = d.box(s, b, lines)
		side = append(side, beside{w, b})
		high = b.Y + b.H - y + flowBetween
	}
	lines := []FlowLine{{Text: Number("", i+1) + ". " + st.Name, Size: s.head, Bold: true}, {Text: st.Who, Size: s.text}}
	for _, fact := range st.Facts {
		lines = append(lines, FlowLine{Text: fact, Size: s.text})
	}
	first := len(lines)
	for _, w := range st.Ways {
		if w.Kind == "back" {
			lines = append(lines, FlowLine{Text: "↩ " + w.Text + ": " + w.Name, Size: s.text})
		}
	}
	b := d.box(s, FlowBox{X: left, Y: y, W: main, H: max(0, high-flowBetween), Kind: st.Kind, Title: st.Name + ". " + st.Who}, lines)
	f.leaves(b, lines[:first], st, i, backs)
	for _, o := range side {
		d.aside(b, o.box, o.way)
	}
	return b
}

// leaves notes where the ways back of a stage leave its box: at the line that
// names them.
func (f Flow) leaves(b FlowBox, before []FlowLine, st FlowStage, i int, backs *[]back) {
	at := 0
	for _, l := range before {
		at += len(wrapped(l.Text, b.W-2*flowPad, l.Size, l.Bold))
	}
	for _, w := range st.Ways {
		if w.Kind != "back" {
			continue
		}
		l := b.Lines[at]
		*backs = append(*backs, back{i, w.To, l.Y - l.Size/3, w.Text + ": " + w.Name})
		at += len(wrapped("↩ "+w.Text+": "+w.Name, b.W-2*flowPad, l.Size, false))
	}
}

// aside draws the arrow to a box beside a stage, and back from the citizen.
func (d *FlowDrawing) aside(from, to FlowBox, w FlowWay) {
	y, right := to.Y+to.H/2, from.X+from.W
	if w.Kind == "end" {
		d.Edges = append(d.Edges, FlowEdge{Kind: "end", Title: w.Text, Points: [][2]int{{right, y}, {to.X, y}}})
		return
	}
	d.Edges = append(d.Edges, FlowEdge{Kind: "return", Title: w.Text, Points: [][2]int{{right, y - 7}, {to.X, y - 7}}},
		FlowEdge{Kind: "answer", Title: w.Note, Points: [][2]int{{to.X, y + 7}, {right, y + 7}}})
}

// back draws the ways back on the left, the shortest nearest to the boxes.
func (d *FlowDrawing) back(rows []FlowBox, backs []back, left int) {
	entered := map[int]int{}
	for lane, w := range sortedBacks(backs) {
		x, y := left-5-flowLane*(lane+1)+4, rows[w.to].Y+rows[w.to].H/2-8*entered[w.to]
		entered[w.to]++
		d.Edges = append(d.Edges, FlowEdge{Kind: "back", Title: w.title, Points: [][2]int{{left, w.y}, {x, w.y}, {x, y}, {left, y}}})
	}
}
