package postgres

// Chosen is, in SQL, the id of the row that an earlier statement of the same transaction or batch has chosen, see Choose; null
// where none has. So a batch finds a row by what people know of it and reads all that hangs on the row: one round trip,
// where an id that travels through the program costs two.
const Chosen = `nullif(current_setting('portal.chosen', true), '')::bigint`

// Choose is, in SQL, the id in that column, a bigint, which Chosen is from then on. It stands in the columns of a query that finds one
// row or none; of none, the caller throws away what followed.
func Choose(column string) string {
	return `set_config('portal.chosen', ` + column + `::text, true)::bigint`
}
