package document_test

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// folded is a PDF whose objects are packed: what is said of them, and how.
func folded(t *testing.T, said, objects string) []byte {
	t.Helper()
	return enclosed(said, deflated(t, objects))
}

func deflated(t *testing.T, objects string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	_, err := z.Write([]byte(objects))
	require.NoError(t, err)
	require.NoError(t, z.Close())
	return b.Bytes()
}

func enclosed(said string, stream []byte) []byte {
	out := []byte("%PDF-1.7\n")
	out = fmt.Appendf(out, "1 0 obj\n<< %s /N 1 /First 4 /Length %d >>\nstream\r\n%s\nendstream\nendobj\n", said, len(stream), stream)
	return append(out, "startxref\n0\n%%EOF\n"...)
}

// TestStore_SaveUpload_folded: what stands in no byte of a PDF, because its objects are packed, is found as well.
func TestStore_SaveUpload_folded(t *testing.T) {
	const plain, script = "2 0 <</Type /Catalog /Pages 3 0 R>>", "2 0 <</OpenAction <</S /JavaScript /JS (app.alert(1))>>>>"
	const usual, usualTurned = "/Type /ObjStm /Filter /FlateDecode", "/Filter/FlateDecode/Type/ObjStm"
	// headed is a file in which so many bytes lie between the name of packed objects and their first byte.
	headed := func(bytesMost int) []byte {
		file := folded(t, usualTurned, plain)
		name, begins := bytes.Index(file, []byte("/ObjStm"))+len("/ObjStm"), bytes.Index(file, []byte("stream\r\n"))+len("stream\r\n")
		return slices.Insert(file, name, bytes.Repeat([]byte(" "), bytesMost-(begins-name))...)
	}
	wrong := deflated(t, plain)
	wrong[len(wrong)-1]++
	a := open(t)
	for name, file := range map[string][]byte{
		"packed":          folded(t, usual, plain),
		"packed, in turn": folded(t, usualTurned, plain),
		"far behind":      bytes.Replace(folded(t, usual, plain), []byte("%PDF-1.7\n"), append([]byte("%PDF-1.7\n"), bytes.Repeat([]byte("%\n"), 300<<10)...), 1),
		"not packed":      enclosed("/Type /ObjStm", []byte(plain)),
		"a wrong sum":     enclosed(usual, wrong),
		"no differences":  folded(t, usual+" /DecodeParms <</Predictor 1>>", plain),
		"said at length":  headed(16 << 10),
	} {
		_, err := a.save(t, name+".pdf", file)
		require.NoError(t, err, name)
	}
	kept := a.count(t, `SELECT count(*) FROM uploads`)
	twice := folded(t, usual, plain)
	for name, c := range map[string]struct {
		file []byte
		id   string
	}{
		"a script":               {folded(t, usual, script), "document.active"},
		"its name in numbers":    {folded(t, "/Type /Obj#53tm /Filter /Fl#61teDecode", script), "document.active"},
		"in the second stream":   {append(twice[:len(twice)-1:len(twice)-1], folded(t, usual, script)...), "document.active"},
		"over a border":          {folded(t, usual, string(bytes.Repeat([]byte(" "), 32<<10-60))+script), "document.active"},
		"a virus":                {folded(t, usual, `X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*`), "document.infected"},
		"a bomb":                 {folded(t, usual, string(make([]byte, 9<<20))), "document.unpacks"},
		"under a password":       {enclosed(usual, []byte("what nobody reads")), "document.locked"},
		"cut off":                {enclosed(usual, []byte("x\x9c\x00")), "document.locked"},
		"packed twice":           {folded(t, "/Type /ObjStm /Filter [/FlateDecode /ASCIIHexDecode]", script), "document.folded"},
		"packed by differences":  {folded(t, usual+" /DecodeParms <</Predictor 12>>", script), "document.folded"},
		"by a filter of its own": {enclosed("/Type /ObjStm /Filter /Crypt", []byte("x")), "document.folded"},
		"without a beginning":    {append(append([]byte("%PDF-1.7\n<</Type/ObjStm"), bytes.Repeat([]byte("%\n"), 20<<10)...), "stream\n%%EOF"...), "document.folded"},
		"said without end":       {headed(16<<10 + 1), "document.locked"},
	} {
		_, err := a.save(t, "a.pdf", c.file)
		require.ErrorContains(t, err, c.id, name)
	}
	require.Equal(t, kept, a.count(t, `SELECT count(*) FROM uploads`), "a refused file leaves nothing")
}
