package api

import (
	"context"
	"maps"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/thyrida/thyrida/internal/verifycode"
	"github.com/thyrida/thyrida/models"
)

func (s *server) verifyRoutes() {
	const code, file = "/verify/{code}", "/verify"
	add(s, http.MethodGet, code, "verify-code", "Check a document by the code on it", s.verifyCode, public,
		describe("For anybody. Tells how the document stands and nothing about a person; so it cannot show that a name was forged: "+
			"check the file for that. A wrong code and an unknown one get the same answer."))
	add(s, http.MethodPost, file, "verify-file", "Check the file of a document", s.verifyFile, public, unkept,
		describe("For anybody. Tells whether the file left the municipality byte for byte. The file is not kept."))
	paths := s.api.OpenAPI().Paths
	tooMany := *paths[prefix+code].Get.Responses["404"]
	tooMany.Description = http.StatusText(http.StatusTooManyRequests)
	paths[prefix+code].Get.Responses["429"] = &tooMany
	paths[prefix+file].Post.RequestBody = &huma.RequestBody{Required: true,
		Content: map[string]*huma.MediaType{"multipart/form-data": {Schema: &huma.Schema{Type: huma.TypeObject,
			Required: []string{"file"},
			Properties: map[string]*huma.Schema{
				"code": {Type: huma.TypeString, Description: "The code printed on the document, to learn whether the file is of that one."},
				"file": {Type: huma.TypeString, Format: "binary", Description: "At most 20 MB."},
			}}}}}
}

// Verification is how an issued document stands, as anybody may know it.
type Verification struct {
	Code       string                 `json:"code"`
	Issuer     string                 `json:"issuer"`
	Kind       models.DocumentKind    `json:"kind" enum:"certificate"`
	Template   models.CertificateCode `json:"template"`
	Title      string                 `json:"title" doc:"What the document is called."`
	Protocol   models.Entry           `json:"protocol" doc:"Number, year and time of entry."`
	State      models.VerifiedState   `json:"state" enum:"valid,replaced,revoked"`
	StateText  string                 `json:"stateText" doc:"The state in a sentence."`
	Version    int                    `json:"version" doc:"From 2: a corrected repetition under the same number."`
	Language   string                 `json:"language" enum:"el,en" doc:"Of the document."`
	IssuedAt   time.Time              `json:"issuedAt"`
	FirstAt    *time.Time             `json:"firstIssuedAt,omitempty" doc:"Of a repetition: when the document was issued first."`
	ReplacedAt *time.Time             `json:"replacedAt,omitempty"`
	RevokedAt  *time.Time             `json:"revokedAt,omitempty"`
	Way        models.SigningWay      `json:"way" enum:"server,external,paper,seal"`
	Class      string                 `json:"class,omitempty" doc:"Of the certificate that signed: development or advanced. None is qualified."`
	ClassText  string                 `json:"classText"`
	Signatures []VerifiedSignature    `json:"signatures" nullable:"false" doc:"In order, by capacity and without names."`
	Files      []VerifiedFile         `json:"files" nullable:"false" doc:"Every file that left, newest first."`
}

// VerifiedSignature is one signature, without a name.
type VerifiedSignature struct {
	Title   string            `json:"title,omitempty" doc:"The capacity, in the document's language; absent for a seal."`
	ByOrder bool              `json:"byOrder" doc:"By order of the mayor."`
	Acting  bool              `json:"acting,omitempty" doc:"«α.α.»: by the substitute of the absent person whose title it is."`
	Way     models.SigningWay `json:"way" enum:"server,external,paper,seal"`
	Class   string            `json:"class,omitempty"`
	At      time.Time         `json:"at"`
}

// VerifiedFile is one file that left.
type VerifiedFile struct {
	SHA256    models.SHA256    `json:"sha256"`
	What      models.FileKind  `json:"what" enum:"signed,timestamped,scan"`
	Level     models.Level     `json:"level,omitempty" doc:"PAdES: B-B or B-T; absent for a scan."`
	MediaType models.MediaType `json:"mediaType"`
	Size      int64            `json:"size" doc:"Bytes."`
	At        time.Time        `json:"at"`
}

type verifyCodeInput struct {
	Code string `path:"code" doc:"As printed, with or without hyphens, in any case."`
}

type verifyCodeOutput struct{ Body Verification }

func (s *server) verifyCode(ctx context.Context, in *verifyCodeInput) (*verifyCodeOutput, error) {
	v, err := s.lookUp(ctx, in.Code)
	if err != nil {
		return nil, err
	}
	return &verifyCodeOutput{showVerified(of(ctx).Lang, v)}, nil
}

// lookUp finds what was issued under a code. What cannot be a code costs the
// same question to the database as one that could, and gets the same answer.
func (s *server) lookUp(ctx context.Context, typed string) (models.Verified, error) {
	right, err := s.door.ask(of(ctx).Address)
	if err != nil {
		return models.Verified{}, err
	}
	code, ok := verifycode.Normalise(typed)
	if !ok {
		code = verifycode.New()
	}
	v, err := s.Store.VerifyCode(ctx, code)
	if !notFound(err) {
		right()
	}
	return v, err
}

func showVerified(lang string, v models.Verified) Verification {
	out := Verification{Code: v.Code, Issuer: nameIn(lang, v.House.El, v.House.En), Kind: v.Kind, Template: v.Template,
		Title: nameIn(lang, v.TitleEl, v.TitleEn), Protocol: v.Number, State: v.State, StateText: stateText(lang, v), Version: v.Version,
		Language: v.Language, IssuedAt: v.IssuedAt, ReplacedAt: moment(v.ReplacedAt), RevokedAt: moment(v.RevokedAt), Way: v.Way,
		Class: v.Class, ClassText: classText(lang, v.Way, v.Class), Signatures: []VerifiedSignature{}, Files: []VerifiedFile{}}
	if out.Title == "" {
		out.Title = texts.word(lang, models.Code("verify-kind-"+string(v.Kind)))
	}
	if v.Version > 1 {
		out.FirstAt = moment(v.FirstAt)
	}
	for _, g := range v.Signatures {
		out.Signatures = append(out.Signatures, VerifiedSignature{g.Title, g.ByOrder, g.Acting, g.Way, g.Class, g.At.UTC()})
	}
	for _, f := range v.Files {
		out.Files = append(out.Files, VerifiedFile{f.SHA256, f.What, f.Level, f.MediaType, f.Size, f.At.UTC()})
	}
	return out
}

// stateText is the state in a sentence.
func stateText(lang string, v models.Verified) string {
	data := map[string]any{}
	switch v.State {
	case models.VerifiedReplaced:
		data["day"] = dayIn(lang, v.ReplacedAt)
	case models.VerifiedRevoked:
		data["day"] = dayIn(lang, v.RevokedAt)
	}
	return say(lang, models.Code("verify-state-"+string(v.State)), data)
}

// classText says what the signature is worth, and that it is not qualified.
func classText(lang string, way models.SigningWay, class string) string {
	key := "verify-class-" + class
	if way == models.WayPaper {
		key = "verify-class-paper"
	}
	if w := texts.word(lang, models.Code(key)); w != "" {
		return w
	}
	return texts.word(lang, "verify-class-other")
}

// say fills one of the words of answers.
func say(lang string, code models.Code, data ...map[string]any) string {
	all := map[string]any{}
	for _, d := range data {
		maps.Copy(all, d)
	}
	return fill(texts.word(lang, code), all)
}
