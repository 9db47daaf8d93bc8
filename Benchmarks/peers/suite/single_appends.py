"""P6: durable single appends, each acknowledged before the next is sent."""

import shutil
import statistics
import subprocess
import sys
import tempfile

from . import measure
from .batch_appends import fresh_log, producers_events
from .figures import Outcome, Verdict, rate

FIGURES = ("P6",)
HERE = __file__.rsplit("/", 1)[0]


def driver(setting, outcome):
    """The words that start `durable`: compiled where there is a compiler, else in Python."""
    if shutil.which("cc"):
        program = setting.folder / "durable"
        subprocess.run(["cc", "-O2", "-o", program, f"{HERE}/durable.c"], check=True)
        return [program]
    outcome.notes.append("P6: no C compiler here, so the stream is driven from Python.")
    return [sys.executable, "-m", "suite.durable"]


def count_for(setting):
    """As many events as take half a second here, 200 to 5,000: disks differ by far."""
    _, lines = producers_events(setting, 200)
    with tempfile.TemporaryDirectory(dir=setting.folder) as at:
        inner = measure.once(
            measure.worker("probe", "durable", "raw", lines, f"{at}/probe")).inner
    return max(200, min(5000, int(inner["count"] / inner["seconds"] / 2)))


def run(setting, _):
    outcome = Outcome("Durable single appends", ["contender", "per second, median", "best"])
    count = 200 if setting.smoke else count_for(setting)
    events, lines = producers_events(setting, count)
    words = driver(setting, outcome)
    python = [sys.executable, "-m", "suite.durable"]
    rates = {}
    for number in range(-1, setting.runs):
        with tempfile.TemporaryDirectory(dir=setting.folder) as at:
            log = fresh_log(setting, at)
            contenders = [
                measure.Contender("reprieve append --batch 1", [
                    *words, "drive", events, setting.program, "append", "--batch", 1, "-f", log],
                    True),
                measure.Contender("write + fdatasync, C", [*words, "raw", lines, f"{at}/raw"], True),
                measure.Contender(
                    "write + fdatasync, Python", [*python, "raw", lines, f"{at}/raw.py"], True),
                measure.Contender(
                    "SQLite, WAL, FULL, a transaction each",
                    [*python, "sqlite", events, f"{at}/events.sqlite"], True),
            ]
            if words == python:
                del contenders[1]
            for contender in contenders:
                inner = measure.once(contender).inner
                if number >= 0:
                    rates.setdefault(contender.name, []).append(inner["count"] / inner["seconds"])
    outcome.commands += [contender.command_line() for contender in contenders]
    medians = {name: statistics.median(found) for name, found in rates.items()}
    for name, found in rates.items():
        outcome.rows.append([name, rate(medians[name]), rate(max(found))])
    ours, *peers = medians
    for peer in peers[:-1]:
        outcome.verdicts.append(Verdict(
            "P6", f"single durable appends over {peer}", medians[ours] / medians[peer], 0.9))
    outcome.notes.append(
        f"P6: {count - 1:,} events a run, on the same file system; what is written raw are the lines "
        "that the same events have in a log.")
    return outcome
