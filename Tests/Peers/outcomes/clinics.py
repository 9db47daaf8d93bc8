"""Random small clinics, dense in edge cases: drafts of events and command lines to ask.

Nothing here knows what is right; it only likes the edges that the definitions name.
"""

import random

from definitions import CRITERIA
from history import DAY, HOUR, MINUTE, instant, stamp

START = instant("2026-01-05T10:00:00Z")
GAPS = (
    0, 1, HOUR, DAY, 2 * DAY, 3 * DAY, 3 * DAY, 7 * DAY, 7 * DAY, 10 * DAY, 14 * DAY - 1, 14 * DAY,
    14 * DAY + 1, 15 * DAY, 21 * DAY, 28 * DAY, 28 * DAY + 1, 35 * DAY, 45 * DAY, 60 * DAY,
    60 * DAY + 1, 75 * DAY,
)
# From the start of a treatment: edges of visits, of the baseline and of why retreated.
FROM_START = (
    -15 * DAY, -14 * DAY, -7 * DAY, -3 * DAY, -DAY, -HOUR, 0, 18 * HOUR, DAY, 36 * HOUR, 2 * DAY,
    3 * DAY, 4 * DAY, 5 * DAY, 6 * DAY, 7 * DAY, 8 * DAY, 9 * DAY, 10 * DAY, 12 * DAY, 14 * DAY,
    16 * DAY, 17 * DAY, 21 * DAY, 27 * DAY, 28 * DAY, 29 * DAY, 35 * DAY, 40 * DAY,
)
# From its end: peri-treatment, and the first rating within a week.
FROM_END = (0, 30 * MINUTE, 60 * MINUTE, 60 * MINUTE, DAY, 7 * DAY, 8 * DAY)
# From another rating: what confirms a run.
FROM_RATING = (0, HOUR, DAY, DAY, 2 * DAY, 7 * DAY, 21 * DAY, 21 * DAY, 22 * DAY)
INDICATIONS = (
    "F41.1", "F41.1", "F40.10", "F40.1", "F41.0", "F40.01", "F42", "F42.2", "F43.10", "F33.9",
    "F32.2", "F31.9", "F41", "F40.2", "F60.3",
)
INSTRUMENTS = (
    "GAD-7", "GAD-7", "PHQ-9", "HAM-A", "LSAS", "PDSS", "Y-BOCS", "PCL-5", "MADRS", "WHO-5",
    "WHO-5",
    "QIDS-SR16", "HAM-D17", "VAS-A", "OCI", "CGI-S", "BPRS", "SPIN", "PDSS-SR", "CAPS-5",
)
DRUGS = ("ketamine",) * 8 + ("esketamine", "arketamine", "saline", "saline", "midazolam", "placebo")
OFFSETS = (0, 0, 0, 0, 330, -300, 840, -660)
VISITS = (
    "d2=1.5..3@2,d10=8..12@10", "w1=5..9@7,w1b=6..8@7", "a=0..7@1,b=7..14@14,c=0.5..40@20.5",
    "end=35..90@60",
)
PAIRS = ("ketamine,saline", "saline,ketamine", "ketamine,esketamine", "midazolam,ketamine")



def sign(rng):
    """Mostly nothing, else a millisecond to one side."""
    return rng.choice((0, 0, 0, 0, 1, -1))


class Clinic:
    """The drafts of one log, in the order in which they are appended."""

    def __init__(self, catalogue, rng):
        self.catalogue, self.rng = catalogue, rng
        self.drafts = []
        self.count = 0
        self.style = rng.choice(("mixed", "mixed", "crossover", "nhs", "cohort", "cohort"))
        people = rng.randint(6, 14) if self.style == "cohort" else rng.randint(1, 4)
        self.names = [rng.choice(("P-{}", "p{}", "B.{}")).format(n) for n in range(people)]
        self.common = rng.choice(INSTRUMENTS) if rng.random() < 0.7 else None
        for name in self.names:
            self.person(name)
        if self.drafts and rng.random() < 0.5 and self.style != "cohort":
            for _ in range(rng.randint(1, 8)):
                self.correction()

    # One event

    def draft(self, kind, subject, time, data):
        rng = self.rng
        self.count += 1
        offset = rng.choice(OFFSETS) if rng.random() < 0.1 else 0
        text = stamp(time + offset * MINUTE)
        if text.endswith(".000Z") and rng.random() < 0.7:
            text = text[:-5] + "Z"
        if offset:
            hours, minutes = divmod(abs(offset), 60)
            text = f"{text[:-1]}{'+' if offset > 0 else '-'}{hours:02d}:{minutes:02d}"
        return {
            "id": f"e{self.count}", "source": "/o", "type": kind, "subject": subject,
            "time": text, "data": data,
        }

    def person(self, name):
        rng = self.rng
        events = []
        indications = rng.sample(INDICATIONS, rng.choice((0, 1, 1, 1, 2)))
        intake = {"indications": indications}
        if self.common and rng.random() < 0.8:
            intake["instrument"] = self.common
        if rng.random() < 0.5:
            intake |= {
                "birthYear": rng.randint(1940, 2008), "sex": rng.choice(("female", "male")),
                "weightKg": rng.choice((70, 62.5, 81.25)), "site": rng.choice("ab"),
                "arm": rng.choice(("x", "y")),
            }
        self.instrument = intake.get("instrument") or self.catalogue.index_instrument(
            indications[0] if indications else None
        )
        first = START + rng.randint(0, 3) * DAY
        if rng.random() < 0.95:
            events.append(self.draft("intake", name, first - rng.choice((0, 20)) * DAY, intake))
        sessions = self.sessions(name, first, events)
        self.baseline = self.high_score(self.instrument)
        ratings = []
        for start, end in sessions:
            self.course_of_ratings(name, start, end, ratings)
        self.odds_and_ends(name, sessions, events)
        events += ratings
        if rng.random() < 0.8:
            events.sort(key=lambda e: instant(e["time"]))
        else:
            rng.shuffle(events)
        # A dose goes after its infusion.
        events.sort(key=lambda e: e["type"] == "dose")
        self.drafts += events

    # Sessions

    def sessions(self, name, first, events):
        rng = self.rng
        start, found = first, []
        count = rng.choice((0, 1, 1, 1, 2, 2, 3, 4, 6)) if self.style != "cohort" else rng.choice(
            (1, 1, 1, 2, 3)
        )
        for number in range(1, count + 1):
            drug = rng.choice(DRUGS)
            if self.style == "crossover":
                drug = rng.choice(("ketamine", "saline"))
            elif self.style == "cohort":
                drug = rng.choice(("ketamine",) * 9 + ("saline",))
            label = rng.choice((f"{number}", f"s-{number}"))
            data = {"infusion": label, "drug": drug, "route": rng.choice(("IV", "IM", "PO"))}
            if rng.random() < 0.15:
                data["weightKg"] = rng.choice((55, 72.5))
            if rng.random() < 0.12:
                data["phase"] = rng.choice(("induction", "maintenance", "booster"))
            events.append(self.draft("infusion", name, start + rng.choice((0, 0, -HOUR)), data))
            end = start
            for _ in range(rng.choice((0, 1, 1, 1, 1, 1, 1, 1, 2, 3))):
                dose = {"infusion": label, "mg": rng.choice((35, 35, 40.5, 0.001, 0))}
                if drug == "saline":
                    dose["mg"] = 0
                if rng.random() < 0.8:
                    dose["minutes"] = rng.choice((0, 40, 40, 40, 60, 0.5, 37.25, 1440))
                time = start + rng.choice((0, 0, 0, 0, 10 * MINUTE, 1, -MINUTE))
                events.append(self.draft("dose", name, time, dose))
                end = max(end, time + int(dose.get("minutes", 0) * MINUTE))
            found.append((start, end))
            start += rng.choice(GAPS)
        return found

    # Ratings

    def high_score(self, instrument):
        stick = self.catalogue.yardstick("standard", instrument)
        low, high = self.catalogue.instruments[instrument]["total"]
        cut_off = (stick.thresholds.get("caseness") or {"value": (low + high) // 2})["value"]
        worst = high if stick.low_is_better else low
        return self.clip(instrument, self.rng.choice((
            worst, cut_off, (worst + cut_off) // 2, (worst + cut_off) // 2,
            self.rng.randint(min(worst, cut_off), max(worst, cut_off)),
            cut_off + (-1 if stick.low_is_better else 1) * self.rng.choice((0, 0, 1)),
        )))

    def clip(self, instrument, score):
        low, high = self.catalogue.instruments[instrument]["total"]
        return max(low, min(high, score))

    def score(self, instrument, good):
        """A total near a threshold of some criterion, on its good or its bad side."""
        rng = self.rng
        stick = self.catalogue.yardstick(rng.choice(("standard", "strict")), instrument)
        toward_bad = 1 if stick.low_is_better else -1
        edges = [stick.best, self.baseline]
        if stick.has("remission"):
            edges.append(stick.thresholds["remission"]["value"])
        if stick.has("reliable"):
            edges.append(
                self.baseline - toward_bad * stick.thresholds["reliableChange"]["value"]
            )
        if stick.has("response"):
            percent = stick.thresholds["response"]["percent"]
            edge = self.baseline - toward_bad * (
                percent * abs(self.baseline - stick.best) // 100
            )
            edges += [edge] * 6
        edge = rng.choice(edges)
        away = rng.choice((0, 0, 1, 1, 2, 5))
        return self.clip(instrument, edge + (-away if good else max(1, away)) * toward_bad)

    def rating(self, name, time, instrument, score):
        rng = self.rng
        data = {"instrument": instrument}
        entry = self.catalogue.instruments[instrument]
        if rng.random() < 0.05 and entry["scoring"] in ("sum", "qids16", "hamd17"):
            low, high = entry["itemRange"]
            data["items"] = [
                rng.randint(*entry["itemRangeExceptions"].get(str(n), (low, high)))
                for n in range(1, entry["itemCount"] + 1)
            ]
        else:
            data["total"] = score
        return self.draft("rating", name, time, data)

    def course_of_ratings(self, name, start, end, ratings):
        rng = self.rng
        instrument = self.instrument
        if rng.random() < 0.9:
            before = start - rng.choice((DAY, DAY, HOUR, 14 * DAY)) + sign(rng)
            if rng.random() < 0.3:
                self.baseline = self.high_score(instrument)
            ratings.append(self.rating(name, before, instrument, self.baseline))
        good = rng.random() < 0.85
        time = None
        for _ in range(rng.choice((0, 1, 2, 3, 4, 5, 6, 8))):
            kind = rng.random()
            if kind < 0.45:
                time = start + rng.choice(FROM_START)
            elif kind < 0.6 or time is None:
                time = end + rng.choice(FROM_END)
            else:
                time += rng.choice(FROM_RATING)
            time += sign(rng)
            good = rng.random() < (0.75 if good else 0.3)
            ratings.append(self.rating(name, time, instrument, self.score(instrument, good)))
            if rng.random() < 0.08:
                again = self.score(instrument, not good)
                ratings.append(self.rating(name, time, instrument, again))
        others = ["PHQ-9", "GAD-7", "SPIN", "PCL-5"] if self.style == "nhs" else INSTRUMENTS
        for _ in range(rng.choice((0, 0, 1, 2)) if self.style != "nhs" else rng.randint(1, 8)):
            other = rng.choice(others)
            time = start + rng.choice(FROM_START) + sign(rng)
            near = self.high_score(other) + rng.choice((0, 0, -1, 1, -4, -6, -8, -10))
            ratings.append(self.rating(name, time, other, self.clip(other, near)))

    def odds_and_ends(self, name, sessions, events):
        rng = self.rng
        last = max((end for _, end in sessions), default=START)
        times = [
            last + rng.choice((0, HOUR, DAY, 7 * DAY, 9 * DAY, 17 * DAY, 35 * DAY, 60 * DAY))
            + sign(rng)
            for _ in range(3)
        ]
        if rng.random() < 0.4:
            events.append(self.draft("note", name, times[0], {"text": "x"}))
        if rng.random() < 0.2:
            events.append(self.draft("exit", name, times[1], {"reason": "withdrew"}))
        if rng.random() < 0.1:
            events.append(self.draft("exit", name, times[2], {"reason": "lost"}))
        if rng.random() < 0.1:
            events.append(self.draft("vital", name, times[2], {"pulse": 70}))
        if rng.random() < 0.05:
            events.append(self.draft("x-unknown", name, times[2], {"a": 1}))
        if rng.random() < 0.1:
            again = {"indications": [rng.choice(INDICATIONS)]}
            if rng.random() < 0.5:
                again |= {"instrument": self.instrument, "weightKg": 90}
            events.append(self.draft("intake", name, rng.choice(times), again))

    # Corrections

    def correction(self):
        rng = self.rng
        target = rng.choice(self.drafts)
        data = {"source": "/o", "id": target["id"]}
        action = rng.choice(("void", "amend", "amend", "reassign"))
        if target["type"] == "correction":
            action = "void"
        if action == "amend":
            data |= self.amendment(target)
        elif action == "reassign":
            data["subject"] = rng.choice([*self.names, *self.names, "late"])
        data |= {"action": action, "reason": "r"}
        said = self.draft("correction", target["subject"], START, data)
        # Mostly the last word; else right in the middle, so that what follows meets it.
        first = self.drafts.index(target) + 1
        last = len(self.drafts)
        self.drafts.insert(last if rng.random() < 0.7 else rng.randint(first, last), said)
        if action == "reassign" and target["type"] == "infusion" and rng.random() < 0.7:
            label = target["data"]["infusion"]
            for dose in [d for d in self.drafts if d["type"] == "dose"]:
                if (dose["subject"], dose["data"]["infusion"]) == (target["subject"], label):
                    more = data | {"id": dose["id"]}
                    self.drafts.append(self.draft("correction", dose["subject"], START, more))
        elif action == "void" and target["type"] == "infusion" and rng.random() < 0.5:
            # The label is free: another session takes it, and the void may be voided.
            again = self.draft("infusion", target["subject"], START + 5 * DAY, target["data"])
            dose = self.draft("dose", target["subject"], START + 5 * DAY,
                              {"infusion": target["data"]["infusion"], "mg": 30})
            self.drafts += [again, dose]
            if rng.random() < 0.6:
                self.drafts.append(self.draft("correction", target["subject"], START, {
                    "source": "/o", "id": said["id"], "action": "void", "reason": "r"}))

    def amendment(self, target):
        rng = self.rng
        change = {}
        if rng.random() < 0.5:
            moved = rng.choice((1, -1, HOUR, DAY, -DAY, 7 * DAY, -7 * DAY))
            change["time"] = stamp(instant(target["time"]) + moved)
        if change and rng.random() < 0.5:
            return change
        data = dict(target["data"])
        if target["type"] == "rating" and "total" in data:
            moved = data["total"] + rng.choice((-5, -1, 1, 5))
            data["total"] = self.clip(data["instrument"], moved)
        elif target["type"] == "infusion":
            data |= rng.choice((
                {"drug": rng.choice(DRUGS)}, {"phase": "induction"}, {"infusion": "new"},
                {"infusion": "1"},
            ))
        elif target["type"] == "dose":
            data |= rng.choice(({"mg": 0}, {"mg": 12}, {"minutes": 90}, {"infusion": "1"}))
        return change | {"data": data}


def command_lines(rng, all_clinics, size, recorded):
    """Random questions about clinics; `recorded` are instants that lines were taken at.

    `size` is the number of lines, None with several logs, where a number can't be a view.
    """
    names = [
        name if size else f"clinic-{n}/{name}"
        for n, one in enumerate(all_clinics) for name in one.names
    ]
    lines = [
        ["relief"], ["relief", "--unit", rng.choice(("treatment", "episode"))],
        ["relief", "--confirm", "1"], ["relief", "--criterion", rng.choice(CRITERIA[1:])],
        ["relief", rng.choice(names)], ["timeline", rng.choice(names)],
        ["response"], ["response"], ["response", "--visits", rng.choice(VISITS)],
        ["response", "--first-course"], ["response", "--nhs"],
        ["response", "--paired", rng.choice(PAIRS)],
        ["intervals"], ["intervals", "--criterion", rng.choice(CRITERIA)], ["cohort"],
    ]
    for line in lines:
        line += definition_options(rng, all_clinics, line)
        line += view_options(rng, all_clinics, size, recorded)
        if line[1:2] == [] or line[1] not in names:
            line += ["--where", "indication=" + rng.choice(INDICATIONS)] * (rng.random() < 0.1)
    return lines


def definition_options(rng, all_clinics, line):
    options = []
    if "--nhs" not in line:
        rated = {
            draft["data"]["instrument"] for one in all_clinics for draft in one.drafts
            if draft["type"] == "rating"
        }
        if rng.random() < 0.12 and rated:
            options += ["--instrument", rng.choice(sorted(rated))]
        if rng.random() < 0.15:
            sets = sorted(all_clinics[0].catalogue.sets)
            options += ["--set", rng.choice(["strict", "strict", *sets])]
        if rng.random() < 0.25:
            options += ["--baseline", "first"]
    if rng.random() < 0.15 and "--paired" not in line:
        drugs = ("ketamine", "saline", "saline", "esketamine", "midazolam")
        options += ["--drug", rng.choice(drugs)]
    return options


def view_options(rng, all_clinics, size, recorded):
    options = []
    if rng.random() < 0.1:
        bounds = [rng.choice(recorded)] + ([str(rng.randint(1, size))] if size else [])
        options += ["--as-of", rng.choice(bounds)]
    drafts = rng.choice(all_clinics).drafts
    if rng.random() < 0.1 and drafts:
        options += ["--until", stamp(instant(rng.choice(drafts)["time"]) + sign(rng))]
    return options


def clinic(catalogue, seed):
    return Clinic(catalogue, random.Random(seed))
