package api_test

import (
	"strings"
	"testing"
	"time"
)

func TestTheQueueIsNarrowedByTextStageAndDay(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.as(t, "citizen").files()
	h.as(t, "citizen2").files()
	b := h.reader(t)
	b.logsIn("clerk")
	for query, want := range map[string][2]bool{ // of citizen, of citizen2
		"":                                  {true, true},
		"&q=citizen2":                       {false, true},
		"&q=1/2026":                         {true, false},
		"&q=nobody":                         {false, false},
		"&q=%21":                            {false, false},
		"&stage=review":                     {true, true},
		"&stage=approval":                   {false, false},
		"&service=residence-certificate":    {true, true},
		"&service=other":                    {false, false},
		"&due=late":                         {false, false},
		"&due=week&stage=review&q=citizen2": {false, true},
	} {
		b.opens("/queue?queue=unit" + query).sees(200)
		rows := b.page[strings.Index(b.page, `id="results"`):]
		for i, name := range []string{"Όνομα citizen<", "Όνομα citizen2<"} {
			if strings.Contains(rows, name) != want[i] {
				t.Errorf("%q: %s shown: %v", query, name, !want[i])
			}
		}
	}
	h.clock.Advance(60 * 24 * time.Hour)
	b = h.reader(t)
	b.logsIn("clerk").opens("/queue?queue=unit&overdue=true").sees(200, "Όνομα citizen2", `<option value="late" selected>`)
	b.opens("/queue?queue=unit&q=" + strings.Repeat("x", 101)).sees(422)
}

func TestTheTabsAreReadAgainAloneAndSayThatTheListChanged(t *testing.T) {
	t.Parallel()
	h := setup(t)
	b := h.reader(t)
	b.logsIn("clerk").opens("/queue?queue=unit").sees(200, `known=0"`)
	h.as(t, "citizen").files()
	b.opens("/queue?queue=unit&known=0").sees(200, "Η λίστα άλλαξε", `known=0"`)
	if strings.Contains(b.page, "Όνομα citizen") {
		t.Error("the rows are read too")
	}
	b.opens("/queue?queue=unit&known=1").sees(200)
	if strings.Contains(b.page, "Η λίστα άλλαξε") {
		t.Error("it has not changed")
	}
}
