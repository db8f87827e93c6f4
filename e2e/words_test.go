//go:build unix

package e2e

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/workflowservice/v1"
	"google.golang.org/protobuf/proto"

	"github.com/thyrida/thyrida/api"
	"github.com/thyrida/thyrida/demo"
	"github.com/thyrida/thyrida/internal/greek"
	"github.com/thyrida/thyrida/models"
)

// This file comes last: what the test of kills made of canaries is read too.

// canaries are words that stand nowhere else. Each is looked for as it is, in
// Greek capitals, as JSON escapes it and as base64 does.
var canaries = map[string]string{
	"name":       "Φιλομήλα Καναρινίδου",
	"tax number": "000077316",
	"e-mail":     "kanarini-7731@example.org",
	"mobile":     "6977317731",
	"note":       "Σημειωμακανάρι",
	"answer":     "Απαντηκανάρι",
	"file":       "kanarini-fakelos-7731",
	"tracking":   "KN773177317GR",
	"reason":     "Λογοκανάρι",
	"message":    "Γραμμακανάρι",
}

func TestNoCanarySingsInTemporalOrInTheLogs(t *testing.T) {
	h := setup(t)
	id := leadCanaries(t, h)
	texts, n := silent(t, h, canaries)
	// The histories hold what they should, so what they should not would be seen.
	if !bytes.Contains(texts["history of "+models.WorkflowOf(id)], []byte("general-application")) || !bytes.Contains(texts["api.log"], []byte(id)) {
		t.Fatalf("%d workflows were read, and not that of the canaries", n)
	}
	t.Logf("%d runs of workflows and %d logs hold none of %d canaries", n, len(logs)+1, len(canaries))
}

// logs are the parts of the house that write one.
var logs = []string{"api", "worker", "temporal", "postgres"}

// silent reads all logs and everything that Temporal keeps, looks for words that
// must not be there, and gives what it read and the number of runs.
func silent(t *testing.T, h *house, words map[string]string) (texts map[string][]byte, n int) {
	t.Helper()
	texts = map[string][]byte{"thyrida dev": []byte(h.out.String())}
	for _, name := range logs {
		text, err := os.ReadFile(filepath.Join(h.dir, name+".log"))
		if err != nil {
			t.Fatal(err)
		}
		texts[name+".log"] = text
	}
	n = readTemporal(t, h, texts)
	for what, word := range words {
		for form, spelt := range spellings(word) {
			for where, text := range texts {
				if i := bytes.Index(text, []byte(spelt)); i >= 0 {
					t.Errorf("the %s stands in %s, %s: …%s…", what, where, form, text[max(0, i-400):min(len(text), i+200)])
				}
			}
		}
	}
	return texts, n
}

// leadCanaries has somebody at the counter apply, with canaries wherever a word
// can be typed, wrongly too, and leads the case to its end.
func leadCanaries(t *testing.T, h *house) models.CaseID {
	t.Helper()
	protocol := h.as(t, "protocol")
	applicant := obj{"name": canaries["name"], "afm": canaries["tax number"], "email": canaries["e-mail"], "mobile": canaries["mobile"],
		"fatherName": canaries["answer"], "address": canaries["answer"] + " 3", "postcode": "57000"}
	form := obj{"subject": canaries["answer"], "request": canaries["message"]}
	for k, v := range byPost {
		form[k] = v
	}
	form["post-street"] = canaries["answer"]
	body := obj{"service": "general-application", "form": form, "applicant": applicant, "attachments": []api.SlotFile{
		protocol.send(t, "supporting", canaries["file"]+".pdf", demo.Paper(canaries["file"]))}}
	wrong := obj{"service": "general-application", "form": obj{"subject": canaries["answer"], canaries["answer"]: canaries["message"]},
		"applicant": obj{"name": canaries["name"], "afm": canaries["tax number"] + "0", "email": canaries["e-mail"] + " x"}}
	refused(t, protocol, "/cases", wrong, 422, "invalid-request")
	_, _ = protocol.call(t.Context(), "GET", "/cases?service="+canaries["file"]+"&number="+canaries["file"], "", nil, nil)
	_, _ = protocol.call(t.Context(), "GET", "/cases/"+canaries["file"], "", nil, nil)
	_, _ = (&visitor{house: h}).call(t.Context(), "POST", "/sessions", "", obj{"email": canaries["e-mail"], "password": canaries["message"]}, nil)
	id := post[api.Filed](t, protocol, "/cases", body).ID
	protocol.decides(t, id, "review", "approved", canaries["note"])
	k := task(protocol.at(t, id, "delivery"), "delivery")
	post[api.Decided](t, protocol, "/tasks/"+string(k.ID)+"/decision", obj{"outcome": "delivered", "tracking": canaries["tracking"], "note": canaries["note"]})
	protocol.over(t, id)
	body["form"], body["attachments"] = obj{"subject": canaries["answer"], "request": canaries["message"]}, nil
	again := post[api.Filed](t, protocol, "/cases", body).ID
	protocol.decides(t, again, "review", "rejected", canaries["reason"])
	protocol.over(t, again)
	await(t, 20*time.Second, "the e-mail with the reason", func() bool { return len(h.messages(t, "email", canaries["reason"])) > 0 })
	return id
}

// spellings are the forms in which a word could stand somewhere.
func spellings(word string) map[string]string {
	out := map[string]string{"as it is": word, "in capitals": greek.Upper(word), "folded": greek.Fold(word)}
	var escaped strings.Builder
	for _, r := range word {
		if r < 128 {
			escaped.WriteRune(r)
		} else {
			fmt.Fprintf(&escaped, `\u%04x`, r)
		}
	}
	out["escaped"] = escaped.String()
	for cut := range 3 { // base64 of it inside something longer
		b := []byte(word)
		b = b[(3-cut)%3:]
		out[fmt.Sprintf("in base64, shifted by %d", cut)] = base64.StdEncoding.EncodeToString(b[:len(b)/3*3])
	}
	return out
}

// readTemporal reads everything that Temporal keeps of every workflow: its
// identifiers, memo and search attributes, and the whole history with payloads.
func readTemporal(t *testing.T, h *house, texts map[string][]byte) (n int) {
	t.Helper()
	c, ctx := h.temporal(t), context.WithoutCancel(t.Context())
	var page []byte
	for {
		r, err := c.ListWorkflow(ctx, &workflowservice.ListWorkflowExecutionsRequest{PageSize: 500, NextPageToken: page})
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range r.GetExecutions() {
			var b bytes.Buffer
			write(t, &b, x)
			events := c.GetWorkflowHistory(ctx, x.Execution.WorkflowId, x.Execution.RunId, false, enumspb.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
			for events.HasNext() {
				e, err := events.Next()
				if err != nil {
					t.Fatal(err)
				}
				write(t, &b, e)
			}
			texts["history of "+x.Execution.WorkflowId] = append(texts["history of "+x.Execution.WorkflowId], b.Bytes()...)
			n++
		}
		if page = r.GetNextPageToken(); len(page) == 0 {
			return n
		}
	}
}

// write appends a message in its binary form, where every payload and text
// stands as it is, and nothing is compressed.
func write(t *testing.T, b *bytes.Buffer, m proto.Message) {
	t.Helper()
	text, err := proto.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(text, []byte("binary/zlib")) || bytes.Contains(text, []byte("binary/encrypted")) {
		t.Fatal("payloads are encoded: this test cannot read them")
	}
	b.Write(text)
}
