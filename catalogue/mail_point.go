package catalogue

import (
	"strings"

	"github.com/thyrida/thyrida/internal/calendar"
	"github.com/thyrida/thyrida/internal/ident"
	"github.com/thyrida/thyrida/models"
)

// points are the service points, for whoever is told to go there.
func (m *message) points() []block {
	var out []block
	if m.facts.Staff {
		return nil
	}
	for i, p := range m.facts.Identity.Points {
		lang := m.facts.Language
		b := block{Facts: true, Lines: expandAll(m.words.Email.Point, map[string]string{"point": Text{p.El, p.En}.In(lang),
			"point-address": Text{p.AddressEl, p.AddressEn}.In(lang), "point-hours": Text{p.HoursEl, p.HoursEn}.In(lang),
			"point-phone": ident.ShowPhone(p.Phone)})}
		if i == 0 {
			b.Heading = m.words.Email.Points
		}
		out = append(out, b)
	}
	return out
}

// identity are the values of whoever shall be identified.
func (c Composer) identity(f models.IdentityFacts, lang string, v map[string]string) {
	v["identity-code"], v["identity-papers"] = f.Code, strings.Join(f.Papers, ", ")
	if !f.Until.IsZero() {
		v["until"], v["until-short"] = calendar.LongDate(f.Until, lang), calendar.ShortDate(f.Until)
	}
}
