"""The program under test, a stream of events for it, and the judge of what it left."""

import json
import pathlib
import random
import subprocess


class Program:
    def __init__(self, path):
        self.path = str(pathlib.Path(path).resolve())

    def version(self):
        return self.run("--version").stdout.decode().strip()

    def run(self, *words, under=(), given=None, **more):
        return subprocess.run(
            [*under, self.path, *map(str, words)], capture_output=True, input=given, check=False,
            **more,
        )

    def init(self, log, under=(), **more):
        return self.run("init", "-f", log, "--origin", "campaign.example/log", under=under, **more)

    def append(self, log, stream, under=(), **more):
        """Appends a stream from its file; the answers come as JSON Lines."""
        return self.run(
            "append", "--batch", stream.batch, "--format", "jsonl", "-f", log, stream.file,
            under=under, **more,
        )


class Stream:
    """Events that are appended in batches of a fixed size, so that every line's place is known."""

    def __init__(self, folder, seed, count=12, batch=3, longest=700):
        draws = random.Random(seed)
        self.batch = batch
        self.ids = [f"e-{number}" for number in range(count)]
        self.file = folder / f"events-{seed}-{count}-{batch}.jsonl"
        self.lines = [
            json.dumps({
                "id": each, "source": "/campaign", "type": "note", "subject": draws.choice("ABC"),
                "time": "2026-03-09T09:30:00Z", "data": {"text": "n" * draws.randrange(longest)},
            })
            for each in self.ids
        ]
        self.file.write_text("".join(line + "\n" for line in self.lines))
        self.file.chmod(0o644)

    def batches(self):
        """The numbers of the lines of each batch."""
        numbers = list(range(1, len(self.ids) + 1))
        return [numbers[at : at + self.batch] for at in range(0, len(numbers), self.batch)]

    def part(self, folder, batches):
        """A file with the first so many batches only."""
        file = folder / f"part-{self.file.name}"
        file.write_text("".join(line + "\n" for line in self.lines[: batches * self.batch]))
        first = object.__new__(Stream)
        first.__dict__.update(self.__dict__, file=file)
        return first


def acknowledged(output):
    """The numbers of the batches that were acknowledged on standard output; whole lines only."""
    answers = [json.loads(line) for line in output.split(b"\n")[:-1] if line]
    return [answer["seq"] for answer in answers if answer["answer"] in ("accepted", "already")]


def judge(program, log, stream, acked, tally, most_extra=1):
    """Gives the whole stream again and compares: returns what was not as promised.

    `acked` is how many of the stream's batches had been acknowledged.
    """
    tally.acked += acked
    before = log.read_bytes() if log.exists() else None
    if before is None:
        tally.lost += acked
        if acked:
            return "the log is gone"
        again = program.init(log)
        if again.returncode != 0:
            return f"the log can't be started again: {again.stderr.decode()}"
        before = log.read_bytes()
    said = program.append(log, stream)
    if said.returncode != 0:
        tally.lost += acked
        return f"the log is refused: {said.stderr.decode()}"
    answers = [json.loads(line) for line in said.stdout.splitlines()]
    there = sum(answer["answer"] == "already" for answer in answers)
    if [answer["answer"] for answer in answers[:there]] != ["already"] * there:
        return f"what is there is not the beginning of what was given: {answers}"
    if there < acked:
        tally.lost += acked - there
        return f"{acked - there} acknowledged batches are lost"
    tally.extra += there - acked
    if there - acked > most_extra:
        return f"{there - acked} batches are there that were not acknowledged"
    if [answer["seq"] for answer in answers] != stream.batches():
        return f"the lines have other numbers: {answers}"
    return content(log, stream, before, there, tally) or verified(program, log)


def content(log, stream, before, there, tally):
    """Compares the bytes: lines in order and in their batches, and every byte that was cut kept."""
    after = log.read_bytes()
    lines = after.split(b"\n")[:-1]
    found = [json.loads(line) for line in lines]
    if [each["id"] for each in found] != ["log", *stream.ids]:
        return "the lines are not those that were given, each once"
    for batch in stream.batches():
        for number in batch:
            named = (found[number].get("first"), found[number].get("last"))
            if named != ((batch[0], batch[-1]) if len(batch) > 1 else (None, None)):
                tally.half += 1
                return f"line {number} was committed in a batch {named} of its own"
    end = sum(len(line) + 1 for line in lines[: 1 + there * stream.batch])
    if before[:end] != after[:end]:
        return "committed bytes have changed"
    tail = before[end:]
    kept = [file.read_bytes() for file in pathlib.Path(f"{log}.d/torn").glob("*")]
    if tail and tail not in kept:
        return "bytes that were cut away are nowhere"
    if tail:
        tally.details["torn tails kept"] += 1
    return None


def verified(program, log):
    said = program.run("repair", "-f", log)
    if said.returncode != 0 or b"all in order" not in said.stdout:
        return f"the log is not in order: {said.stdout.decode()}"
    return None
