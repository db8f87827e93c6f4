package api

import (
	"net/url"
	"strconv"

	"github.com/google/uuid"

	"github.com/thyrida/thyrida/api/pages"
	"github.com/thyrida/thyrida/models"
)

// handOf reads which cases are asked for, as GET /cases does, and keeps of the
// query what is known.
func handOf(q url.Values) (h Hand, kept url.Values) {
	kept = url.Values{}
	for _, k := range []string{"hand", "handUnit", "service", "stage", "assignee", "untaken", "overdue", "pastLegal", "ageFrom", "ageTo"} {
		if w := codeIn(q.Get(k)); w != "" {
			kept.Set(k, w)
		}
	}
	if kept.Get("hand") != "citizen" {
		kept.Set("hand", "house")
	}
	days := func(k string) int {
		n, err := strconv.Atoi(kept.Get(k))
		if err != nil || n < 0 || n > 36500 {
			kept.Del(k)
			return 0
		}
		return n
	}
	yes := func(k string) bool { return kept.Get(k) == "true" }
	h = Hand{In: kept.Get("hand"), HandUnit: models.UnitCode(kept.Get("handUnit")), Stage: models.StageKey(kept.Get("stage")),
		Assignee: models.AccountID(kept.Get("assignee")), Untaken: yes("untaken"), Overdue: yes("overdue"), PastLegal: yes("pastLegal"),
		AgeFrom: days("ageFrom"), AgeTo: days("ageTo")}
	return h, kept
}

// workCases are the cases behind a figure of the work in hand.
func (s *server) workCases(v *visit) error {
	h, q := handOf(v.Request.URL.Query())
	if h.Assignee != "" && uuid.Validate(string(h.Assignee)) != nil {
		return fault404
	}
	now := s.Clock.Now()
	service := models.ServiceCode(q.Get("service"))
	page := models.Page{After: v.Query("cursor"), Limit: 50}
	lines, next, err := s.caseLines(v.ctx, models.CaseFilter{Service: service, Hand: h.filter(), Page: page})
	if err != nil {
		return err
	}
	view := &pages.WorkCases{Back: "/work", Citizen: h.In == "citizen", Now: now}
	for _, l := range lines {
		row := pages.WorkCase{Href: "/case/" + string(l.ID), Title: l.ServiceTitle, Stage: l.StageLabel, Unit: l.UnitName, Filed: l.SubmittedAt, Due: l.Due.Legal,
			Age: pages.DaysBetween(l.SubmittedAt, now)}
		if l.Protocol != nil {
			row.Number = number(*l.Protocol)
		}
		view.Rows = append(view.Rows, row)
	}
	if view.About, err = v.handWords(h, service); err != nil {
		return err
	}
	if page.After != "" {
		view.Pager.First = "/work/cases?" + q.Encode()
	}
	if next != "" {
		q.Set("cursor", next)
		view.Pager.Next = "/work/cases?" + q.Encode()
		q.Del("cursor")
	}
	view.CSV, view.XLSX = downloads("/cases", q)
	return v.show(view)
}

// handWords say which cases are shown.
func (v *visit) handWords(h Hand, service models.ServiceCode) (out []string, err error) {
	all, err := v.s.services(v.ctx)
	if err != nil {
		return nil, err
	}
	names, err := v.s.unitNames(v.ctx)
	if err != nil {
		return nil, err
	}
	if service != "" {
		out = append(out, titleOf(all, service, v.r.Lang))
	}
	if h.Stage != "" {
		label := string(h.Stage)
		for _, w := range all {
			if w.Code == service {
				label = v.s.Texts.StageLabel(v.r.Lang, w, h.Stage)
			}
		}
		out = append(out, label)
	}
	if h.HandUnit != "" {
		if name := names[h.HandUnit]; name != "" {
			out = append(out, name)
		}
	}
	for _, f := range []struct {
		is  bool
		key string
	}{{h.Untaken, "untaken"}, {h.Overdue, "overdue"}, {h.PastLegal, "past-legal"}} {
		if f.is {
			out = append(out, v.text("work.is."+f.key))
		}
	}
	if h.AgeTo > 0 {
		out = append(out, v.age(WorkAge{From: h.AgeFrom, To: &h.AgeTo}))
	} else if h.AgeFrom > 0 {
		out = append(out, v.age(WorkAge{From: h.AgeFrom}))
	}
	return out, nil
}
