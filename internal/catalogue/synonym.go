package catalogue

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/search"
)

// Limits of the synonyms. The whole list is read at each change and lies in the memory of every replica.
const (
	MaxSynonyms    = 3000
	MaxSynonymText = 100 // characters of each side
	MaxSynonymNote = 300
	maxSynonymSide = 6 // words of each side: a sentence is no word for something
)

// Synonym is what people say and what they mean by it, with its latest change.
type Synonym struct {
	ID int64
	search.Synonym
	Removed bool
	SynonymChange
}

// SynonymChange is one version of a synonym: who made it and why.
type SynonymChange struct {
	Change int64  // id of the version: changes of the whole list stand in its order
	Number int    // of the version, counted for each synonym
	Origin string // seed | editor
	Author string
	Note   string
	At     time.Time
}

// Editor is somebody who may change what the search knows. Package account makes one of an official with that role.
type Editor struct {
	ID   int64 // of the account
	Name string
}

// SynonymEdit is a synonym as an editor sends it.
type SynonymEdit struct {
	ID   int64 // 0 for a new one
	Base int   // number of the version that the editor began with
	search.Synonym
	Note string
}

// Check lists what must be mended before the synonym is taken.
func (e SynonymEdit) Check() form.Problems {
	var problems form.Problems
	for _, side := range []struct{ field, text string }{{"words", e.Words}, {"means", e.Means}} {
		switch n := len(strings.Fields(locale.Fold(side.text))); {
		case n == 0:
			problems = append(problems, synonymProblem(side.field, "catalogue.synonym.empty-"+side.field))
		case n > maxSynonymSide, utf8.RuneCountInString(side.text) > MaxSynonymText:
			problems = append(problems, synonymProblem(side.field, "catalogue.synonym.long", "Words", maxSynonymSide, "Max", MaxSynonymText))
		}
	}
	if len(problems) == 0 && locale.Fold(e.Words) == locale.Fold(e.Means) {
		problems = append(problems, synonymProblem("means", "catalogue.synonym.same"))
	}
	if utf8.RuneCountInString(e.Note) > MaxSynonymNote {
		problems = append(problems, synonymProblem("note", "catalogue.synonym.long-note", "Max", MaxSynonymNote))
	}
	return problems
}

func synonymProblem(field, id string, args ...any) form.Problem {
	return form.Problem{Input: field, Field: field, ID: id, Args: args}
}

func (e SynonymEdit) tidy() SynonymEdit {
	e.Words, e.Means = strings.Join(strings.Fields(e.Words), " "), strings.Join(strings.Fields(e.Means), " ")
	e.Note = strings.TrimSpace(e.Note)
	return e
}

// synonymKey is the same for the same pair in any script and case. Folded text has no bar.
func synonymKey(s search.Synonym) string { return locale.Fold(s.Words) + "|" + locale.Fold(s.Means) }
