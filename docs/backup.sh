#!/usr/bin/env bash
# backup.sh: one backup, full on Sundays and differential otherwise, and word of it for the portal's page of operations.
# For cron, as the account of the database: 0 23 * * * docs/backup.sh
# PORTAL_DATABASE_URL names the database in which "portal backup record" writes; STANZA is "portal" unless told.
set -euo pipefail

stanza=${STANZA:-portal}
portal=${PORTAL:-portal}
kind=${1:-$([ "$(date +%u)" = 7 ] && echo full || echo diff)}

pgbackrest --stanza="$stanza" --type="$kind" backup
pgbackrest --stanza="$stanza" --output=json info | "$portal" backup record
