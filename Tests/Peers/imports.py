#!/usr/bin/env python3
"""Holds `reprieve import` against what others make of the same files: Python's csv, zoneinfo, hmac and strftime.

usage: imports.py PATH-TO-REPRIEVE [--seed N] [--files N] [--big MB]

--big writes a table of so many MB, imports it in batches, and tells time and memory; it is measured by
hand, not in every run.
"""

import argparse
import csv
import datetime
import hmac
import io
import json
import os
import pathlib
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
import zoneinfo

ROOT = pathlib.Path(__file__).resolve().parents[2]
TRIAL = ROOT / "Tests" / "data" / "ds005917"
LETTERS = "ab 0,;\t|\"'\n\r\n=\u00e4\u00df\u4e2d\U0001f600."
ZONES = """America/New_York America/Los_Angeles America/Sao_Paulo America/St_Johns America/Havana Europe/Berlin
Europe/London Europe/Dublin Africa/Casablanca Africa/Cairo Asia/Kolkata Asia/Tehran Asia/Gaza Asia/Tokyo
Australia/Sydney Australia/Lord_Howe Pacific/Apia Pacific/Chatham Antarctica/Troll America/Scoresbysund""".split()


class Program:
    def __init__(self, path, folder):
        self.path, self.folder = path, pathlib.Path(folder)
        self.count = 0

    def run(self, *words, expect=0):
        done = subprocess.run([self.path, *map(str, words)], capture_output=True, cwd=self.folder)
        if done.returncode != expect:
            sys.exit(f"{words}: exit {done.returncode}, expected {expect}\n{done.stdout.decode()}\n{done.stderr.decode()}")
        return done

    def log(self):
        self.count += 1
        path = self.folder / f"log-{self.count}.jsonl"
        self.run("init", path)
        return path

    def write(self, name, content):
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path


def events(log):
    own = {"seq", "recordedtime", "first", "last", "xxh64", "specversion"}
    lines = open(log, encoding="utf-8").read().split("\n")[1:-1]
    return [{k: v for k, v in json.loads(line).items() if k not in own} for line in lines]


def mapping(table, **more):
    return json.dumps({"mapping": 1, "source": "/import/peer", "pseudonyms": True, **more, "tables": [table]})


def delimited(program, rng, files):
    """Random tables, written by Python's csv, read by both."""
    for number in range(files):
        width = rng.randint(1, 5)
        separator = rng.choice(",;\t|")
        rows = [["".join(rng.choice(LETTERS) for _ in range(rng.choice([0, 1, 3, 9, 40]))).strip()
                 for _ in range(width)] for _ in range(rng.randint(1, 30))]
        out = io.StringIO(newline="")
        head = ["id"] + [f"c{i}" for i in range(width)]
        quoting = rng.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
        # With another line end csv would leave the other one's letters without quotes.
        end = "\r\n" if quoting == csv.QUOTE_MINIMAL else rng.choice(["\r\n", "\n", "\r"])
        writer = csv.writer(out, delimiter=separator, quoting=quoting, lineterminator=end)
        writer.writerow(head)
        for place, row in enumerate(rows):
            writer.writerow([f"P-{place}"] + row)
        mark = rng.choice([b"", b"\xef\xbb\xbf"])
        table = program.write("t.csv", mark + out.getvalue().encode())
        data = {"text": "x"} | {name: {"column": name, "as": "text"} for name in head[1:]}
        rule = program.write("m.json", mapping({
            "name": "t", "separator": separator, "subject": {"column": "id"},
            "events": [{"type": "note", "id": "{subject}", "time": "2026-01-05T10:00:00Z", "data": data}]}))
        log = program.log()
        program.run("import", "csv", table, "--map", rule, "-f", log)
        wanted = list(csv.reader(io.StringIO(out.getvalue(), newline=""), delimiter=separator))[1:]
        found = events(log)
        if len(found) != len(wanted):
            sys.exit(f"file {number}: {len(found)} rows, csv has {len(wanted)}")
        for row, event in zip(wanted, found):
            said = {name: cell for name, cell in zip(head[1:], row[1:]) if cell}
            got = {name: event["data"][name] for name in head[1:] if name in event["data"]}
            if said != got:
                sys.exit(f"file {number}: {said!r} was read as {got!r}")
    return f"{files} tables as Python's csv reads them"


def zones(program, rng):
    """Local times in all sorts of zones, those that clocks skipped or showed twice among them."""
    checked = skipped = doubled = 0
    there = [name for name in ZONES if os.path.exists(f"/usr/share/zoneinfo/{name}")]
    for name in there:
        zone = zoneinfo.ZoneInfo(name)
        locals_ = []
        for _ in range(60):
            year = rng.choice([rng.randint(1972, 2036), rng.randint(2038, 2090)])
            locals_.append(datetime.datetime(year, rng.randint(1, 12), rng.randint(1, 28), rng.randint(0, 23),
                                             rng.choice([0, 15, 30, 59])))
        # Around changes of the clocks of some years.
        for year in (1999, 2012, 2026, 2050):
            day = datetime.datetime(year, 1, 1)
            for offset in range(365):
                a, b = day + datetime.timedelta(days=offset), day + datetime.timedelta(days=offset + 1)
                if a.replace(tzinfo=zone).utcoffset() != b.replace(tzinfo=zone).utcoffset():
                    locals_ += [a + datetime.timedelta(minutes=15 * i) for i in range(0, 96, 3)]
        wanted, bad = {}, set()
        for place, local in enumerate(locals_):
            first, second = (local.replace(tzinfo=zone, fold=f) for f in (0, 1))
            back = first.astimezone(datetime.timezone.utc).astimezone(zone).replace(tzinfo=None, fold=0)
            if back != local:
                bad.add(place)
                skipped += 1
            else:
                doubled += first.utcoffset() != second.utcoffset()
                wanted[f"P-{place}"] = (first.timestamp(), second.timestamp())
        text = "id,when\n" + "".join(f"P-{i},{t:%Y-%m-%d %H:%M}\n" for i, t in enumerate(locals_))
        table = program.write("z.csv", text)
        for side, word in ((0, "first"), (1, "second")):
            rule = program.write("m.json", mapping({
                "name": "t", "subject": {"column": "id"},
                "events": [{"type": "note", "id": "{subject}", "data": {"text": "x"},
                            "time": {"column": "when", "format": "yyyy-MM-dd HH:mm"}}]},
                zone={"name": name, "doubled": word}))
            log = program.log()
            rejects = program.folder / f"rejects-{program.count}.csv"
            program.run("import", "csv", table, "--map", rule, "-f", log, "--rejects", rejects)
            found = {e["subject"]: datetime.datetime.fromisoformat(e["time"].replace("Z", "+00:00")).timestamp()
                     for e in events(log)}
            if found != {who: times[side] for who, times in wanted.items()}:
                odd = {w for w in wanted if found.get(w) != wanted[w][side]} | (found.keys() - wanted.keys())
                sys.exit(f"{name}: {len(odd)} times differ: {[locals_[int(w[2:])] for w in sorted(odd)][:5]}")
            checked += len(found)
    return f"{checked} times in {len(there)} zones as zoneinfo has them, {skipped} skipped, {doubled} shown twice"


def pseudonyms(program):
    """Pseudonyms as Python's hmac makes them."""
    key = os.urandom(32)
    path = program.write("k.key", key)
    os.chmod(path, 0o600)
    names = ["1", "00400100", "J\u00e4ger-7", "A B"]
    table = program.write("t.csv", "mrn\n" + "\n".join(names) + "\n")
    rule = program.write("m.json", json.dumps({
        "mapping": 1, "source": "/import/peer", "tables": [{
            "name": "t", "subject": {"column": "mrn"},
            "events": [{"type": "note", "id": "{subject}", "time": "2026-01-05T10:00:00Z", "data": {"text": "x"}}]}]}))
    log = program.log()
    program.run("import", "csv", table, "--map", rule, "--key", path, "-f", log)
    alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

    def pseudonym(name):
        digest = hmac.new(key, b"subject\0" + name.encode(), "sha256").digest()
        bits = int.from_bytes(digest[:10], "big")
        return "P-" + "".join(alphabet[bits >> (75 - 5 * i) & 31] for i in range(16))

    if [e["subject"] for e in events(log)] != [pseudonym(n) for n in names]:
        sys.exit("pseudonyms are not what hmac makes")
    mark = hmac.new(key, b"keymark\0", "sha256").digest()[:4].hex()
    if any(e["keymark"] != mark for e in events(log)):
        sys.exit("the mark of the key is not what hmac makes")
    return f"{len(names)} pseudonyms as hmac makes them"


def trial(program):
    """The real trial's tables give the shipped log."""
    log = program.log()
    tables = [TRIAL / "participants.tsv", TRIAL / "phenotype.tsv"]
    program.run("import", "csv", *tables, "--map", ROOT / "docs" / "import" / "ds005917.json", "-f", log)
    if events(log) != events(TRIAL / "ds005917.jsonl"):
        sys.exit("the trial's tables do not give the shipped log")
    return "the trial's tables give the shipped log"


STYLES = {"yyyy-MM-dd": "%Y-%m-%d", "d/M/yyyy": "%d/%m/%Y", "M/d/yyyy": "%m/%d/%Y", "d.M.yyyy": "%d.%m.%Y",
          "d-MMM-yy": "%d-%b-%y", "excel-1900": None}


def styles(program, rng, tables):
    """Days in several styles, as Python writes them: the mapping that is proposed reads them as the same days."""
    asked = swapped = 0
    key = program.write("k.key", os.urandom(32))
    os.chmod(key, 0o600)
    for number in range(tables):
        chosen = rng.sample(list(STYLES), rng.randint(1, 4))
        if {"d/M/yyyy", "M/d/yyyy"} <= set(chosen):
            chosen.remove(rng.choice(["d/M/yyyy", "M/d/yyyy"]))
        days = [datetime.date(2024, 1, 1) + datetime.timedelta(days=rng.randrange(900)) for _ in range(rng.randint(3, 40))]

        def written(day):
            pattern = STYLES[rng.choice(chosen)]
            return day.strftime(pattern) if pattern else str((day - datetime.date(1899, 12, 30)).days)

        table = program.write("t.csv", "MRN,Date,GAD-7\n" + "".join(f"{i},{written(day)},7\n" for i, day in enumerate(days)))
        proposed = program.run("import", "csv", table, "--propose").stdout.decode()
        rule = json.loads(proposed)
        if any("which is it?" in line for line in rule["unsure"]):
            # Only the person knows; the two are the same but for their order.
            asked += 1
            for style in ("d/M/yyyy", "M/d/yyyy"):
                if style in chosen:
                    proposed = proposed.replace("M/d/yyyy", style).replace("d/M/yyyy", style)
            rule = json.loads(proposed)
        rule.pop("unsure")
        words = ["import", "csv", table, "--key", key, "--map"]
        log = program.log()
        program.run(*words, program.write("m.json", json.dumps(rule)), "-f", log)
        if [e["time"][:10] for e in events(log)] != [str(day) for day in days]:
            sys.exit(f"table {number}: dates in {chosen} are read otherwise than they were written")
        # The other order of day and month: refused, or read as the same days.
        for style, other in (("d/M/yyyy", "M/d/yyyy"), ("M/d/yyyy", "d/M/yyyy")):
            text = json.dumps(rule)
            if style in chosen and style in text:
                log = program.log()
                wrong = program.write("m.json", text.replace(style, other))
                done = subprocess.run([program.path, *map(str, words), str(wrong), "-f", str(log)], capture_output=True)
                proof = any(day.day > 12 for day in days)
                if done.returncode == 0 and proof and [e["time"][:10] for e in events(log)] != [str(day) for day in days]:
                    # Days behind the twelfth may all be written in another style.
                    cells = [line.split(",")[1] for line in table.read_text().split("\n")[1:-1]]
                    if any("/" in cell and max(map(int, cell.split("/")[:2])) > 12 for cell in cells):
                        sys.exit(f"table {number}: days and months changed places")
                swapped += done.returncode != 0
    return f"{tables} tables with days in up to four styles as Python wrote them, {asked} asked about, {swapped} in the wrong order refused"


def big_table(path, megabytes, rng):
    """Visits of made-up people, about 60 bytes each."""
    count = 0
    with open(path, "w") as out:
        out.write("id,date,gad7,phq9,mg,comment\n")
        while out.tell() < megabytes * 1_000_000:
            lines = []
            for _ in range(10_000):
                # Another day in each round, so that no visit comes twice.
                day = datetime.date(2020, 1, 1) + datetime.timedelta(days=(count + count // 500_000) % 2_000)
                lines.append(f"P-{count % 500_000},{day},{rng.randint(0, 21)},{rng.randint(0, 27)},"
                             f"{rng.randint(20, 60)},\"n, {count}\"\n")
                count += 1
            out.write("".join(lines))
    return count


BIG = {"name": "t", "subject": {"column": "id"}, "drop": ["comment"], "events": [
    {"type": "rating", "when": name, "id": "{subject}-{date}-" + name,
     "time": {"column": "date", "format": "yyyy-MM-dd", "hour": "10:00"},
     "data": {"instrument": scale, "total": {"column": name}}} for name, scale in (("gad7", "GAD-7"), ("phq9", "PHQ-9"))]}


def killed(program, rng):
    """Killed in the middle, run again: the same content as without."""
    table = program.folder / "big.csv"
    big_table(table, 3, rng)
    rule = program.write("m.json", mapping(BIG))
    whole = program.log()
    program.run("import", "csv", table, "--map", rule, "-f", whole, "--batch", 5000)
    kills = 0
    log = program.log()
    words = [program.path, "import", "csv", str(table), "--map", str(rule), "-f", str(log), "--batch", "5000"]
    for _ in range(6):
        started = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(rng.uniform(0.2, 1.0))
        if started.poll() is None:
            started.send_signal(signal.SIGKILL)
            kills += 1
        started.wait()
    program.run("import", "csv", table, "--map", rule, "-f", log, "--batch", 5000)
    if events(log) != events(whole):
        sys.exit("after kills the content is another")
    program.run("audit", "verify", "-f", log)
    return f"killed {kills} times and run again, {len(events(log))} events are the same"


def big(program, megabytes, rng):
    table = program.folder / "big.csv"
    rows = big_table(table, megabytes, rng)
    rule = program.write("m.json", mapping(BIG))
    log = program.log()
    start = time.time()
    program.run("import", "csv", table, "--map", rule, "-f", log, "--batch", 100_000)
    seconds = time.time() - start
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    return (f"{table.stat().st_size / 1e6:.0f} MB, {rows} rows, in {seconds:.0f} s, at most {peak} MB of memory, "
            f"log of {log.stat().st_size / 1e6:.0f} MB")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    parser.add_argument("--files", type=int, default=60)
    parser.add_argument("--big", type=int)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    print(f"seed {options.seed}")
    with tempfile.TemporaryDirectory() as folder:
        program = Program(str(pathlib.Path(options.program).resolve()), folder)
        if options.big:
            print(big(program, options.big, rng))
            return
        print(trial(program))
        print(pseudonyms(program))
        print(delimited(program, rng, options.files))
        print(zones(program, rng))
        print(styles(program, rng, options.files))
        print(killed(program, rng))


main()
