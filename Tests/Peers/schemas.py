#!/usr/bin/env python3
"""Holds what the program prints as JSON to docs/schema, with an independent validator.

usage: schemas.py PATH-TO-REPRIEVE
"""

import json
import pathlib
import subprocess
import sys

import jsonschema

TESTS = pathlib.Path(__file__).resolve().parents[1]
SCHEMAS = TESTS.parent / "docs" / "schema"


def validator(name):
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text())
    return jsonschema.Draft202012Validator(schema)


def main(program):
    checked = 0
    validators = {name: validator(name) for name in ("relief", "timeline", "cohort", "repair")}
    for vector in sorted((TESTS / "vectors" / "outcomes").glob("*.json")):
        content = json.loads(vector.read_text())
        logs = [part for log in content["logs"] for part in ("-f", str(vector.parent / log))]
        for run in content["runs"]:
            command = run["args"][0]
            if "refused" in run or command not in validators:
                continue
            for more in ([], ["--explain"]):
                words = [program, *run["args"], *logs, "--format", "json", *more]
                answer = subprocess.run(words, capture_output=True, check=True).stdout
                validators[command].validate(json.loads(answer))
                checked += 1
    for log in sorted((TESTS / "vectors" / "log" / "damaged").glob("*.jsonl")):
        words = [program, "repair", "-f", str(log), "--format", "json"]
        answer = subprocess.run(words, capture_output=True, check=False).stdout
        validators["repair"].validate(json.loads(answer))
        checked += 1
    definitions = validator("definitions")
    clinic = str(TESTS / "data" / "definitions" / "clinic.json")
    for words in (["list"], ["show", "standard", "GAD-7", "visits", "nhs", "windows", "index"],
                  ["diff", "standard", "strict"], ["diff", "--definitions", clinic]):
        words = [program, "definitions", *words, "--format", "json"]
        answer = subprocess.run(words, capture_output=True, check=True).stdout
        definitions.validate(json.loads(answer))
        checked += 1
    for file in (clinic, TESTS / "data" / "instruments.json"):
        definitions.validate(json.loads(pathlib.Path(file).read_text()))
    if checked == 0:
        sys.exit("no document was checked")
    print(f"{checked} documents fit their schemas")


if __name__ == "__main__":
    main(sys.argv[1])
