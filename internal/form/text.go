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

// IsEmail reports whether that is an address at a host with a name. One at a number, such as a@[127.0.0.1], would have our mail
// server call whatever machine its writer likes, ours too.
func IsEmail(s string) bool {
	a, err := mail.ParseAddress(s)
	host := s[strings.LastIndexByte(s, '@')+1:]
	last := strings.LastIndexByte(host, '.')
	return err == nil && a.Address == s && last > 0 && last < len(host)-1 && !strings.ContainsAny(host, "[]:") && !strings.ContainsAny(host[last+1:last+2], "0123456789")
}

func parseEmail(p *parser, f Field, name string) any {
	s := compact(p.text(name))
	if s == "" {
		p.missing(f, name, name, "form.required.text")
		return nil
	}
	if len(s) > maxEmail || !IsEmail(s) {
		p.say(f, name, "form.email")
		return nil
	}
	return s
}
