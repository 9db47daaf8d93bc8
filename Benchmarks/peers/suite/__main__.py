"""Times this program against what people would use instead (`Benchmarks/peers/run`)."""

import argparse
import os
import pathlib
import subprocess
import sys
import tempfile

from . import (
    batch_appends, cohort, edge_cases, growth, measure, one_subject, reading, report, single_appends,
)
from .figures import Setting

PARTS = (cohort, one_subject, single_appends, batch_appends, growth, reading)
EVERY = [figure for part in PARTS for figure in part.FIGURES]
SMOKE_SUBJECTS = 500


def arguments():
    parser = argparse.ArgumentParser(prog="Benchmarks/peers/run", description=__doc__)
    parser.add_argument("program", type=pathlib.Path, help="a release build of reprieve")
    parser.add_argument("--subjects", type=int, help="people in the log (50000)")
    parser.add_argument("--runs", type=int, help="runs of each contender (7)")
    parser.add_argument("--smoke", action="store_true", help="small: that it works, not figures")
    parser.add_argument("--large", action="store_true",
                        help="also 450,000 people for P5 and P8: 24 M events, 8 GB, and as much again")
    parser.add_argument("--only", default=",".join(EVERY), help="figures, such as P1,P4")
    parser.add_argument("--out", type=pathlib.Path, help="the report as a file too")
    parser.add_argument("--folder", type=pathlib.Path,
                        help="where logs are made, for a while (the peers' folder)")
    chosen = parser.parse_args()
    chosen.wanted = {figure.strip().upper() for figure in chosen.only.split(",")}
    unknown = chosen.wanted - set(EVERY)
    if unknown:
        parser.error(f"no such figure: {', '.join(sorted(unknown))}; there are {', '.join(EVERY)}")
    if not os.access(chosen.program, os.X_OK):
        parser.error(f"{chosen.program} can't be run: name a built reprieve")
    return chosen


def equal_answers(setting, wanted):
    """Every peer against us, on the small logs and on the one that is timed; raises where not."""
    said = []
    check = [sys.executable, "-m", "suite.equality", setting.program]
    timed = [setting.log()] if wanted & set(cohort.FIGURES) else []
    clinics = edge_cases.SMOKE if setting.smoke else edge_cases.FULL
    for title, logs in (("Small logs", ["--clinics", str(clinics)]), ("The log that is timed", timed)):
        if logs:
            done = subprocess.run([*check, *logs], capture_output=True, text=True, check=False)
            if done.returncode != 0:
                sys.exit(f"the answers differ, nothing was timed\n{done.stdout}{done.stderr}")
            said.append(f"{title}: {done.stdout.strip()}.")
            setting.say(said[-1])
    return said


def main():
    chosen = arguments()
    folder = chosen.folder or os.environ.get("REPRIEVE_PEERS")
    with tempfile.TemporaryDirectory(prefix="peers-", dir=folder) as at:
        setting = Setting(
            chosen.program.resolve(), pathlib.Path(at),
            chosen.subjects or (SMOKE_SUBJECTS if chosen.smoke else 50_000),
            chosen.runs or (1 if chosen.smoke else 7), chosen.smoke, chosen.large)
        equal = equal_answers(setting, chosen.wanted)
        outcomes = []
        for part in PARTS:
            mine = chosen.wanted & set(part.FIGURES)
            if not mine:
                continue
            setting.say(f"measuring {', '.join(sorted(mine))}")
            outcomes.append(part.run(setting, mine))
            text = report.markdown(setting, equal, outcomes)
            # After each part: hours of measuring are not lost with the last one.
            if chosen.out:
                chosen.out.write_text(text)
    print(text)


if __name__ == "__main__":
    try:
        main()
    except measure.Failed as failure:
        sys.exit(str(failure))
