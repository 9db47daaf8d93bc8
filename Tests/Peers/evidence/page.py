"""Runs the commands on docs/audit-guide.md as they stand, and holds what they print to the page."""

import importlib.util
import os
import pathlib
import re
import shutil
import subprocess
import sys

import logs
import peers

PAGE = pathlib.Path(__file__).resolve().parents[3] / "docs" / "audit-guide.md"
# The rating that is altered on the page, the one that is taken away, and lines cut off the end.
ALTERED, REMOVED, CUT = 5002, 7502, 100


class Page:
    """The blocks of the page, and where they were run."""

    def __init__(self, program, folder):
        self.folder = folder
        self.ran, self.faults, self.skipped = 0, [], {}
        folder.mkdir()
        programs = folder / "programs"
        programs.mkdir()
        (programs / "reprieve").symlink_to(program)
        self.environment = dict(
            os.environ, PATH=f"{programs}:{os.environ['PATH']}", TOOLS=str(peers.FOLDER),
            GOCACHE=str(folder.parent / "go-cache"), PYTHONDONTWRITEBYTECODE="1", LC_ALL="C.UTF-8")

    def shell(self, words):
        return subprocess.run(["bash", "-euo", "pipefail", "-c", words], cwd=self.folder,
                              env=self.environment, capture_output=True, text=True)

    def needs(self, tool):
        """What is missing for a block, or `None`."""
        if tool == "pymerkle":
            return None if importlib.util.find_spec("pymerkle") else tool
        if tool == "go" and not (peers.GO_SOURCES / "src/golang.org/x/mod/sumdb").is_dir():
            return "golang-golang-x-mod-dev"
        if tool == "tsa":
            tool = "openssl"
        return tool if tool and shutil.which(tool) is None else None

    def run(self, language, body, expected, line):
        if language == "console":
            # What they print is for DocumentedCommandTests; here they make files.
            commands = [row[2:] for row in body.split("\n") if row.startswith("$ ")]
        else:
            missing = self.needs(language.partition(" ")[2])
            if missing:
                self.skipped[missing] = self.skipped.get(missing, 0) + 1
                return
            if language == "sh tsa":
                time_stamp(self)
            commands = [body]
        for words in commands:
            done = self.shell(words)
            self.ran += 1
            if done.returncode != 0:
                self.faults.append(f"line {line}: {words}: {done.returncode}\n{done.stderr}")
        if expected is None:
            return
        wanted = re.escape(expected.rstrip("\n")).replace("…", "[^\n]*")
        wanted = wanted.replace("LEAF", "[0-9a-f]{64}")
        if not re.fullmatch(wanted, done.stdout.rstrip("\n")):
            self.faults.append(f"line {line}: printed\n{done.stdout}{done.stderr}")


def altered_logs(page):
    """A line altered and sealed again; one taken away; the end cut off; another log altogether."""
    page.shell("reprieve demo; reprieve demo rewritten.jsonl --seed 2")
    lines = logs.lines_of(page.folder / "demo.jsonl")
    old, new = (b'"items":[%d,3,3,1,3,1,2,0,3],"total":%d' % pair for pair in ((1, 17), (0, 16)))
    logs.write(page.folder / "resealed.jsonl", logs.resealed_line(lines, ALTERED, old, new))
    logs.write(page.folder / "removed.jsonl", logs.without_line(lines, REMOVED))
    logs.write(page.folder / "cut.jsonl", lines[:-CUT])


def time_stamp(page):
    """Answers the page's query as an authority that lives for this test."""
    (page.folder / "tsa.cnf").write_text("""
[throwaway]
serial = tsa.serial
signer_cert = tsa.pem
certs = tsa.pem
signer_key = tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
[req]
distinguished_name = name
x509_extensions = purpose
prompt = no
[name]
CN = a throw-away authority
[purpose]
extendedKeyUsage = critical,timeStamping
""")
    done = page.shell("""
openssl req -new -x509 -newkey rsa:2048 -nodes -keyout tsa.key -out tsa.pem -days 2 -config tsa.cnf
echo 01 >tsa.serial
openssl ts -reply -config tsa.cnf -section throwaway -queryfile q4.tsq -out q4.tsr
""")
    if done.returncode != 0:
        sys.exit(f"no time stamp could be made: {done.stderr}")


def blocks(text):
    """Language, body, the text block right behind it or `None`, and the line, of each block."""
    found = re.finditer(
        r"^```(console|sh(?: [\w-]+)?)\n(.*?)^```\n(?:```text\n(.*?)^```\n)?", text, re.M | re.S)
    for block in found:
        yield block[1], block[2], block[3], text.count("\n", 0, block.start()) + 1


def run(program, folder):
    """Runs the page; says how many blocks were, and hands back where their files lie."""
    page = Page(program, folder)
    altered_logs(page)
    for language, body, expected, line in blocks(PAGE.read_text(encoding="utf-8")):
        page.run(language, body, expected, line)
    for tool, count in sorted(page.skipped.items()):
        print(f"skipped: {count} blocks of the page: {tool} is not installed")
    print(f"page: {page.ran} commands and blocks run, {len(page.faults)} not as the page says")
    return page
