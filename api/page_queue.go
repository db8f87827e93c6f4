package api

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"

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
	for _, k := range []string{"queue", "unit", "service", "overdue", "cursor"} {
		if w := q.Get(k); w != "" && len(w) <= 200 {
			p.query.Set(k, w)
		}
	}
	p.in = listTasksInput{Cursor: Cursor{Cursor: q.Get("cursor"), Limit: 50}, Queue: models.Queue(cmp.Or(q.Get("queue"), string(models.QueueMine))),
		Unit: models.UnitCode(q.Get("unit")), Service: models.ServiceCode(q.Get("service")), Overdue: q.Get("overdue") == "true"}
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
	view, err := v.queueView(placeOf(v.Request.URL.Query()))
	if err != nil {
		return err
	}
	if view.Moved, err = v.moved(view.People); err != nil {
		return err
	}
	return v.show(view)
}

func (v *visit) queueView(p place) (*pages.Queue, error) {
	counts, err := v.s.desk(v.ctx).TaskCounts(v.ctx)
	if err != nil {
		return nil, err
	}
	tasks, next, err := v.tasks(p)
	if err != nil {
		return nil, err
	}
	off, _ := v.Cookie(keysCookie)
	view := &pages.Queue{Tab: string(p.in.Queue), Query: p.query.Encode(), Service: string(p.in.Service), Unit: string(p.in.Unit), Overdue: p.in.Overdue,
		Keys: off != "off", Now: v.s.Clock.Now()}
	for _, q := range queueTabs {
		view.Tabs = append(view.Tabs, pages.Tab{Link: pages.Link{Href: "/queue?queue=" + string(q), Text: v.text("queue.tab." + string(q)),
			Count: counts[q]}, Counted: q != queueDone, Current: q == p.in.Queue})
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

// queueChoices fills what the filters and the assignment offer.
func (v *visit) queueChoices(view *pages.Queue) error {
	all := pages.Choice{Label: v.text("queue.all")}
	services, err := v.s.services(v.ctx)
	if err != nil {
		return err
	}
	view.Services = []pages.Choice{all}
	for _, w := range services {
		view.Services = append(view.Services, pages.Choice{Value: string(w.Code), Label: w.Title.In(v.r.Lang)})
	}
	names, err := v.s.unitNames(v.ctx)
	if err != nil {
		return err
	}
	view.Units = []pages.Choice{all}
	for _, g := range v.r.Actor.Grants {
		c := pages.Choice{Value: string(g.Unit), Label: names[g.Unit]}
		if g.Unit != "" && !slices.Contains(view.Units, c) {
			view.Units = append(view.Units, c)
		}
	}
	if v.r.Actor.Is(models.RoleHead) {
		view.People, err = v.colleagues()
	}
	return err
}

// colleagues are those to whom the visitor may give tasks, himself among them.
func (v *visit) colleagues() (out []pages.Choice, err error) {
	cs, err := v.s.desk(v.ctx).Colleagues(v.ctx)
	for _, c := range cs {
		if n := len(out); n == 0 || out[n-1].Value != string(c.Account) {
			out = append(out, pages.Choice{Value: string(c.Account), Label: c.Name})
		}
	}
	return out, err
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

// queueKeys turns the keyboard on or off.
func (s *server) queueKeys(v *visit) error {
	keep := "on"
	if v.PostForm("keys") == "off" {
		keep = "off"
	}
	v.set(keysCookie, keep, yearLong)
	return v.goTo(v.back().href(), "")
}
