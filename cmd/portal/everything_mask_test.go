package main

import (
	"net/http"
	"path"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/catalogue"
)

// unveiled are the pages of officials on which personal numbers stand without being asked for, and why.
var unveiled = map[string]string{
	"/{lang}/admin/cases/{number}/messages": "what the applicant and the office write to each other is there to be read",
}

// masked opens every page of officials with something real in the address: nobody's personal number, passport, telephone or
// e-mail stands there, until it is asked for, which is on record.
func (w *realm) masked() (wrong []string) {
	public := w.publicNumbers()
	veiled := 0
	for _, x := range w.routes {
		if x.method != http.MethodGet || unveiled[x.pattern] != "" || path.Ext(x.pattern) != "" ||
			!strings.HasPrefix(x.pattern, "/{lang}/admin") && !strings.HasPrefix(x.pattern, "/{lang}/taskforce") {
			continue
		}
		for _, who := range w.people() {
			th, has := w.thingOf(x.pattern)
			if who.authority == "" && who.role == "citizen" || who.role == "" || !w.mayEnter(x.pattern, who) {
				continue
			}
			address := strings.Replace(x.pattern, "{lang}", "uz", 1)
			if has {
				var ok bool
				if address, ok = w.address(x.pattern, th, who, true); !ok {
					continue
				}
			}
			page := w.send(w.as(who.subject), http.MethodGet, address+w.asking(x.pattern, who), "")
			if page.Status != http.StatusOK || !strings.HasPrefix(page.Header.Get("Content-Type"), "text/html") {
				continue
			}
			text := strings.ReplaceAll(page.Text(), "\u00a0", "")
			veiled += strings.Count(text, "•••")
			for _, found := range personalData.FindAllString(text, -1) {
				if !public[strings.TrimPrefix(found, "+")] {
					wrong = append(wrong, said(x, who, page)+": "+found)
				}
			}
		}
	}
	require.Greater(w.t, veiled, 3, "the pages have numbers to mask")
	return append(wrong, w.shown()...)
}

// shown presses the button of a case, which shows the numbers once and tells the applicant.
func (w *realm) shown() (wrong []string) {
	who := person{}
	for _, p := range w.people() {
		if p.subject == "justice-head" {
			who = p
		}
	}
	th, _ := w.thingOf("/{lang}/admin/cases/{number}")
	address, ok := w.address("/{lang}/admin/cases/{number}", th, who, true)
	require.True(w.t, ok)
	told := func() (n int) {
		require.NoError(w.t, w.eye.QueryRow(w.t.Context(), `SELECT count(*) FROM audit_entries e JOIN audit_subjects s ON s.entry_id = e.id WHERE e.action = 'application.show'`).Scan(&n))
		return n
	}
	before := told()
	require.Empty(w.t, personalData.FindAllString(w.send(w.as(who.subject), http.MethodGet, address, "").Text(), -1))
	page := w.send(w.as(who.subject), http.MethodPost, address+"/show", "")
	if page.Status != http.StatusOK || len(personalData.FindAllString(page.Text(), -1)) == 0 {
		wrong = append(wrong, "the button shows nothing: "+http.StatusText(page.Status))
	}
	if told() == before {
		wrong = append(wrong, "the applicant does not read that his numbers were shown")
	}
	return wrong
}

// publicNumbers are the telephones and addresses of authorities and offices, as digits or in small letters.
func (w *realm) publicNumbers() map[string]bool {
	public := map[string]bool{}
	for _, a := range catalogue.Lists().Authorities.All() {
		public[strings.Map(digit, a.Phone)] = true
	}
	rows, _ := w.eye.Query(w.t.Context(), `SELECT phone FROM offices UNION SELECT email FROM offices`)
	all, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(w.t, err)
	for _, one := range all {
		public[one], public[strings.TrimPrefix(one, "+")] = true, true
	}
	return public
}

func digit(r rune) rune {
	if r < '0' || r > '9' {
		return -1
	}
	return r
}
