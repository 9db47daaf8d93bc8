#!/usr/bin/env python3
"""The part of the campaign that is not simulated: real processes, killed and failed by the system.

usage: kills.py [PATH-TO-REPRIEVE] [--seed S] [--short] [--point N] [PART …]

parts: kills errors sizes space forbidden writers

`strace` kills the program at the n-th call of each system call that it makes, or lets that call
fail; limits on the length of files, full and read-only file systems, modes, flags and other writers
do the rest. What was acknowledged is what stood on standard output. After each point the same events
are given again, as their producer would, and the log is held against them byte by byte.
"""

import argparse
import concurrent.futures
import os
import pathlib
import shutil
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "processes"))
sys.dont_write_bytecode = True

import boundaries  # noqa: E402
import calls  # noqa: E402
import writers  # noqa: E402
from tally import Tally  # noqa: E402
from program import Program  # noqa: E402

PARTS = {
    "kills": calls.kills,
    "errors": calls.errors,
    "sizes": boundaries.sizes,
    "space": boundaries.space,
    "forbidden": boundaries.forbidden,
    "writers": writers.writers,
}


def main():
    parser = argparse.ArgumentParser(usage=__doc__, add_help=False)
    parser.add_argument("program", nargs="?", default=".build/release/reprieve")
    parser.add_argument("parts", nargs="*")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--point", type=int)
    asked = parser.parse_intermixed_args()
    for unknown in set(asked.parts) - set(PARTS):
        parser.error(f"{unknown} is no part")
    program = Program(asked.program)
    print(f"seed {asked.seed}, {'short' if asked.short else 'full'}, {program.version()}")
    print(Tally.head())
    wrong = 0
    for name in asked.parts or PARTS:
        needed = PARTS[name].needs()
        if needed:
            print(f"{name:<10} skipped: {needed}")
            continue
        began = time.monotonic()
        tally = run(PARTS[name], program, asked)
        print(tally.row(name, time.monotonic() - began), flush=True)
        short = " --short" if asked.short else ""
        for point, words, finding in tally.failures[:5]:
            print(f"WRONG: {name}, point {point}, {words}: {finding}")
            again = f"kills.py {asked.program} --seed {asked.seed}{short} --point {point} {name}"
            print(f"  again: {again}")
        wrong += tally.wrong
    sys.exit(1 if wrong else 0)


def run(part, program, asked):
    """Runs the points of a part, two at a time; each in a folder of its own."""
    home = pathlib.Path(tempfile.mkdtemp(prefix="reprieve-kills-"))
    home.chmod(0o755)
    try:
        points = list(enumerate(part.points(program, home, asked.seed, asked.short)))
        if asked.point is not None:
            points = [points[asked.point]]

        def one(numbered):
            number, point = numbered
            folder = home / f"point-{number}"
            folder.mkdir()
            tally = Tally()
            try:
                finding = part.run(program, folder, point, tally)
            except Exception as error:  # A point that can't be judged is no success.
                finding = f"not judged: {type(error).__name__}: {error}"
            tally.count(number, part.words(point), finding)
            shutil.rmtree(folder, ignore_errors=True)
            return tally

        with concurrent.futures.ThreadPoolExecutor(max(1, min(4, os.cpu_count() or 1))) as pool:
            return sum(pool.map(one, points), Tally())
    finally:
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    main()
