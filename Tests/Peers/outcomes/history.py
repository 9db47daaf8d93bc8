"""From the lines of a log to the effective history of each subject (sections 1 to 3)."""

import datetime
import json
import re
from fractions import Fraction

SECOND = 1000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
ACTIVE = ("ketamine", "esketamine", "arketamine")
KNOWN = {
    "log", "intake", "infusion", "dose", "rating", "vital", "adverse", "medication", "plan",
    "exit", "note", "correction",
}
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)


def instant(text):
    """Whole milliseconds since 1970."""
    parts = re.fullmatch(r"(.{19})(?:\.(\d{3}))?(Z|[+-]\d\d:\d\d)", text)
    moment = datetime.datetime.fromisoformat(parts[1]).replace(tzinfo=datetime.timezone.utc)
    whole = (moment - EPOCH) // datetime.timedelta(seconds=1) * SECOND
    offset = 0
    if parts[3] != "Z":
        offset = (int(parts[3][1:3]) * HOUR + int(parts[3][4:6]) * MINUTE) * (
            -1 if parts[3][0] == "-" else 1
        )
    return whole + int(parts[2] or 0) - offset


def stamp(milliseconds):
    moment = EPOCH + datetime.timedelta(seconds=milliseconds // SECOND)
    return moment.strftime("%Y-%m-%dT%H:%M:%S").zfill(19) + f".{milliseconds % SECOND:03d}Z"


def days(milliseconds):
    return milliseconds / DAY


class Event:
    """One line; `subject`, `time` and `data` are what is in force after the corrections."""

    def __init__(self, member):
        self.seq = member["seq"]
        self.recorded = instant(member["recordedtime"])
        self.name = (member["source"], member["id"])
        self.type = member["type"]
        self.subject = member["subject"]
        self.time = instant(member["time"])
        self.data = member.get("data", {})


def read(path):
    with open(path, encoding="utf-8") as lines:
        return [Event(json.loads(line, parse_float=Fraction)) for line in lines]


def kept(lines, as_of):
    """The view: the first N lines, or those recorded by an instant (milliseconds)."""
    if as_of is None:
        return lines
    kind, bound = as_of
    return lines[:bound] if kind == "lines" else [e for e in lines if e.recorded <= bound]


def corrected(lines):
    """The effective events but corrections and line 0, by (time, seq)."""
    by_name = {event.name: event for event in lines}
    stands = set()
    voided = set()
    # From the last correction back: what voids a correction comes after it.
    for event in reversed(lines):
        if event.type == "correction" and event.seq not in voided:
            stands.add(event.seq)
            if event.data["action"] == "void":
                voided.add(by_name[event.data["source"], event.data["id"]].seq)
    for event in lines:
        if event.seq not in stands or event.data["action"] == "void":
            continue
        target = by_name[event.data["source"], event.data["id"]]
        if event.data["action"] == "reassign":
            target.subject = event.data["subject"]
        else:
            target.data = event.data.get("data", target.data)
            if "time" in event.data:
                target.time = instant(event.data["time"])
    rest = [
        e for e in lines
        if e.seq not in voided and e.type not in ("correction", "log")
    ]
    return sorted(rest, key=lambda e: (e.time, e.seq))


class Treatment:
    def __init__(self, infusion, doses):
        self.infusion = infusion
        self.seq = infusion.seq
        self.drug = infusion.data["drug"]
        self.doses = doses
        self.start = min(dose.time for dose in doses)
        self.end = max(
            dose.time + int(Fraction(dose.data.get("minutes", 0)) * MINUTE) for dose in doses
        )
        self.mg = sum(Fraction(dose.data["mg"]) for dose in doses)
        self.course = self.phase = None

    @property
    def active(self):
        return self.drug in ACTIVE


def delivering(infusion, doses):
    if infusion.data["drug"] in ACTIVE:
        return [dose for dose in doses if dose.data["mg"] > 0]
    return doses


class Patient:
    """One subject's effective history, its follow-up and its treatments of either kind."""

    def __init__(self, name, events):
        self.name = name
        owners = {}
        for event in sorted(events, key=lambda e: e.seq):
            if event.type == "infusion":
                owners.setdefault(event.data["infusion"], event)
        orphaned = {
            e.seq for e in events if e.type == "dose" and e.data["infusion"] not in owners
        }
        self.orphaned = sorted(orphaned)
        self.events = [e for e in events if e.seq not in orphaned]
        self.find_follow_up()
        self.within = [e for e in self.events if e.time <= self.end]
        self.after = sorted(e.seq for e in self.events if e.time > self.end)
        infusions = [e for e in self.within if e.type == "infusion"]
        self.duplicates = sorted(
            e.seq for e in self.events
            if e.type == "infusion" and owners[e.data["infusion"]] is not e
        )
        self.treatments, self.not_given = [], []
        for infusion in infusions:
            mine = [
                e for e in self.within
                if e.type == "dose" and owners[e.data["infusion"]] is infusion
            ]
            given = delivering(infusion, mine)
            if given:
                self.treatments.append(Treatment(infusion, given))
            elif owners[infusion.data["infusion"]] is infusion:
                self.not_given.append(infusion.seq)
        self.treatments.sort(key=lambda t: (t.start, t.seq))
        self.not_given.sort()
        intakes = [e for e in self.events if e.type == "intake"]
        self.intake = intakes[-1].data if intakes else {}

    def find_follow_up(self):
        exits = [e for e in self.events if e.type == "exit"]
        if exits:
            self.end, self.ends_by = exits[0].time, "exit"
            self.exit_reason = exits[0].data["reason"]
        elif self.events:
            self.end, self.ends_by, self.exit_reason = self.events[-1].time, "last-event", None
        else:
            self.end = 0

    @property
    def first_indication(self):
        return (self.intake.get("indications") or [None])[0]

    def next_start(self, treatment):
        """The start of the next treatment of either kind, or None."""
        place = self.treatments.index(treatment)
        return self.treatments[place + 1].start if place + 1 < len(self.treatments) else None

    def weight(self, treatment):
        if "weightKg" in treatment.infusion.data:
            return treatment.infusion.data["weightKg"]
        stated = [
            e.data["weightKg"] for e in self.within
            if e.type == "intake" and "weightKg" in e.data and e.time <= treatment.start
        ]
        return stated[-1] if stated else None

    def courses(self, drug):
        """Courses of the active treatments, or of exactly `drug`; numbers and phases are set."""
        mine = [t for t in self.treatments if (t.active if drug is None else t.drug == drug)]
        for treatment in self.treatments:
            treatment.course = treatment.phase = None
        courses = []
        for before, treatment in zip([None, *mine], mine):
            if before is None or treatment.start - before.start > 14 * DAY:
                opens = before is None or treatment.start - before.start > 60 * DAY
                courses.append(Course(self, len(courses) + 1, opens))
            courses[-1].treatments.append(treatment)
        for course in courses:
            course.set_phases()
        return courses


class Course:
    def __init__(self, patient, number, may_induce):
        self.patient = patient
        self.number = number
        self.may_induce = may_induce
        self.treatments = []

    def set_phases(self):
        first = self.treatments[0].start
        for treatment in self.treatments:
            treatment.course = self.number
            if "phase" in treatment.infusion.data:
                treatment.phase = treatment.infusion.data["phase"]
            elif self.may_induce and treatment.start - first <= 28 * DAY:
                treatment.phase = "induction"
            elif len(self.treatments) == 1:
                treatment.phase = "booster"
            else:
                treatment.phase = "maintenance"


def patients(lines, until, prefix=""):
    """Every subject with an effective event, by name."""
    events = {}
    for event in corrected(lines):
        if until is None or event.time <= until:
            events.setdefault(event.subject, []).append(event)
    found = [Patient(prefix + subject, mine) for subject, mine in events.items()]
    return [patient for patient in found if patient.events]
