#!/usr/bin/env bash
# with_services.sh COMMAND...: run COMMAND with a PostgreSQL and a Redis of its own, thrown away afterwards. Nothing that runs
# on the machine already is touched. With DATABASE_URL (and REDIS_URL) set, those are used and nothing is started.
# QA_DATABASE_SERVER are the words that, with “start” or “stop” after them, start this PostgreSQL or stop it as a crash would.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ -n "${DATABASE_URL:-}" ]; then
  exec "$@"
fi
scripts/system_packages.sh postgresql redis-server

work=$(mktemp -d "${TMPDIR:-/tmp}/qa-services.XXXXXX")
bin=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -1)
as=() # PostgreSQL refuses to run as root
[ "$(id -u)" -ne 0 ] || as=(setpriv --reuid=postgres --regid=postgres --clear-groups --)
server=("${as[@]}" "$bin/pg_ctl" -D "$work/data" -l "$work/postgresql.log" -m immediate -w -s)
redis=
stop() {
  "${server[@]}" stop >/dev/null 2>&1 || true
  [ -z "$redis" ] || { kill "$redis" 2>/dev/null && wait "$redis" 2>/dev/null; } || true
  rm -rf "$work"
}
trap stop EXIT
trap : INT TERM # the command gets Ctrl-C too and ends first

[ "$(id -u)" -ne 0 ] || chown postgres "$work"
cd "$work"
"${as[@]}" "$bin/initdb" -D data -U qa -A trust --no-sync -E UTF8 --locale=C.UTF-8 >initdb.log 2>&1 || { cat initdb.log; exit 1; }
cat >>data/postgresql.conf <<CONF
listen_addresses = ''
unix_socket_directories = '$work'
fsync = off
synchronous_commit = off
full_page_writes = off
CONF
"${server[@]}" start || { cat postgresql.log; exit 1; }
redis-server --port 0 --unixsocket "$work/redis.sock" --save '' --appendonly no --dir "$work" --maxmemory-policy noeviction \
  >redis.log 2>&1 &
redis=$!
cd "$OLDPWD"
export DATABASE_URL="postgresql://qa@/postgres?host=$work" QA_DATABASE_SERVER="${server[*]}"
export REDIS_URL="unix://$work/redis.sock" QA_BROKER_URL="redis+socket://$work/redis.sock"
status=0
"$@" || status=$?
exit "$status"
