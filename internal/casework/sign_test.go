package casework

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/x509"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/integration/signer"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/signature"
)

// desk is the world with an authority that gives its people tokens.
type desk struct {
	*world
	*signer.Authority
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	w := newWorld(t)
	a, err := signer.NewAuthority("Test root", w.clock.now)
	require.NoError(t, err)
	w.WithVerifier(signature.NewVerifier([]*x509.Certificate{a.Root}, nil, w.clock.now))
	return &desk{w, a}
}

func (d *desk) token(who account.Principal, tin string) signer.Token {
	d.t.Helper()
	now := d.clock.now()
	token, err := d.Issue(signer.Holder{Name: who.Name, PINFL: who.PINFL, TIN: tin, NotBefore: now.AddDate(-1, 0, 0), NotAfter: now.AddDate(1, 0, 0)})
	require.NoError(d.t, err)
	return token
}

// signed is a submission with a signature over the text in that language.
func (d *desk) signed(x Draft, token signer.Token, read locale.Lang) Submission {
	d.t.Helper()
	text, err := d.ToSign(d.t.Context(), d.citizen, x.ID, read)
	require.NoError(d.t, err)
	sig, err := token.Sign(text, d.clock.now())
	require.NoError(d.t, err)
	return Submission{DraftID: x.ID, Row: x.Row, Token: x.Token, Lang: locale.Uz, Signature: sig}
}

func TestStore_Submit_signed(t *testing.T) {
	w := newDesk(t)
	ctx := t.Context()
	token := w.token(w.citizen, "")
	d := w.draft("tax-signed", form.Answers{"purpose": "Uy olish\nva taʼmirlash"})

	text, err := w.ToSign(ctx, w.citizen, d.ID, locale.Ru)
	require.NoError(t, err)
	again, err := w.ToSign(ctx, w.citizen, d.ID, locale.Ru)
	require.NoError(t, err)
	require.Equal(t, text, again, "the same draft gives the same bytes")
	for _, part := range []string{"yagona-summary/1 ru\n", "Karimov Anvar", pinfl, "tax-signed", "        Uy olish\n        va taʼmirlash\n", locale.Ru.T("cabinet.check.declare")} {
		require.Contains(t, string(text), part)
	}
	_, err = w.ToSign(ctx, w.other, d.ID, locale.Ru)
	require.True(t, problem.Is(err, problem.NotFound), "another's draft: %v", err)

	in := w.signed(d, token, locale.Ru) // read and signed in Russian, sent from a page in Uzbek
	var clicks sync.WaitGroup
	numbers := make([]string, 20)
	for i := range numbers {
		clicks.Go(func() {
			a, err := w.sends(ctx, w.citizen, in)
			if err != nil {
				t.Error(err)
			}
			numbers[i] = a.Number
		})
	}
	clicks.Wait()
	for _, n := range numbers {
		require.Equal(t, numbers[0], n)
	}
	require.Equal(t, 1, w.count(`SELECT count(*) FROM signatures`))

	a := w.read(numbers[0])
	require.Len(t, a.Signatures, 1)
	require.Equal(t, w.citizen.Name, a.Signatures[0].Name)
	require.True(t, a.Signatures[0].Rooted)
	require.Equal(t, signature.Own, a.Signatures[0].By)
	files, err := w.SignatureFiles(ctx, w.citizen, a.Number, 0)
	require.NoError(t, err)
	require.Equal(t, text, files.Text)
	require.Equal(t, in.Signature, files.Signature)
	_, err = w.SignatureFiles(ctx, w.other, a.Number, 0)
	require.True(t, problem.Is(err, problem.NotFound), "another's signature: %v", err)
	shown := func() int {
		return w.count(`SELECT count(*) FROM audit_entries WHERE action = 'application.show' AND actor = $1 AND object = 'application:' || $2::text`, w.clerk.ID, a.Number)
	}
	require.Zero(t, shown())
	same, err := w.CaseSignatureFiles(ctx, w.clerk, a.Number, 0)
	require.NoError(t, err)
	require.Equal(t, 1, shown(), "nothing in it is masked: the applicant reads that the numbers were shown")
	require.Equal(t, files, same)
	_, err = w.CaseSignatureFiles(ctx, w.stranger, a.Number, 0)
	require.True(t, problem.Is(err, problem.NotFound), "out of scope: %v", err)
	_, err = w.pool.Exec(ctx, `UPDATE signatures SET text = 'x'`)
	require.Error(t, err, "what was signed stays what it was")
}

func TestStore_Submit_unsigned(t *testing.T) {
	w := newDesk(t)
	ctx := t.Context()
	d := w.draft("tax-signed", form.Answers{"purpose": "a"})
	own := w.token(w.citizen, "")
	good := w.signed(d, own, locale.Uz)
	stranger, err := signer.NewAuthority("Another root", w.clock.now)
	require.NoError(t, err)
	foreign, err := stranger.Issue(signer.Holder{Name: w.citizen.Name, PINFL: pinfl, NotBefore: w.clock.now().Add(-time.Hour), NotAfter: w.clock.now().Add(time.Hour)})
	require.NoError(t, err)

	for name, c := range map[string]struct {
		in   Submission
		want string
	}{
		"no signature":     {Submission{DraftID: d.ID, Row: d.Row, Token: d.Token, Lang: locale.Uz}, "signature.needed"},
		"another person's": {w.signed(d, w.token(w.other, ""), locale.Uz), "signature.refused.other-person"},
		"another root":     {w.signed(d, foreign, locale.Uz), "signature.refused.untrusted"},
		"junk":             {Submission{DraftID: d.ID, Row: d.Row, Token: d.Token, Lang: locale.Uz, Signature: []byte("junk")}, "signature.refused.unreadable"},
		"an old row":       {Submission{DraftID: d.ID, Row: d.Row - 1, Token: d.Token, Lang: locale.Uz, Signature: good.Signature}, DraftChanged},
		"a guessed token":  {Submission{DraftID: d.ID, Row: d.Row, Token: "guessed", Lang: locale.Uz, Signature: good.Signature}, "casework.no_draft"},
		"cut":              {Submission{DraftID: d.ID, Row: d.Row, Token: d.Token, Lang: locale.Uz, Signature: good.Signature[:100]}, "signature.refused.unreadable"},
	} {
		_, err := w.Submit(ctx, w.citizen, c.in)
		require.Error(t, err, name)
		require.Equal(t, c.want, problem.Of(err).ID, name)
	}
	require.Zero(t, w.count(`SELECT count(*) FROM applications`), "nothing is sent")
	require.Zero(t, w.count(`SELECT count(*) FROM signatures`))

	// An answer that was changed after the signing is signed again.
	d.Answers = form.Answers{"purpose": "b"}
	d, err = w.SaveDraft(ctx, w.citizen, d)
	require.NoError(t, err)
	good.Row = d.Row
	_, err = w.Submit(ctx, w.citizen, good)
	require.True(t, signature.RefusedFor(err, signature.OtherText), "%v", err)
	weak := w.citizen
	weak.Level = catalogue.Verified
	_, err = w.Submit(ctx, weak, w.signed(d, own, locale.Uz))
	require.True(t, problem.Is(err, problem.Forbidden), "%v", err)
	_, err = w.Submit(ctx, w.citizen, w.signed(d, own, locale.Uz))
	require.NoError(t, err)

	w.WithVerifier(nil)
	d = w.draft("tax-signed", form.Answers{"purpose": "c"})
	_, err = w.Submit(ctx, w.citizen, w.signed(d, own, locale.Uz))
	require.True(t, problem.Is(err, problem.Unavailable), "nobody checks signatures: %v", err)
}

// meddler verifies, and lets something happen while the verification server takes its time.
type meddler struct {
	Verifier
	meanwhile func()
}

func (m meddler) Verify(ctx context.Context, text, sig []byte, from string) (signature.Signed, error) {
	good, err := m.Verifier.Verify(ctx, text, sig, from)
	m.meanwhile()
	return good, err
}

// TestStore_Submit_changedMeanwhile: what is sent is what was signed, also when the draft changes while the signature is
// being checked, and also when only what it is worked out from changes.
func TestStore_Submit_changedMeanwhile(t *testing.T) {
	w := newDesk(t)
	ctx := t.Context()
	own := w.token(w.citizen, "")
	d := w.draft("tax-signed", form.Answers{"purpose": "a"})
	in := w.signed(d, own, locale.Uz)
	plain := w.verifier
	w.WithVerifier(meddler{plain, func() {
		changed := d
		changed.Answers = form.Answers{"purpose": "b"}
		_, err := w.SaveDraft(ctx, w.citizen, changed)
		require.NoError(t, err)
	}})
	_, err := w.Submit(ctx, w.citizen, in)
	require.Equal(t, DraftChanged, problem.Of(err).ID)

	w.WithVerifier(meddler{plain, func() {
		_, err := w.pool.Exec(ctx, `UPDATE drafts SET answers = '{"purpose": "c"}', answers_sealed = NULL WHERE id = $1`, d.ID) // the row stays, as when a file's bytes change
		require.NoError(t, err)
	}})
	d, err = w.Draft(ctx, w.citizen, d.ID)
	require.NoError(t, err)
	_, err = w.Submit(ctx, w.citizen, w.signed(d, own, locale.Uz))
	require.Equal(t, "signature.outdated", problem.Of(err).ID)
	require.Zero(t, w.count(`SELECT count(*) FROM applications`))

	w.WithVerifier(meddler{failing{}, func() {}})
	_, err = w.Submit(ctx, w.citizen, w.signed(d, own, locale.Uz))
	require.True(t, problem.Is(err, problem.Unavailable), "%v", err)
	require.Equal(t, 1, w.count(`SELECT count(*) FROM drafts WHERE application_id IS NULL`), "the draft waits")
}

type failing struct{}

func (failing) Verify(context.Context, []byte, []byte, string) (signature.Signed, error) {
	return signature.Signed{}, signature.Unknown(errors.New("down"))
}

// TestStore_ToSign_files: the text names each file with the digest of its bytes.
func TestStore_ToSign_files(t *testing.T) {
	w := newDesk(t)
	ctx := t.Context()
	d := w.draft("tax-signed", form.Answers{"purpose": "a"})
	pdf := []byte("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")
	up, err := w.documents.SaveUpload(ctx, w.citizen, d.ID, "plan", "reja.pdf", bytes.NewReader(pdf))
	require.NoError(t, err)
	d.Answers = form.Answers{"purpose": "a", "plan": []map[string]any{{"id": up.ID, "name": up.Name, "size": up.Size}}}
	_, err = w.SaveDraft(ctx, w.citizen, d)
	require.NoError(t, err)
	text, err := w.ToSign(ctx, w.citizen, d.ID, locale.En)
	require.NoError(t, err)
	require.Contains(t, string(text), "\nFiles\n    reja.pdf\n        "+fmt.Sprintf("%d B, SHA-256 %x\n", len(pdf), sha256.Sum256(pdf)))
}
