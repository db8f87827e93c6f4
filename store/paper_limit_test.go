package store_test

import (
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/models"
	"github.com/thyrida/thyrida/store"
)

func TestMessagesAndPapersAtOnceBringNoMoreFilesThanACaseMayHave(t *testing.T) {
	t.Parallel()
	h := setup(t)
	s, err := store.Open(t.Context(), h.url, store.Options{Clock: h.clock, Seal: sealer(t), Conns: 8, Uploads: models.Quota{CaseFiles: 3}})
	require.NoError(t, err)
	t.Cleanup(s.Close)
	ctx, citizen, id := t.Context(), s.For(h.actor(t, "citizen")), h.file(t, "citizen")
	clerk := s.For(h.actor(t, "clerk"))
	h.open(t, id, 1, "review")
	var all sync.WaitGroup
	var in atomic.Int32
	for range 5 {
		paper, enclosed, scanned := loose(t, citizen), loose(t, citizen), loose(t, clerk)
		for _, f := range []func() error{
			func() error { return citizen.AddPaper(ctx, id, models.NewPaper{ID: paper}) },
			func() error { return clerk.AddPaper(ctx, id, models.NewPaper{ID: scanned, Internal: true}) },
			func() error {
				_, err := citizen.WriteMessage(ctx, models.NewMessage{ID: models.MessageID(newID()), CaseID: id, Text: "ορίστε",
					Attachments: []models.AttachmentID{enclosed}})
				return err
			},
		} {
			all.Go(func() {
				if got := code(f()); got == "" {
					in.Add(1)
				} else if got != "too-many" {
					t.Errorf("got %s", got)
				}
			})
		}
	}
	all.Wait()
	got, err := clerk.Case(ctx, id)
	require.NoError(t, err)
	require.Len(t, got.Files, 3)
	require.EqualValues(t, 3, in.Load())
}

func TestASlotTakesAsManyFilesAsItTakesOrHadBefore(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ctx, citizen, id := t.Context(), h.as(t, "citizen"), h.file(t, "citizen")
	add := func(most int, replaces ...models.AttachmentID) (models.AttachmentID, models.Code) {
		paper := loose(t, citizen)
		return paper, code(citizen.AddPaper(ctx, id, models.NewPaper{ID: paper, Slot: "proof", Most: most, Replaces: replaces}))
	}
	first, got := add(2)
	require.Empty(t, got)
	_, got = add(2)
	require.Empty(t, got)
	_, got = add(2)
	require.EqualValues(t, "invalid-request", got)
	_, got = add(1, first) // it had two when the form took two
	require.Empty(t, got)
	_, got = add(1)
	require.EqualValues(t, "invalid-request", got)
}
