package worker_test

import (
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
	tlog "go.temporal.io/sdk/log"

	"github.com/thyrida/thyrida/demo"
	"github.com/thyrida/thyrida/internal/clock"
	"github.com/thyrida/thyrida/models"
	"github.com/thyrida/thyrida/worker"
)

// examination is what the administrator sees of doctor.
func (h *house) examination(t *testing.T) models.Examination {
	t.Helper()
	e, err := h.Store.For(models.Actor{Account: h.Account("admin@example.org").ID(), Municipality: demo.Municipality}).Examination(t.Context())
	require.NoError(t, err)
	return e
}

func TestTheAdministratorSeesWhatDoctorFoundAndWhatIsLeftOfIt(t *testing.T) {
	t.Parallel()
	h := setup(t, clock.System{}).withTemporal(t)
	h.doctor.Municipality = demo.Municipality
	h.work(t, nil)
	lost := h.file(t)
	h.task(t, lost)
	_, err := testkitConn(t, h.url).Exec(t.Context(), `UPDATE protocol_counters SET last = last + 1`)
	require.NoError(t, err)
	require.NoError(t, h.client.TerminateWorkflow(t.Context(), models.WorkflowOf(lost), "", "by hand"))

	found, err := h.doctor.Examined(t.Context())
	require.NoError(t, err)
	require.Len(t, found, 2)
	e := h.examination(t)
	require.False(t, e.At.IsZero())
	require.Len(t, e.Complaints, 2)
	var of models.Complaint
	for _, c := range e.Complaints {
		if c.Code == "no-workflow" {
			of = c
		}
	}
	require.Equal(t, lost, of.Case)

	left, err := h.doctor.Mended(t.Context(), found)
	require.NoError(t, err)
	require.Len(t, left, 1)
	e = h.examination(t)
	require.Len(t, e.Complaints, 1)
	require.Equal(t, models.Code("book-differs"), e.Complaints[0].Code)
}

func TestAnExaminationThatBreaksOffIsSaid(t *testing.T) {
	t.Parallel()
	h := setup(t, clock.At(monday))
	c, err := client.NewLazyClient(client.Options{HostPort: "127.0.0.1:1", Logger: tlog.NewStructuredLogger(slog.New(slog.DiscardHandler))})
	require.NoError(t, err)
	t.Cleanup(c.Close)
	d := &worker.Doctor{Store: h.Store.System(), Relay: &worker.Relay{Store: h.Store.System(), Client: c, Clock: h.clock}, Namespace: "x",
		Municipality: demo.Municipality}
	_, err = d.Examined(t.Context())
	require.Error(t, err)
	e := h.examination(t)
	require.True(t, e.At.IsZero())
	require.Equal(t, models.Code("temporal-unavailable"), e.FailedCode)
	require.True(t, monday.Equal(e.FailedAt))
}
