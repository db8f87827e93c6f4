package mailbox

import (
	"encoding/base64"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"strings"

	"golang.org/x/text/encoding/htmlindex"
)

// maxDepth of nested parts: no honest notice has more.
const maxDepth = 8

var words = mime.WordDecoder{CharsetReader: charsetReader}

func charsetReader(charset string, r io.Reader) (io.Reader, error) {
	e, err := htmlindex.Get(charset)
	if err != nil {
		return nil, fmt.Errorf("charset %q: %w", charset, err)
	}
	return e.NewDecoder().Reader(r), nil
}

// decode reads an e-mail: its headers with encoded words resolved, its first
// plain text and its first HTML. Attachments are passed over.
func decode(r io.Reader) (Message, error) {
	raw, err := mail.ReadMessage(r)
	if err != nil {
		return Message{}, fmt.Errorf("read e-mail: %w", err)
	}
	m := Message{Channel: Email, Headers: map[string]string{}}
	for name, values := range raw.Header {
		m.Headers[name] = header(strings.Join(values, "\n"))
	}
	m.Subject, m.From = m.Headers["Subject"], m.Headers["From"]
	m.MessageID = strings.Trim(strings.TrimSpace(m.Headers["Message-Id"]), "<>")
	if err := m.part(textproto.MIMEHeader(raw.Header), raw.Body, 0); err != nil {
		return m, fmt.Errorf("read e-mail: %w", err)
	}
	return m, nil
}

func header(s string) string {
	if plain, err := words.DecodeHeader(s); err == nil {
		return plain
	}
	return s // an unknown charset: better raw than lost
}

func (m *Message) part(h textproto.MIMEHeader, body io.Reader, depth int) error {
	kind, params, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil {
		kind, params = "text/plain", map[string]string{} // RFC 2045 §5.2
	}
	if strings.HasPrefix(kind, "multipart/") {
		if depth == maxDepth {
			return fmt.Errorf("parts nested deeper than %d", maxDepth)
		}
		parts := multipart.NewReader(body, params["boundary"])
		for {
			p, err := parts.NextRawPart()
			if err == io.EOF {
				return nil
			}
			if err != nil {
				return err
			}
			if err := m.part(p.Header, p, depth+1); err != nil {
				return err
			}
		}
	}
	attached := strings.HasPrefix(strings.ToLower(h.Get("Content-Disposition")), "attachment")
	target := map[string]*string{"text/plain": &m.Text, "text/html": &m.HTML}[kind]
	if attached || target == nil || *target != "" {
		return nil
	}
	switch strings.ToLower(strings.TrimSpace(h.Get("Content-Transfer-Encoding"))) {
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	}
	if charset := params["charset"]; charset != "" {
		if body, err = charsetReader(charset, body); err != nil {
			return err
		}
	}
	text, err := io.ReadAll(body)
	*target = strings.TrimRight(strings.ReplaceAll(string(text), "\r\n", "\n"), "\n")
	return err
}
