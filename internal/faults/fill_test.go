package faults

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/html"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/server/servertest"
)

// fill answers the questions of a page, and says what was typed and which files were chosen.
func (c *citizen) fill(svc *catalogue.Service, page *servertest.Page, f *servertest.Form) (typed map[string]string, uploads []file) {
	typed = map[string]string{}
	for _, q := range svc.Form {
		if !has(page, q.Key) {
			continue
		}
		switch q.Kind {
		case form.KindText, form.KindTextarea:
			typed[q.Key] = fmt.Sprintf("Javob %s %d-%d", c.name, c.turn, c.dice.Uint32())
			f.Set(q.Key, typed[q.Key])
		case form.KindChoice, form.KindYesNo:
			options := offered(page, q.Key)
			f.Set(q.Key, options[0])
		case form.KindChoices:
			f.Set(q.Key, offered(page, q.Key)[0])
		case form.KindDate:
			c.day(f, q.Key)
		case form.KindYear:
			f.Set(q.Key, "2019")
		case form.KindRegion:
			f.Set(q.Key, "1726")
		case form.KindDistrict:
			f.Set(q.Key, "1726269")
		case form.KindFile:
			u, content := c.paper()
			f.Attach(q.Key+"-file", u.name, content)
			uploads = append(uploads, u)
		case form.KindSlot:
			c.slot(page, f, q.Key)
		default:
		}
	}
	return typed, uploads
}

// day is one that the rules allow: what was learnt lies behind, what begins ahead.
func (c *citizen) day(f *servertest.Form, name string) {
	at := time.Now().AddDate(0, 0, 10)
	if strings.HasPrefix(name, "learned") {
		at = time.Now().AddDate(0, 0, -10)
	}
	f.Set(name+"-day", strconv.Itoa(at.Day())).Set(name+"-month", strconv.Itoa(int(at.Month()))).Set(name+"-year", strconv.Itoa(at.Year()))
}

// paper is a file like no other.
func (c *citizen) paper() (file, []byte) {
	mark := fmt.Sprintf("%s-%d-%d", c.name, c.turn, c.dice.Uint32())
	content := []byte("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n% " +
		mark + strings.Repeat(" ", c.dice.IntN(200_000)) + "\n%%EOF\n")
	sum := sha256.Sum256(content)
	return file{name: mark + ".pdf", sum: sum[:]}, content
}

// slot takes the first office, then one of the first free times, so that many want the same.
func (c *citizen) slot(page *servertest.Page, f *servertest.Form, name string) {
	times := offered(page, name+"-at")
	if len(times) == 0 {
		for _, n := range page.All("select", "name", name+"-office") {
			for o := range n.Descendants() {
				if o.Data == "option" && servertest.Attr(o, "value") != "" {
					shown := f.Set(name+"-office", servertest.Attr(o, "value")).Submit("Boʻsh vaqtlarni koʻrsatish")
					if times = offered(shown, name+"-at"); len(times) > 0 {
						if g := find(shown, "/apply/"); g != nil {
							*f = *g
						}
						f.Set(name+"-at", times[c.dice.IntN(min(3, len(times)))])
						return
					}
				}
			}
		}
		return
	}
	f.Set(name+"-at", times[c.dice.IntN(min(3, len(times)))])
}

// find is the first form of a page whose action contains that, or nil.
func find(page *servertest.Page, action string) *servertest.Form {
	if !strings.HasPrefix(page.Header.Get("Content-Type"), "text/html") {
		return nil
	}
	for _, f := range page.Forms() {
		if strings.Contains(f.Action, action) {
			return f
		}
	}
	return nil
}

// has reports whether a page asks that question.
func has(page *servertest.Page, key string) bool {
	for _, tag := range []string{"input", "select", "textarea", "div", "fieldset"} {
		for _, n := range page.All(tag) {
			if id := servertest.Attr(n, "id"); id == key || id == key+"-day" || id == key+"-office" || id == key+"-file" {
				return true
			}
		}
	}
	return false
}

// offered is the values of the controls of that name that can be chosen.
func offered(page *servertest.Page, name string) (values []string) {
	for _, n := range page.All("input", "name", name) {
		if !slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "disabled" }) {
			values = append(values, servertest.Attr(n, "value"))
		}
	}
	return values
}
