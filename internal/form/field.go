// Package form is the questions of a service: their kinds, how an answer is parsed, checked and shown.
package form

import "github.com/yagona/portal/internal/locale"

// Kind is the type of a question. The list is closed: a definition with another one is not loaded.
type Kind string

// The kinds of FORMAT: what a person types, chooses, uploads, or picks from what the registers know.
const (
	KindText        Kind = "text"
	KindTextarea    Kind = "textarea"
	KindInteger     Kind = "integer"
	KindDecimal     Kind = "decimal"
	KindMoney       Kind = "money"
	KindDate        Kind = "date"
	KindYear        Kind = "year"
	KindYesNo       Kind = "yesno"
	KindChoice      Kind = "choice"
	KindChoices     Kind = "choices"
	KindEmail       Kind = "email"
	KindPhone       Kind = "phone"
	KindPINFL       Kind = "pinfl"
	KindTIN         Kind = "tin"
	KindPassport    Kind = "passport"
	KindCadastre    Kind = "cadastre"
	KindPlate       Kind = "plate"
	KindBankAccount Kind = "bank-account"
	KindRegion      Kind = "region"
	KindDistrict    Kind = "district"
	KindAddress     Kind = "address"
	KindPlace       Kind = "place"
	KindPeriod      Kind = "period"
	KindFile        Kind = "file"
	KindPerson      Kind = "person"
	KindCompany     Kind = "company"
	KindSlot        Kind = "slot"
	KindGroup       Kind = "group"

	KindMyChild          Kind = "my-child"
	KindMyProperty       Kind = "my-property"
	KindMyVehicle        Kind = "my-vehicle"
	KindMyCompany        Kind = "my-company"
	KindMyLicence        Kind = "my-licence"
	KindMyDiploma        Kind = "my-diploma"
	KindMyLand           Kind = "my-land"
	KindMyUtilityAccount Kind = "my-utility-account"
	KindMyFine           Kind = "my-fine"
	KindMyLivestock      Kind = "my-pet-or-livestock"
	KindMyCase           Kind = "my-case"
)

// Field is one question of a form, as a definition writes it.
type Field struct {
	Key      string      `yaml:"key" json:"key"`
	Kind     Kind        `yaml:"type" json:"type"`
	Label    locale.Text `yaml:"label" json:"label"`
	Hint     locale.Text `yaml:"hint,omitempty" json:"hint,omitzero"`
	Required *bool       `yaml:"required,omitempty" json:"required,omitempty"` // nil means yes
	When     string      `yaml:"when,omitempty" json:"when,omitempty"`         // a CEL condition; empty means always asked
	Options  []Option    `yaml:"options,omitempty" json:"options,omitempty"`   // of choice and choices
	Fields   []Field     `yaml:"fields,omitempty" json:"fields,omitempty"`     // of a group
	Min      int         `yaml:"min,omitempty" json:"min,omitempty"`           // of a group: fewest rows
	Max      int         `yaml:"max,omitempty" json:"max,omitempty"`           // of a group: most rows
}

// Option is one thing to choose.
type Option struct {
	Value string      `yaml:"value" json:"value"`
	Label locale.Text `yaml:"label" json:"label"`
}

// IsRequired reports whether an answer must be given when the question is asked.
func (f Field) IsRequired() bool { return f.Required == nil || *f.Required }

// Answers is what was answered, by the key of the question. The values are those of JSON, so that a draft, an
// application and an expression all see the same:
//
//	text, textarea, email, phone, pinfl, tin, passport, cadastre, plate,
//	bank-account, region, district, address, choice       string (canonical form)
//	integer, year                                         int64
//	decimal, money                                        float64
//	date                                                  string "2006-01-02"
//	yesno                                                 bool
//	choices                                               []string
//	period                                                map{from, to: "2006-01-02"}
//	place                                                 map{lat, lon: float64, text, district: string}, text always
//	slot                                                  map{office: string, name: string, at: RFC 3339}
//	file                                                  []map{id: string, name: string, size: int64}
//	person, company and the my- pickers                   map of the fields of register.Picked(kind)
//	group                                                 []map, each with the keys of its fields
//
// A question that was not asked or not answered has no key.
type Answers map[string]any
