"""What the figures are made of: rows of cost, ratios against goals, and what was left out."""

import dataclasses
import pathlib

from . import measure


@dataclasses.dataclass
class Setting:
    """What was asked for, and where it happens."""

    program: pathlib.Path
    folder: pathlib.Path
    subjects: int
    runs: int
    smoke: bool = False
    large: bool = False

    def say(self, text):
        print(text, flush=True)

    def log(self, subjects=None):
        """A simulated clinic's log of this many people, seed 1; made where it is not there yet."""
        subjects = subjects or self.subjects
        path = self.folder / f"clinic-{subjects}.jsonl"
        if not path.exists():
            self.say(f"making the log of {subjects:,} people")
            measure.once(measure.Contender("demo", [
                self.program, "demo", path, "--subjects", subjects, "--seed", 1, "-q"]))
        return path


@dataclasses.dataclass
class Verdict:
    """A ratio of medians against its goal. `unit` is how the ratio reads: `×`, `bytes`."""

    figure: str
    says: str
    ratio: float
    goal: float
    at_least: bool = True
    unit: str = "×"

    @property
    def is_met(self):
        return self.ratio >= self.goal if self.at_least else self.ratio <= self.goal

    def row(self):
        bound = "at least" if self.at_least else "at most"
        return [self.figure, self.says, f"{self.ratio:,.2f} {self.unit}",
                f"{bound} {self.goal:g} {self.unit}", "met" if self.is_met else "**missed**"]


@dataclasses.dataclass
class Outcome:
    """A table of its own, verdicts, and notes on what was not done and why."""

    title: str
    columns: list = dataclasses.field(default_factory=list)
    rows: list = dataclasses.field(default_factory=list)
    verdicts: list = dataclasses.field(default_factory=list)
    commands: list = dataclasses.field(default_factory=list)
    notes: list = dataclasses.field(default_factory=list)

    COSTS = ("median", "fastest", "CPU", "peak memory")

    def add(self, name, cost):
        self.rows.append([
            name, seconds(cost.median), seconds(cost.fastest), seconds(cost.cpu),
            peak(cost.peak_bytes)])


def peak(count):
    """In MB; what is hidden under the peak that a child inherits from us is shown as a bound."""
    floor = measure.floor_bytes()
    return f"{count / 1e6:,.0f} MB" if count > floor else f"under {floor / 1e6:,.0f} MB"


def seconds(value):
    return f"{value * 1000:,.1f} ms" if value < 1 else f"{value:,.2f} s"


def rate(per_second):
    return f"{per_second:,.0f}"
