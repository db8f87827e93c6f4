package pdf_test

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strconv"

	"github.com/thyrida/thyrida/internal/pdf"
)

// everything is a document of several pages with each kind of block.
func everything(level pdf.Level) (*pdf.Doc, []pdf.Box) {
	d := pdf.New(pdf.Meta{Title: "Έντυπη αίτηση & παραρτήματα <δοκιμή>", Subject: "Όλα τα είδη", Author: "Δήμος Παραδείγματος", Created: at, ID: "everything", Level: level})
	d.Header("Αίτηση για βεβαίωση μόνιμης κατοικίας")
	d.Footer("Δήμος Παραδείγματος · Γραφείο Πρωτοκόλλου")
	d.Watermark("ΣΧΕΔΙΟ")
	d.Letterhead(pdf.Letterhead{Arms: shield(), Alt: "Θυρεός του Δήμου", Lines: []string{"ΕΛΛΗΝΙΚΗ ΔΗΜΟΚΡΑΤΙΑ", "ΔΗΜΟΣ ΠΑΡΑΔΕΙΓΜΑΤΟΣ"}})
	d.Notice("ΟΡΘΗ ΕΠΑΝΑΛΗΨΗ της 24ης Νοεμβρίου 2026. Δοκιμαστική υπογραφή, όχι εγκεκριμένη.")
	d.Title("ΑΙΤΗΣΗ", "Βεβαίωση Μόνιμης Κατοικίας")
	d.Heading(2, "Στοιχεία του αιτούντος")
	d.Pairs([]pdf.Pair{{Label: "Επώνυμο", Value: "Παπαδοπούλου"}, {Label: "Όνομα", Value: "Μαρία-Ελένη"}, {Label: "Διεύθυνση", Value: "Οδός Αγίου Κωνσταντίνου 112, συνοικία Άνω Νέας Μαδύτου, 54633 Θεσσαλονίκη, κοντά στην παλαιά πυροσβεστική υπηρεσία"},
		{Label: "Λόγος για τον οποίο ζητείται η βεβαίωση", Value: "ἐν ἀρχῇ ἦν ὁ λόγος, Łódź, naïve, Москва"}, {Label: "Παρατηρήσεις", Value: ""}})
	d.Heading(2, "Δικαιολογητικά")
	d.List(true, "Λογαριασμός ηλεκτρικού ρεύματος ή ύδρευσης, ο τελευταίος που έχει εκδοθεί, στο όνομα του αιτούντος ή του προσώπου με το οποίο συνοικεί.", "Μισθωτήριο κατοικίας.")
	d.List(false, "Ταυτότητα", "Έντυπο Ε1")
	d.Rule()
	d.Text(pdf.Text{Spans: []pdf.Span{{Text: "Δηλώνω "}, {Text: "υπεύθυνα", Bold: true}, {Text: ", κατά τον "}, {Text: "ν. 1599/1986", Italic: true}, {Text: ", ότι τα στοιχεία είναι αληθή."}}})
	for i := range 4 {
		d.Heading(3, "Άρθρο "+strconv.Itoa(i+1))
		d.Paragraph("Η βεβαίωση μόνιμης κατοικίας χορηγείται από τον δήμο στον οποίο κατοικεί ο ενδιαφερόμενος, ανεξάρτητα από το δημοτολόγιο στο οποίο είναι εγγεγραμμένος, εφόσον προσκομίσει τα δικαιολογητικά που αποδεικνύουν την κατοικία του κατά το χρονικό διάστημα για το οποίο ζητείται. Η διοίκηση οφείλει να απαντήσει εντός της προβλεπόμενης προθεσμίας.")
	}
	d.Heading(2, "Κατάσταση εγγραφών")
	t := pdf.Table{Header: []string{"Α/Α", "Επώνυμο και όνομα", "Παρατηρήσεις της υπηρεσίας", "Ποσό"}, Align: []pdf.Align{pdf.Right, pdf.Left, pdf.Left, pdf.Right}}
	for i := range 60 {
		t.Rows = append(t.Rows, []string{strconv.Itoa(i + 1), "ΑΝΤΩΝΟΠΟΥΛΟΣ ΒΑΣΙΛΕΙΟΣ", "Εγγραφή με απόφαση του δημοτικού συμβουλίου, η οποία δημοσιεύθηκε νόμιμα" + []string{"", ", και διορθώθηκε με πράξη του ληξιάρχου"}[i%2], "1.234,56 €"})
	}
	d.Table(t)
	d.Image(photo(), 60, "Φωτογραφία της οικοδομής", pdf.Center)
	var boxes []pdf.Box
	for range 3 {
		d.Space(3)
		boxes = append(boxes, d.SignatureBox(pdf.Signature{Width: 70, Height: 25, Align: pdf.Right, Hint: "Υπογραφή"}))
	}
	return d, boxes
}

// shield is a PNG with transparent corners.
func shield() []byte {
	m := image.NewNRGBA(image.Rect(0, 0, 120, 140))
	for y := range 140 {
		for x := range 120 {
			if y < 90 || (x-60)*(x-60)+(y-90)*(y-90)*2 < 3600 {
				m.Set(x, y, color.NRGBA{R: 30, G: 80, B: uint8(120 + y/2), A: 255})
			}
		}
	}
	var b bytes.Buffer
	_ = png.Encode(&b, m)
	return b.Bytes()
}

func photo() []byte {
	m := image.NewRGBA(image.Rect(0, 0, 160, 100))
	for y := range 100 {
		for x := range 160 {
			m.Set(x, y, color.RGBA{R: uint8(x), G: uint8(y * 2), B: 140, A: 255})
		}
	}
	var b bytes.Buffer
	_ = jpeg.Encode(&b, m, nil)
	return b.Bytes()
}
