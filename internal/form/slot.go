package form

import (
	"net/url"
	"time"
)

func parseSlot(p *parser, f Field, name string) any {
	office, typed := p.text(name+"-office"), p.text(name+"-at")
	if office == "" && typed == "" {
		p.missing(f, name, name+"-office", "form.required.office")
		return nil
	}
	if typed == "" { // the office alone is no answer: the page proposes one
		p.missing(f, name, name+"-at", "form.required.time")
		return nil
	}
	at, err := time.Parse(time.RFC3339, typed)
	if err != nil {
		p.sayAt(f, name, name+"-at", "form.required.time")
		return nil
	}
	title, free := p.Free(office, at)
	if !free {
		p.sayAt(f, name, name+"-at", "form.slot.taken")
		return nil
	}
	return map[string]any{"office": office, "name": title, "at": at.Format(time.RFC3339)}
}

// Taken says that a chosen time went to somebody else at the moment at which it was to be kept.
func Taken(f Field) Problems {
	return Problems{{Input: f.Key + "-at", Field: f.Key, Label: f.Label, ID: "form.slot.taken"}}
}

func fillSlot(_ Field, name string, v any, out url.Values) {
	out.Set(name+"-office", String(Map(v)["office"]))
	out.Set(name+"-at", String(Map(v)["at"]))
}
