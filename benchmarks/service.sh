#!/usr/bin/env bash
# What HTTP costs, how the service bears a load, an ingest beside it, and many idle streams. benchmarks/service.sh [SHARED-DATA [SECONDS]]
# Prints one JSON line a measurement. The corpus: 4,000 of the paragraphs of squad; the questions: its own.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
shared=${1:-../shared} seconds=${2:-300}
port=18080 url=http://127.0.0.1:18080
work=$(mktemp -d)
program=artifacts/longrag/LongRag.Cli.dll
./longrag --version >/dev/null
server=
trap 'if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; fi; rm -rf "$work"' EXIT

python3 - "$shared/data/squad" "$work" <<'PYTHON'
import gzip, json, os, sys
folder, work = sys.argv[1:]
def lines(name):
    path = os.path.join(folder, name)
    with (gzip.open(path + ".gz", "rt") if os.path.exists(path + ".gz") else open(path)) as file:
        for line in file:
            yield json.loads(line)
with open(f"{work}/first.jsonl", "w") as first, open(f"{work}/beside.jsonl", "w") as beside:
    for i, record in enumerate(lines("corpus.jsonl")):
        if i < 4000: first.write(json.dumps(record) + "\n")
        elif i < 20000: beside.write(json.dumps(record) + "\n")
with open(f"{work}/questions.txt", "w") as questions:
    for i, record in enumerate(lines("queries.jsonl")):
        if i < 2000: questions.write(" ".join(record["text"].split()) + "\n")
PYTHON

export LONGRAG_DATA=$work/data LongRag__Ingestion__Urls__Allowed=true LongRag__Ingestion__Urls__PrivateHosts__0=127.0.0.1 LongRag__Ingestion__Urls__TimeoutSeconds=3600
export LongRag__Server__ConcurrentRequests=5000 LongRag__Server__RequestsPerMinute=10000000
dotnet "$program" ingest "$work/first.jsonl" --quiet >/dev/null
dotnet "$program" serve --urls $url 2>"$work/log" &
server=$!
until grep -q "listening on" "$work/log"; do kill -0 $server || { cat "$work/log" >&2; exit 1; }; sleep 0.2; done

memory() { awk '/VmRSS/ { printf "%.0f", $2 / 1024 }' "/proc/$server/status"; }
load() { dotnet "$program" bench http --url $url --queries "$work/questions.txt" --output jsonl "$@"; }
say() { echo "{\"measured\":\"$1\",\"rss_mb\":$(memory),\"load\":$2}"; }

load --clients 1 --seconds 10 >/dev/null                                    # warm
say "one client, lexical" "$(load --clients 1 --seconds 20 --retriever lexical)"
say "one client, hybrid" "$(load --clients 1 --seconds 20)"
say "64 clients, hybrid, $seconds s" "$(load --clients 64 --seconds "$seconds")"
say "64 clients again, 30 s" "$(load --clients 64 --seconds 30)"
say "one client, hybrid, before the ingest" "$(load --clients 1 --seconds 20)"
job=$(curl -sS -F "file=@$work/beside.jsonl" $url/v1/collections/default/documents | sed 's/.*"job_id":"\([^"]*\)".*/\1/')
sleep 3
say "one client, hybrid, an ingest beside it" "$(load --clients 1 --seconds 40)"
echo "{\"job\":$(curl -sS $url/v1/jobs/"$job" | cut -c1-400 | sed 's/,"documents".*/}/')}"
curl -sS -X POST $url/v1/jobs/"$job"/cancel >/dev/null
sleep 5
before=$(memory)
dotnet "$program" bench http --url $url --idle-streams 1000 --seconds 20 2>/dev/null &
idle=$!
sleep 15
echo "{\"measured\":\"1,000 idle streams\",\"rss_mb_before\":$before,\"rss_mb\":$(memory)}"
wait $idle
echo "{\"load_average\":\"$(cut -d' ' -f1-3 /proc/loadavg)\",\"cores\":$(nproc)}"
