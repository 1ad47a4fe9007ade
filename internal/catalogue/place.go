package catalogue

import (
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// places finds the line of something wrong. The file is parsed a second time, and only when something is wrong.
type places struct {
	body []byte
	root *yaml.Node
}

func newPlaces(body []byte) *places { return &places{body: body} }

// line is the line of a path such as checks[2].require in the definition of that index; of the nearest thing above it
// when the path itself is not written.
func (p *places) line(definition int, path string) int {
	if p.root == nil {
		var document yaml.Node
		if err := yaml.Unmarshal(p.body, &document); err != nil || len(document.Content) == 0 {
			p.root = &yaml.Node{}
		} else {
			p.root = document.Content[0]
		}
	}
	if definition >= len(p.root.Content) {
		return 0
	}
	at := p.root.Content[definition]
	line := at.Line
	for _, step := range strings.FieldsFunc(path, func(r rune) bool { return r == '.' || r == '[' || r == ']' }) {
		if at = child(at, step); at == nil {
			break
		}
		line = at.Line
	}
	return line
}

func child(n *yaml.Node, step string) *yaml.Node {
	if n.Kind == yaml.SequenceNode {
		i, err := strconv.Atoi(step)
		if err != nil || i >= len(n.Content) {
			return nil
		}
		return n.Content[i]
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Kind == yaml.MappingNode && n.Content[i].Value == step {
			return n.Content[i+1]
		}
	}
	return nil
}
