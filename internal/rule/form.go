package rule

import (
	"slices"
	"strconv"

	"cel.dev/cel-go/common/types"

	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/register"
)

// answerKinds is how an answer of each simple kind of question is seen by expressions; kinds that are not here are
// objects or lists.
var answerKinds = map[form.Kind]register.Kind{
	form.KindText: register.KindText, form.KindTextarea: register.KindText, form.KindEmail: register.KindText,
	form.KindPhone: register.KindText, form.KindPINFL: register.KindText, form.KindTIN: register.KindText,
	form.KindPassport: register.KindText, form.KindCadastre: register.KindText, form.KindPlate: register.KindText,
	form.KindBankAccount: register.KindText, form.KindRegion: register.KindText, form.KindDistrict: register.KindText,
	form.KindAddress: register.KindText, form.KindChoice: register.KindText, form.KindPlace: register.KindText,
	form.KindInteger: register.KindInteger, form.KindYear: register.KindInteger,
	form.KindDecimal: register.KindDecimal, form.KindMoney: register.KindDecimal,
	form.KindDate: register.KindDate, form.KindYesNo: register.KindBool,
}

// Objects that answers of some kinds are.
var (
	periodFields = []register.FieldType{{Name: "from", Kind: register.KindDate}, {Name: "to", Kind: register.KindDate}}
	slotFields   = []register.FieldType{
		{Name: "office", Kind: register.KindText},
		{Name: "name", Kind: register.KindText},
		{Name: "at", Kind: register.KindText},
	}
	fileFields = []register.FieldType{
		{Name: "id", Kind: register.KindText},
		{Name: "name", Kind: register.KindText},
		{Name: "size", Kind: register.KindInteger},
	}
)

// Answer is the type of the answer to a question, as expressions see it.
func Answer(f form.Field) Type {
	t := Type{Name: f.Key}
	for _, o := range f.Options {
		t.Values = append(t.Values, o.Value)
	}
	switch f.Kind {
	case form.KindChoices:
		t.Kind, t.Elem = register.KindList, register.KindText
	case form.KindPeriod:
		t.Kind, t.Fields = register.KindObject, periodFields
	case form.KindSlot:
		t.Kind, t.Fields = register.KindObject, slotFields
	case form.KindFile:
		t.Kind, t.Elem, t.Fields, t.Object = register.KindList, register.KindObject, fileFields, "File"
	case form.KindGroup:
		t.Kind, t.Elem = register.KindList, register.KindObject
		for _, inner := range f.Fields {
			t.Fields = append(t.Fields, Answer(inner))
		}
	default:
		if kind, simple := answerKinds[f.Kind]; simple {
			t.Kind = kind
		} else {
			t.Kind, t.Fields, t.Object = register.KindObject, register.Picked(f.Kind), register.PickedObject(f.Kind)
		}
	}
	return t
}

// addForm makes an object of a form's questions. Unlike a fact, a date that was not answered is unknown, not past:
// its question was hidden or left empty.
func (p *provider) addForm(name string, questions []form.Field) *types.Type {
	o := newObject(name)
	for _, q := range questions {
		answer := Answer(q)
		o.schema = append(o.schema, answer)
		var t *types.Type
		switch q.Kind {
		case form.KindGroup:
			t = types.NewListType(p.addForm(name+"."+q.Key, q.Fields))
		case form.KindPeriod, form.KindSlot:
			t = p.addAnswered(name+"."+q.Key, answer.Fields)
		default:
			if picked := pickedTypes[q.Kind]; picked != nil {
				t = picked
			} else {
				t = p.typeOf(name+"."+q.Key, answer)
			}
		}
		o.add(q.Key, t, isSet(q.Key), answerGetter(name, q, answer))
	}
	return p.put(o)
}

// addAnswered makes an object of an answer with parts, each of which may be missing.
func (p *provider) addAnswered(name string, fields []register.FieldType) *types.Type {
	o := newObject(name)
	o.schema = fields
	for _, f := range fields {
		o.add(f.Name, scalars[f.Kind], isSet(f.Name), answerGetter(name, form.Field{Key: f.Name}, f))
	}
	return p.put(o)
}

func answerGetter(object string, q form.Field, t register.FieldType) func(any) (any, error) {
	path := object + "." + q.Key
	return func(target any) (any, error) {
		answers, _ := target.(map[string]any)
		v, ok := answers[q.Key]
		switch {
		case ok && v != nil && q.Kind == form.KindPlace:
			return placeKey(path, v)
		case ok && v != nil && v != "":
			return fromJSON(path, t.Kind, v)
		case t.Kind == register.KindObject:
			return absent{path: path, question: true}, nil
		default:
			return nil, &MissingError{Path: path, Question: true}
		}
	}
}

// placeKey is a point on the map as the registers of places are kept: "41.31108,69.24056", about a metre.
func placeKey(path string, v any) (any, error) {
	place, ok := v.(map[string]any)
	if !ok {
		return fromJSON(path, register.KindText, v)
	}
	lat, okLat := place["lat"].(float64)
	lon, okLon := place["lon"].(float64)
	if !okLat || !okLon {
		return nil, &MissingError{Path: path, Question: true}
	}
	return strconv.FormatFloat(lat, 'f', 5, 64) + "," + strconv.FormatFloat(lon, 'f', 5, 64), nil
}

// compound is the kinds whose answers are lists or objects of their own.
var compound = []form.Kind{form.KindChoices, form.KindPeriod, form.KindSlot, form.KindFile, form.KindGroup}

// KnownKind reports whether a kind of question is one that can be asked.
func KnownKind(kind form.Kind) bool {
	_, simple := answerKinds[kind]
	return simple || slices.Contains(compound, kind) || register.Picked(kind) != nil
}
