package catalogue

import (
	"slices"

	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/workday"
)

// Law is a law by which the silence of an authority beyond the term grants what was asked for.
type Law struct {
	Code  string      `yaml:"code"`
	Title locale.Text `yaml:"title"`
	Basis string      `yaml:"basis"` // known | estimated: whether its text was read
	Kinds []string    `yaml:"kinds"` // of results that it speaks of
	Never struct {
		Categories  []string `yaml:"categories"`
		Authorities []string `yaml:"authorities"`
	} `yaml:"never"` // where silence could endanger people
}

// answers are the processes that a silent authority can be taken at its word in: it decides alone, on papers. Where
// somebody has to look at a place, or others have a say, nothing is granted that nobody has seen.
var answers = []Process{Review, Approval}

// silence checks that a service which silence grants is one of those that the law means.
func (c *compiler) silence() {
	const path = "term.granted_by_silence"
	d := c.d
	if d.Term.Silence == "" {
		return
	}
	law, ok := Lists().Laws.Get(d.Term.Silence)
	switch {
	case !ok:
		c.find(path, "%q is no law of the list", d.Term.Silence)
	case !slices.Contains(answers, d.Process):
		c.find(path, "%s is not decided by one authority on papers", d.Process)
	case !slices.Contains(law.Kinds, d.Result.Kind):
		c.find(path, "the law does not speak of a %s", d.Result.Kind)
	case slices.Contains(law.Never.Categories, d.Category) || slices.Contains(law.Never.Authorities, d.Authority):
		c.find(path, "could endanger people: %s, %s", d.Category, d.Authority)
	case d.Term.Unit != workday.WorkingDays && d.Term.Unit != workday.CalendarDays:
		c.find(path, "a term of %s is not counted in days", d.Term.Unit)
	}
}
