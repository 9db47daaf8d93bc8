"""P1 to P4: relief of everybody, from the log, from the cache, and by DuckDB and Polars."""

import filecmp
import subprocess

from . import measure
from .figures import Outcome, Verdict

FIGURES = ("P1", "P2", "P3", "P4")


def contenders(setting, wanted):
    """Those that the wanted figures need, all of them in the same rounds."""
    log = setting.log()
    parquet = log.with_suffix(".parquet")
    if {"P2", "P4"} & wanted and not parquet.exists():
        setting.say("writing the Parquet file, untimed")
        measure.once(measure.worker("parquet", "write_parquet", log, parquet))
    ours = [setting.program, "relief", "--no-estimates", "--summary", "-q", "-f", log]
    every = {
        "cold": measure.Contender("reprieve, cold", [*ours, "--no-cache"]),
        "warm": measure.Contender("reprieve, warm", ours),
        "json": measure.worker("DuckDB, JSON Lines", "duckdb_relief", "json", log),
        "parquet": measure.worker("DuckDB, Parquet", "duckdb_relief", "parquet", parquet),
        "again": measure.worker(
            "DuckDB, Parquet, asked again", "duckdb_relief", "parquet", parquet, "--again"),
        "polars": measure.worker("Polars, JSON Lines", "polars_relief", log),
    }
    needed = {
        "P1": ("cold", "json"), "P2": ("cold", "parquet"), "P3": ("cold", "polars"),
        "P4": ("warm", "again"),
    }
    keys = {key for figure in wanted & set(FIGURES) for key in needed[figure]}
    return {key: contender for key, contender in every.items() if key in keys}


def require_warm_is_cold(setting):
    """With the cache beside the log and without it: the same bytes for every unit."""
    log = setting.log()
    files = []
    for name, words in (("cold", ["--no-cache"]), ("first", []), ("warm", [])):
        files.append(setting.folder / f"{name}.csv")
        subprocess.run(
            [setting.program, "relief", "--no-estimates", "-q", "-f", log, "-o", files[-1], *words],
            check=True)
    if not all(filecmp.cmp(files[0], other, shallow=False) for other in files[1:]):
        raise measure.Failed("relief says something else with its cache than without it")


def run(setting, wanted):
    if "P4" in wanted:
        require_warm_is_cold(setting)
    taking_part = contenders(setting, wanted)
    samples = measure.in_turn(taking_part.values(), setting.runs)
    outcome = Outcome(
        "Relief of everybody", ["contender", "what is timed", *Outcome.COSTS])
    whole, within = {}, {}
    for key, contender in taking_part.items():
        runs = samples[contender.name]
        whole[key] = measure.Cost.of(runs)
        outcome.add(contender.name, whole[key])
        outcome.rows[-1].insert(1, "whole process")
        if contender.is_worker:
            within[key] = measure.Cost.within(runs)
            outcome.add(contender.name, within[key])
            outcome.rows[-1].insert(1, "the query alone")
        outcome.commands.append(contender.command_line())
    outcome.verdicts = list(verdicts(wanted, whole, within))
    if "P4" in wanted:
        outcome.notes.append(
            "“Asked again”: the same process answers twice and the second time counts, so the "
            "file's metadata and the engine are warm. That worker's whole process is two answers.")
    return outcome


def verdicts(wanted, whole, within):
    """A peer's query alone stands against our whole process: its start is not held against it."""
    def ratio(figure, says, peer, ours, goal):
        return Verdict(figure, says, peer / ours, goal)

    if "P1" in wanted:
        yield ratio("P1", "cold replay against DuckDB on the JSON Lines, wall time",
                    within["json"].median, whole["cold"].median, 5)
        yield ratio("P1", "the same, CPU time", within["json"].cpu, whole["cold"].cpu, 8)
    if "P2" in wanted:
        yield ratio("P2", "cold replay against DuckDB on Parquet, wall time",
                    within["parquet"].median, whole["cold"].median, 1)
    if "P3" in wanted:
        yield ratio("P3", "cold replay against Polars on the JSON Lines, wall time",
                    within["polars"].median, whole["cold"].median, 10)
    if "P4" in wanted:
        yield ratio("P4", "warm, whole process, against DuckDB on Parquet within its process",
                    within["again"].median, whole["warm"].median, 15)
