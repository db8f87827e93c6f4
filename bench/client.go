package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"time"
)

// web keeps its connections, as browsers do.
var web = &http.Client{Timeout: 60 * time.Second, Transport: &http.Transport{MaxIdleConns: 512, MaxIdleConnsPerHost: 512}}

// visitor is somebody who is logged in.
type visitor struct {
	account, person string
	token           string
}

// status is an answer that is no success.
type status struct {
	at   string
	code int
	text string
}

func (s *status) Error() string { return fmt.Sprintf("%s: %d %.200s", s.at, s.code, s.text) }

// page is a page of the house rather than a part of its interface: what a
// browser asks for, with its cookie, and unpacks.
func page(path string) string { return "page:" + path }

// ask makes one request and reads the answer's JSON into out, if not nil.
func (h *house) ask(ctx context.Context, v visitor, method, path, kind string, body []byte, out any) error {
	address := "http://" + h.addr + "/api/v1" + path
	of, isPage := strings.CutPrefix(path, "page:")
	if isPage {
		address = "http://" + h.addr + of
	}
	q, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(body))
	if err != nil {
		return err
	}
	if body != nil {
		q.Header.Set("Content-Type", kind)
	}
	if isPage {
		q.AddCookie(&http.Cookie{Name: "thyrida-session", Value: v.token})
		q.Header.Set("Accept", "text/html")
	} else {
		q.Header.Set("Authorization", "Bearer "+v.token)
	}
	a, err := web.Do(q)
	if err != nil {
		return fmt.Errorf("%s %s: %w", method, path, err)
	}
	defer func() { _ = a.Body.Close() }()
	text, err := io.ReadAll(a.Body)
	if err != nil {
		return fmt.Errorf("%s %s: %w", method, path, err)
	}
	if a.StatusCode >= http.StatusBadRequest {
		return &status{method + " " + path, a.StatusCode, string(text)}
	}
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(text, out); err != nil {
		return fmt.Errorf("%s %s: %w", method, path, err)
	}
	return nil
}

func (h *house) get(ctx context.Context, v visitor, path string, out any) error {
	return h.ask(ctx, v, http.MethodGet, path, "", nil, out)
}

func (h *house) post(ctx context.Context, v visitor, path string, body, out any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	return h.ask(ctx, v, http.MethodPost, path, "application/json", text, out)
}

// upload sends a paper for a slot of a service and gives its identifier.
func (h *house) upload(ctx context.Context, v visitor, service, slot string, content []byte) (string, error) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, f := range [][2]string{{"service", service}, {"slot", slot}} {
		if err := w.WriteField(f[0], f[1]); err != nil {
			return "", err
		}
	}
	part, err := w.CreateFormFile("file", slot+".pdf")
	if err != nil {
		return "", err
	}
	if _, err = part.Write(content); err != nil {
		return "", err
	}
	if err = w.Close(); err != nil {
		return "", err
	}
	var got struct{ ID string }
	err = h.ask(ctx, v, http.MethodPost, "/attachments", w.FormDataContentType(), b.Bytes(), &got)
	return got.ID, err
}
