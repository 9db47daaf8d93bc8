#!/usr/bin/env python3
"""Runs the code of docs/for-r.md, docs/for-python.md and docs/for-duckdb.md as it stands there, in a
folder with the demo's tables, and holds the curves to what `reprieve relief` says.

usage: pages.py PATH-TO-REPRIEVE
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]


def blocks(page, language):
    text = (ROOT / "docs" / page).read_text()
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.S | re.M)


def hold(found, wanted, what):
    """Rows of days, at risk, lost, survival."""
    assert len(found) == len(wanted) > 10, (what, len(found), len(wanted))
    for row, step in zip(found, wanted):
        days, risk, lost, survival = map(float, row)
        assert abs(days - step["days"]) <= 1e-12 * step["days"], (what, row, step)
        assert (risk, lost) == (step["atRisk"], step["lost"]), (what, row, step)
        assert abs(survival - step["survival"]) <= 1e-12, (what, row, step)
    print(f"  {what}: {len(found)} steps, the same to twelve digits")


def with_r(folder, answer):
    kaplan_meier, turnbull = blocks("for-r.md", "r")
    script = kaplan_meier + turnbull + """
write.table(format(curve, digits = 17), "curve.txt", row.names = FALSE, col.names = FALSE, quote = FALSE)
write.table(format(estimate, digits = 17), "estimate.txt", row.names = FALSE, col.names = FALSE,
            quote = FALSE)
"""
    subprocess.run(["Rscript", "-e", script], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    rows = [line.split() for line in (folder / "curve.txt").read_text().splitlines()]
    hold(rows, answer["kaplanMeier"]["curve"], "R, survfit with delayed entry")
    rows = [line.split() for line in (folder / "estimate.txt").read_text().splitlines()]
    off = 0.0
    for row, point in zip(rows, answer["turnbull"]["at"], strict=True):
        assert float(row[0]) == point["days"]
        survival = float(row[1])
        off = max(off, point["survivalAtLow"] - survival, survival - point["survivalAtHigh"])
    # What docs/spec/definitions.md says of survfit: it stops early.
    assert off < 0.01, off
    print(f"  R, survfit of intervals: outside of the bounds by {max(off, 0):.4f} at most")


def with_python(folder, answer):
    with_lifelines, from_json = blocks("for-python.md", "python")
    environment = dict(os.environ, PATH=f"{folder}:{os.environ['PATH']}")
    try:
        import lifelines  # noqa: F401
        import pandas  # noqa: F401
        script = with_lifelines + "\ncurve.to_csv('curve.csv', index=False, float_format='%.17g')\n"
        subprocess.run([sys.executable, "-c", script], cwd=folder, check=True,
                       stdout=subprocess.DEVNULL, env=environment)
        lines = (folder / "curve.csv").read_text().splitlines()[1:]
        hold([line.split(",") for line in lines], answer["kaplanMeier"]["curve"],
             "Python, lifelines with delayed entry")
    except ImportError as error:
        print(f"skipped: {error.name} can't be had here")
    script = from_json + "\nimport pathlib; pathlib.Path('curve.json').write_text(json.dumps(curve))\n"
    subprocess.run([sys.executable, "-c", script], cwd=folder, check=True, env=environment)
    assert json.loads((folder / "curve.json").read_text()) == answer["kaplanMeier"]["curve"]
    print("  Python, from the JSON: the same")


def with_duckdb(folder, answer, response):
    try:
        import duckdb
    except ImportError:
        print("skipped: the Python package duckdb can't be had here")
        return
    before = os.getcwd()
    os.chdir(folder)
    try:
        curve, routes, provenance = (duckdb.sql(code).fetchall()
                                     for code in blocks("for-duckdb.md", "sql"))
    finally:
        os.chdir(before)
    hold(curve, answer["kaplanMeier"]["curve"], "DuckDB, in SQL")
    tables = [table["visits"] for table in response["tables"]]
    visits = [visit for table in tables for visit in table if visit["visit"] == "d14"]
    assert sum(row[1] for row in routes) == sum(table["courses"] for table in response["tables"])
    assert sum(row[2] for row in routes) == sum(visit["rated"] for visit in visits)
    assert sum(row[3] for row in routes) == sum(visit["responders"]["n"] for visit in visits
                                            if visit["responders"])
    print("  DuckDB, responders at d14: as response counts them")
    said = json.loads(provenance[0][0])
    assert said["log"] == answer["log"] and said["definitions"][1] == answer["definition"], said


def main():
    program = pathlib.Path(sys.argv[1]).absolute()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "reprieve").symlink_to(program)

        def ask(*words):
            return subprocess.run([program, *words], cwd=folder, capture_output=True, check=True).stdout

        ask("demo", "demo.jsonl")
        answer = json.loads(ask("relief", "-f", "demo.jsonl", "--format", "json"))
        response = json.loads(ask("response", "-f", "demo.jsonl", "--format", "json"))
        ask("export", "csv", "-f", "demo.jsonl", "-o", "clinic")
        if shutil.which("Rscript") and subprocess.run(
                ["Rscript", "-e", "library(survival)"], capture_output=True).returncode == 0:
            with_r(folder, answer)
        else:
            print("skipped: R with the package survival can't be had here")
        shutil.rmtree(folder / "clinic")
        ask("export", "parquet", "-f", "demo.jsonl", "-o", "clinic")
        with_python(folder, answer)
        with_duckdb(folder, answer, response)


main()
