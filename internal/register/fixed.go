package register

import (
	"slices"
	"strings"
)

// fixed is the facts that neither the person nor an office can make otherwise: who somebody is, and what has happened.
// They are fields by name, of whatever record or thing in it; days of the past besides (see Unalterable). An age passes
// by itself, and nobody can change it.
var fixed = []string{
	"age", "sex", "birth_date", "birth_place", "pinfl", "full_name",
	"disability_group", "convictions", "criminal_record", "protection_order", "uniformed_service", "compensated",
	"date", "since", "registered_since",
}

// ZeroIsNone reports whether 0 in a field of numbers says that there is none: nobody reads "group 0" as "no group".
func ZeroIsNone(field string) bool { return field == "disability_group" }

// Unalterable reports whether nobody can change what stands in a field. People are not told that another value of it would
// have helped them.
func Unalterable(field string) bool {
	return slices.Contains(fixed, field) || strings.HasSuffix(field, "_on") // the day of something that has happened
}
