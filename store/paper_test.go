package store_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/thyrida/thyrida/models"
	"github.com/thyrida/thyrida/store"
)

// loose uploads a file of the desk's own.
func loose(t testing.TB, d store.Desk) models.AttachmentID {
	t.Helper()
	id := models.AttachmentID(newID())
	want(t, d.AddAttachment(t.Context(), models.Attachment{ID: id, Name: "α.pdf", MediaType: "application/pdf", Size: 1, SHA256: "aa", Blob: "aa"}), "")
	return id
}

func TestWhoMayAddAndJudgePapers(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.invite(t)
	ctx := t.Context()
	seen, _ := h.returned(t)
	paper := loose(t, h.as(t, "citizen"))
	want(t, h.as(t, "citizen").AddPaper(ctx, seen, models.NewPaper{ID: paper, Slot: "proof"}), "")
	const staff = "clerk clerk2 head clerk-tech head-tech"
	for _, row := range []struct {
		method string
		try    func(store.Desk) error
		may    string
		code   models.Code
		except map[models.Code]string
	}{
		{"add a paper", func(d store.Desk) error { return d.AddPaper(ctx, seen, models.NewPaper{ID: loose(t, d)}) }, "citizen " + staff, "no-such-case", nil},
		{"add one for staff", func(d store.Desk) error {
			return d.AddPaper(ctx, seen, models.NewPaper{ID: loose(t, d), Internal: true})
		}, staff, "no-such-case", map[models.Code]string{"not-allowed": "citizen"}},
		{"add another's file", func(d store.Desk) error {
			return d.AddPaper(ctx, seen, models.NewPaper{ID: loose(t, h.as(t, "citizen2"))})
		}, "", "no-such-case", map[models.Code]string{"no-such-attachment": "citizen " + staff}},
		{"judge a paper", func(d store.Desk) error {
			return d.JudgePaper(ctx, seen, paper, models.PaperJudgement{Verdict: models.PaperAccepted})
		}, staff, "no-such-attachment", map[models.Code]string{"not-allowed": "citizen"}},
	} {
		names := make([]string, 0, len(people)+len(strangers))
		for _, p := range people {
			names = append(names, p.name)
		}
		for name := range strangers {
			names = append(names, name)
		}
		for _, name := range names {
			expected := row.code
			for c, who := range row.except {
				if slices.Contains(strings.Fields(who), name) {
					expected = c
				}
			}
			if slices.Contains(strings.Fields(row.may), name) && name != "citizen2" {
				expected = ""
			}
			if got := code(row.try(h.as(t, name))); got != expected {
				t.Errorf("%s: %s: got %q, want %q", row.method, name, got, expected)
			}
		}
	}
}

func TestOneOldPaperHasOneNewerVersion(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ctx, citizen := t.Context(), h.as(t, "citizen")
	id := h.file(t, "citizen")
	old := loose(t, citizen)
	want(t, citizen.AddPaper(ctx, id, models.NewPaper{ID: old, Slot: "proof"}), "")
	newer := models.NewPaper{ID: loose(t, citizen), Slot: "proof", Replaces: []models.AttachmentID{old}}
	want(t, citizen.AddPaper(ctx, id, newer), "")
	want(t, citizen.AddPaper(ctx, id, newer), "") // said again
	want(t, citizen.AddPaper(ctx, id, models.NewPaper{ID: loose(t, citizen), Replaces: []models.AttachmentID{old}}), "paper-replaced")
	files, _, err := h.System().CaseToCheck(ctx, id)
	want(t, err, "")
	if len(files) != 1 || files[0].ID != newer.ID {
		t.Errorf("what counts: %+v", files)
	}
}

func TestWhatSomebodyAddsToHisRequestToBeIdentifiedIsNobodyElses(t *testing.T) {
	t.Parallel()
	h := identifies(t)
	ctx := t.Context()
	asked := h.wishes(t, "citizen")
	paper := loose(t, h.as(t, "citizen"))
	want(t, h.as(t, "citizen").AddPaper(ctx, asked.ID, models.NewPaper{ID: paper}), "")
	_, err := h.as(t, "citizen").Attachment(ctx, paper)
	want(t, err, "")
	clerk := h.as(t, "clerk")
	_, err = clerk.Attachment(ctx, paper)
	want(t, err, "no-such-attachment")
	want(t, clerk.AddPaper(ctx, asked.ID, models.NewPaper{ID: loose(t, clerk)}), "no-such-case")
	want(t, clerk.JudgePaper(ctx, asked.ID, paper, models.PaperJudgement{Verdict: models.PaperAccepted}), "no-such-attachment")
}
