package notify

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/job"
	"github.com/yagona/portal/internal/postgres"
)

// deliver hands the parcel to its channel.
func (s *Store) deliver(ctx context.Context, p *parcel) (reference string, err error) {
	w := words{lang: p.choices.Lang, origin: s.out.Origin, kinds: p.kinds}
	first := strconv.FormatInt(p.ids[0], 10)
	switch p.channel {
	case Email:
		reference = "copy-" + first
		link := s.out.Origin + "/" + string(w.lang) + UnsubscribePath + strconv.FormatInt(p.contact, 10) + "/" + s.out.sign(unsubscribe, p.contact)
		err = s.out.Mail.Mail(ctx, Letter{
			ID: reference, To: p.address, Lang: w.lang.Tag(), Subject: w.subject(), Text: w.letter(link), Unsubscribe: link,
			Copy: p.ids[0], Mark: s.out.signReturn(p.ids[0]),
		})
	case SMS:
		reference, err = s.out.Text.Text(ctx, p.address, w.sms(), s.out.Origin+ReportPath+first+"/"+s.out.sign(reported, p.ids[0]))
	case Push:
		reference = "copy-" + first
		var payload []byte
		if payload, err = json.Marshal(w.notice(reference)); err == nil {
			err = s.out.Push.Push(ctx, p.device, payload, reference, p.urgent)
		}
	}
	return reference, err
}

// UnsubscribePath is where letters end, after the language and before the number of the address and the mark.
const UnsubscribePath = "/unsubscribe/"

// settle notes how the attempt ended. What may go better later comes back as the job's error.
func (s *Store) settle(ctx context.Context, p *parcel, reference string, sent error) error {
	state, why, again := Sent, "", false
	switch {
	case sent == nil:
	case errors.Is(sent, ErrAddress):
		state, why = Bounced, noAddress
	case errors.Is(sent, ErrRefused):
		state, why = Failed, notTaken
	case errors.Is(sent, ErrDoubt) && p.channel == SMS:
		state, why = Failed, nobodyKnows
	case job.AttemptOf(ctx).Last:
		state, why = Failed, unanswered
	default:
		state, why, again = Queued, unanswered, true
	}
	err := postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		// A gateway may report before its own answer has arrived: what has arrived stays arrived.
		_, err := tx.Exec(ctx, `
			UPDATE copies SET state = $2, why = $3, reference = $4, begun_at = CASE WHEN $2 = 'queued' THEN NULL ELSE begun_at END,
				sent_at = CASE WHEN $2 = 'sent' THEN $5::timestamptz END, settled_at = CASE WHEN $2 NOT IN ('queued', 'sent') THEN $5::timestamptz END
			WHERE id = ANY ($1) AND state = 'queued'`, p.ids, state, why, reference, s.now())
		if err != nil {
			return fmt.Errorf("settle copy: %w", err)
		}
		if state == Bounced {
			return s.broken(ctx, tx, p.contact)
		}
		return nil
	})
	if err == nil && again {
		err = fmt.Errorf("send copy by %s: %w", p.channel, sent)
	}
	return err
}
