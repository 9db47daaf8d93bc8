#!/usr/bin/env python3
"""Writes one small log for each published trial whose table docs/validation.md reproduces, and the
effects of a published meta-analysis.

The papers publish counts: so many of so many responded. They do not publish who scored what. The
people, the days and every score here are made up, so that exactly the published counts come out;
nothing else about these logs means anything. Where a paper does not say on which scale or on which
day it counted, the comment at its trial says what was chosen.

  python3 make.py            writes NAME.jsonl and bcg.json beside this file
  python3 make.py --check    says whether the files are what this script writes; exit 1 if not

The lines follow docs/spec/log-format.md, each an append of its own, with fixed recorded times; the
seal is XXH64, written out below, so nothing but Python is needed.
"""

import json
import math
import pathlib
import sys
from datetime import datetime, timedelta

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
WEIGHT = 70  # kg, nominal, for all

# ---------------------------------------------------------------------------------------- XXH64

P1, P2, P3, P4, P5 = (
    0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x85EBCA77C2B2AE63,
    0x27D4EB2F165667C5)
MASK = (1 << 64) - 1


def rotated(x, by):
    return ((x << by) | (x >> (64 - by))) & MASK


def round64(lane, word):
    return rotated((lane + word * P2) & MASK, 31) * P1 & MASK


def xxh64(data):
    """XXH64 with seed 0."""
    at, end = 0, len(data)

    def word(size):
        nonlocal at
        at += size
        return int.from_bytes(data[at - size:at], "little")

    if end >= 32:
        lanes = [(P1 + P2) & MASK, P2, 0, -P1 & MASK]
        while end - at >= 32:
            lanes = [round64(lane, word(8)) for lane in lanes]
        h = sum(rotated(lane, by) for lane, by in zip(lanes, (1, 7, 12, 18))) & MASK
        for lane in lanes:
            h = ((h ^ round64(0, lane)) * P1 + P4) & MASK
    else:
        h = P5
    h = (h + end) & MASK
    while end - at >= 8:
        h = (rotated(h ^ round64(0, word(8)), 27) * P1 + P4) & MASK
    if end - at >= 4:
        h = (rotated(h ^ word(4) * P1 & MASK, 23) * P2 + P3) & MASK
    while at < end:
        h = rotated(h ^ word(1) * P5 & MASK, 11) * P1 & MASK
    for shift, prime in ((33, P2), (29, P3)):
        h = (h ^ h >> shift) * prime & MASK
    return h ^ h >> 32


# ------------------------------------------------------------------------------------- the logs


class Log:
    """The events of a trial, in the order in which they are said."""

    def __init__(self, name, begin):
        self.name = name
        self.begin = datetime.fromisoformat(begin + "T10:00:00+00:00")
        self.events = []

    def add(self, kind, subject, time, **data):
        """An event of a type of section 2, its data in that section's order."""
        self.events.append((kind, subject, time, {k: v for k, v in data.items() if v is not None}))

    def intake(self, subject, indications, arm=None):
        self.add("intake", subject, self.begin - 7 * DAY, indications=indications,
                 weightKg=WEIGHT, arm=arm)

    def infusion(self, subject, label, time, drug, mg_per_kg, minutes=40, route="IV"):
        """A session and the one dose of it."""
        mg = round(mg_per_kg * WEIGHT, 3)
        mg = int(mg) if mg == int(mg) else mg
        self.add("infusion", subject, time, infusion=label, drug=drug, route=route,
                 orderedMgPerKg=mg_per_kg)
        self.add("dose", subject, time, infusion=label, mg=mg, minutes=minutes)

    def rating(self, subject, time, instrument, total):
        self.add("rating", subject, time, instrument=instrument, total=total)

    def lines(self):
        """The log: line 0, then each event recorded an hour after the last one happened."""
        events = sorted(enumerate(self.events), key=lambda pair: (pair[1][2], pair[0]))
        recorded = max(event[2] for event in self.events) + HOUR
        stamp = recorded.strftime("%Y-%m-%dT%H:%M:%S")
        first = {"format": 1, "name": self.name, "origin": f"published.example/{self.name}"}
        rows = [("log", "/reprieve", "log", "log", stamp + "Z", first)]
        for number, (_, (kind, subject, time, data)) in enumerate(events, 1):
            rows.append((f"e{number}", "/published/" + self.name, kind, subject,
                         time.strftime("%Y-%m-%dT%H:%M:%SZ"), data))
        for seq, (name, source, kind, subject, time, data) in enumerate(rows):
            line = {"specversion": "1.0", "seq": seq, "recordedtime": stamp + ".000Z", "id": name,
                    "source": source, "type": kind, "subject": subject, "time": time, "data": data}
            body = json.dumps(line, separators=(",", ":"))[:-1].encode()
            yield body + b',"xxh64":"%016x"}\n' % xxh64(body)


def people(letter, count):
    return [f"{letter}{number:02}" for number in range(1, count + 1)]


def scores(number, baseline, responds):
    """A made-up baseline and follow-up: a fall of 60 to 70 percent, or of 5 to 15 percent."""
    before = baseline + number * 3 % 7
    fall = (60 if responds else 5) + number * 7 % 11
    return before, round(before * (100 - fall) / 100)


# Taylor 2018, Neuropsychopharmacology 43:325, PMC5729569. A crossover of 18 with social anxiety,
# 28 days between the infusions, rated until day 14. Published: LSAS 6 of 18 and 0 percent, VAS
# 16 of 18 and 9 of 17. z = 2.24 and 2.12 leave one paired table each over 17 complete pairs (LSAS 5
# ketamine only, 0 saline only; VAS 7 and 1), so one patient who responded to ketamine on both has no
# saline period. The paper counts who responded in the first two weeks; here one rating on day 14
# says it. Who came first is made up.
def taylor2018():
    log = Log("taylor2018", "2016-01-04")
    lsas = {"ketamine": {1, 2, 3, 4, 5, 18}, "saline": set()}
    vas = {"ketamine": set(range(1, 16)) | {18}, "saline": set(range(1, 9)) | {16}}
    for number, name in enumerate(people("T", 18), 1):
        order = ["ketamine", "saline"] if number % 2 == 0 else ["saline", "ketamine"]
        log.intake(name, ["F40.11"], "-".join(order))
        for period, drug in enumerate(order, 1):
            if (number, drug) == (18, "saline"):
                continue
            start = log.begin + (period - 1) * 28 * DAY
            log.infusion(name, f"period-{period}", start, drug, 0.5 if drug == "ketamine" else 0)
            for scale, who, usual in (("LSAS", lsas, 88), ("VAS-A", vas, 61)):
                before, after = scores(number + period, usual, number in who[drug])
                log.rating(name, start - HOUR, scale, before)
                log.rating(name, start + 14 * DAY, scale, after)
    return log


# Rodriguez 2013, Neuropsychopharmacology 38:2475, PMC3799067. A crossover of 15 with OCD; what
# carried over left only its first phase: Y-BOCS 35 percent a week later in 4 of 8 and 0 of 7.
def rodriguez2013():
    log = Log("rodriguez2013", "2010-03-01")
    for number, name in enumerate(people("R", 15), 1):
        drug = "ketamine" if number <= 8 else "saline"
        log.intake(name, ["F42.2"], drug)
        log.infusion(name, "phase-1", log.begin, drug, 0.5 if drug == "ketamine" else 0)
        before, after = scores(number, 26, number <= 4)
        log.rating(name, log.begin - HOUR, "Y-BOCS", before)
        log.rating(name, log.begin + 7 * DAY, "Y-BOCS", after)
    return log


# Six infusions on Mondays, Wednesdays and Fridays of two weeks.
SIX = [day * DAY for day in (0, 2, 4, 7, 9, 11)]


# Feder 2021, Am J Psychiatry 178:193. Six infusions in two weeks, 15 with ketamine and 15 with
# midazolam; CAPS-5 30 percent at week 2 in 67 and 20 percent: 10 and 3 of 15. Week 2 is day 14 of
# the first infusion: three days after the last, the visit d3.
def feder2021():
    log = Log("feder2021", "2015-06-01")
    for number, name in enumerate(people("F", 30), 1):
        drug = "ketamine" if number <= 15 else "midazolam"
        log.intake(name, ["F43.12"], drug)
        log.rating(name, log.begin - HOUR, "CAPS-5", scores(number, 40, False)[0])
        for session, after in enumerate(SIX, 1):
            dose = 0.5 if drug == "ketamine" else 0.045
            log.infusion(name, f"s{session}", log.begin + after, drug, dose)
        responds = number <= 10 or 16 <= number <= 18
        log.rating(name, log.begin + 14 * DAY, "CAPS-5", scores(number, 40, responds)[1])
    return log


# Murrough 2013, Biol Psychiatry 74:250, PMC3725185. 24 with depression (ten of them are those of
# aan het Rot 2010), up to six infusions in 12 days: 70.8 percent responded, 17 of 24. MADRS, the day
# after the last infusion.
def murrough2013():
    log = Log("murrough2013", "2009-05-04")
    for number, name in enumerate(people("M", 24), 1):
        log.intake(name, ["F33.2"])
        before, after = scores(number, 32, number <= 17)
        log.rating(name, log.begin - HOUR, "MADRS", before)
        for session, day in enumerate(SIX, 1):
            log.infusion(name, f"s{session}", log.begin + day, "ketamine", 0.5)
        log.rating(name, log.begin + SIX[-1] + DAY, "MADRS", after)
    return log


# Albott 2018, J Clin Psychiatry 79:17m11634. 15 veterans with PTSD and depression, six infusions on
# Mondays, Wednesdays and Fridays, rated 24 hours after each: remission of PTSD 80.0 percent (12 of
# 15), response of depression 93.3 percent (14 of 15). The abstract does not say what remission is;
# the remitters here stand at 24 or less on PCL-5, the others at 47 or more, on either side of any
# cut-off in use.
def albott2018():
    log = Log("albott2018", "2015-05-04")
    for number, name in enumerate(people("A", 15), 1):
        log.intake(name, ["F43.12", "F33.2"])
        for scale, usual, responds in (
                ("PCL-5", 55, number <= 12), ("MADRS", 35, number != 13)):
            before, after = scores(number, usual, responds)
            log.rating(name, log.begin - HOUR, scale, before)
            log.rating(name, log.begin + SIX[-1] + DAY, scale, after)
        for session, day in enumerate(SIX, 1):
            log.infusion(name, f"s{session}", log.begin + day, "ketamine", 0.5)
    return log


# Glue 2017, J Psychopharmacology 31:1302, PubMed 28441895. 12 with refractory anxiety, ascending
# weekly doses under the skin; 10 of 12 responded at 0.5 to 1 mg/kg. The scale here is HAM-A, and one
# rating a week after 1 mg/kg says it: which dose each responded to is not published.
def glue2017():
    log = Log("glue2017", "2016-02-01")
    for number, name in enumerate(people("G", 12), 1):
        log.intake(name, ["F41.1"])
        before, after = scores(number, 24, number <= 10)
        log.rating(name, log.begin - HOUR, "HAM-A", before)
        for week, dose in enumerate((0.25, 0.5, 1)):
            log.infusion(name, f"s{week + 1}", log.begin + 7 * week * DAY, "ketamine", dose,
                         minutes=0, route="SC")
        log.rating(name, log.begin + 21 * DAY, "HAM-A", after)
    return log


# Colditz 1994, JAMA 271:698: BCG vaccine against tuberculosis, thirteen trials; cases and others
# among the vaccinated, cases and others among the rest (dat.bcg of R's metadat).
BCG = [
    (4, 119, 11, 128), (6, 300, 29, 274), (3, 228, 11, 209), (62, 13536, 248, 12619),
    (33, 5036, 47, 5761), (180, 1361, 372, 1079), (8, 2537, 10, 619), (505, 87886, 499, 87892),
    (29, 7470, 45, 7232), (17, 1699, 65, 1600), (186, 50448, 141, 27197), (5, 2493, 3, 2338),
    (27, 16886, 29, 17825)]


def bcg():
    """Log risk ratios and their variances, as a question to `estimate`."""
    effects, variances = [], []
    for a, b, c, d in BCG:
        effects.append(math.log(a / (a + b)) - math.log(c / (c + d)))
        variances.append(1 / a - 1 / (a + b) + 1 / c - 1 / (c + d))
    # Twelve decimals: the last bits of a logarithm are the mathematics library's own.
    rounded = [[round(x, 12) for x in row] for row in (effects, variances)]
    question = {"estimator": "meta-analysis",
                "input": {"yi": rounded[0], "vi": rounded[1], "level": 0.95}}
    return (json.dumps(question, separators=(",", ":")) + "\n").encode()


def main():
    folder = pathlib.Path(__file__).parent
    wrong = []
    texts = {"bcg.json": bcg()}
    for make in (taylor2018, rodriguez2013, feder2021, murrough2013, albott2018, glue2017):
        log = make()
        texts[log.name + ".jsonl"] = b"".join(log.lines())
    for name, text in texts.items():
        path = folder / name
        if "--check" not in sys.argv:
            path.write_bytes(text)
        elif not path.exists() or path.read_bytes() != text:
            wrong.append(path.name)
    for name in wrong:
        print(name, "is not what this script writes")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    assert xxh64(b"") == 0xEF46DB3751D8E999 and xxh64(b"abc") == 0x44BC2CF5AD770999
    main()
