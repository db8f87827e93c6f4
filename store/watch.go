package store

import (
	"context"
	"strings"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// isWatched: somebody watches case c. One probe of an index for almost all.
const isWatched = `EXISTS (SELECT FROM case_watches w WHERE w.case_id = c.id)`

// watchedByActor are the cases the actor watches.
const watchedByActor = `c.id = ANY(ARRAY(SELECT w.case_id FROM case_watches w WHERE w.account = CAST(nullif(@actor, '') AS uuid)))`

// watcherReads is mayRead for account a, who is staff and not the citizen in
// the case: whoever has lost the right is told nothing more.
var watcherReads = `a.disabled_at IS NULL AND NOT coalesce(a.person IN (c.applicant, c.representative), false)
	AND EXISTS (SELECT FROM acting_grants g WHERE g.account = a.id AND g.municipality = c.municipality AND ` + inForce + `)
	AND ` + strings.NewReplacer("CAST(nullif(@person, '') AS uuid)", "a.person", "CAST(@actor AS uuid)", "a.id").Replace(mayRead)

// tellWatchersSQL tells who watches a case by e-mail, once for each visit; not
// who brought the visit about: who took the last decision, if nobody but the
// machine has had the case since.
var tellWatchersSQL = `INSERT INTO notices (id, municipality, case_id, event, visit, channel, account, state, not_before, created_at)
	SELECT CAST(md5(concat_ws('/', c.id, 'watched', CAST(@visit AS int), a.id)) AS uuid), c.municipality, c.id, 'watched', CAST(@visit AS int),
		'email', a.id, 'queued', CAST(@now AS timestamptz), CAST(@now AS timestamptz)
	FROM case_watches w JOIN cases c ON c.id = w.case_id JOIN accounts a ON a.id = w.account
	WHERE w.case_id = @case AND ` + watcherReads + `
		AND a.id IS DISTINCT FROM (SELECT CASE WHEN NOT EXISTS (SELECT FROM stage_visits s WHERE s.case_id = d.case_id AND d.task_id IS NOT NULL
				AND s.visit > d.visit AND s.visit < @visit AND s.audience <> 'machine') THEN d.actor END
			FROM decisions d WHERE d.case_id = c.id AND d.state <> 'refused' ORDER BY d.recorded_at DESC LIMIT 1)
	ON CONFLICT DO NOTHING`

// tellWatchers tells who watches a case of a visit, or with the number after
// the last visit of its end. Repeating it tells nobody twice.
func (s *Store) tellWatchers(db *gorm.DB, id models.CaseID, visit int) error {
	return db.Exec(tellWatchersSQL, args{"case": string(id), "visit": visit, "now": s.now()}).Error
}

// WatchCase makes the actor, who is staff, be told of every stage of a case and
// of its end. Errors: no-such-case, not-allowed.
func (d Desk) WatchCase(ctx context.Context, id models.CaseID) error {
	return d.act(ctx, "watch-case", "case", string(id), func(tx *gorm.DB) error {
		if err := d.mayWatch(tx, id); err != nil {
			return err
		}
		return tx.Exec(`INSERT INTO case_watches (case_id, account, since) VALUES (@case, CAST(@actor AS uuid), @now) ON CONFLICT DO NOTHING`,
			d.rights(args{"case": string(id)})).Error
	})
}

// UnwatchCase ends that, also for who has lost the right meanwhile. Errors:
// those of WatchCase.
func (d Desk) UnwatchCase(ctx context.Context, id models.CaseID) error {
	return d.act(ctx, "unwatch-case", "case", string(id), func(tx *gorm.DB) error {
		gone := tx.Exec(`DELETE FROM case_watches WHERE case_id = @case AND account = CAST(nullif(@actor, '') AS uuid)`,
			d.rights(args{"case": string(id)}))
		if gone.Error != nil || gone.RowsAffected > 0 {
			return gone.Error
		}
		return d.mayWatch(tx, id)
	})
}

// mayWatch says why the actor cannot watch a case. In his own he is the citizen,
// who is told anyway.
func (d Desk) mayWatch(tx *gorm.DB, id models.CaseID) error {
	var own bool
	err := tx.Raw(`SELECT coalesce(`+isApplicant+`, false) FROM cases c WHERE c.id = @case AND `+mayRead,
		d.rights(args{"case": string(id)})).Row().Scan(&own)
	switch {
	case err != nil:
		return missing(err, "no-such-case")
	case own, !d.actor.Staff():
		return models.Fault(models.Forbidden, "not-allowed")
	}
	return nil
}
