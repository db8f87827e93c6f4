package store_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/models"
)

func TestWhatDoctorFoundIsKeptWithTheTimeItWasFoundFirst(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ctx, y, admin := t.Context(), h.System(), h.as(t, "admin")
	e, err := admin.Examination(ctx)
	require.NoError(t, err)
	require.True(t, e.At.IsZero(), "nobody has looked yet")

	require.NoError(t, y.RecordBrokenExamination(ctx, eleonas, h.clock.Now(), "temporal-unavailable"))
	e, err = admin.Examination(ctx)
	require.NoError(t, err)
	require.True(t, e.At.IsZero())
	require.Equal(t, models.Code("temporal-unavailable"), e.FailedCode)

	c := models.CaseID(newID())
	h.clock.Advance(time.Minute)
	first := h.clock.Now()
	require.NoError(t, y.RecordExamination(ctx, eleonas, first, []models.Complaint{
		{Code: "no-workflow", Case: c, Subject: string(c)}, {Code: "messages-wait", Detail: "3"}, {Code: "messages-wait", Detail: "3"}}))
	h.clock.Advance(time.Hour)
	second := h.clock.Now()
	require.NoError(t, y.RecordExamination(ctx, eleonas, second, []models.Complaint{
		{Code: "messages-wait", Detail: "5"}, {Code: "blob-without-row", Subject: "ab/cd", Detail: "ab/cd"}}))
	require.NoError(t, y.RecordExamination(ctx, eleonas, first, nil), "another worker's, which took longer")
	e, err = admin.Examination(ctx)
	require.NoError(t, err)
	require.True(t, second.Equal(e.At))
	require.Empty(t, e.FailedCode)
	require.Equal(t, []models.Complaint{{Code: "messages-wait", Detail: "5", Since: first}, {Code: "blob-without-row", Subject: "ab/cd", Detail: "ab/cd", Since: second}},
		e.Complaints)

	h.clock.Advance(time.Hour)
	require.NoError(t, y.RecordBrokenExamination(ctx, eleonas, h.clock.Now(), "temporal-unavailable"))
	e, err = admin.Examination(ctx)
	require.NoError(t, err)
	require.Len(t, e.Complaints, 2, "what was known stays")
	require.True(t, h.clock.Now().Equal(e.FailedAt))
	h.clock.Advance(time.Hour)
	require.NoError(t, y.RecordExamination(ctx, eleonas, h.clock.Now(), nil))
	e, err = admin.Examination(ctx)
	require.NoError(t, err)
	require.Empty(t, e.Complaints)
	require.True(t, e.FailedAt.IsZero())
}
