//go:build unix

package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/thyrida/thyrida/api"
	"github.com/thyrida/thyrida/demo"
	"github.com/thyrida/thyrida/internal/mailbox"
	"github.com/thyrida/thyrida/models"
)

// visitor is somebody who is logged in.
type visitor struct {
	house *house
	email string
	token string
}

// as logs an account of the demonstration in, once for each house.
func (h *house) as(t testing.TB, name string) *visitor {
	t.Helper()
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.clients[name] == nil {
		v := &visitor{house: h, email: name + "@example.org"}
		var in struct{ Token string }
		if _, err := v.call(t.Context(), http.MethodPost, "/sessions", "", map[string]any{"email": v.email, "password": demo.Password}, &in); err != nil {
			t.Fatal(err)
		}
		v.token = in.Token
		h.clients[name] = v
	}
	return h.clients[name]
}

// web gives up on an answer that does not come.
var web = &http.Client{Timeout: 40 * time.Second}

// call makes one request. An answer of 400 and above is an *api.Problem; key is
// the Idempotency-Key, if any; out may be nil, a *[]byte for the bare answer, or
// what the JSON is read into.
func (v *visitor) call(ctx context.Context, method, path, key string, body, out any) (int, error) {
	var r io.Reader
	form, isForm := body.(*upload)
	switch {
	case isForm:
		r = bytes.NewReader(form.body)
	case body != nil:
		text, err := json.Marshal(body)
		if err != nil {
			return 0, err
		}
		r = bytes.NewReader(text)
	}
	if !strings.HasPrefix(path, "/dev/") {
		path = "/api/v1" + path
	}
	q, err := http.NewRequestWithContext(ctx, method, "http://"+v.house.addr+path, r)
	if err != nil {
		return 0, err
	}
	if body != nil {
		q.Header.Set("Content-Type", "application/json")
	}
	if isForm {
		q.Header.Set("Content-Type", form.kind)
	}
	if v.token != "" {
		q.Header.Set("Authorization", "Bearer "+v.token)
	}
	if key != "" {
		q.Header.Set("Idempotency-Key", key)
	}
	a, err := web.Do(q)
	if err != nil {
		return 0, err
	}
	defer a.Body.Close()
	text, err := io.ReadAll(a.Body)
	if err != nil {
		return 0, err
	}
	if a.StatusCode >= http.StatusBadRequest {
		p := &api.Problem{}
		if err := json.Unmarshal(text, p); err != nil || p.Code == "" {
			return a.StatusCode, fmt.Errorf("%s %s: %d without a problem: %.300s", method, path, a.StatusCode, text)
		}
		return a.StatusCode, p
	}
	switch to := out.(type) {
	case nil:
	case *[]byte:
		*to = text
	default:
		if err := json.Unmarshal(text, out); err != nil {
			return a.StatusCode, fmt.Errorf("%s %s: %w: %.300s", method, path, err, text)
		}
	}
	return a.StatusCode, nil
}

// get reads what must be readable.
func get[T any](t testing.TB, v *visitor, path string) (out T) {
	t.Helper()
	if status, err := v.call(t.Context(), http.MethodGet, path, "", nil, &out); err != nil {
		t.Fatalf("%s reads %s: %d %v", v.email, path, status, err)
	}
	return out
}

// post does what must succeed.
func post[T any](t testing.TB, v *visitor, path string, body any) (out T) {
	t.Helper()
	if status, err := v.call(t.Context(), http.MethodPost, path, "", body, &out); err != nil {
		t.Fatalf("%s posts to %s: %d %v", v.email, path, status, told(err))
	}
	return out
}

// refused does what must be refused.
func refused(t testing.TB, v *visitor, path string, body any, status int, code api.ProblemCode) *api.Problem {
	t.Helper()
	got, err := v.call(t.Context(), http.MethodPost, path, "", body, nil)
	p, ok := err.(*api.Problem)
	if !ok || got != status || p.Code != code || p.Title == "" {
		t.Fatalf("%s posts to %s: %d %v, want %d %s", v.email, path, got, told(err), status, code)
	}
	return p
}

// told is a problem with its fields.
func told(err error) string {
	if p, ok := err.(*api.Problem); ok {
		text, _ := json.Marshal(p)
		return string(text)
	}
	return fmt.Sprint(err)
}

// upload is a multipart body.
type upload struct {
	kind string
	body []byte
}

func paper(slot, name string, content []byte) *upload {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	_ = w.WriteField("slot", slot)
	part, _ := w.CreateFormFile("file", name)
	_, _ = part.Write(content)
	_ = w.Close()
	return &upload{w.FormDataContentType(), b.Bytes()}
}

// send uploads a file and gives it with its slot.
func (v *visitor) send(t testing.TB, slot, name string, content []byte) api.SlotFile {
	t.Helper()
	a := post[api.Attachment](t, v, "/attachments", paper(slot, name, content))
	return api.SlotFile{Slot: models.SlotKey(slot), ID: a.ID}
}

// messages are those of the development mailbox that hold a text, oldest first.
func (h *house) messages(t testing.TB, channel mailbox.Channel, contains string) []mailbox.Message {
	t.Helper()
	var out struct{ Messages []mailbox.Message }
	q := url.Values{"channel": {string(channel)}, "contains": {contains}}
	if _, err := (&visitor{house: h}).call(t.Context(), http.MethodGet, "/dev/messages?"+q.Encode(), "", nil, &out); err != nil {
		t.Fatal(err)
	}
	for i, j := 0, len(out.Messages)-1; i < j; i, j = i+1, j-1 {
		out.Messages[i], out.Messages[j] = out.Messages[j], out.Messages[i]
	}
	return out.Messages
}
