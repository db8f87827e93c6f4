package catalogue

import (
	"strings"

	"github.com/thyrida/thyrida/internal/gsm"
	"github.com/thyrida/thyrida/models"
)

// SMS writes the SMS of a notice in the 7-bit alphabet: Greek in capitals
// without accents, e-mail addresses as they are. It fits one part of 160
// septets: number, state and the clerk's name, telephone and e-mail stay; what
// comes next, the name of the service and the municipality's short name are
// left out, in this order, until it does. If even the rest is longer, parts is
// more than 1 (Load warns of texts for which that may happen).
func (c Composer) SMS(f models.NoticeFacts, s *Service) (text string, parts int, err error) {
	m, err := c.message(f, s)
	if err != nil {
		return "", 0, err
	}
	w := m.words.SMS
	for _, drop := range [][]string{nil, {w.Next}, {w.Next, w.Service}, {w.Next, w.Service, w.House}} {
		text = m.sms(drop)
		if parts = gsm.Parts(text); parts == 1 {
			break
		}
	}
	return text, parts, nil
}

// sms joins the pieces that are neither dropped nor without a value.
func (m *message) sms(drop []string) string {
	w := m.words.SMS
	pieces := append([]string{w.House, w.Number, w.Service, w.State, w.Next}, w.Contact...)
	var b strings.Builder
	for _, p := range pieces {
		if text, ok := expand(p, m.values); ok && !contains(drop, p) {
			b.WriteString(text + " ")
		}
	}
	return oneLine(gsm.Fold(b.String()))
}
