package pdf_test

import (
	"strconv"
	"time"

	"github.com/thyrida/thyrida/internal/pdf"
)

var at = time.Date(2026, 11, 22, 10, 30, 0, 0, time.UTC)

// certificate is a paper as the house issues it; n makes each another.
func certificate(n int, level pdf.Level) (*pdf.Doc, pdf.Box) {
	no := strconv.Itoa(18000 + n)
	code := "DM7K-" + strconv.Itoa(1000+n%9000) + "-X9R2-TL84"
	d := pdf.New(pdf.Meta{Title: "Πιστοποιητικό οικογενειακής κατάστασης", Lang: "el", Subject: "Αριθμός πρωτοκόλλου " + no + "/2026",
		Author: "Δήμος Παραδείγματος", Created: at, ID: "certificate-" + no, Level: level})
	d.Frame()
	d.Footer("Δήμος Παραδείγματος · Λεωφόρος Δημοκρατίας 1, 100 00 · τηλ. 210 000 0000")
	d.Letterhead(pdf.Letterhead{Alt: "Έμβλημα του Δήμου Παραδείγματος: στεφάνι ελιάς γύρω από το δημαρχείο",
		Lines: []string{"ΕΛΛΗΝΙΚΗ ΔΗΜΟΚΡΑΤΙΑ", "ΔΗΜΟΣ ΠΑΡΑΔΕΙΓΜΑΤΟΣ", "Διεύθυνση Δημοτικής Κατάστασης, Τμήμα Δημοτολογίου"}})
	d.Title("ΠΙΣΤΟΠΟΙΗΤΙΚΟ", "Οικογενειακής Κατάστασης")
	d.Sides("Αριθμός πρωτοκόλλου: "+no+"/2026", "Ημερομηνία: 22 Νοεμβρίου 2026")
	d.Paragraph("Βεβαιώνεται ότι, σύμφωνα με τα στοιχεία του Δημοτολογίου του Δήμου, η οικογενειακή κατάσταση του " +
		"ΠΑΠΑΔΟΠΟΥΛΟΥ ΑΥΓΟΥΣΤΙΝΟΥ του ΓΕΩΡΓΙΟΥ κατά την ημερομηνία έκδοσης του παρόντος έχει όπως αναγράφεται στον κατωτέρω πίνακα. " +
		"Το παρόν χορηγείται ύστερα από την υπ’ αριθ. πρωτ. 45213/20-11-2026 αίτηση του ενδιαφερομένου, για κάθε νόμιμη χρήση «εκτός από " +
		"ναυτολόγηση, εισαγωγή σε στρατιωτικές σχολές και στρατολογία», όπου απαιτείται ειδικότερο πιστοποιητικό.")
	d.Space(1)
	d.Table(pdf.Table{Header: []string{"Ιδιότητα", "Επώνυμο και όνομα", "Όνομα πατέρα", "Γέννηση", "Μερίδα"},
		Align: []pdf.Align{pdf.Left, pdf.Left, pdf.Left, pdf.Right, pdf.Right},
		Rows: [][]string{
			{"Σύζυγος", "ΠΑΠΑΔΟΠΟΥΛΟΣ ΑΥΓΟΥΣΤΙΝΟΣ", "ΓΕΩΡΓΙΟΣ", "12/03/1981", "4021/3"},
			{"Σύζυγος", "ΚΩΝΣΤΑΝΤΙΝΙΔΟΥ ΑΫΛΑ‑ΜΑΡΙΑ", "ΙΩΑΝΝΗΣ", "27/08/1984", "4021/3"},
			{"Τέκνο", "ΠΑΠΑΔΟΠΟΥΛΟΥ ΕΥΤΥΧΙΑ", "ΑΥΓΟΥΣΤΙΝΟΣ", "05/01/2011", "4021/3"},
			{"Τέκνο", "ΠΑΠΑΔΟΠΟΥΛΟΣ ΓΕΩΡΓΙΟΣ", "ΑΥΓΟΥΣΤΙΝΟΣ", "19/11/2014", "4021/3"},
		}})
	d.Pairs([]pdf.Pair{{Label: "Τελευταία μεταβολή", Value: "Γέννηση τέκνου, ληξιαρχική πράξη 112, τόμος 4, έτος 2014"}, {Label: "Ισχύς", Value: "έξι μήνες, έως 22 Μαΐου 2027"}})
	var box pdf.Box
	d.Keep(func() {
		d.Space(2)
		d.Columns(0, pdf.Column{}, pdf.Column{Width: 80, Draw: func() {
			d.Text(pdf.Text{Spans: []pdf.Span{{Text: "Με εντολή Δημάρχου\nΗ Προϊσταμένη του Τμήματος"}}, Align: pdf.Center})
			box = d.SignatureBox(pdf.Signature{Width: 76, Height: 20, Align: pdf.Center, Hint: "Θέση ψηφιακής υπογραφής"})
			d.Space(1)
			d.Text(pdf.Text{Spans: []pdf.Span{{Text: "Ευαγγελία Χατζηϋφαντή", Bold: true}}, Align: pdf.Center, Tight: true})
		}})
	})
	d.Bottom(func() {
		d.Columns(5, pdf.Column{Width: 27, Draw: func() {
			d.QR("https://dimos-paradeigmatos.gr/v/"+code, 27, "Κωδικός QR της σελίδας επαλήθευσης")
		}}, pdf.Column{Draw: func() {
			d.Text(pdf.Text{Small: true, Spans: []pdf.Span{{Text: "Το έγγραφο φέρει ψηφιακή υπογραφή. Η γνησιότητά του ελέγχεται από όποιον το λάβει, χωρίς σύνδεση: με σάρωση του κωδικού QR ή με πληκτρολόγηση του κωδικού επαλήθευσης στη διεύθυνση"}}, Tight: true})
			d.Text(pdf.Text{Small: true, Spans: []pdf.Span{{Text: "dimos-paradeigmatos.gr/v", Bold: true}}})
			d.Text(pdf.Text{Small: true, Size: 12, Navy: true, Spans: []pdf.Span{{Text: code, Bold: true}}, Tight: true})
		}})
	})
	return d, box
}
