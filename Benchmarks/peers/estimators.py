#!/usr/bin/env python3
"""Holds the estimators to lifelines and to R's survival: same rows, same answers, times compared.

usage: estimators.py BENCHMARKS [--rows N] [--runs N]

BENCHMARKS is the program that `swift build -c release --product benchmarks` makes. It needs numpy
and lifelines, and Rscript with survival (Debian: r-cran-survival). The peers run one after the
other in one go, so a machine that is busy is busy for all; fastest runs are compared.
"""

import argparse
import pathlib
import subprocess
import tempfile
import time
import warnings

import numpy
from lifelines import KaplanMeierFitter

SEED = 42
STRATA = 5


def words(count):
    """The first words of SplitMix64, as `SurvivalSample` in Estimators.swift draws them."""
    state = numpy.uint64(SEED) + numpy.arange(1, count + 1, dtype=numpy.uint64) * numpy.uint64(
        0x9E3779B97F4A7C15
    )
    state = (state ^ (state >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
    state = (state ^ (state >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
    return state ^ (state >> numpy.uint64(31))


def sample(rows):
    drawn = words(4 * rows).reshape(rows, 4)
    stratum = ((drawn[:, 0] >> numpy.uint64(32)) * numpy.uint64(STRATA) >> numpy.uint64(32)).astype(int)
    first, second, third = ((drawn[:, k] >> numpy.uint64(11)) * 2.0**-53 for k in (1, 2, 3))
    event = 365 * first * (second + (stratum + 2) / 8)
    censoring = 365 * third
    continuous = numpy.minimum(event, censoring)
    return stratum, event <= censoring, {"continuous": continuous, "days": numpy.ceil(continuous)}


def ours(program, rows):
    """(name, times) -> (seconds, answer), from the program's table."""
    command = [program, "--estimators", "--rows", str(rows)]
    text = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    found = {}
    for line in text.strip().splitlines()[1:]:
        name, times, _, least, _, _, answer = line.rsplit(maxsplit=6)
        found[name.strip(), times] = (float(least) / 1000, [float(x) for x in answer.split(",")])
    return found


def lifelines(stratum, is_event, times, runs):
    """The fastest of several runs over all strata, limits included, as `fit` always makes them."""
    strata = [(times[stratum == k], is_event[stratum == k]) for k in range(STRATA)]
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        medians = [KaplanMeierFitter().fit(t, e).median_survival_time_ for t, e in strata]
        seconds.append(time.perf_counter() - start)
    return min(seconds), medians


def survival(stratum, is_event, columns, runs):
    """What R takes, by its name: the columns go through files."""
    with tempfile.TemporaryDirectory() as folder:
        for name, column in {
            "stratum": stratum.astype("int8"),
            "event": is_event.astype("int8"),
            **columns,
        }.items():
            column.tofile(pathlib.Path(folder, name))
        script = pathlib.Path(__file__).with_name("estimators.R")
        command = ["Rscript", str(script), folder, str(runs)]
        text = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    found = {}
    for line in text.strip().splitlines():
        name, seconds, answer = line.split("\t")
        found[name] = (min(map(float, seconds.split(","))), [float(x) for x in answer.split(",")])
    return found


def compare(what, times, mine, peer, theirs):
    (seconds, answer), (other, wanted) = mine, theirs
    same = numpy.allclose(answer, wanted, rtol=1e-9, atol=0)
    print(
        f"{what:18} {times:11} {seconds * 1000:8.1f} ms   {peer:28} {other * 1000:8.1f} ms"
        f"   {other / seconds:6.1f} x   {'same answer' if same else 'ANOTHER ANSWER'}"
    )
    return same


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("benchmarks")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    stratum, is_event, columns = sample(options.rows)
    print(f"{options.rows} rows in {STRATA} strata, {int(is_event.sum())} events; fastest runs")
    mine = ours(options.benchmarks, options.rows)
    theirs = survival(stratum, is_event, columns, options.runs)
    good = True
    for kind, column in columns.items():
        fitter = lifelines(stratum, is_event, column, options.runs)
        for what in ("kaplan-meier", "kaplan-meier rows"):
            good &= compare(what, kind, mine[what, kind], "lifelines KaplanMeierFitter", fitter)
            good &= compare(what, kind, mine[what, kind], "R survfit", theirs[f"{kind} survfit"])
        good &= compare(
            "log-rank", kind, mine["log-rank", kind], "R survdiff", theirs[f"{kind} survdiff"])
    raise SystemExit(0 if good else 1)


if __name__ == "__main__":
    main()
