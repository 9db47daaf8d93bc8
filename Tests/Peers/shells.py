#!/usr/bin/env python3
"""Completion as the shells do it: bash, zsh and fish are asked to complete lines, with the scripts that
`reprieve completion` prints; and the manual page is set by man and groff, which must not complain.

usage: shells.py PROGRAM

A shell that is not there is skipped, and said so.
"""

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
    sys.exit(1 if wrong else 0)


main()
