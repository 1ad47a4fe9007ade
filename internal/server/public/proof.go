package public

import (
	"bytes"
	"encoding/base64"
	"encoding/pem"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/web/layout"
	pages "github.com/yagona/portal/web/public"
	"github.com/yagona/portal/web/ui"
)

// Proof answers those who hold a paper or a number, signed in or not: is this document genuine, where is this
// application. Both answer the same for what is wrong and what does not exist, and only so many times.
type Proof struct {
	cases     *casework.Store
	documents *document.Store
	now       func() time.Time
	codes     *tries // of documents: an office that checks papers must not stop people behind the same address
	numbers   *tries // of applications
}

// NewProof is those pages.
func NewProof(cases *casework.Store, documents *document.Store, now func() time.Time) *Proof {
	return &Proof{cases: cases, documents: documents, now: now, codes: newTries(now), numbers: newTries(now)}
}

// Enter asks for the code of a document, or leads to what was typed.
func (p *Proof) Enter(w http.ResponseWriter, r *http.Request) error {
	l := locale.FromContext(r.Context())
	code := strings.TrimSpace(r.FormValue("code"))
	v := pages.Verify{Page: respond.Page(r, l.T("proof.verify.title")), Code: code}
	v.Form = "/verify"
	if !r.Form.Has("code") || respond.Switched(r) {
		return respond.HTML(w, r, http.StatusOK, pages.VerifyPage(v))
	}
	code = strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(code))
	if code == "" || len(code) > 64 {
		v.Error = l.T("proof.verify.empty")
		return respond.HTML(w, r, http.StatusUnprocessableEntity, pages.VerifyPage(v))
	}
	return respond.Redirect(w, r, "/verify/"+url.PathEscape(code))
}

// Verify says whether a document is genuine and in force, with the least data that the question needs.
func (p *Proof) Verify(w http.ResponseWriter, r *http.Request) error {
	if !p.codes.allow(r) {
		return problem.New(problem.TooMany, "proof.track.too-many")
	}
	found, err := p.documents.Verify(r.Context(), chi.URLParam(r, "code"))
	if err != nil {
		return err
	}
	keys, err := p.documents.PublicKeys(r.Context())
	if err != nil {
		return err
	}
	mark := document.Check(keys, r.URL.String())
	var ended casework.State
	if found.Standing == document.Unknown && mark == document.Genuine { // a paper without a code, which we signed
		if found, ended, err = p.cases.Ended(r.Context(), r.URL.Query().Get("n")); err != nil {
			return err
		}
	}
	if found.Standing != document.Unknown && !credible(mark) {
		found.Standing = document.Changed
	}
	l := locale.FromContext(r.Context())
	v := pages.Verify{
		Page: respond.Page(r, l.T("proof.verify."+string(found.Standing))), Asked: true, Genuine: found.Standing == document.Valid,
		Heading: l.T("proof.verify." + string(found.Standing)), Checked: l.T("proof.verify.checked", "Time", l.DateTime(p.now())),
	}
	v.AlternateOff = true
	if found.Standing == document.Unknown {
		v.Text = l.T("proof.verify.unknown-text")
		return respond.HTML(w, r, http.StatusNotFound, pages.VerifyPage(v))
	}
	if found.Standing == document.Changed {
		v.Text = l.T("proof.verify.tampered-text")
	}
	v.Rows = proofRows(found, ended, l)
	return respond.HTML(w, r, http.StatusOK, pages.VerifyPage(v))
}

// credible reports whether a QR code was signed by us, or a code was typed without one.
func credible(m document.Mark) bool { return m == document.NoMark || m == document.Genuine }

// KeysPath is where the keys are published for programs.
const KeysPath = "/.well-known/jwks.json"

// Keys publishes the keys for people, and how to check with them: GET /verify/keys.
func (p *Proof) Keys(w http.ResponseWriter, r *http.Request) error {
	keys, err := p.documents.PublicKeys(r.Context())
	if err != nil {
		return err
	}
	l := locale.FromContext(r.Context())
	v := pages.Keys{Page: respond.Page(r, l.T("proof.keys.title")), Set: KeysPath}
	v.Page.Crumbs = []layout.Crumb{{Title: l.T("proof.verify.title"), Path: "/verify"}}
	v.Grid = ui.Grid{Caption: l.T("proof.keys.list"), Stack: true, Columns: []ui.Column{{Title: l.T("proof.keys.name")}, {Title: l.T("proof.keys.from")}, {Title: l.T("proof.keys.until")}, {Title: l.T("proof.keys.key")}}}
	for _, k := range keys {
		until := l.T("proof.keys.signs")
		if k.RetiredAt != nil {
			until = l.DateTime(*k.RetiredAt)
		}
		v.Grid.Rows = append(v.Grid.Rows, []ui.Cell{
			{Body: pages.AsWritten(k.Name())}, {Text: l.DateTime(k.From)}, {Text: until}, {Body: pages.AsWritten(base64.RawURLEncoding.EncodeToString(k.Public))},
		})
	}
	seals, err := p.documents.Seals(r.Context())
	if err != nil {
		return err
	}
	v.Certificates = SealsPath
	v.Seals = ui.Grid{Caption: l.T("proof.seals.list"), Stack: true, Columns: []ui.Column{{Title: l.T("proof.seals.name")}, {Title: l.T("proof.seals.issuer")}, {Title: l.T("proof.seals.from")}, {Title: l.T("proof.seals.until")}, {Title: l.T("proof.seals.print")}}}
	for _, chain := range seals {
		own := chain[0]
		v.Seals.Rows = append(v.Seals.Rows, []ui.Cell{
			{Body: pages.AsWritten(own.Subject.CommonName)},
			{Body: pages.AsWritten(own.Issuer.CommonName)},
			{Text: l.Date(own.NotBefore)},
			{Text: l.Date(own.NotAfter)},
			{Body: pages.AsWritten(document.Print(own))},
		})
	}
	return respond.HTML(w, r, http.StatusOK, pages.KeysPage(v))
}

// SealsPath is where the certificates of the seals are published for programs.
const SealsPath = "/.well-known/seals.pem"

// Seals publishes the certificates of every seal with those above them, the newest first: GET /.well-known/seals.pem.
func (p *Proof) Seals(w http.ResponseWriter, r *http.Request) error {
	seals, err := p.documents.Seals(r.Context())
	if err != nil {
		return err
	}
	var b bytes.Buffer
	seen := map[string]bool{}
	for _, c := range slices.Concat(seals...) {
		if mark := document.Print(c); !seen[mark] {
			seen[mark] = true
			if err := pem.Encode(&b, &pem.Block{Type: "CERTIFICATE", Bytes: c.Raw}); err != nil {
				return err
			}
		}
	}
	w.Header().Set("Cache-Control", "public, max-age=300")
	w.Header().Set("Access-Control-Allow-Origin", "*")
	return send(w, "application/x-pem-file", b.Bytes())
}

// WebKeys publishes the keys for programs: GET /.well-known/jwks.json.
func (p *Proof) WebKeys(w http.ResponseWriter, r *http.Request) error {
	keys, err := p.documents.PublicKeys(r.Context())
	if err != nil {
		return err
	}
	set, err := document.WebKeys(keys)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "public, max-age=300")
	w.Header().Set("Access-Control-Allow-Origin", "*")
	return send(w, "application/jwk-set+json", set)
}

func proofRows(found document.Verification, ended casework.State, l locale.Lang) []ui.Row {
	kind, _ := catalogue.Lists().ResultKinds.Get(found.Kind)
	until := l.T("proof.verify.no-expiry")
	if found.ValidUntil != nil {
		until = l.Date(*found.ValidUntil)
	}
	rows := []ui.Row{
		{Key: l.T("proof.verify.document"), Value: found.Title.In(l)},
		{Key: l.T("proof.verify.kind"), Value: kind.Title.In(l)},
		{Key: l.T("proof.verify.number"), Value: found.Number},
		{Key: l.T("proof.verify.authority"), Value: found.Authority.In(l)},
		{Key: l.T("proof.verify.holder"), Value: found.Holder},
		{Key: l.T("proof.verify.issued"), Value: l.Date(found.IssuedAt)},
	}
	if state, ok := catalogue.Lists().States.Get(string(ended)); ok {
		rows = append(rows, ui.Row{Key: l.T("proof.verify.decided"), Value: state.Title.In(l)})
	} else {
		rows = append(rows, ui.Row{Key: l.T("proof.verify.until"), Value: until})
	}
	if found.Standing == document.Suspended {
		rows = append(rows, ui.Row{Key: l.T("proof.verify.suspended-on"), Value: l.Date(*found.SuspendedAt)}, ui.Row{Key: l.T("proof.verify.suspended-state"), Value: found.SuspendedWords(l)})
	}
	if found.RevokedAt != nil {
		rows = append(rows, ui.Row{Key: l.T("proof.verify.revoked-on"), Value: l.Date(*found.RevokedAt)}, ui.Row{Key: l.T("proof.verify.revoked-why"), Value: l.T("document.why." + found.RevokedWhy)})
	}
	if found.ReplacedBy != "" {
		rows = append(rows, ui.Row{Key: l.T("proof.verify.replaced-by"), Value: found.ReplacedBy})
	}
	return rows
}

// AskTrack asks for the number and the code of an application.
func (p *Proof) AskTrack(w http.ResponseWriter, r *http.Request) error {
	return respond.HTML(w, r, http.StatusOK, pages.TrackPage(track(r)))
}

// track is the form with what was typed into it.
func track(r *http.Request) pages.Track {
	v := pages.Track{Page: respond.Page(r, locale.FromContext(r.Context()).T("proof.track.title"))}
	v.Number, v.Code = strings.TrimSpace(r.PostFormValue("number")), strings.TrimSpace(r.PostFormValue("code"))
	v.Form, v.FaultsTitle = trackPath, v.T("proof.track.faults")
	return v
}

const trackPath = "/track"

// Track shows where an application is. A wrong code and a number that does not exist get the same answer.
func (p *Proof) Track(w http.ResponseWriter, r *http.Request) error {
	l, v := locale.FromContext(r.Context()), track(r)
	if respond.Switched(r) && r.PostFormValue("shown") == "" { // of the status itself the switch asks again
		return respond.HTML(w, r, http.StatusOK, pages.TrackPage(v))
	}
	if !p.numbers.allow(r) { // what was typed stays, to be sent in a while
		v.FaultsTitle, v.NumberError = l.T("ui.problem.too-many-title"), l.T("proof.track.too-many")
		v.Faults = []ui.Fault{{Field: "number", Text: v.NumberError}}
		return respond.HTML(w, r, http.StatusTooManyRequests, pages.TrackPage(v))
	}
	if v.Number == "" {
		v.NumberError = l.T("proof.track.number-missing")
		v.Faults = append(v.Faults, ui.Fault{Field: "number", Text: v.NumberError})
	}
	if v.Code == "" {
		v.CodeError = l.T("proof.track.code-missing")
		v.Faults = append(v.Faults, ui.Fault{Field: "code", Text: v.CodeError})
	}
	if len(v.Faults) > 0 {
		return respond.HTML(w, r, http.StatusUnprocessableEntity, pages.TrackPage(v))
	}
	status, err := p.cases.Track(r.Context(), v.Number, v.Code)
	if problem.Is(err, problem.NotFound) {
		v.NumberError = l.T("proof.track.not-found")
		v.Faults = []ui.Fault{{Field: "number", Text: v.NumberError}}
		return respond.HTML(w, r, http.StatusNotFound, pages.TrackPage(v))
	}
	if err != nil {
		return err
	}
	shown := p.status(r, status, l)
	shown.Form, shown.Number, shown.Code = trackPath, v.Number, v.Code
	return respond.HTML(w, r, http.StatusOK, pages.StatusPage(shown))
}

func (p *Proof) status(r *http.Request, s casework.PublicStatus, l locale.Lang) pages.Status {
	state, _ := catalogue.Lists().States.Get(string(s.State))
	office, _ := catalogue.Lists().Authorities.Get(s.Authority)
	v := pages.Status{
		Page: respond.Page(r, state.Title.In(l)), Service: s.Title.In(l), State: state.Title.In(l), Means: state.Means.In(l),
		Line: l.T("proof.track.sent", "Number", s.Number, "Date", l.Date(s.SubmittedAt)),
	}
	v.AlternateOff = true
	v.Answers = []ui.Glimpse{{Key: l.T("proof.track.who"), Value: state.Who.In(l)}, {Key: l.T("proof.track.office"), Value: office.Title.In(l), Note: office.Phone}}
	if s.ClosedAt != nil {
		v.Answers = append(v.Answers, ui.Glimpse{Key: l.T("proof.track.closed"), Value: l.Date(*s.ClosedAt)})
	} else {
		v.Answers = append(v.Answers, ui.Glimpse{Key: l.T("proof.track.due"), Value: l.DueName(s.DueAt)})
	}
	for _, e := range s.Events {
		v.Events = append(v.Events, ui.Event{Title: l.T(e.Title()), When: l.DayMonth(e.At) + ", " + l.Clock(e.At), At: e.At.Format(time.RFC3339)})
	}
	return v
}
