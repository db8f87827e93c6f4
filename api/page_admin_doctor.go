package api

import (
	"slices"
	"strconv"
	"strings"

	"github.com/thyrida/thyrida/api/pages"
	"github.com/thyrida/thyrida/models"
)

func (s *server) adminDoctorPages(p pageRouter) {
	p.get("/admin/doctor", admins, s.adminDoctorPage)
	p.get("/admin/cases/:id", admins, s.adminCasePage)
}

func (s *server) adminDoctorPage(v *visit) error {
	out, err := s.showExamination(v.ctx, nil)
	if err != nil {
		return err
	}
	e := out.Body
	view := pages.AdminDoctor{AdminNav: v.adminNav(), At: at(e.At), Stale: e.Stale, Failed: at(e.FailedAt)}
	if e.Failed != "" {
		why := "database"
		if e.Failed == "temporal-unavailable" {
			why = string(e.Failed)
		}
		view.Why = v.text("admin_doctor.failed." + why)
	}
	place := map[models.Code]int{}
	for _, c := range e.Found {
		i, known := place[c.Code]
		if !known {
			i, place[c.Code] = len(view.Found), len(view.Found)
			view.Found = append(view.Found, pages.DoctorFinding{Key: string(c.Code), Title: c.Title, Means: c.Means, Remedy: c.Remedy, Since: c.Since})
		}
		if n, err := strconv.Atoi(c.Detail); err == nil && c.Case == "" { // it only counts
			view.Found[i].Many = n
			continue
		}
		about := pages.DoctorCase{Text: c.Detail, Since: c.Since}
		if c.Case != "" {
			about.Href = "/admin/cases/" + string(c.Case)
			about.Text = strings.TrimSpace(v.text("admin_doctor.process", "ID", c.Case) + " " + c.Detail)
		}
		if about.Text != "" {
			view.Found[i].Cases = append(view.Found[i].Cases, about)
		}
	}
	slices.SortStableFunc(view.Found, func(a, b pages.DoctorFinding) int {
		return slices.Index(models.Complaints, models.Code(a.Key)) - slices.Index(models.Complaints, models.Code(b.Key))
	})
	for _, code := range models.Complaints {
		key := "admin_doctor.complaints." + string(code)
		view.Looks = append(view.Looks, pages.Row{Key: v.text(key + ".title"), Value: v.text(key+".means") + " " + v.text(key+".remedy")})
	}
	return v.show(view)
}
