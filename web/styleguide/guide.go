// Package styleguide shows every component of web/ui and web/layout in every state, in one place and in every language:
// new pages are made of these. Only development builds have it (tag dev of cmd/portal).
package styleguide

import (
	"slices"

	"github.com/a-h/templ"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/web/layout"
)

// specimen is a component in one state.
type specimen struct {
	name  string // of the templ component
	state string // for developers, in English
	draw  templ.Component
}

// part is a page of the guide.
type part struct {
	path string // below the guide; empty for its first page
	name string
	draw func(layout.Page) templ.Component
}

// Page is the page of the guide at that path below /styleguide, or nil.
func Page(p layout.Page, path string) templ.Component {
	all := parts()
	i := slices.IndexFunc(all, func(x part) bool { return x.path == path })
	if i < 0 {
		return nil
	}
	p.Title, p.AlternateOff = all[i].name, true
	return all[i].draw(p)
}

// Paths is every page of the guide, as Page knows it.
func Paths() []string {
	var out []string
	for _, x := range parts() {
		out = append(out, x.path)
	}
	return out
}

func address(x part) string {
	if x.path == "" {
		return "/styleguide"
	}
	return "/styleguide/" + x.path
}

// parts are the components, the kinds of questions, and whole pages as the shell draws them.
func parts() []part {
	return []part{
		{"", "Components", of(basics, lists)},
		{"charts", "Charts", of(charts)},
		{"questions", "Questions", of(empty, filled)},
		{"questions-wrong", "Questions, sent back", of(wrong)},
		{"page", "Page", whole(func(p *layout.Page) {
			p.Crumbs, p.Flash = []layout.Crumb{{Title: title.In(p.Lang), Path: "/services"}}, short.In(p.Lang)
		})},
		{"page-hero", "Page with a hero", whole(func(p *layout.Page) { p.Hero = hero(long.In(p.Lang)) })},
		{"page-form", "Page of a form", whole(func(p *layout.Page) { p.NoTabs, p.Back = true, "/styleguide" })},
		{"page-signed-in", "Page, signed in", whole(func(p *layout.Page) { p.Principal = &account.Principal{Name: person.In(p.Lang), PINFL: "1"} })},
		{"page-official", "Page of an official", whole(func(p *layout.Page) {
			p.Dense, p.Principal = true, &account.Principal{Name: person.In(p.Lang), Official: &account.Official{Role: account.Specialist}}
			p.Bar = bar(state.In(p.Lang), late.In(p.Lang), short.In(p.Lang), paused.In(p.Lang))
		})},
		{"problem-lost", "Not found", problem("lost", func(v *layout.Problem) { v.Search = true })},
		{"problem-internal", "Our fault", problem("problem.internal", func(v *layout.Problem) { v.Retry, v.Request = true, "0123456789abcdef" })},
		{"problem-unavailable", "Unavailable", problem("problem.unavailable", func(v *layout.Problem) { v.Retry = true })},
		{"problem-forbidden", "Forbidden", problem("problem.forbidden", func(*layout.Problem) {})},
	}
}

func of(groups ...func(locale.Lang) []specimen) func(layout.Page) templ.Component {
	return func(p layout.Page) templ.Component {
		var list []specimen
		for _, g := range groups {
			list = append(list, g(p.Lang)...)
		}
		return guide(p, list)
	}
}

func whole(change func(*layout.Page)) func(layout.Page) templ.Component {
	return func(p layout.Page) templ.Component {
		change(&p)
		p.Title = title.In(p.Lang)
		return inside(p, usual.In(p.Lang))
	}
}

// problem is the error page with the words ui.<words>-title and -text, or those of a page that is not there.
func problem(words string, change func(*layout.Problem)) func(layout.Page) templ.Component {
	return func(p layout.Page) templ.Component {
		join := "-"
		if words == "lost" {
			join = "."
		}
		p.Title = p.T("ui." + words + join + "title")
		v := layout.Problem{Page: p, Heading: p.Title, Text: p.T("ui." + words + join + "text")}
		change(&v)
		return layout.ProblemPage(v)
	}
}
