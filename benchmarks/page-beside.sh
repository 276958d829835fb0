#!/usr/bin/env bash
# Pages as a person sees them beside what LongRag reads of them, as one HTML file: the way to judge a reader by eye.
# Usage: benchmarks/page-beside.sh OUT.html FILE.pdf[:PAGE] ...        needs pdftoppm (poppler-utils)
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
out=${1:?name of the HTML file}; shift
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
{
  echo '<!doctype html><meta charset="utf-8"><title>Pages beside what was read</title><style>section{display:flex;gap:2em;border-bottom:1px solid}img{width:48vw}pre{width:48vw;white-space:pre-wrap}</style>'
  for place in "$@"; do
    file=${place%:*} page=1
    if [ "$file" != "$place" ]; then page=${place##*:}; fi
    pdftoppm -r 90 -png -singlefile -f "$page" -l "$page" "$file" "$scratch/page"
    printf '<h2>%s, page %s</h2><section><img alt="the page" src="data:image/png;base64,%s"><pre>' "$(basename "$file" | sed 's/&/\&amp;/g; s/</\&lt;/g')" "$page" "$(base64 -w0 "$scratch/page.png")"
    "$root/longrag" read "$file" --pages "$page" --output markdown 2>/dev/null | sed 's/&/\&amp;/g; s/</\&lt;/g'
    echo '</pre></section>'
  done
} >"$out"
echo "$out" >&2
