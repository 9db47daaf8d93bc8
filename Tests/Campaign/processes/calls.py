"""A kill, or an error, at the n-th call of every system call that the program makes on a log."""

import collections
import random
import re
import shutil
import subprocess

from program import Stream, acknowledged, judge

CHANGING = ["openat", "write", "pwrite64", "fdatasync", "fsync", "ftruncate", "mkdir", "rename",
            "link", "unlink", "flock"]
READING = ["pread64", "newfstatat", "getdents64"]


class Scene:
    """What is there before the command that is killed, and that command."""

    NAMES = ["init", "first append", "later append", "torn tail", "cut with its cache"]

    def __init__(self, program, folder, name, seed):
        self.program, self.name = program, name
        self.log = folder / "log.jsonl"
        self.stream = Stream(folder, seed)
        self.acked = 0
        if name == "init":
            return
        program.init(self.log)
        if name == "later append":
            program.append(self.log, self.stream.part(folder, 2))
            self.acked = 2
        if name in ("torn tail", "cut with its cache"):
            self.tear(folder, seed)

    def tear(self, folder, seed):
        """An append that never ended: its last bytes are not there, nobody knows its checkpoint."""
        self.program.append(self.log, self.stream.part(folder, 2))
        beside = folder / "log.jsonl.d"
        kept = folder / "kept"
        shutil.copytree(beside, kept)
        size = self.log.stat().st_size
        self.program.append(self.log, self.stream.part(folder, 3))
        shutil.rmtree(beside)
        if self.name == "cut with its cache":
            shutil.copytree(kept, beside)
        more = self.log.stat().st_size - size
        with open(self.log, "r+b") as file:
            file.truncate(size + random.Random(seed).randrange(1, more))
        self.acked = 2

    def command(self, under):
        if self.name == "init":
            return self.program.init(self.log, under=under)
        return self.program.append(self.log, self.stream, under=under)


def strace(calls, more=(), output="/dev/null"):
    return ["strace", "-f", "-qq", "-o", str(output), "-e", f"trace={','.join(calls)}",
            "-e", "signal=none", *more]


def made(program, folder, name, seed):
    """The calls that a command makes once it has come to the log: (name, how many-th, its words)."""
    folder.mkdir()
    scene = Scene(program, folder, name, seed)
    trace = folder / "trace"
    scene.command(strace(CHANGING + READING, output=trace))
    counts = collections.Counter()
    calls = []
    for line in trace.read_text().splitlines():
        match = re.match(r"\d+\s+(\w+)\((.*)", line)
        if not match:
            continue
        counts[match[1]] += 1
        # The program's own libraries and files come before.
        if calls or "log.jsonl" in line:
            calls.append((match[1], counts[match[1]], match[2][:60]))
    shutil.rmtree(folder)
    return calls


class Part:
    def needs(self):
        if not shutil.which("strace"):
            return "strace is not there"
        said = subprocess.run(strace(["close"]) + ["true"], capture_output=True)
        return None if said.returncode == 0 else "strace may not trace here"

    def scenes(self, program, home, seed, most, wanted):
        """Points of one scene and stream after the other, until there are enough."""
        points = []
        number = 0
        while len(points) < most:
            for name in Scene.NAMES:
                own = seed * 1_000 + number
                for call in made(program, home / f"trace-{name}-{own}", name, own):
                    points += [(name, own, *call, how) for how in wanted(call)]
            number += 1
        # Evenly over all scenes and calls.
        return [points[at * len(points) // most] for at in range(most)]


class Kills(Part):
    def points(self, program, home, seed, short):
        return self.scenes(
            program, home, seed, 100 if short else 2_000,
            lambda call: ["KILL"] if call[0] in CHANGING else [])

    def words(self, point):
        return f"{point[0]}, stream {point[1]}, killed at {point[2]} {point[3]} ({point[4]})"

    def run(self, program, folder, point, tally):
        name, seed, call, number, _, _ = point
        scene = Scene(program, folder, name, seed)
        said = scene.command(strace([call], ["-e", f"inject={call}:signal=KILL:when={number}"]))
        if said.returncode not in (-9, 137):
            return f"it was not killed: {said.returncode}"
        acked = scene.acked
        if name != "init":
            acked = max(acked, len(acknowledged(said.stdout)))
        return judge(program, scene.log, scene.stream, acked, tally)


class Errors(Part):
    def wanted(self, call):
        if call[0] in ("write",):
            return []
        faults = ["EIO"]
        if call[0] in ("pwrite64", "mkdir", "link", "openat"):
            faults.append("ENOSPC")
        if call[0] in ("pwrite64", "pread64", "flock"):
            faults += ["EINTR"]
        return faults

    def points(self, program, home, seed, short):
        return self.scenes(program, home, seed, 80 if short else 2_000, self.wanted)

    def words(self, point):
        return f"{point[0]}, stream {point[1]}, {point[5]} at {point[2]} {point[3]} ({point[4]})"

    def run(self, program, folder, point, tally):
        name, seed, call, number, words, error = point
        scene = Scene(program, folder, name, seed)
        said = scene.command(strace([call], ["-e", f"inject={call}:error={error}:when={number}"]))
        tally.details[f"exit {said.returncode}"] += 1
        if said.returncode not in (0, 65, 66, 74):
            return f"exit {said.returncode}: {said.stderr.decode()}"
        if error == "EINTR" and said.returncode != 0:
            return f"an interrupted call was not made again: {said.stderr.decode()}"
        if call in ("fdatasync", "fsync") and said.returncode == 0:
            return "a sync that failed went unnoticed"
        acked = scene.acked
        if name != "init":
            answers = acknowledged(said.stdout)
            acked = max(acked, len(answers))
            if said.returncode == 0 and len(answers) != len(scene.stream.batches()):
                return "it says that all is well, and not all was acknowledged"
        return judge(program, scene.log, scene.stream, acked, tally)


kills = Kills()
errors = Errors()
