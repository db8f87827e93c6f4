package store

import (
	"context"
	"regexp"
	"strconv"
	"strings"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/internal/greek"
	"github.com/thyrida/thyrida/models"
)

// sought is what somebody typed to find cases, understood: a protocol number
// with or without its year, a tax number, or the words of a name.
type sought struct {
	number, year int
	afm          string
	terms        [][]string
}

var (
	typedNumber = regexp.MustCompile(`^(\d{1,8})(?:\s*/\s*(\d{4}))?$`)
	typedAFM    = regexp.MustCompile(`^\d{9}$`)
)

func understand(typed string) (q sought) {
	typed = strings.TrimSpace(typed)
	if m := typedNumber.FindStringSubmatch(typed); m != nil {
		q.number, _ = strconv.Atoi(m[1]) // digits, few enough
		q.year, _ = strconv.Atoi(m[2])   // or 0
		return q
	}
	if digits := strings.Join(strings.Fields(typed), ""); typedAFM.MatchString(digits) {
		q.afm = digits
		return q
	}
	q.terms = greek.Terms(typed)
	return q
}

// byNumber are the cases that have a number of the book, or whose document has.
const byNumber = `WITH b AS (SELECT b.subject FROM protocol_entries b WHERE b.municipality = @municipality AND b.number = @number
		AND b.year IN (SELECT k.year FROM protocol_counters k WHERE k.municipality = @municipality AND (@soughtYear = 0 OR k.year = @soughtYear)))
	SELECT CAST(substr(subject, 6) AS uuid) AS id FROM b WHERE subject LIKE 'case/%'
	UNION SELECT v.case_id FROM b JOIN document_versions v ON v.document = CAST(substr(b.subject, 10) AS uuid) WHERE b.subject LIKE 'document/%'`

const byAFM = `SELECT a.id FROM persons p JOIN cases a ON a.applicant = p.id
	WHERE p.municipality = @municipality AND p.afm_hash = ANY(CAST(@digests AS text[]))`

// readsAll: the actor may open every case c of the municipality but requests to
// be identified. The planner asks for the grant once, where mayRead is asked of
// every case, as it is for who stands in for such a one.
const readsAll = `c.kind <> 'identity' AND EXISTS (SELECT FROM role_grants g WHERE g.account = CAST(nullif(@actor, '') AS uuid) AND g.municipality = @municipality
	AND g.role IN ('protocol', 'manager') AND ` + inForce + `)`

// search finds cases by what somebody typed, among all that he may open. filter
// narrows case c. Who looks for a tax number is audited; the number is not.
func (d Desk) search(ctx context.Context, f models.CaseFilter, filter string, with args) (rows []summaryRow, err error) {
	q := understand(f.Query)
	find := func(tx *gorm.DB) error {
		var pick string
		switch {
		case q.number > 0:
			pick = `SELECT c.id, c.submitted_at FROM cases c WHERE c.id IN (` + byNumber + `)`
			with["number"], with["soughtYear"] = q.number, q.year
		case q.afm != "":
			pick = `SELECT c.id, c.submitted_at FROM cases c WHERE c.id IN (` + byAFM + `)`
			with["digests"] = array(d.s.opts.Seal.Digests("afm", q.afm))
		case len(q.terms) == 0:
			return nil
		default:
			return d.searchName(tx, f, q.terms, filter, with, &rows)
		}
		if err := tx.Exec(weighed).Error; err != nil {
			return err
		}
		return tx.Raw(summariesOf(pick+` AND c.municipality = @municipality AND (`+readsAll+` OR `+mayRead+`)`+filter+newestFirst), with).Scan(&rows).Error
	}
	if q.afm != "" {
		return rows, d.act(ctx, "search-afm", "case", "", find)
	}
	return rows, d.look(ctx, "search-cases", "case", "", find)
}

const newestFirst = ` ORDER BY c.submitted_at DESC, c.id DESC LIMIT @n`

// summariesOf reads what a list says of the cases that pick gives as k.
func summariesOf(pick string) string {
	return `SELECT ` + summaryColumns + `, ` + unread + ` AS unread FROM (` + pick + `) k JOIN cases c ON c.id = k.id` + summaryJoins +
		` ORDER BY c.submitted_at DESC, c.id DESC`
}

// searchPlan makes the planner see what a search costs: these very words instead
// of any, pages that are in memory, and a comparison of words that is dearer than
// one of numbers. Helpers start too late to help.
const searchPlan = `SELECT set_config('plan_cache_mode', 'force_custom_plan', true), set_config('enable_seqscan', 'on', true), set_config('random_page_cost', '1.1', true),
	set_config('cpu_operator_cost', '0.05', true), set_config('max_parallel_workers_per_gather', '0', true)`

// searchName walks the index of words: for a clerk behind what his units have,
// for the protocol either the whole or, when the name is common, the newest
// cases until there are enough. Which of the two only a plan for these very
// words can tell.
func (d Desk) searchName(tx *gorm.DB, f models.CaseFilter, terms [][]string, filter string, with args, rows *[]summaryRow) error {
	if err := tx.Exec(searchPlan).Error; err != nil {
		return err
	}
	scopes, err := d.scopes(tx)
	if err != nil {
		return err
	}
	if scopes == nil && f.Unit != "" { // he may see all, and wants one unit's
		scopes = []string{"u/" + string(f.Unit)}
	}
	var all, scoped []string
	for _, beginnings := range terms {
		all = append(all, anyOf(beginnings))
		scoped = append(scoped, anyOf(behind(scopes, beginnings)))
	}
	if f.Unit != "" {
		all, scoped = append(all, lexeme("u/"+string(f.Unit))), append(scoped, lexeme("u/"+string(f.Unit)))
	}
	if f.Service != "" {
		all, scoped = append(all, lexeme("s/"+string(f.Service))), append(scoped, lexeme("s/"+string(f.Service)))
	}
	order := ` ORDER BY s.submitted_at DESC, s.case_id DESC LIMIT @n`
	if scopes != nil { // few have all these words: the newest cases of the whole municipality are the wrong way
		order = ` ORDER BY s.submitted_at + interval '0' DESC, s.case_id DESC LIMIT @n`
	}
	with["words"] = strings.Join(all, " & ")
	var picks []string
	if d.actor.Person != "" {
		picks = append(picks, `(SELECT c.id, c.submitted_at FROM cases c JOIN case_search s ON s.case_id = c.id
			WHERE `+isApplicant+` AND s.words @@ CAST(@words AS tsquery)`+filter+newestFirst+`)`)
	}
	if d.actor.Staff() {
		if scopes == nil {
			scoped = all
		}
		with["scoped"] = strings.Join(scoped, " & ")
		picks = append(picks, `(SELECT c.id, c.submitted_at FROM case_search s JOIN cases c ON c.id = s.case_id
			WHERE s.municipality = @municipality AND s.words @@ CAST(@scoped AS tsquery) AND (`+readsAll+` OR `+mayRead+`)`+
			strings.ReplaceAll(filter, "(c.submitted_at, c.id)", "(s.submitted_at, s.case_id)")+order+`)`)
	}
	if len(picks) == 0 {
		return nil
	}
	return tx.Raw(summariesOf(`SELECT c.id FROM (`+strings.Join(picks, ` UNION `)+`) c`+newestFirst), with).Scan(rows).Error
}

// scopes are what names stand behind in the index in each case that the actor's
// grants let him open; nil if they let him open all.
func (d Desk) scopes(tx *gorm.DB) ([]string, error) {
	var grants []struct {
		Role models.Role
		Unit string
	}
	err := tx.Raw(`SELECT g.role, g.unit FROM acting_grants g WHERE g.account = CAST(nullif(@actor, '') AS uuid)
		AND g.municipality = @municipality AND `+inForce, d.rights(nil)).Scan(&grants).Error
	out := []string{"f/" + string(d.actor.Account)}
	for _, g := range grants {
		switch g.Role {
		case models.RoleProtocol, models.RoleManager:
			return nil, err
		case models.RoleSignatory:
			out = append(out, "c/"+g.Unit)
		case models.RoleClerk, models.RoleHead:
			out = append(out, "u/"+g.Unit)
		}
	}
	return out, err
}

// behind puts every beginning behind every scope.
func behind(scopes, beginnings []string) (out []string) {
	for _, s := range scopes {
		for _, b := range beginnings {
			out = append(out, s+"/"+b)
		}
	}
	return out
}

// anyOf asks for one of some beginnings of words.
func anyOf(beginnings []string) string {
	out := make([]string, len(beginnings))
	for i, b := range beginnings {
		out[i] = lexeme(b) + ":*"
	}
	return "(" + strings.Join(out, " | ") + ")"
}

// lexeme writes a word for a query of PostgreSQL.
func lexeme(word string) string {
	return "'" + strings.NewReplacer(`'`, `''`, `\`, `\\`).Replace(word) + "'"
}

// KeyNames computes the keys of at most n persons that have none yet, which
// were written before there were keys or past the program, and says how many.
func (y System) KeyNames(ctx context.Context, n int) (done int, err error) {
	err = y.s.tx(ctx, "key names", func(tx *gorm.DB) error {
		var ps []struct{ ID, Name string }
		err := tx.Raw(`SELECT id, name FROM persons WHERE name_keys IS NULL ORDER BY id LIMIT ? FOR UPDATE SKIP LOCKED`, n).Scan(&ps).Error
		if err != nil {
			return err
		}
		ids, keys := make(array, len(ps)), make(array, len(ps))
		for i, p := range ps {
			ids[i], keys[i] = p.ID, strings.Join(greek.Keys(p.Name), " ")
		}
		done = len(ps)
		return tx.Exec(`UPDATE persons p SET name_keys = string_to_array(k.keys, ' ')
			FROM unnest(CAST(@ids AS uuid[]), CAST(@keys AS text[])) AS k(id, keys) WHERE p.id = k.id`,
			args{"ids": ids, "keys": keys}).Error
	})
	return done, err
}
