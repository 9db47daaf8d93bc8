"""Wall time and CPU time of a stretch of this process, all its threads included."""

import resource
import time


def cpu_seconds():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


class Stopwatch:
    """`with Stopwatch() as watch:` leaves `seconds` and `cpu`."""

    def __enter__(self):
        self.began, self.cpu_began = time.perf_counter(), cpu_seconds()
        return self

    def __exit__(self, *_):
        self.seconds = time.perf_counter() - self.began
        self.cpu = cpu_seconds() - self.cpu_began
