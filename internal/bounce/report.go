// Package bounce reads what mail servers say of messages that they took: the
// delivery status notifications of RFC 3464, from a mailbox over IMAP. Whoever
// knows the address can write into that mailbox, so nothing in it is believed
// but what names a message by its own Message-ID, and everything read is
// bounded.
package bounce

import (
	"bufio"
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"regexp"
	"strings"
)

// Limits of a report.
const (
	maxReport  = 256 << 10 // bytes; a report begins with what counts, the returned message comes last
	maxParts   = 10
	maxHeaders = 64 << 10 // bytes, of the returned message
	maxGroups  = 50       // recipients of one message
)

// Action is what a server did with a message, RFC 3464 §2.3.3.
type Action string

// The actions that tell something.
const (
	Failed    Action = "failed"
	Delayed   Action = "delayed" // it still tries
	Delivered Action = "delivered"
)

// Report is what a server says of one message.
type Report struct {
	MessageID string // of the message, without brackets
	Action    Action
	Status    string // RFC 3463, such as "5.1.1"
}

// ErrNoReport is for a mail that is not a report about a message, or a broken one.
var ErrNoReport = errors.New("bounce: not a delivery status notification")

var statusForm = regexp.MustCompile(`^[245]\.[0-9]{1,3}\.[0-9]{1,3}$`)

// Read reads a report from a mail. It takes at most 256 KiB; what is cut off
// behind that is missed only if it counts. Errors: ErrNoReport.
func Read(r io.Reader) (Report, error) {
	m, err := mail.ReadMessage(bufio.NewReader(io.LimitReader(r, maxReport)))
	if err != nil {
		return Report{}, ErrNoReport
	}
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/report" || !strings.EqualFold(params["report-type"], "delivery-status") || params["boundary"] == "" {
		return Report{}, ErrNoReport
	}
	var out Report
	parts := multipart.NewReader(m.Body, params["boundary"])
	for range maxParts {
		p, err := parts.NextRawPart()
		if err != nil {
			break // the end, or a cut: what was read so far may be enough
		}
		kind, _, _ := mime.ParseMediaType(p.Header.Get("Content-Type"))
		body := decoded(p)
		switch kind {
		case "message/delivery-status", "message/global-delivery-status":
			out.Action, out.Status = worst(body)
		case "message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers", "message/global-headers":
			out.MessageID = messageID(body)
		}
	}
	if out.MessageID == "" || out.Action == "" {
		return Report{}, ErrNoReport
	}
	return out, nil
}

func decoded(p *multipart.Part) io.Reader {
	switch strings.ToLower(strings.TrimSpace(p.Header.Get("Content-Transfer-Encoding"))) {
	case "quoted-printable":
		return quotedprintable.NewReader(p)
	case "base64":
		return base64.NewDecoder(base64.StdEncoding, p)
	}
	return p
}

// worst reads the groups of fields of a report, the first about the message and
// one for each recipient, and gives what happened: our messages have one
// recipient, and of several a failure counts.
func worst(body io.Reader) (a Action, status string) {
	r := textproto.NewReader(bufio.NewReader(body))
	rank := map[Action]int{Delivered: 1, Delayed: 2, Failed: 3}
	for range maxGroups {
		h, err := r.ReadMIMEHeader()
		if one := Action(strings.ToLower(word(h.Get("Action")))); rank[one] > rank[a] {
			a, status = one, ""
			if s := word(h.Get("Status")); statusForm.MatchString(s) {
				status = s
			}
		}
		if err != nil {
			break
		}
	}
	return a, status
}

// word is the first word of a field, without a comment behind it.
func word(s string) string {
	s, _, _ = strings.Cut(strings.TrimSpace(s), " ")
	s, _, _ = strings.Cut(s, "(")
	return s
}

// messageID reads the identifier of the returned message from its headers.
func messageID(body io.Reader) string {
	h, _ := textproto.NewReader(bufio.NewReader(io.LimitReader(body, maxHeaders))).ReadMIMEHeader()
	return strings.Trim(strings.TrimSpace(h.Get("Message-Id")), "<>")
}
