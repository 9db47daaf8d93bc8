"""Other people's tools, each of which says whether something holds."""

import importlib.util
import os
import pathlib
import shutil
import subprocess
import sys

FOLDER = pathlib.Path(__file__).resolve().parent
GO_SOURCES = pathlib.Path("/usr/share/gocode")


class Skipped(Exception):
    """A tool is not here."""


class Go:
    """golang.org/x/mod/sumdb of Debian's golang-golang-x-mod-dev, in one process."""

    name = "Go x/mod"
    tasks = ("root", "record", "tree", "tiles", "note")

    def __init__(self, folder):
        if shutil.which("go") is None or not (GO_SOURCES / "src/golang.org/x/mod/sumdb").is_dir():
            raise Skipped("golang-go and golang-golang-x-mod-dev are not installed")
        environment = dict(os.environ, GO111MODULE="off", GOPATH=str(GO_SOURCES),
                           GOCACHE=str(folder / "go-cache"), GOFLAGS="")
        program = folder / "tlogcheck"
        subprocess.run(["go", "build", "-o", program, FOLDER / "tlogcheck.go"],
                       env=environment, check=True)
        self.process = subprocess.Popen([program, "batch"], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)

    def fault(self, words):
        self.process.stdin.write("\t".join(map(str, words)) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline().rstrip("\n")
        if answer == "ok":
            return None
        if not answer.startswith("refused: "):
            sys.exit(f"{self.name} did not answer {words}")
        return answer

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class Pymerkle:
    """pymerkle of PyPI."""

    name = "pymerkle"
    tasks = ("root", "record", "tree")

    def __init__(self, folder):
        if importlib.util.find_spec("pymerkle") is None:
            raise Skipped("the Python package pymerkle is not installed")
        sys.path.insert(0, str(FOLDER))
        self.check = importlib.import_module("pymerkle_check").check

    def fault(self, words):
        return self.check([str(word) for word in words])

    def close(self):
        pass


class Shell:
    """sha256sum of coreutils."""

    name = "sha256sum"
    tasks = ("record",)

    def __init__(self, folder):
        for tool in ("sha256sum", "base64", "od"):
            if shutil.which(tool) is None:
                raise Skipped(f"{tool} is not here")

    def fault(self, words):
        run = subprocess.run(["bash", FOLDER / "inclusion.sh", *words[1:]],
                             capture_output=True, text=True)
        if run.returncode == 0 and run.stdout == "ok\n":
            return None
        if run.returncode != 1 or not run.stdout.startswith("refused: "):
            sys.exit(f"{self.name} fails on {words}: {run.stdout}{run.stderr}")
        return run.stdout

    def close(self):
        pass


class Reprieve:
    """The program itself: what it verifies it must refuse, too."""

    name = "reprieve"
    tasks = ("root", "record", "tree", "tiles")

    def __init__(self, program):
        self.program = program

    def run(self, *words, good=(0,)):
        done = subprocess.run([self.program, *map(str, words)], capture_output=True, text=True)
        if done.returncode not in good:
            sys.exit(f"reprieve {' '.join(map(str, words))}: {done.returncode}\n{done.stderr}")
        return done

    def fault(self, words):
        task, *files = words
        if task == "root":
            log, options = files[0], ["--checkpoint", files[1]]
        elif task == "record":
            log, options = files[0], ["--proof", files[1], "--checkpoint", files[2]]
        elif task == "tree":
            log = files[3]
            options = ["--checkpoint", files[0], "--proof", files[1], "--checkpoint", files[2]]
        else:
            log, options = files[1], ["--checkpoint", files[2]]
        # 1: it says no; 65: damage, or no checkpoint or proof at all.
        done = self.run("audit", "verify", "-f", log, *options, good=(0, 1, 65))
        return None if done.returncode == 0 else done.stdout + done.stderr

    def close(self):
        pass
