"""A patient's ratings on its index instrument: totals, eligibility and baselines (section 4)."""

from bisect import bisect_left

import definitions
from history import DAY, MINUTE, stamp


class Rating:
    def __init__(self, event, total, flags):
        self.seq, self.time, self.total, self.flags = event.seq, event.time, total, list(flags)
        self.instrument = event.data["instrument"]

    def document(self):
        return {"seq": self.seq, "time": stamp(self.time), "total": self.total}


def document(rating):
    return rating.document() if rating else None


def is_peri(patient, time):
    return any(t.start <= time <= t.end + 60 * MINUTE for t in patient.treatments)


def all_ratings(catalogue, patient):
    """Every effective rating by (time, seq), with the flags of section 4."""
    events = [e for e in patient.events if e.type == "rating"]
    last = {(e.data["instrument"], e.time): e.seq for e in events}
    found = []
    for event in events:
        instrument = catalogue.instruments[event.data["instrument"]]
        rating = Rating(event, *definitions.total(instrument, event.data))
        if event.time > patient.end:
            rating.flags.append("after-follow-up")
        if is_peri(patient, event.time):
            rating.flags.append("peri")
        recall = (instrument["recallDays"] or 0) * DAY
        if any(0 <= event.time - t.start < recall for t in patient.treatments):
            rating.flags.append("recall-overlaps-dose")
        if last[event.data["instrument"], event.time] != event.seq:
            rating.flags.append("superseded")
        rating.flags.sort()
        found.append(rating)
    return found


def eligible(catalogue, patient, instrument):
    barred = {"after-follow-up", "peri", "superseded"}
    return [
        rating for rating in all_ratings(catalogue, patient)
        if rating.instrument == instrument
        and rating.total is not None
        and not barred & set(rating.flags)
    ]


def rated_instruments(patient):
    return sorted({e.data["instrument"] for e in patient.events if e.type == "rating"})


class Chart:
    """A patient under one question: its instrument, courses, ratings and baselines."""

    def __init__(self, catalogue, patient, question):
        self.catalogue, self.patient, self.question = catalogue, patient, question
        if question.instrument:
            self.instrument, self.instrument_from = question.instrument, "option"
        elif patient.intake.get("instrument"):
            self.instrument, self.instrument_from = patient.intake["instrument"], "intake"
        else:
            self.instrument = catalogue.index_instrument(patient.first_indication)
            self.instrument_from = "indication"
        self.yardstick = catalogue.yardstick(question.set, self.instrument)
        self.courses = patient.courses(question.drug)
        self.treatments = [t for course in self.courses for t in course.treatments]
        self.ratings = eligible(catalogue, patient, self.instrument)
        self.times = [rating.time for rating in self.ratings]

    def between(self, low, high):
        """Eligible ratings with low <= time < high."""
        return self.ratings[bisect_left(self.times, low) : bisect_left(self.times, high)]

    def baseline(self, course):
        first = course.treatments[0]
        if self.question.baseline_first:
            first = self.patient.treatments[0]
        before = self.between(first.start - 14 * DAY, first.start)
        return before[-1] if before else None

    def is_usable(self, baseline):
        return baseline is not None and not self.yardstick.is_low(baseline.total)

    def in_relief(self, baseline, rating):
        return self.yardstick.in_relief(self.question.criterion, baseline.total, rating.total)
