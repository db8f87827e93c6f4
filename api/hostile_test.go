package api_test

import (
	"context"
	"net/http"
	"regexp"
	"runtime"
	"runtime/metrics"
	"strings"
	"testing"
	"time"

	"github.com/thyrida/thyrida/models"
)

// TestHostileFilesAreRefusedWithinASecondAndABoundedMemory is not parallel: it
// looks at how much memory the whole program allocates.
func TestHostileFilesAreRefusedWithinASecondAndABoundedMemory(t *testing.T) { //nolint:paralleltest
	h := setup(t)
	const most = 160 << 20 // a file is in memory twice, and 24 MB of object streams
	for name, contents := range hostile() {
		for i, content := range contents {
			citizen := h.as(t, "citizen")
			h.clock.Advance(time.Hour) // refusals are rationed
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			before := allocated()
			citizen.ctx = ctx
			r := citizen.upload(name, content)
			cancel()
			if grown := allocated() - before; grown > most {
				t.Errorf("%s %d: %d MB were allocated", name, i, grown>>20)
			}
			if r.status != http.StatusUnprocessableEntity && r.status != http.StatusUnsupportedMediaType {
				t.Errorf("%s %d: %d %s", name, i, r.status, r.body)
			}
		}
	}
	if n := runtime.NumGoroutine(); n > 500 {
		t.Errorf("%d goroutines are left", n)
	}
}

// allocated is how many bytes the program has ever asked for.
func allocated() uint64 {
	s := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(s)
	return s[0].Value.Uint64()
}

func TestWhoBringsManyRefusedFilesWaits(t *testing.T) {
	t.Parallel()
	h := setup(t)
	citizen := h.as(t, "citizen")
	for range 20 {
		citizen.upload("a.pdf", "<html></html>").problem(415, "kind-not-allowed")
	}
	r := citizen.upload("a.pdf", pdf).problem(429, "too-many-attempts")
	if r.header.Get("Retry-After") == "" {
		t.Error("nobody says how long to wait")
	}
	h.as(t, "citizen2").upload("a.pdf", pdf).want(201)
	h.clock.Advance(3 * time.Minute)
	citizen.upload("a.pdf", pdf).want(201)
}

func TestAFileIsFoundByNobodyElseAndNeverShownInTheNameOfTheHouse(t *testing.T) {
	t.Parallel()
	h := setup(t)
	citizen := h.as(t, "citizen")
	random := regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	one, two := citizen.upload("a.pdf", pdf).want(201).id(), citizen.upload("a.pdf", pdf).want(201).id()
	if !random.MatchString(one) || !random.MatchString(two) || one[14:] == two[14:] {
		t.Errorf("guessable: %s, %s", one, two)
	}
	id := citizen.files()
	paper := citizen.papers(id)[0].ID
	for who, want := range map[string]int{"citizen": 200, "clerk": 200, "head": 200, "citizen2": 404, "clerk-tech": 404, "protocol": 404,
		"manager": 404, "admin": 404, "": 401} {
		if got := h.as(t, who).get("attachments/" + paper); got.status != want {
			t.Errorf("%q: %d", who, got.status)
		}
	}
	down := h.as(t, "clerk").get("attachments/" + paper).want(200)
	for k, v := range map[string]string{"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store", "X-Frame-Options": "DENY"} {
		if down.header.Get(k) != v {
			t.Errorf("%s: %q", k, down.header.Get(k))
		}
	}
	if csp := down.header.Get("Content-Security-Policy"); !strings.Contains(csp, "sandbox") || !strings.Contains(csp, "default-src 'none'") {
		t.Errorf("policy %q", csp)
	}
	if d := down.header.Get("Content-Disposition"); !strings.HasPrefix(d, "attachment") {
		t.Errorf("disposition %q", d)
	}
}

func TestOnlyASlotThatAsksForThePlaceKeepsIt(t *testing.T) {
	t.Parallel()
	h := setup(t)
	citizen := h.as(t, "citizen")
	var service struct {
		Papers []struct {
			Slot      string
			KeepPlace bool
		}
	}
	citizen.get("services/road-damage").want(200).into(&service)
	if len(service.Papers) != 1 || !service.Papers[0].KeepPlace {
		t.Errorf("the form says %+v", service.Papers)
	}
	photo, latitude := photograph(located()), "\x39\x30\x00\x00\xe8\x03\x00\x00" // 12.345 seconds
	if !strings.Contains(photo, latitude) {
		t.Fatal("the photograph says nothing of its place")
	}
	kept := citizen.uploadFor("road-damage", "photo", "IMG_1.jpg", photo).want(201).id()
	lost := citizen.uploadFor("", "", "IMG_1.jpg", photo).want(201).id()
	if b := string(citizen.get("attachments/" + kept).want(200).body); b != photo {
		t.Error("a photograph of a pothole lost its place")
	}
	if b := string(citizen.get("attachments/" + lost).want(200).body); strings.Contains(b, latitude) || !strings.Contains(b, photograph("")[2:]) {
		t.Error("a photograph kept its place, or lost more")
	}
	filed := citizen.post("cases", map[string]any{"service": "road-damage", "form": map[string]any{"problem": "pothole", "location": "Αθηνάς 1"},
		"attachments": []any{map[string]any{"slot": "photo", "id": kept}}}).want(201).id()
	h.as(t, "clerk-tech").get("attachments/" + kept).want(200)
	if f := h.as(t, "clerk-tech").papers(filed); len(f) != 1 || f[0].Slot != "photo" {
		t.Errorf("filed: %+v", f)
	}
}

func TestASignedDocumentThatComesBackIsJudgedToo(t *testing.T) {
	t.Parallel()
	h := chancery(t)
	_, child := h.approved(t)
	seen := h.ready(t, child)
	mayor := h.as(t, "mayor")
	mayor.post("tasks/"+taskOf(child, 2)+"/offer", map[string]any{"way": models.WayPaper, "seen": seen}).want(200)
	decision := "0190c0de-0000-4000-8000-000000000001"
	mayor.brings(child, decision, seen, []byte("MZ\x90\x00\x03\x00\x00\x00")).problem(415, "kind-not-allowed", "file file-is-program")
	mayor.brings(child, decision, seen, []byte(pdf[:len(pdf)/2])).problem(422, "file-refused", "file file-damaged")
	mayor.brings(child, decision, seen, []byte(strings.Replace(pdf, "/Type /Catalog", "/OpenAction<</S/JavaScript/JS(1)>> /Type /Catalog", 1))).want(422)
}
