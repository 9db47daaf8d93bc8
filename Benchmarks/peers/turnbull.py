#!/usr/bin/env python3
"""Turnbull's estimate in NumPy and SciPy, to compare with.

usage: turnbull.py FILE [RUNS]

FILE has a line `L R` for each interval, R `inf` where open; `benchmarks --intervals FILE` writes the
one that `benchmarks` measures itself. The same way is gone: EM and convex minorant steps to a gap of
0.1, then Newton steps on the support, here with a banded factor. Needs NumPy and SciPy 1.12.

Prints, for all of it and without the search for innermost intervals, minimum and median of the runs,
and gap, log-likelihood and steps; then the same with one round before the Newton steps, and for plain
EM, which is stopped after 2,000 steps.
"""

import os
import statistics
import sys
import time

# Several threads wait for each other over matrices as small as these, on a busy machine for long.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from scipy.linalg import solveh_banded
from scipy.optimize import isotonic_regression


def innermost(left, right):
    """Ends of the innermost intervals, and the first and the last that each row covers."""
    start = np.where(left == right, np.nextafter(left, -np.inf), left)
    lefts, rights = np.sort(start), np.unique(right)
    last_left = np.searchsorted(lefts, rights, side="left") - 1
    previous = np.concatenate([[-np.inf], rights[:-1]])
    keep = (last_left >= 0) & (lefts[last_left] >= previous)
    p, q = lefts[last_left[keep]], rights[keep]
    return p, q, np.searchsorted(p, start, "left"), np.searchsorted(q, right, "right") - 1


class Likelihood:
    def __init__(self, first, last, width):
        runs, weight = np.unique(first * width + last, return_counts=True)
        self.low, self.high = runs // width, runs % width + 1
        self.weight, self.n, self.width = weight.astype(float), len(first), width

    def move(self, masses):
        """Goes to masses; False where a run has none."""
        self.masses = masses
        self.running = np.concatenate([[0], np.cumsum(masses)])
        chance = self.running[self.high] - self.running[self.low]
        if chance.min() <= 0:
            return False
        self.slope = self.weight / chance
        self.curvature = self.slope / chance
        size = self.width + 1
        into, out = (np.bincount(k, self.slope, size) for k in (self.high, self.low))
        self.ends = into - out
        self.gradient = np.cumsum(-self.ends)[:-1] / self.n - 1
        self.gap = self.gradient.max()
        return True

    def logarithm(self):
        return self.weight @ np.log(self.weight / self.slope)

    def ascend(self, change):
        before, promised = self.masses, self.gradient @ change * self.n
        reference, part = self.logarithm(), 1.0
        while part > 1e-12:
            if self.move(np.maximum(before + part * change, 0)):
                if self.gradient @ change >= 0 or promised < 1e-6:
                    return part
                if self.logarithm() >= reference + 0.1 * part * promised:
                    return part
            part /= 2
        self.move(before)
        return 0


def round_of_two(likelihood):
    likelihood.move(likelihood.masses * (likelihood.gradient + 1))
    size = likelihood.width + 1
    curvature = sum(
        np.bincount(k, likelihood.curvature, size) for k in (likelihood.high, likelihood.low)
    )[1:-1]
    if len(curvature) == 0:
        return 1
    aim = likelihood.running[1:-1] + likelihood.ends[1:-1] / curvature
    levels = np.clip(isotonic_regression(aim, weights=curvature).x, 0, 1)
    change = np.diff(np.concatenate([[0], levels, [1]])) - likelihood.masses
    return likelihood.ascend(change)


def candidates(likelihood):
    """The support, and the steepest place between each two of it."""
    has_mass = likelihood.masses > 0
    stretch = np.cumsum(has_mass)
    steep = np.flatnonzero(~has_mass & (likelihood.gradient > 1e-14))
    order = steep[np.lexsort((-likelihood.gradient[steep], stretch[steep]))]
    joins = order[np.diff(stretch[order], prepend=-1) > 0]
    return np.union1d(np.flatnonzero(has_mass), joins)


def newton_step(likelihood):
    support = candidates(likelihood)
    while True:
        count = len(support)
        inside = np.zeros(likelihood.width + 1, int)
        inside[support + 1] = 1
        node = np.cumsum(inside)
        others = likelihood.masses.copy()
        others[support] = 0
        dropped = np.concatenate([[0], np.cumsum(others)])
        low, high = node[likelihood.low], node[likelihood.high]
        if (low == high).any():
            return 0
        pull = likelihood.slope + likelihood.curvature * (
            dropped[likelihood.high] - dropped[likelihood.low]
        )
        gain = 1 - likelihood.masses[support].sum()
        right = np.bincount(high, pull, count + 1) - np.bincount(low, pull, count + 1)
        top = high == count
        right += np.bincount(low[top], likelihood.curvature[top] * gain, count + 1)
        diagonal = sum(np.bincount(k, likelihood.curvature, count + 1) for k in (low, high))
        moved = np.zeros(count + 1)
        moved[count] = gain
        if count > 1:
            inner = (low > 0) & ~top
            width = int((high - low)[inner].max(initial=0))
            size = count - 1
            place = (width - (high - low)[inner]) * size + high[inner] - 1
            band = -np.bincount(place, likelihood.curvature[inner], (width + 1) * size)
            band = band.reshape(width + 1, size)
            band[width] = diagonal[1:-1]
            moved[1:-1] = solveh_banded(band, right[1:-1], check_finite=False)
        masses = likelihood.masses[support] + np.diff(moved)
        if (masses >= 1e-13).all():
            break
        support = support[masses >= 1e-13]
    goal = np.zeros(likelihood.width)
    goal[support] = masses
    return likelihood.ascend(goal - likelihood.masses)


def search(likelihood, rounds=30):
    likelihood.move(np.full(likelihood.width, 1 / likelihood.width))
    first = steps = 0
    while first < rounds and likelihood.gap > 1e-12:
        first += 1
        if round_of_two(likelihood) == 1 and likelihood.gap < 0.1:
            break
    while likelihood.gap > 1e-12 and steps < 100:
        steps += 1
        if newton_step(likelihood) == 0:
            break
    return f"{first} rounds, {steps} steps"


def expectation(likelihood):
    likelihood.move(np.full(likelihood.width, 1 / likelihood.width))
    steps = 0
    while likelihood.gap > 1e-12 and steps < 2000:
        steps += 1
        likelihood.move(likelihood.masses * (likelihood.gradient + 1))
    return f"{steps} EM steps"


def measure(name, left, right, way, runs):
    whole, part = [], []
    for run in range(runs + 1):
        start = time.perf_counter()
        p, _, first, last = innermost(left, right)
        likelihood = Likelihood(first, last, len(p))
        middle = time.perf_counter()
        said = way(likelihood)
        end = time.perf_counter()
        if run or runs == 1:
            whole.append((end - start) * 1000)
            part.append((end - middle) * 1000)
    print(
        f"{name}: min {min(whole):.1f} ms, median {statistics.median(whole):.1f} ms of {runs} "
        f"(search alone {min(part):.1f} ms); {said}, {likelihood.width} innermost, "
        f"{(likelihood.masses > 0).sum()} with mass; gap {likelihood.gap:.2g}, "
        f"log-likelihood {likelihood.logarithm():.12f}"
    )


def main(words):
    if not words:
        sys.exit(__doc__)
    left, right = np.loadtxt(words[0]).T
    runs = int(words[1]) if len(words) > 1 else 15
    measure("NumPy, EM-ICM and Newton", left, right, search, runs)
    measure("NumPy, Newton after one round", left, right, lambda l: search(l, 1), runs)
    measure("NumPy, plain EM", left, right, expectation, 1)


if __name__ == "__main__":
    main(sys.argv[1:])
