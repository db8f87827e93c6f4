package mail

import (
	"fmt"
	"html"
	"net/mail"
	"regexp"
	"strings"
	"time"
	"unicode"

	smtp "github.com/wneessen/go-mail"
)

// Address is a mailbox with the name shown for it.
type Address struct{ Name, Email string }

// Message is one notice to one recipient.
type Message struct {
	ID        string // Message-ID without brackets, given by the caller and the same on every attempt
	From      Address
	Bounces   string  // envelope sender: where reports go; left empty: to From
	ReplyTo   Address // left empty: answers go to From
	To        Address
	Subject   string
	Text      string
	HTML      string // left empty: made from Text
	Language  string // "el" or "en"
	InReplyTo string // Message-ID of the notice this one follows
	// References are the Message-IDs of the thread, oldest first.
	References []string
	At         time.Time // the Date header, from the caller's clock
}

var (
	// A deliberately narrow form: no quoted local parts, comments or literals.
	addressForm   = regexp.MustCompile(`^[^\s<>()\[\]\\,;:@"\x00-\x1f\x7f]+@[^\s<>()\[\]\\,;:@"\x00-\x1f\x7f]+$`)
	messageIDForm = regexp.MustCompile("^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+$")
)

func refuse(code string) error { return &Failure{Code: code, Permanent: true} }

// line makes one line of a text that goes into a header: nothing in it can
// begin a header of its own.
func line(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsControl(r) || unicode.IsSpace(r) }), " ")
}

func (a Address) header() (*mail.Address, error) {
	if !addressForm.MatchString(a.Email) {
		return nil, refuse("mail-address")
	}
	return &mail.Address{Name: line(a.Name), Address: a.Email}, nil
}

// build makes the MIME message, or a permanent Failure when it cannot be one.
func (m Message) build() (*smtp.Msg, error) {
	from, err := m.From.header()
	if err != nil {
		return nil, err
	}
	to, err := m.To.header()
	if err != nil {
		return nil, err
	}
	for _, id := range append([]string{m.ID, m.InReplyTo}, m.References...) {
		if (id != "" || m.ID == "") && !messageIDForm.MatchString(id) {
			return nil, refuse("mail-message-id")
		}
	}
	msg := smtp.NewMsg(smtp.WithNoDefaultUserAgent())
	msg.FromMailAddress(from)
	msg.ToMailAddress(to)
	if m.Bounces != "" {
		bounces, err := Address{Email: m.Bounces}.header()
		if err != nil {
			return nil, err
		}
		msg.EnvelopeFromMailAddress(bounces)
	}
	if m.ReplyTo.Email != "" {
		reply, err := m.ReplyTo.header()
		if err != nil {
			return nil, err
		}
		msg.ReplyToMailAddress(reply)
	}
	msg.Subject(line(m.Subject))
	msg.SetDateWithValue(m.At)
	msg.SetMessageIDWithValue(m.ID)
	if m.InReplyTo != "" {
		msg.SetGenHeader(smtp.HeaderInReplyTo, "<"+m.InReplyTo+">")
	}
	if len(m.References) > 0 {
		msg.SetGenHeader(smtp.HeaderReferences, "<"+strings.Join(m.References, "> <")+">")
	}
	// RFC 3834: no out-of-office assistant shall answer a notice.
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetGenHeader("X-Auto-Response-Suppress", "All")
	msg.SetGenHeader("Content-Language", language(m.Language))
	body := m.HTML
	if body == "" {
		body = HTML(m.Subject, m.Text, m.Language)
	}
	msg.SetBodyString(smtp.TypeTextPlain, m.Text)
	msg.AddAlternativeString(smtp.TypeTextHTML, body)
	return msg, nil
}

func language(l string) string {
	if l == "en" {
		return "en"
	}
	return "el"
}

var (
	paragraphs = regexp.MustCompile(`\n[ \t]*\n\s*`)
	links      = regexp.MustCompile(`https?://[^\s<>"«»]+[^\s<>"«».,;:!?)·]`)
)

// HTML is the simple alternative of a plain text: its paragraphs and line
// breaks, with addresses of pages as links. All else is escaped.
func HTML(subject, text, lang string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "<!doctype html>\n<html lang=%q><head><meta charset=\"utf-8\"><title>%s</title></head><body>\n",
		language(lang), html.EscapeString(line(subject)))
	text = strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
	for _, p := range paragraphs.Split(text, -1) {
		b.WriteString("<p>")
		rest := p
		for _, at := range links.FindAllString(p, -1) {
			before, after, _ := strings.Cut(rest, at)
			fmt.Fprintf(&b, `%s<a href="%[2]s">%[2]s</a>`, broken(before), html.EscapeString(at))
			rest = after
		}
		b.WriteString(broken(rest) + "</p>\n")
	}
	b.WriteString("</body></html>\n")
	return b.String()
}

func broken(s string) string {
	return strings.ReplaceAll(html.EscapeString(s), "\n", "<br>\n")
}
