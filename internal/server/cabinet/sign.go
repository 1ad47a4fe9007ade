package cabinet

import (
	"io"
	"net"
	"net/http"

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

// toSign is a draft of which nothing but the signature is missing. Another one leads to what is.
func (c *Cabinet) toSign(w http.ResponseWriter, r *http.Request, who account.Principal) (*sheet, error) {
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
	if needed, _ := c.Cases.Signs(s.svc); len(problems) > 0 || !needed {
		return nil, respond.Redirect(w, r, draftPath(s.draft.ID, "check"))
	}
	return s, nil
}

// Sign shows what is to be signed. Coming back from the signing page with a code, it shows the signature too; nothing is
// sent before its button is pressed.
func (c *Cabinet) Sign(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	s, err := c.toSign(w, r, who)
	if s == nil {
		return err
	}
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
	good, err := c.Cases.Signed(r.Context(), who, s.submission(r, &sent{}, sig))
	if err != nil {
		return c.unsigned(w, r, s, err)
	}
	return c.showSign(w, r, s, signing{good: &good, code: code})
}

// SendSigned opens the signing page, or sends the application with the signature that came from there or in a file. The
// token of the draft makes a double click one application, as on the page before.
func (c *Cabinet) SendSigned(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	in, file, err := readSignature(r)
	if err != nil {
		return err
	}
	s, err := c.toSign(w, r, who)
	if s == nil {
		return err
	}
	switch {
	case in.row != s.draft.Row: // changed in another window: look at it again
		err = problem.New(problem.Conflict, "signature.outdated")
	case in.verb == "open" && c.Signer != nil:
		err = c.openSigner(w, r, s)
	case in.verb == "send" && c.Signer != nil:
		if file, err = c.Signer.Fetch(r.Context(), in.values.Get("code")); err == nil {
			err = c.submit(w, r, who, s.submission(r, in, file))
		}
	case len(file) == 0:
		err = signature.Refuse(signature.Missing, nil)
	default:
		err = c.submit(w, r, who, s.submission(r, in, file))
	}
	return c.unsigned(w, r, s, err)
}

func (s *sheet) submission(r *http.Request, in *sent, sig []byte) casework.Submission {
	return casework.Submission{DraftID: s.draft.ID, Row: in.row, Token: in.values.Get("token"), Lang: locale.FromContext(r.Context()), Signature: sig, From: machine(r)}
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
func (c *Cabinet) openSigner(w http.ResponseWriter, r *http.Request, s *sheet) error {
	l := locale.FromContext(r.Context())
	text, err := c.Cases.ToSign(r.Context(), s.who, s.draft.ID, l)
	if err != nil {
		return err
	}
	to, err := c.Signer.Begin(r.Context(), signer.Request{Text: text, PINFL: s.who.PINFL, Lang: l, Back: c.Origin + string(layout.URL(l, signPath(s.draft.ID)))})
	if err != nil {
		return err
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// unsigned shows the page once more with what is wrong and how to mend it. The draft stays as it is.
func (c *Cabinet) unsigned(w http.ResponseWriter, r *http.Request, s *sheet, err error) error {
	p := problem.Of(err)
	if p != nil && p.ID == casework.DraftOutdated {
		return c.elsewhere(w, r, s.who, errOutdated)
	}
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

func (c *Cabinet) showSign(w http.ResponseWriter, r *http.Request, s *sheet, x signing) error {
	l := locale.FromContext(r.Context())
	title := l.T("signature.page.title")
	if len(x.problems) > 0 {
		title = l.T("form.error") + " " + title
	}
	_, possible := c.Cases.Signs(s.svc)
	if !possible && len(x.problems) == 0 {
		return problem.New(problem.Unavailable, "signature.off")
	}
	v := cabinet.Sign{Page: c.shell(r, s, title), Row: s.draft.Row, Token: s.draft.Token, Online: c.Signer != nil, Code: x.code}
	v.NoTabs, v.Back = true, draftPath(s.draft.ID, "check")
	v.Stages = cabinet.Stages{
		Done: len(s.open) + 2, Total: len(s.open) + 2,
		Label: l.T("cabinet.fill.step", "Number", len(s.open)+2, "Total", len(s.open)+2) + " · " + s.svc.Title.In(l),
	}
	v.Faults = ui.Faults(x.problems, l)
	v.FaultTitle = l.T("signature.page.faults", "Count", len(v.Faults))
	if x.notice != "" {
		v.Notice = l.T(x.notice)
	}
	v.Hint = l.T("signature.page.file-hint", "Limit", signature.Largest>>10)
	v.Action = v.Link(signPath(s.draft.ID))
	v.Change = v.Link(draftPath(s.draft.ID, "check"))
	v.Download = v.Link(draftPath(s.draft.ID, "summary.txt"))
	if x.good != nil {
		v.Signed, v.Text = ui.Signature(x.good.Facts, l), string(x.good.Text)
	} else {
		text, err := c.Cases.ToSign(r.Context(), s.who, s.draft.ID, l)
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

// Summary is the text to sign as a file, to the byte.
func (c *Cabinet) Summary(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	s, err := c.toSign(w, r, who)
	if s == nil {
		return err
	}
	text, err := c.Cases.ToSign(r.Context(), who, s.draft.ID, locale.FromContext(r.Context()))
	if err != nil {
		return err
	}
	return respond.Save(w, "summary.txt", "text/plain; charset=utf-8", text)
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
