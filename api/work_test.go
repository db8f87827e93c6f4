package api_test

import (
	"encoding/csv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/models"
)

func TestWorkInHandIsReportedWithTheCasesBehindIt(t *testing.T) {
	t.Parallel()
	h := setup(t)
	old := h.as(t, "citizen").files()
	h.clock.Advance(12 * 24 * time.Hour)
	h.as(t, "citizen2").files()
	manager := h.as(t, "manager")
	var report struct {
		Total struct {
			Name                           string
			Open, Overdue, Oldest, Waiting int
			Median                         float64
			Ages                           []struct {
				From int
				To   *int
				N    int
			}
		}
		Rows []struct{ Key, Name, ServiceTitle string }
	}
	manager.get("reports/work-in-hand?by=stage").want(200).into(&report)
	require.Len(t, report.Rows, 1)
	require.Equal(t, "Review of the application", report.Rows[0].Name)
	require.Equal(t, "Certificate of permanent residence", report.Rows[0].ServiceTitle)
	require.Equal(t, []any{"Total", 2, 12, 6.0, 0}, []any{report.Total.Name, report.Total.Open, report.Total.Oldest, report.Total.Median, report.Total.Waiting})
	require.Len(t, report.Total.Ages, len(models.WorkAges)+1)
	require.Nil(t, report.Total.Ages[4].To)
	require.Equal(t, []int{11, 20, 1}, []int{report.Total.Ages[2].From, *report.Total.Ages[2].To, report.Total.Ages[2].N})

	for query, ids := range map[string]int{"hand=house": 2, "ageFrom=11&ageTo=20": 1, "stage=review&overdue=true": report.Total.Overdue, "untaken=true": 2,
		"hand=citizen": 0, "handUnit=none": 0, "ageFrom=13": 0} {
		var list struct{ Items []struct{ ID string } }
		manager.get("cases?" + query).want(200).into(&list)
		require.Len(t, list.Items, ids, query)
		if query == "ageFrom=11&ageTo=20" {
			require.Equal(t, old, list.Items[0].ID)
		}
	}
	manager.get("cases?assignee=somebody").want(422)
	manager.get("reports/work-in-hand?by=mood").problem(422, "invalid-request", "by not-a-choice")

	text := string(manager.get("reports/work-in-hand?format=csv").want(200).body)
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff"))).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, 3)
	require.Equal(t, "Total", rows[2][2])
	manager.get("reports/work-in-hand?format=xlsx").want(200)
}

func TestAServiceSaysHowLongItTookOnceEnoughCasesHaveEnded(t *testing.T) {
	t.Parallel()
	h := setup(t)
	var service struct{ Times *struct{ N, Median, P90 int } }
	read := func() {
		t.Helper()
		service.Times = nil
		h.as(t, "").get("services/residence-certificate").want(200).into(&service)
	}
	read()
	require.Nil(t, service.Times)
	for range models.FewCases {
		h.as(t, "citizen").files()
	}
	h.sql(t, `UPDATE cases SET state = 'closed', stage = '', outcome = 'granted', closed_at = submitted_at + interval '50 hours'`)
	h.clock.Advance(16 * time.Minute)
	read()
	require.NotNil(t, service.Times)
	require.Equal(t, []int{models.FewCases, 3, 3}, []int{service.Times.N, service.Times.Median, service.Times.P90})
	require.Contains(t, h.reader(t).opens("/services/residence-certificate?lang=el").page, "Συνήθως 3 ημέρες")
}
