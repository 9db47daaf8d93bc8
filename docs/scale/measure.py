#!/usr/bin/env python3
"""What fold and merge cost: the figures that docs/scale.md reckons with, as a Markdown table.

usage: measure.py PROGRAM LOG [QUESTION…]

CPU seconds are those of the processes, user and system, so that other work on the machine counts
little; each is the least of three runs. Every merged answer is held to that of one process.
"""

import os
import pathlib
import subprocess
import sys
import tempfile

SHARDS = 16


def cost(words, output, given="/dev/null"):
    """CPU seconds and peak MB of a process whose output goes to a file: the least of three runs."""
    best = None
    for _ in range(3):
        with open(given, "rb") as source, open(output, "wb") as sink:
            process = subprocess.Popen(words, stdin=source, stdout=sink)
            _, status, used = os.wait4(process.pid, 0)
        if status != 0:
            sys.exit(f"{words}: status {status}")
        seconds, peak = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
        best = (seconds, peak) if best is None else (min(best[0], seconds), min(best[1], peak))
    return best


def main(program, log, *question):
    question = list(question) or ["relief"]
    lines = sum(1 for _ in open(log, "rb")) - 1
    rows = []

    def row(what, spent, words=""):
        rows.append((what, f"{spent[0]:.3f}", f"{spent[1]:.0f}", words))

    def rate(spent):
        return f"{lines / spent[0] / 1e6:.2f} million events a CPU second"

    with tempfile.TemporaryDirectory() as folder:
        def path(name):
            return os.path.join(folder, name)

        def bytes_of(name):
            return pathlib.Path(path(name)).read_bytes()

        fold = [program, "fold", *question]
        row("fold of nothing: a process", cost(fold, path("nothing")))
        alone = cost([program, *question, "--summary", "-f", log], path("wanted"))
        row(f"{' '.join(question)} --summary, one process", alone, rate(alone))
        whole = cost([*fold, "-f", log], path("whole"))
        row("fold -f LOG", whole, rate(whole))
        piped = cost(fold, path("piped"), given=log)
        row("fold < LOG", piped, rate(piped))
        shard = cost([*fold, "-f", log, "--shard", f"0/{SHARDS}"], path("0"))
        row(f"fold -f LOG --shard 0/{SHARDS}", shard, rate(shard) + " passed over or folded")
        for index in range(1, SHARDS):
            subprocess.run([*fold, "-f", log, "--shard", f"{index}/{SHARDS}", "-o",
                            path(str(index))], check=True)
        size = os.path.getsize(path("whole"))
        parts = [path(str(index)) for index in range(SHARDS)]
        merging = cost([program, "merge", *parts], path("merged"))
        row(f"merge of {SHARDS} states", merging, f"{size / merging[0] / 1e6:.0f} MB a CPU second")
        answering = cost([program, "merge", "--answer", path("merged")], path("found"))
        row("merge --answer of the whole", answering,
            f"{size / answering[0] / 1e6:.0f} MB a CPU second")
        if not bytes_of("merged") == bytes_of("whole") == bytes_of("piped"):
            sys.exit("the states differ")
        if bytes_of("found") != bytes_of("wanted"):
            sys.exit("merge --answer is not what one process prints")
        people = int(bytes_of("whole").rsplit(b'"subjects":', 1)[1].split(b",", 1)[0])
    print(f"{' '.join(question)}: {lines:,} events, {os.path.getsize(log) / 1e6:,.0f} MB, "
          f"{people:,} subjects; the state has {size / 1e6:.1f} MB, {size / people:.0f} bytes a "
          f"subject\n")
    print("| what | CPU s | peak MB | |\n|---|---|---|---|")
    for fields in rows:
        print("| " + " | ".join(fields) + " |")


if __name__ == "__main__":
    main(*sys.argv[1:])
