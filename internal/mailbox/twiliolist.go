package mailbox

import (
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// list answers as Twilio's list of messages: newest first, in pages, filtered
// by To, From and the day or moment of DateSent, DateSent> and DateSent<.
func (t *twilio) list(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	from, until, err := bounds(q)
	if err != nil {
		refuseTwilio(w, http.StatusBadRequest, 20001, "DateSent is not a date")
		return
	}
	size := number(q.Get("PageSize"), 50, 1000)
	page := number(q.Get("Page"), 0, 1<<20)
	var all []Message
	for _, m := range t.box.Messages(Filter{Channel: SMS}) {
		if (q.Get("To") == "" || q.Get("To") == m.To) && (q.Get("From") == "" || q.Get("From") == m.From) &&
			(from.IsZero() || !m.At.Before(from)) && (until.IsZero() || m.At.Before(until)) {
			all = append(all, m)
		}
	}
	first := min(page*size, len(all))
	last := min(first+size, len(all))
	items := []map[string]any{}
	for _, m := range all[first:last] {
		items = append(items, t.resource(m, t.box.reports.status(m.ID), &m.At))
	}
	self := func(p int) string {
		next := url.Values{}
		for k, v := range q {
			next[k] = v
		}
		next.Set("Page", strconv.Itoa(p))
		next.Set("PageSize", strconv.Itoa(size))
		return r.URL.Path + "?" + next.Encode()
	}
	var next any
	if last < len(all) {
		next = self(page + 1)
	}
	answer(w, http.StatusOK, map[string]any{"messages": items, "page": page, "page_size": size, "start": first, "end": max(last-1, 0),
		"uri": self(page), "first_page_uri": self(0), "next_page_uri": next, "previous_page_uri": nil})
}

// bounds reads the three date filters as a half-open span of time. A day stands
// for the whole of it in GMT; ">" and "<" include their day, as at Twilio.
func bounds(q url.Values) (from, until time.Time, err error) {
	read := func(key string) (time.Time, time.Duration, error) {
		s := q.Get(key)
		if s == "" {
			return time.Time{}, 0, nil
		}
		if d, err := time.Parse(time.DateOnly, s); err == nil {
			return d, 24 * time.Hour, nil
		}
		d, err := time.Parse(time.RFC3339, s)
		return d, time.Second, err
	}
	if day, width, e := read("DateSent"); e != nil || !day.IsZero() {
		return day, day.Add(width), e
	}
	from, _, err = read("DateSent>")
	if err != nil {
		return from, until, err
	}
	until, width, err := read("DateSent<")
	if !until.IsZero() {
		until = until.Add(width)
	}
	return from, until, err
}

func number(s string, otherwise, most int) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		return otherwise
	}
	return min(n, most)
}
