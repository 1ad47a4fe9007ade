package rule

import (
	"fmt"
	"sync"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"

	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/register"
)

// Env is what the expressions of one service may name.
type Env struct {
	env      *cel.Env
	provider *provider
}

// Names of the variables.
const (
	personVar  = "person"
	companyVar = "company"
	regVar     = "reg"
	foundVar   = "found"
	formVar    = "form"
	todayVar   = "today"
)

// records has a type for every register and everything that can be picked: they are the same for all services, and so
// is all of CEL but the questions.
var (
	records     = &provider{own: map[string]*object{}}
	recordTypes = map[string]*types.Type{}
	pickedTypes = map[form.Kind]*types.Type{}
)

var base = sync.OnceValues(func() (*cel.Env, error) {
	registry := types.NewEmptyRegistry()
	records.Provider = registry
	reg := newObject(regVar)
	for _, code := range register.Codes() {
		path := foundVar
		switch {
		case code == register.PersonKey || code == register.CompanyKey:
			path = code
		case register.OfApplicant(code):
			path = regVar + "." + code
		}
		recordTypes[code] = records.addRecord(register.RecordObject(code), path, register.Fields(code))
		if register.OfApplicant(code) {
			reg.add(code, recordTypes[code], isSet(code), registerGetter(code))
		}
	}
	for _, kind := range register.PickKinds() {
		pickedTypes[kind] = records.addRecord(register.PickedObject(kind), string(kind), register.Picked(kind))
	}
	records.put(reg)
	env, err := cel.NewCustomEnv(
		cel.CustomTypeProvider(records), cel.CustomTypeAdapter(adapter{registry}),
		cel.StdLib(), cel.EnableMacroCallTracking(), cel.EagerlyValidateDeclarations(true), cel.DefaultUTCTimeZone(false),
		cel.Variable(personVar, recordTypes[register.PersonKey]), cel.Variable(companyVar, recordTypes[register.CompanyKey]),
		cel.Variable(regVar, reg.typ), cel.Variable(todayVar, cel.TimestampType),
	)
	if err != nil {
		return nil, fmt.Errorf("rule: %w", err)
	}
	return env, nil
})

// NewEnv is the environment of a service with those questions, which looks up a record of that register; an empty
// lookup means none, and `found` is then unknown to its expressions.
func NewEnv(questions []form.Field, lookup string) (*Env, error) {
	shared, err := base()
	if err != nil {
		return nil, err
	}
	own := &provider{Provider: records.Provider, own: map[string]*object{}, parent: records}
	options := []cel.EnvOption{cel.CustomTypeProvider(own), cel.Variable(formVar, own.addForm(formVar, questions))}
	if t, ok := recordTypes[lookup]; ok {
		options = append(options, cel.Variable(foundVar, t))
	}
	env, err := shared.Extend(options...)
	if err != nil {
		return nil, fmt.Errorf("rule: %w", err)
	}
	return &Env{env: env, provider: own}, nil
}

func registerGetter(code string) func(any) (any, error) {
	return func(target any) (any, error) {
		facts, ok := target.(registers)
		if !ok {
			return nil, fmt.Errorf("%s is read from a %T", code, target)
		}
		if fact, ok := facts[code]; ok {
			return record(fact), nil
		}
		return absent{path: regVar + "." + code}, nil
	}
}
