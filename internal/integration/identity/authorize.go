package identity

import (
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
)

// request is an authorization request that names our client and its address: only then may errors go back by redirect.
type request struct {
	query url.Values
	level catalogue.Assurance
	lang  locale.Lang
	fault string // error code of OAuth, empty when all is right
}

func (p *Provider) read(r *http.Request) (request, bool) {
	q := r.URL.Query()
	if q.Get("client_id") != p.config.ClientID || q.Get("redirect_uri") != p.config.RedirectURL {
		return request{}, false
	}
	a := request{query: q, level: catalogue.Basic, lang: langOf(q.Get("ui_locales"))}
	for acr := range strings.FieldsSeq(q.Get("acr_values")) {
		if l := catalogue.Assurance(acr); account.KnownLevel(l) {
			a.level = l
			break
		}
	}
	switch {
	case q.Get("response_type") != "code":
		a.fault = "unsupported_response_type"
	case !slices.Contains(strings.Fields(q.Get("scope")), "openid"):
		a.fault = "invalid_scope"
	case q.Get("code_challenge_method") != "S256" || len(q.Get("code_challenge")) != 43 || q.Get("state") == "":
		a.fault = "invalid_request"
	case q.Get("prompt") == "none":
		a.fault = "login_required" // nobody is ever signed in here without choosing
	}
	return a, true
}

// langOf takes the first language of the list that we have.
func langOf(uiLocales string) locale.Lang {
	for tag := range strings.FieldsSeq(uiLocales) {
		for _, l := range locale.Langs {
			if strings.EqualFold(tag, l.Tag()) || strings.EqualFold(tag, string(l)) {
				return l
			}
		}
	}
	return locale.Uz
}

// admit is the request, unless it had to be answered already: one of an unknown client stays here, a faulty one goes
// back to the portal.
func (p *Provider) admit(w http.ResponseWriter, r *http.Request) (request, bool) {
	a, ok := p.read(r)
	if !ok {
		http.Error(w, "unknown client_id or redirect_uri", http.StatusBadRequest)
		return request{}, false
	}
	if a.fault != "" {
		p.back(w, r, a, url.Values{"error": {a.fault}})
		return request{}, false
	}
	return a, true
}

// choose shows the personas; a login_hint leaves only that one, who proves a higher level. Those who cannot reach the
// level asked for stay on the page: trying one is how to see what the portal says then.
func (p *Provider) choose(w http.ResponseWriter, r *http.Request) {
	a, ok := p.admit(w, r)
	if !ok {
		return
	}
	shown := p.config.Personas
	if hint := a.query.Get("login_hint"); hint != "" {
		if i := slices.IndexFunc(shown, func(x Persona) bool { return x.Subject == hint }); i >= 0 {
			shown = shown[i : i+1]
		}
	}
	c := Choice{Lang: a.lang, Action: p.path + "/authorize?" + a.query.Encode(), Level: a.level, Personas: shown}
	ctx := locale.WithLang(r.Context(), a.lang)
	if err := p.config.Page(w, r.WithContext(ctx), c); err != nil {
		slog.ErrorContext(ctx, "persona page not shown", "err", err)
		http.Error(w, "the page could not be shown", http.StatusInternalServerError)
	}
}

// chosen answers the page's one POST: the person goes back to the portal with a code.
func (p *Provider) chosen(w http.ResponseWriter, r *http.Request) {
	a, ok := p.admit(w, r)
	if !ok {
		return
	}
	if r.PostFormValue("cancel") != "" {
		p.back(w, r, a, url.Values{"error": {"access_denied"}})
		return
	}
	i := slices.IndexFunc(p.config.Personas, func(x Persona) bool { return x.Subject == r.PostFormValue("subject") })
	if i < 0 {
		p.back(w, r, a, url.Values{"error": {"access_denied"}})
		return
	}
	persona := p.config.Personas[i]
	level := persona.Level
	if l := catalogue.Assurance(r.PostFormValue("level")); account.KnownLevel(l) && account.Reaches(level, l) {
		level = l
	}
	now := p.config.Now()
	code, err := p.code(grant{
		persona: persona, level: level, nonce: a.query.Get("nonce"), challenge: a.query.Get("code_challenge"),
		redirect: a.query.Get("redirect_uri"), at: now, expires: now.Add(codeLife),
	})
	if err != nil {
		p.back(w, r, a, url.Values{"error": {"server_error"}})
		return
	}
	p.back(w, r, a, url.Values{"code": {code}})
}

// back sends the browser to the portal with the answer, the state and, against mix-ups, the issuer.
func (p *Provider) back(w http.ResponseWriter, r *http.Request, a request, with url.Values) {
	to, err := url.Parse(p.config.RedirectURL)
	if err != nil {
		http.Error(w, "redirect_uri can't be read", http.StatusInternalServerError)
		return
	}
	with.Set("iss", p.config.Issuer)
	if state := a.query.Get("state"); state != "" {
		with.Set("state", state)
	}
	to.RawQuery = with.Encode()
	http.Redirect(w, r, to.String(), http.StatusSeeOther)
}

// endSession has nothing to end, because the provider keeps no session: it only leads back where it is allowed to.
func (p *Provider) endSession(w http.ResponseWriter, r *http.Request) {
	to := r.FormValue("post_logout_redirect_uri")
	allowed := slices.ContainsFunc(p.config.SignedOutURLs, func(prefix string) bool { return strings.HasPrefix(to, prefix) })
	if r.FormValue("client_id") != p.config.ClientID || !allowed {
		http.Error(w, "unknown client_id or post_logout_redirect_uri", http.StatusBadRequest)
		return
	}
	http.Redirect(w, r, to, http.StatusSeeOther) //nolint:gosec // one of the addresses that were allowed
}
