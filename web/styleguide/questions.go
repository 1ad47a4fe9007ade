package styleguide

import (
	"net/url"
	"slices"
	"strconv"

	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/web/ui"
)

// empty is every kind of question before anything is typed, optional and with a hint.
func empty(l locale.Lang) []specimen {
	return each(l, "empty-", "empty", func(c *ui.Control) {
		no := false
		c.Field.Required, c.Field.Hint, c.Open = &no, usual, -1
		c.Rows, c.Slot = nil, &ui.SlotChoice{Offices: c.Slot.Offices, Office: "1", Address: title.In(l)}
	})
}

// filled is every kind with an answer.
func filled(l locale.Lang) []specimen {
	return each(l, "filled-", "filled in", func(c *ui.Control) {
		c.Values = url.Values{}
		for suffix, v := range map[string]string{
			"": title.In(l), "-day": "14", "-month": "3", "-year": "2026", "-from-day": "1", "-from-month": "3", "-from-year": "2026",
			"-to-day": "31", "-to-month": "3", "-to-year": "2026", "-at": "b",
		} {
			c.Values[c.Name+suffix] = []string{v}
		}
		c.Values[c.Name] = append(c.Values[c.Name], "a", "u1", form.Yes, "1726")
		c.Source, c.Missing, c.Field.Label = usual.In(l), "#", long
	})
}

// wrong is every kind sent back, with the summary above, and the pickers whose register does not answer.
func wrong(l locale.Lang) []specimen {
	const prefix = "wrong-"
	text := l.T("form.required.text")
	out := []specimen{{"ui.ErrorSummary", "", ui.ErrorSummary(faults.In(l), []ui.Fault{{Field: prefix + "text", Text: text}, {Text: usual.In(l)}})}}
	out = append(out, each(l, prefix, "sent back", func(c *ui.Control) {
		c.Problems = form.Problems{{Input: c.Name, Field: c.Name, ID: "form.required.text"}}
	})...)
	silent := each(l, "silent-", "the register does not answer", func(c *ui.Control) { c.Silent, c.Picks = true, nil })
	return append(out, slices.DeleteFunc(silent, func(s specimen) bool { return !form.Kind(s.name[len("ui.Field "):]).IsPicker() })...)
}

// each is a specimen of every kind, in the order of their names.
func each(l locale.Lang, prefix, state string, change func(*ui.Control)) []specimen {
	kinds := form.Kinds()
	slices.Sort(kinds)
	var out []specimen
	for _, k := range kinds {
		c := control(l, k, prefix+string(k))
		change(&c)
		out = append(out, specimen{"ui.Field " + string(k), state, ui.Field(c)})
	}
	return out
}

func control(l locale.Lang, k form.Kind, name string) ui.Control {
	options := []form.Option{{Value: "a", Label: short}, {Value: "b", Label: long}}
	f := form.Field{Key: name, Kind: k, Label: title, Options: options}
	if k == form.KindGroup {
		f.Max, f.Fields = 3, []form.Field{{Key: "n", Kind: form.KindText, Label: title}, {Key: "d", Kind: form.KindDate, Label: when}}
	}
	known := registered(l)
	return ui.Control{
		Field: f, Name: name, Lang: l, Open: 1,
		Picks:   []form.Pick{{ID: "a", Value: known}, {ID: "b", Value: known, Blocked: usual}},
		Regions: []ui.RegionOption{{Code: "1726", Title: office.In(l), Seat: "41.31,69.28", Districts: []ui.Option{{Value: "1726269", Title: title.In(l)}}}},
		Map:     ui.PlaceMap{Tiles: "/demo/tiles/{z}/{x}/{y}.png", Credit: office.In(l)},
		Uploads: map[string]form.Upload{"u1": {ID: "u1", Name: "passport-nusxa.pdf", Size: 912_000}},
		Slot: &ui.SlotChoice{
			Offices: []ui.Option{{Value: "1", Title: office.In(l)}}, Office: "1", Address: title.In(l), Hours: when.In(l), Months: when.In(l),
			Weeks: [][]ui.SlotDay{week(l)}, Day: "d2", DayTitle: when.In(l), Held: usual.In(l),
			Times: []ui.Option{{Value: "a", Title: "10:00"}, {Value: "b", Title: "10:30"}},
		},
		Rows:      []ui.GroupRow{{Index: 0, Title: person.In(l), Rest: when.In(l), Change: "#"}},
		Territory: func(string) string { return office.In(l) },
	}
}

// week is a calendar of one week: two free days, the second one open.
func week(l locale.Lang) []ui.SlotDay {
	out := make([]ui.SlotDay, 7)
	for i := range out {
		out[i] = ui.SlotDay{Value: "d" + strconv.Itoa(i), Number: strconv.Itoa(24 + i), Title: when.In(l), Open: i == 2}
		if i == 1 || i == 2 {
			out[i].Free, out[i].Note = 3, usual.In(l)
		}
	}
	return out
}

// registered is something of every kind that a register may know.
func registered(l locale.Lang) map[string]any {
	return map[string]any{
		"full_name": person.In(l), "birth_date": "2020-03-14", "name": title.In(l), "tin": "301234567", "status": state.In(l), "address": office.In(l),
		"area": 64.5, "area_ha": 1.2, "purpose": title.In(l), "cadastre_number": "10:01:02:03:04:0005", "kind": title.In(l), "number": "01 234",
		"plate": "01 A 123 BC", "model": "Cobalt", "year": int64(2021), "institution": office.In(l), "level": short.In(l), "speciality": title.In(l),
		"debt": int64(120_000), "amount": int64(412_000), "date": "2026-03-14", "article": usual.In(l), "count": int64(12), "tag": "UZ 0001",
		"court": office.In(l), "valid_until": "2027-03-14",
	}
}
