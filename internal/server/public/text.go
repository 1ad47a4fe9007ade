package public

import (
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"github.com/yagona/portal/internal/feedback"
	"github.com/yagona/portal/internal/locale"
	view "github.com/yagona/portal/web/public"
)

// Help is questions and answers.
func (s *Site) Help(req *http.Request) (templ.Component, error) {
	return s.text(req, "help", true)
}

// Contacts is how to reach people.
func (s *Site) Contacts(req *http.Request) (templ.Component, error) {
	r := s.reader(req)
	v := s.words(req, "contacts", false)
	help, _ := r.list.Authorities.Get("public-services-agency")
	v.Sections = append([]view.Section{{
		ID: "phone", Heading: help.Title.In(r.lang), Body: []string{r.lang.T("public.contacts.centre")},
		Links: []view.Link{{Title: help.Phone, Href: templ.SafeURL("tel:" + help.Phone), Note: r.lang.T("public.contacts.free")}},
	}}, v.Sections...)
	v.Sections = append(v.Sections, view.Section{
		ID: "more", Heading: r.lang.T("public.contacts.more"), Links: []view.Link{
			{Title: r.lang.T("public.authorities"), Href: r.link("/authorities")},
			{Title: r.lang.T("ui.footer.feedback"), Href: r.link("/feedback")},
			{Title: r.lang.T("ui.footer.faq"), Href: r.link("/help")},
		},
	})
	return view.TextPage(v), nil
}

// Privacy is what we know of people, why, and how they see it.
func (s *Site) Privacy(req *http.Request) (templ.Component, error) {
	return s.text(req, "privacy", false)
}

// Accessibility is what works for whom and how that was found out, what does not yet, and whom to tell: the form for what
// stands in somebody's way, and in how many days it is answered.
func (s *Site) Accessibility(req *http.Request) (templ.Component, error) {
	r, v := s.reader(req), s.words(req, "accessibility", false)
	tell := &v.Sections[len(v.Sections)-1]
	if r.reply > 0 {
		tell.Body = append(tell.Body, r.lang.T("public.accessibility.answer", "Count", r.reply))
	}
	tell.Links = []view.Link{
		{Title: r.lang.T("public.accessibility.tell"), Href: v.Say(string(feedback.Concern), "")},
		{Title: r.lang.T("ui.footer.contacts"), Href: r.link("/contacts")},
	}
	return view.TextPage(v), nil
}

func (s *Site) text(req *http.Request, id string, fold bool) (templ.Component, error) {
	return view.TextPage(s.words(req, id, fold)), nil
}

// words reads a page of words from the messages public.<id>.<n>-title and -text, n from 1 as far as there are any.
func (s *Site) words(req *http.Request, id string, fold bool) view.Text {
	l := locale.FromContext(req.Context())
	prefix := "public." + id + "."
	v := view.Text{Heading: l.T(prefix + "title"), Lead: l.T(prefix + "lead"), Fold: fold}
	v.Page = s.page(req, v.Heading, v.Lead)
	v.Section = ""
	for n := 1; l.Has(prefix + strconv.Itoa(n) + "-title"); n++ {
		part := prefix + strconv.Itoa(n)
		v.Sections = append(v.Sections, view.Section{ID: id + "-" + strconv.Itoa(n), Heading: l.T(part + "-title"), Body: []string{l.T(part + "-text")}})
	}
	return v
}
