"""Instruments and threshold sets, and what they say about two scores (sections 4 and 5)."""

import json
import pathlib

DATA = pathlib.Path(__file__).resolve().parents[2] / "data" / "instruments.json"
CRITERIA = ("response", "remission", "reliable")


class Catalogue:
    def __init__(self, path=DATA):
        content = json.loads(pathlib.Path(path).read_text())
        self.instruments = {entry["id"]: entry for entry in content["instruments"]}
        self.sets = {name: entry["instruments"] for name, entry in content["thresholdSets"].items()}
        self.index = {row["prefix"]: row["instrument"] for row in content["indexInstrument"]}
        nhs = content["nhsTalkingTherapies"]
        self.anxiety = {row["prefix"]: row["instrument"] for row in nhs["anxiety"]}

    def index_instrument(self, code):
        return longest_prefix(self.index, code)

    def anxiety_measure(self, code):
        return longest_prefix(self.anxiety, code)

    def yardstick(self, set_name, instrument):
        return Yardstick(self.instruments[instrument], self.sets[set_name].get(instrument) or {})


def longest_prefix(table, code):
    """`code` is a first indication, or None: then only the empty prefix fits."""
    fitting = [prefix for prefix in table if (code or "").startswith(prefix)]
    return table[max(fitting, key=len)]


class Yardstick:
    """One set's thresholds for one instrument; scores are integers."""

    def __init__(self, instrument, thresholds):
        self.low_is_better = instrument["better"] == "low"
        limits = instrument["total"] or [None, None]
        self.best = limits[0] if self.low_is_better else limits[1]
        self.thresholds = thresholds

    def has(self, criterion):
        member = "reliableChange" if criterion == "reliable" else criterion
        return self.thresholds.get(member) is not None

    def gain(self, baseline, score):
        return baseline - score if self.low_is_better else score - baseline

    def is_low(self, baseline):
        """A baseline that is no case, or that nothing can improve on."""
        if baseline == self.best:
            return True
        if not self.thresholds.get("caseness"):
            return False
        return not self.reaches(self.thresholds["caseness"]["value"], baseline)

    def reaches(self, cut_off, score):
        return score >= cut_off if self.low_is_better else score <= cut_off

    def responds(self, baseline, score):
        if not self.has("response"):
            return None
        rule = self.thresholds["response"]
        got = 100 * self.gain(baseline, score)
        wanted = rule["percent"] * self.gain(baseline, self.best)
        return got > wanted if rule["strict"] else got >= wanted

    def remits(self, score):
        if not self.has("remission"):
            return None
        cut_off = self.thresholds["remission"]["value"]
        return score <= cut_off if self.low_is_better else score >= cut_off

    def reliable(self, baseline, score):
        """1 improved, -1 worse, 0 neither, None: no such threshold."""
        if not self.has("reliable"):
            return None
        gain = self.gain(baseline, score)
        if abs(gain) < self.thresholds["reliableChange"]["value"]:
            return 0
        return 1 if gain > 0 else -1

    def in_relief(self, criterion, baseline, score):
        if criterion == "response":
            return self.responds(baseline, score)
        if criterion == "remission":
            return self.remits(score)
        change = self.reliable(baseline, score)
        return None if change is None else change == 1


def total(instrument, data):
    """(total or None, flags) of a rating's data."""
    items, given = data.get("items"), data.get("total")
    if items is None:
        return given, ([] if given is not None else ["no-total"])
    rule = instrument["scoring"]
    if rule == "none":
        return None, ["no-total"]
    if any(item is None for item in items):
        return None, ["partial"]
    flags = []
    if rule == "qids16":
        groups = (items[0:4], items[4:5], items[5:9], *([i] for i in items[9:14]), items[14:16])
        found = sum(max(group) for group in groups)
    elif rule == "hamd17":
        found = sum(items)
        if items[15] == 3:
            found -= 3
            flags = ["item-not-assessed"]
    else:
        found = sum(items)
    if given is not None and given != found:
        return None, sorted([*flags, "partial"])
    return found, flags
