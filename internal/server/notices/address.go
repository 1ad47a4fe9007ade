package notices

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/respond"
	pages "github.com/yagona/portal/web/notices"
	"github.com/yagona/portal/web/ui"
)

// kinds are the questions for the addresses that are proved by a code.
var kinds = map[notify.Channel]form.Kind{notify.Email: form.KindEmail, notify.SMS: form.KindPhone}

// channel is the one in the address of the page, if the portal has it and people prove it by a code.
func (n *Notices) channel(r *http.Request) (notify.Channel, error) {
	ch := notify.Channel(chi.URLParam(r, "channel"))
	for _, has := range n.Messages.Has() {
		if has == ch && kinds[ch] != "" {
			return ch, nil
		}
	}
	return "", problem.New(problem.NotFound, "notices.no-channel")
}

// question is the one question of the page of an address.
func question(ch notify.Channel) form.Field {
	return form.Field{Key: "address", Kind: kinds[ch], Label: locale.TextOf("notices." + string(ch) + ".label"), Hint: locale.TextOf("notices." + string(ch) + ".hint")}
}

// Address asks for an e-mail or a phone number: GET /cabinet/notices/{channel}.
func (n *Notices) Address(w http.ResponseWriter, r *http.Request, _ account.Principal) error {
	ch, err := n.channel(r)
	if err != nil {
		return err
	}
	return n.address(w, r, ch, http.StatusOK, nil, nil)
}

// Ask sends a code there: POST /cabinet/notices/{channel}.
func (n *Notices) Ask(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	ch, err := n.channel(r)
	if err != nil {
		return err
	}
	if err := r.ParseForm(); err != nil {
		return problem.New(problem.Invalid, "ui.problem.invalid-text").Because(err)
	}
	if respond.Switched(r) {
		return n.address(w, r, ch, http.StatusOK, r.PostForm, nil)
	}
	answers, problems := form.Parse([]form.Field{question(ch)}, r.PostForm, form.Context{})
	if len(problems) > 0 {
		return n.address(w, r, ch, http.StatusUnprocessableEntity, r.PostForm, problems)
	}
	err = n.Messages.AskCode(r.Context(), who, ch, form.String(answers["address"]), locale.FromContext(r.Context()))
	if p := problem.Of(err); p != nil && (p.Kind == problem.Invalid || p.Kind == problem.TooMany || p.Kind == problem.Unavailable) {
		return n.address(w, r, ch, status(p), r.PostForm, form.Problems{{Input: "address", Field: "address", ID: p.ID, Args: p.Args}})
	}
	if err != nil {
		return err
	}
	return respond.Redirect(w, r, notify.ChoicesPath+"/"+string(ch)+"/code")
}

// status keeps the kind of a problem that is shown beside what was typed.
func status(p *problem.Error) int {
	switch p.Kind {
	case problem.TooMany:
		return http.StatusTooManyRequests
	case problem.Unavailable:
		return http.StatusServiceUnavailable
	default:
		return http.StatusUnprocessableEntity
	}
}

func (n *Notices) address(w http.ResponseWriter, r *http.Request, ch notify.Channel, status int, values url.Values, problems form.Problems) error {
	l := locale.FromContext(r.Context())
	v := pages.Address{
		Page: n.page(r, "notices."+string(ch)+".title", true), Button: l.T("notices." + string(ch) + ".send"), Faults: ui.Faults(problems, l),
		Field: ui.Control{Field: question(ch), Name: "address", Lang: l, Values: values, Problems: problems},
	}
	return respond.HTML(w, r, status, pages.AddressPage(v))
}

// Code asks for the code that was sent: GET /cabinet/notices/{channel}/code.
func (n *Notices) Code(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	ch, err := n.channel(r)
	if err != nil {
		return err
	}
	return n.code(w, r, who, ch, http.StatusOK, "", nil)
}

// Confirm takes it: POST /cabinet/notices/{channel}/code.
func (n *Notices) Confirm(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	ch, err := n.channel(r)
	if err != nil {
		return err
	}
	typed := strings.Join(strings.Fields(r.PostFormValue("code")), "")
	if respond.Switched(r) {
		return n.code(w, r, who, ch, http.StatusOK, typed, nil)
	}
	if typed == "" {
		return n.code(w, r, who, ch, http.StatusUnprocessableEntity, typed, problem.New(problem.Invalid, "notices.code.missing"))
	}
	err = n.Messages.Confirm(r.Context(), who, ch, typed, locale.FromContext(r.Context()))
	if p := problem.Of(err); p != nil && p.Kind == problem.Invalid {
		return n.code(w, r, who, ch, http.StatusUnprocessableEntity, typed, p)
	}
	if err != nil {
		return err
	}
	return n.done(w, r, "notices.confirmed")
}

// code draws the page. Where no code waits there is nothing to type: the way leads back to the address, unless a try
// has just used it up.
func (n *Notices) code(w http.ResponseWriter, r *http.Request, who account.Principal, ch notify.Channel, status int, typed string, p *problem.Error) error {
	to, err := n.Messages.Asked(r.Context(), who, ch)
	if err != nil {
		return err
	}
	if to == "" && p == nil {
		return respond.Redirect(w, r, notify.ChoicesPath+"/"+string(ch))
	}
	l := locale.FromContext(r.Context())
	v := pages.Address{Page: n.page(r, "notices.code.title", true), Code: typed}
	v.Again = v.Link(notify.ChoicesPath + "/" + string(ch))
	if to != "" {
		v.Lead = l.T("notices.code.lead", "Address", to, "Minutes", int(notify.CodeLife.Minutes()))
	}
	if p != nil {
		v.Faults = []ui.Fault{{Field: "code", Text: l.T(p.ID, p.Args...)}}
	}
	return respond.HTML(w, r, status, pages.CodePage(v))
}
