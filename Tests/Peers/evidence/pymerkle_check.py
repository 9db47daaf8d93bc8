#!/usr/bin/env python3
"""Checks a log, its checkpoints and its proofs with pymerkle (PyPI). Nothing of Reprieve is used.

usage: pymerkle_check.py root   LOG CHECKPOINT         the checkpoint is that of the first lines
       pymerkle_check.py record LOG PROOF CHECKPOINT   the line is in the log of the checkpoint
       pymerkle_check.py tree   OLD PROOF NEW LOG      the log of NEW begins with that of OLD

Prints "ok" or "refused: why", and exits with 1 where it refuses.

pymerkle counts leaves from 1, and the path of an inclusion proof starts with the leaf's hash. How
the hashes of such a path join is fixed by the sizes alone, so it is asked of a tree of so many
other leaves. Its proofs of consistency are no RFC 6962 proofs: they go down to a single leaf behind
the older log. So it makes its own from the lines, holds that against both roots, and what RFC 6962
would have made of it is compared with the proof.
"""

import base64
import binascii
import functools
import itertools
import pathlib
import sys

from pymerkle import (InmemoryTree, InvalidProof, verify_consistency, verify_inclusion)


class Refused(Exception):
    """Why something does not hold."""


def parse_checkpoint(text):
    lines = text.split("\n")
    if len(lines) < 4 or not lines[0] or not lines[1].isdigit():
        raise Refused("a checkpoint has three lines: origin, size, root")
    return lines[0], int(lines[1]), digest(lines[2])


def read_checkpoint(path):
    return parse_checkpoint(pathlib.Path(path).read_text(encoding="utf-8"))


def digest(text):
    try:
        found = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise Refused(str(error)) from error
    if len(found) != 32:
        raise Refused("a hash has 32 bytes")
    return found


def read_proof(path, *heads):
    """The number of a proof, its hashes and the checkpoint that it leads to."""
    above, gap, below = pathlib.Path(path).read_text(encoding="utf-8").partition("\n\n")
    lines = above.split("\n")
    rest = lines[len(heads) - 1].split(" ") if len(lines) >= len(heads) else []
    if not gap or lines[: len(heads) - 1] != list(heads[:-1]) or rest[:1] != [heads[-1]]:
        raise Refused("no proof of this kind")
    if len(rest) != 2 or not rest[1].isdigit():
        raise Refused("no number")
    return int(rest[1]), [digest(line) for line in lines[len(heads):]], parse_checkpoint(below)


def read_lines(path, size):
    with open(path, "rb") as file:
        lines = [line[:-1] for line in itertools.islice(file, size) if line.endswith(b"\n")]
    if len(lines) < size:
        raise Refused(f"the log has {len(lines)} lines, not {size}")
    return lines


def tree_of(lines):
    tree = InmemoryTree(algorithm="sha256")
    for line in lines:
        tree.append_entry(line)
    return tree


@functools.lru_cache(maxsize=2)
def tree_of_log(path, size, _):
    return tree_of(read_lines(path, size))


def log_tree(path, size):
    """The tree over the first lines; kept for the next question about the same file."""
    return tree_of_log(path, size, pathlib.Path(path).stat().st_mtime_ns)


@functools.lru_cache(maxsize=2)
def shape(size):
    """A tree of so many leaves: whatever they are, its proofs have the shape of all others."""
    return tree_of([b""] * size)


def check_root(log, checkpoint):
    _, size, root = read_checkpoint(checkpoint)
    if log_tree(log, size).get_root() != root:
        raise Refused("the lines have another root")


def check_record(log, proof, checkpoint):
    held = read_checkpoint(checkpoint)
    index, hashes, end = read_proof(proof, "c2sp.org/tlog-proof@v1", "index")
    if end != held:
        raise Refused("the proof leads to another checkpoint")
    _, size, root = held
    if index >= size:
        raise Refused("there is no such line")
    line = read_lines(log, index + 1)[index]
    path = shape(size).prove_inclusion(index + 1, size)
    leaf = path.hasher.hash_buff(line)
    path.path = [leaf] + hashes
    verify_inclusion(leaf, root, path, index=index + 1, size=size)


def check_tree(old, proof, new, log):
    older, newer = read_checkpoint(old), read_checkpoint(new)
    size, hashes, end = read_proof(proof, "old")
    if end != newer or size != older[1] or older[0] != newer[0]:
        raise Refused("the proof is not between these checkpoints")
    if not 0 < size <= newer[1]:
        raise Refused("the older log is not smaller")
    own = log_tree(log, newer[1]).prove_consistency(size, newer[1])
    verify_consistency(older[2], newer[2], own, prior_size=size, later_size=newer[1])
    if as_rfc6962(own, size) != hashes:
        raise Refused("the proof has other hashes")


def as_rfc6962(proof, size):
    """The hashes of a proof of consistency in the order and number of RFC 6962, section 2.1.2.

    Up to the first hash of the older tree stand the parts of the subtree right behind it, from its
    first leaf up. RFC 6962 has that subtree as one, behind the hash of the older tree; and leaves
    the latter out where it is the whole of the older tree.
    """
    if size == proof.size:
        return []
    first = proof.subset.index(1)
    behind = functools.reduce(proof.hasher.hash_pair, proof.path[:first])
    path = [proof.path[first], behind] + proof.path[first + 1:]
    return path[1:] if size & (size - 1) == 0 else path


TASKS = {"root": check_root, "record": check_record, "tree": check_tree}


def check(words):
    """`None`, or why it does not hold."""
    try:
        TASKS[words[0]](*words[1:])
    except (Refused, InvalidProof, OSError, UnicodeDecodeError) as error:
        return str(error)
    return None


if __name__ == "__main__":
    if len(sys.argv) < 4 or sys.argv[1] not in TASKS:
        sys.exit(__doc__)
    fault = check(sys.argv[1:])
    print("ok" if fault is None else f"refused: {fault}")
    sys.exit(fault is not None)
