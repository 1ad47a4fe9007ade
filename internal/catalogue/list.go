package catalogue

import (
	"fmt"
	"iter"
	"slices"

	"gopkg.in/yaml.v3"
)

// List is a closed list: its items by code, in the order of the file, which is the order in which they are shown.
type List[T any] struct {
	codes []string
	items map[string]T
}

// Get is the item of that code.
func (l List[T]) Get(code string) (T, bool) {
	item, ok := l.items[code]
	return item, ok
}

// Has reports whether the list knows the code.
func (l List[T]) Has(code string) bool {
	_, ok := l.items[code]
	return ok
}

// Codes is every code, in order.
func (l List[T]) Codes() []string { return slices.Clone(l.codes) }

// Len is how many items there are.
func (l List[T]) Len() int { return len(l.codes) }

// All goes through the items in order.
func (l List[T]) All() iter.Seq2[string, T] {
	return func(yield func(string, T) bool) {
		for _, code := range l.codes {
			if !yield(code, l.items[code]) {
				return
			}
		}
	}
}

// UnmarshalYAML reads a map of code → item, or a sequence of items with a code of their own. A map's keys become the
// items' codes.
func (l *List[T]) UnmarshalYAML(n *yaml.Node) error {
	l.items = make(map[string]T, len(n.Content))
	add := func(code string, item *yaml.Node) error {
		var v T
		if err := item.Decode(&v); err != nil {
			return fmt.Errorf("%s: %w", code, err)
		}
		if _, twice := l.items[code]; twice {
			return fmt.Errorf("line %d: %s stands twice", item.Line, code)
		}
		l.codes = append(l.codes, code)
		l.items[code] = v
		return nil
	}
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i < len(n.Content); i += 2 {
			key, item := n.Content[i], n.Content[i+1]
			item.Content = append(item.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: "code"},
				&yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: key.Value})
			if err := add(key.Value, item); err != nil {
				return err
			}
		}
	case yaml.SequenceNode:
		for _, item := range n.Content {
			var coded struct {
				Code string `yaml:"code"`
			}
			if err := item.Decode(&coded); err != nil {
				return err
			}
			if err := add(coded.Code, item); err != nil {
				return err
			}
		}
	default:
		return fmt.Errorf("line %d: a list is expected", n.Line)
	}
	return nil
}
