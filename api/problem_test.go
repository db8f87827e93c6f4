package api_test

import (
	"go/ast"
	"go/parser"
	gotoken "go/token"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"github.com/thyrida/thyrida/api"
	"github.com/thyrida/thyrida/models"
)

func TestProblemsSpeakTheCallersLanguage(t *testing.T) {
	t.Parallel()
	h := setup(t)
	for accept, lang := range map[string]string{"": "el", "el": "el", "en": "en", "en-GB,en;q=0.8,el;q=0.5": "en", "fr": "el",
		"fr, en;q=0.5": "en", "de;q=nonsense": "el", "el-GR": "el"} {
		c := &caller{t: t, h: h, lang: accept}
		r := c.get("me").problem(401, "login-required")
		want := map[string]string{"el": "Συνδεθείτε πρώτα.", "en": "Please log in."}[lang]
		if got := r.object()["title"]; got != want || r.header.Get("Content-Language") != lang {
			t.Errorf("%q: got %q in %q", accept, got, r.header.Get("Content-Language"))
		}
	}
}

func TestEveryErrorIsAProblem(t *testing.T) {
	t.Parallel()
	h := setup(t)
	c := h.as(t, "citizen")
	c.get("/nonsense").problem(404, "no-such-page")
	c.get("nonsense").problem(404, "no-such-page")
	c.do("DELETE", "services", nil).problem(405, "method-not-allowed")
	c.post("cases", `{"service":"`+strings.Repeat("x", 1<<20)+`"}`).problem(413, "too-large")
	c.post("cases", `{"service":"`+strings.Repeat("x", 1<<20)+`"}`, "Idempotency-Key", "12345678").problem(413, "too-large")
	c.post("cases", "service=x", "Content-Type", "application/x-www-form-urlencoded").problem(415, "media-type")
	c.do("PUT", "drafts/"+string(account("x")), map[string]any{"service": "residence-certificate", "form": map[string]any{"a": "\x00"}}).
		problem(422, "bad-value")
	r := c.get("cases/" + string(account("x")))
	r.problem(404, "no-such-case")
	if id := r.object()["instance"]; id != "urn:uuid:"+r.header.Get("X-Request-Id") {
		t.Errorf("instance %v", id)
	}
}

func TestEveryKindHasAStatus(t *testing.T) {
	t.Parallel()
	for _, k := range []models.Kind{models.Invalid, models.NotFound, models.Conflict, models.Forbidden, models.Unavailable, models.Broken} {
		if api.Statuses[k] == 0 {
			t.Errorf("%s has no status", k)
		}
	}
}

func TestEveryCodeHasItsTextsInBothLanguages(t *testing.T) {
	t.Parallel()
	for _, m := range api.SameCodes() {
		t.Errorf("no text: %s", m)
	}
	problems, fields := api.ProblemCodes(), api.FieldCodes()
	found := codesIn(t, "../store", "../api", "../catalogue", "../workflows")
	for code, where := range found.problems {
		if !slices.Contains(problems, code) {
			t.Errorf("problem %s (%s) has no text in texts/*.yaml", code, where)
		}
	}
	for code, where := range found.fields {
		if !slices.Contains(fields, code) {
			t.Errorf("fault of a field %s (%s) has no text in texts/*.yaml", code, where)
		}
	}
	if len(found.problems) < 40 || len(found.fields) < 20 {
		t.Errorf("only %d and %d codes were found: does the search still fit the code?", len(found.problems), len(found.fields))
	}
}

// codes are the codes that the source makes, with where.
type codes struct{ problems, fields map[string]string }

var kebab = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)

// makers are the functions that make an error, with the place of its code.
var makers = map[string]struct {
	at             int
	problem, field bool
}{
	"Fault": {1, true, false}, "missing": {1, true, false}, "invalid": {1, true, true}, "fieldError": {1, false, true},
	"refuse": {0, true, false}, "refuseAll": {0, true, false}, "openTask": {2, true, false},
}

// codesIn reads the source as text, without types: by the names of what makes
// errors, and by the literals of models.Error and models.FieldFault.
func codesIn(t *testing.T, dirs ...string) codes {
	t.Helper()
	out := codes{map[string]string{}, map[string]string{}}
	set := gotoken.NewFileSet()
	for _, dir := range dirs {
		err := fs.WalkDir(os.DirFS(dir), ".", func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			f, err := parser.ParseFile(set, dir+"/"+path, nil, 0)
			if err != nil {
				return err
			}
			ast.Inspect(f, func(n ast.Node) bool { out.see(set, dir, n); return true })
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return out
}

func (c codes) see(set *gotoken.FileSet, dir string, n ast.Node) {
	switch n := n.(type) {
	case *ast.CallExpr:
		m, ok := makers[nameOf(n.Fun)]
		if !ok || len(n.Args) <= m.at || dir == "../catalogue" && nameOf(n.Fun) == "refuse" {
			return
		}
		if code := literal(n.Args[m.at]); code != "" {
			c.add(set, n, code, m.problem, m.field)
		}
	case *ast.CompositeLit:
		name := nameOf(n.Type)
		if name != "Error" && name != "FieldFault" && n.Type != nil {
			return
		}
		for _, e := range n.Elts {
			kv, ok := e.(*ast.KeyValueExpr)
			if !ok || nameOf(kv.Key) != "Code" {
				continue
			}
			if code := literal(kv.Value); code != "" {
				c.add(set, n, code, name == "Error", name != "Error")
			}
		}
	}
}

func (c codes) add(set *gotoken.FileSet, n ast.Node, code string, problem, field bool) {
	where := set.Position(n.Pos()).String()
	if problem {
		c.problems[code] = where
	}
	if field {
		c.fields[code] = where
	}
}

func nameOf(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}

func literal(e ast.Expr) string {
	if b, ok := e.(*ast.BasicLit); ok && b.Kind == gotoken.STRING {
		if s, err := strconv.Unquote(b.Value); err == nil && kebab.MatchString(s) {
			return s
		}
	}
	return ""
}

func TestTheMessagesOfHumaHaveCodes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		location, message, field string
		code                     models.Code
		limit                    any
	}{
		{"body", "expected required property name to be present", "name", "required", nil},
		{"body.a[0]", "expected required property b.c to be present", "a[0].b.c", "required", nil},
		{"query.limit", "expected number <= 200", "limit", "too-great", "200"},
		{"query.limit", "expected number >= 1", "limit", "too-small", "1"},
		{"body.note", "expected length <= 4000", "note", "too-long", "4000"},
		{"body.password", "expected length >= 10", "password", "too-short", "10"},
		{"path.id", "expected string to be RFC 4122 uuid: invalid UUID length: 1", "id", "id-form", nil},
		{"body.tasks", "expected array items to be unique", "tasks", "repeated", nil},
		{"query.from", "expected string to be RFC 3339 date", "from", "date-form", nil},
		{"query.from", "required query parameter is missing", "from", "required", nil},
		{"body.x", "something huma says from next year on", "x", "bad-value", nil},
	} {
		f := api.FieldFault(&huma.ErrorDetail{Location: c.location, Message: c.message})
		if f.Field != c.field || f.Code != c.code || f.Data["limit"] != c.limit {
			t.Errorf("%s %q: got %+v", c.location, c.message, f)
		}
	}
}
