#!/bin/sh
# Alarm to meeting on this machine: a demo node without its own robots, six departments as robots, ROUNDS alarms.
# Usage: scripts/bench-alarm.sh PROFILE_DIR SCENES [ROUNDS]
set -eu
bin=$1; scenes=$2; rounds=${3:-20}
data=$(mktemp -d)
"$bin/fengsui" run --demo --data "$data" --listen 127.0.0.1:"${PORT:-20210}" --http 127.0.0.1:"${HTTP_PORT:-20212}" \
    --media-port "${MEDIA_PORT:-20214}" >"$data/node.log" 2>&1 &
node=$!
trap 'kill $node 2>/dev/null; wait $node 2>/dev/null; rm -rf "$data"' EXIT INT TERM
tries=0
until [ -e "$data/demo.json" ] && [ -e "$data/run/addresses.json" ]; do
    tries=$((tries + 1))
    [ $tries -lt 600 ] || { cat "$data/node.log" >&2; exit 1; }
    kill -0 $node 2>/dev/null || { cat "$data/node.log" >&2; exit 1; }
    sleep 0.1
done
"$bin/fengsui-robot" alarm --url "http://127.0.0.1:${HTTP_PORT:-20212}" --file "$data/demo.json" --scenes "$scenes" --rounds "$rounds"
