#!/usr/bin/env python3
"""Holds the program to a second implementation of its outcomes, on random clinics.

usage: outcomes.py PATH-TO-REPRIEVE [--logs N] [--seed S] [--keep FOLDER]

The reference (outcomes/) is written from docs/spec alone, with exact fractions and with other
methods than ours where there are several. First it answers every run of vectors/outcomes, so that
its reading is known to be sound; then random clinics, dense in edge cases, are written through
`init` and `append`, and whole documents of relief, response, intervals, cohort and timeline are
compared member by member. Of the first difference the smallest log that shows it is printed.
"""

import argparse
import collections
import concurrent.futures
import json
import pathlib
import random
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "outcomes"))
sys.dont_write_bytecode = True

import answers  # noqa: E402
import clinics  # noqa: E402
import definitions  # noqa: E402
import history  # noqa: E402
from compare import differences  # noqa: E402
from program import Program, Refused  # noqa: E402

SHOWN = 5
VECTORS = HERE.parent / "vectors" / "outcomes"


def hold_to_vectors(catalogue):
    """The reference against every run of the vectors that are there."""
    held = wrong = 0
    for vector in sorted(VECTORS.glob("*.json")):
        content = json.loads(vector.read_text())
        logs = [vector.parent / log for log in content["logs"]]
        if not all(log.exists() for log in logs):
            continue
        for run in content["runs"]:
            if "refused" in run:
                continue
            held += 1
            found = differences(answers.answer(catalogue, run["args"], logs), run["expect"])
            if found:
                wrong += 1
                print(vector.stem, *run["args"], *found[:SHOWN], sep="\n    ")
    print(f"{held} runs of the vectors, {wrong} answered otherwise by the reference")
    return wrong


def disagreement(program, catalogue, words, paths):
    """Differences as text; none where both give the same document."""
    try:
        theirs = program.ask(words, paths)
    except (Refused, ValueError) as refused:
        return [f"no document: {refused}"]
    return differences(answers.answer(catalogue, words, paths), theirs)


class Case:
    """One random clinic, or two in two logs, and what was asked of it."""

    def __init__(self, program, catalogue, seed, folder):
        self.program, self.catalogue, self.seed = program, catalogue, seed
        rng = random.Random(f"{seed} questions")
        count = 2 if rng.random() < 0.1 else 1
        self.clinics = [clinics.clinic(catalogue, f"{seed}.{n}") for n in range(count)]
        self.paths = [pathlib.Path(folder, f"clinic-{n}.jsonl") for n in range(count)]
        self.refused = []
        for clinic, path in zip(self.clinics, self.paths):
            cuts = sorted(rng.sample(range(len(clinic.drafts)), min(2, len(clinic.drafts))))
            self.refused += program.make_log(path, clinic.drafts, cuts)
        lines = [history.read(path) for path in self.paths]
        recorded = sorted({history.stamp(line.recorded) for log in lines for line in log})
        size = len(lines[0]) if count == 1 else None
        self.questions = clinics.command_lines(rng, self.clinics, size, recorded)

    def run(self):
        self.asked, self.wrong = 0, []
        for words in self.questions:
            if self.is_gone(words):
                continue
            self.asked += 1
            found = disagreement(self.program, self.catalogue, words, self.paths)
            if found:
                self.wrong.append((words, found))
        return self

    def is_gone(self, words):
        """A subject of whom nothing is effective is unknown to both."""
        subject = answers.Question(words).subject
        return subject is not None and not answers.knows(words, self.paths, subject)


def smallest(program, catalogue, words, drafts, folder):
    """Leaves out events one by one as long as the documents differ."""
    path = pathlib.Path(folder, "small.jsonl")

    def still_differs(rest):
        try:
            program.make_log(path, rest)
            return bool(disagreement(program, catalogue, words, [path]))
        except (Refused, KeyError, IndexError):
            return False

    if not still_differs(drafts):
        return None
    size = max(1, len(drafts) // 2)
    while size:
        place = 0
        while place < len(drafts):
            rest = drafts[:place] + drafts[place + size :]
            if still_differs(rest):
                drafts = rest
            else:
                place += size
        size //= 2
    program.make_log(path, drafts)
    return drafts, disagreement(program, catalogue, words, [path])


def report(case, folder, keep):
    for words, found in case.wrong:
        print(f"clinic {case.seed}:", *words)
        print("", *found[:SHOWN], sep="\n    ")
    words = case.wrong[0][0]
    if len(case.paths) == 1:
        small = smallest(
            case.program, case.catalogue, words, case.clinics[0].drafts, folder
        )
        if small:
            print("smallest log, for", *words)
            print(*map(json.dumps, small[0]), *small[1][:SHOWN], sep="\n")
    if keep:
        keep.mkdir(parents=True, exist_ok=True)
        for path in case.paths:
            (keep / f"{case.seed}-{path.name}").write_bytes(path.read_bytes())


def run_case(program, catalogue, seed, keep):
    with tempfile.TemporaryDirectory() as folder:
        case = Case(program, catalogue, seed, folder).run()
        if case.wrong:
            report(case, folder, keep)
    return case


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--logs", type=int, default=150)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--keep", type=pathlib.Path, help="a folder for logs that differ")
    chosen = parser.parse_args()
    print(f"seed {chosen.seed}, {chosen.logs} clinics", flush=True)
    program, catalogue = Program(chosen.program), definitions.Catalogue()
    wrong = hold_to_vectors(catalogue)
    asked, refused = collections.Counter(), 0
    seeds = [f"{chosen.seed}.{n}" for n in range(chosen.logs)]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for case in pool.map(lambda s: run_case(program, catalogue, s, chosen.keep), seeds):
            asked["documents"] += case.asked
            refused += len(case.refused)
            wrong += len(case.wrong)
    print(f"{asked['documents']} documents compared, {refused} events refused; {wrong} differences")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
