package intake

import (
	"bytes"
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/internal/clock"
	"github.com/thyrida/thyrida/internal/pdfdoc/pdftest"
)

// bombSize is more than a file may come to, and little enough to be made.
const bombSize = 200 << 20

// hostile are files that must not be taken, with the code each must get.
var hostile = []struct {
	what, name string
	make       func() []byte
	code       Code
}{
	{"a page named pdf", "a.pdf", func() []byte { return []byte(page) }, WebPage},
	{"a page behind a byte order mark", "a.pdf", func() []byte { return []byte("\xef\xbb\xbf \n" + page) }, WebPage},
	{"a drawing that can run scripts", "a.png", func() []byte { return []byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`) }, WebPage},
	{"a page that begins as text", "a.txt", func() []byte { return []byte("hello\n<ScRiPt>alert(1)</script>") }, WebPage},
	{"PHP behind text", "a.txt", func() []byte { return []byte("hello <?php system('id')?>") }, WebPage},
	{"a program of Windows named pdf", "a.pdf", func() []byte { return []byte("MZ\x90\x00\x03" + strings.Repeat("\x00", 99)) }, Program},
	{"a program of Linux named pdf", "a.pdf", func() []byte { return []byte("\x7fELF\x02\x01\x01" + strings.Repeat("\x00", 99)) }, Program},
	{"a program of macOS named jpg", "a.jpg", func() []byte { return []byte("\xcf\xfa\xed\xfe\x07\x00\x00\x01") }, Program},
	{"a script named pdf", "a.pdf", func() []byte { return []byte("#!/bin/sh\nrm -rf /\n") }, Program},
	{"a class of Java", "a.pdf", func() []byte { return []byte("\xca\xfe\xba\xbe\x00\x00\x00\x34") }, Program},
	{"JavaScript named pdf", "a.pdf", func() []byte { return []byte("var x = 1; function f() { return x }\n") }, NameNotContent},
	{"a GIF that is JavaScript", "a.gif", func() []byte { return []byte("GIF89a/*\x01\x00\x01\x00*/=alert(1);") }, KindNotAllowed},
	{"a plain archive", "a.zip", func() []byte { return office()[30:] }, KindNotAllowed},
	{"a photograph named pdf", "a.pdf", func() []byte { return photo() }, NameNotContent},
	{"a PDF named exe", "a.pdf.exe", func() []byte { return pdfOf("") }, NameNotContent},

	{"a PDF behind something else", "a.pdf", func() []byte { return append([]byte("GIF89a;\n"), pdfOf("")...) }, TwoInOne},
	{"a PDF inside a photograph", "a.jpg", func() []byte { return photo(segment(0xFE, string(pdfOf("")))) }, TwoInOne},
	{"a PDF and an archive", "a.pdf", func() []byte { return append(pdfOf(""), office()...) }, TwoInOne},
	{"an archive whose comment ends a PDF", "a.pdf", func() []byte {
		b := office()
		b = append(append([]byte("%PDF-1.4\n"), b...), "\n%%EOF\n"...)
		b[len(b)-9] = 7 // length of the comment
		return b
	}, TwoInOne},
	{"a PDF and a page", "a.pdf", func() []byte { return append(pdfOf(""), page...) }, TwoInOne},
	{"a PDF with a page in its head", "a.pdf", func() []byte { return append([]byte("%PDF-1.4\n%"+page+"\n"), pdfOf("")...) }, TwoInOne},
	{"a photograph and an archive", "a.jpg", func() []byte { return append(photo(), office()...) }, TwoInOne},
	{"a photograph and a page", "a.jpg", func() []byte { return append(photo(), page...) }, TwoInOne},
	{"a photograph and a PDF", "a.jpg", func() []byte { return append(photo(), pdfOf("")...) }, TwoInOne},
	{"a photograph and a program", "a.jpg", func() []byte { return append(photo(), "MZ\x90\x00"...) }, TwoInOne},
	{"a photograph with a script in its comment", "a.jpg", func() []byte { return photo(segment(0xFE, "*/=1;<script>alert(1)</script>")) }, TwoInOne},
	{"an image and an archive", "a.png", func() []byte { return append(drawing(), office()...) }, TwoInOne},
	{"an image with a script in a text", "a.png", func() []byte { return drawing(chunk("tEXt", "Comment\x00"+page)) }, TwoInOne},
	{"a document behind a program", "a.docx", func() []byte { return append([]byte("MZ\x90\x00"), office()...) }, Program},
	{"a document with something behind it", "a.docx", func() []byte { return append(office(), page...) }, TwoInOne},
	{"a HEIC and an archive", "a.heic", func() []byte { return append(apple(9, 9, "x"), office()...) }, TwoInOne},

	{"half a PDF", "a.pdf", func() []byte { b := pdfOf(""); return b[:len(b)/2] }, Damaged},
	{"a PDF without its cross-references", "a.pdf", func() []byte { return []byte("%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n") }, Damaged},
	{"a PDF without pages", "a.pdf", func() []byte { return pdftest.File("", "<< /Type /Catalog >>") }, Damaged},
	{"half a photograph", "a.jpg", func() []byte { b := photo(); return b[:len(b)-50] }, Damaged},
	{"a photograph without a picture", "a.jpg", func() []byte { return []byte("\xff\xd8\xff\xe0\x00\x02\xff\xd9") }, Damaged},
	{"a photograph of no lines", "a.jpg", func() []byte { return sized(16, 0) }, Damaged},
	{"half an image", "a.png", func() []byte { b := drawing(); return b[:len(b)-20] }, Damaged},
	{"an image with a wrong sum", "a.png", func() []byte { b := drawing(); b[len(b)-20] ^= 1; return b }, Damaged},
	{"half a HEIC", "a.heic", func() []byte { b := apple(9, 9, "data"); return b[:len(b)-2] }, Damaged},
	{"half a document", "a.docx", func() []byte { b := office(); return b[:len(b)-30] }, TwoInOne},

	{"a photograph of 50,000 × 50,000", "a.jpg", func() []byte { return sized(50_000, 50_000) }, TooManyPixels},
	{"a photograph as a thread", "a.jpg", func() []byte { return sized(50_000, 1) }, TooManyPixels},
	{"an image of 50,000 × 50,000", "a.png", func() []byte { return vast(50_000, 50_000) }, TooManyPixels},
	{"an image beyond any number", "a.png", func() []byte { return vast(0xFFFFFFFF, 0xFFFFFFFF) }, TooManyPixels},
	{"a HEIC of 50,000 × 50,000", "a.heic", func() []byte { return apple(50_000, 50_000, "x") }, TooManyPixels},
	{"a picture of 50,000 × 50,000 in a PDF", "a.pdf", func() []byte {
		return pdfOf("", pdftest.Stream("/Subtype /Image /Width 50000 /Height 50000 /Filter /DCTDecode", "x"))
	}, TooManyPixels},

	{"a stream of 200 megabytes", "a.pdf", func() []byte { return pdfOf("", pdftest.Stream("/Filter /FlateDecode", zeros(bombSize, 1))) }, Bomb},
	{"a stream packed twice", "a.pdf", func() []byte {
		return pdfOf("", pdftest.Stream("/Filter [/FlateDecode /FlateDecode]", zeros(bombSize, 2)))
	}, Bomb},
	{"a stream packed nine times", "a.pdf", func() []byte {
		return pdfOf("", pdftest.Stream("/Filter ["+strings.Repeat("/FlateDecode ", 9)+"]", zeros(1<<10, 9)))
	}, Bomb},
	{"a vast stream of objects", "a.pdf", func() []byte { return flat(bombSize) }, Bomb},
	{"arrays in arrays", "a.pdf", func() []byte { return pdfOf("", strings.Repeat("[", 9000)+strings.Repeat("]", 9000)) }, Damaged},
	{"more than a million values", "a.pdf", func() []byte { return pdfOf("", "["+strings.Repeat("0 ", 2_000_000)+"]") }, Bomb},
	{"a vast document", "a.docx", func() []byte { return zipBomb(bombSize) }, Bomb},
	{"a document whose parts overlap", "a.docx", func() []byte { return overlapping() }, Bomb},
	{"a text of an image of 200 megabytes", "a.png", func() []byte { return drawing(chunk("zTXt", "Comment\x00\x00"+zeros(bombSize, 1))) }, Bomb},
	{"a profile of an image of 200 megabytes", "a.png", func() []byte { return drawing(chunk("iCCP", "icc\x00\x00"+zeros(bombSize, 1))) }, Bomb},
	{"two thousand pages", "a.pdf", func() []byte { return pages(2000) }, TooManyPages},

	{"an encrypted PDF", "a.pdf", func() []byte {
		return pdftest.File("/Encrypt 3 0 R", "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [] /Count 0 >>", "<< /Filter /Standard >>")
	}, Locked},
	{"an encrypted document", "a.docx", locked, Locked},
	{"a script when opened", "a.pdf", func() []byte { return pdfOf("/OpenAction << /S /JavaScript /JS (app.alert(1)) >>") }, Active},
	{"a script under another spelling", "a.pdf", func() []byte { return pdfOf("/OpenAction << /S /J#61vaScript /J#53 (app.alert(1)) >>") }, Active},
	{"a script whose name stands apart", "a.pdf", func() []byte { return pdfOf("/OpenAction << /S 5 0 R >>", "/J#61vaScript") }, Active},
	{"a program started when opened", "a.pdf", func() []byte { return pdfOf("/OpenAction << /S /L#61unch /F (cmd.exe) >>") }, Active},
	{"a form of XFA", "a.pdf", func() []byte { return pdfOf("/AcroForm << /XFA [] >>") }, Active},
	{"a form that is sent elsewhere", "a.pdf", func() []byte { return pdfOf("", "<< /S /SubmitForm /F (https://evil.example) >>") }, Active},
	{"a script in an earlier revision", "a.pdf", func() []byte { return pdfOf("") }, ""}, // replaced below
	{"an embedded file", "a.pdf", func() []byte {
		return pdfOf("/Names << /Embedded#46iles << /Names [] >> >>", pdftest.Stream("/Type /Embedded#46ile", "MZ"))
	}, CarriesFiles},
	{"a file pinned to a page", "a.pdf", func() []byte { return pdfOf("", "<< /Subtype /FileAttachment >>") }, CarriesFiles},
	{"a document with macros", "a.docx", func() []byte { return office("word/vbaProject.bin") }, Active},
}

func init() {
	for i := range hostile {
		if hostile[i].what == "a script in an earlier revision" {
			hostile[i].code = Active
			hostile[i].make = func() []byte {
				b := pdfOf("")
				return append(b[:9:9], append([]byte("%1 0 obj << /S /JavaScript >> endobj\n"), b[9:]...)...)
			}
		}
	}
}

func judged(b []byte, a Ask) (Kept, error) {
	return New(Default()).judge(context.Background(), bytes.Clone(b), a)
}

func TestHostileFilesAreRefusedSoonWithTheCodeThatNamesTheRemedy(t *testing.T) {
	t.Parallel()
	for _, f := range hostile {
		b := f.make()
		var err error
		took := time.Hour
		for try := 0; try < 4 && took > time.Second; try++ { // others may have the machine
			from := clock.System{}.Now()
			_, err = judged(b, Ask{Name: f.name})
			took = min(took, clock.System{}.Now().Sub(from))
		}
		var fault *Fault
		if !errors.As(err, &fault) || fault.Code != f.code {
			t.Errorf("%s: %v, want %s", f.what, err, f.code)
		}
		if took > time.Second {
			t.Errorf("%s took %v", f.what, took)
		}
	}
}

func TestOrdinaryPapersAreTakenAsTheyAre(t *testing.T) {
	t.Parallel()
	for name, b := range map[string][]byte{
		"α.pdf": pdfOf(""), "β": pdfOf(""), "Απόφαση 12.5": pdfOf(""), "σάρωση.PDF": pdfOf("", pdftest.Stream("/Filter /FlateDecode", zeros(1<<20, 1))),
		"reportlab.pdf": pdfOf("", pdftest.Stream("/Filter [/ASCII85Decode /FlateDecode]", "GhQFZ~>")),
		"form.pdf":      pdfOf("/AcroForm << /Fields [] >> /OpenAction [3 0 R /Fit]", "<< /S /URI /URI (https://www.gov.gr) >>"),
		"α.jpg":         photo(), "α.JPEG": photo(segment(0xE2, "ICC_PROFILE\x00\x01\x01")), "α.png": drawing(chunk("pHYs", "\x00\x00\x00\x01\x00\x00\x00\x01\x00")),
		"α.docx": office(), "α.heic": apple(4032, 3024, "data"), "α.txt": []byte("Αίτηση < 5 & javascript\n"),
	} {
		k, err := judged(b, Ask{Name: name})
		require.NoError(t, err, name)
		require.Equal(t, b, k.Content, name)
	}
	// What cameras put behind a picture is cut off.
	k, err := judged(append(photo(), "\x00\x00\x00\x18ftypmp42 a moving picture"...), Ask{Name: "a.jpg"})
	require.NoError(t, err)
	require.Equal(t, photo(), k.Content)
}

func TestMemoryStaysBoundedWhateverIsBrought(t *testing.T) { // alone: it measures the whole program
	bombs := [][]byte{pdfOf("", pdftest.Stream("/Filter /FlateDecode", zeros(bombSize, 1))), zipBomb(bombSize), vast(50_000, 50_000), flat(bombSize),
		drawing(chunk("iCCP", "icc\x00\x00"+zeros(bombSize, 1)))}
	for i, b := range bombs {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		_, err := judged(b, Ask{})
		runtime.ReadMemStats(&after)
		require.Error(t, err)
		// All that was ever asked for, freed or not. Reading 24 MB of objects
		// grows a buffer in steps, which together are a few times as much.
		if grown := after.TotalAlloc - before.TotalAlloc; grown > 160<<20 {
			t.Errorf("bomb %d took %d MB", i, grown>>20)
		}
	}
}

func TestNothingGoesOnAfterTheCallerHasGone(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	g := New(Default())
	_, err := g.judge(ctx, pdfOf("", pdftest.Stream("/Filter /FlateDecode", zeros(bombSize, 1))), Ask{})
	require.ErrorIs(t, err, context.Canceled)
	for range atOnce {
		g.places <- struct{}{}
	}
	s, err := Receive(strings.NewReader("x"), 9)
	require.NoError(t, err)
	require.ErrorIs(t, g.Take(ctx, s, Ask{}, nil), context.Canceled, "no place, and nobody who waits for one")
}

func TestAFileIsReceivedWholeOrNotAtAll(t *testing.T) {
	t.Parallel()
	g := New(Default())
	big := bytes.Repeat([]byte("Αίτηση\n"), 50_000)
	for _, b := range [][]byte{[]byte("short\n"), big, big[:inMemory], big[:inMemory+1]} {
		s, err := Receive(iotest.HalfReader(bytes.NewReader(b)), int64(len(b)))
		require.NoError(t, err)
		require.EqualValues(t, len(b), s.Size())
		require.NoError(t, g.Take(t.Context(), s, Ask{Name: "a.txt"}, func(k Kept) error {
			require.Equal(t, b, k.Content)
			require.Contains(t, k.MediaType, "text/plain")
			return nil
		}))
		s.Close()
		_, err = Receive(bytes.NewReader(b), int64(len(b)-1))
		require.ErrorIs(t, err, ErrTooLarge)
		_, err = Receive(iotest.TimeoutReader(iotest.OneByteReader(bytes.NewReader(b))), 1<<30)
		require.ErrorIs(t, err, iotest.ErrTimeout)
	}
}

func FuzzJudge(f *testing.F) {
	for _, h := range hostile {
		if b := h.make(); len(b) < 64<<10 {
			f.Add(b, h.name)
		}
	}
	f.Add(photo(segment(0xE1, "Exif\x00\x00"+exif(le))), "a.jpg")
	f.Add(drawing(chunk("eXIf", exif(be))), "a.png")
	f.Fuzz(func(t *testing.T, b []byte, name string) {
		k, err := judged(b, Ask{Name: name})
		var fault *Fault
		if err != nil && !errors.As(err, &fault) {
			t.Fatal(err)
		}
		if err == nil && len(k.Content) > len(b) {
			t.Fatal("a file grew")
		}
		if err == nil { // what was taken once is taken again, and stays as it is
			again, err := judged(k.Content, Ask{Name: name})
			if err != nil || !bytes.Equal(again.Content, k.Content) {
				t.Fatalf("second time: %v", err)
			}
		}
	})
}
