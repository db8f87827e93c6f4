package api

import (
	"github.com/thyrida/thyrida/api/pages"
	"github.com/thyrida/thyrida/models"
)

func (s *server) queuePages(p pageRouter) {
	p.get("/queue", staff, s.queuePage)
}

// queuePage shows how long each queue is.
func (s *server) queuePage(v *visit) error {
	counts, err := s.desk(v.ctx).TaskCounts(v.ctx)
	if err != nil {
		return err
	}
	view := pages.Queue{}
	for _, q := range []models.Queue{models.QueueMine, models.QueueUnit, models.QueueUnassigned, models.QueueCitizen, models.QueueSign} {
		view.Tabs = append(view.Tabs, pages.Tab{Link: pages.Link{Href: "/queue?queue=" + string(q), Text: v.text("queue.tab." + string(q)),
			Count: counts[q]}, Counted: true, Current: v.DefaultQuery("queue", string(models.QueueMine)) == string(q)})
	}
	return v.show(view)
}
