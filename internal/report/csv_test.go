package report

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWriteCSV(t *testing.T) {
	var b strings.Builder
	require.NoError(t, WriteCSV(&b, []string{"Xizmat", "Soni"}, [][]Cell{
		{{Text: `=HYPERLINK("http://x","y")`}, {Text: "-5", Number: true}},
		{{Text: " +998"}, {Text: "7", Number: true}},
		{{Text: "oʻrta, \"bahosi\""}, {Text: "4.5", Number: true}},
		{{Text: "-1"}, {}},
	}))
	require.Equal(t, "\ufeffXizmat,Soni\n"+
		"\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\",-5\n"+
		"' +998,7\n"+
		"\"oʻrta, \"\"bahosi\"\"\",4.5\n"+
		"'-1,\n", b.String())
}
