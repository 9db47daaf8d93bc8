"""Small clinics, dense in the edges that the definitions name, as logs to be held equal on.

Most are drawn by the generator that Tests/Peers/outcomes.py uses, from seeds that are always the same;
what such a draw hardly ever meets is made by hand.
"""

import datetime
import pathlib
import sys

OUTCOMES = pathlib.Path(__file__).resolve().parents[3] / "Tests/Peers/outcomes"
SMOKE, FULL = 25, 150


class Person:
    """The drafts of one person, day by day from 5 January 2026, 10:00."""

    def __init__(self, name):
        self.name, self.drafts = name, []

    def say(self, kind, day, clock="10:00", **data):
        """Adds an event; gives its id."""
        ident = f"{self.name}-{len(self.drafts)}"
        date = datetime.date(2026, 1, 5) + datetime.timedelta(days=day)
        self.drafts.append({"id": ident, "source": "/ehr", "type": kind, "subject": self.name,
                            "time": f"{date}T{clock}:00Z", "data": data})
        return ident

    def begin(self):
        self.say("intake", -2, indications=["F41.1"])
        self.rate(-1, 18)

    def rate(self, day, total):
        self.say("rating", day, instrument="GAD-7", total=total)

    def infuse(self, day, label, clock="10:00", dosed="10:00", drug="ketamine", doses=1):
        ident = self.say("infusion", day, clock, infusion=label, drug=drug, route="IV")
        for _ in range(doses):
            self.say("dose", day, dosed, infusion=label, mg=35, minutes=40)
        return ident

    def void(self, ident, day):
        return self.say("correction", day, "18:00", source="/ehr", id=ident, action="void",
                        reason="entered in error")


def hand_made():
    """Names and drafts."""
    # Two infusions in force with one label: the void between them was taken back. The first owns it.
    for doses in (0, 1):
        owner = Person(f"P-owner{doses}")
        owner.begin()
        first = owner.infuse(0, "s1")
        taken = owner.void(first, 1)
        owner.infuse(14, "s1", drug="saline", doses=doses)
        owner.void(taken, 15)
        for day, total in ((2, 6), (16, 12), (17, 7), (30, 15), (31, 16)):
            owner.rate(day, total)
        yield f"owner-{doses}", owner.drafts
    # A session and ratings behind the exit; a session at its very time; one of whose infusion and
    # dose only one is behind it.
    for clock, dosed in (("10:00", "10:00"), ("10:01", "10:01"), ("10:01", "10:00"), ("10:00", "10:01")):
        left = Person("P-left")
        left.begin()
        left.infuse(0, "s1")
        for day, total in ((2, 5), (9, 6)):
            left.rate(day, total)
        left.say("exit", 20, "10:00", reason="withdrew")
        left.infuse(20, "s2", clock, dosed)
        for day, total in ((22, 17), (23, 18), (50, 4)):
            left.rate(day, total)
        yield f"left-{clock[-2:]}-{dosed[-2:]}", left.drafts


def write(program, folder, count):
    """Logs `edge-NAME.jsonl` in `folder`, made through the program's `init` and `append`: those made by
    hand, and `count` that are drawn."""
    sys.path.insert(0, str(OUTCOMES))
    import clinics
    import definitions as catalogues
    from program import Program

    writer, catalogue = Program(program), catalogues.Catalogue()
    for name, drafts in hand_made():
        log = pathlib.Path(folder, f"edge-{name}.jsonl")
        refused = writer.make_log(log, drafts)
        assert not refused, refused
        yield log
    for number in range(count):
        log = pathlib.Path(folder, f"edge-{number}.jsonl")
        writer.make_log(log, clinics.clinic(catalogue, f"peers.{number}").drafts)
        yield log
