package casework

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/signature"
)

// KeepCorrection keeps the answers of a correction that has to be signed before it is sent back. The application stays
// as it is: keeping again replaces what was kept.
func (s *Store) KeepCorrection(ctx context.Context, who account.Principal, number string, in Correction) error {
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		a, _, err := s.correctable(ctx, tx, who, number, in.Row)
		if err != nil {
			return err
		}
		answers, err := s.corrected(a, in.Answers)
		if err != nil {
			return err
		}
		sealed, plain, err := s.ring.Document(payloadCorrection, a.ID, s.now(), answers)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE application_payloads SET correction_sealed = $2, correction = $3 WHERE application_id = $1`, a.ID, sealed, plain); err != nil {
			return fmt.Errorf("keep correction: %w", err)
		}
		return nil
	})
}

// CorrectionToSign is the text that is signed to send back a correction that was kept.
func (s *Store) CorrectionToSign(ctx context.Context, who account.Principal, number string, lang locale.Lang) ([]byte, error) {
	x, err := s.kept(ctx, who, number)
	if err != nil {
		return nil, err
	}
	return s.text(ctx, s.pool, who, x, lang)
}

// SignedCorrection checks the signature of a correction that was kept. It writes nothing: Resubmit checks again.
func (s *Store) SignedCorrection(ctx context.Context, who account.Principal, number string, in Correction) (signature.Signed, error) {
	x, err := s.kept(ctx, who, number)
	if err != nil {
		return signature.Signed{}, err
	}
	return s.check(ctx, who, x, proof{in.Lang, in.Signature, in.From})
}

// kept is a correction of one's own that waits for its signature.
func (s *Store) kept(ctx context.Context, who account.Principal, number string) (signable, error) {
	a, err := s.own(ctx, s.pool, false, who, number)
	if err != nil {
		return signable{}, postgres.Problem(err)
	}
	if a.State != ToBeCorrected || a.Correction == nil {
		return signable{}, problem.New(problem.Conflict, "casework.not_now")
	}
	return s.sendingBack(who, a, a.Correction), nil
}

// sendingBack is an application as it is signed once more, with its answers corrected. The fee is that of the day on
// which it came in.
func (s *Store) sendingBack(who account.Principal, a Application, answers form.Answers) signable {
	x := signable{svc: a.Service, answers: answers, facts: a.Facts, mandate: a.Mandate, fee: a.SubmittedAt, row: a.Row, number: a.Number, id: a.ID}
	if a.Concerns(who) {
		x.mandate = nil // whoever sent it, the person mends it for himself
	}
	return x
}

// signedAgain is the good signature of a correction, nil where the service asks for none.
func (s *Store) signedAgain(ctx context.Context, who account.Principal, number string, in Correction) (*signature.Signed, error) {
	a, err := s.own(ctx, s.pool, false, who, number)
	if err != nil {
		return nil, postgres.Problem(err)
	}
	if needed, _ := s.Signs(a.Service); !needed || a.State != ToBeCorrected {
		return nil, nil
	}
	if !account.Reaches(who.Level, a.Service.Assurance) {
		return nil, problem.New(problem.Forbidden, "casework.level_needed")
	}
	if a.Correction == nil {
		return nil, problem.New(problem.Invalid, "signature.needed")
	}
	good, err := s.check(ctx, who, s.sendingBack(who, a, a.Correction), proof{in.Lang, in.Signature, in.From})
	return &good, err
}

// mended is the answers that are sent back: those that were kept and signed, else those that came.
func (s *Store) mended(a Application, given form.Answers) (form.Answers, error) {
	if needed, _ := s.Signs(a.Service); !needed {
		return s.corrected(a, given)
	}
	if a.Correction == nil {
		return nil, problem.New(problem.Invalid, "signature.needed")
	}
	return a.Correction, nil
}
