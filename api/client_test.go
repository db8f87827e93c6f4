package api_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"github.com/thyrida/thyrida/demo"
	"github.com/thyrida/thyrida/models"
)

// caller is somebody with a client.
type caller struct {
	t     testing.TB
	h     *house
	token string
	lang  string
	ctx   context.Context // of its requests; the test's if nil
}

// as is somebody of the house; "" is nobody in particular.
func (h *house) as(t testing.TB, name string) *caller {
	c := &caller{t: t, h: h, lang: "en"}
	if name != "" {
		c.token = token(name)
	}
	return c
}

// reply is an answer, read.
type reply struct {
	t      testing.TB
	what   string
	status int
	header http.Header
	body   []byte
}

func (c *caller) get(path string, headers ...string) *reply {
	c.t.Helper()
	return c.do(http.MethodGet, path, nil, headers...)
}

func (c *caller) post(path string, body any, headers ...string) *reply {
	c.t.Helper()
	return c.do(http.MethodPost, path, body, headers...)
}

// do sends a request; headers come in pairs. The answer is held against the
// OpenAPI document.
func (c *caller) do(method, path string, body any, headers ...string) *reply {
	c.t.Helper()
	var r io.Reader
	if text, ok := body.(string); ok {
		r = strings.NewReader(text)
	} else if body != nil {
		data, err := json.Marshal(body)
		if err != nil {
			c.t.Fatal(err)
		}
		r = bytes.NewReader(data)
	}
	if r != nil {
		headers = append([]string{"Content-Type", "application/json"}, headers...)
	}
	return c.send(method, path, r, headers...)
}

func (c *caller) send(method, path string, body io.Reader, headers ...string) *reply {
	c.t.Helper()
	if !strings.HasPrefix(path, "/") {
		path = "/api/v1/" + path
	}
	req, err := http.NewRequestWithContext(cmp.Or(c.ctx, c.t.Context()), method, c.h.url+path, body)
	if err != nil {
		c.t.Fatal(err)
	}
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	req.Header.Set("Accept-Language", c.lang)
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := c.h.client.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	out := &reply{t: c.t, what: method + " " + path, status: res.StatusCode, header: res.Header, body: data}
	c.h.conforms(c.t, method, req.URL.Path, out)
	return out
}

// upload sends a file.
func (c *caller) upload(name, content string, headers ...string) *reply {
	c.t.Helper()
	return c.uploadFor("", "", name, content, headers...)
}

func (c *caller) uploadFor(service, slot, name, content string, headers ...string) *reply {
	c.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	if service != "" {
		_ = w.WriteField("service", service)
	}
	if slot != "" {
		_ = w.WriteField("slot", slot)
	}
	part, err := w.CreatePart(textproto.MIMEHeader{"Content-Disposition": {`form-data; name="file"; filename="` + name + `"`},
		"Content-Type": {"text/html"}}) // a lie: the content decides
	if err != nil {
		c.t.Fatal(err)
	}
	_, _ = part.Write([]byte(content))
	_ = w.Close()
	return c.send(http.MethodPost, "attachments", &b, append([]string{"Content-Type", w.FormDataContentType()}, headers...)...)
}

// want fails the test unless the answer has the status.
func (r *reply) want(status int) *reply {
	r.t.Helper()
	if r.status != status {
		r.t.Fatalf("%s: got %d, want %d\n%s", r.what, r.status, status, r.body)
	}
	return r
}

// problem fails the test unless the answer is this problem; fields are
// "field code".
func (r *reply) problem(status int, code string, fields ...string) *reply {
	r.t.Helper()
	r.want(status)
	var p struct {
		Type, Title, Code, Instance string
		Status                      int
		Errors                      []struct{ Field, Code, Message string }
	}
	r.into(&p)
	if got := r.header.Get("Content-Type"); got != "application/problem+json" {
		r.t.Fatalf("%s: a problem came as %q", r.what, got)
	}
	if p.Code != code || p.Status != status || p.Title == "" || p.Type != "/problems/"+code || p.Instance == "" {
		r.t.Fatalf("%s: got %s, want code %s", r.what, r.body, code)
	}
	var got []string
	for _, e := range p.Errors {
		if e.Message == "" {
			r.t.Fatalf("%s: field %s has no words", r.what, e.Field)
		}
		got = append(got, e.Field+" "+e.Code)
	}
	if fields != nil && strings.Join(got, ", ") != strings.Join(fields, ", ") {
		r.t.Fatalf("%s: faults are %q, want %q", r.what, got, fields)
	}
	return r
}

func (r *reply) into(v any) {
	r.t.Helper()
	if err := json.Unmarshal(r.body, v); err != nil {
		r.t.Fatalf("%s: %v in %s", r.what, err, r.body)
	}
}

// object is the answer as a map.
func (r *reply) object() map[string]any {
	r.t.Helper()
	var m map[string]any
	r.into(&m)
	return m
}

// id is the member "id" of the answer.
func (r *reply) id() string {
	r.t.Helper()
	s, _ := r.object()["id"].(string)
	return s
}

// conforms holds an answer against the OpenAPI document of what runs.
func (h *house) conforms(t testing.TB, method, path string, r *reply) {
	t.Helper()
	doc := h.api.OpenAPI()
	for template, item := range doc.Paths {
		op := map[string]*huma.Operation{"GET": item.Get, "POST": item.Post, "PUT": item.Put, "DELETE": item.Delete}[method]
		if op == nil || !fitsTemplate(template, path) {
			continue
		}
		answer := op.Responses[itoa(r.status)]
		if answer == nil {
			t.Errorf("%s: the document knows no %d", r.what, r.status)
			return
		}
		kind, _, _ := strings.Cut(r.header.Get("Content-Type"), ";")
		media := answer.Content[kind]
		if media == nil && answer.Content["application/octet-stream"] == nil && len(r.body) > 0 {
			t.Errorf("%s: the document knows no %s with %d", r.what, kind, r.status)
		}
		if media == nil || !strings.Contains(kind, "json") {
			return
		}
		var body any
		if err := json.Unmarshal(r.body, &body); err != nil {
			t.Errorf("%s: %v", r.what, err)
		}
		res := &huma.ValidateResult{}
		huma.Validate(doc.Components.Schemas, media.Schema, huma.NewPathBuffer([]byte{}, 0), huma.ModeReadFromServer, body, res)
		for _, err := range res.Errors {
			t.Errorf("%s: the answer does not fit the document: %v", r.what, err)
		}
		return
	}
}

func fitsTemplate(template, path string) bool {
	want, got := strings.Split(template, "/"), strings.Split(path, "/")
	if len(want) != len(got) {
		return false
	}
	for i := range want {
		if want[i] != got[i] && !strings.HasPrefix(want[i], "{") {
			return false
		}
	}
	return true
}

func itoa(n int) string { b, _ := json.Marshal(n); return string(b) }

// pdf is a paper, and pdfOf another.
var pdf = pdfOf("a paper")

func pdfOf(title string) string { return string(demo.Paper(title)) }

// residence is a whole application for a certificate of residence.
func (c *caller) residence() map[string]any {
	c.t.Helper()
	paper := c.upload("Λογαριασμός.pdf", pdf).want(201).id()
	return map[string]any{"service": "residence-certificate",
		"form":        map[string]any{"street": "Αθηνάς 1", "postcode": "57000", "first-year": 2020, "proof-kind": "bill"},
		"attachments": []any{map[string]any{"slot": "proof-of-residence", "id": paper}}}
}

// files an application and gives its identifier.
func (c *caller) files() string {
	c.t.Helper()
	return c.post("cases", c.residence()).want(201).id()
}

// task is the case's open task, as the caller sees it. It is the one that the
// case waits in: to reach somebody without address is a task too, and comes first.
func (c *caller) task(id string) string {
	c.t.Helper()
	var body struct {
		Tasks []struct {
			ID      string
			Purpose models.Purpose
		}
	}
	c.get("cases/" + id).want(200).into(&body)
	for _, t := range body.Tasks {
		if t.Purpose == models.ForStage {
			return t.ID
		}
	}
	c.t.Fatalf("case %s waits for nobody", id)
	return ""
}

// decides the case's open task.
func (c *caller) decides(id string, o models.Outcome, note string) *reply {
	c.t.Helper()
	return c.post("tasks/"+c.task(id)+"/decision", map[string]any{"outcome": o, "note": note})
}
