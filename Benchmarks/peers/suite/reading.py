"""P9 and P10: verification against hashing, and a cold replay against merely reading the file."""

import shutil
import sys

from . import measure
from .figures import Outcome, Verdict
from .stopwatch import Stopwatch

FIGURES = ("P9", "P10")
PIECE = 1 << 20


def read_in_pieces(path):
    """`read` in pieces of 1 MiB into one buffer, nothing done with them."""
    piece = bytearray(PIECE)
    with open(path, "rb", buffering=0) as file, Stopwatch() as watch:
        while file.readinto(piece):
            pass
    print(f'{{"seconds": {watch.seconds}, "cpu": {watch.cpu}}}')


def run(setting, wanted):
    log = setting.log()
    outcome = Outcome("Verifying and reading", ["contender", "MB per second", *Outcome.COSTS])
    contenders = []
    if "P9" in wanted:
        contenders += [
            measure.Contender("audit verify", [setting.program, "audit", "verify", "-q", "-f", log]),
            measure.Contender("openssl", ["openssl", "dgst", "-sha256", log]),
            measure.Contender("sha256sum", ["sha256sum", log]),
        ]
    if "P10" in wanted:
        contenders += [
            measure.Contender("cold replay", [
                setting.program, "relief", "--no-cache", "--no-estimates", "--summary", "-q",
                "-f", log]),
            measure.Contender("wc", ["wc", "-l", log]),
            measure.worker("read", "reading", log),
        ]
    missing = [one for one in contenders if not shutil.which(str(one.words[0]))]
    for one in missing:
        outcome.notes.append(f"{one.name} is not installed here and was left out.")
        contenders.remove(one)
    samples = measure.in_turn(contenders, setting.runs)
    costs = {}
    for one in contenders:
        costs[one.name] = (measure.Cost.within if one.is_worker else measure.Cost.of)(
            samples[one.name])
        outcome.add(one.name if not one.is_worker else "read, 1 MiB at a time", costs[one.name])
        outcome.rows[-1].insert(1, f"{log.stat().st_size / 1e6 / costs[one.name].median:,.0f}")
        outcome.commands.append(one.command_line())
    if "audit verify" in costs and "openssl" in costs:
        outcome.verdicts.append(Verdict(
            "P9", "audit verify against openssl dgst -sha256, wall time",
            costs["openssl"].median / costs["audit verify"].median, 1))
    if "cold replay" in costs:
        outcome.notes += [
            f"P10: a cold replay takes {costs['cold replay'].median / costs[name].median:.1f} times "
            f"the wall time of `{name}`." for name in ("wc", "read") if name in costs]
    return outcome


if __name__ == "__main__":
    read_in_pieces(sys.argv[1])
