package models

import "time"

// Identifiers of documents and what proves them.
type (
	DocumentID      string // UUIDv7
	LinkID          string // UUIDv7
	CertificateCode string // kebab-case, unique within the catalogue; never that of a service
	RegisterCode    string // kebab-case: a register the municipality keeps
	SHA256          string // 64 lower-case hexadecimal digits
)

// DocumentKind says what sort of document it is.
type DocumentKind string

// DocCertificate is a certificate or attestation.
const DocCertificate DocumentKind = "certificate"

// DocumentState says how a document stands.
type DocumentState string

const (
	DocDraft     DocumentState = "draft"     // its first version is being made
	DocIssued    DocumentState = "issued"    // signed and numbered
	DocRevoked   DocumentState = "revoked"   // withdrawn by the municipality, with a reason
	DocCancelled DocumentState = "cancelled" // never issued: its case ended otherwise
)

// SigningWay is how a document comes to its signature.
type SigningWay string

const (
	WayServer   SigningWay = "server"   // a key that the municipality's server holds
	WayExternal SigningWay = "external" // the signatory's own program, e.g. with a USB token
	WayPaper    SigningWay = "paper"    // by hand on a print, which comes back as a scan
	WaySeal     SigningWay = "seal"     // the seal of the municipality, by the machine
)

// FileKind says what a file of a document is.
type FileKind string

const (
	FileSigned      FileKind = "signed"
	FileTimestamped FileKind = "timestamped" // the signed file with a timestamp added later
	FileScan        FileKind = "scan"        // of a print that was signed by hand
)

// RecipientRole says why somebody receives a document (DOMAIN §5.2).
type RecipientRole string

const (
	RecipientTo     RecipientRole = "to"     // προς
	RecipientCopy   RecipientRole = "copy"   // κοινοποίηση
	RecipientInside RecipientRole = "inside" // εσωτερική διανομή
)

// Statement is one thing a register says: its value, where it stands, and the
// clerk who read it there. Only statements are printed (DESIGN §8, Records).
type Statement struct {
	Key       string
	Value     any
	Register  RegisterCode
	Reference string // the place in the register, e.g. "4021/3" or "112/4/2014"
	By        AccountID
	ByName    string
	At        time.Time
}

// Record is all that the registers say for one version of a document, at one
// edit of it.
type Record struct {
	Document        DocumentID
	Version         int
	CaseID          CaseID
	Municipality    Municipality
	Template        CertificateCode
	TemplateVersion int
	Language        string
	Unit            UnitCode
	Edit            int
	SHA256          SHA256 // of the statements and the language as they stand; what a signatory says he saw
	Statements      []Statement
}

// IssueFacts are what a version is rendered with.
type IssueFacts struct {
	Record
	House       MunicipalityName
	UnitName    UnitName
	UnitPhone   string
	Code        string    // to verify the document
	Number      Entry     // zero in a preview
	Signatory   Signatory // zero when sealed
	Way         SigningWay
	Class       string // of the certificate that signs
	Correction  string // why the version repeats an earlier one; empty for the first
	CorrectedOn time.Time
	IntendedAt  time.Time
	Intended    SHA256   // Record.SHA256 that the signatory signs for
	Unsigned    SHA256   // the final bytes before the signature; empty until rendered
	Brought     *Brought // what the signatory brought back: external and paper
}

// Signatory is who signs, as printed.
type Signatory struct {
	Account AccountID
	Email   string // names his key on the server
	Name    string
	Title   string
	ByOrder bool // «με εντολή Δημάρχου»
	Acting  bool // «α.α.»: the title is that of an absent person, whose substitute signs
}

// MediaType is a media type of the closed list of the blob store.
type MediaType string

// Level is the level of a PAdES signature (ETSI EN 319 142-1).
type Level string

const (
	LevelB Level = "B-B" // signature
	LevelT Level = "B-T" // with a timestamp
)

// Brought is a file that a signatory brought back: signed in his own program,
// or scanned.
type Brought struct {
	Offered     SHA256 // the bytes that it was held against
	SHA256      SHA256
	Size        int64 // bytes
	MediaType   MediaType
	Certificate SHA256 // that signed; empty for a scan
	SignedAt    time.Time
}

// Document is a document as its readers see it.
type Document struct {
	ID         DocumentID
	Kind       DocumentKind
	Template   CertificateCode
	TitleEl    string
	TitleEn    string
	Discreet   bool // its title names what is nobody's business
	Unit       UnitCode
	State      DocumentState
	Number     Entry // zero until issued
	Version    int   // the newest issued
	RevokedAt  time.Time
	RevokedWhy string
	Versions   []DocumentVersion // issued ones, newest first
	Recipients []Recipient
	References []CaseID // the cases it answers
	MayRevoke  bool
	MayCorrect bool
}

// DocumentVersion is one issued version.
type DocumentVersion struct {
	Version         int
	TemplateVersion int
	Language        string
	CaseID          CaseID
	Code            string
	Correction      string
	IssuedAt        time.Time
	Way             SigningWay
	Class           string
	Files           []DocumentFile // newest first
	Signatures      []DocumentSignature
}

// DocumentFile is one file that left the house.
type DocumentFile struct {
	Seq       int
	What      FileKind
	SHA256    SHA256 // also its key in the blob store
	Size      int64
	MediaType MediaType
	Level     Level
	At        time.Time
}

// DocumentSignature is one signature of a version, in order.
type DocumentSignature struct {
	Position    int
	Name        string
	Title       string
	ByOrder     bool
	Acting      bool // «α.α.»
	Way         SigningWay
	Class       string
	Certificate SHA256
	SignedAt    time.Time
}

// Recipient receives a document.
type Recipient struct {
	Role    RecipientRole
	Name    string
	Way     Delivery
	Address string // of the post
}

// FetchedFile is one file of a document on its way out of the house.
type FetchedFile struct {
	DocumentFile
	Document Document // with its number and title
	Language string   // of the version
}

// SigningKey is the certificate of a key as it was last seen.
type SigningKey struct {
	Holder      string // an account, or "seal"
	Name        string // of the account; empty for the seal
	Way         SigningWay
	Subject     string
	Issuer      string
	Serial      string
	Algorithm   string
	Class       string
	NotBefore   time.Time
	NotAfter    time.Time
	SHA256      SHA256
	Certificate []byte // DER
	Absent      Code   // why it cannot be used now; empty if it can
	SeenAt      time.Time
}

// Signing is what a signatory says with the outcome signed.
type Signing struct {
	Way     SigningWay
	Brought *Brought // external and paper: what he brings back
}
