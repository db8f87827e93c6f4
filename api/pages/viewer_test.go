package pages_test

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/thyrida/thyrida/api/assets"
	"github.com/thyrida/thyrida/api/pages"
	"github.com/thyrida/thyrida/internal/browsertest"
	"github.com/thyrida/thyrida/internal/pdf"
)

// lease is a PDF of two pages, as citizens bring them.
func lease(t testing.TB) []byte {
	t.Helper()
	d := pdf.New(pdf.Meta{Title: "Μισθωτήριο", Lang: "el", Created: time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC), ID: "lease"})
	d.Heading(1, "Μισθωτήριο κατοικίας")
	for range 60 {
		d.Paragraph("Το μίσθιο βρίσκεται στη Λεωφ. Ελευθερίου Βενιζέλου 128 και μισθώνεται από την 1η Μαΐου 2024.")
	}
	b, err := d.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// scan is a PDF as scanners of offices make them: one black image in the coding
// of fax machines (ITU-T T.6), and no letter.
func scan() []byte {
	rows := append(bytes.Repeat([]byte{0xff}, 8), 0, 0x10, 0x01) // 64 rows like the white one before, and the end
	objects := []string{"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 300]/Resources<</XObject<</I 4 0 R>>>>/Contents 5 0 R>>",
		fmt.Sprintf("<</Type/XObject/Subtype/Image/Width 64/Height 64/ColorSpace/DeviceGray/BitsPerComponent 1/Decode[1 0]/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns 64/Rows 64>>/Length %d>>\nstream\n%s\nendstream", len(rows), rows),
		"<</Length 28>>\nstream\nq 200 0 0 300 0 0 cm /I Do Q\nendstream"}
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	at := make([]int, len(objects))
	for i, o := range objects {
		at[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, n := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, start)
	return b.Bytes()
}

// papers serves the papers of the samples: b and documents are PDFs, c is
// none, all others are images.
func papers(t testing.TB, mux *http.ServeMux, file []byte) {
	send := func(kind string, body []byte) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind)
			_, _ = w.Write(body)
		}
	}
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 600, 800))); err != nil {
		t.Fatal(err)
	}
	mux.HandleFunc("/api/v1/attachments/", send("image/png", picture.Bytes()))
	mux.HandleFunc("/api/v1/attachments/b", send("application/pdf", file))
	mux.HandleFunc("/api/v1/attachments/c", send("application/pdf", []byte("%PDF-1.7\nnothing more")))
	mux.HandleFunc("/api/v1/cases/", send("application/pdf", file))
	mux.HandleFunc("/api/v1/tasks/", send("application/pdf", file))
}

// reading opens a sample of the task page with a PDF in its preview.
func reading(t *testing.T, sample string, file []byte) *browsertest.Browser {
	t.Helper()
	if !assets.Built() {
		t.Fatal(assets.Missing)
	}
	mux := http.NewServeMux()
	mux.Handle(assets.Prefix, assets.Handler())
	mux.Handle("/dev/gallery/", pages.Gallery())
	papers(t, mux, file)
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	b := browsertest.Open(t)
	b.Wide(1280)
	b.Go(s.URL + "/dev/gallery/" + sample)
	return b
}

// until waits in the page for a JavaScript condition.
func until(b *browsertest.Browser, condition string) {
	b.Text(`new Promise(done=>{const look=()=>(` + condition + `)?done("yes"):requestAnimationFrame(look);look()})`)
}

const ink = `(c=>{const d=c.getContext("2d").getImageData(0,0,c.width,c.height).data;let n=0;for(let i=0;i<d.length;i+=4)if(d[i+3]>0&&d[i]<100)n++;
	return String(n/(c.width*c.height)>%s)})(document.querySelector(".app-view canvas"))`

func TestAPDFIsDrawnLeafedThroughTurnedAndEnlarged(t *testing.T) {
	t.Parallel()
	b := reading(t, "task/returning", lease(t))
	until(b, `document.querySelector(".app-view").dataset.drawn==="1"`)
	if b.Text(fmt.Sprintf(ink, "0.005")) != "true" {
		t.Error("the page is blank")
	}
	if says := b.Text(`document.querySelector(".app-sheet__text").textContent`); !strings.Contains(says, "Ελευθερίου Βενιζέλου 128") {
		t.Errorf("nobody who listens hears %.80q", says)
	}
	if says := b.Text(`document.querySelector(".app-view__tools").innerText`); !strings.Contains(says, "Σελίδα 1 από 2") {
		t.Errorf("tools say %q", says)
	}
	size := `(c=>c.offsetWidth+" "+c.offsetHeight)(document.querySelector(".app-view canvas"))`
	var w, h, w2, h2 int
	fmt.Sscan(b.Text(size), &w, &h)
	b.Tick(`.app-view__tools button[title="Επόμενη σελίδα"]`)
	until(b, `document.querySelector(".app-view").dataset.drawn==="2"`)
	b.Text(`document.querySelector(".app-view").dispatchEvent(new KeyboardEvent("keydown",{key:"PageUp",bubbles:true}));""`)
	until(b, `document.querySelector(".app-view").dataset.drawn==="1"`)
	b.Tick(`.app-view__tools button[title="Περιστροφή"]`)
	until(b, `(c=>c.offsetWidth>c.offsetHeight)(document.querySelector(".app-view canvas"))`)
	b.Tick(`.app-view__tools button[title="Περιστροφή"]`)
	b.Tick(`.app-view__tools button[title="Μεγέθυνση"]`)
	until(b, fmt.Sprintf(`document.querySelector(".app-view canvas").offsetWidth>%d`, w*14/10))
	if fmt.Sscan(b.Text(size), &w2, &h2); h2 < h*14/10 {
		t.Errorf("%d × %d became %d × %d", w, h, w2, h2)
	}
	for _, fault := range b.Faults() {
		t.Error(fault)
	}
}

func TestWhatAScannerMadeIsDrawn(t *testing.T) {
	t.Parallel()
	b := reading(t, "task/returning", scan())
	until(b, `document.querySelector(".app-view").dataset.drawn==="1"`)
	if b.Text(fmt.Sprintf(ink, "0.5")) != "true" {
		t.Error("the page is blank")
	}
	for _, fault := range b.Faults() {
		t.Error(fault)
	}
}

func TestAPDFThatCannotBeReadLeavesItsLink(t *testing.T) {
	t.Parallel()
	b := reading(t, "task/free", lease(t))
	until(b, `document.querySelector(".app-view__tools").innerText!==""`)
	if says := b.Text(`document.querySelector("#preview").innerText`); !strings.Contains(says, "Κατεβάστε το αρχείο") || !strings.Contains(says, "Ανοίξτε το αρχείο") {
		t.Errorf("the preview says %q", says)
	}
	for _, fault := range b.Faults() {
		t.Error(fault)
	}
}
