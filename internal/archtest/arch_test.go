package archtest

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const (
	module    = "github.com/yagona/portal/"
	root      = "../.."
	lineLimit = 400
)

// source is one file of ours that people write.
type source struct {
	path string // from the root, with slashes
	body []byte
}

func (s source) dir() string     { return filepath.ToSlash(filepath.Dir(s.path)) }
func (s source) isTest() bool    { return strings.HasSuffix(s.path, "_test.go") }
func (s source) generated() bool { return strings.HasSuffix(s.path, "_templ.go") }

func sources(t *testing.T, extensions ...string) []source {
	t.Helper()
	var all []source
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := entry.Name()
		if entry.IsDir() && (strings.HasPrefix(name, ".") && name != ".." || slices.Contains([]string{"node_modules", "var", "bin", "static", "testdata"}, name)) {
			return filepath.SkipDir
		}
		if entry.IsDir() || !slices.Contains(extensions, filepath.Ext(name)) {
			return nil
		}
		body, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(root, path)
		all = append(all, source{filepath.ToSlash(relative), body})
		return err
	})
	require.NoError(t, err)
	require.NotEmpty(t, all)
	return all
}

func imports(t *testing.T, s source) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), s.path, s.body, parser.ImportsOnly)
	require.NoError(t, err)
	var paths []string
	for _, spec := range file.Imports {
		path, err := strconv.Unquote(spec.Path.Value)
		require.NoError(t, err)
		paths = append(paths, path)
	}
	return paths
}

func TestImports(t *testing.T) {
	seen := map[string]bool{}
	for _, file := range sources(t, ".go") {
		if file.isTest() {
			continue
		}
		line, known := table[file.dir()]
		if !known && !seen[file.dir()] {
			t.Errorf("package %s has no line in the table: say what it may import", file.dir())
		}
		seen[file.dir()] = true
		allowed := expand(line)
		for _, path := range imports(t, file) {
			ours, ok := strings.CutPrefix(path+"/", module)
			if ours = strings.TrimSuffix(ours, "/"); ok && known && !slices.Contains(allowed, ours) {
				t.Errorf("%s imports %s, which the table does not allow", file.path, ours)
			}
		}
	}
}

func expand(line string) []string {
	var all []string
	for name := range strings.FieldsSeq(line) {
		if group, ok := groups[name]; ok {
			all = append(all, strings.Fields(group)...)
			continue
		}
		all = append(all, name)
	}
	return all
}

// TestTable keeps the plan a plan: no arrow that points in a circle.
func TestTable(t *testing.T) {
	const (
		begun = iota + 1
		finished
	)
	state := map[string]int{}
	var visit func(name string, way []string)
	visit = func(name string, way []string) {
		if state[name] == begun {
			t.Errorf("a circle: %s", strings.Join(append(way, name), " → "))
		}
		if state[name] != 0 {
			return
		}
		state[name] = begun
		for _, below := range expand(table[name]) {
			if below != name { // a group may name the package itself
				visit(below, append(way, name))
			}
		}
		state[name] = finished
	}
	for name := range table {
		visit(name, nil)
	}
}

func TestOutsideImports(t *testing.T) {
	for _, file := range sources(t, ".go") {
		if file.isTest() {
			continue
		}
		for _, path := range imports(t, file) {
			for _, rule := range outside {
				if path == rule.forbidden && strings.HasPrefix(file.path, rule.below) && !under(file.dir(), strings.Fields(rule.except)) {
					t.Errorf("%s imports %s: %s", file.path, path, rule.why)
				}
			}
		}
	}
}

func under(dir string, prefixes []string) bool {
	return slices.ContainsFunc(prefixes, func(p string) bool { return dir == p || strings.HasPrefix(dir, p+"/") })
}

func TestFileLength(t *testing.T) {
	for _, file := range sources(t, ".go", ".templ", ".sql", ".scss", ".mjs", ".js") {
		lines := bytes.Count(file.body, []byte("\n"))
		if !file.generated() && lines > lineLimit && long[file.path] == "" {
			t.Errorf("%s has %d lines, more than %d: split it by what it is about", file.path, lines, lineLimit)
		}
	}
	for path := range long {
		require.FileExists(t, filepath.Join(root, path))
	}
}

// forbidden is what must not stand in code at all. Tests may speak of it.
var forbidden = []struct {
	pattern *regexp.Regexp
	why     string
}{
	{regexp.MustCompile(`\bOFFSET\b`), "lists use keyset pages: OFFSET 1,000,000 takes 340 ms"},
	{regexp.MustCompile(`\btempl\.Raw\b|\btempl\.FromGoHTML\b|\btemplate\.HTML\b`), "text is escaped by the view, always"},
	{regexp.MustCompile(`\bInsecureSkipVerify\b`), "outside systems are verified"},
	{regexp.MustCompile(`\bstyle=|<style\b|\bonclick=|javascript:`), "no inline style or script: the content security policy forbids them"},
}

func TestForbidden(t *testing.T) {
	for _, file := range sources(t, ".go", ".templ", ".sql") {
		if file.isTest() || file.generated() {
			continue
		}
		for number, line := range strings.Split(string(file.body), "\n") {
			if strings.HasPrefix(strings.TrimSpace(line), "//") || strings.HasPrefix(strings.TrimSpace(line), "--") {
				continue
			}
			for _, rule := range forbidden {
				if rule.pattern.MatchString(line) {
					t.Errorf("%s:%d: %s\n\t%s", file.path, number+1, rule.why, strings.TrimSpace(line))
				}
			}
		}
	}
}

// TestNames keeps out the names that say nothing. "Service" is a public service, nothing else.
func TestNames(t *testing.T) {
	empty := regexp.MustCompile(`(Manager|Impl|Repository|Usecase|Helper|Service|Util)s?$`)
	for _, file := range sources(t, ".go") {
		if file.generated() {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), file.path, file.body, parser.SkipObjectResolution)
		require.NoError(t, err)
		for _, declaration := range tree.Decls {
			types, ok := declaration.(*ast.GenDecl)
			if !ok || types.Tok != token.TYPE {
				continue
			}
			for _, spec := range types.Specs {
				name := spec.(*ast.TypeSpec).Name.Name
				// Records of the registers are named as the registers name them.
				if empty.MatchString(name) && name != "Service" && name != "Services" && ast.IsExported(name) && file.dir() != "internal/register" {
					t.Errorf("%s: type %s", file.path, name)
				}
			}
		}
	}
}

// TestPackageComments: every package says what it is.
func TestPackageComments(t *testing.T) {
	said := map[string]bool{}
	for _, file := range sources(t, ".go") {
		if file.isTest() {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), file.path, file.body, parser.ParseComments|parser.PackageClauseOnly)
		require.NoError(t, err)
		said[file.dir()] = said[file.dir()] || tree.Doc != nil
	}
	for dir, ok := range said {
		if !ok && !strings.HasPrefix(dir, "web/") {
			t.Errorf("package %s has no comment", dir)
		}
	}
}
