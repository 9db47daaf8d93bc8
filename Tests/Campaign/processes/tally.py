"""What came out of a part, in whole numbers."""

import collections


class Tally:
    NAMES = ["points", "acked", "lost", "half", "extra", "wrong"]

    def __init__(self):
        self.points = self.acked = self.lost = self.half = self.extra = self.wrong = 0
        self.details = collections.Counter()
        self.failures = []

    def count(self, point, words, finding):
        """Counts a point; `finding` says what was not as promised, if anything was not."""
        self.points += 1
        if finding:
            self.wrong += 1
            self.failures.append((point, words, finding))

    def __add__(self, other):
        both = Tally()
        for name in self.NAMES:
            setattr(both, name, getattr(self, name) + getattr(other, name))
        both.details = self.details + other.details
        both.failures = self.failures + other.failures
        return both

    @classmethod
    def head(cls):
        return f"{'part':<10}" + "".join(f"{name:>8}" for name in [*cls.NAMES, "s"])

    def row(self, name, seconds):
        numbers = [getattr(self, each) for each in self.NAMES] + [round(seconds)]
        lines = [f"{name:<10}" + "".join(f"{number:>8}" for number in numbers)]
        return "\n".join(lines + [f"  {what}: {n}" for what, n in sorted(self.details.items())])
