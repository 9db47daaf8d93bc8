"""`durable.c` in Python, and SQLite: single durable appends from the lines of a file.

`python -m suite.durable raw|drive|sqlite LINES OUTPUT|COMMAND …` prints the same JSON; the first
line is not counted.
"""

import json
import os
import sqlite3
import subprocess
import sys
import time


def raw(path):
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def append(line):
        os.write(file, line)
        os.fdatasync(file)

    return append, lambda: os.close(file)


def drive(*words):
    child = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
    replies = os.fdopen(os.dup(child.stdout.fileno()), "rb")

    def append(line):
        child.stdin.write(line)
        if not replies.readline():
            sys.exit("the command ended, or said nothing")

    def end():
        child.stdin.close()
        replies.read()
        if child.wait() != 0:
            sys.exit("the command failed")

    return append, end


def sqlite(path):
    """One transaction per event in a table with a unique (source, id): WAL, synchronous = FULL."""
    from .batch_appends import INSERT, SCHEMA, row

    database = sqlite3.connect(path, isolation_level=None)
    database.executescript(SCHEMA)
    return (lambda line: database.execute(INSERT, row(line))), database.close


def main(way, lines, *rest):
    append, end = {"raw": raw, "drive": drive, "sqlite": sqlite}[way](*rest)
    with open(lines, "rb") as file:
        given = file.readlines()
    append(given[0])
    began, cpu_began = time.perf_counter(), time.process_time()
    for line in given[1:]:
        append(line)
    seconds = time.perf_counter() - began
    end()
    print(json.dumps({
        "seconds": seconds, "cpu": time.process_time() - cpu_began, "count": len(given) - 1}))


if __name__ == "__main__":
    main(*sys.argv[1:])
