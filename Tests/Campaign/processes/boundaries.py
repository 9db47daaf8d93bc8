"""Limits of the system: the length of files, a full disk, what may not be written."""

import os
import pathlib
import resource
import shutil
import signal
import subprocess

from program import Program, Stream, acknowledged, judge

NOBODY = 65534


def is_root():
    return os.geteuid() == 0


class Sizes:
    """RLIMIT_FSIZE at every byte of a batch: a write that takes some bytes and then none.

    Every other point lets the signal end the program; the others ignore it and get EFBIG.
    """

    def needs(self):
        return None

    def points(self, program, home, seed, short):
        points = []
        for number in range(1 if short else 3):
            own = seed * 1_000 + number
            folder = home / f"sizes-{own}"
            folder.mkdir()
            log, stream = self.make(program, folder, own)
            start = log.stat().st_size
            program.append(log, stream)
            size = log.stat().st_size
            step = 16 if short else 1
            points += [(own, start, limit) for limit in range(start, size + 1, step)]
        return points

    def make(self, program, folder, seed):
        """A log with two batches of three; the third is the one that meets the limit."""
        log, stream = folder / "log.jsonl", Stream(folder, seed, count=9, longest=500)
        program.init(log)
        program.append(log, stream.part(folder, 2))
        return log, stream

    def words(self, point):
        return f"stream {point[0]}, at most {point[2]} bytes where {point[1]} stand"

    def run(self, program, folder, point, tally):
        seed, _, limit = point
        log, stream = self.make(program, folder, seed)

        def bound():
            how = signal.SIG_DFL if limit % 2 else signal.SIG_IGN
            signal.signal(signal.SIGXFSZ, how)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))

        said = program.append(log, stream, preexec_fn=bound)
        tally.details[f"exit {said.returncode}"] += 1
        if said.returncode not in (0, 74, -signal.SIGXFSZ):
            return f"exit {said.returncode}: {said.stderr.decode()}"
        return judge(program, log, stream, max(2, len(acknowledged(said.stdout))), tally)


class Space:
    """A disk of a few pages that fills up; then there is more room."""

    def needs(self):
        return None if is_root() else "only root can mount a small disk"

    def points(self, program, home, seed, short):
        return [(seed * 1_000 + n, 16 + 4 * n) for n in range(4 if short else 40)]

    def words(self, point):
        return f"stream {point[0]} on {point[1]} KiB"

    def run(self, program, folder, point, tally):
        seed, size = point
        small = folder / "small"
        small.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", f"size={size}k", "reprieve-campaign", small]
        if subprocess.run(mount, capture_output=True).returncode != 0:
            tally.details["could not be mounted"] += 1
            return None
        try:
            stream = Stream(folder, seed, count=420, batch=3, longest=1_200)
            log = small / "log.jsonl"
            program.init(log)
            said = program.append(log, stream)
            if said.returncode != 74:
                return f"exit {said.returncode} on a full disk: {said.stderr.decode()}"
            read = program.run("check", "-f", log)
            if read.returncode not in (0, 1):
                return f"a full disk can't be read: {read.stderr.decode()}"
            # A writer that has no room to put a torn tail aside says so, and changes nothing.
            before = log.read_bytes()
            full = program.append(log, stream)
            if full.returncode == 0:
                return "there was room all of a sudden"
            tally.details[f"exit {full.returncode}, full"] += 1
            after = log.read_bytes()
            kept = [file.read_bytes() for file in pathlib.Path(f"{log}.d/torn").glob("*")]
            if before != after and before not in [after + tail for tail in kept]:
                return "a writer without room has changed the log"
            subprocess.run(["mount", "-o", "remount,size=4m", small], check=True)
            return judge(program, log, stream, len(acknowledged(said.stdout)), tally)
        finally:
            subprocess.run(["umount", small], check=True)


class Forbidden:
    """What may not be written: modes, met by somebody who is not root; a disk mounted to be read; an
    append-only file. Writers say so and change nothing; readers answer as ever, and write nothing."""

    READERS = [["check"], ["timeline", "A"], ["relief"], ["log"], ["repair"]]

    def needs(self):
        return None if is_root() else "only root can become somebody else"

    def points(self, program, home, seed, short):
        # Where the build lies, others may not look.
        self.copy = home / "reprieve"
        shutil.copy(program.path, self.copy)
        self.copy.chmod(0o755)
        return [(seed, how, beside) for beside in (True, False)
                for how in ("file", "folder", "unreadable", "mount", "append-only")]

    def words(self, point):
        return f"{point[1]}, {'with' if point[2] else 'without'} a cache"

    def run(self, program, folder, point, tally):
        seed, how, has_cache = point
        shop = folder / "shop"
        shop.mkdir()
        log, stream = shop / "log.jsonl", Stream(folder, seed)
        program.init(log)
        program.append(log, stream.part(folder, 2))
        if not has_cache:
            shutil.rmtree(f"{log}.d")
        under = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
        other = Program(self.copy)
        folder.chmod(0o755)
        undo = close(shop, log, how)
        try:
            if undo is None:
                tally.details[f"{how}: not possible here"] += 1
                return None
            if how in ("mount", "append-only"):
                under = []
            before = snapshot(shop)
            said = other.append(log, stream, under=under)
            tally.details[f"{how}: append exits {said.returncode}"] += 1
            if said.returncode not in (66, 74) or said.stdout:
                return f"append exits {said.returncode}: {said.stdout.decode()}"
            for words in self.READERS:
                read = other.run(*words, "-f", log, under=under)
                wanted = (66,) if how == "unreadable" else (0, 1)
                if read.returncode not in wanted:
                    return f"{words} exits {read.returncode}: {read.stderr.decode()}"
                tally.details["commands that read"] += 1
            if snapshot(shop) != before:
                return "something was written"
        finally:
            if undo:
                undo()
        return judge(program, log, stream, 2, tally)


def close(shop, log, how):
    """Forbids something; returns what allows it again, nothing where it can't be done."""
    if how == "mount":
        bind = ["mount", "--bind", shop, shop]
        if subprocess.run(bind, capture_output=True).returncode != 0:
            return None
        subprocess.run(["mount", "-o", "remount,bind,ro", shop], check=True)
        return lambda: subprocess.run(["umount", shop], check=True)
    if how == "append-only":
        if subprocess.run(["chattr", "+a", log], capture_output=True).returncode != 0:
            return None
        return lambda: subprocess.run(["chattr", "-a", log], check=True)
    everything = [shop, *shop.rglob("*")]
    for each in everything:
        os.chown(each, NOBODY if how == "folder" else 0, NOBODY if how == "folder" else 0)
        each.chmod(0o755 if each.is_dir() else 0o644)
    if how == "folder":
        # The file is this user's own, but neither it nor any folder may be written.
        for each in everything:
            each.chmod(0o555 if each.is_dir() else 0o444)
    if how == "unreadable":
        log.chmod(0o600)
    return lambda: [each.chmod(0o755 if each.is_dir() else 0o644) for each in everything]


def snapshot(shop):
    return {
        str(each): (each.stat().st_mtime_ns, each.read_bytes() if each.is_file() else b"")
        for each in [shop, *sorted(shop.rglob("*"))]
    }


sizes = Sizes()
space = Space()
forbidden = Forbidden()
