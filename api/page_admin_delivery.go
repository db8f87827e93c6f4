package api

import (
	"cmp"
	"net/url"
	"time"

	"github.com/thyrida/thyrida/api/pages"
	"github.com/thyrida/thyrida/models"
)

func (s *server) adminDeliveryPages(p pageRouter) {
	p.get("/admin/deliveries", admins, s.adminDeliveriesPage)
	p.post("/admin/deliveries/:id/retry", admins, s.adminDeliveryRetried)
}

// deliveriesHref is the page with some of its filters.
func deliveriesHref(pairs ...string) string {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	if len(q) == 0 {
		return "/admin/deliveries"
	}
	return "/admin/deliveries?" + q.Encode()
}

func (s *server) adminDeliveriesPage(v *visit) error {
	view, err := v.deliveries()
	if err != nil {
		return err
	}
	return v.show(view)
}

func (v *visit) deliveries() (*pages.AdminDeliveries, error) {
	in := &listUndeliveredInput{Cursor: Cursor{Cursor: v.Query("cursor"), Limit: 50}, Trying: v.Query("trying") == "true",
		Channel: models.Channel(v.Query("channel")), Failure: models.Code(v.Query("failure"))}
	out, err := v.s.listUndelivered(v.ctx, in)
	if err != nil {
		return nil, err
	}
	trying := ""
	if in.Trying {
		trying = "true"
	}
	view := &pages.AdminDeliveries{AdminNav: v.adminNav(), Trying: in.Trying, Days: countedDays, Channel: string(in.Channel), Failure: string(in.Failure)}
	view.Tabs = []pages.Tab{
		{Link: pages.Link{Href: deliveriesHref(), Text: v.text("admin_deliveries.tab-over")}, Current: !in.Trying},
		{Link: pages.Link{Href: deliveriesHref("trying", "true"), Text: v.text("admin_deliveries.tab-trying")}, Current: in.Trying}}
	for _, u := range out.Body.Items {
		view.Rows = append(view.Rows, v.deliveryRow(u))
	}
	if in.Cursor.Cursor != "" {
		view.Pager.First = deliveriesHref("trying", trying, "channel", view.Channel, "failure", view.Failure)
	}
	if out.Body.Next != "" {
		view.Pager.Next = deliveriesHref("trying", trying, "channel", view.Channel, "failure", view.Failure, "cursor", out.Body.Next)
	}
	counts, err := v.s.countUndelivered(v.ctx, nil)
	if err != nil {
		return nil, err
	}
	for _, c := range counts.Body.Items {
		view.Counts = append(view.Counts, pages.DeliveryCount{Channel: v.text("admin_deliveries." + string(c.Channel)), Reason: c.Reason, Remedy: c.Remedy,
			Failure: string(c.Failure), Href: deliveriesHref("channel", string(c.Channel), "failure", string(c.Failure)), N: c.N, Last: c.LastAt})
	}
	return view, nil
}

func (v *visit) deliveryRow(u Undelivered) pages.DeliveryRow {
	state := func(n models.NoticeState) string { return v.text("admin_deliveries.states." + string(n)) }
	row := pages.DeliveryRow{ID: string(u.ID), What: v.eventName(string(u.Event)), Channel: v.text("admin_deliveries." + string(u.Channel)), To: u.To, Staff: u.Staff,
		Number: u.Protocol, Reason: u.Reason, Remedy: u.Remedy, Failure: string(u.Failure), State: pages.Tag{Kind: "late", Text: state(u.State)},
		Written: u.CreatedAt, Failed: at(u.FailedAt), Next: at(u.NextAt), Attempts: u.Attempts, MayRetry: u.MayRetry}
	if u.FailedAt == nil && u.State != models.Cancelled {
		row.State.Kind = "wait"
	}
	if u.Case != "" {
		row.Case = "/admin/cases/" + string(u.Case)
	}
	if u.Other != "" {
		row.Since = append(row.Since, v.text("admin_deliveries.went-on", "Channel", v.text("admin_deliveries."+string(u.Other)), "State", state(u.OtherState)))
	}
	if u.Retry != "" {
		row.Since = append(row.Since, v.text("admin_deliveries.again", "State", state(u.RetryState)))
	}
	switch u.Contact {
	case "":
	case models.TaskOpen:
		row.Since = append(row.Since, v.text("admin_deliveries.contact-open"))
	default:
		row.Since = append(row.Since, v.text("admin_deliveries.contact-done"))
	}
	return row
}

// at is a time of an answer; zero if it is absent.
func at(t *time.Time) time.Time { return *cmp.Or(t, &time.Time{}) }

func (s *server) adminDeliveryRetried(v *visit) error {
	id, err := v.id("id")
	if err != nil {
		return err
	}
	err = v.once(func() (to, flash string, err error) {
		_, err = s.retryNotice(v.ctx, &retryInput{ID: models.NoticeID(id)})
		return deliveriesHref(), "notice-retried", err
	})
	if err == nil {
		return nil
	}
	view, bad := v.deliveries()
	if bad != nil {
		return bad
	}
	return v.again(view, &view.Form, err)
}
