package takeout

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/register"
)

// errTooLarge means that a copy is larger than MostBytes.
var errTooLarge = errors.New("the copy is larger than the limit")

// owner is whose copy is made, in which language, as of when it was ordered.
type owner struct {
	id          int64
	name, pinfl string
	index       []byte // of pinfl; nil: he has none
	lang        locale.Lang
	at          time.Time
}

// cell is one value of a row, by the name of its column.
type cell struct {
	column string
	value  any
}

// row is a row of a part, written as a JSON object in the order of its columns.
type row []cell

// MarshalJSON keeps the order of the columns, which encoding/json would not.
func (r row) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, c := range r {
		if i > 0 {
			b.WriteByte(',')
		}
		name, err := json.Marshal(c.column)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(c.value)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", c.column, err)
		}
		b.Write(name)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// archive is a ZIP under way.
type archive struct {
	into bytes.Buffer
	zip  *zip.Writer
	at   time.Time
}

func (a *archive) add(name string, write func(io.Writer) error) error {
	w, err := a.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: a.at})
	if err != nil {
		return err
	}
	if err := write(w); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return a.fits()
}

func (a *archive) fits() error {
	if a.into.Len() > MostBytes {
		return errTooLarge
	}
	return nil
}

func (a *archive) addJSON(name string, v any) error {
	return a.add(name, func(w io.Writer) error {
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		return e.Encode(v)
	})
}

// write is the ZIP of a person's copy: a file of JSON for each part, what their fields mean, and all of it as a page. Progress
// is told after each part. They are read one after the other, not in one transaction: that would hold one connection while
// progress and the catalogue wait for a second.
func (s *Store) write(ctx context.Context, who owner, progress func(done int) error) ([]byte, error) {
	a := &archive{at: who.at}
	a.zip = zip.NewWriter(&a.into)
	doc := Document{Lang: who.lang, Name: who.name, At: who.at}
	words := dictionary{Parts: map[string]meaning{}, Questions: map[string]meaning{}, Registers: map[string]meaning{}}
	for i, p := range parts {
		rows, err := s.read(ctx, p, who)
		if err != nil {
			return nil, postgres.Problem(fmt.Errorf("%s: %w", p.name, err))
		}
		if err := a.addJSON("data/"+p.name+".json", rows); err != nil {
			return nil, err
		}
		section, err := s.section(ctx, words, p, rows, who.lang)
		if err != nil {
			return nil, err
		}
		doc.Sections = append(doc.Sections, section)
		if err := progress(i + 1); err != nil {
			return nil, err
		}
	}
	if err := errors.Join(
		a.addJSON("dictionary.json", words),
		a.add("index.html", func(w io.Writer) error { return s.draw(ctx, w, doc) }),
		a.zip.Close(),
	); err != nil {
		return nil, err
	}
	return a.into.Bytes(), a.fits()
}

// read is the rows of a part.
func (s *Store) read(ctx context.Context, p part, who owner) ([]row, error) {
	args := pgx.NamedArgs{"me": who.id, "index": who.index} // nobody's number is equal to none
	found, _ := s.pool.Query(ctx, p.sql, args)
	columns := found.FieldDescriptions()
	list, err := pgx.CollectRows(found, func(r pgx.CollectableRow) (row, error) {
		values, err := r.Values()
		out := make(row, len(values))
		for i, v := range values {
			if columns[i].Name == p.own {
				v = who.pinfl
			}
			out[i] = cell{columns[i].Name, v}
		}
		if err == nil && p.open != nil {
			p.open(s.ring, out)
		}
		return p.words(out, who.lang), err
	})
	if list == nil {
		list = []row{}
	}
	return list, err
}

// dictionary says in the person's language what stands in the files of JSON.
type dictionary struct {
	Parts     map[string]meaning `json:"parts"`     // by name of the file: its columns
	Questions map[string]meaning `json:"questions"` // by service: the keys in "answers"
	Registers map[string]meaning `json:"registers"` // by register: its fields in "facts" and "value"
}

// meaning is a title and those of what is in it.
type meaning struct {
	Title  string            `json:"title"`
	Fields map[string]string `json:"fields"`
}

// form adds what the keys of the answers of a version mean.
func (d dictionary) form(svc *catalogue.Service, l locale.Lang) {
	m, known := d.Questions[svc.Code]
	if !known {
		m = meaning{Title: svc.Title.In(l), Fields: map[string]string{}}
		d.Questions[svc.Code] = m
	}
	var add func([]form.Field)
	add = func(fields []form.Field) {
		for _, f := range fields {
			m.Fields[f.Key] = f.Label.In(l)
			add(f.Fields)
		}
	}
	add(svc.Form)
}

// register adds what the fields of a register mean.
func (d dictionary) register(code string, l locale.Lang) meaning {
	if m, known := d.Registers[code]; known {
		return m
	}
	m := meaning{Title: code, Fields: map[string]string{}}
	if book, ok := catalogue.Lists().Registers.Get(code); ok {
		m.Title = book.Title.In(l)
	}
	var add func([]register.FieldType)
	add = func(fields []register.FieldType) {
		for _, f := range fields {
			if title := register.Title(code, f.Name); !title.IsZero() {
				m.Fields[f.Name] = title.In(l)
			}
			add(f.Fields)
		}
	}
	add(register.Fields(code))
	d.Registers[code] = m
	return m
}
