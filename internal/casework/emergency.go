package casework

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/number"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// Limits of emergency access: how long one reads, how often an official may within a day, and how much the reason says.
const (
	EmergencyLasts   = time.Hour
	MaxEmergencies   = 5
	MinEmergencyText = 20
	MaxEmergencyText = 1000
)

// BreakGlass lets an official read one case outside his scope for EmergencyLasts, because life, health or property cannot
// wait for who may. He can read it and nothing more. The heads of the case's office, the heads of his own and the applicant
// are told at once, with his reason. A case in his scope needs none of this, and nothing is written.
func (s *Store) BreakGlass(ctx context.Context, o account.Official, typed, reason string) (string, error) {
	reason = strings.TrimSpace(reason)
	switch n := utf8.RuneCountInString(reason); {
	case o.Role != account.Specialist && o.Role != account.Head:
		return "", problem.New(problem.Forbidden, "emergency.not_yours")
	case n < MinEmergencyText:
		return "", problem.New(problem.Invalid, "emergency.say_why", "Limit", MinEmergencyText)
	case n > MaxEmergencyText:
		return "", problem.New(problem.Invalid, "emergency.too_long", "Limit", MaxEmergencyText)
	}
	digits := number.Typed(typed)
	// The case lies behind the wall of its office until the emergency is on record.
	err := postgres.InTx(postgres.Beyond(ctx), s.pool, func(tx pgx.Tx) error {
		a, err := s.load(ctx, tx, false, `a.number = $1`, []any{digits})
		if problem.Is(err, problem.NotFound) || err == nil && a.concerns(o.ID) {
			return problem.New(problem.Invalid, "emergency.no_case")
		}
		if err != nil || a.visibleTo(Officer(o)) {
			return err
		}
		return s.breakGlass(ctx, tx, o, a, reason)
	})
	return digits, err
}

func (s *Store) breakGlass(ctx context.Context, tx pgx.Tx, o account.Official, a Application, reason string) error {
	now := s.now()
	// One after the other, so that two tabs do not go past the limit.
	if _, err := tx.Exec(ctx, `SELECT FROM officials WHERE account_id = $1 FOR UPDATE`, o.ID); err != nil {
		return fmt.Errorf("lock official: %w", err)
	}
	var today int
	err := tx.QueryRow(ctx, `SELECT count(*) FROM emergencies WHERE official_id = $1 AND at > $2`, o.ID, now.Add(-24*time.Hour)).Scan(&today)
	if err != nil {
		return fmt.Errorf("count emergencies: %w", err)
	}
	if today >= MaxEmergencies {
		return problem.New(problem.TooMany, "emergency.too_often", "Limit", MaxEmergencies)
	}
	var id int64
	err = tx.QueryRow(ctx, `INSERT INTO emergencies (official_id, application_id, authority, reason, at, until) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id`,
		o.ID, a.ID, o.Authority, reason, now, now.Add(EmergencyLasts)).Scan(&id)
	if err != nil {
		return fmt.Errorf("keep emergency: %w", err)
	}
	err = audit.Record(ctx, tx, audit.Entry{
		Kind: audit.Official, Actor: o.ID, Action: "application.emergency", Object: "application:" + a.Number, About: a.about(),
		Detail: map[string]any{"authority": o.Authority, "region": o.Region, "service": a.Service.Code, "reason": reason},
	})
	if err != nil {
		return err
	}
	args := notify.Args{"Service": a.Service.Title, "Authority": offices(o.Authority), "Reason": written(reason)}
	told := a.notice("emergency", args) // without the official's name
	told.Occasion = strconv.FormatInt(id, 10)
	if err := s.tellEach(ctx, tx, &a, told); err != nil {
		return err
	}
	args["Name"] = o.Name
	for _, desk := range []struct{ event, office, region string }{{"emergency-here", a.Authority, a.Region}, {EmergencyByOurs, o.Authority, o.Region}} {
		told, err := account.Desk(ctx, tx, desk.office, desk.region, account.Head)
		if err != nil {
			return err
		}
		err = notify.QueueOffice(ctx, tx, told, notify.Notice{
			Office: desk.office, Event: desk.event, Occasion: strconv.FormatInt(id, 10), ApplicationID: a.ID, Number: a.Number, Args: args,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// EmergencyByOurs is what the heads of an official are told of him; the case is not theirs to open.
const EmergencyByOurs = "emergency-by-ours"

// emergency is until when the official may read the case by BreakGlass; zero when he may not.
func (s *Store) emergency(ctx context.Context, o account.Official, a Application) (until time.Time, err error) {
	var last *time.Time
	err = s.pool.QueryRow(ctx, `SELECT max(until) FROM emergencies WHERE official_id = $1 AND application_id = $2 AND until > $3`, o.ID, a.ID, s.now()).Scan(&last)
	if err != nil || last == nil {
		return time.Time{}, postgres.Problem(err)
	}
	return *last, nil
}
