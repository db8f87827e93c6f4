package api_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func TestTheDocumentIsTheOneThatWasAgreed(t *testing.T) {
	t.Parallel()
	h := setup(t)
	r := h.as(t, "").get("/openapi.json").want(200)
	var doc struct {
		OpenAPI string
		Paths   map[string]map[string]struct {
			OperationID, Summary string
			Security             []any
			Responses            map[string]struct {
				Content map[string]any
			}
		}
	}
	r.into(&doc)
	if !strings.HasPrefix(doc.OpenAPI, "3.1") {
		t.Errorf("OpenAPI %s", doc.OpenAPI)
	}
	for path, item := range doc.Paths {
		for method, op := range item {
			if op.OperationID == "" || op.Summary == "" || !strings.HasPrefix(path, "/api/v1/") {
				t.Errorf("%s %s: %+v", method, path, op)
			}
			if len(op.Security) == 0 != (strings.HasPrefix(path, "/api/v1/services") || path == "/api/v1/municipality" || path == "/api/v1/service-points" || strings.Contains(path, "/verify") || path == "/api/v1/sessions" && method == "post" ||
				strings.Contains(path, "/registrations") || path == "/api/v1/login-ways" || strings.Contains(path, "/password-resets")) {
				t.Errorf("%s %s: who may ask?", method, path)
			}
			for status, a := range op.Responses {
				if status >= "400" && a.Content["application/problem+json"] == nil {
					t.Errorf("%s %s: %s is no problem", method, path, status)
				}
			}
		}
	}
	var pretty bytes.Buffer
	if err := json.Indent(&pretty, r.body, "", " "); err != nil {
		t.Fatal(err)
	}
	pretty.WriteByte('\n')
	const golden = "testdata/openapi.json"
	if *update {
		if err := os.WriteFile(golden, pretty.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || !bytes.Equal(want, pretty.Bytes()) {
		t.Errorf("the document differs from %s (%v): look at the difference, then go test ./api -run Document -update", golden, err)
	}
}
