package styleguide

import (
	"strconv"

	"github.com/a-h/templ"

	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/web/ui"
)

// basics are what every page has some of: buttons, notices, tags, drawings.
func basics(l locale.Lang) []specimen {
	s, u, x := short.In(l), usual.In(l), long.In(l)
	return []specimen{
		{"ui.Button", "green, start, secondary, turn, warning", row(
			ui.Button(ui.Green, s, "", ""), ui.Button(ui.Start, s, "", ""), ui.Button(ui.Secondary, s, "", ""),
			ui.Button(ui.Turn, s, "", ""), ui.Button(ui.Warning, s, "", ""))},
		{"ui.Button", "long text", ui.Button(ui.Green, x, "", "")},
		{"ui.ButtonLink", "green, start, secondary", row(
			ui.ButtonLink(ui.Green, s, "#"), ui.ButtonLink(ui.Start, s, "#"), ui.ButtonLink(ui.Secondary, s, "#"))},
		{"ui.ButtonLink", "start, long text", ui.ButtonLink(ui.Start, x, "#")},
		{"ui.Keys", "the key that presses a button", ui.Keys("g")},
		{"ui.Tag", "plain, yellow, red, green, grey", row(
			ui.Tag(ui.Plain, state.In(l)), ui.Tag(ui.Yellow, turn.In(l)), ui.Tag(ui.Red, late.In(l)), ui.Tag(ui.Leaf, done.In(l)), ui.Tag(ui.Grey, paused.In(l)))},
		{"ui.Tag", "long text", ui.Tag(ui.Plain, x)},
		{"ui.Done", "", ui.Done(u)},
		{"ui.Notice", "", notice(u)},
		{"ui.Unsaid", "", ui.Unsaid(l, u+"\n"+s)},
		{"ui.Outage", "one register, two registers", row(ui.Outage(l, []string{u}), ui.Outage(l, []string{u, x}))},
		{"ui.Manual", "", ui.Manual(l, u)},
		{"ui.Known", "", known(u)},
		{"ui.FaultText", "", ui.FaultText(l, "fault", l.T("form.required.text"))},
		{"ui.Search", "on the ground", ui.Search(ui.SearchBox{Action: "#", Label: l.T("ui.search.label"), Button: l.T("ui.search.button"), Query: title.In(l), OnPage: true})},
		{"ui.Icon", "every drawing", row(icons()...)},
		{"ui.Mark", "on tile or as a seal", seal()},
		{"ui.Lost", "", ui.Lost()},
		{"ui.Personal", "hidden within ui.Masked", ui.Personal(person.In(l))},
		{"ui.Stars", "0, 3 and 5 of 5", row(ui.Stars("0 / 5", [5]bool{}), ui.Stars("3 / 5", [5]bool{true, true, true}), ui.Stars("5 / 5", [5]bool{true, true, true, true, true}))},
		{"ui.Lines", "", ui.Lines(u + "\n" + s)},
		{"ui.Pagination", "both ways", ui.Pagination(pager(l, 1, true, true))},
		{"ui.Pagination", "the first page", ui.Pagination(pager(l, 2, false, true))},
		{"ui.Pages", "with gaps", ui.Pages(pager(l, 3, true, true), numbered(l))},
		{"ui.Steps", "", ui.Steps([]ui.Step{{Title: s, Who: term.In(l), Text: u}, {Title: x, Text: u}, {Title: done.In(l)}})},
		{"ui.Timeline", "past, now, next", ui.Timeline([]ui.Event{
			{Title: s, By: person.In(l), When: when.In(l), At: "2026-03-14T09:00:00+05:00"},
			{Moment: ui.Now, Title: state.In(l), By: office.In(l), When: when.In(l), Text: u, Detail: ui.Tag(ui.Yellow, turn.In(l))},
			{Moment: ui.Next, Title: x, When: term.In(l)},
		})},
	}
}

func icons() []templ.Component {
	var out []templ.Component
	for _, name := range ui.Icons() {
		out = append(out, icon(name))
	}
	return out
}

// pager is a way through a list; the labels of two on one page differ.
func pager(l locale.Lang, n int, back, on bool) ui.Pager {
	p := ui.Pager{Label: l.T("public.search.pages") + " " + strconv.Itoa(n), Words: [2]string{l.T("ui.previous"), l.T("ui.next")}}
	if back {
		p.Previous = "#"
	}
	if on {
		p.Next = "#"
	}
	return p
}

func numbered(l locale.Lang) []ui.PageLink {
	link := func(n string) ui.PageLink {
		return ui.PageLink{Number: n, Label: l.T("public.search.page", "N", n), Href: "#"}
	}
	now := link("7")
	now.Current = true
	return []ui.PageLink{link("1"), {Gap: true}, link("6"), now, link("8"), {Gap: true}, link("38")}
}
