package locale

import (
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// Country is the name of a country by its ISO 3166-1 code, as registers write it: UZB. A code that names none has no
// name.
func Country(code string) (Text, bool) {
	region, err := language.ParseRegion(code)
	if err != nil || !region.IsCountry() {
		return Text{}, false
	}
	// The names of CLDR write oʻ and gʻ with a quotation mark.
	name := func(tag language.Tag) string {
		return strings.ReplaceAll(display.Regions(tag).Name(region), "‘", "ʻ")
	}
	return Text{Uz: name(language.Uzbek), Ru: name(language.Russian), En: name(language.English)}, true
}
