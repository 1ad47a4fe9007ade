package layout

import "github.com/yagona/portal/internal/locale"

// at is the page's address in a written form, with scheme and host; a query makes no other page.
func (p Page) at(l locale.Lang) string { return p.Absolute(l, p.Path) }

// Absolute is the address of a path in a written form, with scheme and host.
func (p Page) Absolute(l locale.Lang, path string) string { return p.Origin + string(URL(l, path)) }

// shareTitle is the title without the name of the portal, which previews write beside it.
func (p Page) shareTitle() string {
	if p.Title == "" {
		return p.T("ui.portal.title")
	}
	return p.Title
}

// territory is the language as the Open Graph protocol writes it. It knows no scripts.
func territory(l locale.Lang) string {
	switch l {
	case locale.Ru:
		return "ru_RU"
	case locale.En:
		return "en_GB"
	case locale.Uz, locale.UzCyrl:
	}
	return "uz_UZ"
}

// graph is the page as linked data: its way from the home page, and what it is about. Nil when there is neither.
func (p Page) graph() any {
	nodes := p.Linked
	if p.below() {
		nodes = append([]any{p.breadcrumbs()}, nodes...)
	}
	if len(nodes) == 0 {
		return nil
	}
	return struct {
		Context string `json:"@context"`
		Graph   []any  `json:"@graph"`
	}{"https://schema.org", nodes}
}

type breadcrumbList struct {
	Type  string     `json:"@type"`
	Items []listItem `json:"itemListElement"`
}

type listItem struct {
	Type     string `json:"@type"`
	Position int    `json:"position"`
	Name     string `json:"name"`
	Item     string `json:"item"`
}

func (p Page) breadcrumbs() breadcrumbList {
	way := append([]Crumb{{Title: p.T("ui.nav.home"), Path: "/"}}, p.Crumbs...)
	way = append(way, Crumb{Title: p.Title, Path: p.Path})
	list := breadcrumbList{Type: "BreadcrumbList"}
	for i, c := range way {
		list.Items = append(list.Items, listItem{"ListItem", i + 1, c.Title, p.Absolute(p.Lang, c.Path)})
	}
	return list
}
