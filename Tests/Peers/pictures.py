#!/usr/bin/env python3
"""Holds `plot` to other people's programs.

usage: pictures.py PATH-TO-REPRIEVE [--keep FOLDER]

- Every kind is well-formed for expat, and drawn by rsvg-convert and by Chromium: neither complains, the
  PNGs have the natural size and are not empty, and the two agree on where there is ink.
- The Kaplan-Meier path of `plot relief` is R's survfit with delayed entry, step by step, and its limits are
  R's log-log limits; the rows under it are R's summary(times=).
- In greyscale the palette's lines still differ in their dashes, which a test in Swift holds; here each
  picture keeps its ink in greyscale.
- On a terminal no SVG is printed.
"""

import argparse
import json
import pathlib
import pty
import os
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

SVG = "{http://www.w3.org/2000/svg}"
KINDS = {
    "relief": [], "relief-by": ["--by", "sex"], "timeline": ["P-0072"], "swimmer": [],
    "trajectories": ["--where", "instrument=GAD-7"], "change": ["--where", "instrument=GAD-7"],
    "response": ["--where", "instrument=GAD-7"], "intervals": [], "mcf": [], "forest": ["--by", "site"],
    "forest-relief": ["--by", "site", "--of", "relief"], "flow": [],
    "relief-few": ["--min-cell-count", "5"],
}
R_CURVE = r"""
library(survival)
data <- read.csv(commandArgs(TRUE)[1])
days <- as.numeric(strsplit(commandArgs(TRUE)[2], ",")[[1]])
fit <- survfit(Surv(entry, seen, lost) ~ 1, data = data, conf.type = "log-log")
cat(jsonlite::toJSON(list(time = fit$time, surv = fit$surv, lower = fit$lower, upper = fit$upper,
  event = fit$n.event, risk = sapply(days, function(t) sum(data$entry < t & data$seen >= t)),
  byDay = summary(fit, times = days, extend = TRUE)$surv), digits = NA, na = "null"))
"""


def run(words, **more):
    return subprocess.run(words, capture_output=True, timeout=120, **more)


def ink(png):
    """The picture as rows of whether there is ink, 60 across, from ImageMagick."""
    text = run(["convert", str(png), "-background", "white", "-flatten", "-colorspace", "Gray",
                "-resize", "60x80!", "-depth", "8", "txt:-"]).stdout.decode()
    levels = [int(found) for found in re.findall(r"\((\d+)[,)]", text)]
    return [level < 250 for level in levels]


def size(png):
    return tuple(int(part) for part in run(["identify", "-format", "%w %h", str(png)]).stdout.split())


def draw(program, log, folder):
    """Every kind, drawn twice by two programs."""
    for name, options in KINDS.items():
        kind = name.split("-")[0]
        svg = folder / f"{name}.svg"
        made = run([program, "plot", kind, *options, "-f", log, "-o", str(svg)])
        assert made.returncode == 0, (name, made.stderr)
        root = xml.etree.ElementTree.parse(svg).getroot()
        assert root.tag == SVG + "svg" and root.find(SVG + "desc").text, name
        json.loads(root.find(SVG + "metadata").text)
        width, height = (round(float(root.get(side))) for side in ("width", "height"))
        pictures = []
        if shutil.which("rsvg-convert"):
            png = folder / f"{name}-rsvg.png"
            done = run(["rsvg-convert", str(svg), "-o", str(png)])
            assert done.returncode == 0 and not done.stderr, (name, done.stderr)
            pictures.append(png)
        if shutil.which("chromium"):
            png = folder / f"{name}-chromium.png"
            done = run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                        f"--user-data-dir={folder}/profile", f"--screenshot={png}",
                        f"--window-size={width},{height}", svg.as_uri()])
            assert png.exists(), (name, done.stderr)
            pictures.append(png)
        inks = []
        for png in pictures:
            wide, high = size(png)
            assert abs(wide - width) <= 1 and abs(high - height) <= 1, (png, wide, high, width, height)
            inks.append(ink(png))
            assert sum(inks[-1]) > 100, f"{png} is empty"
        if len(inks) == 2:
            apart = sum(one != other for one, other in zip(*inks)) / len(inks[0])
            assert apart < 0.12, f"{name}: the two programs differ at {apart:.0%} of the places"
        print(f"  {name}: {width} x {height}, {svg.stat().st_size} bytes, "
              f"{' and '.join(png.stem.split('-')[-1] for png in pictures) or 'drawn by nobody'}")


def corners(path):
    """The corners of a path of M, H and V."""
    found, x, y = [], 0.0, 0.0
    for letter, numbers in re.findall(r"([MHVLZ])([-0-9. ]*)", path):
        values = [float(number) for number in numbers.split()]
        if letter in "ML":
            x, y = values
        elif letter == "H":
            x = values[0]
        elif letter == "V":
            y = values[0]
        found.append((x, y))
    return found


def hold_to_r(program, log, folder):
    """The curve and its limits, px by px, and who is at risk."""
    units = json.loads(run([program, "relief", "-f", log, "--format", "json"]).stdout)["units"]
    data = folder / "units.csv"
    rows = ["entry,seen,lost"]
    for unit in units:
        if unit["lowerDays"] is None:
            continue
        seen = unit["upperDays"] if unit["upperDays"] is not None else unit["lowerDays"]
        if unit["entryDays"] < seen:
            rows.append(f"{unit['entryDays']!r},{seen!r},{int(unit['upperDays'] is not None)}")
    data.write_text("\n".join(rows) + "\n")
    root = xml.etree.ElementTree.parse(folder / "relief.svg").getroot()
    texts = [(text.text, float(text.get("x")), float(text.get("y")), text.get("text-anchor"))
             for text in root.iter(SVG + "text")]
    heights = {text: y - 3.7 for text, x, y, anchor in texts if text in ("0 %", "100 %")}
    axis = min(y for text, x, y, anchor in texts if text == "0" and anchor == "middle")
    ticks = sorted((float(text), x) for text, x, y, anchor in texts if y == axis and anchor == "middle")
    (first, left), (last, right) = ticks[0], ticks[-1]
    script = folder / "curve.R"
    script.write_text(R_CURVE)
    answer = run(["Rscript", str(script), str(data), ",".join(str(day) for day, _ in ticks)])
    assert answer.returncode == 0, answer.stderr.decode()
    curve = json.loads(answer.stdout)

    def across(day):
        return left + (day - first) / (last - first) * (right - left)

    def up(share):
        return heights["0 %"] + share * (heights["100 %"] - heights["0 %"])

    paths = {path.get("data-name"): path.get("d") for path in root.iter(SVG + "path")}
    steps = [(across(day), up(share)) for day, share, lost
             in zip(curve["time"], curve["surv"], curve["event"]) if lost > 0]
    drawn = corners(paths["kaplan-meier"])[2::2]
    assert len(drawn) in (len(steps), len(steps) + 1), (len(drawn), len(steps))
    worst = max(max(abs(a - c), abs(b - d)) for (a, b), (c, d) in zip(drawn, steps))
    assert worst < 0.02, f"the curve is {worst} px off R's"
    edge = set((round(x, 1), round(y, 1)) for x, y in corners(paths["kaplan-meier-limits"]))
    limits = [(across(day), up(value)) for key in ("lower", "upper")
              for day, value, share in zip(curve["time"], curve[key], curve["surv"]) if 0 < share < 1]
    far = [point for point in limits
           if not any(abs(point[0] - x) < 0.2 and abs(point[1] - y) < 0.2 for x, y in edge)]
    assert not far, f"{len(far)} of R's limits are not on the edge of the band"
    row = min(y for text, x, y, anchor in texts if text == "at risk")
    shown = [int(text) for text, x, y, anchor in sorted(texts, key=lambda one: one[1])
             if y == row and anchor == "middle"]
    assert shown == curve["risk"], (shown, curve["risk"])
    print(f"  relief against survfit: {len(steps)} steps within {worst:.3f} px, {len(limits)} limits, "
          f"{len(shown)} numbers at risk")


def hold_terminal(program, log):
    """On a terminal there is advice in place of markup."""
    leader, follower = pty.openpty()
    process = subprocess.Popen([program, "plot", "flow", "-f", log], stdout=follower,
                               stderr=subprocess.PIPE)
    errors = process.communicate(timeout=60)[1].decode()
    os.close(follower)
    os.close(leader)
    assert process.returncode == 2 and "-o flow.svg" in errors, errors


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("program")
    arguments.add_argument("--keep", help="a folder to leave everything in")
    chosen = arguments.parse_args()
    program = str(pathlib.Path(chosen.program).resolve())
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(chosen.keep or temporary)
        folder.mkdir(parents=True, exist_ok=True)
        log = str(folder / "demo.jsonl")
        made = run([program, "demo", log])
        assert made.returncode == 0, made.stderr
        draw(program, log, folder)
        if shutil.which("Rscript"):
            hold_to_r(program, log, folder)
        else:
            print("  skipped: R is not there to hold the curve against")
        hold_terminal(program, log)
    print("pictures: all kinds drawn")


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    main()
