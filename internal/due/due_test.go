package due_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/due"
	"github.com/yagona/portal/internal/register"
)

// TestRules: every rule names a register of persons, fields that it has, a kind of field that can fall due, and a
// service of the catalogue.
func TestRules(t *testing.T) {
	published := map[string]bool{}
	services, findings := catalogue.Seed()
	require.Empty(t, findings)
	for _, svc := range services {
		published[svc.Code] = true
	}
	for _, r := range due.Rules() {
		require.True(t, register.OfApplicant(r.Register), r.Register)
		require.NotEqual(t, r.Day == "", r.Amount == "", "%+v", r)
		field, ok := register.Field(r.Register, r.Field())
		if r.List != "" {
			list, found := register.Field(r.Register, r.List)
			require.True(t, found, "%+v", r)
			_, named := list.Field(r.Name)
			require.True(t, named, "%+v", r)
			field, ok = list.Field(r.Field())
		}
		require.True(t, ok, "%+v", r)
		require.True(t, published[r.Service], "%+v", r)
		kind := register.KindDate
		if r.Day == "" {
			kind = register.KindDecimal
		}
		require.Equal(t, kind, field.Kind, "%+v", r)
		require.NotEmpty(t, register.Title(r.Register, r.Field()).En, "%+v", r)
	}
}

var now = time.Date(2026, 11, 26, 6, 0, 0, 0, time.UTC)

func TestIn(t *testing.T) {
	driving := func(v map[string]any) []due.Due { return due.In(register.Fact{Register: "driving", Value: v}, now) }
	require.Empty(t, driving(map[string]any{"valid_until": "2027-11-12", "unpaid_fines": 0.0}), "far away, and nothing owed")
	require.Empty(t, driving(nil), "no record")
	got := driving(map[string]any{"valid_until": "2026-12-01", "medical_valid_until": "2026-10-01", "unpaid_fines": 412000.0})
	require.Len(t, got, 3)
	cars := due.In(register.Fact{Register: "vehicle", Value: map[string]any{"vehicles": []any{
		map[string]any{"plate": "01 A 111 AA", "inspected_until": "2027-01-05", "insured_until": "2028-01-01"},
		map[string]any{"plate": "01 B 222 BB", "inspected_until": nil, "insured_until": "nonsense"},
	}}}, now)
	require.Len(t, cars, 1)
	require.Equal(t, "01 A 111 AA", cars[0].Item)
	require.Equal(t, "vehicle-inspection-labs", cars[0].Service)
}

// gateway is registers of which some are down and some slow.
type gateway struct {
	down, slow string
	asked      int
}

func (g *gateway) Read(ctx context.Context, q register.Request) (register.Fact, error) {
	if q.Register == "person" {
		g.asked++
	}
	switch q.Register {
	case g.down:
		return register.Fact{}, errors.New("down")
	case g.slow:
		<-ctx.Done()
		return register.Fact{}, ctx.Err()
	case "tax":
		return register.Fact{Register: "tax", Value: map[string]any{"debt": 2350000.0}}, nil
	case "person":
		return register.Fact{Register: "person", Value: map[string]any{"document_valid_until": "2000-02-01"}}, nil // the bubble's clock begins in 2000
	default:
		return register.Fact{Register: q.Register}, nil
	}
}

// TestFinder: a register that is slow costs a second and its own news, nothing else.
func TestFinder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := &gateway{down: "court", slow: "vehicle"}
		f := due.NewFinder(g, time.Now)
		who := account.Principal{AccountID: 1, PINFL: "31204862260015"}
		begun := time.Now()
		found := f.Of(t.Context(), who)
		require.Equal(t, due.Budget, time.Since(begun))
		require.Equal(t, []string{"court", "vehicle"}, found.Silent)
		require.Len(t, found.Dues, 2)
		require.Equal(t, "tax", found.Dues[0].Register, "what is owed comes first")
		require.Contains(t, found.Read, "tax")

		g.down, g.slow = "", ""
		found = f.Of(t.Context(), who)
		require.Empty(t, found.Silent, "what was incomplete is asked again")
		require.Equal(t, 2, g.asked)
		require.Empty(t, f.Of(t.Context(), who).Read, "what is complete is held")
		require.Equal(t, 2, g.asked)
		f.Of(t.Context(), account.Principal{AccountID: 2})
		require.Equal(t, 3, g.asked, "but not for somebody else")
		f.Of(t.Context(), who.As(&account.Mandate{Ground: account.Parent, Kind: account.OfPerson, Subject: "50101192060011"}))
		require.Equal(t, 4, g.asked, "nor for one's child")
		time.Sleep(11 * time.Minute)
		require.NotEmpty(t, f.Of(t.Context(), who).Read)
	})
}
