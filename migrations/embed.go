// Package migrations is the schema of the database, one numbered step after the other, embedded in the program.
package migrations

import "embed"

// FS holds the SQL files 000001_name.{up,down}.sql. A step that was merged is never edited: a new one mends it.
//
//go:embed *.sql
var FS embed.FS
