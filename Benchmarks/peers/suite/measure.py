"""Processes and their cost: wall time, CPU time and peak memory, contenders in turn."""

import json
import os
import resource
import shlex
import statistics
import subprocess
import sys
import tempfile
import time
import typing


class Failed(Exception):
    """A contender that did not end with 0: nothing that it says is a figure."""


class Sample(typing.NamedTuple):
    """One run. `inner` is what a worker measured within itself, where it is one."""

    seconds: float
    cpu: float
    peak_bytes: int
    inner: dict | None = None


class Contender(typing.NamedTuple):
    """A command line under a name; a worker of ours prints JSON of what it measured within."""

    name: str
    words: list
    is_worker: bool = False
    source: str | None = None  # a file for standard input

    def command_line(self):
        """As a reader would type it, without the folders of this machine."""
        shown = [shlex.quote(os.path.basename(str(word)) if str(word).startswith(os.sep) else str(word))
                 for word in self.words]
        return " ".join(shown) + (f" < {os.path.basename(self.source)}" if self.source else "")


def worker(name, module, *words):
    return Contender(name, [sys.executable, "-m", f"suite.{module}", *map(str, words)], True)


def once(contender):
    """Runs it from spawn to reap."""
    given = open(contender.source, "rb") if contender.source else subprocess.DEVNULL
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as complaint:
        began = time.perf_counter()
        child = subprocess.Popen(
            [str(word) for word in contender.words], stdin=given, stdout=said, stderr=complaint)
        _, status, used = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - began
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            complaint.seek(0)
            raise Failed(
                f"{contender.name} ended with {child.returncode}: "
                f"{complaint.read().decode(errors='replace')[-2000:]}")
        said.seek(0)
        inner = json.loads(said.read().decode()) if contender.is_worker else None
    if contender.source:
        given.close()
    return Sample(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024, inner)


def in_turn(contenders, runs, warm=1):
    """A B C A B C …, so that whatever else the machine does is shared; `warm` rounds go unnoted."""
    samples = {contender.name: [] for contender in contenders}
    for number in range(-warm, runs):
        for contender in contenders:
            sample = once(contender)
            if number >= 0:
                samples[contender.name].append(sample)
    return samples


def floor_bytes():
    """Our own peak, which the kernel lets a child inherit: a smaller one can't be seen."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


class Cost(typing.NamedTuple):
    """Medians of some runs, the fastest, and the largest peak; seconds and bytes."""

    median: float
    fastest: float
    cpu: float
    peak_bytes: int

    @staticmethod
    def of(samples):
        return Cost(
            statistics.median(sample.seconds for sample in samples),
            min(sample.seconds for sample in samples),
            statistics.median(sample.cpu for sample in samples),
            max(sample.peak_bytes for sample in samples))

    @staticmethod
    def within(samples):
        """The same of what workers measured within themselves."""
        return Cost(
            statistics.median(sample.inner["seconds"] for sample in samples),
            min(sample.inner["seconds"] for sample in samples),
            statistics.median(sample.inner["cpu"] for sample in samples),
            max(sample.peak_bytes for sample in samples))
