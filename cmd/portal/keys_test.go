package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/demo"
	"github.com/yagona/portal/internal/dispute"
	"github.com/yagona/portal/internal/feedback"
	"github.com/yagona/portal/internal/keyring"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/postgres/postgrestest"
	"github.com/yagona/portal/migrations"
)

// plainly is where numbers and addresses of people stand in what they wrote, signed and were told, and in what registers said
// of them: not by them is anybody found.
var plainly = map[string]string{
	"application_events.detail": "answers before and after they were mended",
	"signatures.pinfl":          "beside the signed text and the certificate, which have it too", "signatures.text": "as it was signed", "signatures.signature": "with the certificate",
}

// TestKeys: nobody's number or address is in a copy of the database but where it was written, and the keys can be changed.
func TestKeys(t *testing.T) {
	url := postgrestest.URL(t)
	file := filepath.Join(t.TempDir(), "ring.key")
	require.NoError(t, os.WriteFile(file, []byte("the key of the ring that the demo has\n"), 0o600))
	raw, err := os.ReadFile(file)
	require.NoError(t, err)
	begin := func(key string) (*portal, error) {
		return build(t.Context(), settings{Demo: true, DemoApplications: 300, DemoRegistersAddr: "127.0.0.1:0", ringKey: key}, "http://localhost", url, io.Discard, slog.New(slog.DiscardHandler))
	}
	p, err := begin(string(raw))
	require.NoError(t, err)
	defer func() { p.close() }()
	command := func(args ...string) (string, error) {
		var out bytes.Buffer
		err := run(t.Context(), append(args, "--database-url", url, "--ring-key", file), &out, io.Discard)
		return out.String(), err
	}
	ctx := t.Context()
	var numbers []string
	var people []account.Principal
	for _, x := range demo.Personas() {
		if x.PINFL == "" {
			continue
		}
		var id int64
		require.NoError(t, p.web.QueryRow(ctx, `SELECT id FROM accounts WHERE subject = $1 AND issuer LIKE '%identity'`, x.Subject).Scan(&id))
		who, err := p.accounts.Principal(ctx, id)
		require.NoError(t, err)
		require.Equal(t, x.PINFL, who.PINFL)
		numbers, people = append(numbers, x.PINFL), append(people, who)
	}
	rights := 0
	for _, who := range people { // they take up every right that they have, and contest a fact
		offers, _, err := p.mandate.Offers(ctx, who)
		require.NoError(t, err)
		for _, o := range offers {
			if o.Open() {
				m, err := p.mandate.Take(ctx, who, o.Ref)
				require.NoError(t, err)
				_, err = p.mandate.Confirm(ctx, m)
				require.NoError(t, err)
				if rights++; o.Kind == account.OfPerson { // a company's is no secret
					numbers = append(numbers, o.Subject)
				}
			}
		}
	}
	require.Greater(t, rights, 2)
	disputes := dispute.NewStore(p.web, p.ring, time.Now, p.calendar)
	_, err = disputes.Contest(ctx, people[0], dispute.Claim{Register: "tax", Field: "debt", Key: people[0].PINFL, Text: "Qarz yoʻq", Token: "once", Lang: locale.Uz})
	require.NoError(t, err)
	const mobile, mailbox, endpoint, unnamed = "+998991234599", "aziz-ning-qutisi@pochta.example", "https://push.example/browser-of-aziz", "nomsiz-muallif@pochta.example"
	box := &drawer{}
	post := notify.NewStore(p.web, time.Now).With(p.ring, notify.Outside{Mail: box, Text: box, Push: box, Key: []byte(strings.Repeat("k", 32))})
	for channel, address := range map[notify.Channel]string{notify.SMS: mobile, notify.Email: mailbox} {
		require.NoError(t, post.AskCode(ctx, people[0], channel, address, locale.Uz))
		require.NoError(t, post.Confirm(ctx, people[0], channel, box.code, locale.Uz))
	}
	require.NoError(t, post.Subscribe(ctx, people[0], notify.Device{Endpoint: endpoint, Name: "Chrome", P256dh: strings.Repeat("A", 87), Auth: strings.Repeat("A", 22)}, locale.Uz))
	_, err = p.feedback.Submit(ctx, nil, feedback.Submission{Kind: feedback.Concern, Comment: "Navbat juda uzoq", Contact: unnamed, Lang: locale.Uz, Token: rand.Text()})
	require.NoError(t, err)
	numbers = append(numbers, strings.TrimPrefix(mobile, "+"), mailbox, endpoint, unnamed)
	contacts := func() (list []string) {
		t.Helper()
		found, err := notify.NewStore(p.web, time.Now).With(p.ring, notify.Outside{}).Contacts(ctx, people[0])
		require.NoError(t, err)
		for _, c := range found {
			list = append(list, c.Address)
		}
		return list
	}
	require.Equal(t, []string{mailbox, endpoint, mobile}, contacts())
	require.Empty(t, leaks(t, p, numbers), "nobody has served before: nothing waits for its hour")

	_, err = begin("another key of the ring, with as many letters")
	require.ErrorIs(t, err, keyring.ErrWrap)
	for _, key := range []string{"", "too short"} {
		_, err = loadRing(ctx, p.figures, key, false)
		require.ErrorContains(t, err, "PORTAL_RING_KEY")
	}

	said, err := command("keys", "list")
	require.NoError(t, err)
	require.Contains(t, said, "0 rows are plain")
	require.Equal(t, 2, strings.Count(said, " seals "), said)
	said, err = command("keys", "retire")
	require.NoError(t, err)
	require.Contains(t, said, "no former key")
	_, _, err = p.ring.Prepare(ctx, time.Now().Add(-keyring.Spread)) // a rotation that was killed: nobody waits again
	require.NoError(t, err)
	said, err = command("keys", "rotate")
	require.NoError(t, err)
	require.Contains(t, said, "seals from now on")
	_, err = command("keys", "retire")
	require.ErrorIs(t, err, keyring.ErrNeeded)
	require.Regexp(t, `: [1-9]\d+ rows`, err.Error())
	require.NoError(t, p.ring.Upkeep(ctx, time.Now(), p.log, sealedColumns...))
	_, err = p.web.Exec(ctx, `UPDATE ring_keys SET first_at = first_at - interval '2 minutes'`)
	require.NoError(t, err)
	said, err = command("keys", "retire")
	require.NoError(t, err)
	require.Contains(t, said, "is gone")
	who, err := p.accounts.Principal(ctx, people[0].AccountID)
	require.NoError(t, err)
	require.Equal(t, people[0].PINFL, who.PINFL)

	// The way back to the former release, and from there to this one.
	names, err := fs.Glob(migrations.FS, "*.up.sql")
	require.NoError(t, err)
	at, _ := slices.BinarySearch(names, "000106")
	steps := len(names) - at
	down, err := migrations.FS.ReadFile("000106_key_ring.down.sql")
	require.NoError(t, err)
	_, err = p.figures.Exec(ctx, string(down))
	require.ErrorContains(t, err, "portal keys open")
	var lost int64
	require.NoError(t, p.figures.QueryRow(ctx, `UPDATE mandates SET subject_sealed = 'damaged' WHERE id = (SELECT max(id) FROM mandates) RETURNING id`).Scan(&lost))
	p.close()
	_, err = command("keys", "open")
	require.ErrorContains(t, err, fmt.Sprintf(" 1 can't and stay sealed (docs/runbook.md, part 11): mandates.subject of %d", lost))
	owner, err := pgx.Connect(ctx, url)
	require.NoError(t, err)
	_, err = owner.Exec(ctx, `UPDATE mandates SET subject_sealed = NULL, subject_index = NULL WHERE id = $1`, lost)
	require.NoError(t, err)
	require.NoError(t, owner.Close(ctx))
	said, err = command("keys", "open")
	require.NoError(t, err)
	require.Contains(t, said, "in plain again")
	said, err = command("keys", "list")
	require.NoError(t, err)
	require.NotContains(t, said, "\n0 rows are plain")
	require.NoError(t, postgres.Rollback(ctx, url, steps))
	require.NoError(t, postgres.Migrate(ctx, url))
	p, err = begin(string(raw))
	require.NoError(t, err)
	who, err = p.accounts.Principal(ctx, people[0].AccountID)
	require.NoError(t, err)
	require.Equal(t, people[0].PINFL, who.PINFL)
	var found int64
	require.NoError(t, p.web.QueryRow(ctx, `SELECT count(*) FROM disputes d JOIN accounts a ON a.pinfl_index = d.subject_index WHERE a.id = $1`, who.AccountID).Scan(&found))
	require.Equal(t, int64(1), found)
	require.Equal(t, []string{mailbox, endpoint, mobile}, contacts())
	require.NotEmpty(t, leaks(t, p, numbers), "for an hour a former release may serve beside it")
	_, err = p.ring.Fill(ctx, time.Now().Add(time.Hour), p.log, sealedColumns...)
	require.NoError(t, err)
	require.Empty(t, leaks(t, p, numbers))
}

// drawer sends nothing, and keeps the last code.
type drawer struct{ code string }

var inWords = regexp.MustCompile(`\b[0-9]{6}\b`)

func (d *drawer) Mail(_ context.Context, l notify.Letter) error {
	d.code = inWords.FindString(l.Text)
	return nil
}

func (d *drawer) Text(_ context.Context, _, text, _ string) (string, error) {
	d.code = inWords.FindString(text)
	return "", nil
}
func (*drawer) Push(context.Context, notify.Device, []byte, string, bool) error { return nil }
func (*drawer) Takes(string) bool                                               { return true }
func (*drawer) PublicKey() string                                               { return "" }

// leaks is the columns in which one of those numbers stands, but for those of plainly.
func leaks(t *testing.T, p *portal, numbers []string) []string {
	t.Helper()
	rows, _ := p.figures.Query(t.Context(), `SELECT c.relname, a.attname, a.atttypid = 'bytea'::regtype FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
		WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
			AND a.atttypid IN ('text'::regtype, 'varchar'::regtype, 'json'::regtype, 'jsonb'::regtype, 'bytea'::regtype, 'text[]'::regtype)`)
	type column struct {
		Table, Name string
		Bytes       bool
	}
	columns, err := pgx.CollectRows(rows, pgx.RowToStructByPos[column])
	require.NoError(t, err)
	require.Greater(t, len(columns), 300)
	var found []string
	sought := `(^|[^0-9])(` + strings.Join(numbers, "|") + `)([^0-9]|$)`
	for _, c := range columns {
		if plainly[c.Table+"."+c.Name] != "" {
			continue
		}
		value := pgx.Identifier{c.Name}.Sanitize()
		if c.Bytes {
			value = `encode(` + value + `, 'escape')`
		}
		var n int
		require.NoError(t, p.figures.QueryRow(t.Context(), `SELECT count(*) FROM `+pgx.Identifier{c.Table}.Sanitize()+` WHERE `+value+`::text ~ $1`, sought).Scan(&n))
		if n > 0 {
			found = append(found, c.Table+"."+c.Name)
		}
	}
	return found
}

// TestKeyBeside: a key is made once, for its owner alone.
func TestKeyBeside(t *testing.T) {
	dir := t.TempDir()
	key, err := keyBeside(dir, ringKeyFile)
	require.NoError(t, err)
	require.Regexp(t, `^[A-Z2-7]{52}$`, key)
	again, err := keyBeside(dir, ringKeyFile)
	require.NoError(t, err)
	require.Equal(t, key, again)
	about, err := os.Stat(filepath.Join(dir, ringKeyFile))
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), about.Mode().Perm())
	require.NoError(t, os.WriteFile(filepath.Join(dir, ringKeyFile), nil, 0o600))
	_, err = keyBeside(dir, ringKeyFile)
	require.ErrorContains(t, err, "was lost")
}
