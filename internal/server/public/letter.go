package public

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/respond"
	pages "github.com/yagona/portal/web/public"
	"github.com/yagona/portal/web/ui"
)

// Letter shows what the letter about an answer leads to: GET /feedback/letters/{number}/{key}.
func (f *Feedback) Letter(w http.ResponseWriter, r *http.Request) error {
	return f.letter(w, r, http.StatusOK, "", nil)
}

// Unlock keeps whether it is solved, or leads the author on, who says the code of the receipt: POST /feedback/letters/{number}/{key}.
func (f *Feedback) Unlock(w http.ResponseWriter, r *http.Request) error {
	said := r.PostFormValue("code")
	if respond.Switched(r) {
		return f.letter(w, r, http.StatusOK, said, nil)
	}
	number, key := chi.URLParam(r, "number"), chi.URLParam(r, "key")
	if solved := r.PostFormValue("solved"); solved == "yes" || solved == "no" {
		if err := f.store.SettleByLetter(r.Context(), number, key, solved == "yes"); err != nil {
			return err
		}
		return respond.Redirect(w, r, "/feedback/letters/"+number+"/"+key)
	}
	receipt, err := f.store.Unlock(r.Context(), number, key, said)
	if p := problem.Of(err); p != nil && p.Kind == problem.Invalid {
		return f.letter(w, r, http.StatusUnprocessableEntity, said, []ui.Fault{{Field: "code", Text: locale.FromContext(r.Context()).T(p.ID, p.Args...)}})
	}
	if err != nil {
		return err
	}
	return respond.Redirect(w, r, "/feedback/"+receipt)
}

func (f *Feedback) letter(w http.ResponseWriter, r *http.Request, status int, said string, faults []ui.Fault) error {
	number, key, lang := chi.URLParam(r, "number"), chi.URLParam(r, "key"), locale.FromContext(r.Context())
	c, err := f.store.ByLetter(r.Context(), number, key)
	if err != nil {
		return err
	}
	owner, _ := catalogue.Lists().Authorities.Get(c.Owner)
	v := pages.FeedbackLetter{Page: respond.Page(r, lang.T("feedback.letter.title")), Replied: c, Authority: owner.Title.In(lang), Said: said, Faults: faults}
	v.Page.AlternateOff, v.Page.Path = true, "/feedback/letters/"+number+"/"+key
	v.Page.Form = v.Page.Path
	w.Header().Set("Referrer-Policy", "no-referrer") // the address is the key to the reply
	return respond.HTML(w, r, status, pages.FeedbackLettered(v))
}
