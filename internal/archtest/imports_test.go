// Package archtest holds the rules of the house that a compiler does not
// check: who may import whom, what may travel to Temporal, who may tell the
// time. Rules that protect the house are tests; rules of taste are lints.
package archtest

import (
	"encoding/json"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/thyrida/thyrida"

// allowed says what each package may import of ours and of the libraries that
// belong to one layer. A path that ends in /... stands for everything below.
// Direct imports only, test files apart.
var allowed = []struct {
	pkg    string
	may    []string // of our own packages
	mayNot []string // libraries
}{
	{"models", nil, []string{"..."}}, // the standard library and nothing else
	{"workflows", []string{"models"}, []string{"gorm.io/...", "github.com/gin-gonic/...", "go.temporal.io/sdk/client", "go.temporal.io/sdk/worker", "go.temporal.io/sdk/activity"}},
	{"catalogue/...", []string{"models", "catalogue", "internal/..."}, []string{"gorm.io/...", "go.temporal.io/...", "github.com/gin-gonic/..."}},
	{"paper", []string{"models", "catalogue", "internal/..."}, []string{"gorm.io/...", "go.temporal.io/...", "github.com/gin-gonic/..."}},
	{"store/...", []string{"models", "store/...", "internal/verifycode", "internal/greek"}, []string{"go.temporal.io/...", "github.com/gin-gonic/..."}},
	{"activities", []string{"models", "workflows", "store", "catalogue/...", "internal/..."}, []string{"gorm.io/...", "github.com/gin-gonic/...", "go.temporal.io/sdk/client"}},
	{"worker", []string{"models", "workflows", "activities", "store", "internal/..."}, []string{"gorm.io/...", "github.com/gin-gonic/..."}},
	{"api/...", []string{"models", "store", "catalogue/...", "paper", "internal/...", "api/..."}, []string{"gorm.io/...", "go.temporal.io/..."}},
	{"api/pages", []string{"models", "api/assets", "internal/..."}, []string{"gorm.io/...", "go.temporal.io/...", "github.com/gin-gonic/..."}},
	{"api/assets", nil, []string{"..."}},
	{"demo", []string{"models", "activities", "store", "catalogue/...", "internal/..."}, []string{"gorm.io/...", "go.temporal.io/...", "github.com/gin-gonic/..."}},
	{"bench", []string{"models", "demo", "catalogue/...", "store", "worker", "internal/..."}, []string{"gorm.io/...", "github.com/gin-gonic/..."}},
	{"internal/...", []string{"internal/..."}, []string{"gorm.io/...", "github.com/gin-gonic/..."}},
}

type listed struct {
	ImportPath string
	Imports    []string
	GoFiles    []string
	Dir        string
}

// packages lists every package of the module as the go command sees it.
func packages(t *testing.T) []listed {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports,GoFiles,Dir", module+"/...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var ps []listed
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		if err := d.Decode(&p); err == io.EOF {
			return ps
		} else if err != nil {
			t.Fatal(err)
		}
		ps = append(ps, p)
	}
}

func TestEachLayerImportsOnlyWhatItMay(t *testing.T) {
	t.Parallel()
	checked := 0
	for _, p := range packages(t) {
		name := strings.TrimPrefix(p.ImportPath, module+"/")
		for _, rule := range allowed {
			if !matches(rule.pkg, name) {
				continue
			}
			checked++
			for _, fault := range faults(name, p.Imports, rule.may, rule.mayNot) {
				t.Error(fault)
			}
		}
	}
	if checked < len(allowed) {
		t.Errorf("only %d packages were checked by %d rules", checked, len(allowed))
	}
}

// faults compares the imports of one package with its rule.
func faults(name string, imports, may, mayNot []string) (out []string) {
	for _, i := range imports {
		own, ours := strings.CutPrefix(i, module+"/")
		foreign := strings.Contains(strings.SplitN(i, "/", 2)[0], ".")
		any := func(ps []string, s string) bool {
			return slices.ContainsFunc(ps, func(p string) bool { return matches(p, s) })
		}
		switch {
		case ours && !any(may, own):
			out = append(out, name+" may not import "+own)
		case !ours && foreign && any(mayNot, i):
			out = append(out, name+" may not import "+i)
		}
	}
	return out
}

func matches(pattern, path string) bool {
	if pattern == "..." {
		return true
	}
	if base, ok := strings.CutSuffix(pattern, "/..."); ok {
		return path == base || strings.HasPrefix(path, base+"/")
	}
	return pattern == path
}

func TestTheImportRulesCanFail(t *testing.T) {
	t.Parallel()
	got := faults("api", []string{module + "/workflows", "gorm.io/gorm", "fmt", module + "/models"}, []string{"models"}, []string{"gorm.io/..."})
	if len(got) != 2 {
		t.Errorf("found %v, want two faults", got)
	}
}
