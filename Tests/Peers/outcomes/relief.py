"""Relief of each unit (section 6), and what its flow counts."""

from history import DAY, days, stamp
from ratings import document

STATUSES = {
    "no-threshold": "noThreshold", "no-baseline": "noBaseline", "low-baseline": "lowBaseline",
    "no-rating": "noRating", "not-in-relief": "notInRelief", "lost": "lost", "censored": "censored",
}
REASONS = {
    "not-yet": "noRatingNotYet", "missed": "noRatingMissed", "unconfirmed": "censoredUnconfirmed",
    "retreated": "censoredRetreated", "exit": "censoredExit",
    "end-of-follow-up": "censoredEndOfFollowUp",
}


class Unit:
    """One course, treatment or episode, with its status and its interval (milliseconds)."""

    def __init__(self, chart, number, course, treatments, ignores_later=False):
        self.chart, self.number, self.course = chart, number, course
        self.treatments = treatments
        self.start, self.t0 = treatments[0].start, treatments[-1].end
        following = None if ignores_later else chart.patient.next_start(treatments[-1])
        self.ends_by = "treatment" if following is not None else chart.patient.ends_by
        self.window_end = chart.patient.end if following is None else following
        self.baseline = chart.baseline(course)
        self.reason = self.entry = self.last = self.lost = self.confirmed_by = None
        self.late = False
        self.status = self.decide()

    def up_to_window_end(self, after):
        """Eligible ratings later than `after` and before W, at W too where follow-up ends there."""
        high = self.window_end + (0 if self.ends_by == "treatment" else 1)
        return self.chart.between(after + 1, high)

    def decide(self):
        chart = self.chart
        if not chart.yardstick.has(chart.question.criterion):
            return "no-threshold"
        if self.baseline is None:
            return "no-baseline"
        if not chart.is_usable(self.baseline):
            return "low-baseline"
        ratings = self.up_to_window_end(self.t0)
        week = self.t0 + 7 * DAY
        if not ratings or ratings[0].time > week:
            self.reason = "not-yet" if chart.patient.end < week else "missed"
            return "no-rating"
        good = [chart.in_relief(self.baseline, rating) for rating in ratings]
        if not good[0]:
            self.late = any(good)
            return "not-in-relief"
        self.entry = ratings[0]
        for low, high in runs(good):
            pair = confirmation(ratings[low:high])
            if pair or chart.question.confirm == 1:
                self.last, self.lost = ratings[low - 1], ratings[low]
                self.confirmed_by = pair if chart.question.confirm == 2 else None
                return "lost"
        self.last = [rating for rating, is_good in zip(ratings, good) if is_good][-1]
        if self.ends_by != "treatment":
            self.reason = "exit" if self.ends_by == "exit" else "end-of-follow-up"
        else:
            self.reason = "retreated"
        if not good[-1]:
            self.reason = "unconfirmed"
        return "censored"

    def onset(self):
        if self.status in ("no-threshold", "no-baseline", "low-baseline"):
            return None
        before, after = None, self.start
        for rating in self.up_to_window_end(self.start - 1):
            if self.chart.in_relief(self.baseline, rating):
                return {
                    "afterDays": days(after - self.start), "afterSeq": before,
                    "byDays": days(rating.time - self.start), "bySeq": rating.seq,
                }
            before, after = rating.seq, rating.time
        return {
            "afterDays": days(after - self.start), "afterSeq": before,
            "byDays": None, "bySeq": None,
        }

    def since(self, rating):
        return days(rating.time - self.t0) if rating else None

    def document(self):
        def seq(rating):
            return rating.seq if rating else None

        return {
            "subject": self.chart.patient.name, "unit": self.number, "course": self.course.number,
            "treatments": len(self.treatments), "instrument": self.chart.instrument,
            "start": stamp(self.start), "t0": stamp(self.t0), "windowEnd": stamp(self.window_end),
            "windowEndsBy": self.ends_by, "baseline": document(self.baseline),
            "status": self.status, "reason": self.reason, "late": self.late,
            "entryDays": self.since(self.entry), "entrySeq": seq(self.entry),
            "lowerDays": self.since(self.last), "lastInReliefSeq": seq(self.last),
            "upperDays": self.since(self.lost), "lostSeq": seq(self.lost),
            "confirmedBySeq": self.confirmed_by, "onset": self.onset(),
        }


def runs(good):
    """(low, high) of each maximal stretch of failures, high excluded."""
    low = None
    for place, is_good in enumerate([*good, True]):
        if not is_good and low is None:
            low = place
        elif is_good and low is not None:
            yield low, place
            low = None


def confirmation(run):
    """[a, b]: b the first that has a partner 1 d to 21 d before it, a the earliest such."""
    for later in run:
        for earlier in run:
            if DAY <= later.time - earlier.time <= 21 * DAY:
                return [earlier.seq, later.seq]
    return None


def units(chart):
    if chart.question.unit == "course":
        return [Unit(chart, c.number, c, c.treatments) for c in chart.courses]
    if chart.question.unit == "treatment":
        owners = [(c, t) for c in chart.courses for t in c.treatments]
        return [Unit(chart, n, c, [t]) for n, (c, t) in enumerate(owners, 1)]
    first = chart.courses[:1]
    return [Unit(chart, 1, c, c.treatments, ignores_later=True) for c in first]


def flow(charts, all_units):
    counts = {
        "subjects": len(charts),
        "withTreatment": sum(1 for chart in charts if chart.courses),
        "units": len(all_units),
        **dict.fromkeys(STATUSES.values(), 0),
        **dict.fromkeys(REASONS.values(), 0),
        "notInReliefLate": 0,
    }
    for unit in all_units:
        counts[STATUSES[unit.status]] += 1
        if unit.reason:
            counts[REASONS[unit.reason]] += 1
        counts["notInReliefLate"] += unit.late
    counts["analysed"] = counts["lost"] + counts["censored"]
    return counts
