#!/usr/bin/env python3
"""An answer of reprieve about a cohort, folded by Dask workers that all see the log's file.

usage: dask_fold.py PROGRAM LOG SHARDS QUESTION…

   dask_fold.py /opt/reprieve /data/clinic.jsonl 64 relief --by site
"""

import subprocess
import sys

import dask.bag


def run(words, given=b""):
    """What a process prints; an exit code other than 0 fails the task."""
    return subprocess.run(words, input=given, stdout=subprocess.PIPE, check=True).stdout


def main(program, log, shards, *question):
    def fold(index):
        return run([program, "fold", *question, "-f", log, "--shard", f"{index}/{shards}"])

    def merge(states):
        return run([program, "merge"], b"".join(states))

    states = dask.bag.from_sequence(range(int(shards)), npartitions=int(shards)).map(fold)
    state = states.reduction(merge, merge, split_every=8).compute()
    sys.stdout.buffer.write(run([program, "merge", "--answer"], state))


if __name__ == "__main__":
    main(*sys.argv[1:])
