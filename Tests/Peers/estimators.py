#!/usr/bin/env python3
"""Holds the estimators to those of R and Python, on data drawn anew each time.

usage: estimators.py PATH-TO-ESTIMATE [--seed N] [--cases N]

R: survival, metafor, exactRankTests, stats (estimators/peers.R); Python: lifelines, SciPy. For
each estimator at least 500 questions (estimators/questions.py); a figure differs where it is off
by more than 1e-8 (of itself, where it is above 1 or a probability). Left out, for the packages
follow another rule (vectors/statistics/README.md): their Turnbull estimates, whose place is taken
by the Kuhn-Tucker gap of our masses; their quantiles on a plateau; lifelines' Aalen-Johansen
with ties.
"""

import argparse
import collections
import concurrent.futures
import json
import pathlib
import random
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent / "estimators"
sys.path.insert(0, str(HERE))
sys.dont_write_bytecode = True

import python_peers  # noqa: E402
import questions  # noqa: E402

BOUND = 1e-8
GAP = 1e-12
SHOWN = 3
PROBABILITIES = {"p", "pGreater", "pLess", "qP", "cumulative", "upperTail"}
# Of R's answer, not figures of ours: its own quantiles and where they can be compared.
OWN_QUANTILES = {"package": "quantiles", "packageLower": "lower", "packageUpper": "upper"}


class Tally:
    """What one peer said about one estimator."""

    def __init__(self):
        self.cases = self.figures = self.refused = 0
        self.largest = 0.0
        self.wrong = []

    def compare(self, question, ours, theirs):
        self.cases += 1
        before = len(self.wrong)
        for name, wanted in theirs.items():
            self.field(name, name, ours.get(name, "nothing"), wanted)
        if before < len(self.wrong) and before < SHOWN:
            print(json.dumps(question), *self.wrong[before : before + SHOWN], sep="\n    ")

    def field(self, path, name, found, wanted):
        if isinstance(wanted, dict):
            for key, value in wanted.items():
                self.field(f"{path}.{key}", key, (found or {}).get(key, "nothing"), value)
            return
        if isinstance(wanted, list):
            if not isinstance(found, list) or len(found) != len(wanted):
                self.wrong.append(f"{path}: {found} and {wanted}")
                return
            for one, other in zip(found, wanted):
                self.field(path, name, one, other)
            return
        self.figures += 1
        if found is None or wanted is None or isinstance(found, str):
            if found is not wanted:
                self.wrong.append(f"{path}: {found} and {wanted}")
            return
        difference = abs(found - wanted)
        if name in PROBABILITIES and wanted > 1e-280:
            difference /= wanted
        else:
            difference /= max(1, abs(wanted))
        self.largest = max(self.largest, difference)
        if not difference <= BOUND:
            self.wrong.append(f"{path}: {found} and {wanted}, {difference:.1e} apart")


def ask_ours(program, asked):
    answer = subprocess.run([program], input=asked, capture_output=True, check=True, text=True)
    return [json.loads(line) for line in answer.stdout.splitlines()]


def ask_r(asked):
    with tempfile.TemporaryDirectory() as folder:
        into, out = pathlib.Path(folder, "questions.jsonl"), pathlib.Path(folder, "answers.jsonl")
        into.write_text(asked)
        subprocess.run(["Rscript", "--vanilla", HERE / "peers.R", into, out], check=True)
        return [json.loads(line) for line in out.read_text().splitlines()]


def ask_python(question, ours):
    """The answers of lifelines and SciPy, by their name; none where they have nothing to say."""
    peers = {"lifelines": python_peers.LIFELINES, "SciPy": python_peers.SCIPY}
    name = question["estimator"]
    answers = {
        peer: known[name](question["input"], ours) for peer, known in peers.items() if name in known
    }
    return {peer: answer for peer, answer in answers.items() if answer is not None}


def settled(ours, theirs):
    """R's own quantiles beside ours, where no curve has a plateau there."""
    figures = {}
    for package, name in OWN_QUANTILES.items():
        here = theirs["settled" + package.removeprefix("package")]
        figures[name] = [
            theirs[package][i] if is_settled else ours[name][i] for i, is_settled in enumerate(here)
        ]
    return figures


def hold_turnbull(tally, question, ours):
    known = python_peers.turnbull(question, ours)
    gap, total, least = (known.pop(name) for name in ("gap", "total", "least"))
    tally.compare(question, ours, known)
    tally.largest = max(tally.largest, gap)
    if gap > GAP or abs(total - 1) > GAP or least < 0:
        tally.wrong.append(f"gap {gap}, masses {total} in all, the least {least}")
        print(json.dumps(question), tally.wrong[-1], sep="\n    ")


def compare(all_questions, ours, from_r, from_python):
    tallies = collections.defaultdict(Tally)
    for question, own, theirs, others in zip(all_questions, ours, from_r, from_python):
        name, data = question["estimator"], question["input"]
        if name == "turnbull":
            hold_turnbull(tallies[name, "Kuhn-Tucker"], data, own)
        if theirs is not None and "refused" in theirs:
            tallies[name, "R"].refused += 1
            del theirs["refused"]
        if theirs is not None and "settled" in theirs:
            tallies[name, "R's own"].compare(data, own, settled(own, theirs))
            theirs = {key: theirs[key] for key in OWN_QUANTILES.values()}
        if theirs:
            tallies[name, "R"].compare(data, own, theirs)
        for peer, answer in others.items():
            tallies[name, peer].compare(data, own, answer)
    return tallies


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**9))
    parser.add_argument("--cases", type=int, default=550)
    chosen = parser.parse_args()
    print(f"seed {chosen.seed}, {chosen.cases} questions for each estimator", flush=True)
    all_questions = questions.questions(random.Random(chosen.seed), chosen.cases)
    asked = "".join(json.dumps(question) + "\n" for question in all_questions)
    with concurrent.futures.ThreadPoolExecutor() as pool:
        # R works while Python does.
        waiting = pool.submit(ask_r, asked)
        ours = ask_ours(chosen.program, asked)
        from_python = list(map(ask_python, all_questions, ours))
        from_r = waiting.result()
    if not len(ours) == len(from_r) == len(all_questions):
        sys.exit("an answer is missing")
    tallies = compare(all_questions, ours, from_r, from_python)
    if not python_peers.LIFELINES:
        print("skipped: lifelines is not installed")
    print(f"{'estimator':<28}{'peer':<13}{'cases':>6}{'figures':>9}{'refused':>9}  largest")
    for (name, peer), tally in tallies.items():
        print(
            f"{name:<28}{peer:<13}{tally.cases:>6}{tally.figures:>9}{tally.refused:>9}"
            f"  {tally.largest:.1e}")
    held = collections.Counter()
    for (name, _), tally in tallies.items():
        held[name] = max(held[name], tally.cases)
    few = [name for name in questions.ESTIMATORS if held[name] < min(500, chosen.cases)]
    wrong = sum(len(tally.wrong) for tally in tallies.values())
    print(f"{wrong} differences above {BOUND:.0e}")
    if wrong or few:
        sys.exit("too few cases: " + ", ".join(few) if few else 1)


if __name__ == "__main__":
    main()
