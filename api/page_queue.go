package api

import (
	"cmp"
	"net/url"
	"strconv"
	"strings"

	"github.com/thyrida/thyrida/api/pages"
	"github.com/thyrida/thyrida/models"
)

// queueDone is the list of what the visitor has decided; it is no queue of the
// store's.
const queueDone models.Queue = "done"

var queueTabs = []models.Queue{models.QueueMine, models.QueueUnit, models.QueueUnassigned, models.QueueCitizen, models.QueueSign, queueDone}

// keysCookie turns the keyboard of lists off.
const keysCookie = "thyrida-keys"

func (s *server) queuePages(p pageRouter) {
	p.get("/queue", staff, s.queuePage)
	p.post("/queue/bulk", staff, s.queueBulk)
	p.post("/queue/undo", staff, s.queueUndo)
	p.post("/queue/keys", staff, s.queueKeys)
	s.taskPages(p)
	s.signPages(p)
	s.deskPages(p)
}

// place is where in the queue somebody stands: its filters as the address has
// them, and the same as the interface knows them.
type place struct {
	query url.Values
	in    listTasksInput
}

// placeOf keeps of a query what is the queue's.
func placeOf(q url.Values) place {
	p := place{query: url.Values{}}
	if q.Get("overdue") == "true" { // as addresses said it that people have kept
		p.query.Set("due", "late")
	}
	for _, k := range []string{"queue", "unit", "service", "stage", "due", "q", "cursor"} {
		if w := strings.TrimSpace(q.Get(k)); w != "" && len(w) <= 200 {
			p.query.Set(k, w)
		}
	}
	q = p.query
	p.in = listTasksInput{Cursor: Cursor{Cursor: q.Get("cursor"), Limit: 50}, Queue: models.Queue(cmp.Or(q.Get("queue"), string(models.QueueMine))),
		Unit: models.UnitCode(q.Get("unit")), Service: models.ServiceCode(q.Get("service")), Stage: models.StageKey(q.Get("stage")), Due: q.Get("due"), Query: q.Get("q")}
	return p
}

// back reads the place that a form carries.
func (v *visit) back() place {
	q, err := url.ParseQuery(v.PostForm("back"))
	if err != nil {
		q = url.Values{}
	}
	return placeOf(q)
}

// href is the queue at the place.
func (p place) href() string { return "/queue?" + p.query.Encode() }

// tasks are those of the place.
func (v *visit) tasks(p place) ([]Task, string, error) {
	if p.in.Queue != queueDone {
		return v.s.taskPage(v.ctx, &p.in, p.in.page())
	}
	done, next, err := v.s.desk(v.ctx).DoneTasks(v.ctx, p.in.page())
	if err != nil {
		return nil, "", err
	}
	out, err := v.s.showTasks(v.ctx, done)
	return out, next, err
}

func (s *server) queuePage(v *visit) error {
	if v.Query("known") != "" { // the page asks for its tabs again
		view := &pages.Queue{Live: true}
		if err := v.queueTabs(view, placeOf(v.Request.URL.Query())); err != nil {
			return err
		}
		return v.show(view)
	}
	view, err := v.queueView(placeOf(v.Request.URL.Query()))
	if err != nil {
		return err
	}
	if view.Moved, err = v.moved(view.People); err != nil {
		return err
	}
	return v.show(view)
}

// queueTabs are the tabs of the page with their counts; known is the count that
// the page was shown with, for who reads the tabs again.
func (v *visit) queueTabs(view *pages.Queue, p place) error {
	counts, err := v.s.desk(v.ctx).TaskCounts(v.ctx)
	if err != nil {
		return err
	}
	view.Tab, view.Query, view.Count = string(p.in.Queue), p.query.Encode(), counts[p.in.Queue]
	for _, q := range queueTabs {
		view.Tabs = append(view.Tabs, pages.Tab{Link: pages.Link{Href: "/queue?queue=" + string(q), Text: v.text("queue.tab." + string(q)),
			Count: counts[q]}, Counted: q != queueDone, Current: q == p.in.Queue})
	}
	if known, err := strconv.Atoi(v.Query("known")); err == nil {
		view.Changed, view.Count = view.Count != known, known
	}
	return nil
}

func (v *visit) queueView(p place) (*pages.Queue, error) {
	view := &pages.Queue{Service: string(p.in.Service), Unit: string(p.in.Unit), Stage: string(p.in.Stage), Due: p.in.Due, Text: p.in.Query,
		Keys: v.keys(), Now: v.s.Clock.Now()}
	if err := v.queueTabs(view, p); err != nil {
		return nil, err
	}
	if len([]rune(p.in.Query)) > 100 {
		return nil, fieldError("q", "too-long")
	}
	tasks, next, err := v.tasks(p)
	if err != nil {
		return nil, err
	}
	for _, t := range tasks {
		view.Rows = append(view.Rows, v.queueRow(t, p))
	}
	if p.in.Cursor.Cursor != "" {
		view.Pager.First = p.with("cursor", "").href()
	}
	if next != "" {
		view.Pager.Next = p.with("cursor", next).href()
	}
	if p.in.Queue != queueDone {
		table := p.with("cursor", "")
		table.query.Set("queue", string(p.in.Queue))
		for _, f := range []struct {
			format string
			to     *string
		}{{"csv", &view.CSV}, {"xlsx", &view.XLSX}} {
			*f.to = prefix + "/tasks?" + table.with("format", f.format).query.Encode()
		}
	}
	return view, v.queueChoices(view)
}

// with is a place with another value of one key; empty takes it out.
func (p place) with(key, value string) place {
	q := url.Values{}
	for k, w := range p.query {
		q[k] = w
	}
	q.Del(key)
	if value != "" {
		q.Set(key, value)
	}
	return place{query: q, in: p.in}
}

func (v *visit) queueRow(t Task, p place) pages.QueueRow {
	now := v.s.Clock.Now()
	row := pages.QueueRow{ID: string(t.ID), Title: t.ServiceTitle, Applicant: t.ApplicantName, Stage: t.StageLabel, State: v.taskState(t),
		Handler: t.AssigneeName, For: t.ActingFor, Due: t.DueAt, Ended: t.State != models.TaskOpen, Age: pages.DaysBetween(t.OpenedAt, now)}
	row.Href = "/tasks/" + row.ID
	if q := p.query.Encode(); q != "" {
		row.Href += "?" + q
	}
	if t.Assignee == v.r.Actor.Account && t.Assignee != "" {
		row.Handler = v.text("queue.me")
	}
	if t.Protocol != nil {
		row.Number, row.Age = number(*t.Protocol), pages.DaysBetween(t.Protocol.At, now)
	}
	return row
}

// number is a line of the book as people write it.
func number(e models.Entry) string { return strconv.Itoa(e.Number) + "/" + strconv.Itoa(e.Year) }

// taskState is how a task stands, in a word.
func (v *visit) taskState(t Task) pages.Tag {
	kind, word := "info", "going"
	switch {
	case t.State != models.TaskOpen:
		kind, word = "done", "done"
	case t.Overdue:
		kind, word = "late", "late"
	case t.Refused != nil:
		kind, word = "action", "again"
	case t.Purpose == models.ForContact:
		kind, word = "action", "contact"
	case t.Audience == models.ForCitizen || t.Audience == models.ForPayer:
		kind, word = "wait", "wait"
	case t.Audience == models.ForSigner:
		kind, word = "sign", "sign"
	case t.Assignee == "":
		kind, word = "new", "new"
	}
	return pages.Tag{Kind: kind, Text: v.text("queue.is." + word)}
}

// keys says whether the visitor wants lists to listen to the keyboard.
func (v *visit) keys() bool {
	kept, _ := v.Cookie(keysCookie)
	return kept != "off"
}

// queueKeys turns the keyboard on or off.
func (s *server) queueKeys(v *visit) error {
	keep := "on"
	if v.PostForm("keys") == "off" {
		keep = "off"
	}
	v.set(keysCookie, keep, yearLong)
	return v.goTo(v.back().href(), "")
}
