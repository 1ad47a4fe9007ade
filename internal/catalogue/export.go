package catalogue

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"

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

var number = regexp.MustCompile(`^[0-9]+(\.[0-9]+)?$`)

// compact puts a list or a map of plain values on one line and tells whether the node is one; the multiples of a tariff
// lose the quotes of a text.
func compact(n *yaml.Node) bool {
	flat := true
	for i, item := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 1 && n.Content[i-1].Value == "bhm" && number.MatchString(item.Value) {
			item.Tag, item.Style = "!!float", 0
			continue
		}
		flat = compact(item) && flat
	}
	if flat && n.Kind != yaml.ScalarNode && n.Kind != yaml.DocumentNode {
		n.Style |= yaml.FlowStyle
		return n.Kind == yaml.MappingNode && len(n.Content) <= 6 && small(n)
	}
	return n.Kind == yaml.ScalarNode
}

// small is a map that may stand inside another on its line.
func small(n *yaml.Node) bool {
	size := 0
	for _, item := range n.Content {
		size += len(item.Value)
	}
	return size < 200
}
