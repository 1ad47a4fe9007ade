#!/usr/bin/env bash
# drill.sh: proves that a backup can be restored to a moment, with a database of its own under a new directory: it fills
# one, backs it up, writes on, notes what stands in every table, destroys, restores to the moment before and compares
# every row. Run it as an ordinary user; it needs PostgreSQL, pgBackRest and the program (PORTAL). ROWS is how many
# applications of a demo it has (2000).
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
portal=${PORTAL:-portal}
rows=${ROWS:-2000}
bin=${PGBIN:-$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)}
work=$(mktemp -d "${TMPDIR:-/tmp}/drill.XXXXXX")
port=5498

if [ "$(id -u)" = 0 ]; then
  echo "PostgreSQL does not run as root: run this as another user" >&2
  exit 1
fi
finish() {
  for data in "$work/data" "$work/restored"; do
    [ -f "$data/postmaster.pid" ] && "$bin/pg_ctl" -D "$data" -m immediate stop >/dev/null || true
  done
  if [ -n "${KEEP:-}" ]; then echo "kept: $work"; else rm -rf "$work"; fi
}
trap finish EXIT
say() { awk -v now="$EPOCHREALTIME" -v began="$began" -v said="$*" 'BEGIN {printf "%6.1f s  %s\n", now - began, said}'; }
began=$EPOCHREALTIME

export PGBACKREST_CONFIG=$work/pgbackrest.conf PGBACKREST_REPO1_CIPHER_PASS
PGBACKREST_REPO1_CIPHER_PASS=$(head -c 32 /dev/urandom | base64)
mkdir "$work/repository" "$work/spool" "$work/log"
# The same settings as for real, in other places.
sed -e "s|^repo1-path=.*|repo1-path=$work/repository|; s|^spool-path=.*|spool-path=$work/spool|; s|^pg1-path=.*|pg1-path=$work/data|" \
  -e "s|^\[global\]|[global]\nlog-path=$work/log\nlock-path=$work/lock|; s|^\[portal\]|[portal]\npg1-port=$port\npg1-socket-path=$work|" \
  "$here/pgbackrest.conf" >"$PGBACKREST_CONFIG"

"$bin/initdb" -D "$work/data" -U "$(id -un)" --data-checksums -E UTF8 --locale=C.UTF-8 >/dev/null
cat >>"$work/data/postgresql.conf" <<CONF
port = $port
listen_addresses = ''
unix_socket_directories = '$work'
archive_mode = on
archive_command = 'PGBACKREST_CONFIG=$PGBACKREST_CONFIG pgbackrest --stanza=portal archive-push %p'
CONF
"$bin/pg_ctl" -D "$work/data" -w -l "$work/log/postgres.log" start >/dev/null
url="postgres:///portal?host=$work&port=$port"
ask() { "$bin/psql" -X -q -A -t -v ON_ERROR_STOP=1 -h "${2:-$work}" -p "${3:-$port}" -d "${4:-portal}" -c "$1"; }
ask 'CREATE DATABASE portal' "$work" "$port" postgres
"$portal" migrate --database-url "$url" >/dev/null
"$portal" demo --applications "$rows" --database-url "$url" --data-dir "$work/var" >/dev/null
say "a database of $(ask 'SELECT pg_size_pretty(pg_database_size(current_database()))') with $(ask 'SELECT count(*) FROM applications') applications"

pgbackrest --stanza=portal stanza-create
pgbackrest --stanza=portal --type=full backup
say "full backup: $(pgbackrest --stanza=portal info | grep -oE 'backup set size.*|backup size.*' | head -n 1), encrypted"

# What is written after the backup comes back from the archive of WAL alone.
ask "INSERT INTO audit_entries (kind, actor, action, object, detail) SELECT 'official', n, 'case.view', 'application:' || n, '{}' FROM generate_series(1, 500) n"
ask "UPDATE accounts SET name = name || ' ' WHERE id % 7 = 0"

# Every table, with the number of its rows and one hash over all of them.
fingerprint() {
  ask "SELECT format('SELECT %L, count(*), md5(coalesce(string_agg(md5(t::text), '''' ORDER BY md5(t::text)), '''')) FROM %I t', relname, relname)
       FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname" "$@" |
    while read -r statement; do ask "$statement" "$@" </dev/null; done
}
fingerprint >"$work/before"
moment=$(ask 'SELECT clock_timestamp()')
say "noted $(wc -l <"$work/before") tables at $moment"
sleep 1

# The accident.
ask "UPDATE accounts SET name = 'overwritten'"
ask "DROP TABLE application_payloads CASCADE"
ask "SELECT pg_switch_wal()" >/dev/null
say "destroyed: all names are '$(ask 'SELECT DISTINCT name FROM accounts')'"

PORTAL=$portal PORT=5497 "$here/restore.sh" "$work/restored" "$moment" | sed 's/^/          /'
# restore.sh has the audit looked through, which writes down that it was: this one row is new.
fingerprint "$work/restored" 5497 | grep -v '^audit_checks|' >"$work/after"
grep -v '^audit_checks|' "$work/before" >"$work/expected"
diff "$work/expected" "$work/after"
say "all $(wc -l <"$work/after") tables hold the $(awk -F'|' '{n += $2} END {print n}' "$work/after") rows that they held, to the byte"

# That the drill would see it: one letter in one row of the copy.
ask "UPDATE accounts SET name = name || 'x' WHERE id = (SELECT min(id) FROM accounts)" "$work/restored" 5497
fingerprint "$work/restored" 5497 | grep -v '^audit_checks|' >"$work/spoilt"
if cmp -s "$work/expected" "$work/spoilt"; then
  echo "a changed row was not seen" >&2
  exit 1
fi
say "one letter changed in one row is seen: $(diff "$work/expected" "$work/spoilt" | grep -c '^>') table differs"
"$bin/pg_ctl" -D "$work/restored" -m fast -w stop >/dev/null

label=$(pgbackrest --stanza=portal --output=json info | grep -oE '"label":"[^"]+"' | tail -n 1 | cut -d'"' -f4)
pgbackrest --stanza=portal --output=json info | "$portal" backup record --database-url "$url"
"$portal" backup restored "$label" --database-url "$url"
say "done"
