package admin

import (
	"strings"

	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/register"
)

// factTitle names what a rule read: a question by its label, a fact by its register and its title.
func factTitle(l locale.Lang, a casework.Application, path string) string {
	parts := strings.Split(path, ".")
	switch parts[0] {
	case "form":
		if len(parts) > 1 {
			for _, f := range a.Service.Form {
				if f.Key == parts[1] {
					return f.Label.In(l)
				}
			}
		}
	case "reg":
		if len(parts) > 2 {
			return fieldTitle(l, parts[1], parts[2])
		}
	case "person", "company":
		if len(parts) > 1 {
			return fieldTitle(l, parts[0], parts[1])
		}
	case "found":
		if a.Service.Lookup != nil && len(parts) > 1 {
			return fieldTitle(l, a.Service.Lookup.Register, parts[1])
		}
	case "today":
		return l.T("admin.check.today")
	}
	return path
}

func fieldTitle(l locale.Lang, code, field string) string {
	entry, ok := catalogue.Lists().Registers.Get(code)
	title := register.Title(code, field).In(l)
	if !ok || title == "" {
		return code + "." + field
	}
	return entry.Title.In(l) + ", " + title
}
