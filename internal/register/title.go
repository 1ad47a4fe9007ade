package register

import (
	_ "embed"
	"fmt"
	"sync"

	"gopkg.in/yaml.v3"

	"github.com/yagona/portal/internal/locale"
)

//go:embed titles.yaml
var titlesYAML []byte

type titleFile struct {
	Fields    map[string]locale.Text `yaml:"fields"`
	Overrides map[string]locale.Text `yaml:"overrides"`
	Values    map[string]locale.Text `yaml:"values"`

	ValueOverrides map[string]locale.Text `yaml:"value_overrides"`
}

var titles = sync.OnceValue(func() titleFile {
	var f titleFile
	if err := yaml.Unmarshal(titlesYAML, &f); err != nil {
		panic(fmt.Sprintf("titles.yaml: %v", err)) // embedded and tested
	}
	return f
})

// places maps the Go struct of a thing in a record to where it stands: "CompanyCertificate" to company.certificates.
var places = sync.OnceValue(func() map[string]string {
	out := map[string]string{}
	var walk func(place string, fields []FieldType)
	walk = func(place string, fields []FieldType) {
		for _, f := range fields {
			if _, known := out[f.Object]; f.Object != "" && !known {
				out[f.Object] = place + "." + f.Name
				walk(place+"."+f.Name, f.Fields)
			}
		}
	}
	for _, code := range Codes() {
		walk(code, recordFields[code])
	}
	for _, kind := range PickKinds() {
		walk(string(kind), Picked(kind))
	}
	return out
})

// Place is where things of a Go struct stand, for their titles: a register and a list in it.
func Place(object string) string { return places()[object] }

// Title is what people read beside a fact. Place is its register, the kind of the picker that returned it, or the
// Place of the object that it is in.
func Title(place, field string) locale.Text {
	t := titles()
	if text, ok := t.Overrides[place+"."+field]; ok {
		return text
	}
	return t.Fields[field]
}

// ValueTitle is what people read for a word of a closed list, such as a status. Other values have none: they are
// names, numbers and texts, shown as they are.
func ValueTitle(value string) (locale.Text, bool) {
	text, ok := titles().Values[value]
	return text, ok
}

// IsCountry reports whether a field holds the code of a country: UZB.
func IsCountry(field string) bool { return field == "citizenship" || field == "country" }

// ValueTitleOf is ValueTitle of a field, where a word can mean another thing than elsewhere, or be the code of a country.
func ValueTitleOf(place, field, value string) (locale.Text, bool) {
	if text, ok := titles().ValueOverrides[place+"."+field+"."+value]; ok {
		return text, true
	}
	if IsCountry(field) {
		return locale.Country(value)
	}
	return ValueTitle(value)
}
