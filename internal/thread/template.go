package thread

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// Template is a text that an official begins a message with, and may change before he sends it.
type Template struct {
	ID    int64
	Title locale.Text // by which officials choose it
	Text  locale.Text // inserted in the language of the applicant
}

// Limits of templates.
const (
	MaxTitle     = 100
	maxTemplates = 100 // of one authority
)

// Templates is those of the official's authority, oldest first.
func (s *Store) Templates(ctx context.Context, o account.Official) ([]Template, error) {
	if o.Authority == "" || o.Role != account.Specialist && o.Role != account.Head {
		return nil, problem.New(problem.NotFound, "thread.no_template")
	}
	rows, _ := s.pool.Query(ctx, `SELECT id, title, text FROM thread_templates WHERE authority = $1 ORDER BY id LIMIT $2`, o.Authority, maxTemplates)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Template])
	if err != nil {
		return nil, postgres.Problem(fmt.Errorf("read templates: %w", err))
	}
	return list, nil
}

// Template is one of them.
func (s *Store) Template(ctx context.Context, o account.Official, id int64) (Template, error) {
	list, err := s.Templates(ctx, o)
	if err != nil {
		return Template{}, err
	}
	for _, t := range list {
		if t.ID == id {
			return t, nil
		}
	}
	return Template{}, problem.New(problem.NotFound, "thread.no_template")
}

// SaveTemplate keeps a template of the head's authority; id 0 makes a new one. Every language has to be there: who reads
// Russian gets no Uzbek text.
func (s *Store) SaveTemplate(ctx context.Context, o account.Official, t Template) error {
	if o.Role != account.Head || o.Authority == "" {
		return problem.New(problem.Forbidden, "thread.heads_only")
	}
	for _, text := range []*string{&t.Title.Uz, &t.Title.Ru, &t.Title.En, &t.Text.Uz, &t.Text.Ru, &t.Text.En} {
		if *text = strings.TrimSpace(strings.ReplaceAll(*text, "\r\n", "\n")); *text == "" {
			return problem.New(problem.Invalid, "thread.template_incomplete")
		}
	}
	if longest(t.Title) > MaxTitle || longest(t.Text) > MaxText {
		return problem.New(problem.Invalid, "thread.template_long", "Title", MaxTitle, "Text", MaxText)
	}
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		id, err := s.writeTemplate(ctx, tx, o, t)
		if err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{
			Kind: audit.Official, Actor: o.ID, Action: "thread.template", Object: "template:" + strconv.FormatInt(id, 10), Detail: map[string]any{"authority": o.Authority},
		})
	})
}

func (s *Store) writeTemplate(ctx context.Context, tx pgx.Tx, o account.Official, t Template) (id int64, err error) {
	if t.ID != 0 {
		tag, err := tx.Exec(ctx, `UPDATE thread_templates SET title = $3, text = $4, changed_by = $5, changed_at = $6 WHERE id = $1 AND authority = $2`,
			t.ID, o.Authority, t.Title, t.Text, o.ID, s.now())
		if err == nil && tag.RowsAffected() == 0 {
			err = problem.New(problem.NotFound, "thread.no_template")
		}
		return t.ID, err
	}
	err = tx.QueryRow(ctx, `INSERT INTO thread_templates (authority, title, text, changed_by, changed_at)
		SELECT $1, $2, $3, $4, $5 WHERE (SELECT count(*) FROM thread_templates WHERE authority = $1) < $6 RETURNING id`,
		o.Authority, t.Title, t.Text, o.ID, s.now(), maxTemplates).Scan(&id)
	if isNone(err) {
		return 0, problem.New(problem.Invalid, "thread.template_many", "Limit", maxTemplates)
	}
	return id, err
}

// DropTemplate removes a template of the head's authority. Messages that began with it stay as they were sent.
func (s *Store) DropTemplate(ctx context.Context, o account.Official, id int64) error {
	if o.Role != account.Head || o.Authority == "" {
		return problem.New(problem.Forbidden, "thread.heads_only")
	}
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `DELETE FROM thread_templates WHERE id = $1 AND authority = $2`, id, o.Authority)
		if err != nil {
			return fmt.Errorf("drop template: %w", err)
		}
		if tag.RowsAffected() == 0 {
			return problem.New(problem.NotFound, "thread.no_template")
		}
		return audit.Record(ctx, tx, audit.Entry{
			Kind: audit.Official, Actor: o.ID, Action: "thread.drop-template", Object: "template:" + strconv.FormatInt(id, 10), Detail: map[string]any{"authority": o.Authority},
		})
	})
}

func longest(t locale.Text) int {
	return max(utf8.RuneCountInString(t.Uz), utf8.RuneCountInString(t.Ru), utf8.RuneCountInString(t.En))
}
