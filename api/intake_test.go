package api_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/jpeg"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/thyrida/thyrida/api"
	"github.com/thyrida/thyrida/internal/intake"
)

// scanner finds what it is told to look for, or is away.
type scanner struct {
	away bool
}

func (s *scanner) Scan(_ context.Context, r io.Reader) error {
	if s.away {
		return errors.Join(intake.ErrUnscanned, errors.New("connection refused"))
	}
	b, err := io.ReadAll(r)
	if err == nil && bytes.Contains(b, []byte("EICAR")) {
		return &intake.Fault{Code: intake.Infected}
	}
	return err
}

func TestEveryUploadIsJudgedByItsContent(t *testing.T) {
	t.Parallel()
	h := setup(t)
	citizen := h.as(t, "citizen")
	citizen.upload("a.pdf", pdf+"<html><script>alert(1)</script>").problem(422, "file-refused", "file file-two-in-one")
	citizen.upload("a.pdf", pdf[:len(pdf)/2]).problem(422, "file-refused", "file file-damaged")
	citizen.upload("a.pdf", strings.Replace(pdf, "/Type /Catalog", "/AA<</JS()>> /Type /Catalog", 1)).problem(422, "file-refused", "file file-damaged")
	citizen.upload("a.jpg", pdf).problem(415, "kind-not-allowed", "file name-not-content")
	citizen.upload("a.gif", "GIF89a/*\x01\x00\x01\x00*/=alert(1);").problem(415, "kind-not-allowed", "file kind-not-allowed")
}

func TestAPhotographIsKeptWithoutItsPlace(t *testing.T) {
	t.Parallel()
	h := setup(t)
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 8)), nil); err != nil {
		t.Fatal(err)
	}
	xmp := "http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta exif:GPSLatitude='40,38N'/>"
	photo := "\xff\xd8\xff\xe1\x00" + string(rune(len(xmp)+2)) + xmp + b.String()[2:]
	citizen := h.as(t, "citizen")
	id := citizen.upload("IMG_1.JPG", photo).want(201).id()
	if got := citizen.get("attachments/" + id).want(200); string(got.body) != b.String() {
		t.Errorf("%d bytes are kept, want %d", len(got.body), b.Len())
	}
}

func TestWhatTheScannerHasNotSeenIsHeld(t *testing.T) {
	t.Parallel()
	s := &scanner{}
	h := furnished(t, func(d *api.Deps) { d.Scanner = s })
	citizen := h.as(t, "citizen")
	citizen.upload("a.pdf", pdfOf("EICAR")).problem(422, "file-refused", "file file-infected")
	if state := citizen.upload("a.pdf", pdf).want(201).object()["state"]; state != "ready" {
		t.Errorf("scanned: %v", state)
	}
	s.away = true
	held := citizen.upload("Λογαριασμός.pdf", pdf).want(201)
	if held.object()["state"] != "held" {
		t.Errorf("not scanned: %s", held.body)
	}
	citizen.get("attachments/"+held.id()).problem(404, "file-held")
	application := citizen.residence()
	application["attachments"] = []any{map[string]any{"slot": "proof-of-residence", "id": held.id()}}
	id := citizen.post("cases", application).want(201).id() // no term passes because a scanner is away
	clerk := h.as(t, "clerk")
	if ps := clerk.papers(id); len(ps) != 1 || ps[0].State != "held" || citizen.papers(id)[0].State != "held" {
		t.Errorf("both sides are told: %+v", ps)
	}
	clerk.get("attachments/"+held.id()).problem(404, "file-held")
	clerk.judges(id, held.id(), "accepted", "", "").problem(409, "file-held")

	infected := citizen.upload("b.pdf", pdfOf("EICAR")).want(201).id()
	machine := h.store.System()
	waiting, err := machine.HeldAttachments(t.Context(), "", 9)
	if err != nil || len(waiting) != 3 { // residence brought one too
		t.Fatal(waiting, err)
	}
	for _, w := range waiting {
		if string(w.ID) == infected {
			err = machine.RefuseAttachment(t.Context(), w.ID)
		} else {
			err = machine.ReleaseAttachment(t.Context(), w.ID)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	clerk.get("attachments/" + held.id()).want(200)
	application["attachments"] = []any{map[string]any{"slot": "proof-of-residence", "id": infected}}
	citizen.post("cases", application).problem(422, "invalid-request", "attachments.proof-of-residence file-infected")
	citizen.get("attachments/"+infected).problem(404, "file-infected")
	if err := machine.ReleaseAttachment(t.Context(), waiting[0].ID); err != nil { // settled once
		t.Fatal(err)
	}
	if n, err := machine.SweepAttachments(t.Context(), monday.Add(48*time.Hour), 99); err != nil || strings.Contains(strings.Join(n, ","), ",,") || len(n) > 0 && n[0] == "" {
		t.Error(n, err)
	}
}
