package report

import (
	"cmp"
	"context"
	"maps"
	"slices"
)

// Duration is how long an authority takes. Code is empty in the line of all authorities together.
type Duration struct {
	Code    string
	Decided int
	InTerm  int
	P50     float64 // days in which half of the applications were decided
	P90     float64 // days in which nine of ten were
}

// Share is the part that was decided by the due date.
func (d Duration) Share() float64 { return share(d.InTerm, d.Decided) }

// Durations is the line of all, then each authority with enough cases, the least punctual first. Days are counted from whole
// hours.
func (s *Store) Durations(ctx context.Context, f Filter) ([]Duration, error) {
	type month struct {
		Authority       string
		Decided, InTerm int
		Hours           []int16
		Took            []int32
	}
	months, err := collect[month](ctx, s, `
		SELECT authority, granted + refused, in_term, coalesce(hours, '{}'), coalesce(took, '{}') FROM report_months WHERE granted + refused > 0 AND`+inMonths, f)
	if err != nil {
		return nil, err
	}
	const everyone = ""
	lines, spread := map[string]Duration{}, map[string]took{everyone: {}}
	for _, m := range months {
		for _, code := range []string{everyone, m.Authority} {
			if spread[code] == nil {
				spread[code] = took{}
			}
			for i, hour := range m.Hours {
				spread[code][hour] += int(m.Took[i])
			}
			d := lines[code]
			lines[code] = Duration{Code: code, Decided: d.Decided + m.Decided, InTerm: d.InTerm + m.InTerm}
		}
	}
	list := []Duration{lines[everyone].of(spread[everyone])}
	delete(lines, everyone)
	for code, d := range lines {
		if d.Decided >= Floor {
			list = append(list, d.of(spread[code]))
		}
	}
	slices.SortFunc(list[1:], func(a, b Duration) int {
		return cmp.Or(cmp.Compare(a.Share(), b.Share()), cmp.Compare(b.Decided, a.Decided), cmp.Compare(a.Code, b.Code))
	})
	return list, nil
}

func (d Duration) of(t took) Duration {
	hours := t.within(0.5, 0.9)
	d.P50, d.P90 = hours[0]/24, hours[1]/24
	return d
}

// took is how many applications were decided in so many hours.
type took map[int16]int

// within is the hours in which each of these parts of the applications was decided, counted as percentile_cont of PostgreSQL
// does: between two applications the hours lie as far on as the part does. It is 0 when there are none.
func (t took) within(parts ...float64) []float64 {
	hours := slices.Sorted(maps.Keys(t))
	upTo := make([]int, len(hours)) // how many were decided in hours[i] or less
	n := 0
	for i, hour := range hours {
		n += t[hour]
		upTo[i] = n
	}
	out := make([]float64, len(parts))
	if n == 0 {
		return out
	}
	place := func(k int) float64 {
		i, _ := slices.BinarySearch(upTo, k+1)
		return float64(hours[i])
	}
	for i, part := range parts {
		at := part * float64(n-1)
		low := int(at)
		out[i] = place(low) + (at-float64(low))*(place(min(low+1, n-1))-place(low))
	}
	return out
}
