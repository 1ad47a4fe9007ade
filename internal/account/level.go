package account

import "github.com/yagona/portal/internal/catalogue"

// rank orders the sign-in levels. A level that we do not know ranks below all, so that it opens nothing.
func rank(l catalogue.Assurance) int {
	switch l {
	case catalogue.Basic:
		return 1
	case catalogue.Verified:
		return 2
	case catalogue.Signature:
		return 3
	default:
		return 0
	}
}

// Reaches reports whether a sign-in at level have is enough where need is asked.
func Reaches(have, need catalogue.Assurance) bool { return rank(have) > 0 && rank(have) >= rank(need) }

// KnownLevel reports whether l is a level of ours.
func KnownLevel(l catalogue.Assurance) bool { return rank(l) > 0 }
