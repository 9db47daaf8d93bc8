"""An answer as plain values, ours and a peer's, and whether they are the same one.

A unit is compared in full: who, which course, instrument, treatments, start, t0, window end,
baseline, status, reason, late, L and R. Times are whole milliseconds.
"""

import csv
import datetime
import io
import json
import subprocess
import typing

DAY = 86_400_000
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)


class Unit(typing.NamedTuple):
    """One course of one subject; `lower` and `upper` are L - t0 and R - t0 in milliseconds."""

    subject: str
    unit: int
    treatments: int
    instrument: str
    start: int
    t0: int
    window_end: int
    baseline: int | None
    status: str
    reason: str | None
    late: bool
    lower: int | None
    upper: int | None


class Answer(typing.NamedTuple):
    """Units by subject and number, and the flow by the names of the JSON document."""

    units: list
    flow: dict


# What the flow counts: its member, and the value in a column of the units.
COUNTED = (
    ("noThreshold", "status", "no-threshold"), ("noBaseline", "status", "no-baseline"),
    ("lowBaseline", "status", "low-baseline"), ("noRating", "status", "no-rating"),
    ("noRatingNotYet", "reason", "not-yet"), ("noRatingMissed", "reason", "missed"),
    ("notInRelief", "status", "not-in-relief"), ("notInReliefLate", "late", True),
    ("lost", "status", "lost"), ("censored", "status", "censored"),
    ("censoredUnconfirmed", "reason", "unconfirmed"), ("censoredRetreated", "reason", "retreated"),
    ("censoredExit", "reason", "exit"), ("censoredEndOfFollowUp", "reason", "end-of-follow-up"),
)


class Different(Exception):
    """A peer's answer is another one; the message names the first unit."""


def milliseconds(text):
    """A time as the program writes it, `2024-01-12T12:11:00.000Z`."""
    moment = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    return (moment - EPOCH) // datetime.timedelta(milliseconds=1)


def from_days(text):
    """Days are whole milliseconds divided once, so they come back exactly."""
    return round(float(text) * DAY) if text else None


def ours(program, log):
    """What `reprieve relief` says, from its CSV, and the flow from its JSON."""
    words = [program, "relief", "--no-cache", "--no-estimates", "-q", "-f", log]
    table = subprocess.run([*words, "--format", "csv"], capture_output=True, check=True).stdout
    summary = subprocess.run(
        [*words, "--format", "json", "--summary"], capture_output=True, check=True).stdout
    units = [
        Unit(
            row["subject"], int(row["unit"]), int(row["treatments"]), row["instrument"],
            milliseconds(row["start"]), milliseconds(row["t0"]), milliseconds(row["windowEnd"]),
            int(row["baseline"]) if row["baseline"] else None, row["status"],
            row["reason"] or None, row["late"] == "true",
            from_days(row["lowerDays"]), from_days(row["upperDays"]),
        )
        for row in csv.DictReader(io.StringIO(table.decode()))
    ]
    return Answer(sorted(units), json.loads(summary)["flow"])


def require_same(name, theirs, expected):
    """Raises `Different` with the first unit, or the first count, that is not ours."""
    theirs_by_key = {unit[:2]: unit for unit in theirs.units}
    ours_by_key = {unit[:2]: unit for unit in expected.units}
    for key in sorted(theirs_by_key.keys() | ours_by_key.keys()):
        if theirs_by_key.get(key) != ours_by_key.get(key):
            raise Different(
                f"{name} differs at {key[0]}, course {key[1]}\n"
                f"  reprieve: {ours_by_key.get(key)}\n  {name}: {theirs_by_key.get(key)}")
    if len(theirs.units) != len(expected.units):
        raise Different(f"{name} has {len(theirs.units)} units, we have {len(expected.units)}")
    for member, count in expected.flow.items():
        if theirs.flow.get(member) != count:
            raise Different(
                f"{name} counts {theirs.flow.get(member)} in {member}, reprieve {count}")
