package store

import (
	"context"
	"encoding/json"
	"time"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// caseRow is a case with who handles it: the clerk who has the open task, else
// the last clerk of that unit in this case, else the unit's contact, else the
// unit itself. Notices say the same.
type caseRow struct {
	Summary                          summaryRow `gorm:"embedded"`
	Channel, Delivery                string
	DecidedAt, WithdrawnAt, HaltedAt *time.Time
	CompetentAt                      *time.Time
	FromBody                         string
	Own, Staff, Watched              bool
	Form                             []byte
	HandlerUnit, HandlerName         string
	HandlerPhone, HandlerEmail       string
	Language                         string
	Parent                           string
	Behalf, Papers, Paid, Parts      bool // there are such rows
	Checked, Linked                  bool
}

var caseSQL = `SELECT ` + summaryColumns + `, ` + unreadBy(`r.own`, `r.staff`) + ` AS unread, c.channel, c.delivery, c.from_body, c.competent_at, c.decided_at, c.withdrawn_at, c.halted_at,
		r.own, r.staff,
		EXISTS (SELECT FROM case_watches w WHERE w.case_id = c.id AND w.account = CAST(@actor AS uuid)) AS watched,
		(SELECT form FROM case_forms f WHERE f.case_id = c.id ORDER BY f.version DESC LIMIT 1) AS form,
		u.code AS handler_unit, coalesce(h.name, CASE WHEN @language = 'en' THEN u.en ELSE u.el END) AS handler_name,
		coalesce(nullif(h.phone, ''), u.phone) AS handler_phone, coalesce(h.email, u.email) AS handler_email,
		coalesce((SELECT language FROM persons s WHERE s.id = c.representative), p.language) AS language, c.parent,
		EXISTS (SELECT FROM representations r WHERE r.case_id IN (c.id, c.parent)) AS behalf,
		EXISTS (SELECT FROM cases k WHERE k.parent = c.id) AS parts,
		EXISTS (SELECT FROM document_versions w WHERE w.case_id = c.id) OR EXISTS (SELECT FROM document_references w WHERE w.case_id = c.id) AS papers,
		EXISTS (SELECT FROM payments w WHERE w.case_id = c.id) AS paid, EXISTS (SELECT FROM findings w WHERE w.case_id = c.id) AS checked,
		EXISTS (SELECT FROM case_links w WHERE w.from_case = c.id OR w.to_case = c.id) AS linked
	FROM cases c` + onCaseOf + summaryJoins + `
	LEFT JOIN LATERAL (SELECT t.unit, t.assignee FROM tasks t WHERE t.case_id = c.id AND t.state <> 'closed' AND t.purpose = 'stage'
		ORDER BY t.audience NOT IN ('clerk', 'head'), t.assignee IS NULL, t.state <> 'open', t.visit DESC, t.ordinal LIMIT 1) o ON true
	JOIN units u ON u.municipality = c.municipality AND u.code = coalesce(o.unit, c.unit)
	LEFT JOIN LATERAL (SELECT a.name, a.phone, a.email FROM (
			SELECT o.assignee AS id, 1000000 AS visit
			UNION ALL SELECT v.assignee, v.visit FROM stage_visits v WHERE v.case_id = c.id AND v.unit = u.code AND v.audience IN ('clerk', 'head')
			UNION ALL SELECT u.contact, -1) who
		JOIN accounts a ON a.id = who.id AND a.disabled_at IS NULL ORDER BY who.visit DESC LIMIT 1) h ON true
	WHERE c.id = @case AND r.reads`

// Case gives a case as its page shows it to the actor. The applicant sees no
// findings and only notes that are for him; protocol and manager see how the
// case goes and nothing that is in it. Nobody is staff in his own case. Errors:
// no-such-case.
func (d Desk) Case(ctx context.Context, id models.CaseID) (c models.CaseDetail, err error) {
	err = d.look(ctx, "read-case", "case", string(id), func(tx *gorm.DB) error {
		var r caseRow
		found := tx.Raw(caseSQL, d.rights(args{"case": string(id), "language": d.actor.Language})).Scan(&r)
		switch {
		case found.Error != nil:
			return found.Error
		case found.RowsAffected == 0:
			return models.Fault(models.NotFound, "no-such-case")
		}
		may := reader{own: r.Own, staff: r.Staff && !r.Own}
		if c, err = r.detail(may); err != nil {
			return err
		}
		if r.Behalf {
			if c.Behalf, err = representationOf(tx, id); err != nil {
				return err
			}
		}
		return d.fill(tx, &c, r, may)
	})
	return c, err
}

func (r caseRow) detail(may reader) (c models.CaseDetail, err error) {
	c = models.CaseDetail{CaseSummary: r.Summary.summary(), Channel: models.FilingChannel(r.Channel), Delivery: models.Delivery(r.Delivery),
		Watched: r.Watched, FromBody: r.FromBody, CompetentAt: utc(r.CompetentAt),
		DecidedAt: utc(r.DecidedAt), WithdrawnAt: utc(r.WithdrawnAt), HaltedAt: utc(r.HaltedAt),
		Handler:     models.Contact{Name: r.HandlerName, Phone: r.HandlerPhone, Email: r.HandlerEmail},
		HandlerUnit: models.UnitCode(r.HandlerUnit), Language: r.Language}
	if may.inside() && len(r.Form) > 0 {
		err = json.Unmarshal(r.Form, &c.Form)
	}
	return c, err
}

// fill reads the lists that hang on a case. Most cases have few of them, and
// people look at a case often: what is not there is not asked for.
func (d Desk) fill(tx *gorm.DB, c *models.CaseDetail, r caseRow, may reader) (err error) {
	if c.Timeline, err = d.timeline(tx, c.ID, may); err != nil {
		return err
	}
	if r.Papers || r.Parts {
		if c.Documents, err = d.documentsOf(tx, c.ID); err != nil {
			return err
		}
	}
	if r.Linked {
		if c.Links, err = d.linksOf(tx, c.ID, may); err != nil {
			return err
		}
	}
	if c.OpenTasks, err = d.openTasks(tx, c.ID, may); err != nil || !may.inside() {
		return err
	}
	var shown string
	if !may.staff {
		shown = ` AND NOT f.internal`
	}
	if c.Files, err = filesOf(tx, c.ID, shown); err != nil {
		return err
	}
	if r.Paid {
		if c.Payments, err = paymentsOf(tx, c.ID); err != nil {
			return err
		}
	}
	if c.Notices, err = noticesOf(tx, c.ID, may); err != nil || !may.staff {
		return err
	}
	if r.Checked {
		if c.Findings, err = findingsOf(tx, c.ID); err != nil {
			return err
		}
	}
	c.Parent = models.CaseID(r.Parent) // the case that waits for this one
	if !r.Parts {
		return nil
	}
	return relatives(tx, c)
}

// relatives are the cases that this one waits or waited for: of an application,
// those of its certificates.
func relatives(tx *gorm.DB, c *models.CaseDetail) error {
	return tx.Raw(`SELECT CAST(id AS text) FROM cases WHERE parent = ? ORDER BY submitted_at, id`, string(c.ID)).Scan(&c.Children).Error
}

// openTasks lists what a case waits for; to the applicant only what waits for
// him.
func (d Desk) openTasks(tx *gorm.DB, id models.CaseID, may reader) ([]models.Task, error) {
	var rows []taskRow
	err := tx.Raw(`SELECT `+taskColumns+` FROM tasks t`+taskJoins+`
		WHERE t.case_id = @case AND t.state = 'open' AND (NOT @own OR t.audience IN ('citizen', 'payer'))
		ORDER BY t.visit, t.ordinal`, d.rights(args{"case": string(id), "own": may.own})).Scan(&rows).Error
	return tasksOf(rows, d.actor.Account, d.s.now()), err
}
