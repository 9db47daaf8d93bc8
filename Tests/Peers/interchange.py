#!/usr/bin/env python3
"""Holds `export omop` to the common data model's own table definitions, and `export adam` to the JSON
Schema of Dataset-JSON; both then to what `relief` and `response` answer about the same logs.

usage: interchange.py PATH-TO-REPRIEVE

With DuckDB the tables are loaded into a database made by those definitions, keys included; with the
package jsonschema the schema is the judge. Without them that part is skipped.
"""

import csv
import datetime
import json
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
DDL = ROOT / "Tests" / "data" / "omop" / "OMOPCDM_postgresql_5.4_ddl.sql"
SCHEMA = ROOT / "Tests" / "data" / "dataset-json" / "dataset.schema.json"
LOGS = ["Tests/vectors/outcomes/cohort-small.jsonl", "Tests/vectors/outcomes/endings.jsonl",
        "Tests/vectors/outcomes/corrections.jsonl", "Tests/vectors/outcomes/controls.jsonl",
        "Tests/vectors/outcomes/two-instruments.jsonl"]


def model():
    """The tables: name, type and whether a value is required, in order."""
    tables = {}
    for table, body in re.findall(r"CREATE TABLE @cdmDatabaseSchema\.(\w+) \((.*?)\);",
                                  DDL.read_text(), re.S):
        tables[table] = [(words[0].strip('"'), words[1].lower(), "NOT NULL" in line)
                         for line in body.strip().split("\n") for words in [line.split()]]
    return tables


def fits(text, kind):
    if kind == "integer":
        return re.fullmatch(r"-?\d+", text) is not None and abs(int(text)) < 1 << 31
    if kind == "numeric":
        return float(text) == float(text)
    if kind == "date":
        return datetime.date.fromisoformat(text) is not None
    if kind == "timestamp":
        return re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?", text) is not None
    limit = re.fullmatch(r"varchar\((\d+)\)", kind)
    return kind == "text" or len(text) <= int(limit[1])


def read(path):
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    return rows[0], rows[1:]


KEYS = {"person": "person_id", "observation_period": "observation_period_id",
        "visit_occurrence": "visit_occurrence_id", "drug_exposure": "drug_exposure_id",
        "condition_occurrence": "condition_occurrence_id", "measurement": "measurement_id",
        "observation": "observation_id", "episode": "episode_id", "death": "person_id"}


def omop(folder, tables, relief):
    data = {}
    for path in sorted(folder.glob("*.csv")):
        head, rows = read(path)
        data[path.stem] = [dict(zip(head, row)) for row in rows]
        if path.stem == "crosswalk":
            continue
        columns = tables[path.stem]
        assert head == [name for name, _, _ in columns], (path.stem, head)
        for row in rows:
            assert len(row) == len(columns), (path.stem, row)
            for text, (name, kind, required) in zip(row, columns):
                assert text or not required, (path.stem, name, row)
                assert not text or fits(text, kind), (path.stem, name, text)
    for table, key in KEYS.items():
        numbers = [int(row[key]) for row in data[table]]
        if table != "death":
            assert numbers == list(range(1, len(numbers) + 1)), table
        persons = {row["person_id"] for row in data["person"]}
        assert all(row["person_id"] in persons for row in data[table]), table
    visits = {row["visit_occurrence_id"]: row["person_id"] for row in data["visit_occurrence"]}
    for table in ("drug_exposure", "measurement", "observation"):
        for row in data[table]:
            visit = row["visit_occurrence_id"]
            assert not visit or visits[visit] == row["person_id"], (table, row)
    exposures = {row["drug_exposure_id"]: row for row in data["drug_exposure"]}
    episodes = {row["episode_id"]: row for row in data["episode"]}
    for row in data["episode_event"]:
        one, other = episodes[row["episode_id"]], exposures[row["event_id"]]
        assert one["person_id"] == other["person_id"], row
    # Episodes are the courses that relief is about.
    names = {row["person_id"]: row["subject"] for row in data["crosswalk"] if row["person_id"]}
    found = {(names[row["person_id"]], int(row["episode_number"])): row["episode_id"]
             for row in data["episode"]}
    wanted = {(unit["subject"], unit["course"]): unit["treatments"] for unit in relief["units"]
              if unit["subject"] in names.values()}
    assert found.keys() == wanted.keys(), (found.keys(), wanted.keys())
    for key, treatments in wanted.items():
        count = sum(row["episode_id"] == found[key] for row in data["episode_event"])
        assert count == treatments, (key, count, treatments)
    left = [row for row in data["crosswalk"] if not row["person_id"]]
    assert all(row["left_out"] == "no-birth-year" for row in left)
    return data


def load(folder, tables):
    """The files in a database made by the model's own statements, with its keys."""
    import duckdb
    database = duckdb.connect()
    text = DDL.read_text().replace("@cdmDatabaseSchema.", "")
    for statement in text.split(";"):
        if "CREATE TABLE" in statement:
            name = re.search(r"CREATE TABLE (\w+)", statement)[1]
            if name in KEYS:
                statement = statement.rstrip()[:-1] + f", PRIMARY KEY ({KEYS[name]}))"
            database.execute(statement)
    for path in sorted(folder.glob("*.csv")):
        if path.stem in tables:
            # The dates as the model has them: DuckDB refuses what does not fit.
            database.execute(f"COPY {path.stem} FROM '{path}' (HEADER, NULLSTR '')")
    return database


def adam(folder, validator, relief, response):
    data = {}
    for path in sorted(folder.glob("AD*.json")):
        document = json.loads(path.read_text(encoding="utf-8"))
        if validator:
            faults = [error.message for error in validator.iter_errors(document)]
            assert not faults, (path.name, faults[:3])
        columns = document["columns"]
        assert document["records"] == len(document["rows"]), path.name
        for column in columns:
            assert re.fullmatch(r"[A-Z][A-Z0-9]{0,7}", column["name"]), column
            assert len(column["label"]) <= 40, column
        assert len(document["label"]) <= 40, document["label"]
        names = [column["name"] for column in columns]
        for row in document["rows"]:
            assert len(row) == len(columns), row
            for value, column in zip(row, columns):
                right = {"string": str, "integer": int, "double": (int, float), "date": str,
                         "datetime": str}[column["dataType"]]
                assert value is None or isinstance(value, right), (column, value)
        keys = [name for _, name in sorted((c["keySequence"], c["name"]) for c in columns
                                           if "keySequence" in c)]
        rows = [dict(zip(names, row)) for row in document["rows"]]
        assert len({tuple(row[key] for key in keys) for row in rows}) == len(rows), path.name
        data[document["name"]] = rows
    units = [unit for unit in relief["units"] if unit["status"] in ("lost", "censored")]
    assert len(units) == len(data["ADTTE"])
    scores = {(row["USUBJID"], row["QSSEQ"]): row for row in data["ADQS"]}
    for unit, row in zip(units, data["ADTTE"]):
        assert (row["USUBJID"], row["ASEQ"]) == (unit["subject"], unit["unit"])
        assert (row["LTIME"], row["RTIME"]) == (unit["lowerDays"], unit["upperDays"])
        lost = unit["status"] == "lost"
        assert (row["CNSR"] == 0) == lost and row["ENTIME"] == unit["entryDays"]
        assert row["AVAL"] == (unit["upperDays"] if lost else unit["lowerDays"])
        seq = unit["lostSeq"] if lost else unit["lastInReliefSeq"]
        assert row["SRCSEQ"] == seq and scores[row["USUBJID"], seq]["ADT"] == row["ADT"]
        assert (row["CNSDTDSC"] is None) == lost
    subjects = {row["USUBJID"] for row in data["ADSL"]}
    assert all(row["USUBJID"] in subjects for rows in data.values() for row in rows)
    by_visit = {(row["USUBJID"], row["APERIOD"], row["AVISIT"]): row for row in data["ADQS"]}
    checked = 0
    for course in response["courses"]:
        base = by_visit.get((course["subject"], course["course"], "BASELINE"))
        assert (base is None) == (course["baseline"] is None), course
        if base:
            assert base["AVAL"] == base["BASE"] == course["baseline"]["total"]
            assert base["ABLFL"] == "Y" and base["CHG"] is None
        for visit in course["visits"]:
            row = by_visit.get((course["subject"], course["course"], visit["visit"].upper()))
            assert (row is None) == (visit["rating"] is None), (course, visit)
            if row is None:
                continue
            assert row["AVAL"] == visit["rating"]["total"] and row["ANL01FL"] == "Y"
            if course["usable"]:
                assert row["CHG"] == visit["change"]
            assert row["CRIT1FL"] == {None: None, True: "Y", False: "N"}[visit["response"]]
            checked += 1
    return data, checked


def main():
    program = str(pathlib.Path(sys.argv[1]).absolute())

    def ask(*words):
        done = subprocess.run([program, *map(str, words)], capture_output=True, check=True)
        return done.stdout

    tables = model()
    try:
        import jsonschema
        validator = jsonschema.Draft201909Validator(json.loads(SCHEMA.read_text()))
    except ImportError:
        validator = None
        print("skipped: the Python package jsonschema can't be had here")
    try:
        import duckdb  # noqa: F401
    except ImportError:
        duckdb = None
        print("skipped: the Python package duckdb can't be had here")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        demo = folder / "demo.jsonl"
        ask("demo", demo)
        for number, log in enumerate([demo] + [ROOT / log for log in LOGS]):
            ask("export", "omop", "-q", "-f", log, "-o", folder / f"omop{number}")
            ask("export", "adam", "-q", "-f", log, "-o", folder / f"adam{number}")
            relief = json.loads(ask("relief", "-q", "-f", log, "--format", "json"))
            response = json.loads(ask("response", "-q", "-f", log, "--format", "json"))
            data = omop(folder / f"omop{number}", tables, relief)
            found, checked = adam(folder / f"adam{number}", validator, relief, response)
            if duckdb:
                load(folder / f"omop{number}", tables)
            print(f"  {log.name}: {len(data['person'])} persons, {len(data['episode'])} episodes, "
                  f"{len(found['ADTTE'])} times to event, {checked} visits")


main()
