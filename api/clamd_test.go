package api_test

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"path/filepath"
	"sync"
	"testing"

	"github.com/thyrida/thyrida/api"
	"github.com/thyrida/thyrida/internal/intake"
	"github.com/thyrida/thyrida/models"
)

// clamd speaks INSTREAM as clamd(8) does, and finds EICAR. It may be told to
// take files and answer nothing.
type clamd struct {
	mu   sync.Mutex
	mute bool
}

func (d *clamd) silence(on bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.mute = on
}

// listen serves at a socket until it is closed.
func (d *clamd) listen(t *testing.T, at string) net.Listener {
	t.Helper()
	l, err := net.Listen("unix", at)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go d.serve(c)
		}
	}()
	return l
}

func (d *clamd) serve(c net.Conn) {
	defer c.Close()
	r := bufio.NewReader(c)
	if command, err := r.ReadString(0); err != nil || command != "zINSTREAM\x00" {
		return
	}
	var file []byte
	for {
		var n uint32
		if binary.Read(r, binary.BigEndian, &n) != nil {
			return
		}
		if n == 0 {
			break
		}
		chunk := make([]byte, n)
		if _, err := io.ReadFull(r, chunk); err != nil {
			return
		}
		file = append(file, chunk...)
	}
	d.mu.Lock()
	mute := d.mute
	d.mu.Unlock()
	switch {
	case mute: // it breaks off
	case bytes.Contains(file, []byte("EICAR")):
		_, _ = io.WriteString(c, "stream: Eicar-Test-Signature FOUND\x00")
	default:
		_, _ = io.WriteString(c, "stream: OK\x00")
	}
}

func TestAFileWaitsForTheScannerInItsCaseAndIsServedOnlyAfterIt(t *testing.T) {
	t.Parallel()
	at := filepath.Join(t.TempDir(), "clamd.ctl")
	scan, err := intake.NewScanner(at)
	if err != nil {
		t.Fatal(err)
	}
	h := furnished(t, func(d *api.Deps) { d.Scanner = scan })
	citizen, clerk, machine := h.as(t, "citizen"), h.as(t, "clerk"), h.store.System()
	file := func(title string) (id, paper string) {
		up := citizen.upload("Λογαριασμός.pdf", pdfOf(title)).want(201)
		if up.object()["state"] != "held" {
			t.Fatalf("unscanned: %s", up.body)
		}
		id = citizen.post("cases", map[string]any{"service": "residence-certificate",
			"form":        map[string]any{"street": "Αθηνάς 1", "postcode": "57000", "first-year": 2020, "proof-kind": "bill"},
			"attachments": []any{map[string]any{"slot": "proof-of-residence", "id": up.id()}}}).want(201).id()
		return id, up.id()
	}
	good, clean := file("clean") // nobody listens there
	d := &clamd{}
	d.listen(t, at)
	d.silence(true)
	bad, infected := file("EICAR") // it takes the file and says nothing
	d.silence(false)
	for _, who := range []*caller{citizen, clerk} {
		if p := who.papers(good); p[0].State != "held" {
			t.Errorf("is told %+v", p)
		}
		who.get("attachments/"+clean).problem(404, "file-held")
	}
	citizen.upload("b.pdf", pdfOf("EICAR")).problem(422, "file-refused", "file file-infected")

	held, err := machine.HeldAttachments(t.Context(), "", 9)
	if err != nil || len(held) != 2 {
		t.Fatal(held, err)
	}
	if err := machine.ReleaseAttachment(t.Context(), models.AttachmentID(clean)); err != nil {
		t.Fatal(err)
	}
	if err := machine.RefuseAttachment(t.Context(), models.AttachmentID(infected)); err != nil {
		t.Fatal(err)
	}
	clerk.get("attachments/" + clean).want(200)
	clerk.get("attachments/"+infected).problem(404, "file-infected")
	for _, who := range []*caller{citizen, clerk} {
		p := who.papers(bad)[0]
		if p.State != "refused" || p.Verdict == nil || p.Verdict.Verdict != "refused" || p.Verdict.Reason != "infected" || p.Verdict.By != "" {
			t.Errorf("is told %+v", p)
		}
	}
	clerk.judges(bad, infected, "accepted", "", "").problem(409, "file-infected")
	clerk.decides(bad, models.Returned, "").want(200) // the scanner's word is the reason
	if n := citizen.needed(bad); len(n) != 1 || n[0] != "proof-of-residence" {
		t.Errorf("needed: %v", n)
	}
}
