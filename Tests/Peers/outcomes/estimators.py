"""The estimators of section 9: exact fractions."""

import math
from fractions import Fraction
from itertools import groupby

from history import DAY, days

Z = 1.959963984540054
HORIZONS = (7, 14, 28, 56)
MEAN_HORIZONS = (28, 56)


def wilson(successes, n):
    """{proportion, lower, upper}, or None where n is 0."""
    if n == 0:
        return None
    centre = (successes + Z * Z / 2) / (n + Z * Z)
    half = Z / (n + Z * Z) * math.sqrt(successes * (n - successes) / n + Z * Z / 4)
    return {
        "proportion": successes / n,
        "lower": 0 if successes == 0 else centre - half,
        "upper": 1 if successes == n else centre + half,
    }


def mcnemar(first_only, second_only):
    """Exact, two-sided: the sum of what is no more probable than what was seen."""
    n = first_only + second_only
    seen = math.comb(n, first_only)
    total = sum(c for c in (math.comb(n, k) for k in range(n + 1)) if c <= seen)
    return float(Fraction(total, 2**n))


def mean(values):
    return float(Fraction(sum(values), len(values))) if values else None


def deviation(values):
    if len(values) < 2:
        return None
    middle = Fraction(sum(values), len(values))
    return math.sqrt(sum((v - middle) ** 2 for v in values) / (len(values) - 1))


def theil_sen(points):
    """The median slope of (ordinal, milliseconds), in days."""
    slopes = sorted(
        Fraction(b[1] - a[1], b[0] - a[0])
        for i, a in enumerate(points) for b in points[i + 1 :]
    )
    half = len(slopes) // 2
    middle = slopes[half] if len(slopes) % 2 else (slopes[half - 1] + slopes[half]) / 2
    return float(middle / DAY)


class KaplanMeier:
    """Rows are (entry, exit, is_event); times are whole milliseconds, entry -1 is none."""

    def __init__(self, rows):
        self.rows = [row for row in rows if row[0] < row[1]]
        self.last = max((row[1] for row in self.rows), default=None)
        self.steps = []
        survival, greenwood = Fraction(1), Fraction(0)
        for time in sorted({row[1] for row in self.rows if row[2]}):
            n = self.at_risk(time)
            lost = sum(1 for row in self.rows if row[2] and row[1] == time)
            survival *= Fraction(n - lost, n)
            greenwood = greenwood + Fraction(lost, n * (n - lost)) if n > lost else None
            if survival == 0:
                greenwood = None
            self.steps.append((time, n, lost, survival, greenwood))
            if survival == 0:
                self.steps += self.after_zero(time)
                break

    def after_zero(self, zero):
        later = sorted({row[1] for row in self.rows if row[2] and row[1] > zero})
        for time in later:
            lost = sum(1 for row in self.rows if row[2] and row[1] == time)
            yield time, self.at_risk(time), lost, Fraction(0), None

    def at_risk(self, time):
        return sum(1 for entry, leave, _ in self.rows if entry < time <= leave)

    def at(self, time):
        """(S, Greenwood's sum) at a time."""
        past = [step for step in self.steps if step[0] <= time]
        return past[-1][3:] if past else (Fraction(1), Fraction(0))

    def quantile(self, survival):
        return next((step[0] for step in self.steps if step[3] <= survival), None)

    def limit_quantile(self, which, survival):
        for time, _, _, s, greenwood in self.steps:
            if 0 < s < 1 and log_log(s, greenwood)[which] <= survival:
                return time
        return None

    def restricted_mean(self, horizon):
        edges = [0, *(step[0] for step in self.steps if step[0] < horizon), horizon]
        heights = [Fraction(1), *(step[3] for step in self.steps)]
        area = sum((b - a) * s for a, b, s in zip(edges, edges[1:], heights))
        return float(area / DAY)

    def document(self):
        at = []
        for horizon in HORIZONS:
            time = horizon * DAY
            s, greenwood = self.at(time)
            lower, upper = log_log(s, greenwood) if 0 < s < 1 else (None, None)
            at.append({
                "days": horizon, "survival": float(s), "lower": lower, "upper": upper,
                "atRisk": self.at_risk(time), "held": self.last is None or time > self.last,
            })
        final = self.steps[-1][3] if self.steps else 1
        return {
            "at": at,
            "medianDays": in_days(self.quantile(Fraction(1, 2))),
            "medianLowerDays": in_days(self.limit_quantile(0, 0.5)),
            "medianUpperDays": in_days(self.limit_quantile(1, 0.5)),
            "restrictedMean": [
                {
                    "days": horizon, "mean": self.restricted_mean(horizon * DAY),
                    "beyondFollowUp": final > 0
                    and (self.last is None or horizon * DAY > self.last),
                }
                for horizon in MEAN_HORIZONS
            ],
            "lastDays": in_days(self.last),
            "curve": [
                {"days": days(time), "atRisk": n, "lost": lost, "survival": float(s)}
                for time, n, lost, s, _ in self.steps
            ],
        }


def in_days(milliseconds):
    return None if milliseconds is None else days(milliseconds)


def log_log(survival, greenwood):
    logarithm = math.log(survival.numerator) - math.log(survival.denominator)
    if survival > Fraction(1, 2):
        logarithm = math.log1p(float(survival - 1))
    half = Z * math.sqrt(greenwood) / abs(logarithm)
    return (
        math.exp(-math.exp(math.log(-logarithm) + half)),
        math.exp(-math.exp(math.log(-logarithm) - half)),
    )


def cumulative_incidence(rows):
    """Aalen-Johansen; rows are (entry, exit, cause or None)."""
    causes = ("lost", "retreated", "exit")
    rows = [row for row in rows if row[0] < row[1]]
    survival, incidence = Fraction(1), dict.fromkeys(causes, Fraction(0))
    steps = [(-1, dict(incidence))]
    for time in sorted({row[1] for row in rows}):
        n = sum(1 for row in rows if row[0] < time <= row[1])
        here = [row[2] for row in rows if row[1] == time and row[2]]
        for cause in here:
            incidence[cause] += survival / n
        survival *= Fraction(n - len(here), n)
        steps.append((time, dict(incidence)))
    at = []
    for horizon in HORIZONS:
        time = horizon * DAY
        values = [step[1] for step in steps if step[0] <= time][-1]
        at.append({
            "days": horizon,
            "atRisk": sum(1 for row in rows if row[0] < time <= row[1]),
            **{cause: float(value) for cause, value in values.items()},
        })
    return {"at": at, "atEnd": {cause: float(v) for cause, v in steps[-1][1].items()}}


def mean_cumulative(histories, at_days):
    """histories: (times of treatments from the first, length of follow-up) of each subject."""
    if not histories:
        return None

    def at_risk(time):
        return sum(1 for _, length in histories if time <= length)

    value, curve = Fraction(0), []
    for time, group in groupby(sorted(t for times, _ in histories for t in times)):
        count = len(list(group))
        value += Fraction(count, at_risk(time))
        curve.append((time, count, value))
    return {
        "subjects": len(histories),
        "at": [
            {
                "days": day, "atRisk": at_risk(day * DAY),
                "mcf": float([v for t, _, v in curve if t <= day * DAY][-1]),
            }
            for day in at_days
        ],
        "curve": [
            {"days": days(t), "treatments": count, "atRisk": at_risk(t), "mcf": float(v)}
            for t, count, v in curve
        ],
    }
