package register

import (
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/yagona/portal/internal/form"
)

// Kind is the type of a value in a record.
type Kind string

// Kinds of values, as they are in JSON.
const (
	KindText    Kind = "text"
	KindBool    Kind = "bool"
	KindInteger Kind = "integer"
	KindDecimal Kind = "decimal"
	KindDate    Kind = "date"   // string "2006-01-02"; absent when there is none
	KindObject  Kind = "object" // Fields says what is in it
	KindList    Kind = "list"   // Elem says of what; Fields, when of objects
)

// FieldType is the type of one field of a record.
type FieldType struct {
	Name   string
	Kind   Kind
	Elem   Kind        // of a list
	Fields []FieldType // of an object, or of each object in a list
	Object string      // name of the Go struct of an object or of those in a list: things of one name are of one type
	Values []string    // the closed list of a text, when it has one
	Unit   string      // "som" of an amount of money; other units stand in the title
}

// Field finds a field of an object or of the objects in a list.
func (f FieldType) Field(name string) (FieldType, bool) { return find(f.Fields, name) }

func find(fields []FieldType, name string) (FieldType, bool) {
	i := slices.IndexFunc(fields, func(f FieldType) bool { return f.Name == name })
	if i < 0 {
		return FieldType{}, false
	}
	return fields[i], true
}

var (
	recordFields = schemas(records)
	pickedFields = schemas(picked)
)

// Codes is every register, in alphabetical order.
func Codes() []string {
	codes := make([]string, 0, len(records))
	for code := range records {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	return codes
}

// Fields is what a register's record holds, in the order of the struct; nil for an unknown register.
func Fields(register string) []FieldType { return recordFields[register] }

// Field finds one field of a register.
func Field(register, name string) (FieldType, bool) { return find(recordFields[register], name) }

// OfApplicant reports whether a register is kept by person or company and so read as reg.*; the others are read by
// look-up.
func OfApplicant(register string) bool { return slices.Contains(ofApplicant, register) }

// LookupKey is the field that a look-up register is kept by: its first.
func LookupKey(register string) FieldType {
	if f := recordFields[register]; len(f) > 0 && !OfApplicant(register) {
		return f[0]
	}
	return FieldType{}
}

// RecordObject is the name of the Go struct of a register's record.
func RecordObject(register string) string { return objectName(records[register]) }

// PickedObject is the name of the Go struct that a question of that kind picks.
func PickedObject(kind form.Kind) string { return objectName(picked[string(kind)]) }

func objectName(record any) string {
	if record == nil {
		return ""
	}
	return reflect.TypeOf(record).Name()
}

// Picked is what the answer to a question of that kind holds: a picker, `person` or `company`; nil for other kinds.
func Picked(kind form.Kind) []FieldType { return pickedFields[string(kind)] }

// PickSource says where a picker's list comes from: the register, its field, and the field that tells one from the
// others. For `person` and `company` the whole record is picked and field is empty.
func PickSource(kind form.Kind) (register, field, idField string) {
	s := pickSources[kind]
	return s.register, s.field, s.id
}

// PickKinds is every kind of question whose answer is a record, in alphabetical order.
func PickKinds() []form.Kind { return slices.Sorted(maps.Keys(pickSources)) }

type pickSource struct{ register, field, id string }

var pickSources = map[form.Kind]pickSource{
	form.KindMyChild:          {"civil", "children", "pinfl"},
	form.KindMyProperty:       {"property", "objects", "cadastre_number"},
	form.KindMyLand:           {"land", "plots", "cadastre_number"},
	form.KindMyVehicle:        {"vehicle", "vehicles", "plate"},
	form.KindMyCompany:        {"business", "companies", "tin"},
	form.KindMyLicence:        {"licences", "licences", "number"},
	form.KindMyDiploma:        {"education", "diplomas", "number"},
	form.KindMyUtilityAccount: {"utilities", "accounts", "number"},
	form.KindMyFine:           {"driving", "fines", "number"},
	form.KindMyLivestock:      {"agriculture", "livestock", "tag"},
	form.KindMyCase:           {"court", "cases", "number"},
	form.KindPerson:           {"person", "", "pinfl"},
	form.KindCompany:          {"company", "", "tin"},
}

func schemas(records map[string]any) map[string][]FieldType {
	out := make(map[string][]FieldType, len(records))
	for code, record := range records {
		out[code] = fieldsOf(reflect.TypeOf(record))
	}
	return out
}

// fieldsOf reads a record struct once at start; the structs are the vocabulary, so that a misspelt fact in Go or in a
// definition is found before anyone meets it.
func fieldsOf(t reflect.Type) []FieldType {
	fields := make([]FieldType, 0, t.NumField())
	for f := range t.Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		ft := typeOf(f.Type)
		ft.Name = name
		ft.Unit = f.Tag.Get("unit")
		if values := f.Tag.Get("values"); values != "" {
			ft.Values = strings.Split(values, "|")
		}
		fields = append(fields, ft)
	}
	return fields
}

func typeOf(t reflect.Type) FieldType {
	switch {
	case t.Kind() == reflect.Pointer: // an object that may be absent
		return typeOf(t.Elem())
	case t == reflect.TypeFor[Date]():
		return FieldType{Kind: KindDate}
	case t.Kind() == reflect.String:
		return FieldType{Kind: KindText}
	case t.Kind() == reflect.Bool:
		return FieldType{Kind: KindBool}
	case t.Kind() == reflect.Int64:
		return FieldType{Kind: KindInteger}
	case t.Kind() == reflect.Float64:
		return FieldType{Kind: KindDecimal}
	case t.Kind() == reflect.Struct:
		return FieldType{Kind: KindObject, Fields: fieldsOf(t), Object: t.Name()}
	case t.Kind() == reflect.Slice:
		elem := typeOf(t.Elem())
		return FieldType{Kind: KindList, Elem: elem.Kind, Fields: elem.Fields, Object: elem.Object}
	default:
		panic("register: a record holds a " + t.String())
	}
}
