#!/usr/bin/env python3
"""Holds what the program prints as JSON to docs/schema, with an independent validator.

usage: schemas.py PATH-TO-REPRIEVE
"""

import json
import pathlib
import subprocess
import sys
import tempfile

import jsonschema

TESTS = pathlib.Path(__file__).resolve().parents[1]
SCHEMAS = TESTS.parent / "docs" / "schema"

# Asked of many people: a simulated clinic and the real trial.
QUESTIONS = """
relief --sensitivity --bootstrap 100
relief --by site --min-cell-count 3
relief --by sex --explain --extra
response --by phase --min-cell-count 3 --summary
response --paired ketamine,saline --by sex --explain
response --paired ketamine,saline --min-cell-count 3
response --nhs --by sex --extra
response --disagreement --visits early=0..4@2,late=8..20@14
intervals --by sex --min-cell-count 3
intervals --by site --explain
cohort --by sex --extra --min-cell-count 3
cohort --explain
compare --by sex --explain --pool site
compare --by site --min-cell-count 3
compare --paired ketamine,saline --explain
compare --paired ketamine,saline --min-cell-count 3
compare --set standard --set strict
compare --set standard --set strict --summary --min-cell-count 3
compare --as-of 900 --as-of 2000
compare --as-of 900 --as-of 2000 --by sex --summary --no-estimates
check
check --summary --severity warning
audit trail --hours 07-19
audit trail --summary --late 0
audit trail 9
audit verify
relief --evidence --by site --explain
response --evidence --min-cell-count 3
response --nhs --evidence
intervals --evidence --extra
cohort --evidence
compare --by site --evidence
compare --set standard --set strict --evidence
compare --as-of 900 --as-of 2000 --evidence
check --evidence
plot relief --data --by sex
plot relief --data --min-cell-count 3
plot response --data --evidence
plot change --data
plot trajectories --data
plot swimmer --data
plot intervals --data --by site
plot mcf --data
plot forest --data --by sex --of relief
plot flow --data
""".strip().splitlines()

# Folded, each line of the state by itself.
STATES = ("relief --by site --sensitivity", "response --by sex --disagreement", "response --nhs",
          "response --paired ketamine,saline", "intervals", "cohort --by sex", "compare --by site")


def validator(name):
    path = SCHEMAS / f"{name.replace(' ', '-')}.schema.json"
    schema = json.loads(path.read_text())
    return jsonschema.Draft202012Validator(schema)


def main(program):
    commands = ("relief", "timeline", "cohort", "response", "intervals", "compare", "check",
                "repair", "definitions", "audit trail", "audit verify", "audit replay", "export",
                "plot", "import")
    validators = {name: validator(name) for name in commands}
    states = validator("state")
    checked = 0

    def hold(words):
        """Validates what a command line prints; what is refused or kept back prints nothing."""
        nonlocal checked
        run = subprocess.run([program, *words, "--format", "json"], capture_output=True)
        if run.returncode > 1:
            if run.returncode not in (2, 77) or run.stdout:
                sys.exit(f"{words}: exit code {run.returncode}: {run.stderr.decode()}")
            return
        name = " ".join(words[:2]) if words[0] == "audit" else words[0]
        validators[name].validate(json.loads(run.stdout))
        checked += 1

    def audit(log, folder):
        """Validates what an auditor with a checkpoint, a proof and an answer in hand is told."""
        files = {name: f"{folder}-{name}" for name in ("checkpoint", "proof", "answer.json")}
        for words in (["audit", "checkpoint", "-o", files["checkpoint"], "--as-of", "9"],
                      ["audit", "prove", "7", "-o", files["proof"]],
                      ["relief", "--evidence", "-o", files["answer.json"]]):
            subprocess.run([program, *words, "-f", log], capture_output=True, check=True)
        hold(["audit", "replay", files["answer.json"]])
        hold(["audit", "verify", "-f", log, "--checkpoint", files["checkpoint"],
              "--proof", files["proof"], "--answer", files["answer.json"]])

    for vector in sorted((TESTS / "vectors" / "outcomes").glob("*.json")):
        content = json.loads(vector.read_text())
        logs = [part for log in content["logs"] for part in ("-f", str(vector.parent / log))]
        for run in content["runs"]:
            if "refused" in run or run["args"][0] not in validators:
                continue
            for more in ([], ["--explain"], ["--extra"], ["--summary"]):
                hold([*run["args"], *logs, *more])
            if len(run["args"]) > 1 and not run["args"][1].startswith("-"):
                continue
            for more in (["--by", "sex,phase", "--explain"], ["--min-cell-count", "3"]):
                hold([*run["args"], *logs, *more])
    with tempfile.TemporaryDirectory() as folder:
        demo = f"{folder}/demo.jsonl"
        subprocess.run([program, "demo", demo, "--subjects", "60"], capture_output=True, check=True)
        trial = TESTS / "data" / "ds005917" / "ds005917.jsonl"
        for log in (demo, str(trial)):
            for words in QUESTIONS:
                command, *options = words.split()
                hold([command, *options, "-f", log])
            audit(log, f"{folder}/audit")
        new = f"{folder}/new.jsonl"
        for words in STATES:
            state = subprocess.run([program, "fold", *words.split(), "-f", demo], check=True,
                                   capture_output=True).stdout
            for line in state.splitlines():
                states.validate(json.loads(line))
            checked += 1
        hold(["export", "--without", "P-0001", "-f", demo, "-o", new, "--origin", "example.org/new",
              "--reason", "asked to"])
    for log in sorted((TESTS / "vectors" / "log" / "damaged").glob("*.jsonl")):
        words = [program, "repair", "-f", str(log), "--format", "json"]
        answer = subprocess.run(words, capture_output=True, check=False).stdout
        validators["repair"].validate(json.loads(answer))
        checked += 1
    clinic = str(TESTS / "data" / "definitions" / "clinic.json")
    for words in (["list"], ["show", "standard", "GAD-7", "visits", "nhs", "windows", "index"],
                  ["diff", "standard", "strict"], ["diff", "--definitions", clinic]):
        hold(["definitions", *words])
    hold(["check", "--list"])
    for file in (clinic, TESTS / "data" / "instruments.json"):
        validators["definitions"].validate(json.loads(pathlib.Path(file).read_text()))
    mappings = validator("mapping")
    data, maps = TESTS / "data", SCHEMAS.parent / "import"
    for name in ("clinic", "ds005917", "redcap"):
        mappings.validate(json.loads((maps / f"{name}.json").read_text()))
        checked += 1
    guess = subprocess.run([program, "import", "csv", str(data / "import" / "clinic.csv"), "--propose"],
                           capture_output=True, check=True).stdout
    mappings.validate(json.loads(guess))
    tables = [str(data / "ds005917" / f"{name}.tsv") for name in ("participants", "phenotype")]
    hold(["import", "csv", *tables, "--map", str(maps / "ds005917.json"), "-f", "no-such-log.jsonl", "--dry-run"])
    if checked == 0:
        sys.exit("no document was checked")
    print(f"{checked} documents fit their schemas")


if __name__ == "__main__":
    main(sys.argv[1])
