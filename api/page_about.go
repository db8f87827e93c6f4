package api

import "github.com/thyrida/thyrida/api/pages"

// aboutPages are for anyone: what the law wants said, and help.
func (s *server) aboutPages(p pageRouter) {
	about := func(path string, view func(pages.House) pages.View) {
		p.get(path, anyone, func(v *visit) error { return v.show(view(v.house())) })
	}
	about("/accessibility", func(h pages.House) pages.View { return pages.Accessibility{House: h} })
	about("/privacy", func(h pages.House) pages.View { return pages.Privacy{House: h} })
	about("/help", func(h pages.House) pages.View { return pages.Help{House: h} })
	about("/maintenance", func(h pages.House) pages.View { return pages.Maintenance{House: h} })
}
