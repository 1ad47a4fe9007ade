package styleguide

import (
	"github.com/yagona/portal/internal/explain"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/web/ui"
)

// lists are facts in rows.
func lists(l locale.Lang) []specimen {
	s, u, x := title.In(l), usual.In(l), long.In(l)
	grid := func(caption string, stack bool) ui.Grid {
		return ui.Grid{
			Caption: caption, Stack: stack,
			Columns: []ui.Column{{Title: s, Href: "#", Sort: "ascending"}, {Title: office.In(l)}, {Title: count.In(l), Numeric: true}},
			Rows: [][]ui.Cell{
				{{Text: s, Href: "#", Note: when.In(l)}, {Text: office.In(l)}, {Text: "1 284"}},
				{{Text: x}, {Body: ui.Tag(ui.Red, late.In(l))}, {Text: "9"}},
			},
		}
	}
	return []specimen{
		{"ui.SummaryList", "", ui.SummaryList([]ui.Row{
			{Key: l.T("ui.nav.services"), Value: s, Note: office.In(l), Action: &ui.Action{Label: change.In(l), About: s, Href: "#"}},
			{Key: x, Value: u + "\n" + when.In(l)},
			{Key: l.T("ui.nav.cases"), Content: ui.Tag(ui.Leaf, done.In(l))},
		})},
		{"ui.Rows", "", ui.Rows([]ui.Entry{
			{Title: s, Href: "#", Note: office.In(l), Side: ui.Tag(ui.Yellow, turn.In(l))},
			{Title: x, Href: "#", Note: u, Side: ui.Stages(2, 5)},
			{Title: s, Href: "#"},
		})},
		{"ui.NewsList", "some not read", ui.NewsList(s, u, ui.News{Lang: l, Unread: 1, Newest: "1", Read: "#", List: []ui.Told{
			{Title: s, Text: u, When: when.In(l), Href: "#", Unread: true}, {Title: x, Text: x, When: when.In(l)},
		}})},
		{"ui.NewsList", "nothing yet", ui.NewsList(s, u, ui.News{Lang: l})},
		{"ui.Messages", "both sides", ui.Messages(s, messages(l))},
		{"ui.ThreadSection", "nothing yet", ui.ThreadSection(ui.ThreadCard{Lang: l, Open: true, Href: "#"})},
		{"ui.Pairs", "", ui.Pairs([]ui.Pair{{Key: state.In(l), Value: "1 284"}, {Key: done.In(l), Value: share.In(l)}, {Key: x, Value: "0"}})},
		{"ui.Glance", "", ui.Glance([]ui.Glimpse{
			{Key: when.In(l), Value: term.In(l), Note: office.In(l)}, {Key: state.In(l), Value: s}, {Key: done.In(l), Value: share.In(l)}, {Key: turn.In(l), Value: x},
		})},
		{"ui.RuleTree", "in general", ui.RuleTree(ui.Rule{Lang: l, Clause: explain.Clause{Text: l.T("explain.all-of"), Parts: []explain.Clause{
			{Text: s}, {Text: l.T("explain.any"), Parts: []explain.Clause{{Text: x}, {Text: `form.kind == "a"`, Code: true}}},
		}}})},
		{"ui.RuleTree", "in a case", ui.RuleTree(ui.Rule{Lang: l, Marks: true, Clause: explain.Clause{Known: true, Text: l.T("explain.all-of"), Parts: []explain.Clause{
			{Text: s, Known: true, Held: true, Saw: "1 284"}, {Text: x, Known: true}, {Text: s},
		}}})},
		{"ui.StarForm", "not at hand", ui.StarForm(&ui.Star{Action: "#", Service: "a", About: s, Back: "#", Label: l.T("favourite.keep")})},
		{"ui.StarForm", "at hand", ui.StarForm(&ui.Star{Action: "#", Service: "b", About: s, Back: "#", Label: l.T("favourite.drop"), Kept: true})},
		{"ui.Table", "scrolls on a phone", ui.Table(grid(s+" (1)", false))},
		{"ui.Table", "stacked on a phone", ui.Table(grid(s+" (2)", true))},
		{"ui.Table", "no rows", ui.Table(ui.Grid{Caption: s + " (3)", Columns: []ui.Column{{Title: s}, {Title: count.In(l), Numeric: true}}})},
	}
}

// messages are a question with a file that is closed, and an answer that was not read.
func messages(l locale.Lang) []ui.Message {
	return []ui.Message{
		{By: l.T("thread.side.applicant", "Name", office.In(l)), When: when.In(l), Text: long.In(l), New: l.T("thread.new"), Sent: []ui.Sent{{Name: title.In(l) + ".pdf", Note: l.T("thread.file.closed")}}},
		{By: l.T("thread.side.office", "Name", office.In(l)), When: when.In(l), Text: usual.In(l), Mine: true, Seen: l.T("thread.unseen"), Sent: []ui.Sent{{Name: "1.pdf", Note: "1 MB", Href: "#"}}},
	}
}
