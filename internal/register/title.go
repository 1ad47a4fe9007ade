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
}

var titles = sync.OnceValue(func() titleFile {
	var f titleFile
	if err := yaml.Unmarshal(titlesYAML, &f); err != nil {
		panic(fmt.Sprintf("titles.yaml: %v", err)) // embedded and tested
	}
	return f
})

// Title is what people read beside a fact. Register is its register, or the kind of the picker that returned it.
func Title(register, field string) locale.Text {
	t := titles()
	if text, ok := t.Overrides[register+"."+field]; ok {
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
