package store

import (
	"context"
	"encoding/json"
	"time"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// AddPaper gives a loose file of the actor's to an open case, at any stage: by
// its applicant, or by who works on it. The same file again changes nothing.
// Errors: no-such-case, case-closed, not-allowed (an applicant's internal
// file, or who works on a case of his own tax number), no-such-attachment,
// paper-replaced, slot-full, too-many.
func (d Desk) AddPaper(ctx context.Context, id models.CaseID, p models.NewPaper) error {
	return d.actFor(ctx, "add-paper", "case", string(id), func(tx *gorm.DB) (acts models.AccountID, err error) {
		var state models.CaseState
		var visit int
		var own, his, there bool
		err = tx.Raw(`SELECT c.state, c.visit, coalesce(`+isApplicant+`, false), `+himself+`, EXISTS (SELECT FROM attachments f
				WHERE f.id = @id AND f.case_id = c.id AND f.account = CAST(nullif(@actor, '') AS uuid)), coalesce(CAST(`+worksOnFor+` AS text), '')
			FROM cases c WHERE c.id = @case AND (`+isApplicant+` OR `+worksOn+`) FOR NO KEY UPDATE OF c`,
			d.rights(args{"case": string(id), "id": string(p.ID)})).Row().Scan(&state, &visit, &own, &his, &there, &acts)
		if own {
			acts = ""
		}
		switch {
		case err != nil:
			return "", missing(err, "no-such-case")
		case there:
			return acts, nil
		case state == models.Closed:
			return "", models.Fault(models.Conflict, "case-closed")
		case p.Internal && own, his && !own: // nobody is the house in his own case
			return "", models.Fault(models.Forbidden, "not-allowed")
		}
		now := d.s.now()
		err = attachAll(tx, visit, []fileRow{{Case: id, ID: p.ID, Slot: p.Slot, Actor: d.actor.Account, Replaces: p.Replaces,
			Internal: p.Internal, At: &now}})
		if err == nil {
			err = withinSlots(tx, id, []models.SlotFile{{ID: p.ID, Slot: p.Slot, Most: p.Most}}, "replaces")
		}
		if err == nil {
			err = d.roomFor(tx, id)
		}
		if err == nil && own {
			err = d.tellPaper(tx, id, visit, p.ID)
		}
		return acts, err
	})
}

// JudgePaper says of a paper that it is good or must be brought again; the
// newest word counts. Errors: no-such-attachment, not-allowed (in one's own
// case), case-closed, paper-replaced, paper-internal, file-held, file-infected.
func (d Desk) JudgePaper(ctx context.Context, c models.CaseID, id models.AttachmentID, j models.PaperJudgement) error {
	return d.s.told(c, d.actFor(ctx, "judge-paper", "attachment", string(id), func(tx *gorm.DB) (acts models.AccountID, err error) {
		var state models.CaseState
		var file models.AttachmentState
		var own, replaced, internal bool
		err = tx.Raw(`SELECT c.state, f.state, coalesce(`+isApplicant+`, false) OR `+himself+`, f.replaced_by IS NOT NULL, f.internal,
				coalesce(CAST(`+worksOnFor+` AS text), '')
			FROM attachments f JOIN cases c ON c.id = f.case_id
			WHERE f.id = @id AND c.id = @case AND (`+isApplicant+` AND NOT f.internal OR `+worksOn+`) FOR UPDATE OF f`,
			d.rights(args{"id": string(id), "case": string(c)})).Row().Scan(&state, &file, &own, &replaced, &internal, &acts)
		switch {
		case err != nil:
			return "", missing(err, "no-such-attachment")
		case own: // nobody is the house in his own case
			return "", models.Fault(models.Forbidden, "not-allowed")
		case state == models.Closed:
			return "", models.Fault(models.Conflict, "case-closed")
		case replaced:
			return "", models.Fault(models.Conflict, "paper-replaced")
		case internal:
			return "", models.Fault(models.Conflict, "paper-internal")
		case file == models.AttachmentRefused: // the scanner has spoken
			return "", models.Fault(models.Conflict, "file-infected")
		case file == models.AttachmentHeld && j.Verdict == models.PaperAccepted:
			return "", models.Fault(models.Conflict, "file-held")
		}
		return acts, tx.Exec(`INSERT INTO paper_verdicts (attachment, municipality, case_id, verdict, reason, note, actor, at, acting_for)
			VALUES (@id, @municipality, @case, @verdict, @reason, @note, @actor, @now, CAST(nullif(@acting, '') AS uuid))
			ON CONFLICT (attachment) DO UPDATE SET verdict = excluded.verdict, reason = excluded.reason, note = excluded.note,
				actor = excluded.actor, at = excluded.at, acting_for = excluded.acting_for`,
			d.rights(args{"id": string(id), "case": string(c), "verdict": string(j.Verdict), "reason": string(j.Reason), "note": j.Note, "acting": string(acts)})).Error
	}))
}

// neededSlots are the slots whose paper was refused before task t was opened
// and has not come again, separated by commas.
const neededSlots = `(SELECT string_agg(DISTINCT nf.slot, ',') FROM paper_verdicts nv JOIN attachments nf ON nf.id = nv.attachment
	WHERE nv.case_id = t.case_id AND nv.verdict = 'refused' AND nv.at <= t.opened_at AND nf.replaced_by IS NULL AND nf.slot <> '')`

// broughtAgain refuses an answer that leaves out a paper the return asked for.
func broughtAgain(tx *gorm.DB, id models.TaskID) error {
	var needed *string
	err := tx.Raw(`SELECT `+neededSlots+` FROM tasks t WHERE t.id = ?`, string(id)).Row().Scan(&needed)
	if err != nil || needed == nil {
		return err
	}
	f := models.Fault(models.Invalid, "papers-missing")
	for _, slot := range split(*needed) {
		f.Fields = append(f.Fields, models.FieldFault{Field: "attachments." + slot, Code: "paper-refused"})
	}
	return f
}

// attach gives loose files of the actor to a case, with the visit that brought
// them.
func (d Desk) attach(tx *gorm.DB, c models.CaseID, visit int, files []models.SlotFile) error {
	rows := make([]fileRow, len(files))
	now := d.s.now()
	for i, f := range files {
		rows[i] = fileRow{Case: c, ID: f.ID, Slot: f.Slot, Actor: d.actor.Account, Replaces: f.Replaces, At: &now}
	}
	if err := attachAll(tx, visit, rows); err != nil {
		return err
	}
	if err := withinSlots(tx, c, files, ""); err != nil {
		return err
	}
	return d.roomFor(tx, c)
}

// fileRow is a file that a case takes; only who brought it may give it.
type fileRow struct {
	Case     models.CaseID         `json:"case"`
	ID       models.AttachmentID   `json:"id"`
	Slot     models.SlotKey        `json:"slot"`
	Actor    models.AccountID      `json:"actor"`
	Internal bool                  `json:"internal"`
	Replaces []models.AttachmentID `json:"replaces,omitempty"`
	At       *time.Time            `json:"at"` // nil: with the submission
}

// attachAll gives files to their cases. A file that the scanner has not seen
// is taken too: nobody's term passes because a scanner is away, and it is
// served to nobody before.
func attachAll(tx *gorm.DB, visit int, files []fileRow) error {
	if len(files) == 0 {
		return nil
	}
	rows, err := json.Marshal(files)
	if err != nil {
		return err
	}
	done := tx.Exec(`UPDATE attachments a SET case_id = f."case", visit = @visit, slot = f.slot, internal = f.internal, added_at = f.at,
			staff = NOT EXISTS (SELECT FROM accounts x JOIN cases c ON c.id = f."case" WHERE x.id = f.actor AND x.person IN (c.applicant, c.representative))
		FROM jsonb_to_recordset(CAST(@rows AS jsonb)) AS f("case" uuid, id uuid, slot text, actor uuid, internal bool, at timestamptz)
		WHERE a.id = f.id AND a.account = f.actor AND a.case_id IS NULL AND a.state <> 'refused'`, args{"visit": visit, "rows": string(rows)})
	if done.Error == nil && int(done.RowsAffected) != len(files) {
		return &models.Error{Kind: models.Invalid, Code: "no-such-attachment",
			Fields: []models.FieldFault{{Field: "attachments", Code: "no-such-attachment"}}}
	}
	if done.Error != nil {
		return done.Error
	}
	return replace(tx, files, string(rows))
}

// replace puts newer versions in the place of older ones of the same case, each
// of which had its place until now.
func replace(tx *gorm.DB, files []fileRow, rows string) error {
	var n int
	for _, f := range files {
		n += len(f.Replaces)
	}
	if n == 0 {
		return nil
	}
	done := tx.Exec(`UPDATE attachments o SET replaced_by = r.id
		FROM (SELECT f."case", f.id, f.internal, CAST(jsonb_array_elements_text(f.replaces) AS uuid) AS old
			FROM jsonb_to_recordset(CAST(@rows AS jsonb)) AS f("case" uuid, id uuid, internal bool, replaces jsonb)) r
		WHERE o.id = r.old AND o.case_id = r."case" AND o.id <> r.id AND o.internal = r.internal AND o.replaced_by IS NULL`, args{"rows": rows})
	if done.Error == nil && int(done.RowsAffected) != n {
		return &models.Error{Kind: models.Conflict, Code: "paper-replaced",
			Fields: []models.FieldFault{{Field: "replaces", Code: "no-such-attachment"}}}
	}
	return done.Error
}
