package api

import (
	"context"
	"net/http"
	"time"

	"github.com/thyrida/thyrida/models"
)

func (s *server) documentRoutes() {
	const file, label = "/documents/{id}/versions/{version}/files/{sha256}", "/cases/{id}/label.pdf"
	add(s, http.MethodGet, "/documents/{id}", "show-document", "Show a document with every file of it that left", s.showDocument,
		describe("For the applicant once it is issued, for those who work on the case that made it, and for the protocol, which cannot fetch the files."))
	add(s, http.MethodGet, file, "fetch-document", "Fetch one file of a document", s.fetchDocument,
		describe("The very bytes that left, for ever. ETag is their SHA-256."))
	s.api.OpenAPI().Paths[prefix+file].Get.Responses["200"].Content = binaryAnswer("application/octet-stream")
	add(s, http.MethodPost, "/documents/{id}/link", "send-document-link", "Send the applicant a link to a document", s.sendLink,
		describe("By e-mail, by who works on the case. It opens the newest version without a login, as often as wanted, for 30 days."))
	add(s, http.MethodPost, "/documents/{id}/revocation", "revoke-document", "Revoke a document", s.revokeDocument,
		describe("By the head of the unit that issued it or a signatory for it. For good; the applicant is told the reason, and links end."))
	add(s, http.MethodPost, "/documents/{id}/correction", "correct-document", "Start a corrected repetition of a document", s.correctDocument, created,
		describe("By a clerk or head of the unit that issued it: a case that makes the next version under the same number, beginning with "+
			"the statements of the newest. The same caseId again is the first one's success."))
	add(s, http.MethodGet, label, "print-label", "Print the address label of a delivery by post", s.printLabel,
		describe("Tagged PDF/A-2, for who has the task of delivering. The address stands in the window of an envelope DL or C5."))
	s.pdfAnswer(label)
	answers := s.api.OpenAPI().Paths[prefix+label].Get.Responses
	conflict := *answers["404"]
	conflict.Description = http.StatusText(http.StatusConflict)
	answers["409"] = &conflict
}

// Document is what the municipality issued.
type Document struct {
	ID         models.DocumentID      `json:"id" format:"uuid"`
	Kind       models.DocumentKind    `json:"kind" enum:"certificate"`
	Template   models.CertificateCode `json:"template"`
	Title      string                 `json:"title"`
	Unit       models.UnitCode        `json:"unit" doc:"That issues it."`
	UnitName   string                 `json:"unitName"`
	State      models.DocumentState   `json:"state" enum:"draft,issued,revoked,cancelled"`
	StateText  string                 `json:"stateText" doc:"The state in plain words."`
	Protocol   *models.Entry          `json:"protocol,omitempty" doc:"Absent until it is issued."`
	Version    int                    `json:"version" doc:"The newest that was issued; 0 before the first."`
	RevokedAt  *time.Time             `json:"revokedAt,omitempty"`
	RevokedWhy string                 `json:"revokedWhy,omitempty"`
	Versions   []DocumentVersion      `json:"versions" nullable:"false" doc:"Issued ones, newest first."`
	Recipients []DocumentRecipient    `json:"recipients" nullable:"false"`
	References []models.CaseID        `json:"references" nullable:"false" doc:"The cases it answers."`
	MayRevoke  bool                   `json:"mayRevoke"`
	MayCorrect bool                   `json:"mayCorrect"`
}

// DocumentVersion is one issued version.
type DocumentVersion struct {
	Version    int                 `json:"version" doc:"From 2: a corrected repetition under the same number."`
	Language   string              `json:"language" enum:"el,en"`
	Case       models.CaseID       `json:"case" format:"uuid" doc:"That made it."`
	Code       string              `json:"code" doc:"With which anybody checks it."`
	Correction string              `json:"correction,omitempty" doc:"Why it repeats an earlier version."`
	IssuedAt   time.Time           `json:"issuedAt"`
	Way        models.SigningWay   `json:"way" enum:"server,external,paper,seal"`
	Class      string              `json:"class,omitempty"`
	Files      []DocumentFile      `json:"files" nullable:"false" doc:"Every file that left, newest first."`
	Signatures []DocumentSignature `json:"signatures" nullable:"false" doc:"In order."`
}

// DocumentFile is one file that left the house.
type DocumentFile struct {
	What      models.FileKind  `json:"what" enum:"signed,timestamped,scan"`
	SHA256    models.SHA256    `json:"sha256"`
	Size      int64            `json:"size" doc:"Bytes."`
	MediaType models.MediaType `json:"mediaType"`
	Level     models.Level     `json:"level,omitempty" doc:"PAdES: B-B or B-T; absent for a scan."`
	At        time.Time        `json:"at"`
	URL       string           `json:"url" doc:"Where the bytes are, below this host."`
}

// DocumentSignature is one signature as it is printed.
type DocumentSignature struct {
	Name        string            `json:"name,omitempty" doc:"Absent for the seal."`
	Title       string            `json:"title,omitempty"`
	ByOrder     bool              `json:"byOrder" doc:"By order of the mayor."`
	Acting      bool              `json:"acting,omitempty" doc:"«α.α.»: by the substitute of the absent person whose title it is."`
	Way         models.SigningWay `json:"way" enum:"server,external,paper,seal"`
	Class       string            `json:"class,omitempty"`
	Certificate models.SHA256     `json:"certificate,omitempty" doc:"SHA-256 of the certificate that signed."`
	SignedAt    time.Time         `json:"signedAt"`
}

// DocumentRecipient receives a document.
type DocumentRecipient struct {
	Role    models.RecipientRole `json:"role" enum:"to,copy,inside"`
	Name    string               `json:"name"`
	Way     models.Delivery      `json:"way" enum:"portal,email,post,inside"`
	Address string               `json:"address,omitempty" doc:"Of the post, where the caller may read it."`
}

func showDocument(lang string, names unitNames, d models.Document) Document {
	out := Document{ID: d.ID, Kind: d.Kind, Template: d.Template, Title: nameIn(lang, d.TitleEl, d.TitleEn), Unit: d.Unit, UnitName: names[d.Unit],
		State: d.State, StateText: texts.word(lang, "document-"+models.Code(d.State)), Version: d.Version, RevokedAt: moment(d.RevokedAt),
		RevokedWhy: d.RevokedWhy, Versions: []DocumentVersion{}, Recipients: []DocumentRecipient{}, References: append([]models.CaseID{}, d.References...),
		MayRevoke: d.MayRevoke, MayCorrect: d.MayCorrect}
	if d.Number.Number > 0 {
		out.Protocol = &d.Number
	}
	for _, v := range d.Versions {
		out.Versions = append(out.Versions, showVersion(d.ID, v))
	}
	for _, r := range d.Recipients {
		out.Recipients = append(out.Recipients, DocumentRecipient(r))
	}
	return out
}

func showVersion(id models.DocumentID, v models.DocumentVersion) DocumentVersion {
	out := DocumentVersion{Version: v.Version, Language: v.Language, Case: v.CaseID, Code: v.Code, Correction: v.Correction, IssuedAt: v.IssuedAt.UTC(),
		Way: v.Way, Class: v.Class, Files: []DocumentFile{}, Signatures: []DocumentSignature{}}
	for _, f := range v.Files {
		out.Files = append(out.Files, DocumentFile{What: f.What, SHA256: f.SHA256, Size: f.Size, MediaType: f.MediaType, Level: f.Level, At: f.At.UTC(),
			URL: prefix + "/documents/" + string(id) + "/versions/" + itoa(v.Version) + "/files/" + string(f.SHA256)})
	}
	for _, s := range v.Signatures {
		out.Signatures = append(out.Signatures, DocumentSignature{Name: s.Name, Title: s.Title, ByOrder: s.ByOrder, Acting: s.Acting, Way: s.Way, Class: s.Class,
			Certificate: s.Certificate, SignedAt: s.SignedAt.UTC()})
	}
	return out
}

type documentInput struct {
	ID models.DocumentID `path:"id" format:"uuid"`
}

type documentOutput struct{ Body Document }

func (s *server) showDocument(ctx context.Context, in *documentInput) (*documentOutput, error) {
	d, err := s.desk(ctx).Document(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	names, err := s.unitNames(ctx)
	if err != nil {
		return nil, err
	}
	return &documentOutput{Body: showDocument(of(ctx).Lang, names, d)}, nil
}
