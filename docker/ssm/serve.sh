#!/bin/sh
# A local parameter store: moto's server on MOTO_PORT (5000), seeded anew at each start, since it keeps
# everything in memory. SEEDED is the file that tells the health check that it is done.
set -eu

: "${MOTO_PORT:=5000}" "${MOTO_HOST:=0.0.0.0}" "${SEEDED:=/tmp/seeded}"
rm -f "$SEEDED"
moto_server -H "$MOTO_HOST" -p "$MOTO_PORT" &
server=$!
trap 'kill "$server"' INT TERM
if python "$(dirname "$0")/seed.py" "http://127.0.0.1:$MOTO_PORT"; then
    touch "$SEEDED"
else
    kill "$server"
fi
wait "$server"
