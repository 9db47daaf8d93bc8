"""The whole document that a command line asks for, from the logs it names."""

import copy
from collections import Counter
from fractions import Fraction

import estimators
import intervals
import relief
import response
import turnbull
from history import KNOWN, days, instant, kept, patients, read, stamp
from ratings import Chart, all_ratings, document, eligible, rated_instruments


class Question:
    """The options of a command line."""

    def __init__(self, words):
        self.command, words = words[0], list(words[1:])
        self.subject = self.drug = self.instrument = self.where = self.visits = None
        self.as_of = self.until = self.paired = None
        self.set, self.unit, self.criterion, self.confirm = "standard", "course", "response", 2
        self.baseline_first = self.first_course = self.nhs = False
        while words:
            word = words.pop(0)
            if not word.startswith("--"):
                self.subject = word
            elif word in ("--nhs", "--first-course"):
                setattr(self, word[2:].replace("-", "_"), True)
            else:
                self.take(word, words.pop(0))
        if self.nhs:
            self.set = "nhs-tt"

    def take(self, option, value):
        if option == "--as-of":
            lines = value.isdigit()
            self.as_of = ("lines", int(value)) if lines else ("time", instant(value))
        elif option == "--until":
            self.until = instant(value)
        elif option == "--baseline":
            self.baseline_first = True
        elif option == "--confirm":
            self.confirm = int(value)
        elif option == "--paired":
            self.paired = value.split(",")
        else:
            setattr(self, option[2:].replace("-", "_"), value)

    def with_(self, **changes):
        other = copy.copy(self)
        for name, value in changes.items():
            setattr(other, name, value)
        return other

    @property
    def definition(self):
        name = self.command
        if name == "relief":
            name = f"relief.{self.unit}"
        elif self.nhs or self.paired:
            name = "response.nhs" if self.nhs else "response.paired"
        parts = [f"{name}.v1"]
        if self.baseline_first:
            parts.append("first")
        if self.criterion != "response":
            parts.append(self.criterion)
        if self.confirm == 1:
            parts.append("confirm=1")
        if self.paired:
            parts.append("paired=" + ",".join(self.paired))
        elif self.drug:
            parts.append(f"drug={self.drug}")
        if self.visits:
            parts.append(f"visits={self.visits}")
        if self.first_course:
            parts.append("first-course")
        return "+".join(parts)


def view(question):
    as_of = question.as_of
    if as_of:
        as_of = as_of[1] if as_of[0] == "lines" else stamp(as_of[1])
    until = None if question.until is None else stamp(question.until)
    return {"asOf": as_of, "until": until}


def log_member(lines, of_view):
    data = lines[0].data
    return {"name": data["name"], "origin": data["origin"], "size": len(of_view)}


def knows(words, paths, subject):
    """Whether anything of the subject is effective in the view."""
    everybody, _, _ = population(Question(words), paths)
    return any(patient.name == subject for patient in everybody)


def population(question, paths):
    """Everybody in the view, the logs' members of the document, lines of unknown types."""
    logs, everybody, unknown = [], [], Counter()
    for path in paths:
        lines = read(path)
        of_view = kept(lines, question.as_of)
        logs.append(log_member(lines, of_view))
        prefix = "" if len(paths) == 1 else logs[-1]["name"] + "/"
        unknown.update(event.type for event in of_view if event.type not in KNOWN)
        everybody += patients(of_view, question.until, prefix)
    return everybody, logs, unknown


def answer(catalogue, words, paths):
    question = Question(words)
    everybody, logs, unknown = population(question, paths)
    if question.where:
        code = question.where.removeprefix("indication=")
        everybody = [patient for patient in everybody if patient.first_indication == code]
    if question.subject:
        everybody = [patient for patient in everybody if patient.name == question.subject]
    everybody.sort(key=lambda patient: patient.name.encode())
    charts = [Chart(catalogue, patient, question) for patient in everybody]
    head = {
        "definition": question.definition, "thresholdSet": question.set,
        "view": view(question), "where": question.where,
    }
    head |= {"log": logs[0]} if len(paths) == 1 else {"logs": logs}
    if question.command == "timeline":
        return head | timeline(catalogue, charts[0])
    head["instruments"] = sorted({chart.instrument for chart in charts})
    if question.command == "relief":
        return head | relief_document(question, charts)
    if question.command == "intervals":
        return head | {"criterion": question.criterion} | intervals.document(charts)
    if question.command == "cohort":
        return head | cohort(catalogue, charts, unknown)
    if question.nhs:
        return head | response.nhs(catalogue, charts, question)
    if question.paired:
        return head | response.paired(catalogue, everybody, question)
    return head | response.plain(charts, question)


def relief_document(question, charts):
    units = [unit for chart in charts for unit in relief.units(chart)]
    found = {
        "criterion": question.criterion, "confirm": question.confirm,
        "units": [unit.document() for unit in units],
    }
    if question.subject:
        return found
    found["flow"] = relief.flow(charts, units)
    found |= dict.fromkeys(("turnbull", "kaplanMeier", "cumulativeIncidence"))
    analysed = [unit for unit in units if unit.status in ("lost", "censored")]
    if analysed:
        found["turnbull"] = turnbull.document([
            (u.last.time - u.t0, u.lost.time - u.t0 if u.lost else None) for u in analysed
        ])
        found["kaplanMeier"] = estimators.KaplanMeier([
            (u.entry.time - u.t0, (u.lost or u.last).time - u.t0, u.status == "lost")
            for u in analysed
        ]).document()
        found["cumulativeIncidence"] = estimators.cumulative_incidence([
            (u.entry.time - u.t0, *ending(u)) for u in analysed
        ])
    return found


def ending(unit):
    """(time, cause) with which a unit leaves the competing risks."""
    if unit.lost:
        return unit.lost.time - unit.t0, "lost"
    if unit.reason in ("retreated", "exit"):
        return unit.window_end - unit.t0, unit.reason
    return unit.last.time - unit.t0, None


def cohort(catalogue, charts, unknown):
    units = {chart.patient.name: relief.units(chart) for chart in charts}
    return {
        "flow": relief.flow(charts, [unit for mine in units.values() for unit in mine]),
        "unknownTypes": dict(unknown),
        "subjects": [
            {
                "subject": chart.patient.name,
                "firstIndication": chart.patient.first_indication,
                "instrument": chart.instrument, "instrumentFrom": chart.instrument_from,
                "instrumentsRated": rated_instruments(chart.patient),
                "treatments": len(chart.treatments),
                "otherTreatments": len(chart.patient.treatments) - len(chart.treatments),
                "notGiven": len(chart.patient.not_given),
                "orphanedDoses": len(chart.patient.orphaned),
                "duplicateLabels": len(chart.patient.duplicates),
                "afterFollowUp": len(chart.patient.after),
                "courses": len(chart.courses), "followUpEnd": stamp(chart.patient.end),
                "followUpEndsBy": chart.patient.ends_by,
                "relief": [unit.status for unit in units[chart.patient.name]],
            }
            for chart in charts
        ],
    }


def timeline(catalogue, chart):
    patient = chart.patient
    good = {rating.seq for rating in eligible(catalogue, patient, chart.instrument)}
    return {
        "instrument": chart.instrument, "subject": patient.name,
        "followUp": {
            "end": stamp(patient.end), "endsBy": patient.ends_by,
            "exitReason": patient.exit_reason,
        },
        "instrumentFrom": chart.instrument_from, "instrumentsRated": rated_instruments(patient),
        "treatments": [treatment_document(patient, t) for t in patient.treatments],
        "courses": [
            {
                "course": c.number, "treatments": len(c.treatments),
                "start": stamp(c.treatments[0].start), "end": stamp(c.treatments[-1].end),
                "baseline": document(chart.baseline(c)),
            }
            for c in chart.courses
        ],
        "ratings": [
            r.document() | {
                "instrument": r.instrument, "eligible": r.seq in good, "flags": r.flags
            }
            for r in all_ratings(catalogue, patient)
        ],
        "relief": [unit.document() for unit in relief.units(chart)],
        "notGiven": patient.not_given, "orphanedDoses": patient.orphaned,
        "duplicateLabels": patient.duplicates, "afterFollowUp": patient.after,
    }


def treatment_document(patient, treatment):
    weight = patient.weight(treatment)
    return {
        "seq": treatment.seq, "infusion": treatment.infusion.data["infusion"],
        "drug": treatment.drug, "route": treatment.infusion.data["route"],
        "active": treatment.active, "start": stamp(treatment.start), "end": stamp(treatment.end),
        "mg": float(treatment.mg),
        "mgPerKg": float(treatment.mg / Fraction(weight)) if weight else None,
        "course": treatment.course, "phase": treatment.phase,
    }
