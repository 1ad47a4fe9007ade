package payment

import (
	"math/big"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/yagona/portal/internal/register"
)

func TestPrice(t *testing.T) {
	for name, c := range map[string]struct {
		bhm       string
		discounts bool
		ground    Ground
		amount    int64
		steps     []StepKind
	}{
		"free":              {"0", true, NoGround, 0, nil},
		"full rate online":  {"1", true, NoGround, 370_800, []StepKind{StepBase, StepOnline}},
		"half for disabled": {"1", true, Disability, 185_400, []StepKind{StepBase, StepOnline, StepSocial}},
		"commercial price":  {"0.47", false, SocialRegister, 193_640, []StepKind{StepBase}},
		"rounded once":      {"0.123457", true, Disability, 22_889, []StepKind{StepBase, StepOnline, StepSocial, StepRound}},
	} {
		t.Run(name, func(t *testing.T) {
			q, err := Price(412_000, Tariff{BHM: c.bhm, Discounts: c.discounts}, c.ground)
			require.NoError(t, err)
			require.Equal(t, c.amount, q.Amount)
			var kinds []StepKind
			for _, s := range q.Steps {
				kinds = append(kinds, s.Kind)
			}
			require.Equal(t, c.steps, kinds)
		})
	}
	_, err := Price(412_000, Tariff{BHM: "a lot"}, NoGround)
	require.Error(t, err)
	_, err = Price(412_000, Tariff{BHM: "-1"}, NoGround)
	require.Error(t, err)
}

func TestQuote_WithBill(t *testing.T) {
	q, err := Price(412_000, Tariff{BHM: "0.1", Discounts: true}, NoGround)
	require.NoError(t, err)
	q = q.WithBill(50_000)
	require.EqualValues(t, 37_080+50_000, q.Amount)
	require.Equal(t, StepBill, q.Steps[len(q.Steps)-1].Kind)
	require.EqualValues(t, 37_080, Quote{Amount: 37_080}.WithBill(0).Amount)
}

func TestRound(t *testing.T) {
	for s, want := range map[string]int64{"0.5": 1, "0.4999": 0, "-0.5": -1, "1.5": 2, "2.5": 3, "41200": 41_200} {
		r, _ := new(big.Rat).SetString(s)
		require.Equal(t, want, Round(r), s)
	}
	rapid.Check(t, func(t *rapid.T) {
		n, d := rapid.Int64Range(-1e12, 1e12).Draw(t, "n"), rapid.Int64Range(1, 1e6).Draw(t, "d")
		r := big.NewRat(n, d)
		off := new(big.Rat).Sub(r, new(big.Rat).SetInt64(Round(r)))
		require.LessOrEqual(t, off.Abs(off).Cmp(big.NewRat(1, 2)), 0)
	})
}

func TestRates_On(t *testing.T) {
	rates := Rates{{register.NewDate(2024, 10, 1).Time, 375_000}, {register.NewDate(2025, 8, 1).Time, 412_000}}
	require.EqualValues(t, 375_000, rates.On(register.NewDate(2025, 7, 31).Time))
	require.EqualValues(t, 412_000, rates.On(register.NewDate(2025, 8, 1).Time))
	require.EqualValues(t, 375_000, rates.On(time.Time{}), "before the table begins, its first row")
}

func TestGroundOf(t *testing.T) {
	facts := func(register_ string, value map[string]any) register.Facts {
		return register.Facts{register_: {Value: value}}
	}
	require.Equal(t, NoGround, GroundOf(nil))
	require.Equal(t, SocialRegister, GroundOf(facts("social", map[string]any{"in_register": true})))
	require.Equal(t, PoorFamily, GroundOf(facts("social", map[string]any{"poverty": "yellow"})))
	require.Equal(t, Disability, GroundOf(facts("social", map[string]any{"disability_group": 2.0})))
	require.Equal(t, Disability, GroundOf(facts("person", map[string]any{"disability_group": int64(1)})))
	require.Equal(t, NoGround, GroundOf(facts("person", map[string]any{"disability_group": 3.0})))
}
