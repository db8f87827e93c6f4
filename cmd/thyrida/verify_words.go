package main

// proofWords are what "thyrida verify" says; a test holds both languages
// against each other and against the codes of internal/sign.
var proofWords = map[string]map[string]string{
	"el": {
		"signatures": "Υπογραφές", "signature": "Υπογραφή", "document-timestamp": "Χρονοσφραγίδα εγγράφου", "yes": "ναι", "no": "ΟΧΙ",
		"signer": "Υπογράφων", "issuer": "Εκδότης πιστοποιητικού", "class": "Είδος", "level": "Επίπεδο", "claimed": "Χρόνος κατά δήλωση",
		"stamped": "Χρονοσφραγίδα", "stamped-by": "Αρχή χρονοσήμανσης", "intact": "Ανέπαφη", "whole": "Καλύπτει όλο το αρχείο",
		"trusted": "Έμπιστο πιστοποιητικό", "not-checked": "δεν ελέγχθηκε", "fault": "Σφάλμα", "changed": "Άλλαξε μετά", "page": "σελίδα",
		"class-development": "ΔΟΚΙΜΑΣΤΙΚΗ υπογραφή, μη εγκεκριμένη, χωρίς νομική ισχύ", "class-advanced": "προηγμένη, μη εγκεκριμένη",

		"trust-unchecked": "Η εμπιστοσύνη ΔΕΝ ελέγχθηκε: δεν υπάρχει αρχείο roots.pem. Δώστε το με --roots.",
		"valid":           "ΙΣΧΥΕΙ. Αν το έγγραφο ανακλήθηκε ή αντικαταστάθηκε το λέει μόνο η σελίδα του δήμου, με τον κωδικό του.",
		"sound":           "Οι υπογραφές είναι ανέπαφες, αλλά δεν ελέγχθηκε ποιος υπέγραψε.",
		"not-valid":       "ΔΕΝ ΙΣΧΥΕΙ.",
		"not-whole":       "ΔΕΝ ΙΣΧΥΕΙ: μετά την τελευταία υπογραφή προστέθηκε περιεχόμενο.",
		"unsigned":        "ΔΕΝ ΙΣΧΥΕΙ: το αρχείο δεν έχει υπογραφή.",
		"cannot-read":     "ΔΕΝ ΔΙΑΒΑΖΕΤΑΙ ως PDF",

		"fault-certificate-expired":       "το πιστοποιητικό είχε λήξει",
		"fault-certificate-not-yet-valid": "το πιστοποιητικό δεν ίσχυε ακόμη",
		"fault-certificate-foreign":       "το πιστοποιητικό δεν είναι αρχής που εμπιστευόμαστε",
		"fault-certificate-usage":         "το πιστοποιητικό δεν είναι για υπογραφή εγγράφων",
		"fault-timestamp-invalid":         "η χρονοσφραγίδα δεν ισχύει",
		"fault-signature-malformed":       "η υπογραφή είναι κατεστραμμένη",
		"fault-signature-not-pades":       "η υπογραφή δεν είναι PAdES",
		"fault-weak-algorithm":            "αδύναμος αλγόριθμος",
		"fault-content-changed":           "το περιεχόμενο που υπογράφηκε έχει αλλάξει",
		"fault-signing-certificate":       "η υπογραφή δεν δηλώνει το πιστοποιητικό της",
		"fault-later-changes":             "το έγγραφο άλλαξε μετά την υπογραφή",

		"change-content": "περιεχόμενο", "change-page": "σελίδες", "change-form": "φόρμα", "change-document": "δομή του εγγράφου",
		"change-annotation": "προστέθηκε σημείωση", "change-covering": "πλαίσιο υπογραφής σκεπάζει το κείμενο",
		"change-hidden-object": "προστέθηκε κρυφό αντικείμενο", "change-unsigned-content": "πλαίσιο υπογραφής χωρίς υπογραφή",
	},
	"en": {
		"signatures": "Signatures", "signature": "Signature", "document-timestamp": "Timestamp of the document", "yes": "yes", "no": "NO",
		"signer": "Signer", "issuer": "Certificate issued by", "class": "Kind", "level": "Level", "claimed": "Time as claimed",
		"stamped": "Timestamp", "stamped-by": "Timestamp authority", "intact": "Intact", "whole": "Covers the whole file",
		"trusted": "Trusted certificate", "not-checked": "not checked", "fault": "Fault", "changed": "Changed after it", "page": "page",
		"class-development": "TEST signature, not qualified, without legal effect", "class-advanced": "advanced, not qualified",

		"trust-unchecked": "Trust was NOT checked: there is no roots.pem. Give one with --roots.",
		"valid":           "VALID. Whether the document was revoked or replaced only the municipality's page can tell, by its code.",
		"sound":           "The signatures are intact, but it was not checked who signed.",
		"not-valid":       "NOT VALID.",
		"not-whole":       "NOT VALID: something was added after the last signature.",
		"unsigned":        "NOT VALID: the file bears no signature.",
		"cannot-read":     "CANNOT BE READ as a PDF",

		"fault-certificate-expired":       "the certificate had ended",
		"fault-certificate-not-yet-valid": "the certificate was not valid yet",
		"fault-certificate-foreign":       "the certificate is not under an authority that we trust",
		"fault-certificate-usage":         "the certificate is not for signing documents",
		"fault-timestamp-invalid":         "the timestamp is not valid",
		"fault-signature-malformed":       "the signature is damaged",
		"fault-signature-not-pades":       "the signature is not PAdES",
		"fault-weak-algorithm":            "weak algorithm",
		"fault-content-changed":           "what was signed has been changed",
		"fault-signing-certificate":       "the signature does not name its certificate",
		"fault-later-changes":             "the document was changed after the signature",

		"change-content": "content", "change-page": "pages", "change-form": "form", "change-document": "structure of the document",
		"change-annotation": "an annotation was added", "change-covering": "a signature box covers the text",
		"change-hidden-object": "a hidden object was added", "change-unsigned-content": "a signature box without a signature",
	},
}
