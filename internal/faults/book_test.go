package faults

import (
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/integration/card"
	"github.com/yagona/portal/internal/integration/payme"
	"github.com/yagona/portal/internal/notify"
)

// spoilers make a book and what the portal says differ, each in a way of its own, and say whether there was anything to spoil.
var spoilers = map[string]func(calls []call, portal map[string]entry) ([]call, bool){
	"the same under another name": func(calls []call, _ map[string]entry) ([]call, bool) {
		return among(calls, string(notify.Email), false, func(c call) []call { c2 := c; c2.id += "0"; return []call{c, c2} })
	},
	"again after the answer": func(calls []call, _ map[string]entry) ([]call, bool) {
		return among(calls, string(notify.Email), false, func(c call) []call { return []call{c, c} })
	},
	"an SMS whose answer was lost again": func(calls []call, _ map[string]entry) ([]call, bool) {
		return among(calls, string(notify.SMS), true, func(c call) []call { c2 := c; c2.lost = false; return []call{c, c2} })
	},
	"given up": func(calls []call, _ map[string]entry) ([]call, bool) {
		return among(calls, string(notify.Email), false, func(c call) []call { c.lost = true; return []call{c} })
	},
	"to somebody else": func(calls []call, _ map[string]entry) ([]call, bool) {
		return among(calls, string(notify.SMS), false, func(c call) []call { c.to = "+998000000000"; return []call{c} })
	},
	"another name of the gateway": func(calls []call, _ map[string]entry) ([]call, bool) {
		return among(calls, string(notify.SMS), false, func(c call) []call { c.name += "x"; return []call{c} })
	},
	"money back twice: card": func(calls []call, _ map[string]entry) ([]call, bool) {
		return among(calls, card.Provider, true, func(c call) []call { c2 := c; c2.did = true; return []call{c2, c2} })
	},
	"money back twice: payme": func(calls []call, _ map[string]entry) ([]call, bool) {
		return among(calls, payme.Provider, true, func(c call) []call { c2 := c; c2.did = true; return []call{c2, c2} })
	},
	"nobody did it": func(calls []call, _ map[string]entry) ([]call, bool) {
		i := slices.IndexFunc(calls, func(c call) bool { return c.way() == card.Provider })
		if i < 0 {
			return nil, false
		}
		id := calls[i].id
		return slices.DeleteFunc(calls, func(c call) bool { return c.id == id }), true
	},
	"an SMS in doubt is called sent": func(calls []call, portal map[string]entry) ([]call, bool) {
		return calls, changed(calls, portal, string(notify.SMS), true, func(o *entry) { o.state = notify.Sent })
	},
	"back, and not with us": func(calls []call, portal map[string]entry) ([]call, bool) {
		return calls, changed(calls, portal, payme.Provider, true, func(o *entry) { o.state = notify.Queued })
	},
	"told twice that it is back": func(calls []call, portal map[string]entry) ([]call, bool) {
		return calls, changed(calls, portal, card.Provider, true, func(o *entry) { o.times = 2 })
	},
}

// among puts others in the place of the first call of a way whose answer was lost, or was not.
func among(calls []call, way string, lost bool, other func(call) []call) ([]call, bool) {
	i := slices.IndexFunc(calls, func(c call) bool { return c.way() == way && c.lost == lost })
	if i < 0 {
		return nil, false
	}
	return slices.Replace(calls, i, i+1, other(calls[i])...), true
}

func changed(calls []call, portal map[string]entry, way string, lost bool, how func(*entry)) bool {
	i := slices.IndexFunc(calls, func(c call) bool { return c.way() == way && c.lost == lost })
	if i < 0 {
		return false
	}
	us := portal[calls[i].id]
	how(&us)
	portal[calls[i].id] = us
	return true
}

// blind is the spoilers that the comparison does not see, and those that found nothing to spoil.
func blind(calls []call, portal map[string]entry) (unseen, idle []string) {
	for name, spoil := range spoilers {
		theirs := maps.Clone(portal)
		switch spoiled, some := spoil(slices.Clone(calls), theirs); {
		case !some:
			idle = append(idle, name)
		case len(against(spoiled, theirs)) == 0:
			unseen = append(unseen, name)
		}
	}
	slices.Sort(unseen)
	slices.Sort(idle)
	return unseen, idle
}

// TestAgainst_isNotBlind holds a small book against a portal that did everything right, and then against others.
func TestAgainst_isNotBlind(t *testing.T) {
	calls := []call{
		{id: "email copy-1", to: "a@x", did: true, lost: true},
		{id: "email copy-1", to: "a@x", did: true},
		{id: "sms 2", to: "+998901111111", name: "n", did: true},
		{id: "sms 3", to: "+998901111111", name: "m", did: true, lost: true},
		{id: "card A", did: true, lost: true},
		{id: "card A"},
		{id: "payme b", did: true, lost: true},
		{id: "payme b"},
	}
	portal := map[string]entry{
		"email copy-1": {to: "a@x", state: notify.Sent, times: 1}, "email copy-9": {to: "a@x", state: notify.Queued},
		"sms 2": {to: "+998901111111", state: notify.Sent, name: "n", times: 1}, "sms 3": {to: "+998901111111", state: notify.Failed},
		"card A": {state: notify.Sent, times: 1}, "payme b": {state: notify.Sent, times: 1},
	}
	require.Empty(t, against(calls, portal))
	unseen, idle := blind(calls, portal)
	require.Empty(t, unseen, "the comparison is blind")
	require.Empty(t, idle)
}
