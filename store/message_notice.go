package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// messageQuiet is how long a message waits before it is told of, so that who
// writes in several pieces causes one notice.
const messageQuiet = 2 * time.Minute

// tellMessage tells the other side of a message: the applicant on his ways, or
// the staff by e-mail. A notice that has not been sent yet covers the message
// too. Those are locked, so that none leaves meanwhile without it.
func (d Desk) tellMessage(tx *gorm.DB, c conversation, in models.NewMessage) error {
	err := tx.Exec(`SELECT FROM notices WHERE case_id = ? AND message IS NOT NULL AND state = 'queued' ORDER BY id FOR UPDATE`, string(in.CaseID)).Error
	if err != nil {
		return err
	}
	a := d.rights(args{"case": string(in.CaseID), "message": string(in.ID), "visit": c.visit, "later": d.s.now().Add(messageQuiet),
		"event": string(models.EventMessage)})
	if c.side(in) == models.SideHouse {
		return tx.Exec(`WITH told AS (SELECT id, municipality FROM cases WHERE id = CAST(@case AS uuid)),`+tellMessageSQL+` SELECT 1`, a).Error
	}
	a["event"], a["about"] = string(models.EventAsked), string(in.ID)
	return tx.Exec(tellAskedSQL, a).Error
}

// tellPaper tells who handles a case of a paper that its applicant has added.
// Several within messageQuiet are told of once.
func (d Desk) tellPaper(tx *gorm.DB, id models.CaseID, visit int, paper models.AttachmentID) error {
	return tx.Exec(tellAskedSQL, d.rights(args{"case": string(id), "message": nil, "about": string(paper), "visit": visit,
		"later": d.s.now().Add(messageQuiet), "event": string(models.EventPaperAdded)})).Error
}

// tellMessageSQL goes the ways on which no notice waits that covers the message.
var tellMessageSQL = tellOf(told{document: "CAST(NULL AS uuid)", message: "CAST(@message AS uuid)", after: "CAST(@later AS timestamptz)",
	when: `NOT EXISTS (SELECT FROM notices q WHERE q.case_id = r.id AND q.event = @event AND q.account IS NULL AND q.channel = way.channel
		AND q.state = way.state AND (q.state = 'queued' OR EXISTS (SELECT FROM tasks t WHERE t.notice_id = q.id AND t.state = 'open')))`})

// tellAskedSQL tells whom the applicant sees as the one who handles his case:
// who has an open task of it, else who of that unit had it last, else the
// unit's contact, else everybody of the unit. Not who wrote the message down. What
// it is about, a message or a paper, makes the notice one.
const tellAskedSQL = `INSERT INTO notices (id, municipality, case_id, event, visit, channel, account, state, not_before, created_at, message)
	SELECT DISTINCT CAST(md5(concat_ws('/', c.id, CAST(@event AS text), CAST(@about AS uuid), w.account)) AS uuid),
		c.municipality, c.id, @event, CAST(@visit AS int), 'email', w.account, 'queued', CAST(@later AS timestamptz), CAST(@now AS timestamptz),
		CAST(@message AS uuid)
	FROM cases c
	CROSS JOIN LATERAL (SELECT coalesce((SELECT t.unit FROM tasks t WHERE t.case_id = c.id AND t.state = 'open' AND t.purpose = 'stage'
		ORDER BY t.audience NOT IN ('clerk', 'head'), t.visit DESC, t.ordinal LIMIT 1), c.unit) AS unit) u
	CROSS JOIN LATERAL (SELECT x.account, rank() OVER (ORDER BY x.turn, x.visit DESC) AS place FROM (
			SELECT t.assignee AS account, 1 AS turn, 0 AS visit FROM tasks t WHERE t.case_id = c.id AND t.state = 'open' AND t.purpose = 'stage'
				AND t.audience IN ('clerk', 'head', 'signatory')
			UNION ALL SELECT v.assignee, 2, v.visit FROM stage_visits v WHERE v.case_id = c.id AND v.unit = u.unit AND v.audience IN ('clerk', 'head')
				AND EXISTS (SELECT FROM role_grants g WHERE g.account = v.assignee AND g.municipality = c.municipality AND g.unit = u.unit
					AND g.role IN ('clerk', 'head') AND ` + inForce + `)
			UNION ALL SELECT k.contact, 3, 0 FROM units k WHERE k.municipality = c.municipality AND k.code = u.unit
			UNION ALL SELECT g.account, 4, 0 FROM role_grants g WHERE g.municipality = c.municipality AND g.unit = u.unit
				AND g.role IN ('clerk', 'head') AND ` + inForce + `) x
		JOIN accounts a ON a.id = x.account AND a.disabled_at IS NULL AND a.person IN (c.applicant, c.representative) IS NOT TRUE) w
	WHERE c.id = @case AND w.place = 1 AND w.account <> CAST(@actor AS uuid)
		AND NOT EXISTS (SELECT FROM notices q WHERE q.case_id = c.id AND q.event = @event AND q.account = w.account AND q.state = 'queued')
	ON CONFLICT DO NOTHING`

// noticeMessages reads what notices of messages say: those of one side from
// its own on, up to that of the next notice to the same person on the same
// channel. Who wrote last answers for them; to staff the text is not sent, they
// read it in the case.
func (y System) noticeMessages(ctx context.Context, ids array, of map[models.NoticeID]*models.NoticeFacts) error {
	if len(ids) == 0 {
		return nil
	}
	var rows []struct {
		Notice             models.NoticeID
		Text               string
		Files              int
		Name, Phone, Email string
	}
	err := y.s.db.WithContext(ctx).Raw(`WITH m AS (
			SELECT n.id AS notice, m.* FROM notices n JOIN case_messages o ON o.id = n.message
				JOIN case_messages m ON m.case_id = o.case_id AND m.side = o.side
			WHERE n.id = ANY(CAST(@ids AS uuid[])) AND m.at >= o.at
				AND m.at < coalesce((SELECT min(x.at) FROM notices q JOIN case_messages x ON x.id = q.message
				WHERE q.case_id = n.case_id AND q.event = n.event AND q.channel = n.channel AND q.account IS NOT DISTINCT FROM n.account
					AND x.at > o.at), 'infinity'))
		SELECT CAST(l.notice AS text) AS notice, (SELECT string_agg(body, E'\n\n' ORDER BY at) FROM m WHERE m.notice = l.notice) AS text,
			(SELECT count(*) FROM attachments f WHERE f.case_id = l.case_id
				AND f.message IN (SELECT id FROM m WHERE m.notice = l.notice)) AS files,
			CASE l.side WHEN 'house' THEN a.name ELSE p.name END AS name, CASE l.side WHEN 'house' THEN a.phone ELSE p.mobile END AS phone,
			CASE l.side WHEN 'house' THEN a.email ELSE p.email END AS email
		FROM (SELECT DISTINCT ON (notice) * FROM m ORDER BY notice, at DESC) l JOIN accounts a ON a.id = l.account
		JOIN cases c ON c.id = l.case_id JOIN persons p ON p.id = coalesce(c.representative, c.applicant)`, args{"ids": ids}).Scan(&rows).Error
	for _, r := range rows {
		f := of[r.Notice]
		f.Files, f.Writer = r.Files, models.Contact{Name: r.Name, Phone: r.Phone, Email: r.Email}
		if f.Staff || r.Name == "" {
			continue
		}
		f.Message = r.Text
		f.Handler.Name, f.Handler.Email = f.Writer.Name, f.Writer.Email
		if f.Writer.Phone != "" { // else the unit's
			f.Handler.Phone = f.Writer.Phone
		}
	}
	return err
}
