package store

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// newsChannel is the channel of PostgreSQL on which processes tell each other
// what has changed.
const newsChannel = "thyrida_news"

// gathered is how long news wait for more.
const gathered = 100 * time.Millisecond

// newsLimit ends telling the news.
const newsLimit = 5 * time.Second

// news are what this process has changed and not told yet. They are told after
// the commit and by a transaction of their own: NOTIFY takes one lock for the
// whole server until its transaction is on the disk, so within the writing
// transactions it would make all of them wait for each other. What is lost when
// a process dies in between is found by reload, as everything on a page is.
type news struct {
	mu   sync.Mutex
	of   map[string]bool // "case/…", "task/…" or "account/…"
	over bool
}

// changed tells whoever looks at it that a case, a task's case or an account's
// session has changed. It costs the caller nothing but a place in a map.
func (s *Store) changed(object, id string) {
	if id == "" || object != "case" && object != "task" && object != "account" {
		return
	}
	s.news.mu.Lock()
	defer s.news.mu.Unlock()
	switch {
	case s.news.over:
		return
	case s.news.of == nil:
		s.news.of = map[string]bool{}
		time.AfterFunc(gathered, s.tellNews)
	}
	s.news.of[object+"/"+id] = true
}

// told passes the news of a case on unless there was an error.
func (s *Store) told(id models.CaseID, err error) error {
	if err == nil {
		s.changed("case", string(id))
	}
	return err
}

// newsSQL tells of each case with the units that have or had a part in it. Its
// commit waits for no disk: nothing is lost with it.
const newsSQL = `SELECT pg_notify('` + newsChannel + `', concat_ws(' ', 'case', c.id, c.unit, (SELECT string_agg(DISTINCT t.unit, ' ') FROM tasks t WHERE t.case_id = c.id)))
		FROM set_config('synchronous_commit', 'off', true), cases c
		WHERE c.id IN (SELECT unnest(CAST(@cases AS uuid[])) UNION SELECT t.case_id FROM tasks t WHERE t.id = ANY(CAST(@tasks AS uuid[])))
	UNION ALL SELECT pg_notify('` + newsChannel + `', 'account ' || a) FROM unnest(CAST(@accounts AS uuid[])) a`

func (s *Store) tellNews() {
	s.news.mu.Lock()
	of := s.news.of
	s.news.of = nil
	s.news.mu.Unlock()
	ids := map[string][]string{"case": {}, "task": {}, "account": {}}
	for what := range of {
		object, id, _ := strings.Cut(what, "/")
		ids[object] = append(ids[object], id)
	}
	ctx, cancel := context.WithTimeout(context.Background(), newsLimit)
	defer cancel()
	if _, err := s.pool.Exec(ctx, newsSQL, pgx.NamedArgs{"cases": ids["case"], "tasks": ids["task"], "accounts": ids["account"]}); err != nil {
		slog.Debug("news not told", "err", err) // whoever looks reloads
	}
}

// end makes the news end; what is not told yet is not told.
func (n *news) end() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.over = true
}

// Listen hears what any process has changed until ctx ends or the connection
// does, on a connection of its own. It calls ready once it hears, then heard
// for each piece of news, one after the other.
func (s *Store) Listen(ctx context.Context, ready func(), heard func(models.News)) error {
	c, err := pgx.ConnectConfig(ctx, s.pool.Config().ConnConfig)
	if err != nil {
		return meaning("listen", err)
	}
	defer func() { _ = c.Close(context.WithoutCancel(ctx)) }()
	if _, err := c.Exec(ctx, "LISTEN "+newsChannel); err != nil {
		return meaning("listen", err)
	}
	ready()
	for {
		n, err := c.WaitForNotification(ctx)
		if err != nil {
			return meaning("listen", err)
		}
		switch words := strings.Fields(n.Payload); {
		case len(words) >= 2 && words[0] == "case":
			m := models.News{Case: models.CaseID(words[1])}
			for _, u := range words[2:] {
				m.Units = append(m.Units, models.UnitCode(u))
			}
			heard(m)
		case len(words) == 2 && words[0] == "account":
			heard(models.News{Account: models.AccountID(words[1])})
		}
	}
}

// MayRead says whether the actor may open a case. Errors: no-such-case.
func (d Desk) MayRead(ctx context.Context, id models.CaseID) error {
	if uuid.Validate(string(id)) != nil {
		return models.Fault(models.NotFound, "no-such-case")
	}
	return d.look(ctx, "read-case", "case", string(id), func(tx *gorm.DB) error {
		var one int
		err := tx.Raw(`SELECT 1 FROM cases c WHERE c.id = @case AND `+mayRead, d.rights(args{"case": string(id)})).Row().Scan(&one)
		return missing(err, "no-such-case")
	})
}
