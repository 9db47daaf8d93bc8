"""What it was measured on and with."""

import importlib.metadata
import os
import pathlib
import platform
import sqlite3
import subprocess


def first_line(*words):
    try:
        said = subprocess.run(words, capture_output=True, check=False)
    except FileNotFoundError:
        return "not installed"
    return (said.stdout or said.stderr).decode().splitlines()[0].strip()


def processor():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def memory():
    words = pathlib.Path("/proc/meminfo").read_text().split()
    return f"{int(words[1]) * 1024 / 1e9:.1f} GB"


def file_system(folder):
    """The type of the file system with the longest mount point above `folder`."""
    mounts = [line.split()[1:3] for line in pathlib.Path("/proc/mounts").read_text().splitlines()]
    above = [(point, kind) for point, kind in mounts
             if pathlib.Path(folder).resolve().is_relative_to(point)]
    return max(above, key=lambda pair: len(pair[0]))[1]


def facts(setting):
    """(name, value) for the head of the report."""
    log = setting.log()
    peers = ("duckdb", "polars", "eventsourcing")
    return [
        ("processor", f"{processor()}, {os.cpu_count()} cores, all of them for everyone"),
        ("memory", memory()),
        ("kernel, file system", f"{platform.release()}, {file_system(setting.folder)}"),
        ("load before", " ".join(f"{load:.2f}" for load in os.getloadavg())),
        ("reprieve", first_line(setting.program, "--version")),
        ("peers", ", ".join(f"{name} {importlib.metadata.version(name)}" for name in peers)
         + f", Python {platform.python_version()}, its SQLite {sqlite3.sqlite_version}"),
        ("sqlite3, openssl", f"{first_line('sqlite3', '--version').split()[0]}, "
         f"{first_line('openssl', 'version')}"),
        ("log", f"`reprieve demo {log.name} --subjects {setting.subjects} --seed 1`, "
         f"{log.stat().st_size / 1e6:,.1f} MB, page cache warm"),
        ("runs", f"{setting.runs} in turn, A B C A B C …, after one that is not counted"),
    ]
