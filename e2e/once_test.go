//go:build unix

package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/thyrida/thyrida/api"
	"github.com/thyrida/thyrida/internal/mailbox"
	"github.com/thyrida/thyrida/models"
)

// checkBook reads the protocol numbers of all applications, and from the book
// those of documents: each year's begin with 1, without a gap and none twice.
func checkBook(t *testing.T, manager *visitor) {
	t.Helper()
	all, err := manager.cases(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	years := map[int]map[int]bool{}
	take := func(number, year int) {
		if years[year] == nil {
			years[year] = map[int]bool{}
		}
		if years[year][number] {
			t.Errorf("%d/%d is given twice", number, year)
		}
		years[year][number] = true
	}
	for _, c := range all {
		if p := numbered(c); p.Number > 0 { // the case of a certificate has none: its document has
			take(p.Number, p.Year)
		}
	}
	for _, p := range manager.house.documentNumbers(t) {
		take(p.Number, p.Year)
	}
	for year, numbers := range years {
		for n := 1; n <= len(numbers); n++ {
			if !numbers[n] {
				t.Errorf("%d/%d is missing; %d are given", n, year, len(numbers))
			}
		}
	}
}

// checkToldOnce compares what the case says was sent with what came: one event
// is one message on each channel, whatever died in between.
func checkToldOnce(t *testing.T, clerk *visitor, f api.Filed) {
	t.Helper()
	h, c := clerk.house, get[api.Case](t, clerk, "/cases/"+string(f.ID))
	events, sent := map[string]bool{}, map[models.Channel]int{}
	all := map[models.Channel]int{}
	for _, m := range c.Messages {
		name := fmt.Sprintf("%s/%d/%s", m.Event, m.Visit, m.Channel)
		if events[name] {
			t.Errorf("case %s has two messages of %s", f.ID, name)
		}
		events[name] = true
		all[m.Channel]++
		if left(m) {
			sent[m.Channel]++
		}
	}
	mails, came := h.messages(t, mailbox.Email, numberOf(f)), map[models.Channel]int{}
	for _, m := range append(mails, h.messages(t, mailbox.SMS, numberOf(f))...) {
		if strings.Contains(m.Text, " "+numberOf(f)) { // and not the number of another that ends alike
			came[models.Channel(m.Channel)]++
		}
	}
	for _, m := range c.Messages {
		n := 0
		for _, x := range mails {
			if strings.Contains(x.MessageID, string(m.ID)) {
				n++
			}
		}
		if m.Channel == models.Email && (n > 1 || left(m) && n != 1) {
			t.Errorf("e-mail %s of %s, %s: %d came", m.ID, m.Event, m.State, n)
		}
	}
	// A message in the hands of a sender that was killed may have come or not.
	for _, ch := range []models.Channel{models.Email, models.SMS} {
		if came[ch] < sent[ch] || came[ch] > all[ch] || all[ch] == 0 {
			t.Errorf("%s of %s: %d written, %d known as sent, %d came", ch, numberOf(f), all[ch], sent[ch], came[ch])
		}
	}
}

// left says whether the provider has a message.
func left(m api.Message) bool { return m.State == models.Sent || m.State == models.Arrived }
