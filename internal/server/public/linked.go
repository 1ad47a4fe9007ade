package public

import (
	"strconv"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/workday"
	"github.com/yagona/portal/web/layout"
)

// The vocabulary of schema.org, as far as pages use it.
type (
	webSite struct {
		Type     string       `json:"@type"`
		Name     string       `json:"name"`
		URL      string       `json:"url"`
		Language string       `json:"inLanguage"`
		Action   searchAction `json:"potentialAction"`
	}
	searchAction struct {
		Type   string     `json:"@type"`
		Target entryPoint `json:"target"`
		Input  string     `json:"query-input"`
	}
	entryPoint struct {
		Type     string `json:"@type"`
		Template string `json:"urlTemplate"`
	}
	organization struct {
		Type   string        `json:"@type"`
		Name   string        `json:"name"`
		URL    string        `json:"url"`
		Phone  string        `json:"telephone,omitempty"`
		Parent *organization `json:"parentOrganization,omitempty"`
	}
	governmentService struct {
		Type        string         `json:"@type"`
		Name        string         `json:"name"`
		Description string         `json:"description"`
		URL         string         `json:"url"`
		Topic       string         `json:"serviceType"`
		Provider    organization   `json:"provider"`
		Area        named          `json:"areaServed"`
		Audience    []audience     `json:"audience"`
		Channel     serviceChannel `json:"availableChannel"`
		Output      named          `json:"serviceOutput"`
		Offers      []offer        `json:"offers,omitempty"`
	}
	named struct {
		Type string `json:"@type"`
		Name string `json:"name"`
	}
	audience struct {
		Type string `json:"@type"`
		Kind string `json:"audienceType"`
	}
	serviceChannel struct {
		Type      string       `json:"@type"`
		URL       string       `json:"serviceUrl"`
		Phone     contactPoint `json:"servicePhone"`
		Languages []string     `json:"availableLanguage"`
		Time      string       `json:"processingTime,omitempty"`
	}
	contactPoint struct {
		Type  string `json:"@type"`
		Phone string `json:"telephone"`
	}
	offer struct {
		Type     string `json:"@type"`
		Name     string `json:"name,omitempty"`
		Price    string `json:"price"`
		Currency string `json:"priceCurrency"`
	}
)

// linkedSite is the portal with the way to search it.
func (r reader) linkedSite(p layout.Page) webSite {
	return webSite{
		Type: "WebSite", Name: p.T("ui.portal.title"), URL: p.Absolute(r.lang, "/"), Language: r.lang.Tag(),
		Action: searchAction{
			Type: "SearchAction", Input: "required name=search_term_string",
			Target: entryPoint{"EntryPoint", p.Absolute(r.lang, "/services?q={search_term_string}")},
		},
	}
}

// linkedAuthority is an authority with the one above it.
func (r reader) linkedAuthority(p layout.Page, a catalogue.Authority) organization {
	o := organization{Type: "GovernmentOrganization", Name: a.Title.In(r.lang), URL: p.Absolute(r.lang, "/authorities/"+a.Code), Phone: a.Phone}
	if above, ok := r.list.Authorities.Get(a.Supervisor); ok {
		parent := r.linkedAuthority(p, above)
		o.Parent = &parent
	}
	return o
}

// linkedService is what a service is, for whom, from whom, where to ask for it and at what price.
func (r reader) linkedService(p layout.Page, svc *catalogue.Service) governmentService {
	topic, _ := r.list.Categories.Get(svc.Category)
	authority, _ := r.list.Authorities.Get(svc.Authority)
	result, _ := r.list.ResultKinds.Get(svc.Result.Kind)
	provider := r.linkedAuthority(p, authority)
	out := governmentService{
		Type: "GovernmentService", Name: svc.Title.In(r.lang), Description: svc.Summary.In(r.lang), URL: p.Absolute(r.lang, p.Path),
		Topic: topic.Title.In(r.lang), Provider: provider, Area: named{"Country", r.lang.T("browse.country")},
		Output: named{"Thing", result.Title.In(r.lang)}, Offers: r.linkedOffers(svc),
		Channel: serviceChannel{
			Type: "ServiceChannel", URL: p.Absolute(r.lang, "/services/"+svc.Code+"/apply"), Time: duration(svc.Term),
			Phone: contactPoint{"ContactPoint", provider.Phone},
		},
	}
	for _, code := range svc.Audience {
		a, _ := r.list.Audiences.Get(code)
		out.Audience = append(out.Audience, audience{"Audience", a.Title.In(r.lang)})
	}
	for _, l := range locale.Langs {
		out.Channel.Languages = append(out.Channel.Languages, l.Tag())
	}
	return out
}

// linkedOffers is each row of the tariff through the portal. A bill has no price, and without a base amount none is
// known.
func (r reader) linkedOffers(svc *catalogue.Service) []offer {
	prices := r.prices(svc)
	if !r.priced(svc) {
		if svc.Process == catalogue.Payment {
			return nil
		}
		return []offer{{Type: "Offer", Price: "0", Currency: "UZS"}}
	}
	if r.bhm == 0 {
		return nil
	}
	out := make([]offer, len(prices))
	for i, q := range prices {
		out[i] = offer{Type: "Offer", Name: svc.FeeCase(i, r.lang), Price: strconv.FormatInt(q.Amount, 10), Currency: "UZS"}
	}
	return out
}

// duration is a term in the notation of ISO 8601, which has no working days.
func duration(t catalogue.Term) string {
	n := strconv.Itoa(t.Value)
	switch t.Unit {
	case workday.Minutes:
		return "PT" + n + "M"
	case workday.Hours:
		return "PT" + n + "H"
	case workday.CalendarDays:
		return "P" + n + "D"
	default:
		return ""
	}
}
