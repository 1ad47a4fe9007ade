package mine_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/job"
	"github.com/yagona/portal/internal/job/jobtest"
	"github.com/yagona/portal/internal/keyring/keyringtest"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/postgres/postgrestest"
	"github.com/yagona/portal/internal/server/gate"
	"github.com/yagona/portal/internal/server/servertest"
	"github.com/yagona/portal/internal/takeout"
	"github.com/yagona/portal/web/layout"
)

// unzipped is the files of an archive by name.
func unzipped(t *testing.T, body string) map[string]string {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader([]byte(body)), int64(len(body)))
	require.NoError(t, err)
	files := map[string]string{}
	for _, f := range archive.File {
		r, err := f.Open()
		require.NoError(t, err)
		raw, err := io.ReadAll(r)
		require.NoError(t, err)
		files[f.Name] = string(raw)
	}
	return files
}

// TestCopy: a person saves all that is kept about him, and nothing of anybody else.
func TestCopy(t *testing.T) {
	x := newTown(t)
	ctx := t.Context()
	number, other := x.apply("aziz"), x.apply("malika")
	clerk := *x.Principal("justice-specialist").Official
	a, err := x.cases.Case(ctx, clerk, number)
	require.NoError(t, err)
	act := func(action casework.Action, note string) {
		a, err = x.cases.Case(ctx, clerk, number)
		require.NoError(t, err)
		require.NoError(t, x.cases.Act(ctx, casework.Officer(clerk), number, casework.ActionInput{Action: action, Row: a.Row, Note: note}))
	}
	act(casework.Claim, "")
	act(casework.Remark, "faqat-oramizda")
	owner := postgrestest.Owner(t, x.Pool)
	for _, sql := range []string{
		`INSERT INTO thread_messages (application_id, at, side, account_id, text, token) SELECT id, now(), 'office', $2, 'idoradan-salom', 'a' FROM applications WHERE number = $1`,
		`INSERT INTO opinions (application_id, authority, region, question, asked_by, asked_at, due_at) SELECT id, 'cadastre', '', 'ichki-savol', $2, now(), now() FROM applications WHERE number = $1`,
	} {
		_, err := owner.Exec(ctx, sql, number, clerk.ID)
		require.NoError(t, err, sql)
	}

	address, err := keyringtest.Ring().Seal(notify.AddressColumn, 9000, "aziz@pochta.example")
	require.NoError(t, err)
	_, err = owner.Exec(ctx, `INSERT INTO contacts (id, account_id, channel, address_sealed, address_index, confirmed_at) OVERRIDING SYSTEM VALUE VALUES (9000, $1, 'email', $2, 'x', now())`,
		x.Principal("aziz").AccountID, address)
	require.NoError(t, err)
	_, err = owner.Exec(ctx, `INSERT INTO contacts (account_id, channel, address, confirmed_at) VALUES ($1, 'sms', '+998901234567', now())`, x.Principal("aziz").AccountID) // as a former release writes it
	require.NoError(t, err)
	_, err = owner.Exec(ctx, `INSERT INTO register_copies (asker, fields, register, key_index, value_sealed, source, fetched_at, asked_at, expires_at, applicant_index)
		VALUES (decode(repeat('ab', 32), 'hex'), '{}', 'tax', $1, 'damaged', 'Soliq', now(), now(), now(), $1)`, keyringtest.Ring().Index(x.Principal("aziz").PINFL))
	require.NoError(t, err)

	lines, err := keyringtest.Ring().Seal(document.LinesColumn, 9000, `{"uz": [{"label": "Natija", "value": "muhrlangan-qator"}]}`)
	require.NoError(t, err)
	_, err = owner.Exec(ctx, `INSERT INTO documents (id, number, code, application_id, application, account_id, kind, title, authority, holder, lang, issued_at, lines_sealed, lines)
		OVERRIDING SYSTEM VALUE SELECT p.id, 'paper-' || p.id, 'code-' || p.id, a.id, a.number, a.account_id, 'extract', '{}', '{}', 'Aziz', 'uz', now(), p.sealed, p.plain
		FROM applications a, (VALUES (9000, $2::bytea, NULL::jsonb), (9001, NULL, '{"uz": [{"label": "Natija", "value": "ochiq-qator"}]}')) p (id, sealed, plain) WHERE a.number = $1`, number, lines)
	require.NoError(t, err)

	_, err = owner.Exec(ctx, `INSERT INTO contacts (account_id, channel, address_sealed, address_index, keys, confirmed_at) VALUES ($1, 'push', 'damaged', 'y', '{"name": "Falkon, Haiku", "auth": "a-secret-of-the-browser"}', now())`, x.Principal("aziz").AccountID)
	require.NoError(t, err)

	// Malika holds a power of attorney, and signed for him: that she did is in his copy, who she is is not.
	attorney := x.Principal("malika")
	sent := x.apply("malika")
	_, err = owner.Exec(ctx, `WITH g AS (INSERT INTO mandates (account_id, ground, kind, subject_sealed, subject_index, name, number, taken_at, checked_at)
			VALUES ($1, 'attorney', 'person', 'sealed', $2, 'Aziz', 'ISH-7', now(), now()) RETURNING id),
		a AS (UPDATE applications SET mandate_id = (SELECT id FROM g) WHERE number = $3 RETURNING id),
		f AS (UPDATE application_payloads SET facts = '{}', facts_sealed = NULL WHERE application_id = (SELECT id FROM a))
		INSERT INTO signatures (application_id, text, signature, name, pinfl, tin, serial, issuer, not_before, not_after, signed_at, verified_at, verified_by)
		SELECT id, convert_to($4 || ' imzoladi', 'UTF8'), 'signature', $4, $5, '', 'serial-of-malika', 'issuer', now(), now(), '2026-11-03 10:11:12Z', now(), 'own' FROM a`,
		attorney.AccountID, keyringtest.Ring().Index(x.Principal("aziz").PINFL), sent, attorney.Name, attorney.PINFL)
	require.NoError(t, err)

	aziz := x.SignIn("aziz")
	page := aziz.Get("/ru/cabinet/copy")
	require.Equal(t, http.StatusOK, page.Status)
	page = page.Form("/cabinet/copy").Submit("")
	require.Equal(t, "/ru/cabinet/copy", page.URL.Path)
	require.Contains(t, page.Text(), "Готовится: 0 из")
	page.Form("/cabinet/copy").Submit("")
	require.Equal(t, 1, x.count(`SELECT count(*) FROM takeouts`), "while one is being made there is no second")
	jobtest.Run(t, x.Pool, x.plan)
	page = aziz.Get("/ru/cabinet/copy")
	require.Contains(t, page.Text(), "Готова: ")
	require.Contains(t, aziz.Get("/ru/inbox").Text(), "Копия ваших данных готова")
	var file string
	for _, link := range page.Links() {
		if strings.HasPrefix(link, "/ru/cabinet/copy/") {
			file = link
		}
	}
	saved := aziz.Get(file)
	require.Equal(t, "application/zip", saved.Header.Get("Content-Type"))
	require.Contains(t, saved.Header.Get("Content-Disposition"), "attachment")
	files := unzipped(t, saved.Body)
	require.Len(t, files, len(takeout.Titles(locale.Ru))+2)
	var said strings.Builder
	for name, body := range files {
		if strings.HasSuffix(name, ".json") {
			require.True(t, json.Valid([]byte(body)), name)
		}
		said.WriteString(body)
	}
	require.Contains(t, files["data/register-copies.json"], `"value": null`, "what does not open keeps nobody from the rest")
	all := said.String()
	me := x.Principal("aziz")
	for _, mine := range []string{me.PINFL, me.Name, number, "oʻqish uchun", "idoradan-salom", "aziz@pochta.example", "+998901234567", "Falkon, Haiku", sent, "ISH-7", "muhrlangan-qator", "ochiq-qator"} {
		require.Contains(t, all, mine)
		require.Contains(t, files["index.html"], mine, "the page says all that the data say")
	}
	require.Contains(t, files["data/signatures.json"], "2026-11-03", "when it was signed for him")
	require.Contains(t, files["dictionary.json"], "Пробная бумага", "the questions of the form are explained")
	require.Contains(t, files["index.html"], `<html lang="ru">`)
	require.NotContains(t, files["index.html"], "⟦", "a word is missing")
	for _, theirs := range []string{other, x.Principal("malika").PINFL, x.Principal("malika").Name, "faqat-oramizda", "ichki-savol", clerk.Name, "serial-of-malika", "a-secret-of-the-browser"} {
		require.NotContains(t, all, theirs)
	}
	require.Contains(t, aziz.Get("/en/cabinet/looks?by=me").Text(), "You saved a copy of your data")
	require.Equal(t, http.StatusNotFound, x.SignIn("malika").Get(file).Status)

	t.Run("a session found open is not enough", func(t *testing.T) {
		x.Clock.Pass(gate.Lately)
		b := x.SignIn("aziz") // signed in just now
		require.Equal(t, http.StatusOK, b.Get(file).Status)
		x.Clock.Pass(gate.Lately)
		b.Stay()
		for _, answer := range []*servertest.Page{b.Get(file), b.Post("/ru/cabinet/copy", url.Values{}), b.Post("/ru/cabinet/copy", url.Values{"do": {layout.SwitchVerb}})} {
			require.Equal(t, http.StatusSeeOther, answer.Status)
			require.Contains(t, answer.Header.Get("Location"), "/ru/sign-in?")
			require.Contains(t, answer.Header.Get("Location"), "again=1")
		}
		require.Equal(t, 1, x.count(`SELECT count(*) FROM takeouts`))
		require.Equal(t, http.StatusNotFound, b.Get("/ru/cabinet/copy/999999999").Status, "what is not there is told at once")
	})
	t.Run("what never gets made keeps nobody from another", func(t *testing.T) {
		b := x.SignIn("aziz")
		_, err := owner.Exec(ctx, `INSERT INTO takeouts (account_id, lang, ordered_at, parts) VALUES ($1, 'ru', $2, 1)`, me.AccountID, x.Clock.Now().Add(-takeout.Kept-time.Minute))
		require.NoError(t, err)
		require.Equal(t, http.StatusOK, b.Post("/ru/cabinet/copy", url.Values{}).Status)
		require.Equal(t, 1, x.count(`SELECT count(*) FROM takeouts WHERE failed_at IS NOT NULL`))
		_, err = owner.Exec(ctx, `UPDATE takeouts SET failed_at = ordered_at, ready_at = NULL, file = NULL WHERE ready_at IS NULL AND failed_at IS NULL`)
		require.NoError(t, err)
	})
	t.Run("so many a day, and no more", func(t *testing.T) {
		b := x.SignIn("aziz")
		sealed, err := keyringtest.Ring().Seal(account.NumberColumn, me.AccountID, me.PINFL)
		require.NoError(t, err)
		for range takeout.InDay - 1 {
			require.Equal(t, http.StatusOK, b.Post("/ru/cabinet/copy", url.Values{}).Status)
			_, err := owner.Exec(ctx, `UPDATE accounts SET pinfl_sealed = 'damaged' WHERE id = $1`, me.AccountID)
			require.NoError(t, err)
			jobtest.Run(t, x.Pool, x.plan)
			_, err = owner.Exec(ctx, `UPDATE accounts SET pinfl_sealed = $2 WHERE id = $1`, me.AccountID, sealed)
			require.NoError(t, err)
		}
		require.Equal(t, takeout.InDay, x.count(`SELECT count(*) FROM takeouts WHERE ready_at IS NOT NULL`))
		require.Equal(t, http.StatusTooManyRequests, b.Post("/ru/cabinet/copy", url.Values{}).Status)
		require.Equal(t, takeout.InDay, x.count(`SELECT count(*) FROM takeouts WHERE failed_at IS NULL`), "those that failed are not counted")
	})
	t.Run("after its day it is gone", func(t *testing.T) {
		x.Clock.Pass(takeout.Kept + time.Minute)
		require.Equal(t, http.StatusNotFound, x.SignIn("aziz").Get(file).Status)
		require.NoError(t, pgx.BeginFunc(ctx, x.Pool, func(tx pgx.Tx) error { return job.Insert(ctx, tx, takeout.SweepArgs{}) }))
		jobtest.Run(t, x.Pool, x.plan)
		require.Zero(t, x.count(`SELECT count(*) FROM takeouts`))
	})
}
