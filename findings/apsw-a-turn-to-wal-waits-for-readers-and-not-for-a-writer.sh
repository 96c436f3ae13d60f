#!/usr/bin/env bash
# apsw 3.54.1.0 (SQLite 3.54.1): a busy timeout does not hold for the turn to WAL beside a writer.
# Expected: `PRAGMA journal_mode = WAL` waits as long as the busy timeout says for whoever has a
#   lock, as every other statement does.
# Seen: it waits for a reader and for an exclusive lock, and is refused at once where another
#   connection has begun to write (`BEGIN IMMEDIATE`). Of processes that start together on a new
#   file, now and then one ends with "database is locked". The same with SQLite 3.40.1.
# Here: app/records/database/engine.py tries again by itself.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet "apsw==3.54.1.0"
seen=$("$folder/env/bin/python" - "$folder/a.db" <<'PYTHON'
import sys
import time

import apsw

TIMEOUT_MS = 2_000
print(apsw.sqlite_lib_version())
holder = apsw.Connection(sys.argv[1])
holder.execute("CREATE TABLE t (a)")
for lock in ("BEGIN; SELECT * FROM t", "BEGIN EXCLUSIVE", "BEGIN IMMEDIATE"):
    holder.execute(lock).fetchall()
    other = apsw.Connection(sys.argv[1])
    other.set_busy_timeout(TIMEOUT_MS)
    began = time.monotonic()
    try:
        other.execute("PRAGMA journal_mode = WAL").fetchall()
        became = "WAL"
    except apsw.BusyError:
        became = "busy"
    waited = time.monotonic() - began > TIMEOUT_MS / 2_000
    print(f"{lock}: {became}, {'after the timeout' if waited else 'at once'}")
    other.close()
    holder.execute("ROLLBACK")
PYTHON
)
echo "$seen"
[ "$seen" = "3.54.1
BEGIN; SELECT * FROM t: busy, after the timeout
BEGIN EXCLUSIVE: busy, after the timeout
BEGIN IMMEDIATE: busy, at once" ] || { echo "It behaves otherwise now." >&2; exit 1; }
