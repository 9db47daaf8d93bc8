"""Random small clinics, dense in the edges that the definitions name, as logs to be held equal on.

They are drawn by the generator that Tests/Peers/outcomes.py uses, from seeds that are always the same.
"""

import pathlib
import sys

OUTCOMES = pathlib.Path(__file__).resolve().parents[3] / "Tests/Peers/outcomes"
SMOKE, FULL = 25, 150


def write(program, folder, count):
    """`count` logs `edge-N.jsonl` in `folder`, made through the program's `init` and `append`."""
    sys.path.insert(0, str(OUTCOMES))
    import clinics
    import definitions as catalogues
    from program import Program

    writer, catalogue = Program(program), catalogues.Catalogue()
    for number in range(count):
        log = pathlib.Path(folder, f"edge-{number}.jsonl")
        writer.make_log(log, clinics.clinic(catalogue, f"peers.{number}").drafts)
        yield log
