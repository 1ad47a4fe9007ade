package signer

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/yagona/portal/internal/locale"
)

// Lifetimes and room at the demo's page.
const (
	requestLife = 30 * time.Minute // a person reads before signing
	codeLife    = 30 * time.Minute
	keptMost    = 2000 // requests and signatures; more is refused until old ones are forgotten
)

// Person is an invented person who has a token.
type Person struct{ Name, PINFL string }

// State is what is wrong with a certificate of the demo, so that a visitor can see what the portal says to it. Its words
// are the message signature.demo.<state>.
type State string

// States.
const (
	Good    State = "good"
	Expired State = "expired"
	Revoked State = "revoked"
)

// Certificate is one that the page offers.
type Certificate struct {
	ID    string
	Name  string
	State State
}

// Offer is what the page shows: the text, and with what it can be signed.
type Offer struct {
	Lang         locale.Lang
	Action       string // where the one form goes: field "certificate" signs, "cancel" does not
	Text         string
	Certificates []Certificate
}

// Config is the demo's people and its page.
type Config struct {
	Path   string // where it stands, such as /demo/signer
	Origin string // people are sent back only below it
	Secret string // of the portal
	People []Person
	Page   func(http.ResponseWriter, *http.Request, *Offer) error // nil offer: the request is gone
	Now    func() time.Time
}

// Demo is a signing page for invented people: it holds their keys, which a real one never would.
type Demo struct {
	*Authority
	config Config
	mux    *http.ServeMux
	cards  []card

	mu         sync.Mutex
	requests   map[string]kept[Request]
	signatures map[string]kept[[]byte]
}

// card is a token with whose it is.
type card struct {
	Certificate
	pinfl string
	token Token
}

// kept is what is forgotten at a time.
type kept[T any] struct {
	value T
	until time.Time
}

// NewDemo makes the authority and a token of each state for each person.
func NewDemo(c Config) (*Demo, error) {
	authority, err := NewAuthority("Demo root: proves nothing", c.Now)
	if err != nil {
		return nil, err
	}
	d := &Demo{Authority: authority, config: c, mux: http.NewServeMux(), requests: map[string]kept[Request]{}, signatures: map[string]kept[[]byte]{}}
	for _, p := range c.People {
		if err := d.equip(p); err != nil {
			return nil, err
		}
	}
	d.mux.HandleFunc("POST "+c.Path+"/requests", d.begin)
	d.mux.HandleFunc("GET "+c.Path+"/sign/{id}", d.show)
	d.mux.HandleFunc("POST "+c.Path+"/sign/{id}", d.sign)
	d.mux.HandleFunc("GET "+c.Path+"/signatures/{code}", d.fetch)
	d.mux.HandleFunc("GET "+c.Path+"/list.crl", d.list)
	return d, nil
}

func (d *Demo) equip(p Person) error {
	now := d.config.Now()
	for _, state := range []State{Good, Expired, Revoked} {
		h := Holder{Name: p.Name, PINFL: p.PINFL, NotBefore: now.AddDate(-1, 0, 0), NotAfter: now.AddDate(2, 0, 0)}
		if state == Expired {
			h.NotAfter = now.AddDate(0, 0, -1)
		}
		token, err := d.Issue(h)
		if err != nil {
			return err
		}
		if state == Revoked {
			d.Revoke(token.Certificate)
		}
		d.cards = append(d.cards, card{Certificate{ID: fmt.Sprintf("%x", token.SerialNumber), Name: p.Name, State: state}, p.PINFL, token})
	}
	return nil
}

// Path is where the page stands on the portal's listener.
func (d *Demo) Path() string { return d.config.Path }

// ListPath is where the authority publishes what it took back.
func (d *Demo) ListPath() string { return d.config.Path + "/list.crl" }

func (d *Demo) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	d.mux.ServeHTTP(w, r)
}

// portal reports whether the portal itself calls.
func (d *Demo) portal(r *http.Request) bool {
	given, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	return subtle.ConstantTimeCompare([]byte(given), []byte(d.config.Secret)) == 1
}

func (d *Demo) begin(w http.ResponseWriter, r *http.Request) {
	var q Request
	if !d.portal(r) {
		http.Error(w, "only the portal asks for signatures", http.StatusUnauthorized)
		return
	}
	if err := json.NewDecoder(io.LimitReader(r.Body, 2*textMost)).Decode(&q); err != nil || len(q.Text) == 0 || len(q.Text) > textMost || !strings.HasPrefix(q.Back, d.config.Origin+"/") {
		http.Error(w, "no request to sign", http.StatusBadRequest)
		return
	}
	id, ok := put(d, d.requests, q, requestLife)
	if !ok {
		http.Error(w, "too many requests at once", http.StatusServiceUnavailable)
		return
	}
	_, _ = io.WriteString(w, id)
}

func (d *Demo) show(w http.ResponseWriter, r *http.Request) {
	q, ok := take(d, d.requests, r.PathValue("id"))
	if !ok {
		d.page(w, r, nil)
		return
	}
	d.page(w, r, &Offer{Lang: q.Lang, Action: r.URL.EscapedPath(), Text: string(q.Text), Certificates: d.offered(q.PINFL)})
}

// offered is the person's own certificates, and one of somebody else: to see what the portal says to it.
func (d *Demo) offered(pinfl string) (list []Certificate) {
	var other *Certificate
	for i, c := range d.cards {
		if c.pinfl == pinfl {
			list = append(list, c.Certificate)
		} else if other == nil && c.State == Good {
			other = &d.cards[i].Certificate
		}
	}
	if other != nil {
		list = append(list, *other)
	}
	return list
}

func (d *Demo) page(w http.ResponseWriter, r *http.Request, o *Offer) {
	if o != nil {
		r = r.WithContext(locale.WithLang(r.Context(), o.Lang))
	}
	if err := d.config.Page(w, r, o); err != nil {
		http.Error(w, "the page can't be shown", http.StatusInternalServerError)
	}
}

// sign answers the page's one form and sends the person back with a code. Pressing twice signs twice: the portal takes
// one.
func (d *Demo) sign(w http.ResponseWriter, r *http.Request) {
	q, ok := take(d, d.requests, r.PathValue("id"))
	if !ok {
		d.page(w, r, nil)
		return
	}
	back, err := url.Parse(q.Back)
	if err != nil {
		http.Error(w, "no way back", http.StatusInternalServerError)
		return
	}
	params := back.Query()
	if code, ok := d.signed(q, r.PostFormValue("certificate")); ok {
		params.Set(CodeParam, code)
	} else {
		params.Set(CancelledParam, "1")
	}
	back.RawQuery = params.Encode()
	http.Redirect(w, r, back.String(), http.StatusSeeOther)
}

func (d *Demo) signed(q Request, certificate string) (code string, ok bool) {
	for _, c := range d.cards {
		if c.ID != certificate {
			continue
		}
		sig, err := c.token.Sign(q.Text, d.config.Now())
		if err != nil {
			return "", false
		}
		return put(d, d.signatures, sig, codeLife)
	}
	return "", false
}

func (d *Demo) fetch(w http.ResponseWriter, r *http.Request) {
	sig, ok := take(d, d.signatures, r.PathValue("code"))
	switch {
	case !d.portal(r):
		http.Error(w, "only the portal fetches signatures", http.StatusUnauthorized)
	case !ok:
		http.NotFound(w, r)
	default:
		w.Header().Set("Content-Type", "application/pkcs7-signature")
		_, _ = w.Write(sig) //nolint:gosec // DER, and said to be
	}
}

func (d *Demo) list(w http.ResponseWriter, _ *http.Request) {
	list, err := d.List()
	if err != nil {
		http.Error(w, "no list", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/pkix-crl")
	_, _ = w.Write(list)
}

// put keeps something under a new random name. What is past is cleared on the way.
func put[T any](d *Demo, in map[string]kept[T], value T, life time.Duration) (name string, ok bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	now := d.config.Now()
	for old, k := range in {
		if now.After(k.until) {
			delete(in, old)
		}
	}
	if len(in) >= keptMost {
		return "", false
	}
	name = rand.Text()
	in[name] = kept[T]{value, now.Add(life)}
	return name, true
}

func take[T any](d *Demo, from map[string]kept[T], name string) (T, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	k, ok := from[name]
	return k.value, ok && !d.config.Now().After(k.until)
}
