#!/usr/bin/env python3
"""Writers, readers, followers and copies of one log, all at once, as real processes.

    python3 Tests/Concurrency/concurrency.py .build/release/reprieve [--events N] [--seed N]

Writers append batches of many sizes and hand the lock to each other; some are ended by kill -9 in
the middle and what they had not been told of is sent again. Readers take snapshots with `log` and
`cohort`; each must be a prefix of the log that ends with an append. Followers (`log --follow`) must
print every line once. Copies taken with `cp` while the log grows must open as such a prefix too.

It prints integers, and exits with 1 where one that says `violations`, `gaps` or `repeats` is not 0.
"""

import argparse
import hashlib
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time

NUMBER = re.compile(rb'^\{"specversion":"1\.0","seq":(\d+),')
BATCH = re.compile(rb',"first":(\d+),"last":(\d+),"xxh64":"[0-9a-f]{16}"\}$')


class Run:
    def __init__(self, options):
        self.options = options
        self.program = os.path.abspath(options.reprieve)
        self.folder = tempfile.mkdtemp(prefix="reprieve-concurrency-")
        self.log = os.path.join(self.folder, "clinic.jsonl")
        self.lock = threading.Lock()
        self.counts = {}
        self.violations = []
        self.seqs = {}  # id -> the numbers that were acknowledged for it
        self.ends = set()  # lines after each acknowledged batch
        self.sizes = []  # lines that an answer or a copy was about
        self.seen = {}  # lines that each follower has printed
        self.final = None
        self.done = threading.Event()

    def count(self, name, more=1):
        with self.lock:
            self.counts[name] = self.counts.get(name, 0) + more

    def violate(self, words):
        with self.lock:
            self.violations.append(words)

    def command(self, *words, **more):
        return subprocess.run(
            [self.program, *words], capture_output=True, stdin=subprocess.DEVNULL, **more)

    # Writers

    def write(self, writer):
        """Appends the writer's events in sittings, each a process of its own."""
        draws = random.Random(self.options.seed * 1000 + writer)
        total = self.options.events // self.options.writers
        sitting = max(1, total // self.options.sittings)
        waiting = [event(writer, number) for number in range(total)]
        while waiting:
            part = waiting[: draws.randint(sitting // 2 + 1, sitting + sitting // 2)]
            told = self.sit(part, draws)
            waiting = waiting[told:]

    def sit(self, part, draws):
        """One process; returns how many of its events were acknowledged, always the first ones."""
        batch = draws.choice([1, 7, 50, 100, 200]) if len(part) < 2000 else draws.choice([100, 300])
        process = subprocess.Popen(
            [self.program, "append", "-f", self.log, "--batch", str(batch), "--wait", "100000",
             "--format", "jsonl"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        killed_after = draws.randint(0, len(part)) if draws.random() < 0.2 else None

        def feed():
            try:
                process.stdin.write(b"".join(line for _, line in part))
                process.stdin.close()
            except (BrokenPipeError, ValueError):
                pass

        feeder = threading.Thread(target=feed)
        feeder.start()
        told = 0
        for line in process.stdout:
            if not line.endswith(b"\n"):
                break
            answer = json.loads(line)
            if answer["answer"] not in ("accepted", "already"):
                self.violate(f"a writer was answered {answer['answer']}")
                break
            seqs = answer["seq"]
            with self.lock:
                for (name, _), seq in zip(part[told:], seqs):
                    self.seqs.setdefault(name, set()).add(seq)
                if answer["answer"] == "accepted":
                    self.ends.add(max(seqs) + 1)
            told += len(seqs)
            self.count("batches acknowledged")
            if killed_after is not None and told >= killed_after:
                process.kill()
                self.count("writers killed")
                killed_after = None
                # What was printed before it died is acknowledged as well.
        errors = process.stderr.read()
        code = process.wait()
        feeder.join()
        if code not in (0, -9):
            self.violate(f"a writer ended with {code}: {errors[:300]}")
            return len(part)
        if b"torn" in errors:
            self.count("torn tails moved")
        self.count("sittings")
        return told

    # Readers

    def read(self, reader):
        """Takes snapshots, in turns byte for byte and as an answer."""
        turn = reader
        while not self.done.is_set():
            if turn % 2 == 0:
                self.snapshot(reader)
            else:
                self.ask(self.log, "answers")
            turn += 1
            self.done.wait(self.options.pause)

    def snapshot(self, reader):
        path = os.path.join(self.folder, f"snapshot-{reader}")
        with open(path, "wb") as output:
            process = subprocess.run(
                [self.program, "log", "-f", self.log, "--format", "jsonl"], stdout=output,
                stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
        self.count("snapshots")
        if process.returncode != 0:
            self.violate(f"a reader ended with {process.returncode}: {process.stderr[:300]}")
        elif (fault := prefix_fault(path, self.log)) is not None:
            self.violate(f"a snapshot {fault}")
        os.remove(path)

    def ask(self, path, name):
        outcome = self.command("cohort", "-f", path, "--summary", "--format", "json")
        self.count(name)
        if outcome.returncode != 0:
            self.violate(f"{name}: {outcome.returncode}: {outcome.stderr[:300]}")
            return
        if b"never ended" in outcome.stderr:
            self.count(f"{name} with a torn tail")
        size = json.loads(outcome.stdout)["log"]["size"]
        with self.lock:
            self.sizes.append((name, size))

    # Followers

    def follow(self, follower):
        process = subprocess.Popen(
            [self.program, "log", "-f", self.log, "--follow", "--format", "jsonl"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
        digest = hashlib.sha256()
        expected = 0
        watcher = threading.Thread(target=self.end, args=(process, follower))
        watcher.start()
        for line in process.stdout:
            found = NUMBER.match(line)
            seq = int(found.group(1)) if found else -1
            if seq > expected:
                self.count("gaps")
            if seq < expected:
                self.count("repeats")
            expected = seq + 1
            digest.update(line)
            self.seen[follower] = expected
            self.count("follower lines")
        process.wait()
        watcher.join()
        if expected != self.final or digest.hexdigest() != self.digest:
            self.violate(f"follower {follower} printed {expected} lines of {self.final}, or others")

    def end(self, process, follower):
        """A follower that has nothing more to print is ended; one that prints nothing as well."""
        self.done.wait()
        limit = time.monotonic() + 120
        while self.seen.get(follower, 0) < self.final and time.monotonic() < limit:
            time.sleep(0.1)
        time.sleep(0.5)  # for what should not be printed any more
        process.kill()

    # Copies

    def copy(self):
        """Copies at sizes that are spread over the growth, small ones more often."""
        total = self.options.copies
        for number in range(total):
            wanted = self.options.events * (number / total) ** 2
            while not self.done.is_set() and self.counts.get("events", 0) < wanted:
                with self.lock:
                    self.counts["events"] = len(self.seqs)
                time.sleep(0.005)
            path = os.path.join(self.folder, "copy.jsonl")
            if not self.done.is_set():
                self.count("copies while it grew")
            subprocess.run(["cp", self.log, path], check=True)
            self.ask(path, "copies")
            os.remove(path)

    # The end

    def judge(self):
        outcome = self.command("repair", "-f", self.log, "--format", "json")
        found = json.loads(outcome.stdout)
        if found["verdict"] != "ok":
            self.violate(f"at the end the log is {found}")
        order = {}
        ends = {1}
        lines = 0
        with open(self.log, "rb") as log:
            for seq, line in enumerate(log):
                line = line.rstrip(b"\n")
                lines += 1
                batch = BATCH.search(line)
                if batch is None or int(batch.group(2)) == seq:
                    ends.add(seq + 1)
                if seq == 0:
                    continue
                name = line.split(b'"id":"', 1)[1].split(b'"', 1)[0].decode()
                if self.seqs.get(name) != {seq}:
                    self.violate(f"{name} is line {seq}, acknowledged were {self.seqs.get(name)}")
                writer, number = name[1:].split("-")
                if int(number) != order.get(writer, 0):
                    self.violate(f"{name} comes out of its order")
                order[writer] = int(number) + 1
        if lines != len(self.seqs) + 1:
            self.violate(f"{lines} lines, {len(self.seqs)} events acknowledged")
        for name, size in self.sizes:
            if size not in ends:
                self.violate(f"{name}: {size} lines end within a batch")
        for end in self.ends:
            if end not in ends:
                self.violate(f"an acknowledged batch ended at {end}, no batch of the log does")
        self.counts["events"] = len(self.seqs)
        self.counts["bytes"] = os.path.getsize(self.log)

    def run(self):
        start = time.monotonic()
        self.command("init", self.log, "--origin", "example.org/clinic", check=True)
        writers = [
            threading.Thread(target=self.write, args=(w,)) for w in range(self.options.writers)]
        others = [
            threading.Thread(target=self.read, args=(r,)) for r in range(self.options.readers)]
        others.append(threading.Thread(target=self.copy))
        followers = [
            threading.Thread(target=self.follow, args=(f,))
            for f in range(self.options.followers)]
        for thread in writers + others + followers:
            thread.start()
        for thread in writers:
            thread.join()
        self.counts["seconds of writing"] = round(time.monotonic() - start)
        digest = hashlib.sha256()
        self.final = 0
        with open(self.log, "rb") as log:
            for line in log:
                digest.update(line)
                self.final += 1
        self.digest = digest.hexdigest()
        self.done.set()
        for thread in others + followers:
            thread.join()
        self.judge()
        shutil.rmtree(self.folder)
        self.counts["seconds"] = round(time.monotonic() - start)
        for name in ("gaps", "repeats"):
            self.counts.setdefault(name, 0)
        self.counts["violations"] = len(self.violations)
        for name in sorted(self.counts):
            print(f"{name:28} {self.counts[name]}")
        for words in self.violations[:20]:
            print(words)
        bad = self.counts["violations"] + self.counts["gaps"] + self.counts["repeats"]
        return 1 if bad else 0


def event(writer, number):
    """An event of the writer's own, and its name."""
    name = f"w{writer}-{number}"
    subject = f"P-{writer}-{number % 97}"
    clock = f"2026-03-{1 + number % 28:02}T{number % 24:02}:{number % 60:02}:00Z"
    if number % 3 == 0:
        kind, data = "note", '{"text":"' + "n" * (number % 200) + '"}'
    else:
        kind, data = "rating", '{"instrument":"GAD-7","total":' + str(number % 22) + "}"
    line = (
        f'{{"id":"{name}","source":"/ehr/{writer}","type":"{kind}","subject":"{subject}",'
        f'"time":"{clock}","data":{data}}}\n')
    return name, line.encode()


def prefix_fault(path, log):
    """What keeps a file from being a prefix of the log that ends with an append."""
    last = b""
    lines = 0
    with open(path, "rb") as part, open(log, "rb") as whole:
        while piece := part.read(1 << 20):
            if piece != whole.read(len(piece)):
                return "has other bytes than the log"
            lines += piece.count(b"\n")
            last = (last + piece)[-70_000:]
    if not last.endswith(b"\n"):
        return "ends within a line"
    last = last[:-1].rsplit(b"\n", 1)[-1]
    batch = BATCH.search(last)
    if batch is not None and int(batch.group(2)) != lines - 1:
        return f"ends at line {lines - 1}, within {batch.group(0)[:40]!r}"
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("reprieve")
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--writers", type=int, default=4)
    parser.add_argument("--sittings", type=int, default=10, help="processes of each writer, about")
    parser.add_argument("--readers", type=int, default=2)
    parser.add_argument("--followers", type=int, default=2)
    parser.add_argument("--copies", type=int, default=200)
    parser.add_argument("--pause", type=float, default=0.0, help="seconds between snapshots")
    parser.add_argument("--seed", type=int, default=1)
    sys.exit(Run(parser.parse_args()).run())


if __name__ == "__main__":
    main()
