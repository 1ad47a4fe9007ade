package cabinet

import (
	"context"
	"net/http"

	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/internal/signature"
	"github.com/yagona/portal/web/layout"
)

// correctionToSign is a correction of which nothing but the signature is missing. Without one there is something to mend
// yet, or nothing any more.
func (c *Cabinet) correctionToSign(w http.ResponseWriter, r *http.Request, who account.Principal) (*signable, error) {
	number := chi.URLParam(r, "number")
	a, err := c.Cases.Application(r.Context(), who, number)
	if err != nil {
		return nil, err
	}
	path := "/applications/" + a.Number
	needed, possible := c.Cases.Signs(a.Service)
	switch {
	case a.State != casework.ToBeCorrected:
		return nil, respond.Redirect(w, r, path)
	case !needed || a.Correction == nil:
		return nil, respond.Redirect(w, r, path+"/correct")
	}
	l := locale.FromContext(r.Context())
	in := casework.Correction{Row: a.Row, Lang: l, From: machine(r)}
	return &signable{
		who: who, open: possible, path: path + "/correct/sign", back: path + "/correct", row: a.Row,
		title: l.T("signature.page.again-title"), button: l.T("casework.action.resubmit"),
		page: func(title string) layout.Page { return c.caseShell(r, who, a, title) },
		text: func(ctx context.Context, l locale.Lang) ([]byte, error) {
			return c.Cases.CorrectionToSign(ctx, who, number, l)
		},
		check: func(ctx context.Context, sig []byte) (signature.Signed, error) {
			in.Signature = sig
			return c.Cases.SignedCorrection(ctx, who, number, in)
		},
		send: func(ctx context.Context, _ *sent, sig []byte) error {
			in.Signature = sig
			if err := c.Cases.Resubmit(ctx, who, number, in); err != nil {
				return err
			}
			c.Sessions.SetFlash(w, r, "cabinet.correct.done")
			return respond.Redirect(w, r, path)
		},
	}, nil
}

// SignCorrection shows what is signed to send a corrected application back.
func (c *Cabinet) SignCorrection(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	s, err := c.correctionToSign(w, r, who)
	if s == nil {
		return err
	}
	return c.sign(w, r, s)
}

// SendCorrection opens the signing page, or sends the correction back with its signature. A second click finds it sent.
func (c *Cabinet) SendCorrection(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	in, file, err := readSignature(r)
	if err != nil {
		return err
	}
	s, err := c.correctionToSign(w, r, who)
	if s == nil {
		return err
	}
	err = c.sendSigned(w, r, s, in, file)
	if p := problem.Of(err); p != nil && p.ID == "casework.changed" { // sent in another window at this very moment
		return respond.Redirect(w, r, "/applications/"+chi.URLParam(r, "number"))
	}
	return c.unsigned(w, r, s, err)
}

// CorrectionSummary is the text to sign as a file, to the byte.
func (c *Cabinet) CorrectionSummary(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	s, err := c.correctionToSign(w, r, who)
	if s == nil {
		return err
	}
	return s.save(w, r)
}
