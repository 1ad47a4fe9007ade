package keyring

import (
	"encoding/json"
	"fmt"
	"time"
)

// Document is v as it is kept in that row of a column of documents: in plain while a former release may serve, which reads and
// writes it there, then sealed. The other is nil, and both are for a v that is nil: a document is never in two places, where
// one of them would be old.
func (r *Ring) Document(c Column, row int64, now time.Time, v any) (sealed, plain []byte, err error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return nil, nil, fmt.Errorf("write %s: %w", c, err)
	}
	if string(raw) == "null" {
		return nil, nil, nil
	}
	if !r.held.Load().alone(c, now) {
		return nil, raw, nil
	}
	sealed, err = r.Seal(c, row, string(raw))
	return sealed, nil, err
}

// Into reads the document of that row of the column, wherever it stands. Where there is none, v stays as it is.
func (r *Ring) Into(c Column, row int64, sealed, plain []byte, v any) error {
	if plain == nil {
		text, err := r.Open(c, row, sealed)
		if err != nil || text == "" {
			return err
		}
		plain = []byte(text)
	}
	if err := json.Unmarshal(plain, v); err != nil {
		return fmt.Errorf("read %s of %d: %w", c, row, err)
	}
	return nil
}
