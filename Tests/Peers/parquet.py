#!/usr/bin/env python3
"""Reads Parquet files of `export parquet`, and files with everything that is rare in tables, with
PyArrow, DuckDB, Polars, fastparquet and Spark, as far as they are installed, and holds what each finds
to what was written.

usage: parquet.py PATH-TO-REPRIEVE PATH-TO-EDGES
"""

import csv
import datetime
import json
import math
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
DAY = datetime.date(1970, 1, 1)


def plain(value, kind):
    """A value of any reader as what the file beside says: milliseconds for times, days for dates."""
    if value is None:
        return None
    if kind in ("timestamp", "clockTime"):
        if isinstance(value, int):  # microseconds
            assert value % 1000 == 0, value
            return value // 1000
        if value.tzinfo is None:
            value = value.replace(tzinfo=datetime.timezone.utc)
        delta = value - EPOCH
        return (delta.days * 86_400_000_000 + delta.seconds * 1_000_000 + delta.microseconds) // 1000
    if kind == "date":
        return value if isinstance(value, int) else (value - DAY).days
    if kind == "integer":
        return int(value)
    return value


def by_pyarrow(path, kinds):
    import pyarrow.parquet
    table = pyarrow.parquet.read_table(path)
    columns = []
    for name, kind in kinds:
        column = table[name]
        if kind in ("timestamp", "clockTime"):
            expected = "timestamp[us, tz=UTC]" if kind == "timestamp" else "timestamp[us]"
            assert str(column.type) == expected, (name, column.type)
            # Python's datetime ends in 9999 and a reader may shift; whole numbers do not.
            column = column.cast("int64")
        columns.append([plain(v, kind) for v in column.to_pylist()])
    return columns


def by_polars(path, kinds):
    import polars
    frame = polars.read_parquet(path)
    columns = []
    for name, kind in kinds:
        column = frame[name]
        if kind in ("timestamp", "clockTime"):
            assert column.dtype == polars.Datetime("us", "UTC" if kind == "timestamp" else None), column
            column = column.to_physical()
        columns.append([plain(v, kind) for v in column.to_list()])
    return columns


def by_duckdb(path, kinds):
    import duckdb
    picks = []
    for name, kind in kinds:
        quoted = f'"{name}"'
        picks.append(f"epoch_us({quoted})" if kind in ("timestamp", "clockTime")
                     else f"{quoted} - DATE '1970-01-01'" if kind == "date" else quoted)
    rows = duckdb.sql(f"SELECT {', '.join(picks)} FROM '{path}'").fetchall()
    return [[plain(row[i], kind) for row in rows] for i, (_, kind) in enumerate(kinds)]


def by_fastparquet(path, kinds):
    import fastparquet
    import pandas
    file = fastparquet.ParquetFile(str(path))
    # It hands everything to pandas: nanoseconds there end in 2262, whole numbers with gaps become
    # doubles. So it is asked for kinds that pandas can hold.
    frame = file.to_pandas()
    columns = []
    for name, kind in kinds:
        values = []
        for value in frame[name]:
            if value is None or value is pandas.NaT or (isinstance(value, float) and math.isnan(value)) \
                    or value is pandas.NA:
                values.append(None)
            elif kind in ("timestamp", "clockTime"):
                values.append(int(pandas.Timestamp(value).value // 1_000_000))
            elif kind == "date":
                values.append((pandas.Timestamp(value).date() - DAY).days)
            elif kind == "boolean":
                values.append(bool(value))
            elif kind == "integer":
                values.append(int(value))
            else:
                values.append(value)
        columns.append(values)
    return columns


class Spark:
    """One session for all files."""
    session = None

    @classmethod
    def start(cls):
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
        os.environ["PYSPARK_PYTHON"] = sys.executable
        from pyspark.sql import SparkSession
        cls.session = SparkSession.builder.master("local[1]").appName("parquet") \
            .config("spark.ui.enabled", "false").config("spark.ui.showConsoleProgress", "false") \
            .config("spark.driver.host", "127.0.0.1").config("spark.sql.session.timeZone", "UTC") \
            .config("spark.driver.memory", "1g") \
            .config("spark.sql.parquet.datetimeRebaseModeInRead", "CORRECTED").getOrCreate()
        cls.session.sparkContext.setLogLevel("OFF")

    @classmethod
    def read(cls, path, kinds):
        frame = cls.session.read.parquet(str(path))
        picks = []
        for name, kind in kinds:
            picks.append(f"unix_micros(`{name}`) AS `{name}`" if kind == "timestamp"
                         else f"unix_micros(CAST(`{name}` AS TIMESTAMP)) AS `{name}`"
                         if kind == "clockTime"
                         else f"datediff(`{name}`, DATE'1970-01-01') AS `{name}`" if kind == "date"
                         else f"`{name}`")
        rows = frame.selectExpr(*picks).collect()
        return [[plain(row[i], kind) for row in rows] for i, (_, kind) in enumerate(kinds)]


def same(one, other, kind):
    if one is None or other is None:
        return one is other
    if kind == "number":
        return one == other  # -0 and 0 are equal, and every double is written as it is
    return type(one) is type(other) and one == other


def readers():
    found = []
    for name, read in [("pyarrow", by_pyarrow), ("duckdb", by_duckdb), ("polars", by_polars),
                       ("fastparquet", by_fastparquet)]:
        try:
            __import__(name)
            found.append((name, read))
        except ImportError:
            print(f"skipped: the Python package {name} can't be had here")
    try:
        Spark.start()
        found.append(("spark", Spark.read))
    except Exception as error:  # noqa: BLE001  no Java, no PySpark
        print(f"skipped: Spark can't be started here ({type(error).__name__})")
    return found


def check(path, kinds, expected, found, limits):
    for name, read in found:
        if name in limits:
            print(f"  {path.name}: {name} is not asked: {limits[name]}")
            continue
        columns = read(path, kinds)
        for (column, kind), got, want in zip(kinds, columns, expected):
            assert len(got) == len(want), (path.name, name, column, len(got), len(want))
            for row, (one, other) in enumerate(zip(got, want)):
                assert same(one, other, kind), (path.name, name, column, row, one, other)


def check_statistics(path, kinds, expected):
    """Bounds and counts of missing values, as PyArrow reads them."""
    import pyarrow.parquet
    meta = pyarrow.parquet.read_metadata(path)
    start = 0
    for group in range(meta.num_row_groups):
        chunk = meta.row_group(group)
        for place, (name, kind) in enumerate(kinds):
            values = expected[place][start:start + chunk.num_rows]
            there = [v for v in values if v is not None]
            found = chunk.column(place).statistics
            assert found.null_count == len(values) - len(there), (path.name, name)
            if kind == "text":
                there = [v.encode() for v in there]
            if not there or (kind == "text" and max(map(len, (min(there), max(there)))) > 64):
                assert not found.has_min_max, (path.name, name)
                continue
            assert found.has_min_max, (path.name, name)
            low, high = found.min_raw, found.max_raw
            if kind == "text":
                low, high = (v if isinstance(v, bytes) else v.encode() for v in (low, high))
            elif kind in ("timestamp", "clockTime"):
                low, high = low // 1000, high // 1000
            assert (low, high) == (min(there), max(there)), (path.name, name, low, high)
        start += chunk.num_rows


def edges(program, folder, found):
    subprocess.run([program, folder], check=True)
    for path in sorted(folder.glob("*.parquet")):
        lines = [json.loads(line) for line in path.with_suffix(".jsonl").read_text().split("\n") if line]
        kinds = [tuple(pair) for pair in lines[0]]
        expected = [[row[i] for row in lines[1:]] for i in range(len(kinds))]
        limits = {}
        if path.stem == "extremes":
            limits["fastparquet"] = "pandas holds the years 1677 to 2262"
        if path.stem == "all-missing":
            limits["fastparquet"] = "pandas makes doubles of columns without a value"
        check(path, kinds, expected, found, limits)
        if any(name == "pyarrow" for name, _ in found):
            check_statistics(path, kinds, expected)
        print(f"  {path.name}: {len(lines) - 1} rows, the same in all")


def kinds_of(folder):
    kinds = {}
    with open(folder / "dictionary.csv", newline="") as file:
        for row in csv.DictReader(file):
            kinds.setdefault(row["table"], []).append((row["column"], row["type"]))
    return kinds


def cell(text, kind):
    """A cell of the CSV as a value."""
    if text == "":
        return None
    if kind == "integer":
        return int(text)
    if kind == "number":
        return float(text)
    if kind == "boolean":
        return {"true": True, "false": False}[text]
    if kind == "timestamp":
        return plain(datetime.datetime.fromisoformat(text.replace("Z", "+00:00")), kind)
    return text


def tables(program, folder, found):
    """The tables of a simulated clinic: what Parquet says is what CSV says."""
    log = folder / "demo.jsonl"
    subprocess.run([program, "demo", log], check=True, stdout=subprocess.DEVNULL)
    for form in ("csv", "parquet"):
        subprocess.run([program, "export", form, "--wide", "-f", log, "-o", folder / form, "-q"],
                       check=True, stdout=subprocess.DEVNULL)
    for table, kinds in kinds_of(folder / "parquet").items():
        with open(folder / "csv" / f"{table}.csv", newline="") as file:
            rows = list(csv.DictReader(file))
        expected = [[cell(row[name], kind) for row in rows] for name, kind in kinds]
        path = folder / "parquet" / f"{table}.parquet"
        limits = {"fastparquet": "pandas makes doubles of columns without a value"} \
            if any(all(v is None for v in values) for values in expected) else {}
        check(path, kinds, expected, found, limits)
        print(f"  {path.name}: {len(rows)} rows, the same in all, and as in CSV")


def main():
    reprieve, edge_program = (os.path.abspath(path) for path in sys.argv[1:3])
    found = readers()
    if not found:
        print("skipped: no reader of Parquet can be had here")
        return
    print("read by " + ", ".join(name for name, _ in found))
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "edges").mkdir()
        edges(edge_program, folder / "edges", found)
        tables(reprieve, folder, found)


main()
