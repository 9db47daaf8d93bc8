"""Ratings, baselines and the walk over each unit's ratings, in Polars (sections 4 and 6)."""

import polars as pl

from . import definitions

MINUTE, DAY = 60_000, 86_400_000
UNIT = ["subject", "unit"]


def instruments():
    return pl.LazyFrame(
        definitions.instruments(), orient="row",
        schema=dict(zip(definitions.INSTRUMENT_COLUMNS, (
            pl.String, pl.String, pl.Int32, pl.Int32, pl.Int32, pl.Boolean, pl.Int32))))


def total():
    """The score of section 4: from the items where they are there, and agreeing with what is given."""
    items = pl.col("items")
    largest = [items.list.slice(first, count).list.max() for first, count in ((0, 4), (5, 4), (14, 2))]
    scored = (
        pl.when(pl.col("scoring") == "sum").then(items.list.sum())
        .when(pl.col("scoring") == "hamd17").then(
            items.list.sum() - pl.when(items.list.get(15, null_on_oob=True) == 3).then(3).otherwise(0))
        .when(pl.col("scoring") == "qids16").then(
            sum(largest) + items.list.get(4, null_on_oob=True) + items.list.slice(9, 5).list.sum()))
    has_null = items.list.drop_nulls().list.len() < items.list.len()
    return (
        pl.when(items.is_null()).then("total")
        .when((pl.col("scoring") == "none") | has_null).then(None)
        .when(pl.col("total").is_null() | (pl.col("total") == scored)).then(scored))


def eligible(ratings, persons, given):
    """Ratings on the index instrument that count, each with the latest treatment before it."""
    last_at_a_start = given.filter(pl.col("next").ne_missing(pl.col("start"))).select(
        "subject", "start", "treatment", "last_stop")
    return (
        ratings.join(persons, on=["subject", "instrument"])
        .filter(pl.col("time") <= pl.col("end"))
        .join(instruments().select("instrument", "scoring"), on="instrument")
        .sort("subject", "time", "seq")
        .unique(["subject", "time"], keep="last", maintain_order=True)
        .select("subject", "time", total().alias("total"))
        .filter(pl.col("total").is_not_null())
        .join_asof(last_at_a_start, left_on="time", right_on="start", by="subject",
                   check_sortedness=False)
        .filter(
            pl.col("last_stop").is_null()
            | (pl.col("time") > pl.col("last_stop") + 60 * MINUTE))
        .select("subject", "time", "total", "treatment"))


def with_baselines(units, persons, valid):
    """Each course with its person, its yardstick and its baseline; `unusable` says why not."""
    worse = pl.col("direction") * (pl.col("baseline") - pl.col("caseness")) < 0
    return (
        units.sort("subject", "start")
        .join_asof(
            valid.select("subject", "time", pl.col("total").alias("baseline")),
            left_on="start", right_on="time", by="subject", allow_exact_matches=False,
            tolerance=14 * DAY, check_sortedness=False)
        .join(persons, on="subject").join(instruments(), on="instrument")
        .with_columns(
            pl.when(pl.col("percent").is_null()).then(pl.lit("no-threshold"))
            .when(pl.col("baseline").is_null()).then(pl.lit("no-baseline"))
            .when((pl.col("baseline") == pl.col("best")) | worse.fill_null(False))
            .then(pl.lit("low-baseline")).alias("unusable")))


def runs(valid, based):
    """One row per rating in relief and the failing ones that follow it (run 0: none before)."""
    gain = 100 * pl.col("direction") * (pl.col("baseline") - pl.col("total"))
    wanted = pl.col("percent") * pl.col("direction") * (pl.col("baseline") - pl.col("best"))
    judged = (
        valid.join(based.filter(pl.col("unusable").is_null()), on=["subject", "treatment"])
        .select(
            "subject", "unit", "time",
            pl.when("strict").then(gain > wanted).otherwise(gain >= wanted).alias("good"))
        .sort("subject", "unit", "time")
        .with_columns(pl.col("good").cast(pl.Int32).cum_sum().over(UNIT).alias("run")))
    failing = judged.filter(~pl.col("good")).select(*UNIT, "run", "time")
    # The latest failing rating at least a day earlier is the one that can be within 21 days.
    confirmed = (
        failing.with_columns((pl.col("time") - DAY).alias("a_day_earlier"))
        .join_asof(
            failing.with_columns(pl.col("time").alias("partner")), left_on="a_day_earlier",
            right_on="time", by=[*UNIT, "run"], tolerance=20 * DAY, check_sortedness=False)
        .group_by(*UNIT, "run").agg(pl.col("partner").is_not_null().any().alias("confirmed")))
    return judged.group_by(*UNIT, "run").agg(
        pl.col("time").min().alias("first"),
        pl.col("time").filter("good").min().alias("in_relief"),
        pl.col("time").filter(~pl.col("good")).min().alias("failed"),
    ).join(confirmed, on=[*UNIT, "run"], how="left")


def walk(ratings, persons, given, units):
    """The answer, one row per unit."""
    valid = eligible(ratings, persons, given).collect().lazy()
    based = with_baselines(units, persons, valid).collect().lazy()
    is_loss = pl.col("confirmed").fill_null(False) & (pl.col("run") > 0)
    walked = runs(valid, based).sort("run").group_by(UNIT, maintain_order=True).agg(
        pl.col("first").min(), pl.col("in_relief").min().alias("first_in_relief"),
        pl.col("in_relief").max().alias("last_in_relief"),
        pl.col("failed").max().alias("last_failed"),
        pl.col("in_relief").filter(is_loss).first().alias("lower"),
        pl.col("failed").filter(is_loss).first().alias("upper"))
    week = pl.col("t0") + 7 * DAY
    return (
        based.join(walked, on=UNIT, how="left")
        .with_columns(
            pl.when(pl.col("unusable").is_not_null()).then("unusable")
            .when(pl.col("first").is_null() | (pl.col("first") > week)).then(pl.lit("no-rating"))
            .when(pl.col("first_in_relief").ne_missing(pl.col("first")))
            .then(pl.lit("not-in-relief"))
            .when(pl.col("upper").is_not_null()).then(pl.lit("lost"))
            .otherwise(pl.lit("censored")).alias("status"))
        .with_columns(
            pl.when(pl.col("status") == "no-rating").then(
                pl.when(pl.col("end") < week).then(pl.lit("not-yet")).otherwise(pl.lit("missed")))
            .when(pl.col("status") == "censored").then(
                pl.when(pl.col("last_failed") > pl.col("last_in_relief"))
                .then(pl.lit("unconfirmed"))
                .when(pl.col("next").is_not_null()).then(pl.lit("retreated"))
                .when("exits").then(pl.lit("exit")).otherwise(pl.lit("end-of-follow-up")))
            .alias("reason"),
            ((pl.col("status") == "not-in-relief") & pl.col("first_in_relief").is_not_null())
            .alias("late"),
            (pl.when(pl.col("status") == "lost").then("lower")
             .when(pl.col("status") == "censored").then("last_in_relief") - pl.col("t0"))
            .alias("lower"),
            (pl.when(pl.col("status") == "lost").then("upper") - pl.col("t0")).alias("upper"))
        .select(
            *UNIT, "treatments", "instrument", "start", "t0",
            pl.coalesce("next", "end").alias("window_end"), "baseline", "status", "reason",
            "late", "lower", "upper"))
