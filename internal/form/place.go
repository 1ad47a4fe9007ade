package form

import (
	"net/url"
	"strings"
	"unicode/utf8"
)

// The corners of the country, with a margin: a point outside is a slip, mostly latitude and longitude exchanged.
const (
	minLat, maxLat = 37.0, 46.0
	minLon, maxLon = 55.5, 73.5
)

// parsePlace reads a place in words and, when given, as a point. Words are enough: not everyone can read a map.
func parsePlace(p *parser, f Field, name string) any {
	words := strings.Join(strings.Fields(p.text(name)), " ")
	lat, lon := p.text(name+"-lat"), p.text(name+"-lon")
	if words == "" && lat == "" && lon == "" {
		p.missing(f, name, name, "form.required.place")
		return nil
	}
	if words == "" {
		p.say(f, name, "form.required.place")
		return nil
	}
	if n := utf8.RuneCountInString(words); n > MaxAddress {
		p.say(f, name, "form.text.long", "Limit", MaxAddress, "Count", n-MaxAddress)
		return nil
	}
	place := map[string]any{"text": words}
	if lat == "" && lon == "" {
		return place
	}
	y, ok := coordinate(lat, minLat, maxLat)
	if !ok {
		p.sayAt(f, name, name+"-lat", "form.place.lat")
		return nil
	}
	x, ok := coordinate(lon, minLon, maxLon)
	if !ok {
		p.sayAt(f, name, name+"-lon", "form.place.lon")
		return nil
	}
	place["lat"], place["lon"] = y, x
	return place
}

func coordinate(typed string, least, most float64) (float64, bool) {
	n, _, ok := readDecimal(typed)
	return n, ok && n >= least && n <= most
}

func fillPlace(f Field, name string, v any, out url.Values) {
	m := Map(v)
	out.Set(name, String(m["text"]))
	fillNumber(f, name+"-lat", m["lat"], out)
	fillNumber(f, name+"-lon", m["lon"], out)
}
