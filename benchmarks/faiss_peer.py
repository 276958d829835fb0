#!/usr/bin/env python3
"""The other side of the `vectors` benchmark: faiss IndexFlatIP, driven over stdin and stdout.

Usage: faiss_peer.py VECTORS DIMENSIONS QUERIES TOP THREADS (both files: single precision, little endian, row after row)
It writes one line of versions, then answers each line of stdin:
  time FIRST COUNT   searches COUNT queries from FIRST on; answers the seconds
  find FIRST COUNT   the same; answers the row numbers, one line for all
  blas COUNT         from how many queries on faiss multiplies matrices with the BLAS (its own default is 20)
"""
import sys
import time

try:
    import faiss
    import numpy
except ImportError as error:
    print(f"missing {error.name}", flush=True)
    sys.exit(3)


def blas():
    with open("/proc/self/maps") as maps:
        files = {line.split()[-1] for line in maps if "blas" in line.lower() and ".so" in line}
    return " ".join(sorted(f.rsplit("/", 1)[-1] for f in files)) or "unknown BLAS"


vectors, queries = sys.argv[1], sys.argv[3]
dimensions, top, threads = int(sys.argv[2]), int(sys.argv[4]), int(sys.argv[5])
faiss.omp_set_num_threads(threads)
index = faiss.IndexFlatIP(dimensions)
rows = numpy.memmap(vectors, dtype="<f4", mode="r").reshape(-1, dimensions)
for start in range(0, len(rows), 65536):
    index.add(numpy.ascontiguousarray(rows[start:start + 65536]))
asked = numpy.fromfile(queries, dtype="<f4").reshape(-1, dimensions)
options = faiss.get_compile_options() if hasattr(faiss, "get_compile_options") else ""
print(f"faiss {faiss.__version__} ({options.strip() or 'no compile options named'}), BLAS {blas()}, numpy {numpy.__version__}, {faiss.omp_get_max_threads()} threads", flush=True)
for line in sys.stdin:
    verb, *numbers = line.split()
    if verb == "blas":
        faiss.cvar.distance_compute_blas_threshold = int(numbers[0])
        print("ok", flush=True)
        continue
    first, count = map(int, numbers)
    batch = numpy.ascontiguousarray(asked[first:first + count])
    clock = time.perf_counter()
    found = index.search(batch, top)[1]
    print(time.perf_counter() - clock if verb == "time" else " ".join(map(str, found.ravel())), flush=True)
