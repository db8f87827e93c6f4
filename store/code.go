package store

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"math"
	"math/big"
	"time"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// How long a one-time code is good for, how often it may be tried, and how many
// an owner is given in a day for one purpose: in one place (see place), and in
// all that are no device of his together. So nobody uses up another's from his
// own network, and all networks together have two hundred guesses a day at a
// million codes, each five of them told to the owner by a mail. Who needs more
// than ten mails has another trouble than a forgotten password.
const (
	codeLife      = 15 * time.Minute
	codeAttempts  = 5
	codesPerPlace = 10
	codesPerDay   = 40
	codeDay       = 24 * time.Hour
)

// errCode is all that is said of a code that does not count, whatever the
// reason: wrong, used, replaced, too old, tried too often, another's, or never
// sent because nobody has the address.
var errCode = models.Fault(models.Invalid, "code-refused")

// oneTime is a row of account_codes.
type oneTime struct {
	ID       models.CodeID
	Purpose  models.CodePurpose
	Owner    string
	From     models.Attempt `gorm:"-"` // who asks
	Account  models.AccountID
	Address  string
	Former   string
	Language string
	Body     string // opened
	Digest   string
	Attempts int
}

func codeDigest(id models.CodeID, code string) string { return string(id) + "/" + code }

func codePlace(id models.CodeID) string { return "code/" + string(id) }

func bodyPlace(id models.CodeID) string { return "code/" + string(id) + "/body" }

// issueCode makes a code in the stead of the owner's old one from the same place
// (one that a stranger asked for stands beside it), and tells its address of an event; of none if the event is empty, when the row is there
// only so that both cases are alike. What is asked for an address that nobody
// has counts too, so the limit of a day tells nothing. Errors:
// too-many-attempts, with the seconds to wait.
func (d Desk) issueCode(tx *gorm.DB, c oneTime, ch models.Channel, e models.Event) error {
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		return err
	}
	code, seal := fmt.Sprintf("%06d", n), d.s.opts.Seal
	if c.Language == "" {
		c.Language = "el"
	}
	a := args{"id": string(c.ID), "m": int(d.actor.Municipality), "purpose": string(c.Purpose), "owner": c.Owner,
		"account": string(c.Account), "address": c.Address, "language": c.Language, "now": d.s.now(),
		"expires": d.s.now().Add(codeLife), "digest": seal.Digest("account-code", codeDigest(c.ID, code)),
		"sealed": seal.Seal(code, codePlace(c.ID)), "body": seal.Seal(c.Body, bodyPlace(c.ID)),
		"event": string(e), "channel": string(ch), "origin": d.s.place(c.From), "device": c.From.Device != nil}
	// Of two that ask at once one waits: there is never more than one code of a place.
	err = tx.Exec(`SELECT pg_advisory_xact_lock(hashtextextended('account-code/' || @purpose || '/' || @owner, 0))`, a).Error
	if err != nil {
		return err
	}
	if err := d.codesLeft(tx, a); err != nil {
		return err
	}
	err = tx.Exec(`UPDATE account_codes SET ended_at = @now, sealed = '', body = ''
		WHERE purpose = @purpose AND owner = @owner AND origin = @origin AND ended_at IS NULL`, a).Error
	if err != nil {
		return err
	}
	return tx.Exec(`WITH k AS (
			INSERT INTO account_codes (id, municipality, purpose, owner, account, address, language, digest, sealed, body, created_at, expires_at, origin, by_device)
			VALUES (@id, @m, @purpose, @owner, CAST(nullif(@account, '') AS uuid), @address, @language, @digest, @sealed, @body, @now, @expires, @origin, @device)
			RETURNING id, municipality)
		INSERT INTO notices (id, municipality, code, event, visit, channel, state, not_before, created_at)
		SELECT CAST(md5(concat_ws('/', 'code', k.id, CAST(@event AS text))) AS uuid), k.municipality, k.id, CAST(@event AS text), 0,
			CAST(@channel AS text), 'queued', CAST(@now AS timestamptz), CAST(@now AS timestamptz)
		FROM k WHERE @event <> ''`, a).Error
}

// codesLeft refuses an owner who has been given all codes of a day: those of the
// place, or those of all that are not known.
func (d Desk) codesLeft(tx *gorm.DB, a args) error {
	a["day"], a["place"], a["most"] = d.s.now().Add(-codeDay), codesPerPlace, codesPerDay
	var until *time.Time // when the oldest that fills a day is a day old
	err := tx.Raw(`SELECT greatest(
		(SELECT created_at FROM account_codes WHERE purpose = @purpose AND owner = @owner AND created_at > @day AND origin = @origin
			ORDER BY created_at DESC OFFSET @place - 1 LIMIT 1),
		(SELECT created_at FROM account_codes WHERE purpose = @purpose AND owner = @owner AND created_at > @day AND NOT by_device AND NOT @device
			ORDER BY created_at DESC OFFSET @most - 1 LIMIT 1))`, a).Row().Scan(&until)
	if err != nil || until == nil {
		return err
	}
	wait := until.Add(codeDay).Sub(d.s.now())
	return &models.Error{Kind: models.Unavailable, Code: "too-many-attempts", Data: map[string]any{"seconds": int(math.Ceil(wait.Seconds()))}}
}

// redeem tries a code and, if it is right, does what it proves the way for, in
// one transaction. A wrong one is counted. Errors: code-refused.
func (d Desk) redeem(ctx context.Context, p models.CodePurpose, typed models.CodeTyped, f func(*gorm.DB, oneTime) error) error {
	action, refused := models.Code("confirm-"+string(p)), false
	err := d.s.tx(ctx, string(action)+" "+string(typed.ID), func(tx *gorm.DB) error {
		c, err := d.tryCode(tx, p, typed)
		if errors.Is(err, errCode) {
			refused = true
			return nil // what was counted stays counted
		}
		if err != nil {
			return err
		}
		if err := d.s.audit(tx, d.actor, action, "code", string(c.ID)); err != nil {
			return err
		}
		return f(tx, c)
	})
	var known *models.Error
	taken := errors.As(err, &known) && known.Code == "email-taken" // somebody was faster: he is not told of the other
	if refused || taken {
		d.s.auditRefusal(ctx, d.actor, action, "code", string(typed.ID), errCode.Code)
		return meaning(string(action), errCode)
	}
	return err
}

// tryCode counts an attempt and ends a code that is right or was tried too
// often.
func (d Desk) tryCode(tx *gorm.DB, p models.CodePurpose, typed models.CodeTyped) (c oneTime, err error) {
	a := d.rights(args{"id": string(typed.ID), "purpose": string(p), "max": codeAttempts})
	found := tx.Raw(`SELECT id, purpose, owner, coalesce(CAST(account AS text), '') AS account, address, language, body, digest, attempts
		FROM account_codes WHERE id = @id AND municipality = @municipality AND purpose = @purpose
			AND ended_at IS NULL AND expires_at > @now FOR UPDATE`, a).Scan(&c)
	switch {
	case found.Error != nil:
		return c, found.Error
	case found.RowsAffected == 0:
		return c, errCode
	}
	right := false
	for _, digest := range d.s.opts.Seal.Digests("account-code", codeDigest(typed.ID, typed.Code)) {
		if subtle.ConstantTimeCompare([]byte(digest), []byte(c.Digest)) == 1 {
			right = true
		}
	}
	switch { // a code of an account that is logged in is nobody else's
	case p == models.CodeEmail || p == models.CodeMobile:
		right = right && d.actor.Account != "" && c.Account == d.actor.Account
	case p == models.CodePassword:
		right = right && c.Account != ""
	}
	if right {
		if c.Body, err = d.s.opts.Seal.Open(c.Body, bodyPlace(c.ID)); err != nil {
			return c, fmt.Errorf("open what a code is for: %w", err)
		}
	}
	a["right"] = right
	err = tx.Exec(`UPDATE account_codes SET attempts = attempts + 1,
			ended_at = CASE WHEN @right OR attempts + 1 >= @max THEN CAST(@now AS timestamptz) END,
			sealed = CASE WHEN @right OR attempts + 1 >= @max THEN '' ELSE sealed END,
			body = CASE WHEN @right OR attempts + 1 >= @max THEN '' ELSE body END WHERE id = @id`, a).Error
	if err != nil || !right {
		return c, either(err, errCode)
	}
	return c, tx.Exec(`UPDATE account_codes SET ended_at = @now, sealed = '', body = '' WHERE purpose = @purpose AND owner = @owner
		AND ended_at IS NULL`, args{"purpose": string(p), "owner": c.Owner, "now": d.s.now()}).Error // others' for the same
}

// tellOfCode writes the notice of what a code has brought about.
func (d Desk) tellOfCode(tx *gorm.DB, c oneTime, e models.Event, ch models.Channel) error {
	return tx.Exec(`INSERT INTO notices (id, municipality, code, event, visit, channel, state, not_before, created_at)
		VALUES (CAST(md5(concat_ws('/', 'code', CAST(@id AS text), CAST(@event AS text), CAST(@channel AS text))) AS uuid), @municipality, @id, @event, 0,
			@channel, 'queued', @now, @now)`,
		d.rights(args{"id": string(c.ID), "event": string(e), "channel": string(ch)})).Error
}

// SweepCodes forgets the codes asked for before a time, with the notices that
// brought them. The audit keeps what they were used for.
func (y System) SweepCodes(ctx context.Context, before time.Time) error {
	return meaning("sweep codes", y.s.db.WithContext(ctx).Exec(`DELETE FROM account_codes k WHERE k.created_at < @before
		AND NOT EXISTS (SELECT FROM notices n WHERE n.code = k.id AND n.state IN ('queued', 'sending', 'durable'))`,
		args{"before": before}).Error)
}
