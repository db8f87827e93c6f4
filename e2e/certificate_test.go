//go:build unix

package e2e

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/thyrida/thyrida/api"
	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/catalogue/certprint"
	"github.com/thyrida/thyrida/internal/gsm"
	"github.com/thyrida/thyrida/internal/mailbox"
	"github.com/thyrida/thyrida/internal/pdf/pdftest"
	"github.com/thyrida/thyrida/models"
)

// made is a certificate on its way.
type made struct {
	h         *house
	applicant *visitor // nil at the counter
	filed     api.Filed
	id        models.CaseID // of the case that makes it
	clerk     *visitor      // of the unit that issues it
}

// templates are the certificates that the house has published.
var templates = func() *catalogue.Catalogue {
	c, err := catalogue.Shipped()
	if err != nil {
		panic(err)
	}
	return c
}()

// apply files the example of a service, with more answers, and gives the case.
func (h *house) apply(t testing.TB, name string, service models.ServiceCode, more obj) *made {
	t.Helper()
	form, _, err := services[service].Example(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	maps.Copy(form, more)
	m := &made{h: h, applicant: h.as(t, name), clerk: h.as(t, clerkOf(services[service].Unit))}
	m.filed = m.applicant.file(t, service, obj{"form": form})
	return m
}

// clerkOf names the clerk of a unit.
func clerkOf(u models.UnitCode) string {
	switch u {
	case "civil-registry":
		return "clerk"
	case "protocol":
		return "protocol"
	}
	return "clerk-" + string(u)
}

// approved has the clerk approve, so that the certificate is begun.
func (m *made) approved(t testing.TB) *made {
	t.Helper()
	m.clerk.decides(t, m.filed.ID, "review", "approved", "")
	c := m.clerk.at(t, m.filed.ID, "certificate")
	m.id = models.MadeBy(m.filed.ID, c.Timeline[len(c.Timeline)-1].Visit)
	return m
}

// record is what the registers say so far.
func (m *made) record(t testing.TB) api.Record {
	t.Helper()
	return get[api.Record](t, m.clerk, "/cases/"+string(m.id)+"/record")
}

// written writes the record as the clerk reads it in the registers: the sample
// of the template, changed as given. It gives what seen asks for.
func (m *made) written(t testing.TB, changed obj) models.SHA256 {
	t.Helper()
	m.clerk.at(t, m.id, "statements")
	r := m.record(t)
	cert, _ := templates.Certificate(r.Template)
	facts, err := certprint.SampleFacts(templates, cert, catalogue.Greek)
	if err != nil {
		t.Fatal(err)
	}
	references, statements := map[models.RegisterCode]string{}, []obj{}
	for _, s := range facts.Statements {
		references[s.Register] = s.Reference
		if v, ok := changed[s.Key]; ok {
			s.Value = v
		}
		statements = append(statements, obj{"key": s.Key, "value": s.Value})
	}
	var out api.Record
	status, err := m.clerk.call(t.Context(), http.MethodPut, "/cases/"+string(m.id)+"/record", "",
		obj{"edit": r.Edit, "references": references, "statements": statements}, &out)
	if err != nil || out.SHA256 == "" || len(out.Missing) > 0 || out.Edit != r.Edit+1 {
		t.Fatalf("write record of %s: %d %s %+v", m.id, status, told(err), out)
	}
	return out.SHA256
}

// attested ends the statements: they may be signed, or sealed.
func (m *made) attested(t testing.TB, seen models.SHA256) {
	t.Helper()
	k := task(m.clerk.at(t, m.id, "statements"), "statements")
	post[api.Decided](t, m.clerk, "/tasks/"+string(k.ID)+"/decision", obj{"outcome": "done", "seen": seen})
}

// toSign waits for the signature's task, as a signatory sees it.
func (m *made) toSign(t testing.TB, signatory *visitor) *api.Task {
	t.Helper()
	return task(signatory.at(t, m.id, "signature"), "signature")
}

// signed has the mayor sign with the key on the server.
func (m *made) signed(t testing.TB, seen models.SHA256) api.Decided {
	t.Helper()
	mayor := m.h.as(t, "mayor")
	return post[api.Decided](t, mayor, "/tasks/"+string(m.toSign(t, mayor).ID)+"/decision", obj{"outcome": "signed", "way": "server", "seen": seen})
}

// ready leads a certificate to the signature.
func (m *made) ready(t testing.TB) models.SHA256 {
	t.Helper()
	seen := m.written(t, nil)
	m.attested(t, seen)
	return seen
}

// document is the one document of the certificate once its case is over.
func (m *made) document(t testing.TB) api.Document {
	t.Helper()
	return only(t, m.clerk.over(t, m.id).Documents)
}

func only[T any](t testing.TB, all []T) T {
	t.Helper()
	if len(all) != 1 {
		t.Fatalf("%d, want one: %+v", len(all), all)
	}
	return all[0]
}

// fetch reads a file of a document and holds it against its hash.
func (v *visitor) fetch(t testing.TB, f api.DocumentFile) []byte {
	t.Helper()
	b := get[[]byte](t, v, strings.TrimPrefix(f.URL, "/api/v1"))
	if int64(len(b)) != f.Size || sumOf(b) != f.SHA256 {
		t.Fatalf("%s: %d bytes %s, want %d %s", f.URL, len(b), sumOf(b), f.Size, f.SHA256)
	}
	return b
}

func sumOf(b []byte) models.SHA256 {
	sum := sha256.Sum256(b)
	return models.SHA256(hex.EncodeToString(sum[:]))
}

// page reads an address of the house that needs no login, with its status.
func (h *house) page(t testing.TB, address string) (int, []byte) {
	t.Helper()
	if !strings.HasPrefix(address, "http") {
		address = "http://" + h.addr + address
	}
	r, err := web.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return r.StatusCode, b
}

// verify asks by a code, as anybody.
func (h *house) verify(t testing.TB, code string) api.Verification {
	t.Helper()
	return get[api.Verification](t, &visitor{house: h}, "/verify/"+url.PathEscape(code))
}

// check asks about a file, as anybody.
func (h *house) check(t testing.TB, file []byte) api.FileCheck {
	t.Helper()
	return post[api.FileCheck](t, &visitor{house: h}, "/verify", multi(nil, "document.pdf", file))
}

// multi is a form with a file.
func multi(fields map[string]string, name string, file []byte) *upload {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, k := range slices.Sorted(maps.Keys(fields)) {
		_ = w.WriteField(k, fields[k])
	}
	part, _ := w.CreateFormFile("file", name)
	_, _ = part.Write(file)
	_ = w.Close()
	return &upload{w.FormDataContentType(), b.Bytes()}
}

// limit is how long a test waits for what comes, on a machine that has much else
// to do.
const limit = 3 * time.Minute

// last waits for the message on a channel that tells of the end, and gives all
// that tell of it.
func (m *made) last(t testing.TB, ch mailbox.Channel) (out []mailbox.Message) {
	t.Helper()
	await(t, limit, "the last "+string(ch)+" of "+numberOf(m.filed), func() bool {
		out = slices.DeleteFunc(m.h.messages(t, ch, numberOf(m.filed)), func(x mailbox.Message) bool {
			return !strings.Contains(x.Subject, "Ολοκληρώθηκε") && !strings.Contains(x.Text, gsm.Fold("Ολοκληρώθηκε"))
		})
		return len(out) > 0
	})
	return out
}

var (
	linkIn = regexp.MustCompile(`https?://\S+/d/[A-Za-z0-9_-]+`)
	codeIn = regexp.MustCompile(`\b[2-9CDFGJLRUVW]{5}(?:-[2-9CDFGJLRUVW]{5}){3}\b`)
)

// pdfText is what a document says.
func pdfText(t testing.TB, file []byte) string {
	t.Helper()
	return pdftest.Run(t, "pdftotext", pdftest.File(t, "document.pdf", file), "-")
}

func freshID() string { return uuid.NewString() }
