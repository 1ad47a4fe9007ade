package form

import (
	"net/url"
	"strings"
	"unicode/utf8"
)

// parsePlace reads where something is: the district, words, and a point for those who have one. Words are enough: not
// everyone can read a map. So is a point, which says more than words. A district alone is too wide for a question that
// must be answered, and an answer to one that need not be.
func parsePlace(p *parser, f Field, name string) any {
	before := len(p.problems)
	place := map[string]any{}
	p.placeDistrict(f, name, place)
	p.placeWords(f, name, place)
	p.placePoint(f, name, place)
	switch {
	case len(p.problems) > before:
		return nil
	case len(place) == 0:
		p.missing(f, name, name, "form.required.place")
		return nil
	case place["text"] == "" && place["lat"] == nil && f.IsRequired():
		p.say(f, name, "form.place.wide")
		return nil
	}
	return place
}

func (p *parser) placeDistrict(f Field, name string, place map[string]any) {
	input := name + "-district"
	code := p.text(input)
	if code == "" {
		return
	}
	if region, known := p.Territory(code); !known || region == code {
		p.sayAt(f, name, input, "form.required.district")
		return
	}
	place["district"], place["text"] = code, ""
}

func (p *parser) placeWords(f Field, name string, place map[string]any) {
	words := strings.Join(strings.Fields(p.text(name)), " ")
	if n := utf8.RuneCountInString(words); n > MaxAddress {
		p.say(f, name, "form.text.long", "Limit", MaxAddress, "Count", n-MaxAddress)
		return
	}
	if words != "" {
		place["text"] = words
	}
}

func (p *parser) placePoint(f Field, name string, place map[string]any) {
	lat, lon := p.text(name+"-lat"), p.text(name+"-lon")
	if lon == "" {
		lat, lon = pair(lat)
	}
	if lat == "" && lon == "" {
		return
	}
	y, okY := readDegrees(lat)
	x, okX := readDegrees(lon)
	switch {
	case okY && okX && lons.hold(y) && lats.hold(x):
		p.sayAt(f, name, name+"-lat", "form.place.swapped")
	case !okY:
		p.sayAt(f, name, name+"-lat", "form.place.lat")
	case !lats.hold(y):
		p.sayAt(f, name, name+"-lat", "form.place.lat-outside")
	case !okX:
		p.sayAt(f, name, name+"-lon", "form.place.lon")
	case !lons.hold(x):
		p.sayAt(f, name, name+"-lon", "form.place.lon-outside")
	default:
		place["lat"], place["lon"] = y, x
		if place["text"] == nil {
			place["text"] = ""
		}
	}
}

func fillPlace(f Field, name string, v any, out url.Values) {
	m := Map(v)
	out.Set(name, String(m["text"]))
	if district := String(m["district"]); district != "" {
		out.Set(name+"-district", district)
	}
	fillNumber(f, name+"-lat", m["lat"], out)
	fillNumber(f, name+"-lon", m["lon"], out)
}
