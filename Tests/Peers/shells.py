#!/usr/bin/env python3
"""Completion as the shells do it: bash, zsh and fish are asked to complete lines, with the scripts that
`reprieve completion` prints; the manual page is set by man, groff and mandoc, which must not complain; and
every example of every command's help is typed into a shell, on the log that the demo makes.

usage: shells.py PROGRAM

A shell that is not there is skipped, and said so.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

# A line, what must be among the completions of its last word, and what must not.
LINES = [
    ("reprieve re", ["relief", "response", "repair"], ["cohort", "relief.txt"]),
    ("reprieve audit c", ["checkpoint", "consistency"], ["verify"]),
    ("reprieve definitions show GAD", ["GAD-7"], ["PHQ-9"]),
    ("reprieve relief --no-e", ["--no-estimates"], ["--no-pager"]),
    ("reprieve relief --unit ", ["course", "treatment", "episode"], ["standard"]),
    ("reprieve relief --set stri", ["strict"], ["standard"]),
    ("reprieve relief --by site,ph", ["site,phase"], ["phase"]),
    ("reprieve relief -f clinic.jsonl P-000", ["P-0001", "P-0009"], ["P-0010"]),
    ("reprieve relief -f cl", ["clinic.jsonl"], ["clinic.txt"]),
    ("reprieve cohort -o cl", ["clinic.jsonl", "clinic.txt"], ["other.json"]),
    ("reprieve relief --definitions o", ["other.json"], ["clinic.jsonl"]),
    ("reprieve completion z", ["zsh"], ["bash"]),
]
# The same with the equals sign, where each shell writes what it completes in its own way.
SIGNS = [
    ("reprieve relief --set=stri", "strict"),
    ("reprieve relief --file=cl", "clinic.jsonl"),
    ("reprieve cohort -f clinic.jsonl --where route=I", "IV"),
]


def run(words, **options):
    return subprocess.run(words, capture_output=True, text=True, timeout=60, **options)


def bash(line, folder):
    """Sources the script, sets what readline would set, and calls the function."""
    script = r"""
      shopt -s extglob
      source ./reprieve.bash
      COMP_LINE=$1 COMP_POINT=${#1}
      COMP_WORDS=()
      rest=$1
      # As readline does it: at blanks, and at the equals sign, which is a word of its own.
      while [[ $rest ]]; do
        case $rest in
          " "*) rest=${rest##*( )}; [[ $rest ]] || COMP_WORDS+=("") ;;
          =*) COMP_WORDS+=("="); rest=${rest#=} ;;
          *) word=${rest%%[ =]*}; COMP_WORDS+=("$word"); rest=${rest#"$word"} ;;
        esac
      done
      COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
      _reprieve
      printf '%s\n' "${COMPREPLY[@]}"
    """
    return run(["bash", "--norc", "-c", script, "bash", line], cwd=folder)


def zsh(line, folder):
    """Completes in a shell with a terminal of its own: what compadd is given is written down."""
    script = r"""
      zmodload zsh/zpty
      zpty shell "zsh -f -i"
      zpty -w shell 'source ./setup.zsh'
      zpty -r shell before '*prepared*'
      zpty -n -w shell "$1"$'\t'
      for i in {1..60}; do [[ -s ./proposed ]] && { sleep 0.2; break }; sleep 0.05; done
      zpty -d shell
      cat ./proposed
    """
    (folder / "setup.zsh").write_text(r"""
      PS1= PS2=
      fpath=($PWD $fpath)
      autoload -Uz compinit
      compinit -u -d ./dump
      compadd() {
        # What fits, as compadd itself finds it.
        local -a found
        builtin compadd -O found "$@" 2>/dev/null
        print -rl -- "${found[@]}" >> ./proposed
        builtin compadd "$@"
      }
      bindkey "^I" complete-word
      print prepared
    """)
    (folder / "proposed").unlink(missing_ok=True)
    return run(["zsh", "-f", "-c", script, "zsh", line], cwd=folder)


def fish(line, folder):
    script = "source ./reprieve.fish; complete -C $argv[1]"
    return run(["fish", "--no-config", "-c", script, line], cwd=folder)


def completions(shell, line, folder):
    outcome = shell(line, folder)
    # fish puts the meaning behind a tab; folders and what is quoted are compared plainly.
    return {l.split("\t")[0].rstrip("/ ").replace("\\", "") for l in outcome.stdout.splitlines()}, outcome


def check_shell(name, shell, folder):
    wrong = 0
    for line, wanted, unwanted in LINES:
        found, outcome = completions(shell, line, folder)
        missing = [word for word in wanted if word not in found]
        superfluous = [word for word in unwanted if word in found]
        if missing or superfluous:
            wrong += 1
            print(f"{name}: {line!r}: missing {missing}, superfluous {superfluous}, found "
                  f"{sorted(found)[:20]}\n{outcome.stderr}")
    for line, wanted in SIGNS:
        found, outcome = completions(shell, line, folder)
        if not any(word == wanted or word.endswith("=" + wanted) for word in found):
            wrong += 1
            print(f"{name}: {line!r}: {wanted} is not among {sorted(found)[:20]}\n{outcome.stderr}")
    print(f"{name}: {len(LINES) + len(SIGNS)} lines completed, {wrong} wrong")
    return wrong


def check_manual(program, folder):
    page = folder / "reprieve.1"
    page.write_text(run([program, "man"]).stdout)
    wrong = 0
    tools = [
        ["man", "--warnings", "-E", "UTF-8", "-l", str(page)],
        ["groff", "-man", "-ww", "-z", str(page)],
        ["mandoc", "-Tlint", "-Wwarning", str(page)],
    ]
    for tool in tools:
        if not shutil.which(tool[0]):
            print(f"skipped: {tool[0]} is not here")
            continue
        outcome = run(tool, env={**os.environ, "MANWIDTH": "80", "MANPAGER": "cat"})
        complaints = outcome.stderr + (outcome.stdout if tool[0] == "mandoc" else "")
        if outcome.returncode != 0 or complaints.strip():
            wrong += 1
            print(f"{tool[0]}: {outcome.returncode}\n{complaints[:2000]}")
        else:
            print(f"{tool[0]}: the manual page is set without a complaint")
        if tool[0] == "man":
            for word in ["relief", "--where", "EXIT STATUS", "REPRIEVE_PAGER", "$ reprieve demo"]:
                if word not in outcome.stdout:
                    wrong += 1
                    print(f"man: {word} is not on the page")
    return wrong


def check_examples(folder):
    """Each line in a folder of its own, with what the help takes for granted."""
    overview = run(["reprieve", "help"], cwd=folder).stdout
    names = sorted({line[2:].split()[0].rstrip(",") for line in overview.splitlines()
                    if line.startswith("  ") and line[2:3].isalpha()})
    lines = {line[4:] for name in names
             for line in run(["reprieve", "help", name], cwd=folder).stdout.splitlines()
             if line.startswith("  $ reprieve ")}
    given = folder / "given"
    given.mkdir()
    run(["reprieve", "demo"], cwd=given)
    run(["reprieve", "init", "clinic.jsonl", "--origin", "example.org/clinic"], cwd=given)
    (given / "clinic.key").write_bytes(bytes(range(32)))
    (given / "clinic.key").chmod(0o600)
    (given / "visits.csv").write_text(
        "patient,date,weight,GAD-7\nA1,2026-01-05,70,15\nA1,2026-02-05,70,6\n")
    (given / "visits.json").write_text(json.dumps({
        "mapping": 1, "source": "/import/visits", "zone": "UTC", "subject": {"column": "patient"},
        "tables": [{"name": "visits", "events": [{
            "type": "rating", "id": "{subject}-{date}",
            "time": {"column": "date", "format": "yyyy-MM-dd", "hour": "12:00"},
            "data": {"instrument": "GAD-7", "total": {"column": "GAD-7"}}}]}]}))
    events = []
    for line in (given / "demo.jsonl").read_text().splitlines()[1:]:
        event = json.loads(line)
        events.append(json.dumps({name: event[name] for name in
                                  ["id", "source", "type", "subject", "time", "data"]}))
    (given / "events.jsonl").write_text("\n".join(events) + "\n")
    wrong = 0
    for number, line in enumerate(sorted(lines)):
        place = folder / f"example-{number}"
        shutil.copytree(given, place)
        if line.startswith("reprieve init"):
            (place / "clinic.jsonl").unlink()
        home = place / "home"
        for part in [".local/share/bash-completion/completions", ".zfunc", ".config/fish/completions"]:
            (home / part).mkdir(parents=True)
        # What goes on for ever is stopped; that is how it ends.
        outcome = run(["timeout", "-s", "INT", "3", "bash", "-o", "pipefail", "-c", line], cwd=place,
                      env={**os.environ, "HOME": str(home)})
        is_endless = "follow" in line and outcome.returncode in (124, 130)
        if (outcome.returncode != 0 and not is_endless) or "error" in outcome.stderr:
            wrong += 1
            print(f"example: {line}: {outcome.returncode}\n{outcome.stderr[:1000]}")
        shutil.rmtree(place)
    print(f"{len(lines)} examples of the help typed, {wrong} wrong")
    return wrong


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    program = os.path.abspath(sys.argv[1])
    wrong = 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "bin").mkdir()
        (folder / "bin" / "reprieve").symlink_to(program)
        os.environ["PATH"] = f"{folder}/bin:{os.environ['PATH']}"
        os.environ["HOME"] = name
        os.environ.pop("REPRIEVE_LOG", None)
        run([program, "demo", "clinic.jsonl", "--subjects", "20"], cwd=folder)
        (folder / "clinic.txt").write_text("")
        (folder / "other.json").write_text("{}")
        for shell, file in [("bash", "reprieve.bash"), ("zsh", "_reprieve"), ("fish", "reprieve.fish")]:
            (folder / file).write_text(run([program, "completion", shell]).stdout)
        for shell in [bash, zsh, fish]:
            if shutil.which(shell.__name__):
                wrong += check_shell(shell.__name__, shell, folder)
            else:
                print(f"skipped: {shell.__name__} is not here")
        wrong += check_manual(program, folder)
        wrong += check_examples(folder)
    sys.exit(1 if wrong else 0)


main()
