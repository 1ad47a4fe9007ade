package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// limiting is how constants are named that say how much there may be of something.
var limiting = regexp.MustCompile(`(?i)^(max|most|longest|largest)|^(Enough|Codes|Tries|LooksInHour|Largest|InDay)$|(Limit|Most|Max|Longest|InDay|ADay|InHour|AtOnce|InWindow|InAll|Burst)$`)

// TestLimits keeps a list of every limit: a test names it (that it shows both sides its reader judges); or a test is named here that does so in
// numbers; or it is said why nobody meets it. A new constant fails until one of them is so, and what no longer is must be struck out.
func TestLimits(t *testing.T) {
	limits, named, functions := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, s := range sources(t, ".go") {
		file, err := parser.ParseFile(token.NewFileSet(), s.path, s.body, parser.SkipObjectResolution)
		require.NoError(t, err)
		if s.isTest() {
			for _, d := range file.Decls {
				if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil {
					functions[s.dir()+"."+f.Name.Name] = true
				}
			}
			mentions(file, s.dir(), named)
		} else if !s.generated() && !aside(s.dir()) {
			for _, name := range constants(file) {
				limits[s.dir()+"."+name] = true
			}
		}
	}
	require.Greater(t, len(limits), 120)
	for limit := range limits {
		_, inNumbers := proven[limit]
		_, nobodys := unmet[limit]
		ways := 0
		for _, is := range []bool{named[limit], inNumbers, nobodys} {
			if is {
				ways++
			}
		}
		switch {
		case ways == 0:
			t.Errorf("%s: no test names this limit and one more than it; nothing here says which test proves it or why nobody meets it", limit)
		case ways > 1:
			t.Errorf("%s: a test names it, or it is said twice here: strike out what is not needed", limit)
		}
	}
	for _, list := range []map[string]string{proven, unmet} {
		for limit := range list {
			require.True(t, limits[limit], "%s is here and nowhere else", limit)
		}
	}
	for limit, test := range proven {
		require.True(t, functions[test], "%s: there is no %s", limit, test)
	}
}

// aside are packages that are no part of what serves people.
func aside(dir string) bool {
	return slices.Contains([]string{"internal/bench", "internal/browsertest", "internal/server/servertest", "internal/demo"}, dir) || strings.HasPrefix(dir, "internal/integration/registers/world")
}

// constants are the limits that a file declares: numbers, sizes and rates; how long something lasts is none.
func constants(file *ast.File) (names []string) {
	for _, d := range file.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.CONST {
			continue
		}
		for _, spec := range g.Specs {
			v := spec.(*ast.ValueSpec)
			for i, name := range v.Names {
				if limiting.MatchString(name.Name) && i < len(v.Values) && !lasts(v.Values[i]) {
					names = append(names, name.Name)
				}
			}
		}
	}
	return names
}

// lasts reports whether a value is a time or a text.
func lasts(value ast.Expr) (so bool) {
	ast.Inspect(value, func(n ast.Node) bool {
		switch x := n.(type) {
		case *ast.SelectorExpr:
			if on, ok := x.X.(*ast.Ident); ok && on.Name == "time" {
				so = true
			}
		case *ast.BasicLit:
			so = so || x.Kind == token.STRING
		}
		return true
	})
	return so
}

// mentions notes which constants a test names: those of its own package, and by the last part of their path those of others.
func mentions(file *ast.File, dir string, named map[string]bool) {
	paths := map[string]string{}
	for _, spec := range file.Imports {
		if ours, ok := strings.CutPrefix(strings.Trim(spec.Path.Value, `"`), module); ok {
			name := path.Base(ours)
			if spec.Name != nil {
				name = spec.Name.Name
			}
			paths[name] = ours
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch x := n.(type) {
		case *ast.SelectorExpr:
			if on, ok := x.X.(*ast.Ident); ok && paths[on.Name] != "" {
				named[paths[on.Name]+"."+x.Sel.Name] = true
			}
		case *ast.Ident:
			if !strings.HasSuffix(file.Name.Name, "_test") {
				named[dir+"."+x.Name] = true
			}
		}
		return true
	})
}
