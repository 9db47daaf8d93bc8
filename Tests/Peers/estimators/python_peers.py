"""Answers of lifelines and SciPy, and figures that are worked out from their definition."""

import math
import warnings

import numpy
import scipy.stats

warnings.filterwarnings("ignore")

try:
    import lifelines
    import lifelines.statistics
except ImportError:
    lifelines = None


def rows(frame, question):
    """A table of a fitter at the times at which rows end."""
    return frame.loc[sorted(set(question["time"]))].to_numpy().T.tolist()


def kaplan_meier(question, ours):
    """lifelines' curve and its exponential Greenwood limits, which are the log-log ones."""
    fitter = lifelines.KaplanMeierFitter(alpha=1 - question["level"])
    fitter.fit(question["time"], question["event"])
    (survival,) = rows(fitter.survival_function_, question)
    lower, upper = rows(fitter.confidence_interval_, question)
    at_risk, events = rows(fitter.event_table[["at_risk", "observed"]], question)

    def inside(limits):
        # Where S is 0 or 1 lifelines gives limits; by the rule there are none.
        return [a if 1e-12 < s < 1 - 1e-12 else None for a, s in zip(limits, survival)]

    return {
        "survival": survival, "lower": inside(lower), "upper": inside(upper), "atRisk": at_risk,
        "events": events, "survivalAt": fitter.predict(question["at"]).tolist(),
    }


def median_limits(question, ours):
    """lifelines' percentiles, where S is nowhere as good as 1 - p: on a plateau it takes another
    time."""
    if "entry" in question:
        return None
    fitter = lifelines.KaplanMeierFitter().fit(question["time"], question["event"])
    survival = fitter.survival_function_.iloc[:, 0].to_numpy()
    chosen = []
    for p, own in zip(question["probabilities"], ours["quantiles"]):
        if numpy.abs(survival - (1 - p)).min() < 1e-9:
            chosen.append(own)
        else:
            time = float(fitter.percentile(1 - p))
            chosen.append(time if math.isfinite(time) else None)
    return {"quantiles": chosen}


def restricted_mean(question, ours):
    if "entry" in question:
        return None
    fitter = lifelines.KaplanMeierFitter().fit(question["time"], question["event"])
    mean = lifelines.utils.restricted_mean_survival_time
    return {"restrictedMean": [float(mean(fitter, t=tau)) for tau in question["tau"]]}


def log_rank(question, ours):
    """Without delayed entry, which lifelines does not take, and with a regular variance."""
    if "entry" in question or ours["df"] < len(ours["observed"]) - 1 or ours["df"] == 0:
        return None
    if numpy.linalg.matrix_rank(numpy.array(ours["variance"])) < ours["df"]:
        return None
    test = lifelines.statistics.multivariate_logrank_test(
        question["time"], question["group"], question["event"])
    return {"chiSquare": float(test.test_statistic), "p": float(test.p_value)}


def aalen_johansen(question, ours):
    """Without ties, which lifelines breaks by chance, and without delayed entry."""
    time = question["time"]
    if "entry" in question or len(set(time)) < len(time) or not any(question["cause"]):
        return None
    incidence = []
    for cause in range(1, question["causes"] + 1):
        if cause not in question["cause"]:
            incidence.append([0.0] * len(time))
            continue
        fitter = lifelines.AalenJohansenFitter(calculate_variance=False)
        fitter.fit(time, question["cause"], event_of_interest=cause)
        incidence += rows(fitter.cumulative_density_, question)
    return {"incidence": incidence}


def theil_sen(question, ours):
    """SciPy's line. It has none where all x are equal."""
    x, y = question["x"], question["y"]
    if len(set(x)) < 2:
        return {"slope": None, "intercept": None}
    line = scipy.stats.theilslopes(y, x)
    return {"slope": float(line.slope), "intercept": float(line.intercept)}


def reliable_change(question, ours):
    error = question["sd"] * math.sqrt(1 - question["reliability"])
    spread = math.sqrt(2) * error
    points = scipy.stats.norm.isf((1 - question["level"]) / 2) * spread
    changes = [s - b for b, s in zip(question["baseline"], question["score"])]
    sick, well = question["clinical"], question["functional"]
    cutoff = (well["sd"] * sick["mean"] + sick["sd"] * well["mean"]) / (well["sd"] + sick["sd"])
    return {
        "standardErrorOfMeasurement": error, "standardErrorOfDifference": spread,
        "points": float(points), "index": [change / spread for change in changes],
        "reliable": [bool(abs(change) >= points) for change in changes], "cutoffC": cutoff,
    }


def turnbull(question, ours):
    """What the maximum is known by, from our masses alone.

    The intervals are found anew. Of masses that sum to 1 those are the maximum for which
    max over intervals of (1/n) sum of 1/P(row) is 1 (Gentleman and Geyer 1994).
    """
    left = question["left"]
    right = [math.inf if end is None else end for end in question["right"]]
    # In order at one value: an exact point, the right ends, the left ends.
    low = [(a, 0) if a == b else (a, 3) for a, b in zip(left, right)]
    high = [(b, 1) if a == b else (b, 2) for a, b in zip(left, right)]
    ends = sorted([(key, "left") for key in low] + [(key, "right") for key in high])
    innermost = sorted({
        (one[0], two[0]) for one, two in zip(ends, ends[1:]) if one[1] == "left" != two[1]
    })
    mass = numpy.array(ours["mass"])
    covers = numpy.array([
        [a <= start and end <= b for start, end in innermost] for a, b in zip(low, high)
    ], dtype=float)
    gradient = covers.T @ (1 / (covers @ mass)) / len(left)
    return {
        "innermostLeft": [start[0] for start, _ in innermost],
        "innermostRight": [end[0] if math.isfinite(end[0]) else None for _, end in innermost],
        "point": [start[1] == 0 for start, _ in innermost],
        "gap": float(gradient.max() - 1),
        "total": float(mass.sum()),
        "least": float(mass.min()),
        "logLikelihood": float(numpy.log(covers @ mass).sum()),
    }


LIFELINES = {} if lifelines is None else {
    "kaplan-meier": kaplan_meier, "median-limits": median_limits,
    "restricted-mean": restricted_mean, "log-rank": log_rank, "aalen-johansen": aalen_johansen,
}
SCIPY = {"theil-sen": theil_sen, "reliable-change": reliable_change}
