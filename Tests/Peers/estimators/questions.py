"""Random questions for every estimator, in the form of vectors/statistics.

Small samples with many ties, and now and then the extremes, are where packages and rules part.
"""

LEVELS = (0.8, 0.9, 0.95, 0.99)


def moments_of(draw):
    return draw.choice((lambda: draw.randint(0, 30), lambda: round(draw.gauss(20, 6), 2)))


def values(draw, low, high):
    one = moments_of(draw)
    return [one() for _ in range(draw.randint(low, high))]


def exit_times(draw, n):
    scale = draw.choice((5, 30, 365))
    if draw.random() < 0.5:
        return [draw.randint(1, scale) for _ in range(n)]
    return [draw.uniform(0.01, scale) for _ in range(n)]


def event_history(draw, most=40, delayed=False):
    n = draw.randint(1, most)
    time = exit_times(draw, n)
    share = draw.choice((0.3, 0.6, 0.9, 1))
    answer = {"time": time, "event": [int(draw.random() < share) for _ in range(n)]}
    if delayed:
        # Entries are times that others end at, or nothing of the kind; never at the own exit.
        entries = [draw.choice(time + [0, 0, 0, draw.uniform(0, max(time))]) for _ in range(n)]
        answer["entry"] = [entry if entry < end else 0 for entry, end in zip(entries, time)]
    return answer


def times_around(draw, time):
    return sorted(draw.choice(time) * draw.choice((0.5, 1, 1, 1.1)) for _ in range(6)) + [0]


def kaplan_meier(draw):
    rows = event_history(draw)
    return rows | {"level": draw.choice(LEVELS), "at": times_around(draw, rows["time"])}


def kaplan_meier_delayed_entry(draw):
    rows = event_history(draw, delayed=True)
    return rows | {"level": draw.choice(LEVELS), "at": times_around(draw, rows["time"])}


def median_limits(draw):
    rows = event_history(draw, delayed=draw.random() < 0.3)
    chosen = [0.25, 0.5, 0.75, draw.uniform(0.05, 0.95)]
    return rows | {"level": draw.choice(LEVELS), "probabilities": chosen}


def restricted_mean(draw):
    rows = event_history(draw, delayed=draw.random() < 0.3)
    last = max(rows["time"])
    taus = [draw.choice(rows["time"]), draw.uniform(0.1, last), last, last * 1.2]
    return rows | {"tau": taus}


def log_rank(draw):
    rows = event_history(draw, most=30, delayed=draw.random() < 0.3)
    groups = draw.randint(2, 4)
    n = len(rows["time"])
    if n < groups:
        return log_rank(draw)
    # Every group has a row.
    labels = list(range(1, groups + 1)) + [draw.randint(1, groups) for _ in range(n - groups)]
    draw.shuffle(labels)
    return rows | {"group": labels}


def aalen_johansen(draw):
    rows = event_history(draw, delayed=draw.random() < 0.3)
    causes = draw.randint(1, 3)
    cause = [draw.randint(1, causes) if event else 0 for event in rows.pop("event")]
    at = times_around(draw, rows["time"])
    return rows | {"cause": cause, "causes": causes, "at": at}


def mean_cumulative_function(draw):
    n = draw.randint(1, 25)
    end = [draw.randint(1, 60) if draw.random() < 0.5 else draw.uniform(1, 60) for _ in range(n)]
    subject, time = [], []
    for number, last in enumerate(end, 1):
        events = range(draw.randint(0, 6))
        own = {draw.choice((draw.randint(0, 60), draw.uniform(0, 60))) for _ in events}
        own |= {0} if draw.random() < 0.5 else set()
        own |= {last} if draw.random() < 0.2 else set()
        for one in sorted(own):
            if one <= last:
                subject.append(number)
                time.append(one)
    return {"end": end, "subject": subject, "time": time, "at": times_around(draw, end)}


def turnbull(draw):
    n = draw.randint(1, 40)
    scale = draw.choice((4, 12, 100))
    left, right = [], []
    for _ in range(n):
        low = draw.randint(0, scale) if draw.random() < 0.8 else draw.uniform(0, scale)
        kind = draw.random()
        left.append(low)
        if kind < 0.25:
            right.append(None)
        elif kind < 0.4:
            right.append(low)
        else:
            right.append(low + draw.choice((1, 2, 3, draw.uniform(0.1, scale))))
    return {"left": left, "right": right, "at": []}


def wilson(draw):
    n = draw.choice((draw.randint(1, 12), draw.randint(1, 300), draw.randint(1, 100000)))
    x = draw.choice((0, n, draw.randint(0, n), draw.randint(0, n)))
    return {"x": x, "n": n, "level": draw.choice(LEVELS)}


def newcombe(draw):
    first, second = wilson(draw), wilson(draw)
    return {
        "x1": first["x"], "n1": first["n"], "x2": second["x"], "n2": second["n"],
        "level": first["level"],
    }


def table(draw):
    most = draw.choice((4, 12, 60, 400))
    return {"table": [[draw.randint(0, most) for _ in range(2)] for _ in range(2)]}


def poisson_rate(draw):
    events = draw.choice((0, draw.randint(0, 10), draw.randint(0, 300), draw.randint(0, 5000)))
    return {"events": events, "exposure": draw.uniform(0.1, 5000), "level": draw.choice(LEVELS)}


def quantile(draw):
    chosen = [0, 0.125, 0.25, 0.5, 0.75, 1, draw.random(), draw.random()]
    return {"kind": "quantile", "x": values(draw, 1, 60), "probabilities": chosen}


def theil_sen(draw):
    y = values(draw, 2, 40)
    x = [draw.randint(0, 12) for _ in y] if draw.random() < 0.5 else list(range(1, len(y) + 1))
    return {"kind": "theil-sen", "x": x, "y": y}


def mean_sd(draw):
    offset = draw.choice((0, 0, 1e6))
    x = [value + offset for value in values(draw, 2, 60)]
    return {"kind": "mean-sd", "x": x, "level": draw.choice(LEVELS)}


def paired_t(draw):
    before = values(draw, 2, 40)
    after = [value - draw.randint(-3, 20) for value in before]
    return {"kind": "paired-t", "before": before, "after": after, "level": draw.choice(LEVELS)}


def welch_t(draw):
    x, y = values(draw, 2, 40), values(draw, 2, 40)
    return {"kind": "welch-t", "x": x, "y": y, "level": draw.choice(LEVELS)}


def wilcoxon_signed_rank(draw):
    n = draw.choice((draw.randint(1, 12), draw.randint(1, 45)))
    if draw.random() < 0.5:
        return {"difference": [draw.randint(-12, 8) for _ in range(n)]}
    return {"difference": [draw.gauss(0.2, 1) for _ in range(n)]}


def meta_analysis(draw):
    k = draw.randint(2, 15)
    spread = draw.choice((0, 0.1, 0.5, 1.5))
    variances = [0.01 * 10 ** draw.uniform(0, 2) for _ in range(k)]
    effects = [draw.gauss(draw.gauss(0.3, spread), v**0.5) for v in variances]
    return {"yi": effects, "vi": variances, "level": draw.choice(LEVELS)}


def reliable_change(draw):
    n = draw.randint(1, 6)
    norm = lambda: {"mean": draw.uniform(5, 60), "sd": draw.uniform(1, 12)}
    return {
        "sd": draw.uniform(1, 15), "reliability": draw.random(), "level": draw.choice(LEVELS),
        "baseline": [draw.randint(0, 60) for _ in range(n)],
        "score": [draw.randint(0, 60) for _ in range(n)],
        "clinical": norm(), "functional": norm(),
    }


def probability(draw):
    return draw.choice((draw.random(), 10 ** draw.uniform(-12, -1)))


def normal(draw):
    return {"x": draw.uniform(-12, 12), "p": probability(draw)}


def student_t(draw):
    df = draw.choice((draw.randint(1, 40), draw.uniform(1, 200)))
    return {"x": draw.gauss(0, 1) * 10 ** draw.uniform(-2, 2), "df": df, "p": probability(draw)}


def chi_square(draw):
    df = draw.choice((draw.randint(1, 40), draw.uniform(1, 200)))
    return {"x": df * draw.uniform(0.01, 6), "df": df, "p": probability(draw)}


ESTIMATORS = {
    "kaplan-meier": kaplan_meier,
    "kaplan-meier-delayed-entry": kaplan_meier_delayed_entry,
    "median-limits": median_limits,
    "restricted-mean": restricted_mean,
    "log-rank": log_rank,
    "aalen-johansen": aalen_johansen,
    "mean-cumulative-function": mean_cumulative_function,
    "turnbull": turnbull,
    "wilson": wilson,
    "newcombe": newcombe,
    "fisher-exact": table,
    "mcnemar-exact": table,
    "poisson-rate": poisson_rate,
    "quantile": quantile,
    "theil-sen": theil_sen,
    "mean-sd": mean_sd,
    "paired-t": paired_t,
    "welch-t": welch_t,
    "wilcoxon-signed-rank": wilcoxon_signed_rank,
    "meta-analysis": meta_analysis,
    "reliable-change": reliable_change,
    "normal": normal,
    "student-t": student_t,
    "chi-square": chi_square,
}


def questions(draw, count):
    """`count` questions for each estimator, by an instance of random.Random."""
    return [
        {"estimator": name, "input": make(draw)}
        for name, make in ESTIMATORS.items()
        for _ in range(count)
    ]
