package layout_test

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

var (
	forms = regexp.MustCompile(`(?s)<form\b.*?</form>`)
	typed = regexp.MustCompile(`<textarea|<select|type="(text|search|tel|email|radio|checkbox|datetime-local)"|@ui\.Field`)
)

// beside are the forms with something to choose that the language switch leaves alone: a page has one form that it takes
// along, and beside these five radios and this list of officials stands the one with a text.
var beside = []string{`"/rate")`, `v.Entrust)`}

// TestTyped_everyForm finds forms into which people type and which the language switch would empty.
func TestTyped_everyForm(t *testing.T) {
	found := 0
	err := filepath.WalkDir("..", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".templ" {
			return err
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, form := range forms.FindAllString(string(src), -1) {
			head, _, _ := strings.Cut(form, "\n")
			if strings.Contains(form, "Typed()...") {
				found++
				continue
			}
			if strings.Contains(form, `method="post"`) && typed.MatchString(form) {
				require.True(t, slices.ContainsFunc(beside, func(of string) bool { return strings.Contains(head, of) }), "%s: the language switch loses what is typed into this form: give it Page.Typed, set Page.Form, and ask respond.Switched", path)
			}
		}
		return nil
	})
	require.NoError(t, err)
	require.Positive(t, found)
}
