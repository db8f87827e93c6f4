package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"unicode"

	"github.com/danielgtaylor/huma/v2"

	"github.com/thyrida/thyrida/internal/blob"
	"github.com/thyrida/thyrida/models"
)

func binaryAnswer(kind string) map[string]*huma.MediaType {
	return map[string]*huma.MediaType{kind: {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}
}

type fetchDocumentInput struct {
	ID      models.DocumentID `path:"id" format:"uuid"`
	Version int               `path:"version" minimum:"1"`
	SHA256  models.SHA256     `path:"sha256" pattern:"^[0-9a-f]{64}$"`
}

func (s *server) fetchDocument(ctx context.Context, in *fetchDocumentInput) (*huma.StreamResponse, error) {
	f, err := s.desk(ctx).FetchDocument(ctx, in.ID, in.Version, in.SHA256)
	if err != nil {
		return nil, err
	}
	b, err := s.bytesOf(ctx, f)
	if err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(c huma.Context) {
		for k, v := range fileHeaders(f, len(b)) {
			c.SetHeader(k, v)
		}
		c.SetStatus(http.StatusOK)
		if _, err := c.BodyWriter().Write(b); err != nil {
			s.Log.WarnContext(ctx, "fetch document", "request", of(ctx).ID, "err", err)
		}
	}}, nil
}

// bytesOf reads a whole file of a document and holds it against its hash: what
// is sent is what was signed, or nothing is.
func (s *server) bytesOf(ctx context.Context, f models.FetchedFile) ([]byte, error) {
	r, _, err := s.Blob.Open(ctx, string(f.SHA256))
	switch {
	case errors.Is(err, blob.ErrNotFound):
		return nil, &models.Error{Kind: models.Broken, Code: "file-missing", Err: fmt.Errorf("file %s of document %s: %w", f.SHA256, f.Document.ID, err)}
	case err != nil:
		return nil, &models.Error{Kind: models.Unavailable, Code: "files-unavailable", Err: err}
	}
	defer r.Close()
	b, err := io.ReadAll(io.LimitReader(r, f.Size+1))
	if err != nil {
		return nil, &models.Error{Kind: models.Unavailable, Code: "files-unavailable", Err: err}
	}
	if sum := sha256.Sum256(b); hex.EncodeToString(sum[:]) != string(f.SHA256) {
		return nil, &models.Error{Kind: models.Broken, Code: "file-missing",
			Err: fmt.Errorf("file %s of document %s: the stored bytes are others", f.SHA256, f.Document.ID)}
	}
	return b, nil
}

// fileHeaders are those of a file that is sent to be saved.
func fileHeaders(f models.FetchedFile, length int) map[string]string {
	return map[string]string{"Content-Type": string(f.MediaType), "Content-Length": itoa(length), "ETag": `"` + string(f.SHA256) + `"`,
		"Content-Disposition": disposition(f), "X-Robots-Tag": "noindex, nofollow"}
}

// disposition names a file twice: in the language of the document, and in ASCII
// for programs that read no other (RFC 6266). A discreet document is not named.
func disposition(f models.FetchedFile) string {
	plain, title := "document", nameIn(f.Language, f.Document.TitleEl, f.Document.TitleEn)
	if !f.Document.Discreet {
		plain = string(f.Document.Template)
	}
	if f.Document.Discreet || title == "" {
		title = nameIn(f.Language, "Έγγραφο", "Document")
	}
	end := ""
	if n := f.Document.Number; n.Number > 0 {
		end = fmt.Sprintf("-%d-%d", n.Number, n.Year)
	}
	end += extensions[f.MediaType]
	return "attachment; filename=\"" + fileWord(plain, true) + end + "\"; filename*=UTF-8''" + url.PathEscape(fileWord(title, false)+end)
}

// extensions of the kinds of file that documents are kept as.
var extensions = map[models.MediaType]string{"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}

// fileWord is a title fit for the name of a file.
func fileWord(s string, ascii bool) string {
	return strings.Trim(strings.Map(func(r rune) rune {
		switch {
		case ascii && r > unicode.MaxASCII, !unicode.IsLetter(r) && !unicode.IsDigit(r):
			return '-'
		}
		return r
	}, s), "-")
}
