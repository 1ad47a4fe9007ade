package main

import (
	"regexp"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

// personalData is what belongs to a person and stands in no log and no address: personal numbers, telephones, passports, e-mail.
var personalData = regexp.MustCompile(`\b[3-6]\d{13}\b|\+?998\d{9}\b|\b[A-Z]{2}\d{7}\b|[\w.]+(@|%40)[\w-]+\.[a-z]{2,}`)

// discreet reads all that the program has logged so far and every address that was asked for.
func (w *realm) discreet() (wrong []string) {
	log := w.logged()
	require.Greater(w.t, strings.Count(log, "\n"), 1000)
	names, err := pgx.CollectRows(func() pgx.Rows {
		rows, err := w.eye.Query(w.t.Context(), `SELECT DISTINCT name FROM accounts WHERE name LIKE '% % %'`)
		require.NoError(w.t, err)
		return rows
	}(), pgx.RowTo[string])
	require.NoError(w.t, err)
	require.NotEmpty(w.t, names)
	for line := range strings.Lines(log) {
		if found := personalData.FindString(line); found != "" {
			wrong = append(wrong, "log: "+found+" in "+strings.TrimSpace(line))
		}
		for _, name := range names {
			if strings.Contains(line, name) {
				wrong = append(wrong, "log: a name in "+strings.TrimSpace(line))
			}
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for address := range w.asked {
		if found := personalData.FindString(address); found != "" {
			wrong = append(wrong, "address: "+found+" in "+address)
		}
	}
	return wrong
}
