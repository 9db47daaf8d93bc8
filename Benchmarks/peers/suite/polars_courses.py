"""Treatments of either kind and courses of the active ones, in Polars (section 3)."""

import polars as pl

DAY = 86_400_000


def treatments(doses, persons):
    """One row per treatment by subject, start and seq, with the next one's start."""
    return (
        doses.join(persons.select("subject", "end"), on="subject")
        .filter(
            (pl.col("time") <= pl.col("end")) & (pl.col("infusion_time") <= pl.col("end"))
            & ((pl.col("mg") > 0) | ~pl.col("active")))
        .group_by("subject", "treatment").agg(
            pl.col("active").first(), pl.col("time").min().alias("start"), pl.col("stop").max())
        .sort("subject", "start", "treatment")
        .with_columns(
            pl.col("start").shift(-1).over("subject").alias("next"),
            pl.col("stop").cum_max().over("subject").alias("last_stop")))


def courses(given):
    """One row per course: its first start, its last treatment, that one's end and what follows."""
    opens = pl.col("start").diff().over("subject").fill_null(DAY * 15) > 14 * DAY
    return (
        given.filter("active")
        .with_columns(opens.alias("opens"))
        .with_columns(pl.col("opens").cast(pl.Int64).cum_sum().over("subject").alias("unit"))
        .group_by("subject", "unit", maintain_order=True).agg(
            pl.len().cast(pl.Int64).alias("treatments"), pl.col("start").first(),
            pl.col("treatment").last(), pl.col("stop").last().alias("t0"), pl.col("next").last()))
