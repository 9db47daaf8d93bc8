"""Polars' side: relief by the whole definition, lazy frames from JSON Lines.

As a worker (`python -m suite.polars_relief LOG`) it prints one line of JSON: the seconds and CPU
seconds of the query within the process, and the flow it came to.

`data` is read as text and taken apart per kind of event: that is the fastest of what was tried (one
struct for all kinds takes twice as long, `scan_lines` with `json_decode` of whole lines longer too).
"""

import json
import sys

import polars as pl

from . import answer, definitions
from .polars_courses import courses, treatments
from .polars_walk import walk
from .stopwatch import Stopwatch

LINE = {
    "seq": pl.Int32, "source": pl.String, "id": pl.String, "type": pl.String,
    "subject": pl.String, "time": pl.String, "data": pl.String,
}
CORRECTION = {
    "source": "target_source", "id": "target_id", "action": "action", "subject": "new_subject",
    "time": "new_time", "data": "new_data",
}
ACTIVE = ("ketamine", "esketamine", "arketamine")


def instant(column):
    """Whole milliseconds of RFC 3339 text with `Z` or an offset."""
    return (
        pl.col(column).str.to_datetime("%Y-%m-%dT%H:%M:%S%.f%#z", time_unit="ms", time_zone="UTC")
        .dt.epoch("ms"))


def decoded(events, kind, **members):
    """The events of one kind with the named members of `data` as columns."""
    return (
        events.filter(pl.col("type") == kind)
        .with_columns(pl.col("data").str.json_decode(pl.Struct(members)))
        .unnest("data"))


def taken_back(corrections):
    """The seqs of corrections that a void takes back, from the last one back; there are few."""
    by_name = {row[:2]: row[2] for row in corrections.select("source", "id", "seq").iter_rows()}
    gone = set()
    voids = corrections.filter(pl.col("action") == "void").sort("seq", descending=True)
    for seq, *target in voids.select("seq", "target_source", "target_id").iter_rows():
        if seq not in gone and tuple(target) in by_name:
            gone.add(by_name[tuple(target)])
    return list(gone)


def effective(lines):
    """Section 2: what was not voided, with the subject, time and data that are in force."""
    corrections = (
        lines.filter(pl.col("type") == "correction")
        .select("seq", "source", "id", *(
            pl.col("data").str.json_path_match(f"$.{member}").alias(name)
            for member, name in CORRECTION.items()))
        .with_columns(instant("new_time")))
    stand = corrections.filter(~pl.col("seq").is_in(taken_back(corrections))).sort("seq")
    fixes = stand.group_by("target_source", "target_id", maintain_order=True).agg(
        (pl.col("action") == "void").any().alias("void"),
        pl.col("new_subject").filter(pl.col("action") == "reassign").last(),
        *(pl.col(name).filter(pl.col("action") == "amend").drop_nulls().last()
          for name in ("new_time", "new_data")))
    fixes = lines.lazy().select("seq", "source", "id").join(
        fixes.lazy(), left_on=["source", "id"], right_on=["target_source", "target_id"])
    return (
        lines.lazy().filter(~pl.col("type").is_in(["log", "correction"]))
        .join(fixes.drop("source", "id"), on="seq", how="left")
        .filter(pl.col("void").is_null() | ~pl.col("void"))
        .select(
            "seq", "type", pl.coalesce("new_subject", "subject").alias("subject"),
            pl.coalesce("new_time", "time").alias("time"),
            pl.coalesce("new_data", "data").alias("data"))
        .collect().lazy())


def owned_doses(events):
    """Doses whose subject has an infusion of their label; of two the first by seq owns it."""
    infusions = (
        decoded(events, "infusion", infusion=pl.String, drug=pl.String)
        .sort("seq").unique(["subject", "infusion"], keep="first", maintain_order=True)
        .select("subject", "infusion", pl.col("seq").alias("treatment"),
                pl.col("time").alias("infusion_time"), pl.col("drug").is_in(ACTIVE).alias("active")))
    doses = decoded(events, "dose", infusion=pl.String, mg=pl.Float64, minutes=pl.Float64)
    return doses.join(infusions, on=["subject", "infusion"]).select(
        "subject", "treatment", "infusion_time", "active", "time", "mg",
        (pl.col("time") + (pl.col("minutes").fill_null(0) * 60_000).round().cast(pl.Int64))
        .alias("stop"))


def people(events, doses):
    """Section 5: follow-up and index instrument of every subject with an effective event."""
    seen = pl.concat([
        events.filter(pl.col("type") != "dose").select(
            "subject", "time",
            pl.when(pl.col("type") == "exit").then("time").alias("exit")),
        doses.select("subject", "time", pl.lit(None, pl.Int64).alias("exit")),
    ]).group_by("subject").agg(pl.col("exit").min(), pl.col("time").max().alias("last"))
    intakes = (
        decoded(events, "intake", instrument=pl.String, indications=pl.List(pl.String))
        .sort("time", "seq").unique("subject", keep="last")
        .select("subject", "instrument",
                pl.col("indications").list.first().fill_null("").alias("code")))
    code = pl.col("code").fill_null("")
    by_code = pl.coalesce(*(
        pl.when(code.str.starts_with(prefix)).then(pl.lit(instrument))
        for prefix, instrument in sorted(
            definitions.index_prefixes(), key=lambda row: len(row[0]), reverse=True)))
    return seen.join(intakes, on="subject", how="left").select(
        "subject", pl.coalesce("exit", "last").alias("end"),
        pl.col("exit").is_not_null().alias("exits"),
        pl.coalesce("instrument", by_code).alias("instrument"))


def relief(log):
    """(units as a data frame, flow as the JSON document names it)."""
    lines = (
        pl.scan_ndjson(log, schema=LINE).with_columns(instant("time")).collect(engine="streaming"))
    events = effective(lines)
    doses = owned_doses(events).collect().lazy()
    persons = people(events, doses).collect().lazy()
    given = treatments(doses, persons).collect().lazy()
    ratings = decoded(
        events, "rating", instrument=pl.String, total=pl.Int32, items=pl.List(pl.Int32))
    units = walk(ratings, persons, given, courses(given)).collect()
    return units, flow(units, persons.select(pl.len()).collect().item())


def flow(units, subjects):
    counts = {
        "subjects": subjects, "withTreatment": units["subject"].n_unique(), "units": len(units)}
    for name, column, value in answer.COUNTED:
        counts[name] = units.filter(pl.col(column) == value).height
    counts["analysed"] = counts["lost"] + counts["censored"]
    return counts


def full_answer(log):
    """Every unit, for the comparison with ours."""
    units, counts = relief(log)
    rows = units.select(answer.Unit._fields).sort("subject", "unit").iter_rows()
    return answer.Answer([answer.Unit(*row) for row in rows], counts)


if __name__ == "__main__":
    with Stopwatch() as watch:
        _, counted = relief(sys.argv[1])
    print(json.dumps({"seconds": watch.seconds, "cpu": watch.cpu, "flow": counted}))
