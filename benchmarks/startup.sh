#!/usr/bin/env bash
# A search from the shell as a whole process, on the sample handbook, by words and as usual (by words and meaning): median and worst of 21 runs, and what the launcher adds.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export LONGRAG_DATA
LONGRAG_DATA=$(mktemp -d)
trap 'rm -rf "$LONGRAG_DATA"' EXIT
"$root/longrag" demo --quiet >/dev/null

runs() { # command …
  for _ in $(seq 21); do
    local start=$(date +%s%N)
    "$@" >/dev/null
    echo $((($(date +%s%N) - start) / 1000000))
  done | sort -n | awk '{ t[NR] = $1 } END { printf "median %d ms, worst %d ms\n", t[11], t[NR] }'
}

for retriever in lexical hybrid; do
  echo "$retriever"
  echo "  ./longrag search:            $(runs "$root/longrag" search "a cancelled sailing" --collection demo --retriever "$retriever" --quiet)"
  echo "  the program without launcher: $(runs dotnet "$root/artifacts/longrag/LongRag.Cli.dll" search "a cancelled sailing" --collection demo --retriever "$retriever" --quiet)"
done
