package form

import (
	"math"
	"regexp"
	"strconv"
	"strings"
)

// span is degrees from and to.
type span struct{ least, most float64 }

// The corners of the country, with a margin. They do not overlap, so that a latitude and a longitude that were
// exchanged are known for what they are.
var (
	lats = span{37.0, 46.0}
	lons = span{55.5, 73.5}
)

func (s span) hold(degrees float64) bool { return degrees >= s.least && degrees <= s.most }

// degrees is how people write a coordinate: 41,31108 or 41.31108°, 41°18,66′, 41°18′40″, with the side of the world
// before or after it. Ours is north and east only.
var degrees = regexp.MustCompile(`^(?:[NE] ?)?(\d{1,3}(?:[.,]\d+)?)` +
	`(?: ?[°º˚]|(?: ?[°º˚] ?| )(\d{1,2}(?:[.,]\d+)?)` +
	`(?: ?['′’ʼ]|(?: ?['′’ʼ] ?| )(\d{1,2}(?:[.,]\d+)?) ?(?:["″”]|['′’ʼ]{2})?)?)?` +
	`(?: ?(?:[NE]|[СВ]\.? ?[ШД]\.?))?$`)

// readDegrees reads a coordinate, to the fifth decimal: about a metre.
func readDegrees(typed string) (float64, bool) {
	parts := degrees.FindStringSubmatch(strings.ToUpper(strings.Join(strings.Fields(typed), " ")))
	if parts == nil {
		return 0, false
	}
	sum, unit, whole := 0.0, 1.0, true
	for i, part := range parts[1:] {
		if part == "" {
			break
		}
		n, err := strconv.ParseFloat(strings.ReplaceAll(part, ",", "."), 64)
		if err != nil || i > 0 && n >= 60 || !whole { // only the last part has a fraction
			return 0, false
		}
		sum, unit, whole = sum+n/unit, unit*60, n == math.Trunc(n)
	}
	return math.Round(sum*1e5) / 1e5, true
}

// pair parts "41.31108, 69.24056", which is what a map on a phone copies. A comma may also begin the decimals: it parts
// two coordinates only where both have a point.
func pair(typed string) (lat, lon string) {
	for _, mark := range []string{",", ";", " "} {
		a, b, found := strings.Cut(typed, mark)
		if found && strings.Contains(a, ".") && strings.Contains(b, ".") {
			return strings.TrimSpace(a), strings.TrimSpace(b)
		}
	}
	return typed, ""
}
