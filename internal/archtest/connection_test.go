package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"slices"
	"testing"
)

// A transaction that asks the pool for a second connection waits for ever as
// soon as as many of them ask at once as the pool has. So what is given a
// transaction, and what that calls, uses it and no other way to the database.
func TestATransactionOfTheStoreUsesNoSecondConnection(t *testing.T) {
	t.Parallel()
	var files []*ast.File
	sources(t, func(pkg, _ string, f *ast.File, _ *token.FileSet) {
		if pkg == "store" {
			files = append(files, f)
		}
	})
	if len(files) == 0 {
		t.Fatal("the store has no files")
	}
	for _, fault := range secondConnections(files) {
		t.Error(fault)
	}
}

func TestASecondConnectionIsFoundAtOnceAndBehindACall(t *testing.T) {
	t.Parallel()
	f, err := parser.ParseFile(token.NewFileSet(), "x.go", `package store
		func (y System) read(ctx context.Context) error { return y.s.db.Raw("").Error }
		func (y System) more(ctx context.Context) error { return y.read(ctx) }
		func (s *Store) given(tx *gorm.DB) error { return s.db.Exec("").Error }
		func (y System) Open(ctx context.Context) error {
			if err := y.more(ctx); err != nil { return err }
			return y.s.tx(ctx, "open", func(tx *gorm.DB) error { return y.more(ctx) })
		}
		func (y System) Fine(ctx context.Context) error {
			return either(y.s.tx(ctx, "fine", func(tx *gorm.DB) error { return tx.Error }), y.more(ctx))
		}`, 0)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := secondConnections([]*ast.File{f}), []string{".Open has a transaction and calls .more", ".given has a transaction and asks for another"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// use is what one function does with and without a transaction in its hands.
type use struct {
	asks, asksInside bool // for a connection of the pool
	calls, inside    []string
}

func secondConnections(files []*ast.File) (faults []string) {
	uses := map[string]*use{} // by name, of methods behind a dot: two of one name count as one
	for _, f := range files {
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Body != nil {
				name := fn.Name.Name
				if fn.Recv != nil {
					name = "." + name
				}
				u := uses[name]
				if u == nil {
					u = &use{}
					uses[name] = u
				}
				u.read(fn.Body, holds(fn.Type))
			}
		}
	}
	asking := map[string]bool{}
	for grows := true; grows; {
		grows = false
		for name, u := range uses {
			if !asking[name] && (u.asks || slices.ContainsFunc(u.calls, func(c string) bool { return asking[c] })) {
				asking[name], grows = true, true
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(uses)) {
		u := uses[name]
		if u.asksInside {
			faults = append(faults, name+" has a transaction and asks for another")
		}
		for _, c := range u.inside {
			if asking[c] {
				faults = append(faults, name+" has a transaction and calls "+c)
			}
		}
	}
	return faults
}

// holds says whether a function is given a transaction.
func holds(t *ast.FuncType) bool {
	return slices.ContainsFunc(t.Params.List, func(p *ast.Field) bool {
		star, ok := p.Type.(*ast.StarExpr)
		if !ok {
			return false
		}
		sel, ok := star.X.(*ast.SelectorExpr)
		return ok && sel.Sel.Name == "DB"
	})
}

func (u *use) read(body ast.Node, inside bool) {
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			u.read(n.Body, inside || holds(n.Type))
			return false
		case *ast.SelectorExpr:
			if (n.Sel.Name == "db" || n.Sel.Name == "pool") && ours(n.X) {
				u.asks, u.asksInside = u.asks || !inside, u.asksInside || inside
			}
		case *ast.CallExpr:
			if name := called(n); name != "" && inside {
				u.inside = append(u.inside, name)
			} else if name != "" {
				u.calls = append(u.calls, name)
			}
		}
		return true
	})
}

// called names the store's own function that is called; those of others have
// another receiver.
func called(c *ast.CallExpr) string {
	switch f := c.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		if ours(f.X) {
			return "." + f.Sel.Name
		}
	}
	return ""
}

// ours is an expression that is the store, a desk or the system: s, d, y, d.s,
// y.s, or what For and System give.
func ours(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name == "s" || e.Name == "d" || e.Name == "y"
	case *ast.SelectorExpr:
		return e.Sel.Name == "s"
	case *ast.CallExpr:
		f, ok := e.Fun.(*ast.SelectorExpr)
		return ok && (f.Sel.Name == "For" || f.Sel.Name == "System")
	case *ast.CompositeLit:
		t, ok := e.Type.(*ast.Ident)
		return ok && (t.Name == "Desk" || t.Name == "System")
	}
	return false
}
