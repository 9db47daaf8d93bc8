#!/usr/bin/env python3
"""Holds FHIR out and in to what others made: the models of fhir.resources (R4B), the invariants of R4
by fhirpathpy, and R4's code sets; resources that fhir.resources wrote; examples that HL7 published.

usage: fhir.py PATH-TO-REPRIEVE [--subjects N]
"""

import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile
from decimal import Decimal

# This file's folder is searched first, and this file has the package's name.
sys.path = [path for path in sys.path if pathlib.Path(path) != pathlib.Path(__file__).resolve().parent]

from fhir.resources.R4B import get_fhir_model_class
from fhirpathpy import compile as fhirpath
from fhirpathpy.models import models

TESTS = pathlib.Path(__file__).resolve().parents[1]
OUTCOMES = TESTS / "vectors" / "outcomes"

# Required bindings of R4 (4.0.1), which fhir.resources does not check.
STATUS = {
    "Observation": "registered preliminary final amended corrected cancelled entered-in-error unknown",
    "QuestionnaireResponse": "in-progress completed amended entered-in-error stopped",
    "MedicationAdministration":
        "in-progress not-done on-hold completed entered-in-error stopped unknown",
    "MedicationRequest":
        "active on-hold cancelled completed entered-in-error stopped draft unknown",
    "MedicationStatement":
        "active completed entered-in-error intended stopped on-hold unknown not-taken",
    "EpisodeOfCare": "planned waitlist active onhold finished cancelled entered-in-error",
    "CarePlan": "draft active on-hold revoked completed entered-in-error unknown",
}
CODES = [
    ("Patient", "gender", "male female other unknown"),
    ("AdverseEvent", "actuality", "actual potential"),
    ("AdverseEvent", "severity.coding.code", "mild moderate severe"),
    ("AdverseEvent", "outcome.coding.code",
     "resolved recovering ongoing resolvedWithSequelae fatal unknown"),
    ("MedicationRequest", "intent",
     "proposal plan order original-order reflex-order filler-order instance-order option"),
    ("MedicationRequest", "dosageInstruction.timing.repeat.durationUnit", "s min h d wk mo a"),
    ("CarePlan", "intent", "proposal plan order option"),
    ("CarePlan", "activity.detail.status",
     "not-started scheduled in-progress on-hold completed cancelled stopped unknown "
     "entered-in-error"),
    ("CarePlan", "activity.detail.kind",
     "Appointment CommunicationRequest DeviceRequest MedicationRequest NutritionOrder Task "
     "ServiceRequest VisionPrescription"),
    ("CarePlan", "activity.detail.scheduled.repeat.periodUnit", "s min h d wk mo a"),
    ("Condition", "clinicalStatus.coding.code",
     "active recurrence relapse inactive remission resolved"),
    ("Condition", "verificationStatus.coding.code",
     "unconfirmed provisional differential confirmed refuted entered-in-error"),
]
INVARIANTS = [
    ("Observation", "obs-6", "dataAbsentReason.empty() or value.empty()"),
    ("Observation", "obs-7",
     "value.empty() or component.code.where(coding.intersect(%resource.code.coding).exists()).empty()"),
    ("Observation", "has a value or says why not",
     "value.exists() or component.value.exists() or dataAbsentReason.exists()"),
    ("MedicationAdministration", "mad-1", "dosage.all(dose.exists() or rate.exists())"),
    ("MedicationAdministration", "per-1",
     "effective.start.empty() or effective.start <= effective.end"),
    ("QuestionnaireResponse", "qrs-1", "item.all((answer.exists() and item.exists()).not())"),
    ("MedicationRequest", "tim-1",
     "dosageInstruction.timing.repeat.all(duration.empty() or durationUnit.exists())"),
    ("MedicationRequest", "tim-4", "dosageInstruction.timing.repeat.all(duration >= 0)"),
    ("CarePlan", "cpl-3", "activity.all(detail.empty() or reference.empty())"),
    ("CarePlan", "tim-2",
     "activity.detail.scheduled.repeat.all(period.empty() or periodUnit.exists())"),
    ("Condition", "con-5",
     "verificationStatus.coding.where(code = 'entered-in-error').empty() or clinicalStatus.empty()"),
    ("Patient", "pat-1", "contact.all(name.exists() or telecom.exists())"),
    ("", "ext-1", "extension.all(value.exists())"),
]
ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")
DATE_TIME = re.compile(
    r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-](0\d|1[0-3]):[0-5]\d|[+-]14:00))?)?)?")

program = ""
compiled = {}


def run(*words, code=0):
    done = subprocess.run([program, *map(str, words)], capture_output=True, text=True)
    if done.returncode != code:
        sys.exit(f"{' '.join(map(str, words))}\nexit {done.returncode}: {done.stderr}")
    return done


def evaluate(resource, expression):
    if expression not in compiled:
        compiled[expression] = fhirpath(expression, models["r4"])
    return compiled[expression](resource, {"resource": resource})


def walk(value, path=""):
    if isinstance(value, dict):
        assert value, f"{path}: an empty object"
        for key, inner in value.items():
            yield from walk(inner, f"{path}.{key}")
    elif isinstance(value, list):
        assert value, f"{path}: an empty array"
        for place, inner in enumerate(value):
            yield from walk(inner, f"{path}[{place}]")
    else:
        yield path, value


def check_folder(folder):
    """Every line of an export, and what they refer to. Returns how many there are."""
    resources = {}
    for file in sorted(folder.glob("*.ndjson")):
        raw = file.read_bytes()
        assert b"\r" not in raw and raw.endswith(b"\n"), f"{file}: not lines that end in LF"
        for number, line in enumerate(raw.decode().splitlines(), 1):
            place = f"{file.name}:{number}"
            resource = json.loads(line)
            kind = resource["resourceType"]
            assert kind == file.stem, f"{place}: a {kind} in another type's file"
            get_fhir_model_class(kind).model_validate_json(line)
            assert ID.fullmatch(resource["id"]), f"{place}: {resource['id']} is no id"
            key = f"{kind}/{resource['id']}"
            assert key not in resources, f"{place}: {key} is there twice"
            resources[key] = resource
            if kind in STATUS:
                assert resource["status"] in STATUS[kind].split(), f"{place}: {resource['status']}"
            for of, path, codes in CODES:
                if of == kind:
                    for found in evaluate(resource, path):
                        assert found in codes.split(), f"{place}: {path} is {found}"
            for of, name, expression in INVARIANTS:
                if of in (kind, ""):
                    assert evaluate(resource, expression) == [True], f"{place}: {name}\n{line}"
            for path, value in walk(resource):
                assert value is not None and value != "", f"{place}: {path} is empty"
                if path.endswith(("DateTime", ".start", ".end", ".authored", ".created", ".date")):
                    assert DATE_TIME.fullmatch(value), f"{place}: {path} is {value}"
    for key, resource in resources.items():
        for path, value in walk(resource):
            if path.endswith(".reference"):
                assert value in resources, f"{key}: {path} refers to {value}, which is not there"
    manifest = json.loads((folder / "manifest.json").read_text())
    listed = {entry["path"]: entry for entry in manifest["files"]}
    for file in folder.glob("*.ndjson"):
        assert listed[file.name]["bytes"] == file.stat().st_size, file
    return len(resources)


# Lists of line numbers: how many there are must stay.
LINES = {"notGiven", "afterFollowUp"}
# What is counted and in no figure, and is not carried.
COUNTED = {"log", "orphanedDoses", "duplicateLabels"}


def without_lines(value):
    """An answer without the numbers of lines and the log's name and size."""
    if isinstance(value, dict):
        return {k: len(v) if k in LINES and isinstance(v, list) else without_lines(v)
                for k, v in value.items() if k not in COUNTED and not k.lower().endswith(("seq", "seqs"))}
    if isinstance(value, list):
        return [without_lines(v) for v in value]
    return value


def answers(log, leaving_out):
    """What a log answers, but for what says which lines and which log it was."""
    found = {}
    where = ["--where", f"not subject in ({', '.join(leaving_out)})"] if leaving_out else []
    for command in ("relief", "response", "intervals", "cohort"):
        found[command] = json.loads(run(command, "-f", log, "--format", "json", *where).stdout)
    for row in found["cohort"]["subjects"]:
        subject = row["subject"]
        found["timeline " + subject] = json.loads(
            run("timeline", subject, "-f", log, "--format", "json").stdout)
    return {name: without_lines(answer) for name, answer in found.items()}


def round_trip(log, folder, leaving_out=()):
    """Out and in again; returns the answers that differ, some subjects left out."""
    out, new = folder / "out", folder / "new.jsonl"
    run("export", "fhir", "-f", log, "-o", out)
    count = check_folder(out)
    run("init", new, "--name", "new", "--origin", "example.org/new")
    run("import", "fhir", out, "-f", new, "--keep-pseudonyms")
    again = run("import", "fhir", out, "-f", new, "--keep-pseudonyms")
    assert "0 events" in again.stdout or "nothing" in again.stdout, again.stdout
    before, after = answers(log, leaving_out), answers(new, leaving_out)
    return count, [name for name in before if before[name] != after.get(name)]


# Subjects of whom something is lost that a figure rests on (docs/fhir.md): by log.
LOST = {
    "items": ["partial"],  # a partial rating ends follow-up
    "ties": ["P-4"],  # a partial rating takes the place of one at the same time
    "orphans-and-labels": ["P-3"],  # so does an infusion that lost its label
    "unknown-types": None,  # all of its subjects end with an event that nobody knows
}


def vectors(folder):
    total = 0
    for log in sorted(OUTCOMES.glob("*.jsonl")):
        place = folder / log.stem
        place.mkdir()
        count, different = round_trip(log, place, LOST.get(log.stem, ()))
        total += count
        if different and LOST.get(log.stem, ()) is not None:
            sys.exit(f"{log.stem}: the way out and back changes {', '.join(different)}")
    print(f"vectors: {total} resources are R4, and give the same answers when read back")


def clinic(folder, subjects):
    log = folder / "demo.jsonl"
    run("demo", log, "--subjects", subjects, "--seed", 7)
    count, different = round_trip(log, folder)
    if different:
        sys.exit(f"simulated clinic: the way out and back changes {different[:5]}")
    print(f"simulated clinic of {subjects}: {count} resources are R4, and give the same answers")


def model(kind, **members):
    """A resource as fhir.resources serialises it."""
    built = get_fhir_model_class(kind).model_validate({"resourceType": kind, **members})
    return built.model_dump_json()


def others(folder):
    """Resources that fhir.resources wrote, in its order of members, with lines that end in CR LF."""
    loinc = lambda code: {"coding": [{"system": "http://loinc.org", "code": code}]}
    patient = {"reference": "Patient/pat-17"}
    lines = {"Patient": [model(
        "Patient", id="pat-17", gender="female", birthDate="1985-03-02",
        name=[{"family": "Chalmers", "given": ["Peter"]}],
        telecom=[{"system": "phone", "value": "555 0017"}],
        address=[{"line": ["534 Erewhon St"]}])]}
    lines["Condition"] = [model(
        "Condition", id="c1", subject=patient, recordedDate="2025-12-01",
        code={"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "F41.1"}]})]
    scores = [("2026-01-04", 17), ("2026-01-20", 6), ("2026-02-10", 7), ("2026-02-20", 12),
              ("2026-02-27", 13)]
    lines["Observation"] = [model(
        "Observation", id=f"o{place}", status="final", code=loinc("70274-6"), subject=patient,
        effectiveDateTime=f"{day}T10:00:00+01:00", valueQuantity={"value": Decimal(f"{total}.0")})
        for place, (day, total) in enumerate(scores)]
    lines["Observation"].append(model(
        "Observation", id="w", status="final", code=loinc("29463-7"), subject=patient,
        effectiveDateTime="2026-01-02T09:00:00Z",
        valueQuantity={"value": Decimal("70.5"), "unit": "kg", "code": "kg",
                       "system": "http://unitsofmeasure.org"}))
    lines["MedicationAdministration"] = [model(
        "MedicationAdministration", id=f"m{day}", status="completed", subject=patient,
        medicationCodeableConcept={"text": "Ketamine 50 MG/ML Injectable Solution"},
        effectivePeriod={"start": f"2026-01-{day:02}T09:00:00Z", "end": f"2026-01-{day:02}T09:40:00Z"},
        dosage={"route": {"coding": [{"system": "http://snomed.info/sct", "code": "47625008"}]},
                "rateQuantity": {"value": Decimal("0.75"), "code": "mg/kg/h",
                                 "system": "http://unitsofmeasure.org"}})
        for day in (5, 7, 9, 12, 14, 16)]
    files = []
    for kind, some in lines.items():
        files.append(folder / f"{kind}.ndjson")
        files[-1].write_bytes("".join(line + "\r\n" for line in some).encode())
    key = folder / "key"
    key.write_bytes(bytes(range(32)))
    key.chmod(0o600)
    log = folder / "theirs.jsonl"
    run("init", log, "--name", "theirs", "--origin", "example.org/theirs")
    run("import", "fhir", *files, "-f", log, "--key", key)
    text = log.read_text()
    for word in ("Chalmers", "Peter", "555", "Erewhon", "pat-17", "1985-03"):
        assert word not in text, f"{word} is in the log"
    doses = [json.loads(line)["data"] for line in text.splitlines() if '"type":"dose"' in line]
    # 0.75 mg/kg/h x 70.5 kg x 40 min
    assert [dose["mg"] for dose in doses] == [35.25] * 6, doses
    unit = json.loads(run("relief", "-f", log, "--format", "json").stdout)["units"][0]
    # t0 is 2026-01-16T09:40Z; 10:00+01:00 is 09:00Z.
    minutes = lambda days: days - 40 / 1440
    assert unit["status"] == "lost" and unit["baseline"]["total"] == 17, unit
    for found, wanted in ((unit["lowerDays"], minutes(25)), (unit["upperDays"], minutes(35))):
        assert abs(found - wanted) < 1e-9, (found, wanted)
    print(f"fhir.resources: {sum(map(len, lines.values()))} resources of its own are imported as it "
          "meant them")


def examples(folder):
    """Published examples: each is imported, or passed over for a reason that is said."""
    data = TESTS / "data" / "fhir"
    totals = data / "Observation-phr.ndjson"
    forms = data / "QuestionnaireResponse.ndjson"
    files = sorted(data.glob("*.ndjson"))
    for file in files:
        for line in file.read_text().splitlines():
            get_fhir_model_class(json.loads(line)["resourceType"]).model_validate_json(line)

    def types(name, some):
        log = folder / f"{name}.jsonl"
        run("init", log, "--name", name, "--origin", f"example.org/{name}")
        done = run("import", "fhir", *some, "-f", log, "--keep-pseudonyms", "--date-hour", 12)
        lines = [json.loads(line) for line in log.read_text().splitlines()[1:]]
        return sorted(line["type"] for line in lines), lines, done.stdout

    found, lines, said = types("forms", [file for file in files if file != totals])
    assert found == ["adverse", "intake", "rating", "rating", "vital"], found
    for status in ("on-hold", "entered-in-error"):
        assert f"MedicationAdministration with status {status}" in said, said
    pressure = [line["data"] for line in lines if line["type"] == "vital"]
    assert pressure == [{"systolic": 107, "diastolic": 60}], pressure
    found, lines, _ = types("totals", [data / "Patient.ndjson", totals])
    assert found == ["intake", "rating", "rating"], found
    assert {line["data"].get("total") for line in lines[1:]} == {3}, lines
    log = folder / "both.jsonl"
    run("init", log, "--name", "both", "--origin", "example.org/both")
    both = run("import", "fhir", *files, "-f", log, "--keep-pseudonyms", "--date-hour", 12, code=65)
    assert "different times" in both.stdout + both.stderr, both.stderr
    print("HL7's examples: read, and where two contradict each other, rejected")


def main():
    global program
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--subjects", type=int, default=30)
    arguments = parser.parse_args()
    program = str(pathlib.Path(arguments.program).resolve())
    for check in (vectors, lambda f: clinic(f, arguments.subjects), others, examples):
        with tempfile.TemporaryDirectory() as folder:
            check(pathlib.Path(folder))


if __name__ == "__main__":
    main()
