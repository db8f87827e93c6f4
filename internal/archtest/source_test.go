package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// sources parses every non-test file of the module.
func sources(t *testing.T, visit func(pkg, file string, f *ast.File, fset *token.FileSet)) {
	t.Helper()
	for _, p := range packages(t) {
		for _, name := range p.GoFiles {
			path := filepath.Join(p.Dir, name)
			fset := token.NewFileSet()
			f, err := parser.ParseFile(fset, path, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			visit(strings.TrimPrefix(p.ImportPath, module+"/"), path, f, fset)
		}
	}
}

// clocks are the packages that may ask the machine for the time: the clock
// itself, and programs and servers around the product that wait for processes
// or measure them.
var clocks = []string{"internal/clock", "internal/proc", "internal/postgres", "internal/temporal", "internal/testkit/...", "cmd/thyrida", "bench"}

func TestOnlyTheClockAsksForTheTime(t *testing.T) {
	t.Parallel()
	sources(t, func(pkg, file string, f *ast.File, fset *token.FileSet) {
		for _, c := range clocks {
			if matches(c, pkg) {
				return
			}
		}
		for _, call := range calls(f, "time", "Now", "Since", "Until") {
			t.Errorf("%s asks the machine for the time; take a clock", fset.Position(call.Pos()))
		}
	})
}

func TestNobodySleeps(t *testing.T) {
	t.Parallel()
	sources(t, func(pkg, _ string, f *ast.File, fset *token.FileSet) {
		for _, call := range calls(f, "time", "Sleep") {
			t.Errorf("%s sleeps; wait for something", fset.Position(call.Pos()))
		}
	})
}

// The interface acts for people only: what the machine may do is not for it.
func TestTheInterfaceNeverActsAsTheMachine(t *testing.T) {
	t.Parallel()
	sources(t, func(pkg, _ string, f *ast.File, fset *token.FileSet) {
		if pkg != "api" && !strings.HasPrefix(pkg, "api/") {
			return
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok && s.Sel.Name == "System" {
				t.Errorf("%s uses System", fset.Position(s.Pos()))
			}
			return true
		})
	})
}

// No exported signature of the store shows the mapper.
func TestTheStoreHidesItsMapper(t *testing.T) {
	t.Parallel()
	sources(t, func(pkg, _ string, f *ast.File, fset *token.FileSet) {
		if pkg != "store" {
			return
		}
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || !fn.Name.IsExported() {
				continue
			}
			ast.Inspect(fn.Type, func(n ast.Node) bool {
				if id, ok := n.(*ast.Ident); ok && id.Name == "gorm" {
					t.Errorf("%s shows gorm", fset.Position(fn.Pos()))
				}
				return true
			})
		}
	})
}

func TestNoFileIsTooLongToRead(t *testing.T) {
	t.Parallel()
	sources(t, func(_, file string, _ *ast.File, _ *token.FileSet) {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(string(b), "\n"); n > 400 {
			t.Errorf("%s has %d lines, more than 400", file, n)
		}
	})
}

// calls finds pkg.name(…) for any of the names.
func calls(f *ast.File, pkg string, names ...string) (out []*ast.CallExpr) {
	ast.Inspect(f, func(n ast.Node) bool {
		c, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		if s, ok := c.Fun.(*ast.SelectorExpr); ok {
			if id, ok := s.X.(*ast.Ident); ok && id.Name == pkg {
				for _, name := range names {
					if s.Sel.Name == name {
						out = append(out, c)
					}
				}
			}
		}
		return true
	})
	return out
}

func TestTheSourceRulesCanFail(t *testing.T) {
	t.Parallel()
	f, err := parser.ParseFile(token.NewFileSet(), "x.go", "package x\nimport \"time\"\nvar now = time.Now()", 0)
	if err != nil {
		t.Fatal(err)
	}
	if len(calls(f, "time", "Now")) != 1 {
		t.Error("time.Now is not seen")
	}
}
