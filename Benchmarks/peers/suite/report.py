"""The Markdown that comes out."""

from . import machine


def table(columns, rows):
    lines = ["| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
    return "\n".join(lines + ["| " + " | ".join(map(str, row)) + " |" for row in rows])


def markdown(setting, equal, outcomes):
    """One document: the machine, that the answers are the same, verdicts, then each table."""
    verdicts = [verdict.row() for outcome in outcomes for verdict in outcome.verdicts]
    size = ["A smoke test: it shows that everything works, its ratios mean nothing."] * setting.smoke
    parts = [
        "# Against other programs", *size, table(["on and with", ""], machine.facts(setting)), *equal,
        table(["figure", "what", "measured", "goal", ""], verdicts)]
    for outcome in outcomes:
        parts.append(f"## {outcome.title}")
        if outcome.rows:
            parts.append(table(outcome.columns, outcome.rows))
        parts += outcome.notes
        if outcome.commands:
            parts.append("```\n" + "\n".join(outcome.commands) + "\n```")
    return "\n\n".join(parts) + "\n"
