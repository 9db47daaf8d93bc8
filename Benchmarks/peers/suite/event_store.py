"""The `eventsourcing` library: an aggregate per subject, appended to and read back, in memory.

`python -m suite.event_store EVENTS` prints the seconds of the appending and the events replayed per
second; its in-memory recorder is its fastest, and not durable.
"""

import json
import sys

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

from .stopwatch import Stopwatch


class Patient(Aggregate):
    """Counts what happened to one subject: next to no work, so the library's own cost is seen."""

    def __init__(self):
        self.count = 0

    @event("Happened")
    def happen(self, kind: str, time: str, data: dict):
        self.count += 1


def main(path):
    by_subject = {}
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            said = json.loads(line)
            by_subject.setdefault(said["subject"], []).append(said)
    store = Application()
    count = sum(map(len, by_subject.values()))
    with Stopwatch() as appending:
        names = []
        for mine in by_subject.values():
            patient = Patient()
            for said in mine:
                patient.happen(said["type"], said["time"], said["data"])
            store.save(patient)
            names.append(patient.id)
    with Stopwatch() as replaying:
        seen = sum(store.repository.get(name).count for name in names)
    if seen != count:
        sys.exit(f"{seen} events came back of {count}")
    print(json.dumps({
        "seconds": appending.seconds, "cpu": appending.cpu, "count": count,
        "replayed": count / replaying.seconds}))


if __name__ == "__main__":
    main(sys.argv[1])
