package notices

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/respond"
	pages "github.com/yagona/portal/web/notices"
	"github.com/yagona/portal/web/ui"
)

// Values of the question how e-mail comes.
const (
	atOnce   = "now"
	onceADay = "day"
)

// firstHour is what is shown for the e-mail of the day before somebody has chosen.
const firstHour = 9

// Choices is the page with everything that can be chosen: GET /cabinet/notices.
func (n *Notices) Choices(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	c, err := n.Messages.Choices(r.Context(), who, locale.FromContext(r.Context()))
	if err != nil {
		return err
	}
	return n.choices(w, r, who, http.StatusOK, filled(c))
}

// Choose keeps the choices: POST /cabinet/notices.
func (n *Notices) Choose(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	if err := r.ParseForm(); err != nil {
		return problem.New(problem.Invalid, "ui.problem.invalid-text").Because(err)
	}
	if respond.Switched(r) {
		return n.choices(w, r, who, http.StatusOK, r.PostForm)
	}
	if err := n.Messages.Choose(r.Context(), who, chosen(r.PostForm)); err != nil {
		return err
	}
	return n.done(w, r, "notices.saved")
}

// Remove takes an address away: POST /cabinet/notices/remove.
func (n *Notices) Remove(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	id, err := strconv.ParseInt(r.PostFormValue("id"), 10, 64)
	if err != nil {
		return problem.New(problem.NotFound, "notices.no-contact")
	}
	if err := n.Messages.Remove(r.Context(), who, id); err != nil {
		return err
	}
	return n.done(w, r, "notices.removed")
}

// Allow adds a browser that was allowed to show notices: POST /cabinet/notices/push.
func (n *Notices) Allow(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	l := locale.FromContext(r.Context())
	d := notify.Device{Endpoint: r.PostFormValue("endpoint"), Name: device(r), P256dh: r.PostFormValue("p256dh"), Auth: r.PostFormValue("auth")}
	if n.Demo != nil && r.PostFormValue("demo") != "" {
		var err error
		if d, err = n.Demo.Push.Allow(l.T("notices.push.demo-name")); err != nil {
			return err
		}
	}
	if err := n.Messages.Subscribe(r.Context(), who, d, l); err != nil {
		return err
	}
	return n.done(w, r, "notices.device-added")
}

// filled is the choices as the form has them.
func filled(c notify.Choices) url.Values {
	v := url.Values{"pace": {atOnce}, "hour": {strconv.Itoa(firstHour)}, "from": {strconv.Itoa(c.QuietFrom)}, "until": {strconv.Itoa(c.QuietUntil)}, "lang": {string(c.Lang)}}
	if c.DigestHour != nil {
		v.Set("pace", onceADay)
		v.Set("hour", strconv.Itoa(*c.DigestHour))
	}
	for _, k := range notify.Kinds {
		for _, ch := range notify.Channels {
			if slices.Contains(c.Wanted, notify.Want(k, ch)) {
				v.Add(string(k), string(ch))
			}
		}
	}
	return v
}

// chosen reads the form. What is no hour is one that the store refuses.
func chosen(v url.Values) notify.Choices {
	c := notify.Choices{Lang: locale.Lang(v.Get("lang")), QuietFrom: hour(v.Get("from")), QuietUntil: hour(v.Get("until"))}
	if v.Get("pace") == onceADay {
		at := hour(v.Get("hour"))
		c.DigestHour = &at
	}
	for _, k := range notify.Kinds {
		for _, ch := range v[string(k)] {
			c.Wanted = append(c.Wanted, notify.Want(k, notify.Channel(ch)))
		}
	}
	return c
}

func hour(typed string) int {
	h, err := strconv.Atoi(typed)
	if err != nil {
		return -1
	}
	return h
}

func (n *Notices) choices(w http.ResponseWriter, r *http.Request, who account.Principal, status int, values url.Values) error {
	contacts, err := n.Messages.Contacts(r.Context(), who)
	if err != nil {
		return err
	}
	l, has := locale.FromContext(r.Context()), n.Messages.Has()
	v := pages.Choices{Page: n.page(r, "notices.title", false)}
	v.Removing = v.Link(notify.ChoicesPath + "/remove")
	n.places(&v, contacts, has)
	if slices.Contains(has, notify.Push) {
		v.Push = &pages.Push{Action: v.Link(notify.ChoicesPath + "/push"), Key: n.Messages.PublicKey(), Demo: n.Demo != nil}
	}
	optional := false
	for _, k := range notify.Kinds {
		f := form.Field{Key: string(k), Kind: form.KindChoices, Required: &optional, Label: locale.TextOf("notices.kind." + string(k)), Hint: locale.TextOf("notices.about." + string(k))}
		for _, ch := range has {
			f.Options = append(f.Options, form.Option{Value: string(ch), Label: locale.TextOf("notices.channel." + string(ch))})
		}
		v.Kinds = append(v.Kinds, ui.Control{Field: f, Name: f.Key, Lang: l, Values: values, Any: true})
	}
	if slices.Contains(has, notify.Email) {
		f := form.Field{Key: "pace", Kind: form.KindChoice, Label: locale.TextOf("notices.pace.label"), Options: []form.Option{
			{Value: atOnce, Label: locale.TextOf("notices.pace.now")}, {Value: onceADay, Label: locale.TextOf("notices.pace.day")},
		}}
		v.Pace = &ui.Control{Field: f, Name: f.Key, Lang: l, Values: values}
	}
	v.Hour, v.From, v.Until = hours(l, values, "hour"), hours(l, values, "from"), hours(l, values, "until")
	for _, x := range locale.Langs {
		v.Langs = append(v.Langs, pages.Lang{Value: string(x), Name: x.Name(), Tag: x.Tag(), Chosen: values.Get("lang") == string(x)})
	}
	return respond.HTML(w, r, status, pages.ChoicesPage(v))
}

// places is the addresses, with a way to give the one that is missing.
func (n *Notices) places(v *pages.Choices, contacts []notify.Contact, has []notify.Channel) {
	given := map[notify.Channel]bool{}
	for _, c := range contacts {
		given[c.Channel] = true
		p := pages.Place{ID: strconv.FormatInt(c.ID, 10), Title: v.T("notices.channel." + string(c.Channel)), Address: c.Address, Tag: v.T("notices.works"), Tone: ui.Leaf}
		if c.BrokenAt != nil {
			p.Tag, p.Tone, v.Broken = v.T("notices.broken"), ui.Red, true
		}
		if c.Channel == notify.Push {
			p.Address = c.Device
			v.Devices = append(v.Devices, p)
			continue
		}
		p.Change, p.Label = v.Link(notify.ChoicesPath+"/"+string(c.Channel)), v.T("notices.change."+string(c.Channel))
		v.Places = append(v.Places, p)
	}
	for _, ch := range has {
		if !given[ch] && ch != notify.Push {
			v.Places = append(v.Places, pages.Place{
				Title: v.T("notices.channel." + string(ch)), Address: v.T("notices.none"),
				Change: v.Link(notify.ChoicesPath + "/" + string(ch)), Label: v.T("notices.add." + string(ch)),
			})
		}
	}
}

func hours(l locale.Lang, values url.Values, name string) pages.Hours {
	label := map[string]string{"hour": "notices.hour", "from": "notices.from", "until": "notices.until"}[name]
	h := pages.Hours{Name: name, Label: l.T(label), Chosen: values.Get(name)}
	for i := range 24 {
		h.Options = append(h.Options, ui.Option{Value: strconv.Itoa(i), Title: strconv.Itoa(i/10) + strconv.Itoa(i%10) + ":00"})
	}
	return h
}
