"""Turnbull's estimate by Wang's constrained Newton steps (2008), to a Kuhn-Tucker gap of 1e-13.

A way other than ours: no self-consistency steps, each step a least-squares question over the
simplex, answered by Lawson and Hanson's active sets.
"""

import math

import numpy

from history import DAY, days

GAP = 1e-13
SLACK = 1e-9


def innermost(intervals):
    """The (p, q] with p a left end, q a right end and no end between them; q None: infinite."""
    lefts = sorted({left for left, _ in intervals})
    rights = sorted({math.inf if right is None else right for _, right in intervals})
    found = []
    for left in lefts:
        following = min((r for r in rights if r > left), default=None)
        if following is not None and not any(left < other < following for other in lefts):
            found.append((left, following))
    return found


def nonnegative_least_squares(matrix, wanted):
    """Lawson and Hanson 1974."""
    count = matrix.shape[1]
    free = numpy.zeros(count, bool)
    x = numpy.zeros(count)
    for _ in range(30 * count + 30):
        gradient = matrix.T @ (wanted - matrix @ x)
        gradient[free] = -numpy.inf
        best = int(numpy.argmax(gradient))
        if free.all() or gradient[best] <= 1e-13 * max(1, numpy.abs(matrix).max() ** 2):
            break
        free[best] = True
        while True:
            trial = numpy.zeros(count)
            trial[free] = numpy.linalg.lstsq(matrix[:, free], wanted, rcond=None)[0]
            if (trial[free] > 0).all():
                x = trial
                break
            bad = free & (trial <= 0)
            step = (x[bad] / (x[bad] - trial[bad])).min() if (x[bad] > 0).any() else 0
            x = x + step * (trial - x)
            free &= x > 1e-300
            x[~free] = 0
            if not free.any():
                break
    return x


def masses(intervals, cells):
    """The maximum-likelihood masses on the cells, and the gap that they leave."""
    covers = numpy.array([
        [1.0 if left <= p and q <= (math.inf if right is None else right) else 0.0
         for p, q in cells]
        for left, right in intervals
    ])
    n = len(intervals)
    p = numpy.full(len(cells), 1 / len(cells))

    def likelihood(at):
        probabilities = covers @ at
        return numpy.log(probabilities).sum() if (probabilities > 0).all() else -numpy.inf

    gap = math.inf
    for _ in range(500):
        scaled = covers / (covers @ p)[:, None]
        gap = scaled.sum(0).max() / n - 1
        if gap < GAP:
            break
        # Minimise |scaled x - 2|^2 over the simplex: as sum x = 1, of (scaled - 2) x (Dax 1990).
        matrix = numpy.vstack([scaled - 2, numpy.ones(len(cells))])
        wanted = numpy.zeros(n + 1)
        wanted[-1] = 1
        target = nonnegative_least_squares(matrix, wanted)
        target /= target.sum()
        step, before = 1.0, likelihood(p)
        while likelihood(p + step * (target - p)) < before and step > 1e-12:
            step /= 2
        if step <= 1e-12:
            break
        p = p + step * (target - p)
        p[p < 1e-15] = 0
        p /= p.sum()
    return p, gap


def document(intervals):
    """`intervals`: (L, R) in whole milliseconds, R None where it was not seen."""
    cells = innermost(intervals)
    mass, gap = masses(intervals, cells)
    if gap > 1e-10:
        raise ArithmeticError(f"Turnbull: the reference stopped at a gap of {gap}")

    def at(day):
        time = day * DAY
        gone = sum(m for (p, q), m in zip(cells, mass) if q <= time)
        inside = sum(m for (p, q), m in zip(cells, mass) if p < time < q)
        return {"days": day, "survivalAtLow": 1 - gone - inside, "survivalAtHigh": 1 - gone}

    def upper(q):
        return None if q == math.inf else days(q)

    left = 1.0
    median = None
    for (p, q), m in zip(cells, mass):
        left -= m
        if median is None and left <= 0.5 + SLACK:
            median = {"afterDays": days(p), "throughDays": upper(q)}
    return {
        "at": [at(day) for day in (7, 14, 28, 56)],
        "median": median,
        "restrictedMean": [
            {
                "days": day,
                "low": sum(m * min(p / DAY, day) for (p, _), m in zip(cells, mass)),
                "high": sum(m * min(q / DAY, day) for (_, q), m in zip(cells, mass)),
            }
            for day in (28, 56)
        ],
        "innermost": [
            {"afterDays": days(p), "throughDays": upper(q), "mass": m}
            for (p, q), m in zip(cells, mass)
        ],
    }
