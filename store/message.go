package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// conversation is how the actor stands to the conversation of a case.
type conversation struct {
	reader
	himself    bool // the case bears the actor's tax number
	speaks     bool // writes down what an applicant without a login says
	part       bool // another case waits for this one: its applicant is spoken to there
	service    models.ServiceCode
	version    int
	visit      int
	closedAt   *time.Time
	answeredAt *time.Time       // the house's last message
	actingFor  models.AccountID // whose right the actor has, if only as a substitute
}

// conversation finds a case whose inside the actor may see. Errors:
// no-such-case, not-allowed (who sees only how it goes).
func (d Desk) conversation(tx *gorm.DB, id models.CaseID) (c conversation, err error) {
	err = tx.Raw(`SELECT coalesce(`+isApplicant+`, false), `+himself+`, `+worksOn+`, coalesce(`+speaksFor+`, false), c.parent IS NOT NULL OR c.applicant IS NULL,
			c.service, c.version, c.visit, c.closed_at, (SELECT max(m.at) FROM case_messages m WHERE m.case_id = c.id AND m.side = 'house'),
			coalesce(CAST(`+worksOnFor+` AS text), '')
		FROM cases c WHERE c.id = @case AND `+mayRead, d.rights(args{"case": string(id)})).Row().
		Scan(&c.own, &c.himself, &c.staff, &c.speaks, &c.part, &c.service, &c.version, &c.visit, &c.closedAt, &c.answeredAt, &c.actingFor)
	c.staff, c.speaks = c.staff && !c.own, c.speaks && !c.own // nobody is staff in his own case
	if c.own {
		c.actingFor = ""
	}
	switch {
	case err != nil:
		return c, missing(err, "no-such-case")
	case !c.inside():
		return c, models.Fault(models.Forbidden, "not-allowed")
	}
	return c, nil
}

// side is who speaks when the actor writes.
func (c conversation) side(in models.NewMessage) models.Side {
	if c.own || in.Channel != "" {
		return models.SideApplicant
	}
	return models.SideHouse
}

// refuses says why the actor may not write this now; nil if he may.
func (c conversation) refuses(in models.NewMessage, now time.Time) error {
	switch {
	case in.Text == "":
		return unfit("text", "required")
	case in.Channel != "" && (in.Internal || c.own):
		return unfit("channel", "not-expected")
	case c.himself && !c.own: // nobody is the house in his own case
		return models.Fault(models.Forbidden, "not-allowed")
	case in.Internal && !c.staff, in.Channel != "" && !c.speaks:
		return models.Fault(models.Forbidden, "not-allowed")
	case in.Internal:
		return nil
	case c.part:
		return models.Fault(models.Conflict, "no-conversation")
	case c.closedAt == nil || c.side(in) == models.SideHouse:
		return nil
	}
	until := utc(c.closedAt)
	if last := utc(c.answeredAt); last.After(until) {
		until = last
	}
	if until = until.Add(models.AfterEnd); now.After(until) {
		return &models.Error{Kind: models.Conflict, Code: "conversation-over", Data: map[string]any{"until": until}}
	}
	return nil
}

// unfit is the fault of one field of a request.
func unfit(field string, code models.Code) error {
	return &models.Error{Kind: models.Invalid, Code: "invalid-request", Fields: []models.FieldFault{{Field: field, Code: code}}}
}

// WriteMessage adds to the conversation of a case, with loose files of the
// actor's, and tells the other side: a message of the applicant, one of who
// works on the case, what an applicant without a login said elsewhere, or an
// internal note, which is told to nobody. The same identifier again changes
// nothing. A case that has ended is still spoken of, by its applicant for
// models.AfterEnd. Errors: no-such-case, not-allowed, no-conversation (a case
// that another waits for), conversation-over, no-such-attachment, too-many.
func (d Desk) WriteMessage(ctx context.Context, in models.NewMessage) (out models.ThreadItem, err error) {
	action := models.Code("write-message")
	if in.Internal {
		action = "write-note"
	}
	err = d.actFor(ctx, action, "case", string(in.CaseID), func(tx *gorm.DB) (models.AccountID, error) {
		// One writes at a time, so that times grow and notices are told once.
		if err := tx.Exec(`SELECT pg_advisory_xact_lock(hashtextextended('thread ' || @case, 0))`, args{"case": string(in.CaseID)}).Error; err != nil {
			return "", err
		}
		c, err := d.conversation(tx, in.CaseID)
		if err != nil {
			return "", err
		}
		written, err := d.written(tx, in)
		if err != nil || written {
			return c.actingFor, either(err, d.readBack(tx, c, in, &out))
		}
		if err := c.refuses(in, d.s.now()); err != nil {
			return "", err
		}
		if err := d.write(tx, c, in); err != nil {
			return "", err
		}
		return c.actingFor, d.readBack(tx, c, in, &out)
	})
	return out, err
}

// written says whether the actor has written this already.
func (d Desk) written(tx *gorm.DB, in models.NewMessage) (ok bool, err error) {
	table := `case_messages`
	if in.Internal {
		table = `case_notes`
	}
	err = tx.Raw(`SELECT EXISTS (SELECT FROM `+table+` WHERE id = @id AND case_id = @case AND account = CAST(nullif(@actor, '') AS uuid))`,
		d.rights(args{"id": string(in.ID), "case": string(in.CaseID)})).Row().Scan(&ok)
	return ok, err
}

func (d Desk) readBack(tx *gorm.DB, c conversation, in models.NewMessage, out *models.ThreadItem) error {
	items, _, err := d.thread(tx, in.CaseID, c.reader, models.ThreadPage{Page: models.Page{Limit: 1}}, string(in.ID))
	if err == nil && len(items) == 1 {
		*out = items[0]
	}
	return err
}

// grown is a time after everything that was said before in the case.
const grown = `greatest(CAST(@now AS timestamptz),
	(SELECT max(m.at) FROM case_messages m WHERE m.case_id = @case) + interval '1 microsecond',
	(SELECT max(n.at) FROM case_notes n WHERE n.case_id = @case) + interval '1 microsecond')`

func (d Desk) write(tx *gorm.DB, c conversation, in models.NewMessage) error {
	channel := in.Channel
	if channel == "" {
		channel = models.FiledPortal
	}
	a := d.rights(args{"id": string(in.ID), "case": string(in.CaseID), "side": string(c.side(in)), "channel": string(channel), "body": in.Text,
		"acting": string(c.actingFor)})
	insert := `INSERT INTO case_messages (id, municipality, case_id, side, account, channel, body, at, acting_for)
		VALUES (@id, @municipality, @case, @side, @actor, @channel, @body, ` + grown + `, CAST(nullif(@acting, '') AS uuid))`
	if in.Internal {
		insert = `INSERT INTO case_notes (id, municipality, case_id, account, body, at, acting_for)
			VALUES (@id, @municipality, @case, @actor, @body, ` + grown + `, CAST(nullif(@acting, '') AS uuid))`
	}
	if err := tx.Exec(insert, a).Error; err != nil {
		return err
	}
	if err := d.enclose(tx, c, in); err != nil || in.Internal {
		return err
	}
	return d.tellMessage(tx, c, in)
}

// enclose gives the files of a message to its case.
func (d Desk) enclose(tx *gorm.DB, c conversation, in models.NewMessage) error {
	if len(in.Attachments) == 0 {
		return nil
	}
	// The case is locked, as by who else adds to it, so that no two pass roomFor.
	if err := tx.Exec(`SELECT FROM cases WHERE id = @case FOR NO KEY UPDATE`, args{"case": string(in.CaseID)}).Error; err != nil {
		return err
	}
	now := d.s.now()
	rows := make([]fileRow, len(in.Attachments))
	for i, f := range in.Attachments {
		rows[i] = fileRow{Case: in.CaseID, ID: f, Actor: d.actor.Account, Internal: in.Internal, At: &now}
	}
	if err := attachAll(tx, c.visit, rows); err != nil {
		return err
	}
	err := tx.Exec(`UPDATE attachments SET message = @id WHERE id = ANY(CAST(@files AS uuid[]))`,
		args{"id": string(in.ID), "files": arrayOf(in.Attachments)}).Error
	if err != nil {
		return err
	}
	return d.roomFor(tx, in.CaseID)
}
