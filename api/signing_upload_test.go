package api_test

import (
	"errors"
	"testing"

	"github.com/google/uuid"

	"github.com/thyrida/thyrida/api"
	"github.com/thyrida/thyrida/internal/blob"
)

func TestNothingIsKeptOfWhoHasNothingToSign(t *testing.T) {
	t.Parallel()
	files, err := blob.Open(t.Context(), "mem://")
	if err != nil {
		t.Fatal(err)
	}
	h := furnished(t, func(d *api.Deps) { d.Blob = files })
	const sent = "%PDF-1.7\nnobody asked for it\n%%EOF\n"
	task := h.as(t, "clerk").task(h.as(t, "citizen").files())
	for _, who := range []string{"citizen", "clerk", "citizen2", "mayor"} {
		h.as(t, who).sends("tasks/"+task+"/signed-document", sent, "decisionId", uuid.NewString(), "seen", sumOf(pdf)).problem(404, "no-such-task")
	}
	if r, _, err := files.Open(t.Context(), sumOf(sent)); !errors.Is(err, blob.ErrNotFound) {
		if err == nil {
			r.Close()
		}
		t.Errorf("it was kept: %v", err)
	}
}
