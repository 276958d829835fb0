#!/usr/bin/env bash
# Peak memory of whole ingests: a book of 350,000 words, and a JSON Lines file of 2 GB made of real records under new ids.
# Usage: benchmarks/memory.sh <folder of the shared material> [gigabytes]
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
shared=${1:?folder of the shared material}
gigabytes=${2:-2}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
"$root/longrag" --version >/dev/null

measure() { # name, arguments of longrag
  local name=$1; shift
  "$root/longrag" "$@" --data "$scratch/data-$name" --quiet --output json >"$scratch/$name.json" &
  local pid=$! peak=0 now
  while kill -0 "$pid" 2>/dev/null; do
    now=$(awk '/VmHWM/ {print $2}' "/proc/$pid/status" 2>/dev/null || echo 0)
    [ "${now:-0}" -gt "$peak" ] && peak=$now
    sleep 0.2
  done
  wait "$pid"
  awk -v name="$name" -v peak="$peak" '{ text = text $0 } END { match(text, /"seconds": [0-9.]+/); seconds = substr(text, RSTART + 11, RLENGTH - 11); match(text, /"documents": [0-9]+/); documents = substr(text, RSTART + 13, RLENGTH - 13);
    printf "| %s | %s documents | %.0f s | peak %.0f MB |\n", name, documents, seconds, peak / 1000 }' "$scratch/$name.json"
}

zcat "$shared/data/narrativeqa/books.jsonl.gz" | awk '{ if (length($0) > length(longest)) longest = $0 } END { print longest }' >"$scratch/book.jsonl"
measure book ingest "$scratch/book.jsonl"

# The records of squad again and again, each time under other ids.
zcat "$shared/data/squad/corpus.jsonl.gz" | head -c 20000000 | sed '$d' >"$scratch/records.jsonl"
size=$(stat -c %s "$scratch/records.jsonl")
copies=$((gigabytes * 1000000000 / size + 1))
for copy in $(seq "$copies"); do sed "s/\"_id\": *\"/&$copy-/" "$scratch/records.jsonl"; done >"$scratch/large.jsonl"
measure large ingest "$scratch/large.jsonl"
