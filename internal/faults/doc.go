// Package faults keeps an independent ledger of what the portal acknowledged while it is broken on purpose, and compares
// it with the database afterwards: nothing lost, nothing doubled, nothing half written. It has no code of its own, only a
// test: `make faults` runs it for minutes, every run of the tests for seconds.
//
// Two replicas of the built program work on a PostgreSQL that forgets nothing. Citizens send forms twice, in two tabs, with
// sessions that end; officials decide twice at once; providers repeat, delay and reorder their calls; meanwhile replicas
// are killed, connections to the database cut, registers silent. The clients write down what they were told, outside the
// portal. The comparison is itself tested: rows that are deleted or doubled on purpose must be found.
package faults
