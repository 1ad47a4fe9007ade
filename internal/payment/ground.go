package payment

import "github.com/yagona/portal/internal/register"

// GroundOf finds in the facts why a person pays half: the social register, a "yellow" poor family, disability group I
// or II. What the registers do not say is no ground; nobody is asked for papers.
func GroundOf(facts register.Facts) Ground {
	social := facts["social"].Value
	person := facts[register.PersonKey].Value
	switch {
	case social["in_register"] == true:
		return SocialRegister
	case social["poverty"] == "yellow":
		return PoorFamily
	case disabled(social["disability_group"]), disabled(person["disability_group"]):
		return Disability
	default:
		return NoGround
	}
}

// disabled reports group I or II. A number out of JSON is a float64, one that a test writes an int64.
func disabled(group any) bool {
	switch g := group.(type) {
	case float64:
		return g == 1 || g == 2
	case int64:
		return g == 1 || g == 2
	default:
		return false
	}
}
