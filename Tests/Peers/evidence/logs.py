"""Logs to hold evidence about, and what somebody could do to them."""

import json
import re
import struct

MASK = (1 << 64) - 1
PRIMES = (0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x85EBCA77C2B2AE63,
          0x27D4EB2F165667C5)


def rotate(word, by):
    return (word << by | word >> 64 - by) & MASK


def step(lane, word):
    return rotate((lane + word * PRIMES[1]) & MASK, 31) * PRIMES[0] & MASK


def xxh64(data):
    """XXH64 with seed 0, from its specification."""
    one, two, three, four, five = PRIMES
    place = 0
    if len(data) >= 32:
        lanes = [(one + two) & MASK, two, 0, -one & MASK]
        while place + 32 <= len(data):
            words = struct.unpack_from("<4Q", data, place)
            lanes = [step(lane, word) for lane, word in zip(lanes, words)]
            place += 32
        found = sum(rotate(lane, by) for lane, by in zip(lanes, (1, 7, 12, 18))) & MASK
        for lane in lanes:
            found = ((found ^ step(0, lane)) * one + four) & MASK
    else:
        found = five
    found = (found + len(data)) & MASK
    while place + 8 <= len(data):
        found ^= step(0, struct.unpack_from("<Q", data, place)[0])
        found = (rotate(found, 27) * one + four) & MASK
        place += 8
    if place + 4 <= len(data):
        found ^= struct.unpack_from("<I", data, place)[0] * one & MASK
        found = (rotate(found, 23) * two + three) & MASK
        place += 4
    for byte in data[place:]:
        found ^= byte * five & MASK
        found = rotate(found, 11) * one & MASK
    found = (found ^ found >> 33) * two & MASK
    found = (found ^ found >> 29) * three & MASK
    return found ^ found >> 32


def sealed(line):
    """A line with the seal that belongs to it: what anybody can make who can write the file."""
    return line[:-28] + b',"xxh64":"%016x"}' % xxh64(line[:-28])


def lines_of(path):
    return path.read_bytes().split(b"\n")[:-1]


def write(path, lines):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(line + b"\n" for line in lines))
    return path


def altered_line(lines, at):
    """One bit of the byte in the middle of a line."""
    line = bytearray(lines[at])
    line[len(line) // 2] ^= 1
    return lines[:at] + [bytes(line)] + lines[at + 1:]


def resealed_line(lines, at, old, new):
    """Other content with a right seal."""
    changed = lines[at].replace(old, new, 1)
    if changed == lines[at]:
        raise ValueError(f"line {at} has no {old!r}")
    return lines[:at] + [sealed(changed)] + lines[at + 1:]


def swapped_lines(lines, at):
    return lines[:at] + [lines[at + 1], lines[at]] + lines[at + 2:]


BATCH = re.compile(rb',"first":(\d+),"last":(\d+)(,"xxh64":"\w{16}"\})$')
SEQ = re.compile(rb'^(\{"specversion":"1.0","seq":)(\d+)')


def without_line(lines, at):
    """A line taken away, all behind it numbered anew, its batch made smaller, and all sealed."""
    rest = []
    for number, line in enumerate(lines):
        if number == at:
            continue
        other = SEQ.sub(lambda found: found[1] + b"%d" % (number - (number > at)), line)
        batch = BATCH.search(other)
        if batch:
            first, last = int(batch[1]), int(batch[2])
            first, last = first - (first > at), last - (last >= at)
            # A batch of one has neither.
            members = b"" if first == last else b',"first":%d,"last":%d' % (first, last)
            other = other[:batch.start()] + members + batch[3]
        rest.append(line if other == line else sealed(other))
    return rest


def events(lines):
    """What a producer said, without the log's own members."""
    for line in lines[1:]:
        event = json.loads(line)
        for member in ("seq", "recordedtime", "first", "last", "xxh64"):
            event.pop(member, None)
        yield json.dumps(event).encode()


def flipped(text, at):
    """A hash in Base64 with one bit of one of its bytes changed."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    other = alphabet[alphabet.index(text[at]) ^ 1]
    return text[:at] + other + text[at + 1:]
