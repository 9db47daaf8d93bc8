"""Eight processes that append to one log, some of them killed, while others read it."""

import json
import random
import shutil
import subprocess
import threading

from program import verified

WRITERS = 8


class Writers:
    def needs(self):
        return None

    def points(self, program, home, seed, short):
        return [(seed * 1_000 + n, 12 if short else 250) for n in range(1 if short else 2)]

    def words(self, point):
        return f"{WRITERS} writers, {point[1]} appends each, seed {point[0]}"

    def run(self, program, folder, point, tally):
        seed, appends = point
        log = folder / "log.jsonl"
        program.init(log)
        promises = {}
        handed = {}
        findings = []
        crew = [
            threading.Thread(
                target=write,
                args=(program, log, f"w{number}", random.Random(seed * 100 + number), appends,
                      promises, handed, findings))
            for number in range(WRITERS)
        ]
        over = threading.Event()
        reader = threading.Thread(target=read, args=(program, log, over, tally, findings))
        for thread in [*crew, reader]:
            thread.start()
        for thread in crew:
            thread.join()
        over.set()
        reader.join()
        tally.acked += len(promises)
        tally.details["appends by 8 writers"] += WRITERS * appends
        return next(iter(findings), None) or held(log, promises, handed, tally) \
            or verified(program, log)


def write(program, log, name, draws, appends, promises, handed, findings):
    """Appends batches of 1 to 5 events; one in twenty writers is killed in the middle of it."""
    for number in range(appends):
        ids = [f"{name}-{number}-{each}" for each in range(draws.randrange(1, 6))]
        lines = "".join(
            json.dumps({"id": each, "source": "/campaign", "type": "note", "subject": name,
                        "time": "2026-03-09T09:30:00Z",
                        "data": {"text": "n" * draws.randrange(300)}})
            + "\n" for each in ids)
        handed[ids[0]] = ids
        process = subprocess.Popen(
            [program.path, "append", "--wait", "120", "--format", "jsonl", "-f", str(log)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        doomed = None
        if draws.randrange(20) == 0:
            doomed = threading.Timer(draws.random() * 0.05, process.kill)
            doomed.start()
        output, errors = process.communicate(lines.encode())
        if doomed:
            doomed.cancel()
        answer = output.decode().splitlines()
        if process.returncode == 0 and answer:
            promises[ids[0]] = json.loads(answer[0])["seq"]
        elif process.returncode != -9:
            findings.append(f"append exits {process.returncode}: {errors.decode()}")


def read(program, log, over, tally, findings):
    """Reads the log from its start again and again, and copies of it: each is in order."""
    copy = log.with_name("copy.jsonl")
    while not over.is_set():
        shutil.copyfile(log, copy)
        for what, file in [("readings", log), ("copies", copy)]:
            said = program.run("repair", "-f", file)
            tally.details[f"{what} while it grew"] += 1
            if said.returncode != 0:
                findings.append(f"{what}: damage was found: {said.stdout.decode()}")


def held(log, promises, handed, tally):
    """Every line once, gapless; every batch whole and in one piece; every promise kept."""
    found = [json.loads(line) for line in log.read_bytes().splitlines()]
    if [each["seq"] for each in found] != list(range(len(found))):
        return "the numbers have a gap"
    places = {each["id"]: each["seq"] for each in found}
    if len(places) != len(found):
        return "an event is there twice"
    for first, ids in handed.items():
        there = [places[each] for each in ids if each in places]
        if first in promises and there != promises[first]:
            tally.lost += 1
            return f"{first} was acknowledged as {promises[first]} and stands at {there}"
        if there and there != list(range(there[0], there[0] + len(ids))):
            tally.half += 1
            return f"half a batch is there: {first}"
        if there and first not in promises:
            tally.extra += 1
    return None


writers = Writers()
