package locale

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// used finds the message ids that stand as whole strings in calls of T, and those of problems.
var used = regexp.MustCompile(`(?:\.T\(|problem\.New\(problem\.\w+, )"([a-z0-9_.-]+[a-z0-9_-])"`)

// cyrillic finds Cyrillic letters: in an Uzbek file they would be written by hand, in an English one forgotten.
var (
	cyrillic    = regexp.MustCompile(`\p{Cyrillic}`)
	typedQuotes = regexp.MustCompile(`[oOgG]['’‘` + "`" + `]|[a-z]['’‘` + "`" + `][a-z]`)
)

func TestMessages_sameInEveryLanguage(t *testing.T) {
	c := messages()
	for _, l := range Langs {
		for id := range c.ids[Uz] {
			require.True(t, c.ids[l][id], "message %s is missing in %s", id, l)
		}
		for id := range c.ids[l] {
			require.True(t, c.ids[Uz][id], "message %s of %s is missing in uz", id, l)
		}
	}
}

func TestMessages_everyUsedOneExists(t *testing.T) {
	found := 0
	sources(t, func(p, src string) {
		for _, m := range used.FindAllStringSubmatch(src, -1) {
			found++
			require.True(t, Uz.Has(m[1]), "%s uses the message %q, which no file has", p, m[1])
		}
	})
	require.Positive(t, found)
}

// literal finds what looks like a message id, or the beginning of one that is put together: "casework.step." + step.
var literal = regexp.MustCompile(`"([a-z][a-z0-9_-]*\.[a-z0-9_.-]*)"`)

// TestMessages_everyOneIsUsed finds messages that nobody asks for any more.
func TestMessages_everyOneIsUsed(t *testing.T) {
	asked, begun := map[string]bool{}, []string{}
	sources(t, func(_, src string) {
		for _, m := range literal.FindAllStringSubmatch(src, -1) {
			asked[m[1]] = true
			if last := m[1][len(m[1])-1]; last == '.' || last == '-' {
				begun = append(begun, m[1])
			}
		}
	})
	var unused []string
	for id := range messages().ids[Uz] {
		if !asked[id] && !slices.ContainsFunc(begun, func(p string) bool { return strings.HasPrefix(id, p) }) {
			unused = append(unused, id)
		}
	}
	slices.Sort(unused)
	require.Empty(t, unused, strings.Join(unused, "\n"))
}

// sources reads the code of the portal: Go and views, without tests and generated files.
func sources(t *testing.T, read func(path, src string)) {
	t.Helper()
	require.NoError(t, filepath.WalkDir(filepath.Join("..", ".."), func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == ".git" || d.Name() == "var") {
			return filepath.SkipDir
		}
		if d.IsDir() || strings.HasSuffix(p, "_test.go") || strings.HasSuffix(p, "_templ.go") ||
			(!strings.HasSuffix(p, ".go") && !strings.HasSuffix(p, ".templ")) {
			return nil
		}
		src, err := os.ReadFile(p)
		if err == nil {
			read(p, string(src))
		}
		return err
	}))
}

func TestMessages_scripts(t *testing.T) {
	files, err := messageFiles.ReadDir("messages")
	require.NoError(t, err)
	for _, f := range files {
		list, err := read("messages/" + f.Name())
		require.NoError(t, err, f.Name())
		for _, m := range list {
			text := m.Other
			require.NotEmpty(t, text, "%s: %s has no text", f.Name(), m.ID)
			if !strings.Contains(f.Name(), ".ru.") {
				require.False(t, cyrillic.MatchString(text) && !languageName[text], "%s: %s has Cyrillic letters", f.Name(), m.ID)
			}
			if strings.Contains(f.Name(), ".uz.") {
				require.False(t, typedQuotes.MatchString(text), "%s: %s is to be written with ʻ (U+02BB) or ʼ (U+02BC): %s", f.Name(), m.ID, text)
			}
		}
	}
}

// languageName are names of languages that stand in their own script everywhere.
var languageName = map[string]bool{"Ўзбекча": true, "Русский": true, "Ўз": true, "Ру": true}
