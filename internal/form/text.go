package form

import (
	"net/mail"
	"strings"
	"unicode/utf8"
)

// Longest answers, in characters. They are said in the message when passed.
const (
	MaxText     = 200
	MaxAddress  = 300
	MaxTextarea = 3000
	maxEmail    = 254
)

func parseText(limit int) func(*parser, Field, string) any {
	return func(p *parser, f Field, name string) any {
		s := p.text(name)
		if limit != MaxTextarea {
			s = strings.Join(strings.Fields(s), " ")
		}
		if s == "" {
			p.missing(f, name, name, "form.required.text")
			return nil
		}
		if n := utf8.RuneCountInString(s); n > limit {
			p.say(f, name, "form.text.long", "Limit", limit, "Count", n-limit)
			return nil
		}
		return s
	}
}

func parseEmail(p *parser, f Field, name string) any {
	s := compact(p.text(name))
	if s == "" {
		p.missing(f, name, name, "form.required.text")
		return nil
	}
	a, err := mail.ParseAddress(s)
	at := strings.LastIndexByte(s, '@')
	if err != nil || a.Address != s || len(s) > maxEmail || !strings.Contains(s[at+1:], ".") {
		p.say(f, name, "form.email")
		return nil
	}
	return s
}
