package document

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/yagona/portal/internal/problem"
)

// linksMost is the longest list of links that is read, in bytes: one for each picture and address of a part.
const linksMost = 1 << 20

// declared are declarations that no part of an Office file has (ECMA-376-2, 8.2): they make a few letters many gigabytes.
var declared = [][]byte{[]byte("<!DOCTYPE"), []byte("<!ENTITY")}

// isMarkup reports whether a part of an Office file is XML, and isLinks whether it says what another part leads to.
func isMarkup(name string) bool { return isLinks(name) || strings.EqualFold(ending(name), "xml") }

func isLinks(name string) bool { return strings.EqualFold(ending(name), "rels") }

func ending(name string) string { return name[strings.LastIndex(name, ".")+1:] }

// onThisDevice is an address on the disk of whoever wrote the file, as Word notes for templates, or beside it.
var onThisDevice = regexp.MustCompile(`(?i)^(file:/{0,3})?[a-z]:/|^[^/:]+(/|$)`)

// follow reads a list of links. What an editor fetches by itself when it opens the file, such as a template or a picture, must
// not lie elsewhere: it would run there what we never saw, or tell its sender who reads. A link that a person presses may lead
// anywhere.
func follow(list []byte) error {
	d := xml.NewDecoder(bytes.NewReader(list))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return broken(err)
		}
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local != "Relationship" {
			continue
		}
		said := func(name string) string {
			at := slices.IndexFunc(start.Attr, func(a xml.Attr) bool { return a.Name.Space == "" && a.Name.Local == name })
			if at < 0 {
				return ""
			}
			return start.Attr[at].Value
		}
		target := strings.ReplaceAll(strings.TrimSpace(said("Target")), `\`, "/")
		if said("TargetMode") == "External" && !strings.HasSuffix(said("Type"), "/hyperlink") && !onThisDevice.MatchString(target) {
			return problem.New(problem.Invalid, "document.active").Because(errors.New("it fetches " + said("Type")))
		}
	}
}
