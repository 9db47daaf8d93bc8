"""P8: nanoseconds and bytes of peak memory per event as the log grows, cold."""

import json
import subprocess

from . import measure
from .figures import Outcome, Verdict

FIGURES = ("P8",)
PEOPLE = (4_500, 45_000)
LARGE = (450_000,)
SMOKE = (200, 2_000)


def events_in(setting, log):
    said = subprocess.run(
        [setting.program, "relief", "--no-cache", "--no-estimates", "--summary", "-q", "--format",
         "json", "-f", log], capture_output=True, check=True).stdout
    return json.loads(said)["log"]["size"]


def run(setting, _):
    outcome = Outcome(
        "Growth, cold replay", ["people", "events", "ns per event", "CPU ns per event",
                                "bytes of peak memory per event", *Outcome.COSTS])
    sizes = SMOKE if setting.smoke else PEOPLE + (LARGE if setting.large else ())
    contenders, counts = [], []
    for people in sizes:
        log = setting.log(people)
        counts.append(events_in(setting, log))
        contenders.append(measure.Contender(f"{people:,}", [
            setting.program, "relief", "--no-cache", "--no-estimates", "--summary", "-q", "-f", log]))
    samples = measure.in_turn(contenders, setting.runs)
    per_event, memory = [], []
    for contender, count in zip(contenders, counts):
        cost = measure.Cost.of(samples[contender.name])
        per_event.append(cost.median * 1e9 / count)
        memory.append(cost.peak_bytes / count)
        outcome.add(contender.name, cost)
        outcome.rows[-1][1:1] = [
            f"{count:,}", f"{per_event[-1]:.0f}", f"{cost.cpu * 1e9 / count:.0f}",
            f"{memory[-1]:.0f}"]
        outcome.commands.append(contender.command_line())
    outcome.verdicts += [
        Verdict("P8", "most over least ns per event", max(per_event) / min(per_event), 1.3,
                at_least=False),
        Verdict("P8", "peak memory per event of the largest log", memory[-1], 40, at_least=False,
                unit="bytes"),
    ]
    if not (setting.large or setting.smoke):
        outcome.notes.append(f"P8: without `--large` the log of {LARGE[0]:,} people is left out.")
    return outcome
