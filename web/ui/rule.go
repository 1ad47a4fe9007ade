package ui

import (
	"github.com/yagona/portal/internal/explain"
	"github.com/yagona/portal/internal/locale"
)

// Rule is a rule in words, its parts one under the other.
type Rule struct {
	Lang   locale.Lang
	Clause explain.Clause
	Marks  bool // say of each part whether it held
}

// part is the same rule further down.
func (r Rule) part(c explain.Clause) Rule { return Rule{Lang: r.Lang, Clause: c, Marks: r.Marks} }

// mark is what came of the part, in the key of its message.
func (r Rule) mark() string {
	switch {
	case !r.Clause.Known:
		return "unseen"
	case r.Clause.Held:
		return "held"
	default:
		return "broke"
	}
}

func (r Rule) icon() string {
	return map[string]string{"held": "ok", "broke": "no", "unseen": "alert"}[r.mark()]
}
