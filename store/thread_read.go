package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// unread counts the messages of case c that nobody of the actor's side has read:
// to its applicant those of the house, to who works on it those of the
// applicant, and to everybody else none. What a clerk wrote down himself the
// house knows.
var unread = unreadBy(isApplicant, worksOn)

// unreadBy is unread for an actor of whom two expressions of SQL say whether the
// case is his own and whether he works on it.
func unreadBy(own, staff string) string {
	return `(SELECT count(*) FROM case_messages um WHERE um.case_id = c.id AND um.channel = 'portal'
	AND um.side = CASE WHEN ` + own + ` THEN 'house' WHEN ` + staff + ` THEN 'applicant' END
	AND um.at > coalesce((SELECT max(ur.up_to) FROM case_reads ur WHERE ur.case_id = c.id AND ur.side <> um.side), '-infinity'))`
}

// ReadThread records that the actor has read the conversation of a case up to
// a message or, of staff, a note. Having read further already, it changes
// nothing. Errors: no-such-case, not-allowed, no-such-message.
func (d Desk) ReadThread(ctx context.Context, id models.CaseID, upTo models.MessageID) error {
	return d.act(ctx, "mark-thread-read", "case", string(id), func(tx *gorm.DB) error {
		c, err := d.conversation(tx, id)
		if err != nil {
			return err
		}
		side, said := models.SideApplicant, `SELECT at FROM case_messages WHERE case_id = @case AND id = @id`
		if c.staff {
			side, said = models.SideHouse, said+` UNION ALL SELECT at FROM case_notes WHERE case_id = @case AND id = @id`
		}
		var at time.Time
		a := d.rights(args{"case": string(id), "id": string(upTo), "side": string(side)})
		if err := tx.Raw(said, a).Row().Scan(&at); err != nil {
			return missing(err, "no-such-message")
		}
		a["at"] = at
		return tx.Exec(`INSERT INTO case_reads (municipality, case_id, account, side, up_to, at)
			SELECT @municipality, @case, @actor, @side, CAST(@at AS timestamptz), @now
			WHERE NOT EXISTS (SELECT FROM case_reads r WHERE r.case_id = @case AND r.account = @actor AND r.up_to >= @at)
			ON CONFLICT DO NOTHING`, a).Error
	})
}

// marked says of each message and note who has read it when: the other side,
// and of a note the author's colleagues.
func (d Desk) marked(tx *gorm.DB, id models.CaseID, may reader, items []models.ThreadItem) error {
	var marks []struct {
		Account, Name, Side string
		UpTo, At            time.Time
	}
	err := tx.Raw(`SELECT r.account, a.name, r.side, r.up_to, r.at FROM case_reads r JOIN accounts a ON a.id = r.account
		WHERE r.case_id = @case ORDER BY r.at, r.up_to`, args{"case": string(id)}).Scan(&marks).Error
	if err != nil {
		return err
	}
	mine := models.SideApplicant
	if may.staff {
		mine = models.SideHouse
	}
	for i := range items {
		t := &items[i]
		if t.Kind != models.ThreadMessage && t.Kind != models.ThreadNote {
			continue
		}
		note := t.Kind == models.ThreadNote
		t.Unread = t.Side != mine && t.Channel == string(models.FiledPortal) || note && t.Writer != d.actor.Account
		seen := map[string]bool{}
		for _, k := range marks {
			if k.UpTo.Before(t.At) || seen[k.Account] {
				continue
			}
			seen[k.Account] = true
			switch reader := models.Side(k.Side); {
			case note && reader == models.SideHouse:
				t.Unread = t.Unread && k.Account != string(d.actor.Account)
				if k.Account != string(t.Writer) {
					t.Reads = append(t.Reads, models.ReadMark{Name: k.Name, At: k.At.UTC()})
				}
			case !note && reader != t.Side:
				t.Unread = t.Unread && reader != mine
				t.Reads = append(t.Reads, models.ReadMark{Name: k.Name, At: k.At.UTC()})
			}
		}
	}
	return nil
}
