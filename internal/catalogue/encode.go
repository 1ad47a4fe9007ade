package catalogue

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/yagona/portal/internal/form"
)

// schema is the form in which definitions are written today. When it changes, the number goes up and upgrades gets a
// function from the form before.
const schema = 1

// upgrades is one step per former schema: from that number to the next, on the JSON of a definition. Old versions stay
// as they were written; they are upgraded each time they are read.
var upgrades = map[int]func(json.RawMessage) (json.RawMessage, error){}

// encode is the canonical JSON of a definition and its checksum.
func encode(d Definition) (body []byte, checksum string, err error) {
	d.fillLists()
	if body, err = json.Marshal(d); err != nil {
		return nil, "", fmt.Errorf("definition %s: %w", d.Code, err)
	}
	sum := sha256.Sum256(body)
	return body, hex.EncodeToString(sum[:]), nil
}

// decodeStored reads a definition as the database keeps it.
func decodeStored(number int, body json.RawMessage) (Definition, error) {
	var d Definition
	for ; number < schema; number++ {
		up, ok := upgrades[number]
		if !ok {
			return d, fmt.Errorf("definition of schema %d: no way to %d", number, schema)
		}
		var err error
		if body, err = up(body); err != nil {
			return d, fmt.Errorf("definition of schema %d: %w", number, err)
		}
	}
	if number > schema {
		return d, fmt.Errorf("definition of schema %d: this program knows %d", number, schema)
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&d); err != nil {
		return d, fmt.Errorf("definition: %w", err)
	}
	return d, nil
}

// fillLists writes a list that is left out as an empty one, so that the two have one checksum.
func (d *Definition) fillLists() {
	for _, list := range []*[]string{&d.Keywords, &d.LifeEvents, &d.Groups, &d.Audience, &d.Registers, &d.Result.Shows} {
		if *list == nil {
			*list = []string{}
		}
	}
	if d.Fee == nil {
		d.Fee = []Tariff{}
	}
	if d.Form == nil {
		d.Form = []form.Field{}
	}
	if d.Checks == nil {
		d.Checks = []Check{}
	}
}
