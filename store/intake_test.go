package store_test

import (
	"testing"
	"time"

	"github.com/thyrida/thyrida/models"
	"github.com/thyrida/thyrida/store"
)

func TestAnAccountHasAShareOfADayAndAClerkMore(t *testing.T) {
	t.Parallel()
	h := setup(t)
	s, err := store.Open(t.Context(), h.url, store.Options{Clock: h.clock, Seal: sealer(t), Conns: 2,
		Uploads: models.Quota{DayFiles: 3, DayBytes: 100, CaseFiles: 9}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	add := func(name string, size int64) error {
		return s.For(h.actor(t, name)).AddAttachment(t.Context(), models.Attachment{ID: models.AttachmentID(newID()), Name: "α.pdf",
			MediaType: "application/pdf", Size: size, SHA256: "aa", Blob: "aa"})
	}
	want(t, add("citizen", 60), "")
	want(t, add("citizen", 60), "upload-quota")
	want(t, add("citizen", 1), "")
	want(t, add("citizen", 1), "")
	want(t, add("citizen", 1), "upload-quota")
	want(t, add("citizen2", 1), "")
	for range 9 {
		want(t, add("clerk", 60), "")
	}
	h.clock.Advance(25 * time.Hour)
	want(t, add("citizen", 60), "")
}
