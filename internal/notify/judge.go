package notify

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
)

// judge says how long a copy has to wait, or settles one that is not sent at all. Nothing of both is: send it now.
func (s *Store) judge(ctx context.Context, tx pgx.Tx, w *waiting) (later time.Duration, err error) {
	now := s.now()
	if w.begun != nil && now.Sub(*w.begun) < sendPatience {
		return sendPatience - now.Sub(*w.begun), nil // somebody is at it, or was killed a moment ago
	}
	state, why := Queued, ""
	switch {
	case w.begun != nil && w.channel == SMS:
		state, why = Failed, nobodyKnows
	case !w.wanted(s.out):
		state, why = Dropped, notWanted
	case w.broken:
		state, why = Dropped, noAddress
	}
	if state == Queued {
		if at, reason := w.due(now); at.After(now) {
			return at.Sub(now), s.wait(ctx, tx, w, at, reason)
		}
		if !w.tried { // which has its place in the day: calling it dropped could be untrue
			state, why, err = s.limit(ctx, tx, w, now)
		}
		if err != nil {
			return 0, err
		}
	}
	if state == Queued {
		return 0, nil
	}
	w.state = state
	_, err = tx.Exec(ctx, `UPDATE copies SET state = $2, why = $3, settled_at = $4 WHERE id = $1`, w.ids[0], state, why, now)
	if err != nil {
		return 0, fmt.Errorf("settle copy: %w", err)
	}
	return 0, nil
}

// wanted asks again what was chosen, because it may have been changed since. An address that was replaced still hears of
// that.
func (w *waiting) wanted(out Outside) bool {
	return w.contact && out.Has(w.channel) && (!w.retired || w.kind == Security && w.channel != Push) && slices.Contains(w.choices.Wanted, Want(w.kind, w.channel))
}

// due is when the copy may go: at once, after the night, or with the others of its day.
func (w *waiting) due(now time.Time) (at time.Time, why string) {
	switch {
	case w.urgent:
		return now, ""
	case w.inDigest():
		if w.dueAt != nil {
			return *w.dueAt, inDigest
		}
		return next(now, *w.choices.DigestHour), inDigest
	default:
		return w.choices.until(now), quietHours
	}
}

func (w *waiting) inDigest() bool {
	return w.channel == Email && !w.urgent && w.choices.DigestHour != nil
}

// wait notes what a copy waits for, so that its person can see it.
func (s *Store) wait(ctx context.Context, tx pgx.Tx, w *waiting, at time.Time, why string) error {
	if _, err := tx.Exec(ctx, `UPDATE copies SET due_at = $2, why = $3 WHERE id = $1`, w.ids[0], at, why); err != nil {
		return fmt.Errorf("let copy wait: %w", err)
	}
	return nil
}

// limit drops what is one too many for a day.
func (s *Store) limit(ctx context.Context, tx pgx.Tx, w *waiting, now time.Time) (State, string, error) {
	var sent int
	err := tx.QueryRow(ctx, `SELECT count(DISTINCT coalesce(nullif(c.reference, ''), c.id::text)) FROM copies c
		WHERE c.account_id = (SELECT account_id FROM copies WHERE id = $1) AND c.channel = $2 AND c.sent_at >= $3`, w.ids[0], w.channel, dayOf(now)).Scan(&sent)
	if err != nil {
		return "", "", fmt.Errorf("count copies: %w", err)
	}
	most := PerDay[w.channel]
	if w.urgent {
		most *= 2
	}
	if sent >= most {
		return Dropped, tooMany, nil
	}
	return Queued, "", nil
}

// gather notes that the attempt has begun, for the copy or for all that go with it in the e-mail of the day.
func (s *Store) gather(ctx context.Context, tx pgx.Tx, w *waiting) error {
	now := s.now()
	w.kinds[w.kind] = 1
	if !w.inDigest() {
		_, err := tx.Exec(ctx, `UPDATE copies SET begun_at = $2, why = '' WHERE id = $1`, w.ids[0], now)
		return err
	}
	var together []string
	for event, kind := range events {
		if !kind.Urgent() && slices.Contains(w.choices.Wanted, Want(kind, Email)) {
			together = append(together, event)
		}
	}
	rows, err := tx.Query(ctx, `
		UPDATE copies c SET begun_at = $2, why = '' FROM messages m
		WHERE m.id = c.message_id AND c.contact_id = $1 AND c.state = 'queued' AND m.event = ANY ($3) RETURNING c.id, m.event`, w.parcel.contact, now, together)
	if err != nil {
		return fmt.Errorf("gather copies: %w", err)
	}
	w.ids, w.kinds = nil, map[Kind]int{}
	var id int64
	var event string
	_, err = pgx.ForEachRow(rows, []any{&id, &event}, func() error {
		w.ids = append(w.ids, id)
		w.kinds[events[event]]++
		return nil
	})
	if err != nil {
		return fmt.Errorf("gather copies: %w", err)
	}
	slices.Sort(w.ids)
	return nil
}
