package main

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"time"
)

// reads measures what people wait for: their lists, at the size the town has,
// through the interface. Each is held against the cheapest request there is
// with a session, which costs the way and the rights.
func (r *run) reads(ctx context.Context, d *drive, size string) error {
	say("lists with %s cases", size)
	who, err := d.readers(ctx)
	if err != nil {
		return err
	}
	n := 200
	if r.short {
		n = 40
	}
	base, _, err := d.clock(ctx, who["clerk"], []string{"/sessions"}, n)
	if err != nil {
		return err
	}
	names := []string{"Αμπελόπουλος", "αμπελοπουλος", "Ampelopoulos", "Βουνίδης", "Ηλέκτρα Γεφυράκης", "Κίμων Δασιάδης", "Αλωνάς"}
	var search []string
	for _, s := range names {
		search = append(search, "/cases?q="+url.QueryEscape(s))
	}
	searches, err := d.takes(ctx, "get /cases", "q")
	if err != nil {
		return err
	}
	for _, what := range []struct {
		name, who string
		paths     []string
	}{
		{"queue-clerk", "clerk", []string{"/tasks?queue=unit", "/tasks?queue=unassigned", "/tasks?queue=mine"}},
		{"queue-head", "head", []string{"/tasks?queue=unit", "/tasks?queue=unassigned"}},
		{"cases-clerk", "clerk", []string{"/cases", "/cases?state=open", "/cases?state=closed"}},
		{"cases-head", "head", []string{"/cases", "/cases?state=open"}},
		{"cases-protocol", "protocol", []string{"/cases", "/cases?state=open", "/cases?year=2024&number=1234"}},
		{"cases-citizen", "citizen", []string{"/cases", "/cases?state=open"}},
		{"search-clerk", "clerk", search}, {"search-head", "head", search}, {"search-protocol", "protocol", search}, {"search-citizen", "citizen", search},
		{"case-clerk", "clerk", d.some(ctx)},
		{"page-queue", "clerk", []string{page("/queue?queue=unit"), page("/queue?queue=unassigned"), page("/queue?queue=mine")}},
		{"page-case", "clerk", pagesOf(d.some(ctx))},
	} {
		if strings.HasPrefix(what.name, "search") && !searches {
			continue
		}
		p50, p95, err := d.clock(ctx, who[what.who], what.paths, n)
		if err != nil {
			return err
		}
		r.add(measurement{Name: what.name, what: "p95 over HTTP, " + size + " cases", Value: p95, Unit: "ms", spread: "p50 " + figure(p50),
			Reference: base, against: "ms p50 of an empty request", aim: "≤ 50 ms"})
	}
	return nil
}

// pagesOf are the pages on which staff read cases.
func pagesOf(paths []string) []string {
	out := make([]string, len(paths))
	for i, p := range paths {
		out[i] = page(strings.Replace(p, "/cases/", "/case/", 1))
	}
	return out
}

// readers are a clerk and a head of the unit with most cases, the protocol
// office, and the citizen with most cases.
func (d *drive) readers(ctx context.Context) (map[string]visitor, error) {
	var busiest, account, person string
	err := d.db.QueryRow(ctx, `SELECT unit FROM cases GROUP BY unit ORDER BY count(*) DESC LIMIT 1`).Scan(&busiest)
	if err == nil {
		err = d.db.QueryRow(ctx, `SELECT a.id::text, a.person::text FROM (SELECT applicant FROM cases GROUP BY applicant ORDER BY count(*) DESC LIMIT 1) c
			JOIN accounts a ON a.person = c.applicant`).Scan(&account, &person)
	}
	if err != nil {
		return nil, fmt.Errorf("find readers: %w", err)
	}
	out := map[string]visitor{"protocol": d.people.protocol}
	for _, role := range []string{"clerk", "head"} {
		if out[role], err = d.welcome(ctx, fmt.Sprintf("bench-reading-%s-%d@example.org", role, time.Now().UnixNano()), "", role, busiest); err != nil {
			return nil, err
		}
	}
	out["citizen"], err = d.session(ctx, account)
	return out, err
}

// some are paths of cases that a reader of the busiest unit may open.
func (d *drive) some(ctx context.Context) (paths []string) {
	rows, err := d.db.Query(ctx, `SELECT id::text FROM cases WHERE unit = (SELECT unit FROM cases GROUP BY unit ORDER BY count(*) DESC LIMIT 1)
		ORDER BY md5(id::text) LIMIT 50`)
	if err != nil {
		return nil
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if rows.Scan(&id) == nil {
			paths = append(paths, "/cases/"+id)
		}
	}
	return paths
}

// clock asks n times in turn and gives the median and the 95th percentile of
// the answers in milliseconds, after each path has been asked a few times.
func (d *drive) clock(ctx context.Context, v visitor, paths []string, n int) (p50, p95 float64, err error) {
	var all []float64
	for i := range n + 8*len(paths) {
		began := time.Now()
		if err := d.get(ctx, v, paths[i%len(paths)], nil); err != nil {
			return 0, 0, err
		}
		if i >= 8*len(paths) {
			all = append(all, float64(time.Since(began).Microseconds())/1000)
		}
	}
	return median(all), quantile(all, 0.95), nil
}
