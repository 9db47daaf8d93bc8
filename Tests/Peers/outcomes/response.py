"""Response at visits, the paired table and the NHS classification (section 7)."""

from fractions import Fraction

import estimators
from definitions import CRITERIA
from history import DAY, stamp
from ratings import Chart, document, eligible

DEFAULT_VISITS = "d1=0.75..1.5@1,d3=2..4@3,d7=5..9@7,d14=10..17@14,d28=21..35@28"
NO_COURSE = {"change": None, "response": None, "remission": None, "reliable": None}


class Visit:
    def __init__(self, text):
        self.name, window = text.split("=")
        window, nominal = window.split("@")
        low, high = window.split("..")
        self.low, self.high, self.nominal = (Fraction(x) * DAY for x in (low, high, nominal))

    def document(self):
        low, high, nominal = (float(x / DAY) for x in (self.low, self.high, self.nominal))
        return {
            "visit": self.name, "fromDays": low, "throughDays": high, "nominalDays": nominal
        }


def visits(question):
    return [Visit(text) for text in (question.visits or DEFAULT_VISITS).split(",")]


class CourseAtVisits:
    """What a course's ratings say at each visit, counted from its last treatment's start."""

    def __init__(self, chart, course, all_visits):
        self.chart, self.course = chart, course
        last = course.treatments[-1]
        self.start = last.start
        self.following = chart.patient.next_start(last)
        self.baseline = chart.baseline(course)
        self.usable = chart.is_usable(self.baseline)
        high = chart.patient.end + 1 if self.following is None else self.following
        after = chart.between(last.end + 1, high)
        self.rated = []
        outside = set(after)
        for visit in all_visits:
            near = [
                rating for rating in after
                if visit.low <= rating.time - self.start <= visit.high
            ]
            outside -= set(near)
            self.rated.append(
                min(near, key=lambda r: (abs(r.time - self.start - visit.nominal), r.time))
                if near else None
            )
        self.between = len(outside)

    def unrated(self, visit):
        closes = self.start + visit.high
        if self.following is not None and self.following <= closes:
            return "retreated"
        return "follow-up-too-short" if self.chart.patient.end < closes else "missed"

    def verdicts(self, rating):
        if rating is None or not self.usable:
            return NO_COURSE
        yardstick, b = self.chart.yardstick, self.baseline.total
        return {
            "change": rating.total - b,
            "response": yardstick.responds(b, rating.total),
            "remission": yardstick.remits(rating.total),
            "reliable": yardstick.reliable(b, rating.total),
        }

    def document(self, all_visits):
        return {
            "subject": self.chart.patient.name, "course": self.course.number,
            "instrument": self.chart.instrument, "start": stamp(self.start),
            "baseline": document(self.baseline), "usable": self.usable,
            "betweenVisits": self.between,
            "visits": [
                {
                    "visit": visit.name, "rating": document(rating),
                    "unrated": None if rating else self.unrated(visit), **self.verdicts(rating),
                }
                for visit, rating in zip(all_visits, self.rated)
            ],
        }


def at_visits(charts, question):
    return [
        CourseAtVisits(chart, course, visits(question))
        for chart in charts for course in chart.courses
        if course.number == 1 or not question.first_course
    ]


def plain(charts, question):
    all_visits = visits(question)
    courses = at_visits(charts, question)
    usable = [course for course in courses if course.usable]
    without = sum(1 for course in courses if course.baseline is None)
    instruments = sorted({course.chart.instrument for course in usable})
    return {
        "visits": [visit.document() for visit in all_visits],
        "flow": {
            "subjects": len(charts),
            "withTreatment": sum(1 for chart in charts if chart.courses),
            "courses": len(courses), "noBaseline": without,
            "lowBaseline": len(courses) - without - len(usable), "usable": len(usable),
        },
        "tables": [
            table(name, [c for c in usable if c.chart.instrument == name], all_visits)
            for name in instruments
        ],
        "courses": [course.document(all_visits) for course in courses],
    }


def table(instrument, courses, all_visits):
    return {
        "instrument": instrument, "courses": len(courses),
        "betweenVisits": sum(course.between for course in courses),
        "visits": [row(courses, n, visit) for n, visit in enumerate(all_visits)],
    }


def row(courses, number, visit):
    rated = [course for course in courses if course.rated[number]]
    unrated = [course.unrated(visit) for course in courses if not course.rated[number]]
    verdicts = [course.verdicts(course.rated[number]) for course in rated]
    changes = [verdict["change"] for verdict in verdicts]

    def count(criterion, wanted):
        if not courses[0].chart.yardstick.has(criterion):
            return None
        n = sum(1 for verdict in verdicts if verdict[criterion] == wanted)
        return {
            "n": n, "ofRated": estimators.wilson(n, len(rated)),
            "ofAll": estimators.wilson(n, len(courses)),
        }

    return {
        "visit": visit.name, "rated": len(rated),
        "unratedRetreated": unrated.count("retreated"),
        "unratedFollowUpTooShort": unrated.count("follow-up-too-short"),
        "unratedMissed": unrated.count("missed"),
        "responders": count("response", True), "remitters": count("remission", True),
        "reliablyImproved": count("reliable", 1), "reliablyWorse": count("reliable", -1),
        "meanChange": estimators.mean(changes), "sdChange": estimators.deviation(changes),
    }


def paired(catalogue, everybody, question):
    all_visits = visits(question)
    periods = []
    for drug in question.paired:
        of_drug = question.with_(drug=drug)
        charts = [Chart(catalogue, patient, of_drug) for patient in everybody]
        periods.append({
            chart.patient.name: CourseAtVisits(chart, chart.courses[0], all_visits)
            for chart in charts if chart.courses
        })
    tables = []
    for number, visit in enumerate(all_visits):
        pairs = [
            tuple(period[name].verdicts(period[name].rated[number]) for period in periods)
            for name in periods[0] if name in periods[1]
        ]
        tables += [paired_table(visit, criterion, pairs) for criterion in CRITERIA]
    return {
        "drugs": list(question.paired),
        "visits": [visit.document() for visit in all_visits],
        "tables": tables,
    }


def paired_table(visit, criterion, pairs):
    both = [(a[criterion], b[criterion]) for a, b in pairs]
    both = [(a, b) for a, b in both if a is not None and b is not None]
    good = [(a in (True, 1), b in (True, 1)) for a, b in both]
    first, second = good.count((True, False)), good.count((False, True))
    return {
        "visit": visit.name, "criterion": criterion, "pairs": len(good),
        "both": good.count((True, True)), "firstOnly": first, "secondOnly": second,
        "neither": good.count((False, False)),
        "mcnemarP": estimators.mcnemar(first, second) if good else None,
    }


MEASURES = ("phq9First", "phq9Last", "anxietyFirst", "anxietyLast")
CLASSES = (
    "caseAtStart", "recovery", "reliableImprovement", "reliableDeterioration", "reliableRecovery",
)


def nhs(catalogue, charts, question):
    rows = []
    for chart in charts:
        for course in chart.courses:
            if course.number == 1 or not question.first_course:
                rows.append(nhs_course(catalogue, chart, course))
    measures = {row["anxietyInstrument"] for row in rows if row["paired"]}
    return {
        "instruments": sorted(measures | ({"PHQ-9"} if measures else set())),
        "counts": nhs_counts(rows),
        "countsTwoOrMoreTreatments": nhs_counts([r for r in rows if r["treatments"] > 1]),
        "courses": rows,
    }


def nhs_counts(rows):
    counts = {"courses": len(rows), "paired": sum(row["paired"] for row in rows)}
    counts["unpaired"] = counts["courses"] - counts["paired"]
    for name in CLASSES:
        counts[name] = sum(1 for row in rows if row[name])
    return counts


def nhs_course(catalogue, chart, course):
    row = {
        "subject": chart.patient.name, "course": course.number,
        "treatments": len(course.treatments), "paired": False, "anxietyInstrument": None,
        **dict.fromkeys(MEASURES), **dict.fromkeys(CLASSES),
    }
    depression = first_and_last(catalogue, chart, course, "PHQ-9")
    wanted = catalogue.anxiety_measure(chart.patient.first_indication)
    for measure in (wanted, "GAD-7"):
        anxiety = first_and_last(catalogue, chart, course, measure)
        if depression and anxiety:
            row |= {"paired": True, "anxietyInstrument": measure}
            row |= zip(MEASURES, map(document, (*depression, *anxiety)))
            return row | nhs_classes(catalogue, measure, depression, anxiety)
    return row


def first_and_last(catalogue, chart, course, instrument):
    ratings = eligible(catalogue, chart.patient, instrument)
    place = chart.courses.index(course)
    start = course.treatments[0].start
    opens = chart.courses[place - 1].treatments[-1].end if place else None
    following = chart.courses[place + 1 : place + 2]
    closes = following[0].treatments[0].start if following else None
    before = [r for r in ratings if r.time < start and (opens is None or r.time > opens)]
    after = [r for r in ratings if r.time > start and (closes is None or r.time < closes)]
    return (before[-1], after[-1]) if before and after else None


def nhs_classes(catalogue, measure, depression, anxiety):
    sticks = (catalogue.yardstick("nhs-tt", "PHQ-9"), catalogue.yardstick("nhs-tt", measure))
    cases, changes = [], []
    for stick, (first, last) in zip(sticks, (depression, anxiety)):
        cut_off = stick.thresholds["caseness"]["value"]
        cases.append((stick.reaches(cut_off, first.total), stick.reaches(cut_off, last.total)))
        changes.append(stick.reliable(first.total, last.total))
    was_case = any(first for first, _ in cases)
    recovered = was_case and not any(last for _, last in cases)
    improved = 1 in changes and -1 not in changes
    return {
        "caseAtStart": was_case, "recovery": recovered if was_case else None,
        "reliableImprovement": improved,
        "reliableDeterioration": -1 in changes and 1 not in changes,
        "reliableRecovery": recovered and improved if was_case else None,
    }
