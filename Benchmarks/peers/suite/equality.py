"""Holds the peers' answers to ours before anything is timed.

`python -m suite.equality PROGRAM LOG …` compares, unit for unit and the flow, what DuckDB (over JSON
Lines and over Parquet) and Polars answer for each log; the first difference ends it with 1. With
`--clinics N` for LOG: those of the vectors and of the published trials, and N random clinics. It is
a process of its own, so that the one that measures stays small.
"""

import pathlib
import sys
import tempfile

from . import answer, duckdb_relief, edge_cases, polars_relief

TESTS = pathlib.Path(__file__).resolve().parents[3] / "Tests"
CORPORA = ("vectors/outcomes/*.jsonl", "data/ds005917/*.jsonl", "data/published/*.jsonl")


def small_logs():
    """The logs of the outcome vectors and of the published trials: every rule is in one of them."""
    return [path for pattern in CORPORA for path in sorted(TESTS.glob(pattern))]


def parquet_answer(log):
    with tempfile.TemporaryDirectory(dir=log.parent if log.stat().st_size > 1 << 24 else None) as at:
        parquet = pathlib.Path(at, "log.parquet")
        duckdb_relief.write_parquet(log, parquet)
        return duckdb_relief.full_answer("parquet", parquet)


PEERS = {
    "DuckDB on JSON Lines": lambda log: duckdb_relief.full_answer("json", log),
    "DuckDB on Parquet": parquet_answer,
    "Polars on JSON Lines": polars_relief.full_answer,
}


def main(program, logs):
    units = 0
    for log in map(pathlib.Path, logs):
        expected = answer.ours(program, log)
        for name, ask in PEERS.items():
            try:
                answer.require_same(name, ask(log), expected)
            except answer.Different as difference:
                sys.exit(f"{log.name}: {difference}")
        units += len(expected.units)
    counted = "1 log" if len(logs) == 1 else f"{len(logs)} logs"
    print(f"{counted}, {units:,} units: {', '.join(PEERS)} answer as reprieve does")


if __name__ == "__main__":
    if sys.argv[2] == "--clinics":
        with tempfile.TemporaryDirectory() as folder:
            clinics = edge_cases.write(sys.argv[1], folder, int(sys.argv[3]))
            main(sys.argv[1], [*small_logs(), *clinics])
    else:
        main(sys.argv[1], sys.argv[2:])
