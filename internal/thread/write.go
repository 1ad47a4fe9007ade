package thread

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// Entry is what the form sends.
type Entry struct {
	Text  string
	Files []string // stored before, see SaveFile
	Token string   // of the form: what is sent twice is one message
}

// SaveFile stores a file that will be sent with a message.
func (s *Store) SaveFile(ctx context.Context, r Reader, number, name string, body io.Reader) (document.Upload, error) {
	c, err := s.writable(ctx, s.pool, r, number)
	if err != nil {
		return document.Upload{}, postgres.Problem(err)
	}
	return s.documents.SaveForMessage(ctx, r.id, c.ID, name, body)
}

// Files is those of the named files that the reader has stored and not sent yet.
func (s *Store) Files(ctx context.Context, r Reader, number string, ids []string) ([]document.Upload, error) {
	c, err := s.find(ctx, s.pool, r, number)
	if err != nil {
		return nil, postgres.Problem(err)
	}
	return s.documents.ForMessage(ctx, r.id, c.ID, ids)
}

func (s *Store) writable(ctx context.Context, q querier, r Reader, number string) (subject, error) {
	c, err := s.find(ctx, q, r, number)
	if err == nil && !c.open(s.now()) {
		err = problem.New(problem.Conflict, "thread.closed", "Date", *c.until())
	}
	return c, err
}

// Write sends a message, tells the other side, and leaves the case itself as it is. The same form sent again changes
// nothing.
func (s *Store) Write(ctx context.Context, r Reader, number string, e Entry) error {
	e.Text = strings.TrimSpace(strings.ReplaceAll(e.Text, "\r\n", "\n"))
	switch {
	case e.Text == "" && len(e.Files) == 0:
		return problem.New(problem.Invalid, "thread.empty")
	case utf8.RuneCountInString(e.Text) > MaxText:
		return problem.New(problem.Invalid, "thread.too_long", "Limit", MaxText, "Over", utf8.RuneCountInString(e.Text)-MaxText)
	case e.Token == "":
		return problem.New(problem.Invalid, "thread.stale")
	}
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		c, err := s.writable(ctx, tx, r, number)
		if err != nil {
			return err
		}
		id, err := s.insert(ctx, tx, r, c, e)
		if err != nil || id == 0 {
			return err
		}
		slices.Sort(e.Files)
		if err := document.Send(ctx, tx, r.id, c.ID, id, slices.Compact(e.Files)); err != nil {
			return err
		}
		if err := s.tell(ctx, tx, r, c, id); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Kind: r.kind, Actor: r.id, Action: "thread.write", Object: "application:" + number, Detail: map[string]any{"message": id}})
	})
}

// insert writes the message; 0: it is there already. Whoever is not read for long waits for an answer before he writes more.
func (s *Store) insert(ctx context.Context, tx pgx.Tx, r Reader, c subject, e Entry) (id int64, err error) {
	var waiting int
	var sent bool
	err = tx.QueryRow(ctx, `SELECT count(*) FILTER (WHERE side = $2 AND read_at IS NULL), coalesce(bool_or(account_id = $3 AND token = $4), false) FROM thread_messages WHERE application_id = $1`,
		c.ID, r.side, r.id, e.Token).Scan(&waiting, &sent)
	switch {
	case err != nil:
		return 0, fmt.Errorf("count messages: %w", err)
	case sent:
		return 0, nil
	case waiting >= maxWaiting:
		return 0, problem.New(problem.TooMany, "thread.too_many", "Limit", maxWaiting)
	}
	err = tx.QueryRow(ctx, `INSERT INTO thread_messages (application_id, at, side, account_id, text, token) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT ON CONSTRAINT thread_messages_once DO NOTHING RETURNING id`, c.ID, s.now(), r.side, r.id, e.Text, e.Token).Scan(&id)
	if isNone(err) {
		return 0, nil // the same form came at the same moment
	}
	if err != nil {
		return 0, fmt.Errorf("insert message: %w", err)
	}
	return id, nil
}

// tell puts one notice into each inbox of the other side. What was written stands in the case alone.
func (s *Store) tell(ctx context.Context, tx pgx.Tx, r Reader, c subject, id int64) error {
	svc, err := s.services.VersionIn(ctx, tx, c.Version)
	if err != nil {
		return err
	}
	n := notify.Notice{Occasion: "thread/" + strconv.FormatInt(id, 10), ApplicationID: c.ID, Number: c.Number, Args: notify.Args{"Service": svc.Title}}
	if r.side == Applicant {
		to, err := c.desk(ctx, tx)
		if err != nil {
			return err
		}
		n.Event, n.Office = "applicant-wrote", c.Authority
		return notify.QueueOffice(ctx, tx, to, n)
	}
	n.Event = "office-wrote"
	for _, n.AccountID = range c.applicants(s) {
		if err := notify.Queue(ctx, tx, n); err != nil {
			return err
		}
	}
	return nil
}

// applicants is who sent the application, while his right lives, and the person for whom it was sent.
func (c subject) applicants(s *Store) []int64 {
	to := slices.Clone(c.Concerned)
	if c.Mandate == nil || !problem.Is(c.Mandate.Stands(s.now()), problem.Forbidden) {
		to = append(to, c.AccountID)
	}
	slices.Sort(to)
	return slices.Compact(to)
}

// desk is the official who has the case, or everybody of the office: nobody whose own case it is.
func (c subject) desk(ctx context.Context, tx pgx.Tx) ([]int64, error) {
	staff, err := account.Desk(ctx, tx, c.Authority, c.Region, account.Specialist, account.Head)
	if err != nil {
		return nil, err
	}
	var holds bool
	err = tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM officials WHERE account_id = $1 AND ended_at IS NULL AND authority = $2)`, c.Assignee, c.Authority).Scan(&holds)
	if err != nil {
		return nil, fmt.Errorf("find official: %w", err)
	}
	if holds {
		return []int64{c.Assignee}, nil
	}
	return slices.DeleteFunc(staff, func(id int64) bool { return slices.Contains(c.about(), id) }), nil
}

func isNone(err error) bool { return errors.Is(err, pgx.ErrNoRows) }
