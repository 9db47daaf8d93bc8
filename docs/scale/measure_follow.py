#!/usr/bin/env python3
"""What following a log costs: CPU for each new event, for one person and for a cohort.

usage: measure_follow.py PROGRAM LOG [QUESTION…]

The log is copied first. Events are appended one by one, each when the answer to the one before has
come. CPU is that of the follower alone, all of its threads, as the kernel counts it in ns, so that
other work on the machine counts little. The last answer is held to that of the command itself.
"""

import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

EVENTS = 30


def cpu(pid):
    """Milliseconds of CPU that a process has had."""
    tasks = pathlib.Path(f"/proc/{pid}/task").iterdir()
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e6


def peak(pid):
    """The most memory that a process has had, in MB."""
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0


def append(program, log, number, subject):
    event = {
        "id": f"m{time.time_ns()}-{number}", "source": "/measure", "type": "rating",
        "subject": subject, "time": f"2040-01-01T00:{number // 60:02}:{number % 60:02}Z",
        "data": {"instrument": "GAD-7", "total": number % 22},
    }
    subprocess.run([program, "append", "-q", "-f", log], check=True, stdout=subprocess.DEVNULL,
                   input=(json.dumps(event) + "\n").encode())


def follow(program, log, question, subjects):
    """Prints a row: CPU for each event, of which the first ones of new people stand apart."""
    words = [program, "follow", *question, "--format", "json", "--every", "0", "-q", "-f", log]
    with subprocess.Popen(words, stdout=subprocess.PIPE) as process:
        process.stdout.readline()
        first = cpu(process.pid)
        time.sleep(2)
        idle = (cpu(process.pid) - first) / 2
        costs = []
        for number in range(EVENTS):
            before = cpu(process.pid)
            append(program, log, number, subjects[number % len(subjects)])
            answer = process.stdout.readline()
            costs.append(cpu(process.pid) - before)
        memory = peak(process.pid)
        process.kill()
    # What `follow` adds to a question about many, and to one about a person.
    is_cohort = len(question) == 1 or question[1].startswith("-")
    cohort = ["--summary"] if is_cohort else ["--no-comparison"]
    alone = [program, *question, *cohort, "--no-cache", "--format", "json", "-q", "-f", log]
    if subprocess.run(alone, check=True, capture_output=True).stdout != answer:
        sys.exit(f"{question}: not what the command prints")
    print(f"| follow {' '.join(question)} | {first:.0f} | {idle:.2f} | {costs[0]:.2f} "
          f"| {statistics.median(costs):.2f} | {max(costs):.2f} | {memory:.0f} |", flush=True)


def main(program, log, *question):
    question = list(question) or ["relief"]
    names = []
    with open(log, "rb") as lines:
        next(lines)
        for line in lines:
            name = json.loads(line)["subject"]
            if name not in names:
                names.append(name)
            if len(names) == EVENTS:
                break
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as folder:
        copy = os.path.join(folder, "log.jsonl")
        shutil.copy(log, copy)
        # The caches of the reader and of the writer.
        subprocess.run([program, *question, "-q", "-f", copy], check=True,
                       stdout=subprocess.DEVNULL)
        append(program, copy, 0, names[0])
        print("| what | start, ms | idle, ms a second | first event, ms | median | most "
              "| peak MB |\n|---|---|---|---|---|---|---|")
        follow(program, copy, ["relief", names[0]], names[:1])
        follow(program, copy, question, names)


if __name__ == "__main__":
    main(*sys.argv[1:])
