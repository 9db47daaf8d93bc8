#!/usr/bin/env bash
# Hostile input that is guided by coverage, with libFuzzer, which comes with Swift on Linux.
#
#     bash Tests/Fuzz/coverage.sh [SECONDS] [FOLDER]
#
# The sources are compiled as one module, so that the compiler may count every branch of theirs; what
# they import are then empty modules of those names. Interesting inputs gather in FOLDER/corpus.
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-60}
folder=${2:-$(mktemp -d)}
mkdir -p "$folder/modules" "$folder/corpus"

for name in EventLog Definitions Events Projections Histories Statistics; do
  printf '' >"$folder/modules/$name.swift"
  swiftc -emit-module -parse-as-library -package-name reprieve -module-name "$name" \
    -o "$folder/modules/$name.swiftmodule" "$folder/modules/$name.swift"
done
python3 - "$folder" <<'PY'
import pathlib, sys
folder = pathlib.Path(sys.argv[1])
data = pathlib.Path("Sources/Definitions/instruments.json").read_bytes()
(folder / "Resources.swift").write_text(
    "enum PackageResources { static let instruments_json: [UInt8] = Array(#\"\"\"\n"
    + data.decode() + "\n\"\"\"#.utf8) }\n")
corpus = folder / "corpus"
number = 0
def add(kind, text):
    global number
    number += 1
    (corpus / f"seed-{number}").write_bytes(bytes([kind]) + text)
for path in sorted(pathlib.Path("Tests/vectors/log/good").glob("*.jsonl")):
    for line in path.read_bytes().split(b"\n")[1:30]:
        if 60 < len(line) < 2000:
            add(0, line)
            add(1, line[line.index(b',"id"') : -28])
            add(6, b"{" + line[line.index(b',"id"') + 1 : -28] + b"}")
for text in (b"indication=F41.1 and route=IV and age>=30", b"not site in (Tampa, Reno)"):
    add(3, text)
add(4, pathlib.Path("Tests/data/definitions/clinic.json").read_bytes())
for text in (b"2026-01-05T10:00:00.250+01:00", b"-12.50e3"):
    add(5, text)
PY
find Sources/Bytes Sources/EventLog Sources/Definitions Sources/Events Sources/Statistics \
  Sources/Histories Sources/Projections -name '*.swift' >"$folder/sources"
swiftc -O -sanitize=fuzzer -parse-as-library -package-name reprieve -module-name Bytes \
  -swift-version 6 -suppress-warnings -enable-upcoming-feature InternalImportsByDefault \
  -enable-upcoming-feature ExistentialAny -I "$folder/modules" \
  $(cat "$folder/sources") Tests/TestSupport/Twins.swift Tests/Fuzz/CoverageGuided.swift \
  "$folder/Resources.swift" -o "$folder/guided"
"$folder/guided" "$folder/corpus" -max_total_time="$seconds" -rss_limit_mb=1024 -timeout=10 \
  -max_len=8192 -print_final_stats=1 -artifact_prefix="$folder/"
