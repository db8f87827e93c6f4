package catalogue

import "github.com/thyrida/thyrida/models"

// Stages of the making of a certificate.
const (
	StageStatements models.StageKey = "statements" // a clerk enters or confirms what the register says
	StageSignature  models.StageKey = "signature"  // the signatory signs what he previewed; not of a sealed one
	StageIssue      models.StageKey = "issue"      // the machine numbers, renders, signs and stores
	StageDelivery   models.StageKey = "delivery"
)

// dispatch is the unit that posts what is issued.
const dispatch models.UnitCode = "protocol"

// Process is the way of the case that makes this certificate: the same for all
// of them, so that it is code and not repeated in every file. It serves
// wherever a case is asked for its texts and plan; its code and version are the
// certificate's.
func (c *Certificate) Process() *Service {
	s := &Service{Code: models.ServiceCode(c.Code), Version: c.Version, Title: c.Title, Summary: c.Title, Result: c.Title,
		Certificate: c.Code, Unit: c.Unit, Identity: Substantial, Protocol: true, Discreet: c.Discreet,
		Terms:    Terms{Legal: ofCertificates, Target: 4},
		Delivery: []models.Delivery{models.ByPortal, models.ByEmail, models.ByPost}, Source: c.Source, Note: c.Note}
	statements := Stage{Key: StageStatements,
		Label:    Text{El: "Στοιχεία από το μητρώο", En: "Statements of the register"},
		State:    Text{El: "Ετοιμάζεται από τα μητρώα", En: "Being prepared from the registers"},
		Outcomes: []models.Outcome{models.Done, models.Rejected},
		OutcomeTexts: map[models.Outcome]Text{
			models.Done:     {El: "Προς υπογραφή", En: "To the signatory"},
			models.Rejected: {El: "Δεν μπορεί να εκδοθεί", En: "Cannot be issued"}},
		Term: 1}
	if c.Mode == Seal {
		statements.OutcomeTexts[models.Done] = Text{El: "Έκδοση", En: "Issue"}
		s.Terms.Target = 2
	}
	s.Stages = append(s.Stages, statements)
	if c.Mode == Sign {
		s.Stages = append(s.Stages, Stage{Key: StageSignature, Audience: models.ForSigner,
			Label:    Text{El: "Υπογραφή", En: "Signature"},
			State:    Text{El: "Περιμένει την υπογραφή", En: "Awaiting the signature"},
			Outcomes: []models.Outcome{models.Signed, models.SentBack},
			OutcomeTexts: map[models.Outcome]Text{
				models.Signed:   {El: "Υπογραφή", En: "Sign"},
				models.SentBack: {El: "Επιστροφή για διόρθωση", En: "Send back for correction"}},
			ReturnTo: StageStatements, FourEyes: StageStatements, Term: 2, Escalate: 1})
	}
	issue := Stage{Key: StageIssue, Kind: models.KindIssue, Label: Text{El: "Έκδοση", En: "Issue"},
		State: Text{El: "Εκδίδεται", En: "Being issued"}}
	if c.Mode == Sign {
		issue.ReturnTo = StageSignature // when the key does not come back
	}
	s.Stages = append(s.Stages, issue,
		Stage{Key: StageDelivery, Kind: models.KindDeliver, Units: []models.UnitCode{dispatch}, Term: 1,
			Label: Text{El: "Παράδοση πιστοποιητικού", En: "Delivery of the certificate"},
			State: Text{El: "Εκδόθηκε και παραδίδεται", En: "Issued and being delivered"}})
	s.fill(standard{}, nil)
	return s
}

// ofCertificates is the law's limit for a certificate whose service does not
// say another (DOMAIN §2.5).
var ofCertificates = LegalTerm{Days: 10, Indicative: true, Basis: Text{
	El: "Προθεσμία έκδοσης πιστοποιητικών (ν. 2690/1999, άρθρο 4)", En: "Time limit for certificates (Law 2690/1999, article 4)"}}
