package form

import "slices"

// Fit is the answers that still answer the questions of a newer version of the form, and the questions whose answers do
// not: those that are gone, that are of another kind now, or whose choice is no longer there. What the new version asks
// in other words keeps its answer: the person reads the words again before sending.
func Fit(was, is []Field, a Answers) (kept Answers, lost []Field) {
	kept = Answers{}
	for _, f := range was {
		v, answered := a[f.Key]
		if !answered {
			continue
		}
		i := slices.IndexFunc(is, func(q Field) bool { return q.Key == f.Key && q.Kind == f.Kind })
		if i >= 0 {
			v = is[i].fit(f, v)
		}
		if i < 0 || v == nil {
			lost = append(lost, f)
			continue
		}
		kept[f.Key] = v
	}
	return kept, lost
}

// fit is what of an answer to the former question still answers this one; nil for nothing.
func (f Field) fit(was Field, v any) any {
	offered := func(value string) bool {
		return slices.ContainsFunc(f.Options, func(o Option) bool { return o.Value == value })
	}
	switch f.Kind {
	case KindChoice:
		if !offered(String(v)) {
			return nil
		}
	case KindChoices:
		if slices.ContainsFunc(Strings(v), func(s string) bool { return !offered(s) }) {
			return nil
		}
	case KindGroup:
		rows := []map[string]any{}
		for _, row := range Maps(v) {
			if cells, _ := Fit(was.Fields, f.Fields, row); len(cells) > 0 {
				rows = append(rows, cells)
			}
		}
		if len(rows) == 0 {
			return nil
		}
		return rows
	default: // the kind alone decides; what has new bounds is held against them before it is sent
	}
	return v
}
