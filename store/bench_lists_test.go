package store_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/thyrida/thyrida/internal/clock"
	"github.com/thyrida/thyrida/internal/greek"
	"github.com/thyrida/thyrida/models"
	"github.com/thyrida/thyrida/store"
)

// big is a municipality of 16 units and 62 services with many cases, five
// visits each. THYRIDA_BENCH_URL names a database to use, filled if it is empty
// and kept; THYRIDA_BENCH_CASES says how many cases, 20,000 if it does not.
func big(b *testing.B) *house {
	b.Helper()
	h := &house{clock: clock.At(monday)}
	if h.url = os.Getenv("THYRIDA_BENCH_URL"); h.url == "" {
		h.url = setup(b).url
	} else if _, err := store.Migrate(b.Context(), h.url); err != nil {
		b.Fatal(err)
	} else if !filled(b, h.url, `SELECT count(*) FROM units`) {
		want(b, furnish(b.Context(), h.url), "")
	}
	if !filled(b, h.url, `SELECT count(*) FROM stage_visits`) {
		n, _ := strconv.Atoi(os.Getenv("THYRIDA_BENCH_CASES"))
		fillBig(b, h.url, max(n, 20_000))
	}
	s, err := store.Open(b.Context(), h.url, store.Options{Clock: h.clock, Seal: sealer(b)})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(s.Close)
	h.Store = s
	return h
}

func filled(b *testing.B, url, count string) bool {
	var n int
	onBig(b, url, func(ctx context.Context, c *pgx.Conn) error { return c.QueryRow(ctx, count).Scan(&n) })
	return n > 0
}

func onBig(b *testing.B, url string, f func(context.Context, *pgx.Conn) error) {
	b.Helper()
	c, err := pgx.Connect(b.Context(), url)
	if err == nil {
		defer c.Close(b.Context())
		err = f(b.Context(), c)
	}
	if err != nil {
		b.Fatal(err)
	}
}

// surnames are as many surnames; those in front are as common as Greek ones, the
// first about 2 in 100.
func surnames(n int) []string {
	common := strings.Fields("Παπαδόπουλος Παπαδοπούλου Βλάχος Αγγελόπουλος Νικολαΐδης Γεωργίου Οικονόμου Δημητρίου Ιωάννου Χριστοδούλου Σαμαράς Παπαδάκης")
	heads := strings.Fields("Καρα Χατζη Γιαν Μιχα Θεο Κωνστ Στεφα Αλεξ Μπου Ντου Ζαφει Λαμπρο Σωτη Φωτε Ψαρο Ξενο Ραλ Τριαντ Βασιλ Εμμαν")
	middles := strings.Fields("νο λο ρα μη κο τσα θε φι ντα γκο πε σο δη βα χα λλη ζω ρου μπα νι")
	tails := strings.Fields("πουλος ίδης άκης όγλου έας ίου άτος άς ινός ούσης")
	r := rand.New(rand.NewPCG(1, 2))
	for len(common) < n {
		w := heads[r.IntN(len(heads))] + middles[r.IntN(len(middles))] + middles[r.IntN(len(middles))] + middles[r.IntN(len(middles))] + tails[r.IntN(len(tails))]
		common = append(common, w)
	}
	return common
}

func fillBig(b *testing.B, url string, cases int) {
	const families = 20_000
	onBig(b, url, func(ctx context.Context, c *pgx.Conn) error {
		if _, err := c.Exec(ctx, `CREATE TEMP TABLE families (id int PRIMARY KEY, name text, keys text); CREATE TEMP TABLE given (id int PRIMARY KEY, name text, keys text)`); err != nil {
			return err
		}
		for table, names := range map[string][]string{"families": surnames(families), "given": strings.Fields(
			"Γεώργιος Μαρία Ιωάννης Ελένη Κωνσταντίνος Αικατερίνη Δημήτριος Βασιλική Νικόλαος Σοφία Παναγιώτης Αγγελική Χρήστος Γεωργία Αθανάσιος Δήμητρα Φώτης Ξένια Θεοδώρα Ευάγγελος")} {
			_, err := c.CopyFrom(ctx, pgx.Identifier{table}, []string{"id", "name", "keys"}, pgx.CopyFromSlice(len(names), func(i int) ([]any, error) {
				return []any{i, names[i], strings.Join(greek.Keys(names[i]), " ")}, nil
			}))
			if err != nil {
				return err
			}
		}
		began := time.Now()
		for _, sql := range []string{
			`ANALYZE families`, `ANALYZE given`, `SET session_replication_role = replica`, `DROP INDEX case_search_words`, // by hand below, all at once
			`INSERT INTO units (municipality, code, el, en, phone, email) SELECT 9999, 'unit-' || i, 'Μονάδα ' || i, 'Unit ' || i, '', '' FROM generate_series(0, 15) i`,
			`INSERT INTO services (municipality, code, version, definition, sha256, published_at) SELECT 9999, 'service-' || i, 1, '{}', '', now() FROM generate_series(0, 61) i`,
			`INSERT INTO role_grants (id, municipality, account, role, unit, valid_from, source, granted_at)
				SELECT gen_random_uuid(), 9999, id, 'clerk', 'unit-3', '2020-01-01', 'bench', now() FROM accounts WHERE email = 'clerk@example.org'`,
			// the k-th surname belongs to about 2/k in 100 of the people until that would be less than an even share
			fmt.Sprintf(`INSERT INTO persons (id, municipality, kind, name, name_keys, created_at)
				SELECT gen_random_uuid(), 9999, 'natural', g.name || ' ' || f.name, string_to_array(f.keys || ' ' || g.keys, ' '), now()
				FROM (SELECT i, random() AS r, floor(random() * %d) AS any, floor(20 * random() * random()) AS g FROM generate_series(1, %d) i) p
				JOIN families f ON f.id = CAST(CASE WHEN p.r < 0.07 THEN floor(exp(p.r / 0.02)) - 1 ELSE p.any END AS int) JOIN given g ON g.id = CAST(p.g AS int)`, families, cases),
			fmt.Sprintf(`CREATE TEMP TABLE fresh_cases AS SELECT gen_random_uuid() AS id, row_number() OVER () AS i, p.id AS person, floor(62 * random() * random()) AS service,
				timestamptz '2023-11-23' + interval '3 years' * row_number() OVER () / %d AS at FROM persons p WHERE p.name_keys IS NOT NULL LIMIT %d`, cases, cases),
			`INSERT INTO cases (id, municipality, kind, service, version, unit, applicant, filed_by, channel, delivery, state, outcome, submitted_at, legal_due_at, target_due_at, closed_at)
				SELECT f.id, 9999, 'application', 'service-' || f.service, 1, 'unit-' || mod(CAST(f.service AS int), 16), f.person, a.id, 'portal', 'portal',
					CASE WHEN mod(i, 20) = 0 THEN 'open' ELSE 'closed' END, CASE WHEN mod(i, 20) = 0 THEN NULL ELSE 'granted' END, at, at + interval '50 days', at + interval '10 days',
					CASE WHEN mod(i, 20) = 0 THEN NULL ELSE at + interval '9 days' END
				FROM fresh_cases f, accounts a WHERE a.email = 'citizen@example.org'`,
			`UPDATE cases SET applicant = (SELECT person FROM accounts WHERE email = 'citizen@example.org') WHERE id IN (SELECT id FROM fresh_cases WHERE mod(i, 50000) = 7)`,
			`INSERT INTO protocol_entries (municipality, year, number, direction, channel, subject, service, unit, items, at)
				SELECT 9999, extract(year FROM at), row_number() OVER (PARTITION BY extract(year FROM at) ORDER BY at), 'in', 'portal', 'case/' || id, '', '', 0, at FROM fresh_cases`,
			`INSERT INTO protocol_counters (municipality, year, last, last_at) SELECT municipality, year, max(number), max(at) FROM protocol_entries GROUP BY 1, 2 ON CONFLICT DO NOTHING`,
			`INSERT INTO tasks (id, case_id, municipality, purpose, visit, ordinal, service, stage, audience, unit, outcomes, opened_at, due_at, state, closed_at)
				SELECT gen_random_uuid(), id, 9999, 'stage', 1, 0, service, 'review', 'clerk', unit, '{done,returned}', submitted_at, submitted_at + interval '5 days',
					CASE state WHEN 'open' THEN 'open' ELSE 'closed' END, closed_at FROM cases`,
			`INSERT INTO stage_visits (case_id, visit, ordinal, municipality, service, stage, audience, unit, assignee, opened_at, due_at, clock, closed_at, outcome)
				SELECT c.id, v, 0, 9999, c.service, 'stage-' || v, CASE v WHEN 3 THEN 'citizen' ELSE 'clerk' END, c.unit, a.ids[1 + mod(CAST(extract(epoch FROM c.submitted_at) AS bigint), cardinality(a.ids))],
					c.submitted_at + v * interval '1 day', c.submitted_at + (v + 1) * interval '1 day', 'runs', c.submitted_at + v * interval '1 day' + interval '1 hour' * exp(4 * random()), 'done'
				FROM cases c, generate_series(1, 5) v, (SELECT array_agg(id) AS ids FROM accounts) a`,
			`INSERT INTO case_search (case_id, municipality, submitted_at, words)
				SELECT c.id, 9999, c.submitted_at, search_words(p.name_keys, ARRAY['u/' || c.unit], c.service) FROM cases c JOIN persons p ON p.id = c.applicant`,
			`CREATE INDEX case_search_words ON case_search USING gin (words) WITH (gin_pending_list_limit = 256)`,
			`VACUUM ANALYZE`,
		} {
			if _, err := c.Exec(ctx, sql); err != nil {
				return fmt.Errorf("%.60s: %w", sql, err)
			}
			b.Logf("%6.1f s %.50s", time.Since(began).Seconds(), sql)
		}
		return nil
	})
}

// p95 runs f as often as it is asked and gives the 95th percentile.
func p95(b *testing.B, n int, f func(i int) error) time.Duration {
	b.Helper()
	took := make([]time.Duration, n)
	for i := range took {
		began := time.Now()
		if err := f(i); err != nil {
			b.Fatal(err)
		}
		took[i] = time.Since(began)
	}
	slices.Sort(took)
	return took[n*95/100]
}

// BenchmarkLists reads lists and searches as people do; 50 ms is what each may
// take, 95 times in 100.
func BenchmarkLists(b *testing.B) {
	h := big(b)
	names := surnames(20_000)
	queries := map[string]func(i int) string{
		"common": func(i int) string {
			return []string{"papadopoulos", "Παπαδοπούλου", "βλαχος", "papad", "παπ", "nik", "oikonomou"}[i%7]
		},
		"rare": func(i int) string { return greek.Latin(names[100+i*37%19000]) },
		"full": func(i int) string {
			return []string{"Γεώργιος Παπαδόπουλος", "papadopoulou maria", "xenia samaras", "κων παπ"}[i%4]
		},
		"nobody":  func(i int) string { return fmt.Sprintf("qwrty%c", 'a'+i%20) },
		"number":  func(i int) string { return fmt.Sprintf("%d/2025", 1+i*31) },
		"anyyear": func(i int) string { return strconv.Itoa(1 + i*31) },
		"short":   func(i int) string { return string("παγκμσ"[i%6*2:][:2]) },
	}
	for _, who := range []string{"clerk", "protocol", "citizen"} {
		desk := h.as(b, who)
		list := func(name string, f func(i int) error) {
			b.Run(who+"/"+name, func(b *testing.B) {
				b.ReportMetric(float64(p95(b, 100, f).Microseconds())/1000, "p95-ms")
				b.ReportMetric(0, "ns/op")
			})
		}
		found := 0
		cases := func(f models.CaseFilter) error {
			cs, _, err := desk.Cases(b.Context(), f)
			found += len(cs)
			return err
		}
		list("cases", func(int) error { return cases(models.CaseFilter{}) })
		list("closed cases of a service", func(i int) error {
			return cases(models.CaseFilter{State: models.Closed, Service: models.ServiceCode(fmt.Sprintf("service-%d", 3+16*(i%3)))})
		})
		list("open cases", func(int) error { return cases(models.CaseFilter{State: models.Open}) })
		for _, q := range []string{"common", "rare", "full", "nobody", "number", "anyyear", "short"} {
			list("search "+q, func(i int) error { return cases(models.CaseFilter{Query: queries[q](i)}) })
		}
		list("search common in a service", func(i int) error {
			return cases(models.CaseFilter{Query: queries["common"](i), Service: "service-35", State: models.Open})
		})
		queue := models.QueueUnit
		if who == "citizen" {
			queue = models.QueueMine
		}
		list("queue", func(int) error {
			_, _, err := desk.Tasks(b.Context(), models.TaskFilter{Queue: queue})
			return err
		})
		list("counts", func(int) error { _, err := desk.TaskCounts(b.Context()); return err })
		b.Log(who, "was shown", found, "cases")
	}
}
