"""P7: a batch, checked, hashed and durable, against SQLite; and the `eventsourcing` library."""

import json
import sqlite3
import subprocess
import sys
import tempfile

from . import measure
from .figures import Outcome, Verdict, rate
from .stopwatch import Stopwatch

FIGURES = ("P7",)
LOG_MEMBERS = ("seq", "recordedtime", "first", "last", "xxh64")
SCHEMA = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
CREATE TABLE event (
  seq INTEGER PRIMARY KEY, source TEXT NOT NULL, id TEXT NOT NULL, type TEXT NOT NULL,
  subject TEXT NOT NULL, time TEXT NOT NULL, data TEXT NOT NULL CHECK (json_valid(data)),
  UNIQUE (source, id));
"""
INSERT = "INSERT INTO event (source, id, type, subject, time, data) VALUES (?, ?, ?, ?, ?, ?)"


def row(line):
    event = json.loads(line)
    return (*(event[name] for name in ("source", "id", "type", "subject", "time")),
            json.dumps(event["data"], separators=(",", ":"), ensure_ascii=False))


def producers_events(setting, count):
    """(events as producers send them, the same ones as lines of a log): two files of `count` lines."""
    events = setting.folder / f"events-{count}.jsonl"
    lines = setting.folder / f"lines-{count}.jsonl"
    with (open(setting.log(), encoding="utf-8") as log, open(events, "w", encoding="utf-8") as sent,
          open(lines, "w", encoding="utf-8") as kept):
        next(log)
        for line, _ in zip(log, range(count)):
            said = json.loads(line)
            for name in LOG_MEMBERS:
                said.pop(name, None)
            sent.write(json.dumps(said, separators=(",", ":"), ensure_ascii=False) + "\n")
            kept.write(line)
    return events, lines


def fresh_log(setting, folder):
    log = f"{folder}/appended.jsonl"
    subprocess.run(
        [setting.program, "init", "-q", "-f", log, "--origin", "peers.example/appended"],
        check=True, stdout=subprocess.DEVNULL)
    return log


def sqlite_batch(events, path):
    """All rows in one transaction, made ready beforehand; the sync is inside the time."""
    with open(events, encoding="utf-8") as lines:
        rows = [row(line) for line in lines]
    database = sqlite3.connect(path)
    database.executescript(SCHEMA)
    with Stopwatch() as watch:
        with database:
            database.executemany(INSERT, rows)
    print(json.dumps({"seconds": watch.seconds, "cpu": watch.cpu, "count": len(rows)}))


def run(setting, _):
    outcome = Outcome("Batches", ["contender", "per second", *Outcome.COSTS])
    # As many as there are, up to 200,000.
    events, _ = producers_events(setting, 20_000 if setting.smoke else 200_000)
    with open(events, "rb") as lines:
        count = sum(1 for _ in lines)
    samples = {}
    for number in range(-1, setting.runs):
        with tempfile.TemporaryDirectory(dir=setting.folder) as at:
            log = fresh_log(setting, at)
            contenders = [
                measure.Contender("reprieve append, whole process", [
                    setting.program, "append", "-q", "-f", log], source=str(events)),
                measure.worker("SQLite executemany, WAL, FULL", "batch_appends", events, f"{at}/s"),
                measure.worker("eventsourcing, in memory", "event_store", events),
            ]
            for contender in contenders:
                sample = measure.once(contender)
                if number >= 0:
                    samples.setdefault(contender.name, []).append(sample)
    costs = {}
    for contender in contenders:
        found = samples[contender.name]
        costs[contender.name] = (measure.Cost.within if contender.is_worker else measure.Cost.of)(found)
        outcome.add(contender.name, costs[contender.name])
        outcome.rows[-1].insert(1, rate(count / costs[contender.name].median))
        outcome.commands.append(contender.command_line())
    ours, sqlite, _ = costs.values()
    outcome.verdicts.append(Verdict(
        "P7", "a batch, checked, hashed and durable, against SQLite's rows per second",
        sqlite.median / ours.median, 3))
    replayed = [sample.inner["replayed"] for sample in samples[contenders[-1].name]]
    outcome.notes.append(
        f"P7: {count:,} events in one transaction each. SQLite's rows are parsed before its clock "
        f"starts; reprieve's time is its whole process. eventsourcing replays "
        f"{rate(sorted(replayed)[len(replayed) // 2])} events per second into its aggregates.")
    return outcome


if __name__ == "__main__":
    sqlite_batch(*sys.argv[1:3])
