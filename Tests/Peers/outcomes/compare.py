"""Two documents member by member, with the tolerances of vectors/outcomes/README.md."""

RELATIVE, NEAR_ZERO, TURNBULL = 1e-9, 1e-12, 1e-5


def differences(ours, theirs, path="", found=None):
    """Where they differ, as lines of text; `ours` is the oracle's."""
    found = [] if found is None else found
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for name in sorted(ours.keys() | theirs.keys()):
            if name not in ours or name not in theirs:
                found.append(f"{path}.{name}: in one alone")
            else:
                differences(ours[name], theirs[name], f"{path}.{name}", found)
    elif isinstance(ours, list) and isinstance(theirs, list):
        if len(ours) != len(theirs):
            found.append(f"{path}: {len(ours)} elements, the program has {len(theirs)}")
        for n, (a, b) in enumerate(zip(ours, theirs)):
            differences(a, b, f"{path}[{n}]", found)
    elif not same(ours, theirs, ".turnbull" in path):
        found.append(f"{path}: {ours!r}, the program has {theirs!r}")
    return found


def same(a, b, loose):
    if isinstance(a, bool) or isinstance(b, bool) or not is_number(a) or not is_number(b):
        return type(a) is type(b) and a == b
    if loose:
        return abs(a - b) <= TURNBULL * max(1, abs(a), abs(b))
    if a == b:
        return True
    # Whole numbers are exact: a count is never nearly right.
    if isinstance(a, int) and isinstance(b, int):
        return False
    return abs(a - b) <= max(NEAR_ZERO, RELATIVE * max(abs(a), abs(b)))


def is_number(value):
    return isinstance(value, (int, float))
