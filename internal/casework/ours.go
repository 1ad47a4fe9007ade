package casework

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/number"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/register"
)

// ourRegister is the one register that the portal keeps itself: applications.
const ourRegister = "applications"

// ask reads one record: from the state's registers, or from our own.
func (s *Store) ask(ctx context.Context, r reading, q register.Request) (register.Fact, error) {
	if q.Register != ourRegister {
		return s.registers.Read(ctx, q)
	}
	return s.ours(ctx, r, q)
}

// ours is an application as a register of the state would give it. Who does not know the code learns no more than that
// the number exists: the record is then without a code, and no code that is typed fits.
func (s *Store) ours(ctx context.Context, r reading, q register.Request) (register.Fact, error) {
	fact := register.Fact{Register: q.Register, Key: q.Key, Source: q.Register, FetchedAt: s.now()}
	number := number.Typed(q.Key)
	if !ValidNumber(number) {
		return fact, nil
	}
	var code, service, authority, state string
	var due time.Time
	err := s.pool.QueryRow(ctx, `SELECT code, service, authority, state, due_at FROM applications WHERE number = $1`, number).Scan(&code, &service, &authority, &state, &due)
	if errors.Is(err, pgx.ErrNoRows) {
		return fact, nil
	}
	if err != nil {
		return fact, problem.New(problem.Unavailable, "common.unavailable").Because(fmt.Errorf("read applications: %w", err))
	}
	fact.Value = map[string]any{"number": number, "check_code": ""}
	for _, answer := range r.answers {
		if typed := form.String(answer); typed != "" && strings.EqualFold(typed, code) {
			lists := catalogue.Lists()
			body, _ := lists.Authorities.Get(authority)
			words, _ := lists.States.Get(state)
			fact.Value = map[string]any{"number": number, "check_code": typed, "service": service, "authority": body.Title.In(r.lang), "state": words.Title.In(r.lang), "due_on": register.DateOf(due).String()}
			if svc, ok := s.catalogue.Snapshot().Service(service); ok {
				fact.Value["service"] = svc.Title.In(r.lang)
			}
		}
	}
	return fact, nil
}
