package api

import (
	"encoding/base64"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/thyrida/thyrida/api/pages"
	"github.com/thyrida/thyrida/models"
)

// movedCookie carries to the next page what was done with several tasks.
const (
	movedCookie = "thyrida-moved"
	yearLong    = 365 * 24 * time.Hour
	undoMost    = 80 // tasks that fit into a cookie
)

// bulk is what became of several tasks: whose each was before, and how often
// each refusal came.
type bulk struct {
	to      models.AccountID // empty: the queue
	was     map[models.TaskID]models.AccountID
	refused map[models.Code]int
}

// queueBulk takes, gives or puts back the tasks that are ticked. Each has its
// own result.
func (s *server) queueBulk(v *visit) error {
	p := v.back()
	err := v.moveTasks()
	if err == nil {
		return v.goTo(p.href(), "")
	}
	view, e := v.queueView(p)
	if e != nil {
		return e
	}
	return v.again(view, &view.Form, err)
}

func (v *visit) moveTasks() error {
	in := &assignTasksInput{}
	for _, id := range v.PostFormArray("tasks") {
		in.Body.Tasks = append(in.Body.Tasks, models.TaskID(id))
	}
	switch n := len(in.Body.Tasks); {
	case n == 0:
		return fieldError("tasks", "required")
	case n > 200:
		return fieldError("tasks", "too-many")
	}
	do := v.PostForm("do")
	switch do {
	case "claim":
		in.Body.Account = v.r.Actor.Account
	case "assign":
		if in.Body.Account = models.AccountID(v.PostForm("account")); uuid.Validate(string(in.Body.Account)) != nil {
			return fieldError("account", "required")
		}
	case "release":
	default:
		return fieldError("do", "not-a-choice")
	}
	if faults := badIDs("tasks", in.Body.Tasks); faults != nil {
		return fieldErrors(faults)
	}
	b := bulk{to: in.Body.Account, was: map[models.TaskID]models.AccountID{}, refused: map[models.Code]int{}}
	for _, id := range in.Body.Tasks {
		if t, err := v.s.desk(v.ctx).Task(v.ctx, id); err == nil {
			b.was[id] = t.Assignee
		}
	}
	if err := v.move(&b, in); err != nil {
		return err
	}
	v.set(movedCookie, b.String(), time.Minute)
	return nil
}

// move does it; b keeps what was refused, and of the rest whose it was.
func (v *visit) move(b *bulk, in *assignTasksInput) error {
	refuse := func(id models.TaskID, c models.Code) { b.refused[c]++; delete(b.was, id) }
	if b.to != "" {
		out, err := v.s.assignTasks(v.ctx, in)
		if err != nil {
			return err
		}
		for _, r := range out.Body.Results {
			if !r.Done {
				refuse(r.Task, models.Code(r.Code))
			}
		}
		return nil
	}
	for _, id := range in.Body.Tasks {
		var known *models.Error
		switch err := v.s.desk(v.ctx).ReleaseTask(v.ctx, id); {
		case errors.As(err, &known) && known.Kind != models.Unavailable && known.Kind != models.Broken:
			refuse(id, known.Code)
		case err != nil:
			return err
		}
	}
	return nil
}

// String is the result as a cookie carries it: to~task.was~code.n, identifiers
// short.
func (b bulk) String() string {
	parts := []string{short(string(b.to))}
	if len(b.was) <= undoMost {
		for id, was := range b.was {
			parts = append(parts, short(string(id))+"."+short(string(was)))
		}
	}
	for code, n := range b.refused {
		parts = append(parts, "!"+string(code)+"."+strconv.Itoa(n))
	}
	return strings.Join(append(parts, "#"+strconv.Itoa(len(b.was))), "~")
}

func short(id string) string {
	u, err := uuid.Parse(id)
	if err != nil {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(u[:])
}

func long(s string) string {
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil || len(b) != 16 {
		return ""
	}
	return uuid.UUID(b).String()
}

// readBulk reads what String wrote; what is nonsense is left out. n is how many
// were done.
func readBulk(text string) (b bulk, n int) {
	b = bulk{was: map[models.TaskID]models.AccountID{}, refused: map[models.Code]int{}}
	for i, part := range strings.Split(text, "~") {
		key, value, _ := strings.Cut(part, ".")
		switch {
		case i == 0:
			b.to = models.AccountID(long(part))
		case strings.HasPrefix(part, "#"):
			n, _ = strconv.Atoi(part[1:])
		case strings.HasPrefix(part, "!"):
			b.refused[models.Code(key[1:])], _ = strconv.Atoi(value)
		case long(key) != "":
			b.was[models.TaskID(long(key))] = models.AccountID(long(value))
		}
	}
	return b, n
}

// moved is the result that the page before left to say.
func (v *visit) moved(people []pages.Choice) (*pages.Moved, error) {
	kept, err := v.Cookie(movedCookie)
	if err != nil || kept == "" {
		return nil, nil
	}
	v.set(movedCookie, "", -1)
	b, n := readBulk(kept)
	m := &pages.Moved{Done: n, Mine: b.to == v.r.Actor.Account}
	if i := slices.IndexFunc(people, func(c pages.Choice) bool { return c.Value == string(b.to) }); i >= 0 {
		m.To = people[i].Label
	}
	for code, n := range b.refused {
		title, _, _ := texts.problem(v.r.Lang, code, nil)
		m.Refused = append(m.Refused, strconv.Itoa(n)+": "+title)
	}
	slices.Sort(m.Refused)
	if len(b.was) > 0 {
		m.Undo = kept
	}
	return m, nil
}

// queueUndo gives every task back to whom it was taken from.
func (s *server) queueUndo(v *visit) error {
	kept, _ := readBulk(v.PostForm("moved"))
	if len(kept.was) > undoMost {
		return fieldError("moved", "too-many")
	}
	before := map[models.AccountID][]models.TaskID{}
	for id, was := range kept.was {
		before[was] = append(before[was], id)
	}
	flash := "undone"
	for was, ids := range before {
		in := &assignTasksInput{}
		in.Body.Tasks, in.Body.Account = ids, was
		b := bulk{to: was, refused: map[models.Code]int{}}
		if err := v.move(&b, in); err != nil {
			return err
		}
		if len(b.refused) > 0 {
			flash = "undone-some"
		}
	}
	return v.goTo(v.back().href(), flash)
}
