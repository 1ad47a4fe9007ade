package catalogue

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"gopkg.in/yaml.v3"
)

// Export writes the current versions as files by category, in the order in which services were added, so that changes
// made at run time can be reviewed and kept in git. What it writes, Load reads; the same catalogue gives the same bytes.
func (s *Store) Export(ctx context.Context, dir string) error {
	rows, _ := s.pool.Query(ctx, selectStored+`JOIN services s ON s.current_version_id = v.id ORDER BY s.id`)
	versions, err := pgx.CollectRows(rows, pgx.RowToStructByPos[stored])
	if err != nil {
		return fmt.Errorf("catalogue: export: %w", err)
	}
	files := map[string][]Definition{}
	for _, v := range versions {
		d, err := decodeStored(v.Schema, v.Definition)
		if err != nil {
			return fmt.Errorf("catalogue: export: version %d: %w", v.VersionID, err)
		}
		files[d.Category] = append(files[d.Category], d)
	}
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return fmt.Errorf("catalogue: export: %w", err)
	}
	for category, definitions := range files {
		body, err := toYAML(definitions)
		if err != nil {
			return fmt.Errorf("catalogue: export: %s: %w", category, err)
		}
		if err := os.WriteFile(filepath.Join(dir, category+".yaml"), body, 0o600); err != nil {
			return fmt.Errorf("catalogue: export: %w", err)
		}
	}
	return nil
}

// toYAML writes definitions the way people write them: what is short stands on one line.
func toYAML(definitions []Definition) ([]byte, error) {
	var out bytes.Buffer
	for i, d := range definitions {
		d.fillLists()
		var n yaml.Node
		if err := n.Encode([]Definition{d}); err != nil {
			return nil, err
		}
		compact(&n)
		if i > 0 {
			out.WriteString("\n")
		}
		encoder := yaml.NewEncoder(&out)
		encoder.SetIndent(2)
		if err := encoder.Encode(&n); err != nil {
			return nil, err
		}
		if err := encoder.Close(); err != nil {
			return nil, err
		}
	}
	return out.Bytes(), nil
}

// lineWidth is how long a list or a map may be to stand on one line.
const lineWidth = 120

// compact puts what is short on one line, and a text in its languages always; it returns the width on one line. The
// multiples of a tariff lose the quotes of a text.
func compact(n *yaml.Node) int {
	if n.Kind == yaml.ScalarNode {
		return len([]rune(n.Value)) + 2
	}
	width := 0
	for i, item := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 1 && n.Content[i-1].Value == "bhm" && bhmForm.MatchString(item.Value) {
			item.Style = 0
			if item.Tag = "!!int"; strings.Contains(item.Value, ".") {
				item.Tag = "!!float"
			}
		}
		width += compact(item) + 2
	}
	words := n.Kind == yaml.MappingNode && len(n.Content) == 6 && n.Content[0].Value == "uz"
	plain := n.Kind == yaml.SequenceNode && !slices.ContainsFunc(n.Content, func(item *yaml.Node) bool { return item.Kind != yaml.ScalarNode })
	if width <= lineWidth || words || plain {
		n.Style |= yaml.FlowStyle
	}
	return width
}
