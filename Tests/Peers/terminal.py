#!/usr/bin/env python3
"""The program at a real terminal: tmux runs it in windows of 60 and of 200 columns, and what stands on the
screen is read from there: widths, colours, the pager, progress, and that Ctrl-C leaves nothing behind.

usage: terminal.py PROGRAM
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time


class Screen:
    """A window of tmux with a shell in it."""

    def __init__(self, columns, rows, folder, environment=()):
        self.socket = f"reprieve-{os.getpid()}-{columns}"
        shell = ["env", *environment, f"PATH={folder}/bin:{os.environ['PATH']}", "PS1=> ",
                 "bash", "--norc", "--noprofile"]
        self.tmux("-f", "/dev/null", "new-session", "-d", "-x", str(columns), "-y", str(rows),
                  "-c", folder, *shell)
        self.count = 0
        self.wait(lambda text: ">" in text)

    def tmux(self, *words):
        return subprocess.run(["tmux", "-L", self.socket, *words], capture_output=True, text=True,
                              timeout=30).stdout

    def text(self, colors=False):
        text = self.tmux("capture-pane", "-p", *(["-e"] if colors else []))
        return text.replace(f"end{self.count}=", "done=")

    def keys(self, *keys):
        self.tmux("send-keys", *keys)

    def type(self, line):
        """Types a command on an empty screen; behind it stands done=CODE."""
        self.count += 1
        self.keys("-l", f"clear; {line}; echo end{self.count}=$?")
        self.keys("Enter")
        # The line itself is gone as soon as the screen is empty.
        self.wait(lambda text: "echo done=" not in text)

    def wait(self, is_so, seconds=30):
        """The text as soon as it is as wanted; the last one seen where it never is."""
        end = time.monotonic() + seconds
        while True:
            text = self.text()
            if is_so(text) or time.monotonic() > end:
                return text
            time.sleep(0.05)

    def run(self, line):
        """Runs a command to its end; what stands on the screen then."""
        self.type(line)
        return self.wait(lambda text: re.search(r"^done=\d", text, re.M))

    def close(self):
        self.tmux("kill-server")


class Checks:
    def __init__(self):
        self.failed = 0
        self.made = 0

    def that(self, what, is_so, text=""):
        self.made += 1
        if not is_so:
            self.failed += 1
            print(f"FAILED: {what}\n{text}\n")


def widths(checks, folder):
    for columns in (60, 200):
        screen = Screen(columns, 120, folder, ["REPRIEVE_LOG=clinic.jsonl"])
        for line in ["relief --summary", "response --summary", "cohort --summary", "relief P-0008",
                     "timeline P-0008", "check", "intervals --summary", "help", "help relief"]:
            text = screen.run(f"reprieve {line} --no-pager 2>/dev/null")
            joined = screen.tmux("capture-pane", "-p", "-J", "-S", "-400")
            checks.that(f"{line} ends at {columns} columns", "done=" in text, text)
            # What tmux joins again was wider than the window.
            wide = [l for l in joined.splitlines() if len(l.rstrip()) > columns and "$" not in l]
            checks.that(f"{line} fits {columns} columns", not wide, "\n".join(wide))
        wide = screen.run("reprieve relief | head -40")
        checks.that("the table uses the width", max(map(len, wide.splitlines())) <= columns, wide)
        screen.close()


def colors(checks, folder):
    screen = Screen(100, 60, folder, ["REPRIEVE_LOG=clinic.jsonl"])
    red = "\x1b[31m"
    for line, is_colored in [
        ("reprieve relief --summary --no-pager", True),
        ("reprieve relief --summary --no-pager --color never", False),
        ("NO_COLOR=1 reprieve relief --summary --no-pager", False),
        ("NO_COLOR= reprieve relief --summary --no-pager", True),
        ("TERM=dumb reprieve relief --summary --no-pager", False),
        ("reprieve relief --summary | cat", False),
        ("reprieve relief --summary --color always | cat", True),
    ]:
        plain = screen.run(line)
        text = screen.text(colors=True)
        checks.that(f"{line}: colours are {is_colored}", (red in text) == is_colored, text)
        checks.that(f"{line}: the words are there", "lost" in plain and "done=0" in plain, plain)
    screen.run(f"reprieve releif 2>{folder}/errors.txt")
    with open(f"{folder}/errors.txt") as file:
        checks.that("no colours in a file", "\x1b" not in file.read())
    screen.close()


def pager(checks, folder):
    if not shutil.which("less"):
        print("skipped: less is not here")
        return
    screen = Screen(80, 20, folder, ["REPRIEVE_LOG=clinic.jsonl"])
    screen.type("reprieve relief --summary")
    text = screen.wait(lambda text: text.rstrip().endswith(":"))
    checks.that("less waits at the first screen", text.startswith("relief by course"), text)
    screen.keys("G")
    text = screen.wait(lambda text: "relief.course.v1" in text)
    checks.that("the end can be reached", "relief.course.v1" in text, text)
    screen.keys("q")
    text = screen.wait(lambda text: "done=" in text)
    checks.that("leaving the pager is no failure", "done=0" in text, text)
    # Far more than a pipe holds: the program must end when the pager does.
    screen.type("reprieve log --format text")
    screen.wait(lambda text: text.rstrip().endswith(":"))
    screen.keys("q")
    text = screen.wait(lambda text: "done=" in text)
    checks.that("a long answer is left quietly", "done=0" in text and "error" not in text, text)
    # Ctrl-C is for the pager; the program and the terminal outlive it.
    screen.type("reprieve log --format text")
    screen.wait(lambda text: text.rstrip().endswith(":"))
    screen.keys("C-c")
    screen.keys("q")
    text = screen.wait(lambda text: "done=" in text)
    checks.that("Ctrl-C in the pager leaves a terminal", "done=0" in text, text)
    text = screen.run("stty -a | grep -o ' echo '; reprieve cohort --format csv | tail -1")
    checks.that("the terminal echoes", " echo" in text and "done=0" in text, text)
    text = screen.run("reprieve relief P-0008")
    checks.that("a short answer is not paged", "done=0" in text, text)
    text = screen.run("PAGER=no-such-pager reprieve relief --summary | tail -3")
    checks.that("no pager in a pipe", "done=0" in text and "warning" not in text, text)
    text = screen.run("PAGER=no-such-pager reprieve relief --summary")
    checks.that("a pager that is missing is said", "the pager can't be started" in text, text)
    screen.close()


def progress(checks, folder):
    screen = Screen(100, 12, folder)
    line = "reprieve relief --bootstrap 100000 -f clinic.jsonl --summary > /dev/null"
    screen.type(line)
    text = screen.wait(lambda text: "resampling subjects [" in text)
    checks.that("a bar is drawn", re.search(
        r"resampling subjects \[#*-+\] \d+ %  \d+ of 100000 samples  [\d.]+/s  [\d:]+ left", text),
        text)
    checks.that("on one line", text.count("resampling") == 1, text)
    screen.keys("C-c")
    text = screen.wait(lambda text: text.rstrip().endswith(">"))
    checks.that("Ctrl-C erases the bar", "resampling" not in text, text)
    checks.that("and leaves a prompt", text.rstrip().endswith(">"), text)
    screen.keys("-l", "echo status=$?")
    screen.keys("Enter")
    text = screen.wait(lambda text: re.search(r"^status=", text, re.M))
    checks.that("and ends the program as a signal does", "status=130" in text, text)
    text = screen.run("reprieve demo large.jsonl --subjects 20000 2>&1 >/dev/null | cat -v")
    checks.that("no bar in a pipe", "^[" not in text and "writing" not in text, text)
    screen.type("reprieve audit verify -f large.jsonl | tail -1")
    text = screen.wait(lambda text: "done=" in text, 60)
    checks.that("nothing is left of a bar", "reading" not in text and "verified" in text, text)
    screen.close()


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    if not shutil.which("tmux"):
        print("skipped: tmux is not here")
        return
    program = os.path.abspath(sys.argv[1])
    checks = Checks()
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(f"{folder}/bin")
        os.symlink(program, f"{folder}/bin/reprieve")
        for name in ["REPRIEVE_LOG", "REPRIEVE_PAGER", "PAGER", "LESS", "NO_COLOR", "TMUX"]:
            os.environ.pop(name, None)
        subprocess.run([program, "demo", "clinic.jsonl"], cwd=folder, check=True,
                       capture_output=True)
        for check in (widths, colors, pager, progress):
            check(checks, folder)
    print(f"{checks.made} checks at a terminal, {checks.failed} failed")
    sys.exit(1 if checks.failed else 0)


main()
