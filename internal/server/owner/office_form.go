package owner

import (
	"net/url"
	"slices"
	"strconv"

	"github.com/yagona/portal/internal/booking"
	"github.com/yagona/portal/internal/form"
)

// officeForm is the form as it was sent, and what came of it.
type officeForm struct {
	values   url.Values // nil: not sent
	problems form.Problems
	agree    []booking.Appointment

	overtaken bool // by another change: what was left alone here follows it
}

// follow has the form say of all that was left as the page had it how the office is now. Of an office that was changed more often
// than the history goes back, all stays as it was sent.
func (in *officeForm) follow(now booking.Office, changes []booking.Changed) {
	row, err := strconv.Atoi(in.values.Get("row"))
	since := now.Row - row
	in.values.Set("row", strconv.Itoa(now.Row))
	if err != nil || since < 1 || since > len(changes) {
		return
	}
	shown, is := fill(changes[since-1].Was), fill(now.Setup)
	typed := func(v url.Values, name string) []string {
		return slices.DeleteFunc(slices.Clone(v[name]), func(s string) bool { return s == "" })
	}
	for _, setup := range []url.Values{shown, is} {
		for name := range setup {
			if slices.Equal(typed(in.values, name), typed(shown, name)) {
				in.values[name] = is[name]
			}
		}
	}
}
