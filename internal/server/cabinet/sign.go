package cabinet

import (
	"context"
	"io"
	"net"
	"net/http"
	"path"

	"github.com/a-h/templ"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/integration/signer"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/internal/signature"
	"github.com/yagona/portal/web/cabinet"
	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
)

// signPath is where a draft is signed, without language.
func signPath(draft int64) string { return draftPath(draft, "sign") }

// signable is what a person is about to sign, and how it is sent then: a draft, or the correction of an application.
type signable struct {
	who    account.Principal
	open   bool   // signatures can be checked now
	path   string // where it is signed
	back   string // where its answers are
	row    int    // version of the draft or of the application
	token  string // of the draft
	stages cabinet.Stages
	title  string
	button string                                             // that sends it
	page   func(title string) layout.Page                     // the shell
	text   func(context.Context, locale.Lang) ([]byte, error) // to sign, to the byte
	check  func(ctx context.Context, sig []byte) (signature.Signed, error)
	send   func(ctx context.Context, in *sent, sig []byte) error // and leads on
}

// toSign is a draft of which nothing but the signature is missing. Another one leads to what is.
func (c *Cabinet) toSign(w http.ResponseWriter, r *http.Request, who account.Principal) (*signable, error) {
	s, err := c.current(r, who)
	if err != nil {
		return nil, c.elsewhere(w, r, who, err)
	}
	if s.reached() < len(s.open) {
		return nil, respond.Redirect(w, r, s.here())
	}
	problems, err := c.recheck(r, s)
	if err != nil {
		return nil, err
	}
	needed, possible := c.Cases.Signs(s.svc)
	if len(problems) > 0 || !needed {
		return nil, respond.Redirect(w, r, draftPath(s.draft.ID, "check"))
	}
	l := locale.FromContext(r.Context())
	steps := len(s.open) + 2
	return &signable{
		who: s.who, open: possible, path: signPath(s.draft.ID), back: draftPath(s.draft.ID, "check"), row: s.draft.Row, token: s.draft.Token,
		stages: cabinet.Stages{Done: steps, Total: steps, Label: l.T("cabinet.fill.step", "Number", steps, "Total", steps) + " · " + s.svc.Title.In(l)},
		title:  l.T("signature.page.title"), button: l.T("signature.page.send"),
		page: func(title string) layout.Page { return c.shell(r, s, title) },
		text: func(ctx context.Context, l locale.Lang) ([]byte, error) {
			return c.Cases.ToSign(ctx, s.who, s.draft.ID, l)
		},
		check: func(ctx context.Context, sig []byte) (signature.Signed, error) {
			return c.Cases.Signed(ctx, who, s.submission(r, &sent{}, sig))
		},
		send: func(_ context.Context, in *sent, sig []byte) error {
			return c.submit(w, r, who, s.submission(r, in, sig))
		},
	}, nil
}

func (s *sheet) submission(r *http.Request, in *sent, sig []byte) casework.Submission {
	return casework.Submission{DraftID: s.draft.ID, Row: in.row, Token: in.values.Get("token"), Lang: locale.FromContext(r.Context()), Signature: sig, From: machine(r)}
}

// Sign shows what is to be signed.
func (c *Cabinet) Sign(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	s, err := c.toSign(w, r, who)
	if s == nil {
		return err
	}
	return c.sign(w, r, s)
}

// SendSigned opens the signing page, or sends the application with its signature. The token of the draft makes a double
// click one application, as on the page before.
func (c *Cabinet) SendSigned(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	in, file, err := readSignature(r)
	if err != nil {
		return err
	}
	s, err := c.toSign(w, r, who)
	if s == nil {
		return err
	}
	err = c.sendSigned(w, r, s, in, file)
	if p := problem.Of(err); p != nil && p.ID == casework.DraftOutdated {
		return c.elsewhere(w, r, s.who, errOutdated)
	}
	return c.unsigned(w, r, s, err)
}

// Summary is the text to sign as a file, to the byte.
func (c *Cabinet) Summary(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	s, err := c.toSign(w, r, who)
	if s == nil {
		return err
	}
	return s.save(w, r)
}

func (s *signable) save(w http.ResponseWriter, r *http.Request) error {
	text, err := s.text(r.Context(), locale.FromContext(r.Context()))
	if err != nil {
		return err
	}
	return respond.Save(w, signature.TextFile, "text/plain; charset=utf-8", text)
}

// sign shows the text. Coming back from the signing page with a code, it shows the signature too; nothing is sent before
// its button is pressed.
func (c *Cabinet) sign(w http.ResponseWriter, r *http.Request, s *signable) error {
	q := r.URL.Query()
	if q.Get(signer.CancelledParam) != "" {
		return c.showSign(w, r, s, signing{notice: "signature.page.cancelled"})
	}
	code := q.Get(signer.CodeParam)
	if code == "" || c.Signer == nil {
		return c.showSign(w, r, s, signing{})
	}
	sig, err := c.Signer.Fetch(r.Context(), code)
	if err != nil {
		return c.unsigned(w, r, s, err)
	}
	good, err := s.check(r.Context(), sig)
	if err != nil {
		return c.unsigned(w, r, s, err)
	}
	return c.showSign(w, r, s, signing{good: &good, code: code})
}

// sendSigned opens the signing page, or sends what is signed with the signature that came from there or in a file.
func (c *Cabinet) sendSigned(w http.ResponseWriter, r *http.Request, s *signable, in *sent, file []byte) error {
	switch {
	case in.row != s.row: // changed in another window: look at it again
		return problem.New(problem.Conflict, "signature.outdated")
	case in.verb == "open" && c.Signer != nil:
		return c.openSigner(w, r, s)
	case in.verb == "send" && c.Signer != nil:
		sig, err := c.Signer.Fetch(r.Context(), in.values.Get("code"))
		if err != nil {
			return err
		}
		return s.send(r.Context(), in, sig)
	case len(file) == 0:
		return signature.Refuse(signature.Missing, nil)
	default:
		return s.send(r.Context(), in, file)
	}
}

// readSignature reads the form with the chosen file: no more of it than shows that it is too large.
func readSignature(r *http.Request) (in *sent, file []byte, err error) {
	in, err = readSent(r, []form.Field{{Key: "signature", Kind: form.KindFile}}, func(_, _ string, body io.Reader) (string, error) {
		var err error
		file, err = io.ReadAll(io.LimitReader(body, 2*signature.Largest+1))
		return "", err
	})
	return in, file, err
}

// openSigner leaves the text at the signing page and sends the person there.
func (c *Cabinet) openSigner(w http.ResponseWriter, r *http.Request, s *signable) error {
	l := locale.FromContext(r.Context())
	text, err := s.text(r.Context(), l)
	if err != nil {
		return err
	}
	to, err := c.Signer.Begin(r.Context(), signer.Request{Text: text, PINFL: s.who.PINFL, Lang: l, Back: c.Origin + string(layout.URL(l, s.path))})
	if err != nil {
		return err
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// unsigned shows the page once more with what is wrong and how to mend it. What was to be signed stays as it is.
func (c *Cabinet) unsigned(w http.ResponseWriter, r *http.Request, s *signable, err error) error {
	p := problem.Of(err)
	if p == nil || p.Kind != problem.Invalid && p.Kind != problem.Conflict && p.Kind != problem.Unavailable {
		return err
	}
	status := http.StatusUnprocessableEntity
	if p.Kind == problem.Unavailable {
		status = http.StatusServiceUnavailable
	}
	return c.showSign(w, r, s, signing{problems: form.Problems{{Input: "signature", ID: p.ID, Args: p.Args}}, status: status})
}

// signing is what has happened with a signature so far.
type signing struct {
	good     *signature.Signed
	code     string
	notice   string
	problems form.Problems
	status   int
}

func (c *Cabinet) showSign(w http.ResponseWriter, r *http.Request, s *signable, x signing) error {
	l := locale.FromContext(r.Context())
	title := s.title
	if len(x.problems) > 0 {
		title = l.T("form.error") + " " + title
	}
	if !s.open && len(x.problems) == 0 {
		return problem.New(problem.Unavailable, "signature.off")
	}
	v := cabinet.Sign{
		Page: s.page(title), Heading: s.title, Row: s.row, Token: s.token, Online: c.Signer != nil, Code: x.code, Send: s.button, Stages: s.stages,
		Faults: ui.Faults(x.problems, l), Hint: l.T("signature.page.file-hint", "Limit", signature.Largest>>10),
	}
	v.NoTabs, v.Back = true, s.back
	v.FaultTitle = l.T("signature.page.faults", "Count", len(v.Faults))
	if x.notice != "" {
		v.Notice = l.T(x.notice)
	}
	v.Action = v.Link(s.path)
	v.Change = v.Link(s.back)
	v.Download = v.Link(path.Join(path.Dir(s.path), signature.TextFile))
	if x.good != nil {
		v.Signed, v.Text = ui.Signature(x.good.Facts, l), string(x.good.Text)
	} else {
		text, err := s.text(r.Context(), l)
		if err != nil {
			return err
		}
		v.Text = string(text)
	}
	if x.status == 0 {
		x.status = http.StatusOK
	}
	return respond.HTML(w, r, x.status, cabinet.SignPage(v))
}

// machine is the address of the person's machine, as far as we see it.
func machine(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// DemoSigner is the page of the demonstration's token, drawn with the portal's own shell.
func DemoSigner(w http.ResponseWriter, r *http.Request, o *signer.Offer) error {
	l := locale.FromContext(r.Context())
	v := cabinet.Signer{Page: respond.Page(r, l.T("signature.demo.title")), Gone: o == nil}
	// The page belongs to the signer: it has no address in another language, and nobody is signed in on it.
	v.Path, v.Query, v.AlternateOff, v.NoTabs = "/", "", true, true
	status := http.StatusGone
	if o != nil {
		status = http.StatusOK
		v.Text, v.Action = o.Text, templ.SafeURL(o.Action)
		for _, x := range o.Certificates {
			v.With = append(v.With, cabinet.With{ID: x.ID, Label: x.Name + ", " + l.T("signature.demo."+string(x.State)), Good: x.State == signer.Good})
		}
	}
	return respond.HTML(w, r, status, cabinet.SignerPage(v))
}
