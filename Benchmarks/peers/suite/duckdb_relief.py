"""DuckDB's side: relief by the whole definition in SQL, from JSON Lines or from Parquet.

As a worker (`python -m suite.duckdb_relief json|parquet FILE [--again]`) it prints one line of
JSON: the seconds and CPU seconds of the query within the process, and the flow it came to.
"""

import argparse
import json
import pathlib

import duckdb

from . import answer, definitions
from .stopwatch import Stopwatch

SQL = pathlib.Path(__file__).resolve().parent / "sql"
SOURCES = {"json": "log_json.sql", "parquet": "log_parquet.sql"}


def statement(name, **values):
    """A file of SQL, with `{name}` replaced by a quoted path."""
    text = (SQL / name).read_text()
    for key, value in values.items():
        text = text.replace("{" + key + "}", str(value).replace("'", "''"))
    return text


def connect():
    """A database in memory that has the small tables, and all cores."""
    database = duckdb.connect()
    # Without statistics on a file of JSON the planner takes its side for tiny, and loops over it.
    database.execute("SET asof_loop_join_threshold = 0")
    database.execute("SET preserve_insertion_order = false")
    columns = ", ".join(f"{name} {kind}" for name, kind in definitions.INSTRUMENT_COLUMNS.items())
    database.execute(f"CREATE TEMP TABLE instrument ({columns})")
    database.executemany(
        "INSERT INTO instrument VALUES (?, ?, ?, ?, ?, ?, ?)", definitions.instruments())
    database.execute("CREATE TEMP TABLE index_prefix (prefix VARCHAR, instrument VARCHAR)")
    database.executemany("INSERT INTO index_prefix VALUES (?, ?)", definitions.index_prefixes())
    return database


def relief(database, source, path):
    """Leaves the table `unit`, and returns the flow under the names of the JSON document."""
    database.execute(statement(SOURCES[source], log=path))
    database.execute(statement("courses.sql"))
    database.execute(statement("relief.sql"))
    counts = database.execute(statement("flow.sql"))
    names = [column[0] for column in counts.description]
    return dict(zip(names, counts.fetchone()))


def full_answer(source, path):
    """Every unit, for the comparison with ours."""
    database = connect()
    flow = relief(database, source, path)
    columns = ", ".join(answer.Unit._fields)
    rows = database.execute(f"SELECT {columns} FROM unit ORDER BY subject, unit").fetchall()
    return answer.Answer([answer.Unit(*row) for row in rows], flow)


def write_parquet(log, path):
    """The same log as a Parquet file, as an analyst would lay it out; made once, never timed."""
    database = duckdb.connect()
    database.execute(statement("log_json.sql", log=log))
    database.execute(statement("write_parquet.sql", parquet=path))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("source", choices=SOURCES)
    parser.add_argument("file")
    parser.add_argument("--again", action="store_true", help="time the second time it is asked")
    chosen = parser.parse_args()
    database = connect()
    if chosen.again:
        relief(database, chosen.source, chosen.file)
    with Stopwatch() as watch:
        flow = relief(database, chosen.source, chosen.file)
    print(json.dumps({"seconds": watch.seconds, "cpu": watch.cpu, "flow": flow}))


if __name__ == "__main__":
    main()
