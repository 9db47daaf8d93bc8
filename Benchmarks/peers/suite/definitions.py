"""The small tables that the rules need: instruments with their thresholds, and index prefixes.

They are read from the file that the program itself is built from, so both sides of a comparison
measure with the same yardsticks.
"""

import json
import pathlib

SOURCE = pathlib.Path(__file__).resolve().parents[3] / "Sources/Definitions/instruments.json"
THRESHOLD_SET = "standard"

INSTRUMENT_COLUMNS = {
    "instrument": "VARCHAR",
    "scoring": "VARCHAR",
    "direction": "INTEGER",  # 1 where lower is better, else -1
    "best": "INTEGER",
    "percent": "INTEGER",
    "strict": "BOOLEAN",
    "caseness": "INTEGER",
}


def instruments():
    """One row per instrument, as INSTRUMENT_COLUMNS; None where the set says nothing."""
    content = json.loads(SOURCE.read_text())
    thresholds = content["thresholdSets"][THRESHOLD_SET]["instruments"]
    rows = []
    for entry in content["instruments"]:
        low_is_better = entry["better"] == "low"
        limits = entry["total"] or (None, None)
        rule = thresholds.get(entry["id"]) or {}
        response, caseness = rule.get("response") or {}, rule.get("caseness") or {}
        rows.append((
            entry["id"], entry["scoring"], 1 if low_is_better else -1,
            limits[0] if low_is_better else limits[1],
            response.get("percent"), response.get("strict"), caseness.get("value"),
        ))
    return rows


def index_prefixes():
    """(ICD-10-CM prefix, instrument); the longest that fits wins, the empty one always fits."""
    content = json.loads(SOURCE.read_text())
    return [(row["prefix"], row["instrument"]) for row in content["indexInstrument"]]
