package locale

import (
	"embed"
	"errors"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/sync/errgroup"
	"golang.org/x/text/language"
	"gopkg.in/yaml.v3"
)

//go:embed messages/*.yaml
var messageFiles embed.FS

// catalog is every message of the portal: those without arguments as plain strings, those with one form as pieces, and
// those that have more behind go-i18n, which takes ten times as long.
type catalog struct {
	plain      map[Lang]map[string]string
	pieces     map[Lang]map[string][]piece
	localizers map[Lang]*i18n.Localizer
	ids        map[Lang]map[string]bool
}

// piece is a stretch of a message: text, and the name of the value behind it, if there is one.
type piece struct{ text, name string }

// messages is read once, on all cores. The files are embedded and tested, so that an unreadable one is a broken build: it panics.
var messages = sync.OnceValue(func() *catalog {
	c, err := load()
	if err != nil {
		panic(err)
	}
	return c
})

// T is the message with that id in that written form. Args are name–value pairs for its placeholders ("Name", "Aziz");
// the value of "Count" also chooses the plural. An unknown id is shown between ⟦⟧: the completeness test keeps it from happening.
func (l Lang) T(id string, args ...any) string {
	c := messages()
	if s, ok := c.plain[l][id]; ok {
		return s
	}
	if list, ok := c.pieces[l][id]; ok {
		return l.tidy(join(list, args))
	}
	data := make(map[string]any, len(args)/2)
	for i := 0; i+1 < len(args); i += 2 {
		data[fmt.Sprint(args[i])] = args[i+1]
	}
	s, err := c.localizers[l].Localize(&i18n.LocalizeConfig{MessageID: id, TemplateData: data, PluralCount: data["Count"]})
	if err != nil {
		return "⟦" + id + "⟧"
	}
	return l.tidy(s)
}

// tidy takes away the second full stop of a sentence that ends with a day, which in Russian brings its own.
func (l Lang) tidy(s string) string {
	if l == Ru {
		s = strings.ReplaceAll(s, nbsp+"г..", nbsp+"г.")
	}
	return s
}

// join writes the values into a message.
func join(list []piece, args []any) string {
	var b strings.Builder
	for _, p := range list {
		b.WriteString(p.text)
		if p.name != "" {
			write(&b, p.name, args)
		}
	}
	return b.String()
}

func write(b *strings.Builder, name string, args []any) {
	for i := 0; i+1 < len(args); i += 2 {
		if args[i] != name {
			continue
		}
		if s, ok := args[i+1].(string); ok {
			b.WriteString(s)
		} else {
			fmt.Fprint(b, args[i+1])
		}
		return
	}
	b.WriteString("<no value>") // as go-i18n does
}

var placeholder = regexp.MustCompile(`\{\{\s*\.(\w+)\s*\}\}`)

// cut is a message in pieces.
func cut(message string) (list []piece) {
	from := 0
	for _, at := range placeholder.FindAllStringSubmatchIndex(message, -1) {
		list = append(list, piece{text: message[from:at[0]], name: message[at[2]:at[3]]})
		from = at[1]
	}
	return append(list, piece{text: message[from:]})
}

// TextOf is a message in the languages that a text is kept in; an argument that is a text is said in each of them.
func TextOf(id string, args ...any) Text {
	in := func(l Lang) string {
		said := slices.Clone(args)
		for i, arg := range said {
			if text, ok := arg.(Text); ok {
				said[i] = text.In(l)
			}
		}
		return l.T(id, said...)
	}
	return Text{Uz: in(Uz), Ru: in(Ru), En: in(En)}
}

// Has reports whether a message with that id exists.
func (l Lang) Has(id string) bool { return messages().ids[l][id] }

func load() (*catalog, error) {
	bundle := i18n.NewBundle(language.MustParse(Uz.Tag()))
	c := &catalog{plain: map[Lang]map[string]string{}, pieces: map[Lang]map[string][]piece{}, localizers: map[Lang]*i18n.Localizer{}, ids: map[Lang]map[string]bool{}}
	files, err := messageFiles.ReadDir("messages")
	if err != nil {
		return nil, fmt.Errorf("message files: %w", err)
	}
	parsed := make([]messageFile, len(files))
	var group errgroup.Group
	for i, f := range files {
		group.Go(func() (err error) {
			parsed[i], err = readFile(f.Name())
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	for _, f := range parsed {
		if err := errors.Join(c.add(bundle, f.lang, f.list), c.add(bundle, UzCyrl, f.derived)); err != nil {
			return nil, err
		}
	}
	for _, l := range Langs {
		c.localizers[l] = i18n.NewLocalizer(bundle, l.Tag())
	}
	return c, nil
}

// messageFile is one file of messages as it was read.
type messageFile struct {
	lang          Lang
	list, derived []*i18n.Message // derived: in Cyrillic, of a file in Uzbek
}

func readFile(name string) (f messageFile, err error) {
	var ok bool
	if f.lang, ok = ParseLang(strings.TrimPrefix(path.Ext(strings.TrimSuffix(name, ".yaml")), ".")); !ok {
		return f, fmt.Errorf("message file %s: the language before .yaml is not one of uz, ru, en", name)
	}
	if f.list, err = read(path.Join("messages", name)); err != nil {
		return f, err
	}
	if f.lang == Uz {
		f.derived = derive(f.list)
	}
	return f, nil
}

func read(name string) ([]*i18n.Message, error) {
	raw, err := messageFiles.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("message file: %w", err)
	}
	file, err := i18n.ParseMessageFileBytes(raw, name, map[string]i18n.UnmarshalFunc{"yaml": yaml.Unmarshal})
	if err != nil {
		return nil, fmt.Errorf("message file %s: %w", name, err)
	}
	return file.Messages, nil
}

func (c *catalog) add(bundle *i18n.Bundle, l Lang, list []*i18n.Message) error {
	if c.plain[l] == nil {
		c.plain[l], c.pieces[l], c.ids[l] = map[string]string{}, map[string][]piece{}, map[string]bool{}
	}
	for _, m := range list {
		if c.ids[l][m.ID] {
			return fmt.Errorf("message %s stands twice in %s", m.ID, l)
		}
		c.ids[l][m.ID] = true
		if m.One == "" && (l == Uz || l == UzCyrl) { // nouns after a number do not change in Uzbek
			m.One = m.Other
		}
		if m.Few == "" && m.Many == "" && (m.One == "" || m.One == m.Other) {
			if strings.Contains(m.Other, "{{") {
				c.pieces[l][m.ID] = cut(m.Other)
			} else {
				c.plain[l][m.ID] = m.Other
			}
			continue
		}
		if err := bundle.AddMessages(language.MustParse(l.Tag()), m); err != nil {
			return fmt.Errorf("message %s: %w", m.ID, err)
		}
	}
	return nil
}

// derive writes Latin messages in Cyrillic, all but their placeholders.
func derive(list []*i18n.Message) []*i18n.Message {
	out := make([]*i18n.Message, len(list))
	for i, m := range list {
		d := *m
		d.One, d.Other = ToCyrillic(m.One), ToCyrillic(m.Other)
		out[i] = &d
	}
	return out
}
