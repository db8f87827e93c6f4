package store_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/thyrida/thyrida/models"
	"github.com/thyrida/thyrida/store"
)

// TestWhoMayDoWhatWithDocuments tries every method on certificates as
// everybody, people of another municipality and another unit's signatory
// included.
func TestWhoMayDoWhatWithDocuments(t *testing.T) {
	t.Parallel()
	h := chancery(t)
	h.invite(t)
	ctx := t.Context()
	a := models.NewAccount{ID: account("works-signer"), Email: "works-signer@example.org", Name: "x", PasswordHash: "x",
		Grants: []models.Grant{{Role: models.RoleSignatory, Unit: works, TitleEl: "Ο"}}, Source: "test"}
	want(t, h.System().CreateAccount(ctx, eleonas, a), "")
	want(t, h.For(models.Actor{}).OpenSession(ctx, a.ID, token("works-signer"), monday.AddDate(1, 0, 0)), "")
	desks := map[string]store.Desk{}
	for _, p := range people {
		desks[p.name] = h.as(t, p.name)
	}
	for _, name := range []string{"mayor", "deputy", "works-signer"} {
		desks[name] = h.as(t, name)
	}
	for name := range strangers {
		desks[name] = h.as(t, name)
	}
	_, writing := h.made(t)
	_, err := h.write(t, writing, fake("a"))
	want(t, err, "")
	signing := func() models.TaskID {
		_, task := h.toSign(t)
		return task
	}
	_, issuedChild, issued := issueOne(t, h)
	document, err := desks["head"].Document(ctx, issued)
	want(t, err, "")
	const staff = "clerk clerk2 head mayor deputy"
	for _, row := range []struct {
		method string
		try    func(store.Desk) error
		may    string
		code   models.Code
		except map[models.Code]string
	}{
		{"read a record", func(d store.Desk) error { _, err := d.Record(ctx, writing); return err }, staff, "no-such-case", nil},
		{"claim a signature", func(d store.Desk) error { return d.ClaimTask(ctx, signing()) }, "mayor deputy", "no-such-task",
			map[models.Code]string{"not-allowed": "citizen clerk clerk2 head"}},
		{"offer a signature by hand", func(d store.Desk) error {
			_, err := d.OfferSigning(ctx, signing(), models.WayPaper, fake("a"))
			return err
		}, "mayor deputy", "no-such-task", map[models.Code]string{"not-allowed": "citizen clerk clerk2 head"}},
		{"sign", func(d store.Desk) error {
			_, err := d.DecideTask(ctx, said(signing(), models.Signed, fake("a"), models.WayServer))
			return err
		}, "mayor deputy", "no-such-task", map[models.Code]string{"not-allowed": "citizen clerk clerk2 head"}},
		{"read an issued document", func(d store.Desk) error { _, err := d.Document(ctx, issued); return err },
			"citizen protocol " + staff, "unknown-document", nil},
		{"fetch its file", func(d store.Desk) error {
			_, err := d.FetchDocument(ctx, issued, 1, document.Versions[0].Files[0].SHA256)
			return err
		}, "citizen " + staff, "unknown-document", map[models.Code]string{"not-allowed": "protocol"}},
		{"read the record of an issued one", func(d store.Desk) error { _, err := d.Record(ctx, issuedChild); return err }, staff, "no-such-case", nil},
		{"see a case that makes a document", func(d store.Desk) error { _, err := d.Case(ctx, issuedChild); return err },
			"citizen protocol manager " + staff, "no-such-case", nil},
		{"revoke", func(d store.Desk) error {
			_, _, id := issueOne(t, h)
			return d.RevokeDocument(ctx, id, "λόγος")
		}, "head mayor deputy", "unknown-document", map[models.Code]string{"not-allowed": "citizen clerk clerk2 protocol"}},
	} {
		for name, desk := range desks {
			expected := row.code
			for c, names := range row.except {
				if slices.Contains(strings.Fields(names), name) {
					expected = c
				}
			}
			if slices.Contains(strings.Fields(row.may), name) {
				expected = ""
			}
			if got := code(row.try(desk)); got != expected {
				t.Errorf("%s: %s: got %q, want %q", row.method, name, got, expected)
			}
		}
	}
}
