package casework

import (
	"bytes"
	"context"
	"errors"
	"time"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/signature"
)

// Verifier checks that a signature is a good one over a text. From is the address of the person's machine, which a
// verification server wants to know. Its errors say how to mend the signature; Unavailable says to try again.
type Verifier interface {
	Verify(ctx context.Context, text, sig []byte, from string) (signature.Signed, error)
}

// WithVerifier is the store with somebody who checks signatures. Without one, services that need a signature can't be
// applied for.
func (s *Store) WithVerifier(v Verifier) *Store {
	s.verifier = v
	return s
}

// Signs reports whether an application for the service has to be signed, and whether that can be checked here.
func (s *Store) Signs(svc *catalogue.Service) (needed, possible bool) {
	return svc.Assurance == catalogue.Signature, s.verifier != nil
}

// signable is what a person signs: a draft that is sent, or an application whose correction is sent back.
type signable struct {
	svc     *catalogue.Service
	answers form.Answers
	facts   register.Facts
	mandate *account.Mandate
	fee     time.Time // day whose amounts the fee is worked out with
	row     int
	draft   int64
	number  string // of the application; empty: a draft
	id      int64  // of the application
}

// proof is a signature as it came.
type proof struct {
	Lang locale.Lang // of the page that sends it
	Sig  []byte
	From string // address of the person's machine
}

// ToSign is the text that an applicant signs to send a draft of one's own: in that language, as the draft is now.
func (s *Store) ToSign(ctx context.Context, who account.Principal, draftID int64, lang locale.Lang) ([]byte, error) {
	d, svc, err := s.begun(ctx, who, draftID)
	if err != nil {
		return nil, err
	}
	x, err := s.sending(who, svc, d, lang)
	if err != nil {
		return nil, err
	}
	return s.text(ctx, s.pool, who, x, lang)
}

// begun is a draft of one's own with its service.
func (s *Store) begun(ctx context.Context, who account.Principal, draftID int64) (Draft, *catalogue.Service, error) {
	d, err := s.Draft(ctx, who, draftID)
	if err != nil {
		return Draft{}, nil, err
	}
	svc, err := s.catalogue.Version(ctx, d.VersionID)
	return d, svc, err
}

// sending is a draft as it is signed; an answer that is missing is Invalid.
func (s *Store) sending(who account.Principal, svc *catalogue.Service, d Draft, lang locale.Lang) (signable, error) {
	answers, err := s.complete(who, svc, d, lang)
	return signable{svc: svc, answers: answers, facts: d.Facts, mandate: d.Mandate, fee: s.now(), row: d.Row, draft: d.ID}, err
}

// Signed checks the signature of a submission over the draft as it is now. It writes nothing: Submit checks again. The
// text may have been read and signed in another language than that of the page which sends it.
func (s *Store) Signed(ctx context.Context, who account.Principal, in Submission) (signature.Signed, error) {
	d, svc, err := s.begun(ctx, who, in.DraftID)
	if err != nil {
		return signature.Signed{}, err
	}
	x, err := s.sending(who, svc, d, in.Lang)
	if err != nil {
		return signature.Signed{}, err
	}
	return s.check(ctx, who, x, in.proof())
}

func (in Submission) proof() proof { return proof{in.Lang, in.Signature, in.From} }

func (s *Store) check(ctx context.Context, who account.Principal, x signable, p proof) (signature.Signed, error) {
	switch {
	case s.verifier == nil:
		return signature.Signed{}, problem.New(problem.Unavailable, "signature.off")
	case len(p.Sig) == 0:
		return signature.Signed{}, problem.New(problem.Invalid, "signature.needed")
	}
	var text []byte
	lang := p.Lang
	for _, l := range append([]locale.Lang{p.Lang}, locale.Langs...) {
		other, err := s.text(ctx, s.pool, who, x, l)
		if err != nil {
			return signature.Signed{}, err
		}
		if over := signature.Over(p.Sig, other); over || text == nil {
			if text, lang = other, l; over {
				break
			}
		}
	}
	good, err := s.verifier.Verify(ctx, text, p.Sig, p.From)
	if err != nil {
		return signature.Signed{}, err
	}
	good.Lang = lang
	if x.number != "" {
		good.Row = x.row
	}
	return good, good.Belongs(who.PINFL, x.company())
}

// signed is the good signature of a submission, nil where the service asks for none. It is checked before the
// transaction, because a verification server may take its time; see sameText for what holds inside.
func (s *Store) signed(ctx context.Context, who account.Principal, d Draft, in Submission) (*signature.Signed, error) {
	if err := s.stands(d); err != nil {
		return nil, err
	}
	svc, err := s.catalogue.Version(ctx, d.VersionID)
	if err != nil || svc.Assurance != catalogue.Signature {
		return nil, err
	}
	if s.verifier == nil {
		return nil, problem.New(problem.Unavailable, "signature.off")
	}
	x, err := s.sending(who, svc, d, in.Lang)
	if err != nil {
		return nil, err
	}
	good, err := s.check(ctx, who, x, in.proof())
	return &good, err
}

// sameText makes sure, under the lock, that what was signed is what is being sent.
func (s *Store) sameText(ctx context.Context, q querier, who account.Principal, x signable, signed *signature.Signed) error {
	if x.svc.Assurance != catalogue.Signature {
		return nil
	}
	if signed == nil {
		return problem.New(problem.Invalid, "signature.needed")
	}
	text, err := s.text(ctx, q, who, x, signed.Lang)
	if err != nil {
		return err
	}
	if !bytes.Equal(text, signed.Text) {
		return problem.New(problem.Conflict, "signature.outdated")
	}
	return nil
}

// company is the legal entity that is applied for: the one that is represented, or the one that was picked.
func (x signable) company() string {
	if x.mandate != nil && x.mandate.Kind == account.OfCompany {
		return x.mandate.Subject
	}
	return x.svc.Company(x.answers)
}

// text is the summary of what is signed in bytes.
func (s *Store) text(ctx context.Context, q querier, who account.Principal, x signable, l locale.Lang) ([]byte, error) {
	sum := signature.Summary{
		Lang: l, Service: x.svc.Title.In(l), Code: x.svc.Code, Version: x.svc.Number, Applicant: who.Name, PINFL: who.PINFL,
		For: l.T("signature.text.self"), Declaration: l.T("cabinet.check.declare"), Draft: x.draft, Number: x.number, Row: x.row,
	}
	if tin := x.company(); tin != "" {
		sum.For = l.T("signature.text.company", "TIN", tin)
	}
	if m := x.mandate; m != nil {
		sum.For = l.T("mandate.ground."+string(m.Ground), "Number", m.Number) + ": " + m.Name + ", " + m.Subject
	}
	in := catalogue.Input{Facts: x.facts, Form: x.answers, Today: register.DateOf(s.now())}
	asked := x.svc.Asked(in)
	territory := func(code string) string { return catalogue.Lists().Territory(code, l) }
	for _, f := range x.svc.Form {
		if asked[f.Key] {
			sum.Answers = append(sum.Answers, signature.Answer{Question: f.Label.In(l), Lines: form.Show(f, x.answers[f.Key], l, territory)})
		}
	}
	files, err := x.files(ctx, q)
	if err != nil {
		return nil, postgres.Problem(err)
	}
	for _, up := range files {
		sum.Files = append(sum.Files, signature.File{Name: up.Name, Size: up.Size, SHA256: up.SHA256})
	}
	in.Today = register.DateOf(x.fee)
	if sum.Fee, err = s.feeWords(ctx, x.svc, in, l); err != nil {
		return nil, err
	}
	return sum.Text(), nil
}

func (x signable) files(ctx context.Context, q querier) ([]document.Upload, error) {
	named := form.Files(x.svc.Form, x.answers)
	if x.number != "" {
		return document.OfApplication(ctx, q, x.id, named)
	}
	return document.OfDraft(ctx, q, x.draft, named)
}

// feeWords is the fee as it stands in what is signed.
func (s *Store) feeWords(ctx context.Context, svc *catalogue.Service, in catalogue.Input, l locale.Lang) (string, error) {
	q, err := s.Quote(ctx, svc, in)
	switch {
	case errors.Is(err, ErrUncertain):
		return l.T("signature.text.uncertain"), nil
	case err != nil:
		return "", err
	case q.Amount == 0:
		return l.T("signature.text.free"), nil
	default:
		return l.Money(q.Amount), nil
	}
}
