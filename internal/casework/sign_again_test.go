package casework

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/signature"
)

// TestStore_Resubmit_signed: what comes back corrected is signed again, to the byte, and both signatures stay.
func TestStore_Resubmit_signed(t *testing.T) {
	w := newDesk(t)
	ctx := t.Context()
	token := w.token(w.citizen, "")
	sent, err := w.sends(ctx, w.citizen, w.signed(w.draft("tax-signed", form.Answers{"purpose": "a"}), token, locale.Uz))
	require.NoError(t, err)
	w.work()
	w.act(Officer(w.clerk), sent.Number, ActionInput{Action: Claim})
	back := func() Application {
		return w.act(Officer(w.clerk), sent.Number, ActionInput{Action: AskCorrection, Note: "Aniqroq", Marks: []Mark{{Key: "purpose", Reason: "qisqa"}}})
	}
	a := back()
	first, err := w.SignatureFiles(ctx, w.citizen, a.Number, 0)
	require.NoError(t, err)
	proven := func(a Application, lang locale.Lang) Correction {
		text, err := w.CorrectionToSign(ctx, w.citizen, a.Number, lang)
		require.NoError(t, err)
		sig, err := token.Sign(text, w.clock.now())
		require.NoError(t, err)
		return Correction{Row: a.Row, Lang: locale.Uz, Signature: sig}
	}
	refused := func(id string, in Correction) {
		t.Helper()
		err := w.Resubmit(ctx, w.citizen, a.Number, in)
		require.Error(t, err)
		require.Equal(t, id, problem.Of(err).ID)
	}

	refused("signature.needed", Correction{Row: a.Row, Answers: form.Answers{"purpose": "b"}})
	refused("signature.needed", Correction{Row: a.Row, Answers: form.Answers{"purpose": "b"}, Signature: first.Signature, Lang: locale.Uz})
	_, err = w.CorrectionToSign(ctx, w.citizen, a.Number, locale.Uz)
	require.True(t, problem.Is(err, problem.Conflict), "nothing is kept to be signed: %v", err)
	require.Error(t, w.KeepCorrection(ctx, w.citizen, a.Number, Correction{Row: a.Row}), "the marked question has no answer")
	require.True(t, problem.Is(w.KeepCorrection(ctx, w.other, a.Number, Correction{Row: a.Row, Answers: form.Answers{"purpose": "x"}}), problem.NotFound))
	require.True(t, problem.Is(w.KeepCorrection(ctx, w.citizen, a.Number, Correction{Row: a.Row - 1, Answers: form.Answers{"purpose": "x"}}), problem.Conflict))

	require.NoError(t, w.KeepCorrection(ctx, w.citizen, a.Number, Correction{Row: a.Row, Answers: form.Answers{"purpose": "b"}}))
	require.Equal(t, "a", w.read(a.Number).Answers["purpose"], "kept, not sent")
	require.Equal(t, a.Row, w.read(a.Number).Row)
	text, err := w.CorrectionToSign(ctx, w.citizen, a.Number, locale.Ru)
	require.NoError(t, err)
	for _, part := range []string{"yagona-summary/2 ru\n", a.Number, "        b\n", w.citizen.PINFL} {
		require.Contains(t, string(text), part)
	}
	_, err = w.CorrectionToSign(ctx, w.other, a.Number, locale.Ru)
	require.True(t, problem.Is(err, problem.NotFound), "another's: %v", err)

	refused("signature.needed", Correction{Row: a.Row, Lang: locale.Uz})
	refused("signature.refused.other-text", Correction{Row: a.Row, Lang: locale.Uz, Signature: first.Signature})
	stale := proven(a, locale.Uz)
	require.NoError(t, w.KeepCorrection(ctx, w.citizen, a.Number, Correction{Row: a.Row, Answers: form.Answers{"purpose": "c"}}))
	refused("signature.refused.other-text", stale) // another window keeps another answer
	plain := w.verifier
	w.WithVerifier(meddler{plain, func() {
		require.NoError(t, w.KeepCorrection(ctx, w.citizen, a.Number, Correction{Row: a.Row, Answers: form.Answers{"purpose": "d"}}))
	}})
	refused("signature.outdated", proven(a, locale.Uz)) // the same while the signature is being checked
	w.WithVerifier(nil)
	refused("signature.off", Correction{Row: a.Row, Lang: locale.Uz, Signature: stale.Signature})
	w.WithVerifier(plain)
	weak := w.citizen
	weak.Level = catalogue.Verified
	err = w.Resubmit(ctx, weak, a.Number, proven(a, locale.Uz))
	require.True(t, problem.Is(err, problem.Forbidden), "%v", err)
	require.Equal(t, 1, w.count(`SELECT count(*) FROM signatures`))

	good := proven(a, locale.Ru) // read in Russian, sent from a page in Uzbek
	good.Answers = form.Answers{"purpose": "smuggled"}
	done, err := w.resubmit(ctx, w.citizen, a.Number, good)
	require.NoError(t, err)
	require.Equal(t, "d", done.Answers["purpose"], "what was signed is what counts")
	require.Nil(t, done.Correction)
	require.Len(t, done.Signatures, 2)
	require.Equal(t, a.Row, done.Signatures[0].Row)
	again, err := w.CaseSignatureFiles(ctx, w.clerk, a.Number, a.Row)
	require.NoError(t, err)
	require.Equal(t, good.Signature, again.Signature)
	require.True(t, signature.Over(again.Signature, again.Text))
	same, err := w.SignatureFiles(ctx, w.citizen, a.Number, 0)
	require.NoError(t, err)
	require.Equal(t, first, same, "what was signed first stays")
	err = w.Resubmit(ctx, w.citizen, a.Number, good)
	require.True(t, problem.Is(err, problem.Conflict), "twice: %v", err)

	// A second round is signed for itself; a withdrawal forgets what waited.
	w.work()
	a = back()
	require.NoError(t, w.KeepCorrection(ctx, w.citizen, a.Number, Correction{Row: a.Row, Answers: form.Answers{"purpose": "e"}}))
	refused("signature.refused.other-text", Correction{Row: a.Row, Lang: locale.Uz, Signature: good.Signature})
	w.act(Citizen(w.citizen), a.Number, ActionInput{Action: Withdraw})
	require.Zero(t, w.count(`SELECT count(*) FROM application_payloads WHERE correction IS NOT NULL OR correction_sealed IS NOT NULL`))
}
