package catalogue

import (
	"embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
	"gopkg.in/yaml.v3"

	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/search"
)

//go:embed lists/*.yaml
var listFiles embed.FS

// Vocabulary is the closed lists of definitions with the words that people read for them.
type Vocabulary struct {
	Categories  List[Category]  `yaml:"categories"`
	LifeEvents  List[LifeEvent] `yaml:"life_events"`
	Groups      List[Entry]     `yaml:"groups"`
	Sectors     List[Entry]     `yaml:"sectors"`
	Authorities List[Authority] `yaml:"authorities"`
	Registers   List[Register]  `yaml:"registers"`
	Processes   List[Entry]     `yaml:"process"`
	Audiences   List[Entry]     `yaml:"audience"`
	Assurances  List[Entry]     `yaml:"assurance"`
	ResultKinds List[Entry]     `yaml:"result_kinds"`
	Units       List[Measure]   `yaml:"units"`
	States      List[State]     `yaml:"states"`
	Regions     List[Region]    `yaml:"regions"`
	Laws        List[Law]       `yaml:"laws"`

	// Synonyms is the list that editors begin with: an import brings it into the database.
	Synonyms []search.Synonym `yaml:"synonyms"`

	districts map[string]District
}

// Entry is an item with a title and, where people are shown one, a sentence that says what it means.
type Entry struct {
	Code  string      `yaml:"code"`
	Title locale.Text `yaml:"title"`
	Lead  locale.Text `yaml:"lead"`
}

// Category is a topic of the catalogue.
type Category struct {
	Code   string      `yaml:"code"`
	Title  locale.Text `yaml:"title"`
	Sector string      `yaml:"sector"` // the field of the national programme that it counts to
}

// LifeEvent is a situation in life with the services that it usually needs.
type LifeEvent struct {
	Code  string      `yaml:"code"`
	Title locale.Text `yaml:"title"`
	Lead  locale.Text `yaml:"lead"`
	Order []Stage     `yaml:"order"`
}

// Stage is the codes of services that can be used side by side once the stage before is done.
type Stage []string

// Usual is the services of all stages, in order.
func (e LifeEvent) Usual() []string { return slices.Concat(e.Order...) }

// Authority is a body that answers for services.
type Authority struct {
	Code       string      `yaml:"code"`
	Title      locale.Text `yaml:"title"`
	Short      locale.Text `yaml:"short"`
	Phone      string      `yaml:"phone"`
	Supervisor string      `yaml:"supervisor"` // the authority above it, empty when none is listed
}

// Register is a register of the state as people are told of it.
type Register struct {
	Code  string      `yaml:"code"`
	Title locale.Text `yaml:"title"`
	Owner string      `yaml:"owner"` // the authority that answers when a fact is wrong
}

// State is a state of an application.
type State struct {
	Code  string      `yaml:"code"`
	Title locale.Text `yaml:"title"`
	Means locale.Text `yaml:"means"` // what it says to the applicant
	Who   locale.Text `yaml:"who"`   // who must act now
}

// Region is a region of the country with its districts and cities; codes are those of SOATO.
type Region struct {
	Code      string      `yaml:"code"`
	Title     locale.Text `yaml:"title"`
	Seat      Seat        `yaml:"seat"`
	Districts []District  `yaml:"districts"`
}

// Seat is the main town of a region and where it lies, to a kilometre: where a map of the region opens.
type Seat struct {
	Town string  `yaml:"town"`
	Lat  float64 `yaml:"lat"`
	Lon  float64 `yaml:"lon"`
}

// District is a district or a city of a region.
type District struct {
	Code   string
	Region string
	Title  locale.Text
}

// UnmarshalYAML reads a district as the file writes it, with the titles beside the code; the English one is derived.
func (d *District) UnmarshalYAML(n *yaml.Node) error {
	var row struct {
		Code string `yaml:"code"`
		Uz   string `yaml:"uz"`
		Ru   string `yaml:"ru"`
		En   string `yaml:"en"`
	}
	if err := n.Decode(&row); err != nil {
		return err
	}
	if row.En == "" {
		row.En = strings.NewReplacer("ʻ", "", "ʼ", "", " tumani", " District", " shahri", " City").Replace(row.Uz)
	}
	*d = District{Code: row.Code, Title: locale.Text{Uz: row.Uz, Ru: row.Ru, En: row.En}}
	return nil
}

// Measure is a unit of terms and values with its forms after a number.
type Measure struct {
	Code  string      `yaml:"code"`
	Title locale.Text `yaml:"title"`
	Forms struct {
		Uz map[string]string `yaml:"uz"`
		Ru map[string]string `yaml:"ru"`
		En map[string]string `yaml:"en"`
	} `yaml:"forms"`
}

var pluralNames = map[plural.Form]string{
	plural.Zero: "zero", plural.One: "one", plural.Two: "two", plural.Few: "few", plural.Many: "many", plural.Other: "other",
}

// After is the unit as it stands after the whole number n: "рабочих дней" after 5.
func (m Measure) After(l locale.Lang, n int64) string {
	forms, tag := m.Forms.Uz, language.Uzbek
	switch l {
	case locale.Ru:
		forms, tag = m.Forms.Ru, language.Russian
	case locale.En:
		forms, tag = m.Forms.En, language.English
	case locale.Uz, locale.UzCyrl: // as above; Cyrillic is derived below
	}
	word, ok := forms[pluralNames[plural.Cardinal.MatchPlural(tag, int(n), 0, 0, 0, 0)]]
	if !ok {
		word = forms["other"]
	}
	if l == locale.UzCyrl {
		return locale.ToCyrillic(word)
	}
	return word
}

// AfterFraction is the unit as it stands after a number with a fraction: "рабочего дня" after 1,5.
func (m Measure) AfterFraction(l locale.Lang) string {
	return locale.Text{Uz: m.Forms.Uz["other"], Ru: m.Forms.Ru["other"], En: m.Forms.En["other"]}.In(l)
}

var builtIn = sync.OnceValue(func() *Vocabulary {
	v, err := readLists()
	if err != nil {
		panic(fmt.Sprintf("catalogue: built-in lists: %v", err)) // a broken file never gets past the tests
	}
	return v
})

// Lists is the vocabulary that is built in, read once.
func Lists() *Vocabulary { return builtIn() }

// District finds a district or city by its SOATO code.
func (v *Vocabulary) District(code string) (District, bool) {
	d, ok := v.districts[code]
	return d, ok
}

// Territory is the name of a region, district or city; a code that the list does not have stays as it is.
func (v *Vocabulary) Territory(code string, l locale.Lang) string {
	if r, ok := v.Regions.Get(code); ok {
		return r.Title.In(l)
	}
	if d, ok := v.District(code); ok {
		return d.Title.In(l)
	}
	return code
}

// RegionOf is the region of a district or city; a region is its own.
func (v *Vocabulary) RegionOf(code string) (string, bool) {
	if v.Regions.Has(code) {
		return code, true
	}
	d, ok := v.District(code)
	return d.Region, ok
}

// Office is the short name of an authority; a code that the list does not have stays as it is.
func (v *Vocabulary) Office(code string, l locale.Lang) string {
	if a, ok := v.Authorities.Get(code); ok {
		return a.Short.In(l)
	}
	return code
}

// SectorOf is the sector of a category.
func (v *Vocabulary) SectorOf(category string) string {
	c, _ := v.Categories.Get(category)
	return c.Sector
}

func readLists() (*Vocabulary, error) {
	files, err := listFiles.ReadDir("lists")
	if err != nil {
		return nil, err
	}
	v := &Vocabulary{districts: map[string]District{}}
	for _, f := range files {
		b, err := listFiles.ReadFile("lists/" + f.Name())
		if err != nil {
			return nil, err
		}
		if err := yaml.Unmarshal(b, v); err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name(), err)
		}
	}
	for region, r := range v.Regions.All() {
		for i := range r.Districts {
			r.Districts[i].Region = region
			v.districts[r.Districts[i].Code] = r.Districts[i]
		}
	}
	return v, nil
}
