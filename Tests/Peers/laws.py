#!/usr/bin/env python3
"""Holds the program to laws that need no second implementation, on random clinics.

usage: laws.py PATH-TO-REPRIEVE [--logs N] [--seed S]

- Whatever --where, --by and --format say, the exit code is 0, 2 or 77: nothing traps; and no
  answer holds a NaN or an infinity.
- With --min-cell-count N no count of 1 to N - 1 persons is shown, nor given away: by what is left
  of a total, or by Wilson limits of a number that is kept back.
"""

import argparse
import collections
import json
import pathlib
import random
import re
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "outcomes"))
sys.dont_write_bytecode = True

import clinics  # noqa: E402
import definitions  # noqa: E402
from program import Program, no_such_number  # noqa: E402
from relief import REASONS, STATUSES  # noqa: E402

SHOWN = 3
COMMANDS = (
    ["relief"], ["relief", "--unit", "treatment"], ["relief", "--unit", "episode"],
    ["relief", "--sensitivity"], ["response"], ["response", "--nhs"],
    ["response", "--paired", "ketamine,saline"], ["intervals"], ["cohort"], ["cohort", "--extra"],
    ["compare", "--by", "arm"], ["compare", "--by", "age", "--confirm", "1"],
    ["compare", "--by", "arm", "--pool", "site"], ["compare", "--paired", "ketamine,saline"],
    ["compare", "--set", "standard", "--set", "strict"],
)
FORMATS = ("json", "jsonl", "text", "csv", "markdown", "summarised-result")
STRATA = ("site", "phase", "arm,sex", "age", "mgPerKg:0.4/0.75", "instrument,baseline", "course")
KEYS = (
    "sex", "arm", "site", "age", "failedTrials", "instrument", "indication", "subject", "drug",
    "indicationGroup", "route", "mgPerKg", "phase", "course", "baseline", "nonsense", "Age", "and",
)
VALUES = (
    "F41.1", '"F41"', "30", "0.5", "-1", "1e3", "9" * 30, "ketamine", "IV", "induction", "a",
    '"x y"', "'q'", "missing", "", "1/2", "nam", "inj", "-0", "0x10", "1e400", "é", "male",
)
OPERATORS = ("=", "!=", "<", "<=", ">", ">=", "~", "==", " = ", "<>")
NOT_A_NUMBER = re.compile(rb"(?:^|[\s,|])-?(?:nan|inf|infinity)(?=[\s,|%]|$)", re.I | re.M)


# Nothing traps


def expression(rng, depth=0):
    """Mostly well formed, about keys that mostly exist."""
    draw = rng.random()
    if depth > 3 or draw < 0.4:
        return comparison(rng)
    if draw < 0.5:
        return "not " + expression(rng, depth + 1)
    if draw < 0.65:
        return f"({expression(rng, depth + 1)})"
    joint = rng.choice((" and ", " or "))
    return expression(rng, depth + 1) + joint + expression(rng, depth + 1)


def comparison(rng):
    key, draw = rng.choice(KEYS), rng.random()
    if draw < 0.1:
        return f"{key} is {rng.choice(('missing', 'not missing', 'x'))}"
    if draw < 0.25:
        listed = ", ".join(rng.choice(VALUES) for _ in range(rng.randint(0, 3)))
        return f"{key} {rng.choice(('in', 'not in'))} ({listed})"
    return key + rng.choice(OPERATORS) + rng.choice(VALUES)


def command_line(rng):
    words = list(rng.choice(COMMANDS))
    if rng.random() < 0.7:
        words += ["--where", expression(rng)]
    if words[0] != "compare" and rng.random() < 0.3:
        words += ["--by", rng.choice(STRATA)]
    for option in ("--extra", "--explain", "--summary", "--no-estimates", "--tidy"):
        words += [option] * (rng.random() < 0.1)
    if rng.random() < 0.3:
        words += ["--min-cell-count", rng.choice(("1", "2", "3", "5", "11"))]
    return [*words, "--format", rng.choice(FORMATS)]


def hold_to_exit_codes(program, path, words):
    said = program.run(*words, "-f", path)
    if said.returncode not in (0, 2, 77):
        return [f"exit {said.returncode}: {said.stderr.decode()[:300]}"]
    try:
        if words[-1] == "json" and said.stdout:
            json.loads(said.stdout, parse_constant=no_such_number)
        elif words[-1] == "jsonl":
            for line in said.stdout.splitlines():
                json.loads(line, parse_constant=no_such_number)
        elif NOT_A_NUMBER.search(said.stdout):
            return [f"no number: {NOT_A_NUMBER.search(said.stdout)[0]!r}"]
    except ValueError as fault:
        return [str(fault)]
    return []


# Small cells


class Disclosure:
    """What a document with --min-cell-count shows or gives away."""

    def __init__(self, least):
        self.least, self.found = least, []

    def is_small(self, count):
        return 0 < count < self.least

    def shown(self, name, value, persons):
        if value and self.is_small(persons):
            self.found.append(f"{name} is shown, {value}, and is about {persons} persons")

    def left_over(self, name, total, parts):
        """`parts` sum to `total`; None is kept back. What is left of the total is a count too."""
        if total is None or None not in parts:
            return
        left = total - sum(part for part in parts if part is not None)
        if self.is_small(left):
            self.found.append(f"{name}: what is kept back is {left} of {total}")

    def flow(self, flow, units):
        persons = collections.defaultdict(set)
        for unit in units:
            members = ["units", STATUSES[unit["status"]], REASONS.get(unit["reason"])]
            members += ["analysed"] * (unit["status"] in ("lost", "censored"))
            members += ["notInReliefLate"] * unit["late"]
            for member in members:
                persons[member].add(unit["subject"])
        for member, value in flow.items():
            if member not in ("subjects", "withTreatment"):
                self.shown(f"flow.{member}", value, len(persons[member]))
        self.left_over("subjects never treated", flow["subjects"], [flow["withTreatment"], None])
        self.left_over("units", flow["units"], [flow[member] for member in STATUSES.values()])
        self.left_over("noRating", flow["noRating"], [flow[m] for m in flow if m[:8] == "noRating"
                                                      and m != "noRating"])
        self.left_over("notInRelief", flow["notInRelief"], [flow["notInReliefLate"], None])
        self.left_over("analysed", flow["analysed"], [flow["lost"], flow["censored"]])

    def response(self, answer, courses):
        flow = answer["flow"]
        self.left_over("subjects never treated", flow["subjects"], [flow["withTreatment"], None])
        self.left_over(
            "usable courses", flow["usable"], [table["courses"] for table in answer["tables"]]
        )
        for table in answer["tables"]:
            mine = [
                c for c in courses if c["usable"] and c["instrument"] == table["instrument"]
            ]
            self.shown("courses", table["courses"], len({c["subject"] for c in mine}))
            between = {c["subject"] for c in mine if c["betweenVisits"]}
            self.shown("betweenVisits", table["betweenVisits"], len(between))
            for number, visit in enumerate(table["visits"]):
                self.visit(table, visit, [(c["subject"], c["visits"][number]) for c in mine])

    def visit(self, table, visit, courses):
        name = f"{table['instrument']} {visit['visit']}"
        rated = {subject for subject, course in courses if course["rating"]}
        self.shown(f"{name} rated", visit["rated"], len(rated))
        self.left_over(f"{name} courses", table["courses"], [
            visit["rated"], visit["unratedRetreated"], visit["unratedFollowUpTooShort"],
            visit["unratedMissed"],
        ])
        for member, figure in visit.items():
            if not isinstance(figure, dict):
                continue
            self.left_over(f"{name} not {member}", visit["rated"], [figure["n"], None])
            if figure["ofAll"] and table["courses"] is None:
                self.found.append(f"{name} {member}: limits of a number that is kept back")

    def intervals(self, answer):
        for split in ("byKind", "byOrdinal"):
            for member in ("n", "closed", "open"):
                parts = [row[member] for row in answer[split]]
                self.left_over(f"{split} {member}", answer["all"][member], parts)


def hold_to_small_cells(program, path, least):
    whole = {}
    for command in ("relief", "response"):
        whole[command] = program.ask([command], [path])
    for words in (["relief"], ["cohort"], ["response"], ["intervals"]):
        said = program.run(*words, "-f", path, "--format", "json", "--min-cell-count", least)
        if said.returncode == 77:
            continue
        answer, disclosure = json.loads(said.stdout), Disclosure(least)
        if words[0] in ("relief", "cohort"):
            disclosure.flow(answer["flow"], whole["relief"]["units"])
        elif words[0] == "response":
            disclosure.response(answer, whole["response"]["courses"])
        else:
            disclosure.intervals(answer)
        yield words, disclosure.found


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--logs", type=int, default=25)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    chosen = parser.parse_args()
    print(f"seed {chosen.seed}, {chosen.logs} clinics", flush=True)
    program, catalogue = Program(chosen.program), definitions.Catalogue()
    asked = wrong = 0
    for number in range(chosen.logs):
        rng = random.Random(f"{chosen.seed}.{number} laws")
        clinic = clinics.clinic(catalogue, f"{chosen.seed}.{number}")
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "clinic.jsonl")
            program.make_log(path, clinic.drafts)
            held = [(w, hold_to_exit_codes(program, path, w))
                    for w in (command_line(rng) for _ in range(20))]
            for least in (3, 5):
                for words, found in hold_to_small_cells(program, path, least):
                    held.append(([*words, "--min-cell-count", str(least)], found))
        asked += len(held)
        for words, found in held:
            wrong += bool(found)
            if found:
                print(f"clinic {chosen.seed}.{number}:", *words)
                print("", *found[:SHOWN], sep="\n    ")
    print(f"{asked} answers, {wrong} against a law")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
