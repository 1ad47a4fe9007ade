package document_test

import (
	"archive/zip"
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/keyring/keyringtest"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/postgres/postgrestest"
	"github.com/yagona/portal/internal/problem"
)

var now = time.Date(2026, 11, 25, 6, 0, 0, 0, time.UTC)

type archive struct {
	*document.Store
	pool  *pgxpool.Pool
	who   account.Principal
	other account.Principal
	draft int64
}

// open is a store with a person who has a draft and an application.
func open(t *testing.T) archive {
	t.Helper()
	pool := postgrestest.New(t)
	ids, err := account.NewStore(pool, keyringtest.Ring(), time.Now).Announce(t.Context(), []account.Claims{
		{Issuer: "test", Subject: "a", Name: "Karimov Anvar", Level: catalogue.Verified}, {Issuer: "test", Subject: "b", Name: "Aliyeva Nodira", Level: catalogue.Verified},
	})
	require.NoError(t, err)
	a := archive{document.NewStore(pool, keyringtest.Ring(), func() time.Time { return now }, "http://localhost:8080"), pool, account.Principal{AccountID: ids[0]}, account.Principal{AccountID: ids[1]}, 0}
	_, err = pool.Exec(t.Context(), `WITH s AS (INSERT INTO services (code) VALUES ('a-service') RETURNING id)
		INSERT INTO service_versions (service_id, number, schema, definition, checksum, origin, author, note, created_at) SELECT id, 1, 1, '{}', '', 'seed', '', '', now() FROM s`)
	require.NoError(t, err)
	require.NoError(t, pool.QueryRow(t.Context(), `INSERT INTO drafts (account_id, service, service_version_id, token, created_at, updated_at, expires_at)
		SELECT $1, 'a-service', id, 'token', now(), now(), now() FROM service_versions RETURNING id`, ids[0]).Scan(&a.draft))
	_, err = pool.Exec(t.Context(), `INSERT INTO applications (number, code, account_id, service_version_id, service, process, authority, lang, state, step, submitted_at, term_at, due_at, warn_at)
		SELECT '123456789', 'CODE2345', $1, id, 'a-service', 'extract', 'tax-committee', 'uz', 'new', 'assess', now(), now(), now(), now() FROM service_versions`, ids[0])
	require.NoError(t, err)
	return a
}

func (a archive) save(t *testing.T, name string, content []byte) (document.Upload, error) {
	t.Helper()
	return a.SaveUpload(t.Context(), a.who, a.draft, "paper", name, bytes.NewReader(content))
}

func pdf(size int) []byte {
	return append(append([]byte("%PDF-1.7\n"), bytes.Repeat([]byte("plain text "), size/11)...), "\n%%EOF\n"...)
}

func picture(t *testing.T, w, h int) image.Image {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for x := range w {
		img.Set(x, x%h, color.RGBA{R: uint8(x), A: 255})
	}
	return img
}

func TestStore_SaveUpload(t *testing.T) {
	a := open(t)
	content := pdf(700 << 10)
	up, err := a.save(t, `C:\My papers\ариза "1".PDF`, content)
	require.NoError(t, err)
	require.Equal(t, "ариза 1.pdf", up.Name)
	require.EqualValues(t, len(content), up.Size)
	require.Equal(t, "application/pdf", up.Type)

	own, err := a.Upload(t.Context(), a.who, up.ID)
	require.NoError(t, err)
	require.Equal(t, content, a.content(t, own))

	_, err = a.Upload(t.Context(), a.other, up.ID)
	require.True(t, problem.Is(err, problem.NotFound), "another's file")
	_, err = a.SaveUpload(t.Context(), a.other, a.draft, "paper", "a.pdf", bytes.NewReader(content))
	require.True(t, problem.Is(err, problem.NotFound), "another's draft")

	named, err := a.Named(t.Context(), a.who, document.Place{Draft: a.draft}, []string{up.ID, "none"})
	require.NoError(t, err)
	require.Len(t, named, 1)
	for name, at := range map[string]document.Place{"another draft": {Draft: a.draft + 1}, "an application": {Application: 1}, "nowhere": {}} {
		named, err = a.Named(t.Context(), a.who, at, []string{up.ID})
		require.NoError(t, err)
		require.Empty(t, named, name)
	}

	require.NoError(t, a.DropOthers(t.Context(), a.other, a.draft, []string{"paper"}, nil))
	require.NoError(t, a.DropOthers(t.Context(), a.who, a.draft, []string{"another"}, nil))
	require.NoError(t, a.DropOthers(t.Context(), a.who, a.draft, []string{"paper"}, []string{up.ID}))
	require.Equal(t, 1, a.count(t, `SELECT count(*) FROM uploads`), "another's, another question's, and what is named stay")
	require.NoError(t, a.DropOthers(t.Context(), a.who, a.draft, []string{"paper"}, nil))
	require.Zero(t, a.count(t, `SELECT count(*) FROM upload_chunks`))
}

func (a archive) count(t *testing.T, sql string, args ...any) int {
	t.Helper()
	var n int
	require.NoError(t, a.pool.QueryRow(t.Context(), sql, args...).Scan(&n))
	return n
}

func TestStore_SaveUpload_images(t *testing.T) {
	a := open(t)
	var jpg, pn bytes.Buffer
	require.NoError(t, jpeg.Encode(&jpg, picture(t, 40, 30), nil))
	require.NoError(t, png.Encode(&pn, picture(t, 40, 30)))
	hidden := append(jpg.Bytes(), []byte("<script>alert(1)</script>")...)
	up, err := a.save(t, "photo.jpeg", hidden)
	require.NoError(t, err)
	back := a.content(t, up)
	require.NotContains(t, string(back), "script", "drawn anew: nothing but pixels")
	_, format, err := image.Decode(bytes.NewReader(back))
	require.NoError(t, err)
	require.Equal(t, "jpeg", format)
	_, err = a.save(t, "photo.png", pn.Bytes())
	require.NoError(t, err)
	_, err = a.save(t, "bomb.png", bomb(t))
	require.ErrorContains(t, err, "document.pixels", "a gigabyte of pixels in a few hundred bytes")
	_, err = a.save(t, "photo.png", pn.Bytes()[:60])
	require.ErrorContains(t, err, "document.broken")
}

func TestStore_SaveUpload_refused(t *testing.T) {
	a := open(t)
	office := func(part string) []byte {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		for _, name := range []string{"[Content_Types].xml", "_rels/.rels", "word/document.xml", part} {
			f, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
			require.NoError(t, err)
			_, _ = io.WriteString(f, "<xml/>")
		}
		require.NoError(t, z.Close())
		return b.Bytes()
	}
	_, err := a.save(t, "letter.docx", office("word/styles.xml"))
	require.NoError(t, err)
	eicar := `X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*`
	for name, c := range map[string]struct {
		file    string
		content []byte
		id      string
	}{
		"empty":                    {"a.pdf", nil, "document.empty"},
		"svg":                      {"a.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`), "document.type"},
		"html as pdf":              {"a.pdf", []byte(`<!doctype html><html>`), "document.type"},
		"ending does not agree":    {"a.png", pdf(1000), "document.type"},
		"program":                  {"a.pdf", []byte("MZ\x90\x00\x03"), "document.type"},
		"eicar":                    {"a.pdf", []byte(eicar), "document.infected"},
		"eicar deep in a PDF":      {"a.pdf", append(pdf(300<<10), eicar...), "document.infected"},
		"PDF with a script":        {"a.pdf", append(pdf(262139), "/JavaScript (app.alert)"...), "document.active"},
		"macros":                   {"a.docx", office("word/vbaProject.bin"), "document.active"},
		"a PDF cut off":            {"a.pdf", pdf(4000)[:3000], "document.unreadable"},
		"a page before a PDF":      {"a.pdf", append([]byte("<script>1</script>"), pdf(100)...), "document.type"},
		"a script with numbers":    {"a.pdf", append(append([]byte("%PDF-1.7\n"), bytes.Repeat([]byte("x"), 256<<10-15)...), "/J#61vaScript#20\n%%EOF"...), "document.active"},
		"an archive behind it":     {"a.pdf", append(pdf(100), office("word/styles.xml")...), "document.unpacks"},
		"an archive around it":     {"a.pdf", append(append(pdf(100), office("word/styles.xml")...), "\n%%EOF\n"...), "document.unpacks"},
		"an archive over a border": {"a.pdf", split(office("word/styles.xml")), "document.unpacks"},
		"an Office file cut":       {"a.docx", office("word/styles.xml")[:300], "document.unreadable"},
	} {
		_, err := a.save(t, c.file, c.content)
		require.ErrorContains(t, err, c.id, name)
	}
	require.Equal(t, 1, a.count(t, `SELECT count(*) FROM uploads`), "a refused file leaves nothing")

	_, err = a.save(t, "big.pdf", pdf(document.MaxFile+12))
	require.True(t, problem.Is(err, problem.TooLarge), "%v", err)
	for i := range 5 {
		_, err = a.save(t, fmt.Sprintf("big-%d.pdf", i), pdf(document.MaxFile-1000))
		require.NoError(t, err)
	}
	_, err = a.save(t, "one more.pdf", pdf(100_000))
	require.ErrorContains(t, err, "application_too_large")
}

// split is a PDF whose last piece is only the end mark: the archive's end lies in the piece before.
func split(archive []byte) []byte {
	const piece = 256 << 10
	out := append([]byte("%PDF-1.7\n"), bytes.Repeat([]byte("x"), piece-9-len(archive)-3)...)
	return append(append(out, archive...), "\n\n\n%%EOF"...)
}

func (a archive) issue(t *testing.T, l locale.Lang, until *time.Time) document.Document {
	t.Helper()
	lists := catalogue.Lists()
	authority, _ := lists.Authorities.Get("tax-committee")
	var id int64
	require.NoError(t, a.pool.QueryRow(t.Context(), `SELECT id FROM applications`).Scan(&id))
	d := document.Document{
		ApplicationID: id, Application: "123456789", AccountID: a.who.AccountID, Kind: "certificate",
		Title:     locale.Text{Uz: "Soliq qarzi yoʻqligi haqida maʼlumotnoma: gʻalla, qoʻl, hokimiyat", Ru: "Справка об отсутствии налоговой задолженности", En: "Certificate of no tax debt"},
		Authority: authority.Title, Holder: "Karimov Anvar Akmalovich", Lang: l, IssuedAt: now, ValidUntil: until,
		Lines: document.Lines{l: {
			{Label: locale.Text{Uz: "Familiya, ism, otasining ismi", Ru: "Фамилия, имя, отчество", En: "Full name"}.In(l), Value: "Karimov Anvar Akmalovich"},
			{Label: locale.Text{Uz: "Soliq qarzi", Ru: "Налоговая задолженность", En: "Tax debt"}.In(l), Value: l.Money(0)},
			{Label: locale.Text{Uz: "Manzil", Ru: "Адрес", En: "Address"}.In(l), Value: "Toshkent shahri, Chilonzor tumani, Bunyodkor shoh koʻchasi 12-uy, 45-xonadon, " + strings.Repeat("uzun", 30)},
			{Label: locale.Text{Uz: "Toʻlovlar", Ru: "Платежи", En: "Payments"}.In(l), Head: []string{"№", "Sana", "Summa"}, Rows: [][]string{{"1", l.Date(now), l.Money(41200)}, {"2", l.Date(now), l.Money(1234567)}}},
		}},
	}
	return a.issued(t, d)
}

func TestStore_Verify(t *testing.T) {
	a := open(t)
	until := now.Add(time.Hour)
	d := a.issue(t, locale.Uz, &until)
	v, err := a.Verify(t.Context(), strings.ToLower(locale.ByFours(d.Code, "-")))
	require.NoError(t, err)
	require.Equal(t, document.Valid, v.Standing)
	require.Equal(t, "K. A. A.", v.Holder, "the least that recognises the holder")
	require.Equal(t, d.Number, v.Number)

	v, err = a.Verify(t.Context(), "NOSUCHCODE")
	require.NoError(t, err)
	require.Equal(t, document.Verification{Standing: document.Unknown}, v)

	past := now.Add(-time.Hour)
	old := a.issue(t, locale.Uz, &past)
	require.NotEqual(t, d.Number, old.Number)
	v, err = a.Verify(t.Context(), old.Code)
	require.NoError(t, err)
	require.Equal(t, document.Expired, v.Standing)

	require.NoError(t, postgres.InTx(t.Context(), a.pool, func(tx pgx.Tx) error {
		return document.Revoke(t.Context(), tx, d.ApplicationID, "xato", now)
	}))
	v, err = a.Verify(t.Context(), d.Code)
	require.NoError(t, err)
	require.Equal(t, document.Revoked, v.Standing)
	require.Equal(t, "xato", v.RevokedWhy)
	require.NotNil(t, v.RevokedAt)
	newer := a.issue(t, locale.Uz, nil)
	v, err = a.Verify(t.Context(), old.Code)
	require.NoError(t, err)
	require.Equal(t, document.Replaced, v.Standing)
	require.Equal(t, newer.Number, v.ReplacedBy)
}

func TestStore_Document(t *testing.T) {
	a := open(t)
	d := a.issue(t, locale.Uz, nil)
	mine, err := a.Mine(t.Context(), a.who, document.Sought{}, 0)
	require.NoError(t, err)
	require.Len(t, mine, 1)
	yesterday := now.Add(-24 * time.Hour)
	old := a.issue(t, locale.Uz, &yesterday)
	for only, want := range map[document.Standing][]string{document.Valid: {d.Number}, document.Expired: {old.Number}, document.Revoked: nil, "": {old.Number, d.Number}} {
		list, err := a.Mine(t.Context(), a.who, document.Sought{Standing: only}, 0)
		require.NoError(t, err)
		var got []string
		for _, x := range list {
			got = append(got, x.Number)
		}
		require.Equal(t, want, got, string(only))
	}
	_, err = a.Document(t.Context(), a.who, d.Number)
	require.NoError(t, err)
	_, err = a.Document(t.Context(), a.other, d.Number)
	require.True(t, problem.Is(err, problem.NotFound))
	_, err = a.DocumentOf(t.Context(), d.ApplicationID+1, d.Number)
	require.True(t, problem.Is(err, problem.NotFound))
}

func TestCheck(t *testing.T) {
	a := open(t)
	until := now.AddDate(0, 1, 0)
	d := a.issue(t, locale.Uz, &until)
	address, err := a.Address(t.Context(), d, locale.Uz)
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(address, "http://localhost:8080/uz/verify/"+d.Code))
	require.NotContains(t, address, "Karimov", "an address stands in logs: no name in it")
	keys, err := a.PublicKeys(t.Context())
	require.NoError(t, err)
	require.Len(t, keys, 1)
	require.Equal(t, document.Genuine, document.Check(keys, address))
	require.Equal(t, document.NoMark, document.Check(keys, "http://localhost:8080/uz/verify/"+d.Code), "a code that was typed")
	require.Equal(t, document.UnknownKey, document.Check(nil, address))

	again, err := document.NewStore(a.pool, keyringtest.Ring(), time.Now, "http://localhost:8080").Address(t.Context(), d, locale.Uz)
	require.NoError(t, err)
	require.Equal(t, address, again, "another replica signs with the same key")

	with := func(name, value string) string {
		u, err := url.Parse(address)
		require.NoError(t, err)
		q := u.Query()
		if value == "" {
			q.Del(name)
		} else {
			q.Set(name, value)
		}
		u.RawQuery = q.Encode()
		return u.String()
	}
	for _, c := range []struct{ name, value string }{
		{"n", "123456789-7"}, {"t", "licence"}, {"h", "K. A. B."}, {"d", "20260101"}, {"u", "20360101"}, {"u", ""}, {"h", ""}, {"t", ""}, {"n", ""}, {"s", "AAAA"}, {"s", ""}, {"k", ""},
	} {
		require.Equal(t, document.Tampered, document.Check(keys, with(c.name, c.value)), c)
	}
	require.Equal(t, document.UnknownKey, document.Check(keys, with("k", "0123456789abcdef")))
	require.Equal(t, document.Tampered, document.Check(keys, strings.Replace(address, d.Code, "ANOTHERCODE", 1)))
	require.Equal(t, document.Tampered, document.Check(keys, address+"&u=20360101"), "what is said twice")

	set, err := document.WebKeys(keys)
	require.NoError(t, err)
	read, err := document.ReadWebKeys(set)
	require.NoError(t, err)
	require.Equal(t, document.Genuine, document.Check(read, address), "with nothing but the published set")
}

// TestRotateKey holds papers of a former key against its last day.
func TestRotateKey(t *testing.T) {
	a := open(t)
	d := a.issue(t, locale.Uz, nil)
	old, err := a.Address(t.Context(), d, locale.Uz)
	require.NoError(t, err)
	fresh, err := a.RotateKey(t.Context())
	require.NoError(t, err)
	keys, err := a.PublicKeys(t.Context())
	require.NoError(t, err)
	require.Len(t, keys, 2)
	require.Equal(t, fresh.Name(), keys[0].Name())
	require.NotNil(t, keys[1].RetiredAt)
	require.Equal(t, document.Genuine, document.Check(keys, old), "the paper of a former key stays genuine")
	require.Zero(t, a.count(t, `SELECT count(*) FROM signing_keys WHERE retired_at IS NOT NULL AND length(private) > 0`), "nobody can sign with it any more")
	require.Equal(t, 1, a.count(t, `SELECT count(*) FROM audit_entries WHERE action = 'document.rotate-key'`))
	require.Equal(t, 2, a.count(t, `SELECT count(*) FROM signing_keys WHERE kid = left(encode(sha256(public), 'hex'), 16)`))

	other := document.NewStore(a.pool, keyringtest.Ring(), func() time.Time { return now }, "http://localhost:8080")
	renewed, err := other.Address(t.Context(), d, locale.Uz)
	require.NoError(t, err)
	require.Contains(t, renewed, "k="+fresh.Name())
	require.Equal(t, document.Genuine, document.Check(keys, renewed))

	over := now.AddDate(0, 0, -1)
	keys[1].RetiredAt = &over
	require.Equal(t, document.KeyOver, document.Check(keys, old), "a paper dated after the last day of its key")
	require.Equal(t, document.UnknownKey, document.Check(keys[:1], old))
}

// TestCheck_before reads papers that were signed before keys had names.
func TestCheck_before(t *testing.T) {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	keys := []document.PublicKey{{Public: make([]byte, ed25519.PublicKeySize)}, {Public: public}}
	sign := base64.RawURLEncoding.EncodeToString(ed25519.Sign(private, []byte("CODE|123456789-1|20261125|20261225")))
	address := "http://localhost:8080/uz/verify/CODE?d=20261125&n=123456789-1&s=" + sign + "&u=20261225"
	require.Equal(t, document.Genuine, document.Check(keys, address))
	require.Equal(t, document.Tampered, document.Check(keys, strings.Replace(address, "u=2026", "u=2036", 1)))
	require.Equal(t, document.Tampered, document.Check(keys, address+"&h=K.+A."), "what the former format did not sign is not believed")
}

func TestStore_PDF(t *testing.T) {
	a := open(t)
	for _, l := range locale.Langs {
		d := a.issue(t, l, nil)
		var first, second bytes.Buffer
		require.NoError(t, a.PDF(t.Context(), d, l, &first))
		require.True(t, bytes.HasPrefix(first.Bytes(), []byte("%PDF-")))
		require.Contains(t, first.String(), "/Lang ("+l.Tag()+")", "the language is said")
		require.Less(t, first.Len(), 400<<10, "the font is embedded in part")
		require.NoError(t, a.PDF(t.Context(), d, l, &second))
		require.Equal(t, first.Bytes(), second.Bytes(), "the same paper each time")
	}
	long := a.issue(t, locale.En, nil)
	for range 60 {
		long.Lines[locale.En] = append(long.Lines[locale.En], long.Lines[locale.En][2])
	}
	var b bytes.Buffer
	require.NoError(t, a.PDF(t.Context(), long, locale.En, &b))
	require.Greater(t, bytes.Count(b.Bytes(), []byte("/Type /Page\n")), 2, "a long result takes several pages")
}
