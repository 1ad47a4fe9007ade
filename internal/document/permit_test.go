package document_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
)

// register issues a paper of that kind to a person, or to a company with that TIN, and gives its number.
func (a archive) register(t *testing.T, kind, holder, tin string, change func(*document.Document)) string {
	t.Helper()
	d := document.Document{
		Application: "123456789", AccountID: a.who.AccountID, Kind: kind, Title: locale.Text{Uz: "Savdo", Ru: "Торговля", En: "Trade"}, Holder: holder, Company: tin, Lang: locale.Uz, IssuedAt: now,
		Service: "trade-licence", Office: "tax-committee", Region: "1726",
	}
	require.NoError(t, a.pool.QueryRow(t.Context(), `SELECT id FROM applications`).Scan(&d.ApplicationID))
	if change != nil {
		change(&d)
	}
	return a.issued(t, d).Number
}

// TestStore_Permits: anybody finds licences and permits, by the name of a company but never of a person.
func TestStore_Permits(t *testing.T) {
	a := open(t)
	past := now.Add(-time.Hour)
	company := a.register(t, "licence", "Ғалла Савдо МЧЖ", "300000001", nil)
	person := a.register(t, "permit", "Karimov Anvar", "", func(d *document.Document) { d.Region = "1718" })
	ended := a.register(t, "permit", "Karimov Savdo", "", func(d *document.Document) { d.ValidUntil = &past })
	other := a.register(t, "licence", "Bahor MCHJ", "300000002", func(d *document.Document) { d.Office = "health-ministry" })
	a.register(t, "certificate", "Galla Savdo MCHJ", "300000001", nil)
	revoked := a.register(t, "licence", "Zafar MCHJ", "300000003", nil)
	suspended := a.register(t, "licence", "Navroʻz MCHJ", "300000004", nil)
	_, err := a.pool.Exec(t.Context(), `UPDATE documents SET revoked_at = $2, revoked_why = 'terms' WHERE number = $1`, revoked, now)
	require.NoError(t, err)
	_, err = a.pool.Exec(t.Context(), `UPDATE documents SET suspended_at = $2, suspended_why = 'terms' WHERE number = $1`, suspended, now)
	require.NoError(t, err)

	numbers := func(q document.PermitSearch) (list []string) {
		found, err := a.Permits(t.Context(), q)
		require.NoError(t, err)
		for _, p := range found {
			list = append(list, p.Number)
			require.Equal(t, p.Company == "", p.Holder == "", "a person is not named")
		}
		return list
	}
	for name, c := range map[string]struct {
		q    document.PermitSearch
		want []string
	}{
		"all, the newest first":    {document.PermitSearch{}, []string{suspended, revoked, other, ended, person, company}},
		"a company in any script":  {document.PermitSearch{Holder: "galla sav"}, []string{company}},
		"its TIN":                  {document.PermitSearch{Holder: "300000002"}, []string{other}},
		"a person is not found":    {document.PermitSearch{Holder: "Karimov"}, nil},
		"no words":                 {document.PermitSearch{Holder: "---"}, nil},
		"number":                   {document.PermitSearch{Number: person}, []string{person}},
		"kind":                     {document.PermitSearch{Kind: "permit"}, []string{ended, person}},
		"authority":                {document.PermitSearch{Authority: "health-ministry"}, []string{other}},
		"region":                   {document.PermitSearch{Region: "1718"}, []string{person}},
		"ended":                    {document.PermitSearch{Standing: document.Expired}, []string{ended}},
		"revoked":                  {document.PermitSearch{Standing: document.Revoked}, []string{revoked}},
		"suspended":                {document.PermitSearch{Standing: document.Suspended}, []string{suspended}},
		"in force, and by a kind":  {document.PermitSearch{Standing: document.Valid, Kind: "licence"}, []string{other, company}},
		"a state that is not ours": {document.PermitSearch{Standing: "nonsense", Number: company}, []string{company}},
	} {
		require.Equal(t, c.want, numbers(c.q), name)
	}
	found, err := a.Permits(t.Context(), document.PermitSearch{Number: other})
	require.NoError(t, err)
	require.Equal(t, []string{ended, person, company}, numbers(document.PermitSearch{Before: found[0].ID}), "by keys")
	p, err := a.Permit(t.Context(), company)
	require.NoError(t, err)
	require.Equal(t, "Ғалла Савдо МЧЖ", p.Holder)
	for _, number := range []string{"", "123456789-99", "123456789-5"} {
		_, err = a.Permit(t.Context(), number)
		require.True(t, problem.Is(err, problem.NotFound), "%q: a certificate is no permit", number)
	}
	n := 0
	require.NoError(t, a.EachPermit(t.Context(), document.PermitSearch{Kind: "licence"}, func(document.Permit) error { n++; return nil }))
	require.Equal(t, 4, n)
}

// TestStore_Permits_expired: what has expired is listed by when, the last first, and a page goes on where the one before ended.
func TestStore_Permits_expired(t *testing.T) {
	a := open(t)
	var want []string
	for _, days := range []int{3, 1, 2} { // in another order than they were issued
		until := now.AddDate(0, 0, -days)
		want = append(want, a.register(t, "permit", "Karimov Anvar", "", func(d *document.Document) { d.ValidUntil = &until }))
	}
	a.register(t, "permit", "Karimov Anvar", "", nil)
	want = []string{want[1], want[2], want[0]}
	q := document.PermitSearch{Standing: document.Expired}
	for from := range want {
		list, err := a.Permits(t.Context(), q)
		require.NoError(t, err)
		var numbers []string
		for _, p := range list {
			numbers = append(numbers, p.Number)
		}
		require.Equal(t, want[from:], numbers)
		q.Before = list[0].ID
	}
	last, err := a.Permits(t.Context(), q)
	require.NoError(t, err)
	require.Empty(t, last)
}
