#!/usr/bin/env bash
# restore.sh DIRECTORY [TIME]: restores the portal's database into an empty directory, as it was at TIME (such as
# "2026-11-27 09:30:00+05") or as late as the archive goes, starts it on PORT (5499) and proves it: every page's checksum,
# every hash and signature of the audit. It touches nothing that runs. Run it as the account of the database, never as root.
#
# PORTAL is the program; AUDIT_KEYS a file with the public keys of the audit, AUDIT_ROOTS what "portal audit roots" printed
# and somebody kept elsewhere. Both may be left out: then only the chains speak for themselves.
set -euo pipefail

directory=${1:?where to, an empty directory}
moment=${2:-}
stanza=${STANZA:-portal}
port=${PORT:-5499}
portal=${PORTAL:-portal}
database=${DATABASE:-portal}
bin=${PGBIN:-$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)}

if [ -n "$(ls -A "$directory" 2>/dev/null)" ]; then
  echo "$directory is not empty" >&2
  exit 1
fi
mkdir -p "$directory"
chmod 700 "$directory"

say() { awk -v now="$EPOCHREALTIME" -v began="$began" -v said="$*" 'BEGIN {printf "%6.1f s  %s\n", now - began, said}'; }
began=$EPOCHREALTIME

target=()
[ -n "$moment" ] && target=(--type=time "--target=$moment" --target-action=promote)
pgbackrest --stanza="$stanza" --pg1-path="$directory" "${target[@]}" restore
say "restored into $directory"

# The copy must not write into the archive of the original, nor listen where that does.
"$bin/pg_ctl" -D "$directory" -w -t 3600 -l "$directory/restored.log" \
  -o "-p $port -c archive_mode=off -c listen_addresses='' -c unix_socket_directories=$directory" start >/dev/null
ask() { "$bin/psql" -X -q -A -t -h "$directory" -p "$port" -d "$database" -c "$1"; }
until [ "$(ask 'SELECT pg_is_in_recovery()' 2>/dev/null)" = f ]; do
  # It stops by itself when the archive ends before the time that was asked for.
  if ! "$bin/pg_ctl" -D "$directory" status >/dev/null; then
    tail -n 20 "$directory/restored.log" >&2
    exit 1
  fi
  sleep 0.2
done
say "recovered; the newest entry of the audit is of $(ask 'SELECT max(at) FROM audit_entries')"

roots=()
[ -n "${AUDIT_KEYS:-}" ] && roots+=(--keys "$AUDIT_KEYS")
[ -n "${AUDIT_ROOTS:-}" ] && roots+=(--roots "$AUDIT_ROOTS")
"$portal" audit verify --database-url "postgres:///$database?host=$directory&port=$port" "${roots[@]}"
say "the audit holds"

"$bin/pg_ctl" -D "$directory" -w -m fast stop >/dev/null
"$bin/pg_checksums" --check -D "$directory" | grep -E 'Files scanned|Bad checksums'
say "every page has the checksum that was written"
"$bin/pg_ctl" -D "$directory" -w -l "$directory/restored.log" \
  -o "-p $port -c archive_mode=off -c listen_addresses='' -c unix_socket_directories=$directory" start >/dev/null
say "ready: psql -h $directory -p $port $database"
