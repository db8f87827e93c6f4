package certprint

import (
	"strings"

	"github.com/thyrida/thyrida/catalogue"
)

// phrase holds what is the same on every certificate. «Με εντολή Δημάρχου»:
// DOMAIN §5.2, signing by delegation. «α.α.», αντ' αυτού, stands under the title of
// who is away, over the name of the substitute who signs.
type phrase struct {
	state, emblem, code, qr, number, date, phone, draft string
	signHere, sealHere, byOrder, sealed, inPlaceOf      string
	signed, bears, verify, withCode, yes, no            string
	penHere, byHand, unqualified, sealUnqualified, test string
	correction, corrected, reason                       string
}

var greekPhrases = phrase{
	state: "ΕΛΛΗΝΙΚΗ ΔΗΜΟΚΡΑΤΙΑ", emblem: "Έμβλημα του δήμου: στεφάνι ελιάς γύρω από το δημαρχείο",
	code: "Κωδικός", qr: "Κωδικός QR της σελίδας επαλήθευσης", number: "Αριθμός πρωτοκόλλου", date: "Ημερομηνία", phone: "τηλ.",
	draft: "ΣΧΕΔΙΟ", signHere: "Θέση ψηφιακής υπογραφής", sealHere: "Θέση ψηφιακής σφραγίδας", byOrder: "Με εντολή Δημάρχου", inPlaceOf: "α.α.",
	sealed: "Εκδόθηκε αυτόματα, με τη σφραγίδα του δήμου",
	signed: "Το έγγραφο φέρει ψηφιακή υπογραφή.", bears: "Το έγγραφο φέρει ψηφιακή σφραγίδα.",
	verify:   "Η γνησιότητά του ελέγχεται από όποιον το λάβει, χωρίς σύνδεση: με σάρωση του κωδικού QR ή στη διεύθυνση",
	withCode: "με τον κωδικό", yes: "Ναι", no: "Όχι",
	penHere: "Θέση υπογραφής και σφραγίδας", byHand: "Υπογράφεται ιδιοχείρως· το αρχείο είναι σάρωση του πρωτοτύπου.",
	unqualified: "Η υπογραφή δεν είναι εγκεκριμένη.", sealUnqualified: "Η σφραγίδα δεν είναι εγκεκριμένη.",
	test:       "Έγγραφο δοκιμής, χωρίς ισχύ.",
	correction: "ΟΡΘΗ ΕΠΑΝΑΛΗΨΗ", corrected: "Ημερομηνία ορθής επανάληψης", reason: "Λόγος",
}

var englishPhrases = phrase{
	state: "HELLENIC REPUBLIC", emblem: "Emblem of the municipality: an olive wreath around the town hall",
	code: "Code", qr: "QR code of the verification page", number: "Protocol number", date: "Date", phone: "tel.",
	draft: "DRAFT", signHere: "Place of the digital signature", sealHere: "Place of the digital seal", byOrder: "By order of the Mayor", inPlaceOf: "p.p.",
	sealed: "Issued automatically under seal",
	signed: "This document bears a digital signature.", bears: "This document bears a digital seal.",
	verify:   "Anyone who receives it can check that it is genuine, without signing in: by scanning the QR code or at",
	withCode: "with the code", yes: "Yes", no: "No",
	penHere: "Place of signature and stamp", byHand: "Signed by hand; the file is a scan of the original.",
	unqualified: "The signature is not a qualified one.", sealUnqualified: "The seal is not a qualified one.",
	test:       "Test document, without effect.",
	correction: "CORRECTED REISSUE", corrected: "Date of the reissue", reason: "Reason",
}

func phrases(lang string) phrase {
	if lang == catalogue.English {
		return englishPhrases
	}
	return greekPhrases
}

func (p phrase) yesNo(v bool) string {
	if v {
		return p.yes
	}
	return p.no
}

// genitive of the name of a municipality: «Δήμος Ελαιώνα» → «Δήμου Ελαιώνα». The
// rest of such a name stands in the genitive already.
func genitive(name string) string {
	if rest, ok := strings.CutPrefix(name, "Δήμος "); ok {
		return "Δήμου " + rest
	}
	return name
}
