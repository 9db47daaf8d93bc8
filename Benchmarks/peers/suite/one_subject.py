"""P5: one subject's question, whole processes, against SQLite fetching that subject's events."""

import json
import shutil
import sqlite3
import subprocess
import sys

from . import measure
from .answer import milliseconds
from .figures import Outcome, Verdict

FIGURES = ("P5",)
LARGE = 450_000
ASKED = 5
FETCH = "SELECT seq, type, time, data FROM event WHERE subject = '{}' ORDER BY time, seq"

SPREAD = """
WITH person AS (SELECT DISTINCT subject FROM event),
numbered AS (
  SELECT subject, row_number() OVER (ORDER BY subject) AS n, count(*) OVER () AS people FROM person)
SELECT subject FROM numbered WHERE n % (people / {0}) = people / (2 * {0}) ORDER BY n
""".format(ASKED)


def rows(log):
    """The lines of a log but its first as rows, times as whole milliseconds."""
    with open(log, encoding="utf-8") as lines:
        next(lines)
        for line in lines:
            said = json.loads(line)
            yield (
                said["seq"], said["source"], said["id"], said["type"], said["subject"],
                milliseconds(said["time"]),
                json.dumps(said.get("data"), separators=(",", ":"), ensure_ascii=False))


def write_database(log, path):
    """All events in one table with an index by subject; untimed."""
    database = sqlite3.connect(path)
    database.executescript(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
        "CREATE TABLE event (seq INTEGER PRIMARY KEY, source TEXT, id TEXT, type TEXT,"
        " subject TEXT, time INTEGER, data TEXT);")
    database.executemany("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?)", rows(log))
    database.executescript("CREATE INDEX by_subject ON event (subject); ANALYZE;")
    database.commit()
    database.close()


def names(database):
    """Some subjects, evenly spread over those who are there."""
    return subprocess.run(
        ["sqlite3", "-readonly", database, SPREAD], capture_output=True, check=True,
    ).stdout.decode().split()[:ASKED]


def run(setting, _):
    outcome = Outcome("One subject, whole processes", ["contender", "people", *Outcome.COSTS])
    if not shutil.which("sqlite3"):
        outcome.notes.append("P5 was skipped: there is no `sqlite3` command, and apt gave none.")
        return outcome
    medians = {}
    for subjects in (setting.subjects, *([LARGE] if setting.large else [])):
        medians[subjects] = ask(setting, subjects, outcome)
    if not setting.large:
        outcome.notes.append(f"Without `--large` the log of {LARGE:,} people is left out.")
    elif setting.subjects != LARGE:
        outcome.verdicts.append(Verdict(
            "P5", f"reprieve's time for {LARGE:,} people over that for {setting.subjects:,}",
            medians[LARGE] / medians[setting.subjects], 1.3, at_least=False))
    return outcome


def ask(setting, subjects, outcome):
    """Adds one size's rows, and returns reprieve's median."""
    log = setting.log(subjects)
    database = log.with_suffix(".sqlite")
    if not database.exists():
        setting.say(f"filling the SQLite table of {subjects:,} people, untimed")
        # In a process of its own: a peak of memory is inherited by what is spawned later.
        subprocess.run([sys.executable, "-m", "suite.one_subject", log, database], check=True)
    asked = names(database)
    ours = [measure.Contender(f"reprieve {name}", [
        setting.program, "relief", name, "--no-comparison", "-q", "-f", log]) for name in asked]
    theirs = [measure.Contender(f"sqlite3 {name}", [
        "sqlite3", "-readonly", database, FETCH.format(name)]) for name in asked]
    in_turn = [one for pair in zip(ours, theirs) for one in pair]
    samples = measure.in_turn(in_turn, setting.runs, warm=2)
    costs = []
    for title, group in (("reprieve relief SUBJECT", ours), ("sqlite3, by index", theirs)):
        costs.append(measure.Cost.of([s for one in group for s in samples[one.name]]))
        outcome.add(title, costs[-1])
        outcome.rows[-1].insert(1, f"{subjects:,}")
    outcome.commands += [ours[0].command_line(), theirs[0].command_line()]
    outcome.verdicts.append(Verdict(
        "P5", f"one of {subjects:,} people, against SQLite with an index, time over its time",
        costs[0].median / costs[1].median, 2, at_least=False))
    return costs[0].median


if __name__ == "__main__":
    write_database(*sys.argv[1:3])
