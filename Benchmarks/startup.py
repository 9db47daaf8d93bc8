#!/usr/bin/env python3
"""Times whole processes: from the call that starts one to the call that reaps it.

usage: startup.py [--runs N] PROGRAM [ARGUMENT ...]

Prints minimum, median and maximum of N runs (31) after 3 that are not counted.
"""

import os
import statistics
import sys
import time


def once(words, sink):
    start = time.perf_counter()
    actions = [(os.POSIX_SPAWN_DUP2, sink, 1)]
    child = os.posix_spawn(words[0], words, os.environ, file_actions=actions)
    _, status = os.waitpid(child, 0)
    elapsed = time.perf_counter() - start
    if status != 0:
        sys.exit(f"{' '.join(words)} ended with status {status}")
    return elapsed * 1000


def main(words):
    runs = 31
    if words[:1] == ["--runs"]:
        runs = int(words[1])
        words = words[2:]
    if not words:
        sys.exit(__doc__)
    sink = os.open(os.devnull, os.O_WRONLY)
    for _ in range(3):
        once(words, sink)
    times = sorted(once(words, sink) for _ in range(runs))
    print(
        f"min {times[0]:.1f} ms, median {statistics.median(times):.1f} ms, "
        f"max {times[-1]:.1f} ms of {runs}: {' '.join(words)}"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
