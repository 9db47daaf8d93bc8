"""The signatures that the page made: what was altered must be refused."""

import logs


def commands(page):
    """By tool: the file that is signed, that with the signature, and the command that checks."""
    return {
        "openssl": ("text", "signature",
                    "openssl pkeyutl -verify -pubin -keyform DER -inkey owner.der -rawin "
                    "-in {text} -sigfile {signature}"),
        "ssh-keygen": ("q4.checkpoint", "q4.checkpoint.sig",
                       "ssh-keygen -Y verify -f signers -I auditor@example.org "
                       "-n reprieve-checkpoint -s {signature} <{text}"),
        "minisign": ("q4.checkpoint", "q4.checkpoint.minisig",
                     "minisign -V -p auditor.minipub -m {text} -x {signature}"),
        "openssl ts": ("q4.checkpoint", "q4.tsr",
                       "openssl ts -verify -data {text} -in {signature} -CAfile tsa.pem"),
    }


def altered_texts(text):
    """The three lines with a byte, the size or the root changed, and with one line more."""
    origin, size, root = text.split("\n")[:3]
    yield "origin", f"{origin}x\n{size}\n{root}\n"
    yield "size", f"{origin}\n{int(size) - 1}\n{root}\n"
    yield "root", f"{origin}\n{size}\n{logs.flipped(root, 7)}\n"
    yield "line more", f"{text}x\n"


def altered_signature(data):
    """One bit of the content changed: of the signature's own bytes, not of a comment or a frame."""
    if not data.isascii():
        # They stand at the end, both bare and in a time stamp.
        return data[:-40] + bytes([data[-40] ^ 1]) + data[-39:]
    lines = data.split(b"\n")
    place = next(n for n, line in enumerate(lines) if n > 0 and len(line) > 60)
    lines[place] = logs.flipped(lines[place].decode(), 30).encode()
    return b"\n".join(lines)


def check(bench, page):
    folder = page.folder
    bench.disagreements += page.faults
    for name, (text, signature, command) in commands(page).items():
        if not (folder / signature).exists():
            print(f"skipped: {name}: the page made no signature")
            continue

        def holds(text, signature):
            done = page.shell(command.format(text=text, signature=signature))
            return done.returncode == 0

        bench.count(name, True, holds(text, signature), (name, signature))
        for what, other in altered_texts((folder / text).read_text()):
            (folder / "other-text").write_text(other)
            bench.count(name, False, not holds("other-text", signature), (what,))
        other = altered_signature((folder / signature).read_bytes())
        (folder / "other-signature").write_bytes(other)
        bench.count(name, False, not holds(text, "other-signature"), ("signature",))
    if (folder / "q4.signed").exists():
        notes(bench, folder)


def notes(bench, folder):
    """The signed note, with Go alone."""
    signed, key = folder / "q4.signed", folder / "owner.vkey"
    bench.holds("note", signed, key)
    text, line = signed.read_text(encoding="utf-8").split("\n\n")
    other = folder / "other.signed"
    for what, changed in altered_texts(text + "\n"):
        other.write_text(f"{changed}\n{line}", encoding="utf-8")
        bench.fails(what, "note", other, key)
    mark, name, signature = line.rstrip("\n").split(" ")
    for what, words in (("signature", (mark, name, logs.flipped(signature, 40))),
                        ("key id", (mark, name, logs.flipped(signature, 2))),
                        ("name", (mark, name + "x", signature))):
        other.write_text(f"{text}\n\n{' '.join(words)}\n", encoding="utf-8")
        bench.fails(what, "note", other, key)
    vkey = key.read_text()
    other_key = folder / "other.vkey"
    other_key.write_text(vkey.replace(vkey[-12:-10], "AA" if vkey[-12:-10] != "AA" else "BB"))
    bench.fails("key", "note", signed, other_key)
