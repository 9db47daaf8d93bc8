"""Time between treatments (section 8)."""

from fractions import Fraction

import estimators
from history import DAY, days

KINDS = ("induction", "after-induction", "maintenance")
WHY = {
    "need-driven": "needDriven", "schedule-driven": "scheduleDriven", "unknown": "unknown",
}
MCF_DAYS = (0, 7, 14, 28, 56, 84, 182, 365)


class Gap:
    def __init__(self, chart, ordinal, before, after):
        self.chart, self.ordinal, self.before, self.after = chart, ordinal, before, after
        end = chart.patient.end if after is None else after.start
        self.length = end - before.start
        self.kind = self.find_kind()
        self.why, self.why_seq = self.find_why() if after else (None, None)

    def find_kind(self):
        if self.before.phase != "induction":
            return "maintenance"
        if self.after and self.after.phase == "induction":
            if self.after.course == self.before.course:
                return "induction"
        return "after-induction"

    def find_why(self):
        chart = self.chart
        course = next(c for c in chart.courses if self.before in c.treatments)
        baseline = chart.baseline(course)
        low = max(self.after.start - 7 * DAY, self.before.end + 1)
        ratings = chart.between(low, self.after.start)
        if not ratings or not chart.is_usable(baseline):
            return "unknown", None
        if not chart.yardstick.has(chart.question.criterion):
            return "unknown", None
        good = chart.in_relief(baseline, ratings[-1])
        return "schedule-driven" if good else "need-driven", ratings[-1].seq

    def document(self):
        return {
            "subject": self.chart.patient.name, "ordinal": self.ordinal,
            "closed": self.after is not None, "days": days(self.length), "kind": self.kind,
            "fromSeq": self.before.seq, "toSeq": self.after.seq if self.after else None,
            "why": self.why, "whySeq": self.why_seq,
        }


def summary(gaps):
    # All are at risk from before 0, but an open gap of 0 d never is.
    curve = estimators.KaplanMeier([
        (-1, gap.length, gap.after is not None) for gap in gaps if gap.after or gap.length
    ])
    closed = sum(1 for gap in gaps if gap.after)
    quartiles = [
        estimators.in_days(curve.quantile(Fraction(left, 4))) for left in (3, 2, 1)
    ]
    return {
        "n": len(gaps), "closed": closed, "open": len(gaps) - closed,
        "lowerQuartileDays": quartiles[0], "medianDays": quartiles[1],
        "upperQuartileDays": quartiles[2],
    }


def gaps_of(chart):
    treated = chart.treatments
    return [
        Gap(chart, n, before, after)
        for n, (before, after) in enumerate(zip(treated, [*treated[1:], None]), 1)
    ]


def document(charts):
    treated = [chart for chart in charts if chart.treatments]
    by_patient = [gaps_of(chart) for chart in treated]
    gaps = [gap for mine in by_patient for gap in mine]
    whys = [gap.why for gap in gaps if gap.after]
    free, trends, histories = [], [], []
    for chart, mine in zip(treated, by_patient):
        for course, following in zip(chart.courses, chart.courses[1:]):
            length = following.treatments[0].start - course.treatments[-1].end
            free.append({
                "subject": chart.patient.name, "course": course.number, "days": days(length)
            })
        points = [(g.ordinal, g.length) for g in mine if g.after and g.kind == "maintenance"]
        if len(points) >= 3:
            trends.append({
                "subject": chart.patient.name, "gaps": len(points),
                "daysPerOrdinal": estimators.theil_sen(points),
            })
        zero = chart.treatments[0].start
        histories.append(([t.start - zero for t in chart.treatments], chart.patient.end - zero))
    return {
        "flow": {"subjects": len(charts), "withTreatment": len(treated)},
        "all": summary(gaps),
        "byKind": [
            {"kind": kind, **summary([g for g in gaps if g.kind == kind])} for kind in KINDS
        ],
        "byOrdinal": [
            {"ordinal": n, **summary([g for g in gaps if g.ordinal == n])}
            for n in range(1, max((g.ordinal for g in gaps), default=0) + 1)
        ],
        "whyRetreated": {member: whys.count(why) for why, member in WHY.items()},
        "meanCumulativeFunction": estimators.mean_cumulative(histories, MCF_DAYS),
        "treatmentFree": free, "trends": trends,
        "gaps": [gap.document() for gap in gaps],
    }
