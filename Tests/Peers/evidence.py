#!/usr/bin/env python3
"""Holds checkpoints, proofs and tiles to other people's tools: what the program writes they accept,
and what was altered they refuse.

usage: evidence.py PATH-TO-REPRIEVE

The tools are Go's golang.org/x/mod/sumdb, pymerkle, sha256sum, openssl, ssh-keygen and minisign. Of
one that is not here it says "skipped". The commands on docs/audit-guide.md are run as they stand.
"""

import concurrent.futures
import pathlib
import random
import shutil
import sys
import tempfile

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS / "Peers" / "evidence"))

from alterations import Evidence  # noqa: E402
from bench import Bench  # noqa: E402
import logs  # noqa: E402
import page  # noqa: E402
import peers  # noqa: E402
import signatures  # noqa: E402

VECTORS = TESTS / "vectors" / "log"
SEED = 20260301


def grown(bench, folder, random_source):
    """A log that grew in seven appends, and what was kept of it each time."""
    source = folder / "few.jsonl"
    bench.reprieve.run("demo", source, "--subjects", 8, "--seed", 3)
    log = folder / "grown.jsonl"
    bench.reprieve.run("init", "-f", log, "--origin", "example.org/grown")
    said = list(logs.events(logs.lines_of(source)))
    olds = [1]
    for part in range(7):
        events = folder / "events.jsonl"
        logs.write(events, said[part * len(said) // 7:(part + 1) * len(said) // 7])
        bench.reprieve.run("append", events, "-f", log, "--batch", 40)
        olds.append(len(logs.lines_of(log)))
    size = olds[-1]
    return Evidence(bench, log, random_source, olds, {0, 1, size // 2, olds[3], size - 1})


def published(bench):
    """Checkpoints and proofs of the vectors, which another program made."""
    merkle = VECTORS / "merkle"
    for head in sorted(merkle.glob("*.json")):
        name = head.stem
        log = VECTORS / "good" / f"{name}.jsonl"
        if not log.exists():
            continue
        points = {int(path.name.split(".")[1]): path
                  for path in merkle.glob(f"{name}.*.checkpoint")}
        last = points[max(points)]
        for point in points.values():
            bench.holds("root", log, point)
        for proof in sorted(merkle.glob(f"{name}.*.tlog-proof")):
            bench.holds("record", log, proof, last)
        for proof in sorted(merkle.glob(f"{name}.*.consistency")):
            bench.holds("tree", points[int(proof.name.split(".")[1].split("-")[0])], proof, last,
                        log)


def main(program):
    random_source = random.Random(SEED)
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place)
        bench = Bench(str(pathlib.Path(program).resolve()), folder)
        beside = concurrent.futures.ThreadPoolExecutor(1)
        pages = beside.submit(page.run, bench.reprieve.program, folder / "page")
        published(bench)
        total = 0
        for vector in sorted((VECTORS / "good").glob("*.jsonl")):
            log = folder / vector.name
            shutil.copyfile(vector, log)
            size = len(logs.lines_of(log))
            evidence = Evidence(bench, log, random_source,
                                {1, max(1, size // 2), max(1, size - 1), size},
                                {0, size // 2, size - 1})
            evidence.holds()
            evidence.fails(2)
            evidence.tiles_fail()
            total += size
        bench.tried.clear()
        evidence = grown(bench, folder, random_source)
        evidence.holds()
        evidence.fails(6)
        evidence.sealed_anew_fails()
        evidence.tiles_fail()
        total += evidence.size
        big = folder / "clinic.jsonl"
        bench.reprieve.run("demo", big, "--subjects", 1300)
        size = len(logs.lines_of(big))
        evidence = Evidence(bench, big, random_source, {10000, 65536}, {65535, size - 1}, most=2)
        bench.slow |= {peers.Reprieve.name, peers.Pymerkle.name}
        bench.tried.clear()
        evidence.holds()
        evidence.fails(1)
        evidence.sealed_anew_fails()
        evidence.tiles_fail()
        total += size
        print(f"14 logs, {total} lines, the longest with {size}")
        signatures.check(bench, pages.result())
        bench.close()
    bench.say()
    if bench.disagreements:
        sys.exit(f"{len(bench.disagreements)} disagreements; seed {SEED}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
