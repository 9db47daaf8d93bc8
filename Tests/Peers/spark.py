#!/usr/bin/env python3
"""Folds logs on a Spark cluster of two executors and holds the answer to that of one process, byte
for byte; then lets go wrong what can, and expects the job to fail or the answer to be the same.

usage: spark.py PATH-TO-REPRIEVE

PySpark and a Java are needed. The cluster is local-cluster[2,1,1024] where PySpark can start one,
else local[2]; which it was is printed.
"""

import hashlib
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
DRIVER = ROOT / "docs" / "scale" / "spark.py"
sys.path.insert(0, str(DRIVER.parent))
os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
os.environ["PYSPARK_PYTHON"] = sys.executable

from pyspark import SparkConf, SparkContext  # noqa: E402

import spark as driver  # noqa: E402  the driver of docs/scale

QUESTIONS = [
    (["relief", "--by", "site"], ["--format", "json"]),
    (["relief", "--unit", "treatment"], ["--bootstrap", "100"]),
    (["response", "--by", "sex"], ["--format", "csv"]),
    (["intervals"], ["--format", "json"]),
    (["cohort"], ["--format", "json", "--extra"]),
    (["compare", "--by", "sex"], []),
]


def start():
    """A cluster, and what it is called."""
    for master in ("local-cluster[2,1,1024]", "local[2,4]"):
        conf = SparkConf().setMaster(master).setAppName("reprieve") \
            .set("spark.ui.enabled", "false").set("spark.ui.showConsoleProgress", "false") \
            .set("spark.driver.host", "127.0.0.1") \
            .set("spark.executor.memory", "512m").set("spark.task.maxFailures", "4") \
            .set("spark.excludeOnFailure.enabled", "false")
        try:
            context = SparkContext(conf=conf)
            context.setLogLevel("OFF")
            context.parallelize(range(2), 2).map(lambda number: number + 1).sum()
        except Exception as error:  # pylint: disable=broad-except
            print(f"{master} can't be started: {str(error).splitlines()[0]}")
            if SparkContext._active_spark_context:  # pylint: disable=protected-access
                SparkContext._active_spark_context.stop()  # pylint: disable=protected-access
            continue
        context.addPyFile(str(DRIVER))
        return context, master
    sys.exit("no Spark can be started here")


def digest(text):
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()


class Clinic:
    """A simulated clinic in a folder, some of whose events were given to other people."""

    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        self.log = self.path("clinic.jsonl")
        self.call("demo", self.log, "--subjects", "60", "--seed", "11")
        chance = random.Random(5)
        ratings = [event for event in map(json.loads, self.lines()) if event["type"] == "rating"]
        people = sorted({event["subject"] for event in ratings})
        corrections = []
        for number, event in enumerate(chance.sample(ratings, 12)):
            corrections.append(json.dumps({
                "id": f"moved-{number}", "source": "/test", "type": "correction",
                "subject": event["subject"], "time": "2026-06-01T09:00:00Z",
                "data": {"source": event["source"], "id": event["id"], "action": "reassign",
                         "reason": "a mix-up", "subject": chance.choice(people)}}))
        self.call("append", "-f", self.log, given="\n".join(corrections) + "\n")

    def path(self, name):
        return str(pathlib.Path(self.folder) / name)

    def lines(self):
        return pathlib.Path(self.log).read_bytes().splitlines(keepends=True)

    def call(self, *words, given=""):
        done = subprocess.run([self.program, *words], input=given.encode(), capture_output=True,
                              check=False)
        if done.returncode != 0:
            sys.exit(f"{words}: exit code {done.returncode}: {done.stderr.decode()}")
        return done.stdout

    def write(self, name, lines):
        pathlib.Path(self.path(name)).write_bytes(b"".join(lines))
        return self.path(name)

    def script(self, name, body):
        """A program in the place of reprieve; `fold` is the only command that goes through it."""
        path = pathlib.Path(self.path(name))
        path.write_text(f"""#!/bin/sh
[ "$1" = fold ] || exec '{self.program}' "$@"
{body.format(program=self.program, folder=self.folder)}
""")
        path.chmod(0o755)
        return str(path)


def main(program):
    program = os.path.abspath(program)
    context, master = start()
    print(f"Spark {context.version}, {master}")
    with tempfile.TemporaryDirectory() as folder:
        clinic = Clinic(program, folder)
        shuffled = clinic.lines()
        random.Random(7).shuffle(shuffled)
        mixed = clinic.write("mixed.jsonl", shuffled)
        checked = equal(context, clinic, mixed)
        checked += faults(context, clinic, mixed)
    context.stop()
    print(f"{checked} jobs: equal bytes, or a failure that says why")


def equal(context, clinic, mixed):
    """Any number of partitions, any order of the lines: the bytes of one process."""
    checked = 0
    for place, (question, rendering) in enumerate(QUESTIONS):
        wanted = digest(clinic.call(*question, *rendering, "--summary", "-f", clinic.log))
        for parts in (1, 4, 64) if place == 0 else (4,):
            found = driver.answer(
                context, clinic.program, [mixed], question, parts, rendering)
            if digest(found) != wanted:
                sys.exit(f"{question}: {parts} partitions give another answer")
            checked += 1
    # With two people, most of 16 partitions are empty; with none, all are.
    for subjects in ("2", "none"):
        small = clinic.path(f"small-{subjects}.jsonl")
        if subjects == "none":
            clinic.call("init", small, "--origin", "example.org/small")
        else:
            clinic.call("demo", small, "--subjects", subjects)
        wanted = digest(clinic.call("cohort", "--summary", "-f", small))
        if digest(driver.answer(context, clinic.program, [small], ["cohort"], 16)) != wanted:
            sys.exit("empty partitions change the answer")
        checked += 1
    return checked


def faults(context, clinic, mixed):
    """What can go wrong: the job fails and says why, or the answer is the same."""
    question = ["relief"]
    wanted = digest(clinic.call(*question, "--summary", "-f", clinic.log))

    def job(program=clinic.program, log=mixed):
        return driver.answer(context, program, [log], question, 4)

    def expect_failure(what, why, **how):
        try:
            job(**how)
        except Exception as error:  # pylint: disable=broad-except
            if why in str(error):
                return 1
            sys.exit(f"{what}: the failure does not say {why!r}:\n{error}")
        sys.exit(f"{what}: the job gives an answer")

    # The first three attempts print part of a state and fail. mkdir is atomic.
    retried = clinic.script("retried", """
for attempt in 1 2 3
do mkdir '{folder}'/failed-$attempt 2>/dev/null && {{ '{program}' "$@" | head -c 300; exit 1; }}
done
exec '{program}' "$@"
""")
    if digest(job(program=retried)) != wanted:
        sys.exit("a retried task changes the answer")
    if len(list(pathlib.Path(clinic.folder).glob("failed-*"))) != 3:
        sys.exit("no task was retried")

    lines = clinic.lines()
    middle = len(lines) // 2

    def changed(name, line):
        return clinic.write(name, [*lines[:middle], line, *lines[middle + 1:]])

    checked = 1
    checked += expect_failure("a killed child", "exited with error code -9", program=clinic.script(
        "killed", "'{program}' \"$@\" | head -c 300; kill -9 $$"))
    checked += expect_failure("a truncated output", "exit code 65", program=clinic.script(
        "truncated", "'{program}' \"$@\" | head -n 20"))
    checked += expect_failure("an output that is lost whole", "exit code 65",
                              program=clinic.script("silent", "cat > /dev/null"))
    checked += expect_failure("a carriage return", "error code 65",
                              log=changed("cr.jsonl", lines[middle][:-1] + b"\r\n"))
    checked += expect_failure("a byte that is no UTF-8", "error code 65", log=changed(
        "utf8.jsonl", lines[middle].replace(b'"source":"', b'"source":"\xff', 1)))
    note = b'{"type":"note","subject":"P-0001","seq":7,"data":{"text":"' + b"a" * (1 << 20) + b'"}}\n'
    checked += expect_failure("a line of a megabyte", "error code 65",
                              log=changed("long.jsonl", note))
    checked += expect_failure("a line that is there twice", "error code 65",
                              log=clinic.write("twice.jsonl", [*lines, lines[middle]]))
    checked += expect_failure("a line that is missing", "exit code 65", log=clinic.write(
        "missing.jsonl", [line for line in lines if b'"type":"vital"' not in line]))
    checked += split(context, clinic, mixed, expect_failure)
    return checked


def split(context, clinic, mixed, expect_failure):
    """A key that is not the subject's group: people are split, and two parts share each."""
    honest = driver.groups_of
    driver.groups_of = lambda corrections: {}
    try:
        checked = expect_failure("people who were joined, apart", "code 65")
    finally:
        driver.groups_of = honest
    zero = clinic.lines()[0].decode().rstrip("\n")
    states = []
    notes = [line.decode() for line in clinic.lines()[1:]
             if b'"type":"correction"' not in line]
    for half in (notes[::2], notes[1::2]):
        states.append(driver.run(
            [clinic.program, "fold", "relief"], "\n".join([zero, *(n.rstrip("\n") for n in half)])))
    try:
        driver.merged(clinic.program, context.parallelize(states, 2))
    except RuntimeError as error:
        if "in two states" not in str(error):
            sys.exit(f"split people: {error}")
        return checked + 1
    return sys.exit("split people: the states were merged")


if __name__ == "__main__":
    main(sys.argv[1])
