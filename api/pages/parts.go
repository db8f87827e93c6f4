package pages

// Tag is a state in a word. Kinds: info, new, wait, sign, done, late, action.
type Tag struct{ Kind, Text string }

// Class colours the tag; the classes stand here whole for who prunes the style.
func (t Tag) Class() string {
	switch t.Kind {
	case "new":
		return "app-tag--new"
	case "wait":
		return "app-tag--wait"
	case "sign":
		return "app-tag--sign"
	case "done":
		return "app-tag--done"
	case "late":
		return "app-tag--late"
	case "action":
		return "app-tag--action"
	}
	return "app-tag--info"
}

// Step is one stop of a case on its way. State: done, now, or empty.
type Step struct{ Name, State string }

// Row is a line of a summary list: what, and its value; Change leads to where
// it can be changed, if it can.
type Row struct{ Key, Value, Change string }

// Tab is one of several lists. Count is shown if Counted.
type Tab struct {
	Link
	Counted bool
	Current bool
}

// Pager leads through a list that is read by cursors: there is a first page and
// a next one. Empty addresses are left out.
type Pager struct {
	First, Next string
	Shown       string // «Εμφανίζονται 1–50», decided by who knows
}

// Notice says something of weight. Kinds: info, good, warning.
type Notice struct {
	Kind, Title, Text string
	Action            Link // one thing to do about it, if any
}

// Class colours the notice.
func (n Notice) Class() string {
	switch n.Kind {
	case "good":
		return "app-notice--good"
	case "warning":
		return "app-notice--warning"
	}
	return "app-notice--info"
}
