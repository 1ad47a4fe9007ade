package public

import (
	"cmp"
	"context"
	"crypto/rand"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/feedback"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/participation"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/respond"
	pages "github.com/yagona/portal/web/public"
	"github.com/yagona/portal/web/ui"
)

// Feedback answers for the pages on which people say how it went and read what became of it.
type Feedback struct {
	store    *feedback.Store
	site     *Site
	snapshot func() *catalogue.Snapshot
	now      func() time.Time
	problems *participation.Store // nil: no receipt leads to one
}

// Leading is the same pages, whose receipts lead to the problem that others have as well.
func (f *Feedback) Leading(problems *participation.Store) *Feedback {
	f.problems = problems
	return f
}

// NewFeedback is the feedback pages over that store, beside those public pages.
func NewFeedback(store *feedback.Store, site *Site) *Feedback {
	return &Feedback{store: store, site: site, snapshot: site.Snapshot, now: site.Now}
}

// Form asks how it went: GET /feedback?kind=&application=&service=&page=&step=.
func (f *Feedback) Form(w http.ResponseWriter, r *http.Request) error {
	in := submission(r, nil)
	in.Token = rand.Text()
	// The footer of one's own application is about that application; that of another page never leads to an error.
	if number, who := codeIn(in.Page, "/applications/"), account.FromContext(r.Context()); in.Application == "" && number != "" && who != nil {
		if _, err := f.store.About(r.Context(), who, feedback.Submission{Application: number}); err == nil {
			in.Application = number
		}
	}
	return f.form(w, r, http.StatusOK, in, nil)
}

// Send keeps what was said and leads to its receipt.
func (f *Feedback) Send(w http.ResponseWriter, r *http.Request) error {
	typed, status, flaws, err := f.sent(r)
	if err != nil {
		return err
	}
	in := submission(r, typed)
	if typed.Get("website") != "" { // a field that people do not see: only a machine fills it
		return respond.Redirect(w, r, "/feedback/thanks")
	}
	if respond.Switched(r) {
		return f.form(w, r, http.StatusOK, in, flaws)
	}
	if strings.HasPrefix(typed.Get("do"), "drop:") {
		in.Photo = ""
		return f.form(w, r, http.StatusOK, in, flaws)
	}
	if flaws = append(in.Check(), flaws...); len(flaws) > 0 {
		return f.form(w, r, status, in, flaws)
	}
	if len(in.Token) < 20 {
		in.Token = rand.Text()
	}
	receipt, err := f.store.Submit(r.Context(), account.FromContext(r.Context()), in)
	if p := problem.Of(err); p != nil && p.Kind == problem.TooMany { // what was typed stays, to be sent in a while
		return f.form(w, r, http.StatusTooManyRequests, in, []feedback.Flaw{{ID: p.ID, Args: p.Args}})
	}
	if p := problem.Of(err); p != nil && (p.ID == feedback.SentBefore || p.ID == feedback.SecondPhoto) {
		field := photoKey
		if p.ID == feedback.SentBefore { // sent once more it is one more
			in.Token, field = rand.Text(), "comment"
		}
		return f.form(w, r, http.StatusConflict, in, []feedback.Flaw{{Field: field, ID: p.ID, Args: p.Args}})
	}
	if p := problem.Of(err); p != nil && p.ID == feedback.RatedBefore { // what was typed can still be said, as a concern
		in.Token, in.Kind, in.Marks = rand.Text(), feedback.Concern, feedback.Marks{}
		return f.form(w, r, http.StatusConflict, in, []feedback.Flaw{{Field: "comment", ID: p.ID, Args: p.Args}})
	}
	if err != nil {
		return err
	}
	return respond.Redirect(w, r, "/feedback/"+receipt.Code)
}

// sent reads the form, and takes its photo as it comes. What is wrong with the photo is for its sender to mend, like
// anything else in the form; the last photo is the one that counts. Status is that of the form with its flaws.
func (f *Feedback) sent(r *http.Request) (typed url.Values, status int, flaws []feedback.Flaw, err error) {
	var photo string
	status = http.StatusUnprocessableEntity
	typed, err = respond.Sent(r, func(_, name string, body io.Reader) error {
		up, err := f.store.SavePhoto(r.Context(), accountID(r.Context()), sender(r.Context(), r), name, body)
		if p := respond.Refused(err); p != nil {
			if p.Kind == problem.TooMany {
				status = respond.Status(p.Kind)
			}
			flaws = append(flaws, feedback.Flaw{Field: photoKey, ID: p.ID, Args: p.Args})
			return nil
		}
		photo = up.ID
		return err
	})
	if photo != "" {
		typed.Set(photoKey, photo)
	}
	return typed, status, flaws, err
}

// Thanks is what a machine reads that filled the trap: nothing was kept, and nothing says so.
func (f *Feedback) Thanks(w http.ResponseWriter, r *http.Request) error {
	page := respond.Page(r, locale.FromContext(r.Context()).T("feedback.thanks-title"))
	return respond.HTML(w, r, http.StatusOK, pages.FeedbackTrapped(page))
}

// Receipt shows what was said, what happens next and the answer.
func (f *Feedback) Receipt(w http.ResponseWriter, r *http.Request) error {
	return f.receipt(w, r, http.StatusOK, "", nil)
}

// Rate keeps whether the answer helped.
func (f *Feedback) Rate(w http.ResponseWriter, r *http.Request) error {
	code := chi.URLParam(r, "receipt")
	mark, _ := strconv.Atoi(r.PostFormValue("mark"))
	if err := f.store.RateAnswer(r.Context(), code, mark); err != nil {
		return err
	}
	return respond.Redirect(w, r, "/feedback/"+code)
}

// Mine is everything that the person said.
func (f *Feedback) Mine(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	list, err := f.store.Own(r.Context(), who)
	if err != nil {
		return err
	}
	lang := locale.FromContext(r.Context())
	v := pages.FeedbackList{Page: respond.Page(r, lang.T("feedback.mine-title"))}
	v.Page.Section = "cabinet"
	for _, c := range list {
		late := c.Overdue(f.now())
		v.Items = append(v.Items, pages.FeedbackItem{
			Subject: f.subjectOf(lang, c.Case), Href: "/feedback/" + c.Receipt,
			Note:  lang.T("feedback.kind."+string(c.Kind)) + ", " + lang.Date(c.At),
			State: pages.FeedbackState(lang, c.Case), Tone: pages.FeedbackTone(c.Case, late),
		})
	}
	return respond.HTML(w, r, http.StatusOK, pages.FeedbackMine(v))
}

func (f *Feedback) form(w http.ResponseWriter, r *http.Request, status int, in feedback.Submission, flaws []feedback.Flaw) error {
	ctx := r.Context()
	who, lang := account.FromContext(ctx), locale.FromContext(ctx)
	about, err := f.store.About(ctx, who, in)
	if err != nil {
		return err
	}
	due, err := f.store.AnswerBy(ctx)
	if err != nil {
		return err
	}
	v := pages.FeedbackForm{
		Page: respond.Page(r, lang.T("feedback.title."+string(in.Kind))), In: in, Due: lang.Due(due),
		Subject: f.subject(lang, about.Service), Rated: about.Rated && in.Kind == feedback.Rating, Other: others(in),
	}
	if about.Office != 0 {
		v.Office = strconv.FormatInt(about.Office, 10)
		if v.Subject = about.OfficeName.In(lang); about.Service != "" {
			v.Subject += ", " + f.subject(lang, about.Service)
		}
	}
	if about.ApplicationID != 0 {
		v.Subject = lang.T("feedback.subject-on", "Service", v.Subject, "Date", lang.Date(about.At))
	}
	if in.Application != "" && who == nil && in.Kind == feedback.Rating {
		v.SignIn = "/sign-in?next=" + url.QueryEscape(respond.Local(lang, link(in, in.Kind)))
	}
	v.Page.NoTabs, v.Page.AlternateOff, v.Page.Back = true, true, v.Away()
	if !v.Rated {
		v.Page.Form = link(in, in.Kind)
	}
	v.Letters = f.store.Letters() && who == nil && in.Kind != feedback.Suggestion && in.Kind != feedback.Corruption
	if f.store.TakesPhotos(in.Kind) {
		if v.Photo, err = f.photo(ctx, in, flaws); err != nil {
			return err
		}
	}
	for _, flaw := range flaws {
		v.Faults = append(v.Faults, ui.Fault{Field: flaw.Field, Text: lang.T(flaw.ID, flaw.Args...)})
	}
	return respond.HTML(w, r, status, pages.Feedback(v))
}

func (f *Feedback) receipt(w http.ResponseWriter, r *http.Request, status int, why string, faults []ui.Fault) error {
	ctx := r.Context()
	lang := locale.FromContext(ctx)
	code := chi.URLParam(r, "receipt")
	c, err := f.store.ByReceipt(ctx, code)
	if err != nil {
		return err
	}
	owner, _ := catalogue.Lists().Authorities.Get(c.Owner)
	now := f.now()
	v := pages.FeedbackReceipt{
		Page: respond.Page(r, lang.T("feedback.receipt-title")), Case: c, Code: code, Subject: f.subjectOf(lang, c),
		Authority: owner.Title.In(lang), Inbox: c.Inbox, Letter: !c.Inbox && f.store.WritesTo(c.Kind, c.Contact), Late: c.Overdue(now),
		MayRate: c.MayRate(now), MayReopen: c.MayReopen(now), MaySettle: c.MaySettle(now), Faults: faults, Reason: why,
	}
	if c.CaseNumber != "" {
		v.Replies = f.site.replied(ctx, now).rows(lang, c.Owner)
	}
	if now.Sub(c.At) < 10*time.Minute && len(c.Events) < 2 {
		v.Page.Title = lang.T("feedback.thanks-title")
	}
	if err := f.joined(ctx, lang, code, &v); err != nil {
		return err
	}
	v.Page.AlternateOff, v.Page.Path = true, "/feedback/"+code
	if v.MayReopen {
		v.Page.Form = v.Page.Path + "/reopen"
	}
	w.Header().Set("Referrer-Policy", "no-referrer") // the address is the key to the answer
	return respond.HTML(w, r, status, pages.FeedbackThanks(v))
}

// joined names the public problem that others have as well.
func (f *Feedback) joined(ctx context.Context, l locale.Lang, code string, v *pages.FeedbackReceipt) error {
	if f.problems == nil {
		return nil
	}
	p, ok, err := f.problems.OfReceipt(ctx, code)
	if ok {
		v.Others, v.OthersHref = l.T("cause.receipt", "Count", p.People, "N", l.Number(int64(p.People)))+" "+p.Title.In(l), problemsPath+"/"+p.Number
	}
	return err
}

// subjectOf is what somebody spoke about: a service, an office, or the portal.
func (f *Feedback) subjectOf(l locale.Lang, c feedback.Case) string {
	if office := c.Office.In(l); office != "" && c.Service == "" {
		return office
	}
	return f.subject(l, c.Service)
}

func (f *Feedback) subject(l locale.Lang, service string) string {
	if svc, ok := f.snapshot().Service(service); ok {
		return svc.Title.In(l)
	}
	return l.T("feedback.subject-portal")
}

// photoKey is the question for a photo.
const photoKey = "photo"

// photo is the question for a photo, with the one that came before the form was sent back.
func (f *Feedback) photo(ctx context.Context, in feedback.Submission, flaws []feedback.Flaw) (*ui.Control, error) {
	optional := false
	c := &ui.Control{
		Field: form.Field{Key: photoKey, Kind: form.KindFile, Label: locale.TextOf("photo.label"), Hint: locale.TextOf("photo.hint." + string(in.Kind)), Required: &optional},
		Name:  photoKey, Lang: locale.FromContext(ctx), Values: url.Values{}, Photo: true, InRow: true,
	}
	for _, flaw := range flaws {
		if flaw.Field == photoKey {
			c.Problems = append(c.Problems, form.Problem{Input: photoKey, Field: photoKey, ID: flaw.ID, Args: flaw.Args})
		}
	}
	up, err := f.store.LoosePhoto(ctx, in.Photo)
	if up.ID != "" {
		c.Values.Set(photoKey, up.ID)
		c.Uploads = map[string]form.Upload{up.ID: {ID: up.ID, Name: up.Name, Size: up.Size}}
	}
	return c, err
}

// submission reads the form as it was typed, or the link that leads to it.
func submission(r *http.Request, typed url.Values) feedback.Submission {
	linked := r.URL.Query()
	value := func(name string) string { return cmp.Or(typed.Get(name), linked.Get(name)) }
	in := feedback.Submission{
		Kind: feedback.ParseKind(value("kind")), Application: strings.Join(strings.Fields(value("application")), ""),
		Service: value("service"), Page: value("page"), Step: value("step"), Photo: typed.Get(photoKey),
		Comment: typed.Get("comment"), Contact: typed.Get("contact"), Unnamed: typed.Get("unnamed") != "",
		Token: typed.Get("token"), Lang: locale.FromContext(r.Context()), Sender: sender(r.Context(), r),
	}
	in.Office, _ = strconv.ParseInt(value("office"), 10, 64)
	if in.Service == "" {
		in.Service = codeIn(in.Page, "/services/")
	}
	for _, c := range feedback.Criteria {
		if mark, err := strconv.Atoi(typed.Get(string(c))); err == nil && mark >= 1 && mark <= 5 {
			in.Marks = in.Marks.With(c, mark)
		}
	}
	return in
}

// codeIn is the service or the application whose page the footer link stood on, if it was one.
func codeIn(page, under string) string {
	rest, ok := strings.CutPrefix(page, under)
	if !ok {
		return ""
	}
	code, _, _ := strings.Cut(rest, "/")
	return code
}

// sender is whose messages are counted together: an account, an address, or the network of an IPv6 home.
func sender(ctx context.Context, r *http.Request) string {
	if id := accountID(ctx); id != 0 {
		return feedback.AccountSender + strconv.FormatInt(id, 10)
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	if ip := net.ParseIP(host); ip != nil && ip.To4() == nil {
		return ip.Mask(net.CIDRMask(64, 128)).String()
	}
	return host
}

// accountID is who is signed in; 0: nobody.
func accountID(ctx context.Context) int64 {
	if who := account.FromContext(ctx); who != nil {
		return who.AccountID
	}
	return 0
}

// others is the links to the other kinds of feedback about the same thing.
func others(in feedback.Submission) []pages.FeedbackKind {
	var list []pages.FeedbackKind
	for _, k := range feedback.Kinds {
		if k != in.Kind {
			list = append(list, pages.FeedbackKind{Kind: k, Path: link(in, k)})
		}
	}
	return slices.Clip(list)
}

// link is the form of another kind about the same thing.
func link(in feedback.Submission, kind feedback.Kind) string {
	q := url.Values{"kind": {string(kind)}}
	office := ""
	if in.Office > 0 {
		office = strconv.FormatInt(in.Office, 10)
	}
	for name, value := range map[string]string{"application": in.Application, "service": in.Service, "office": office, "page": in.Page, "step": in.Step} {
		if value != "" {
			q.Set(name, value)
		}
	}
	return "/feedback?" + q.Encode()
}
