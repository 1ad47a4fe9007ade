package calendar

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/workday"
)

// TestStore_problems_limits: the last day that can be moved and the longest reason are taken, and a day or a character more is not.
func TestStore_problems_limits(t *testing.T) {
	now := time.Date(2026, 11, 23, 10, 0, 0, 0, workday.Zone)
	s := NewStore(nil, func() time.Time { return now }, workday.New(), nil)
	why := strings.Repeat("ў", MaxWhy)
	last := Edit{Day: register.DateOf(now).AddDate(yearsMost, 0, 0), Why: locale.Text{Uz: why, Ru: why, En: why}}
	require.Empty(t, s.problems(last))

	after := last
	after.Day = last.Day.AddDate(0, 0, 1)
	require.Equal(t, form.Problems{{Input: "day-year", Field: "day", ID: "calendar.problem.far", Args: []any{"Years", yearsMost}}}, s.problems(after))
	for input, in := range map[string]func(*locale.Text) *string{
		"why-uz": func(x *locale.Text) *string { return &x.Uz }, "why-ru": func(x *locale.Text) *string { return &x.Ru }, "why-en": func(x *locale.Text) *string { return &x.En },
	} {
		longer := last
		*in(&longer.Why) += "ў"
		require.Equal(t, form.Problems{{Input: input, Field: input, ID: "calendar.problem.long", Args: []any{"Max", MaxWhy}}}, s.problems(longer))
	}
}
