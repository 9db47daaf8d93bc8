#!/usr/bin/env python3
"""An answer of reprieve about a cohort, folded on a Spark cluster.

usage: spark.py --reprieve PROGRAM --log LOG [--log LOG…] [--partitions N] [--answer OPTIONS] -- QUESTION…

   spark-submit spark.py --reprieve /opt/reprieve --log hdfs:///clinic.jsonl --partitions 512 \
       --answer "--format json" -- relief --by site

PROGRAM is the static binary, at the same absolute path on every machine: PySpark gives the processes
that it pipes to an empty environment, so nothing is looked up. What is printed is, byte for byte,
what `reprieve QUESTION… --summary -f LOG` prints on one machine.
"""

import argparse
import itertools
import json
import math
import shlex
import subprocess
import sys
import zlib

from pyspark import SparkContext


def lines_of(context, log):
    """The lines of a log, cut at LF alone: a carriage return is part of what the checksum covers."""
    return context.newAPIHadoopFile(
        log,
        "org.apache.hadoop.mapreduce.lib.input.TextInputFormat",
        "org.apache.hadoop.io.LongWritable",
        "org.apache.hadoop.io.Text",
        conf={"textinputformat.record.delimiter": "\n"}).values()


def first_and_joining(lines):
    """Line 0, and the lines of corrections that give an event to somebody else: they are few."""
    few = lines.filter(lambda line: '"log"' in line or '"reassign"' in line).collect()
    zero = next(line for line in few if json.loads(line)["seq"] == 0)
    return zero, [line for line in few if line != zero]


def groups_of(corrections):
    """For each subject whom a correction joins to others, the first name of its group: whoever
    folds one of them needs the others too."""
    parents = {}

    def root(name):
        while parents.get(name, name) != name:
            name = parents[name]
        return name

    for event in map(json.loads, corrections):
        if event["type"] == "correction" and "subject" in event["data"]:
            first, second = sorted((root(event["subject"]), root(event["data"]["subject"])))
            parents[second] = first
    return {name: root(name) for name in parents}


def run(words, text):
    """What a process prints; an exit code other than 0 fails the task."""
    done = subprocess.run(words, input=text.encode(), capture_output=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{shlex.join(words)}: exit code {done.returncode}\n"
                           f"{done.stderr.decode(errors='replace')}")
    return done.stdout.decode()


def fold(context, program, log, question, parts):
    """The states of a log, one in each partition."""
    lines = lines_of(context, log)
    zero, corrections = first_and_joining(lines)
    groups = context.broadcast(groups_of(corrections))

    def keyed(line):
        subject = json.loads(line)["subject"]
        return groups.value.get(subject, subject), line

    # A hash that is the same in every Python; line 0 is given to each partition instead.
    people = lines.map(keyed).filter(lambda pair: pair[0] != "log") \
        .partitionBy(parts, lambda subject: zlib.crc32(subject.encode()))
    # Without checkCode a process that failed would be an empty partition.
    states = people.values() \
        .mapPartitions(lambda part: itertools.chain([zero], part)) \
        .pipe(shlex.join([program, "fold", *question]), checkCode=True)
    return states.mapPartitions(lambda part: ["".join(line + "\n" for line in part)])


def merged(program, states):
    """All states as one, in rounds: each machine merges those that it has, then fewer do."""
    def merge(part):
        part = list(part)
        return [run([program, "merge"], "".join(part))] if part else []

    while states.getNumPartitions() > 8:
        states = states.coalesce(math.isqrt(states.getNumPartitions())).mapPartitions(merge)
    return run([program, "merge"], "".join(states.collect()))


def answer(context, program, logs, question, parts, options=()):
    """The answer, as the single process prints it."""
    states = [merged(program, fold(context, program, log, question, parts)) for log in logs]
    return run([program, "merge", "--answer", *options], "".join(states))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reprieve", required=True, help="absolute path of the static binary")
    parser.add_argument("--log", action="append", required=True, help="repeatable")
    parser.add_argument("--partitions", type=int, default=0, help="default: Spark's parallelism")
    parser.add_argument("--answer", default="", help="options of merge --answer, in one word")
    parser.add_argument("question", nargs="+", help="relief, cohort, … and its options, behind --")
    given = parser.parse_args()
    context = SparkContext(appName="reprieve " + " ".join(given.question))
    parts = given.partitions or context.defaultParallelism
    sys.stdout.write(answer(context, given.reprieve, given.log, given.question, parts,
                            shlex.split(given.answer)))
    context.stop()


if __name__ == "__main__":
    main()
