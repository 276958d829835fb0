#!/usr/bin/env bash
# Peak memory of reading large files: a PDF of 1,600 pages, a workbook of 500 MB, 3,000 slides. The main process and all its workers together, looked at ten times a second.
# Usage: benchmarks/reading-memory.sh <folder of the shared material> [PDF of 1,600 pages or more; made with LibreOffice where none is given]
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
shared=${1:?folder of the shared material}
pdf=${2:-}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
"$root/longrag" --version >/dev/null
dotnet build "$root/benchmarks/LongRag.Benchmarks" -c Release -v quiet --nologo
large=$root/benchmarks/LongRag.Benchmarks/bin/Release/net10.0/LongRag.Benchmarks

resident() { # kilobytes of a process and of all that it has started
  local sum=0 kilobytes child
  kilobytes=$(awk '/^VmRSS/ {print $2}' "/proc/$1/status" 2>/dev/null) || true
  sum=${kilobytes:-0}
  for child in $(cat /proc/"$1"/task/*/children 2>/dev/null); do sum=$((sum + $(resident "$child"))); done
  echo "$sum"
}

measure() { # what, file
  local what=$1 file=$2 peak=0 main=0 now own start
  start=$(date +%s)
  "$root/longrag" ingest "$file" --data "$scratch/data" --quiet --output json >"$scratch/report.json" 2>"$scratch/errors" &
  local pid=$!
  while kill -0 "$pid" 2>/dev/null; do
    now=$(resident "$pid")
    own=$(awk '/^VmRSS/ {print $2}' "/proc/$pid/status" 2>/dev/null) || true
    if [ "$now" -gt "$peak" ]; then peak=$now main=${own:-0}; fi
    sleep 0.1
  done
  wait "$pid" || { cat "$scratch/report.json" "$scratch/errors" >&2; }
  local passages
  passages=$(sed -n 's/.*"passages": *\([0-9]*\).*/\1/p' "$scratch/report.json" | head -n 1)
  echo "| $what | $(($(stat -c %s "$file") / 1000000)) MB | ${passages:-0} passages | $(($(date +%s) - start)) s | $((peak / 1000)) MB | $((main / 1000)) MB |"
  rm -rf "$scratch/data"
}

if [ -z "$pdf" ]; then
  # The longest books, until there is enough for 1,600 pages, as a web page that LibreOffice prints.
  python3 - "$shared" "$scratch/book.html" <<'PYTHON'
import gzip, html, json, sys
with gzip.open(sys.argv[1] + "/data/narrativeqa/books.jsonl.gz", "rt", encoding="utf-8") as lines:
    books = sorted((json.loads(line) for line in lines), key=lambda book: -len(book["text"]))
with open(sys.argv[2], "w", encoding="utf-8") as page:
    page.write("<!doctype html><meta charset=utf-8><title>Books</title>")
    left = 5_000_000
    for book in books:
        if left <= 0: break
        left -= len(book["text"])
        page.write(f"<h1>{html.escape(book['title'])}</h1>")
        for paragraph in book["text"].split("\n\n"):
            if paragraph.strip(): page.write(f"<p>{html.escape(paragraph)}</p>\n")
PYTHON
  soffice --headless --convert-to pdf:writer_web_pdf_Export --outdir "$scratch" "$scratch/book.html" >/dev/null 2>&1
  pdf=$scratch/book.pdf
fi

pages=$(pdfinfo "$pdf" 2>/dev/null | awk '/^Pages/ {print $2}') || true
echo "| file | size | stored | time | peak of all processes | of it the main process |"
echo "| --- | --- | --- | --- | --- | --- |"
measure "PDF of ${pages:-?} pages" "$pdf"
"$large" large xlsx "$scratch/large.xlsx" 500
measure "workbook" "$scratch/large.xlsx"
rm "$scratch/large.xlsx"
"$large" large pptx "$scratch/large.pptx" 3000
measure "3,000 slides" "$scratch/large.pptx"
