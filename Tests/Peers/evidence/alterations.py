"""What the program writes about a log, and everything that is changed in it."""

import pathlib
import shutil

import logs


class Evidence:
    """One log with what the program wrote about it."""

    def __init__(self, bench, log, random_source, olds, indices, most=3):
        # Of each proof so many hashes are altered at most.
        self.bench, self.log, self.random, self.most = bench, log, random_source, most
        self.folder = bench.folder / ("of-" + log.stem)
        self.folder.mkdir()
        self.lines = logs.lines_of(log)
        self.size = len(self.lines)
        self.head = self.write("checkpoint", "audit", "checkpoint")
        self.olds = {old: self.write(f"{old}.checkpoint", "audit", "checkpoint", "--as-of", old)
                     for old in olds}
        self.records = {index: self.write(f"{index}.tlog-proof", "audit", "prove", index)
                        for index in indices}
        self.trees = {old: self.write(f"{old}-{self.size}.consistency", "audit", "consistency",
                                      path) for old, path in self.olds.items()}
        self.export = self.folder / "export"
        bench.reprieve.run("audit", "export-tlog", self.export, "-f", log)
        self.count = 0

    def write(self, name, *words):
        path = self.folder / name
        self.bench.reprieve.run(*words, "-f", self.log, "-o", path)
        return path

    def holds(self):
        bench = self.bench
        for point in (self.head, *self.olds.values()):
            bench.holds("root", self.log, point)
        for record in self.records.values():
            bench.holds("record", self.log, record, self.head)
        for old, proof in self.trees.items():
            bench.holds("tree", self.olds[old], proof, self.head, self.log)
        bench.holds("tiles", self.export, self.log, self.head)
        bench.holds("tiles", str(self.log) + ".d", self.log, self.head)

    def other(self, text):
        """A file that was altered."""
        self.count += 1
        path = self.folder / f"altered-{self.count}"
        path.write_text(text, encoding="utf-8")
        return path

    def with_line(self, path, number, change):
        """A file with one of its lines changed; what the change leaves alone is no alteration."""
        lines = path.read_text(encoding="utf-8").split("\n")
        before = lines[number]
        lines[number] = change(before)
        assert lines[number] != before
        return self.other("\n".join(lines))

    def some(self, numbers):
        return self.random.sample(numbers, min(self.most, len(numbers)))

    def altered_hash(self, text):
        return logs.flipped(text, self.random.randrange(41))

    def altered_logs(self, times):
        """Logs of which a byte, or the order of two lines, was changed, and where."""
        for _ in range(times):
            at = self.random.randrange(self.size)
            yield "byte of a line", at, logs.altered_line(self.lines, at)
            if self.size > 2:
                at = self.random.randrange(1, self.size - 1)
                yield "order of two lines", at, logs.swapped_lines(self.lines, at)

    def fails(self, times):
        bench = self.bench
        for what, at, lines in self.altered_logs(times):
            self.count += 1
            log = logs.write(self.folder / f"altered-{self.count}" / "log.jsonl", lines)
            bench.fails(what, "root", log, self.head)
            if self.size < 1000:
                record = self.write(f"altered-{self.count}.tlog-proof", "audit", "prove", at)
                bench.fails(what, "record", log, record, self.head)
            bench.fails(what, "tiles", self.export, log, self.head, but=("reprieve",))
            shutil.rmtree(log.parent)
        last = len(self.head.read_text(encoding="utf-8").split("\n")) - 2
        bench.fails("root", "root", self.log, self.with_line(self.head, last, self.altered_hash))
        for by in (-1, 1):
            if self.size + by > 0:
                point = self.with_line(self.head, 1, lambda size: str(int(size) + by))
                bench.fails("size", "root", self.log, point)
        for index, record in self.records.items():
            self.record_fails(index, record)
        for old, proof in self.trees.items():
            self.tree_fails(old, proof)

    def ends_before(self, at):
        """Lines up to the last that ends an append before a line."""
        while b'"last":' in self.lines[at - 1][-70:] and f'"last":{at - 1},'.encode() not in (
                self.lines[at - 1][-70:]):
            at -= 1
        return at

    def sealed_anew_fails(self):
        """What somebody does who knows the format: it is in order, only a checkpoint tells."""
        at = self.random.choice([
            place for place, line in enumerate(self.lines)
            if b'"type":"vital"' in line and b'"time":"2024-' in line])
        log = self.folder / "sealed-anew.jsonl"
        for what, lines in (
                ("line sealed anew",
                 logs.resealed_line(self.lines, at, b'"time":"2024-', b'"time":"2023-')),
                ("line taken away", logs.without_line(self.lines, at)),
                ("end cut off", self.lines[:self.ends_before(at)])):
            logs.write(log, lines)
            self.bench.reprieve.run("audit", "verify", "-f", log)
            self.bench.fails(what, "root", log, self.head)

    def record_fails(self, index, record):
        bench = self.bench
        gap = record.read_text(encoding="utf-8").split("\n").index("")
        for number in self.some(range(2, gap)):
            bench.fails("hash of a proof", "record", self.log,
                        self.with_line(record, number, self.altered_hash), self.head)
        for by in (-1, 1):
            if 0 <= index + by:
                proof = self.with_line(record, 1, lambda text: f"index {index + by}")
                bench.fails("index", "record", self.log, proof, self.head)
            proof = self.with_line(record, gap + 2, lambda text: str(int(text) + by))
            bench.fails("size", "record", self.log, proof, self.head)
        # The root both in the proof and in the checkpoint: only the hashes can tell.
        root = self.altered_hash(self.head.read_text(encoding="utf-8").split("\n")[2])
        bench.fails("root", "record", self.log, self.with_line(record, gap + 3, lambda _: root),
                    self.with_line(self.head, 2, lambda _: root))
        if gap > 2:
            short = record.read_text(encoding="utf-8").split("\n")
            del short[gap - 1]
            bench.fails("number of hashes", "record", self.log, self.other("\n".join(short)),
                        self.head)

    def tree_fails(self, old, proof):
        bench, point = self.bench, self.olds[old]
        gap = proof.read_text(encoding="utf-8").split("\n").index("")
        for number in self.some(range(1, gap)):
            bench.fails("hash of a proof", "tree", point,
                        self.with_line(proof, number, self.altered_hash), self.head, self.log)
        older = self.with_line(point, 2, self.altered_hash)
        bench.fails("older root", "tree", older, proof, self.head, self.log)
        root = self.altered_hash(self.head.read_text(encoding="utf-8").split("\n")[2])
        bench.fails("newer root", "tree", point, self.with_line(proof, gap + 3, lambda _: root),
                    self.with_line(self.head, 2, lambda _: root), self.log)
        for number, line in ((0, f"old {old + 1}"), (gap + 2, str(self.size + 1))):
            bench.fails("size", "tree", point, self.with_line(proof, number, lambda _: line),
                        self.head, self.log)

    def tiles_fail(self):
        """Every kind of tile, in both places; reprieve looks at those beside the log alone."""
        bench = self.bench
        for folder in (self.export, pathlib.Path(str(self.log) + ".d")):
            is_export = folder == self.export
            but = ("reprieve",) if is_export else ()
            words = ("tiles", folder, self.log, self.head)
            kinds = {}
            for path in sorted(path for path in (folder / "tile").rglob("*") if path.is_file()):
                kind = path.relative_to(folder / "tile").parts[0]
                kinds.setdefault((kind, ".p" in str(path)), []).append(path)
            for (kind, _), paths in sorted(kinds.items()):
                path = self.random.choice(paths)
                before = path.read_bytes()
                at = self.random.randrange(len(before))
                other = bytearray(before)
                other[at] ^= 1
                path.write_bytes(other)
                bench.fails(f"byte of a tile, {path}", *words, but=but)
                path.write_bytes(before[:-1])
                if self.size < 1000:
                    bench.fails(f"tile cut short, {path}", *words, but=but)
                if kind != "entries" and len(before) > 32:
                    path.write_bytes(before[32:64] + before[:32] + before[64:])
                    bench.fails(f"order of two hashes, {path}", *words, but=but)
                path.write_bytes(before)
            bench.holds(*words)
