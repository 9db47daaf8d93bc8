"""The program under test: logs made through `init` and `append`, answers as documents."""

import json
import pathlib
import re
import shutil
import subprocess


class Refused(Exception):
    """The exit code and what standard error said."""


class Program:
    def __init__(self, path):
        self.path = str(pathlib.Path(path).resolve())

    def run(self, *words, given=None):
        return subprocess.run(
            [self.path, *map(str, words)], capture_output=True, input=given, check=False
        )

    def make_log(self, path, drafts, cuts=()):
        """Appends in batches that begin at `cuts`; gives the drafts that were refused."""
        path.unlink(missing_ok=True)
        shutil.rmtree(f"{path}.d", ignore_errors=True)
        self.run("init", "-f", path, "--origin", f"peers.example/{path.stem}")
        refused = []
        for low, high in zip([0, *cuts], [*cuts, len(drafts)]):
            batch = list(drafts[low:high])
            while batch:
                lines = "".join(json.dumps(draft) + "\n" for draft in batch)
                said = self.run("append", "-f", path, "--allow-unknown-types", given=lines.encode())
                if said.returncode == 0:
                    break
                # A batch is refused whole, at its first line that will not do: it goes alone.
                line = re.search(r":(\d+)", said.stderr.decode())
                if not line:
                    raise Refused(said.returncode, said.stderr.decode())
                refused.append((batch.pop(int(line[1]) - 1), said.stderr.decode()))
        return refused

    def ask(self, words, paths):
        logs = [part for path in paths for part in ("-f", path)]
        answer = self.run(*words, *logs, "--format", "json", "-q")
        if answer.returncode != 0:
            raise Refused(answer.returncode, answer.stderr.decode())
        return json.loads(answer.stdout, parse_constant=no_such_number)


def no_such_number(name):
    raise ValueError(f"{name} in an answer")
