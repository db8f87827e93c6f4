package api

import (
	"cmp"
	"slices"

	"github.com/thyrida/thyrida/api/pages"
	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/models"
)

// queueChoices fills what the filters and the assignment offer.
func (v *visit) queueChoices(view *pages.Queue) error {
	all := pages.Choice{Label: v.text("queue.all")}
	services, err := v.s.services(v.ctx)
	if err != nil {
		return err
	}
	view.Services = v.serviceChoices(services)
	view.Stages = append([]pages.Choice{all}, v.stages(services, models.ServiceCode(view.Service))...)
	for _, due := range []string{"", "late", "today", "week"} {
		view.Dues = append(view.Dues, pages.Choice{Value: due, Label: v.text("queue.dues." + cmp.Or(due, "any"))})
	}
	names, err := v.s.unitNames(v.ctx)
	if err != nil {
		return err
	}
	view.Units = []pages.Choice{all}
	for _, g := range v.r.Actor.Grants {
		c := pages.Choice{Value: string(g.Unit), Label: names[g.Unit]}
		if g.Unit != "" && !slices.Contains(view.Units, c) {
			view.Units = append(view.Units, c)
		}
	}
	if v.r.Actor.Is(models.RoleHead) {
		view.People, err = v.colleagues()
	}
	return err
}

// colleagues are those to whom the visitor may give tasks, himself among them.
func (v *visit) colleagues() (out []pages.Choice, err error) {
	cs, err := v.s.desk(v.ctx).Colleagues(v.ctx)
	for _, c := range cs {
		if n := len(out); n == 0 || out[n-1].Value != string(c.Account) {
			out = append(out, pages.Choice{Value: string(c.Account), Label: c.Name})
		}
	}
	return out, err
}

// serviceChoices are all services, to narrow a list.
func (v *visit) serviceChoices(services []*catalogue.Service) []pages.Choice {
	out := []pages.Choice{{Label: v.text("queue.all")}}
	for _, w := range services {
		out = append(out, pages.Choice{Value: string(w.Code), Label: w.Title.In(v.r.Lang)})
	}
	return out
}

// stages are those at which somebody does something: of one service, or those
// that several services have, under the name that the first gives them.
func (v *visit) stages(services []*catalogue.Service, one models.ServiceCode) (out []pages.Choice) {
	had := map[models.StageKey]int{}
	var keys []models.StageKey
	labels := map[models.StageKey]string{}
	for _, w := range services {
		if one != "" && w.Code != one {
			continue
		}
		for _, st := range w.Stages {
			if st.Kind == models.KindStep || st.Kind == models.KindMake {
				continue
			}
			if had[st.Key]++; had[st.Key] == 1 {
				keys, labels[st.Key] = append(keys, st.Key), st.Label.In(v.r.Lang)
			}
		}
	}
	for _, k := range keys {
		if one != "" || had[k] > 1 {
			out = append(out, pages.Choice{Value: string(k), Label: labels[k]})
		}
	}
	return append(out, pages.Choice{Value: string(models.Completion), Label: v.s.Texts.In(v.r.Lang).Completion.Label})
}
