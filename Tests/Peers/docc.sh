#!/usr/bin/env bash
# The library's pages, made by the toolchain's own tools: symbols of what was built, then DocC, for
# which a warning is an error. Needs a debug build, no network and no plug-in.
#
# usage: docc.sh [FOLDER]   the pages as a folder that any web server can serve; a temporary one else
set -euo pipefail
cd "$(dirname "$0")/../.."
told() { swiftc -print-target-info | sed -n "s/^ *\"$1\": \"\\(.*\\)\",*$/\\1/p" | head -n 1; }
tools="$(told runtimeResourcePath)/../../bin"
if [ ! -x "$tools/docc" ] || [ ! -x "$tools/swift-symbolgraph-extract" ]; then
  echo "skipped: this toolchain has no docc"
  exit 0
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
pages=${1:-$folder/pages}
build=$(readlink -f .build/debug)

# Everything that `import Reprieve` gives, and nothing else: the modules that it hands on are named.
"$tools/swift-symbolgraph-extract" -module-name Reprieve -target "$(told triple)" \
  -I "$build/Modules" -Xcc "-fmodule-map-file=$build/CSHA256.build/module.modulemap" \
  -minimum-access-level public -skip-synthesized-members \
  -experimental-allowed-reexported-modules=Bytes,Definitions,Projections,Statistics \
  -output-dir "$folder"

python3 - "$folder/Reprieve.symbols.json" <<'PYTHON'
import json, sys
symbols = json.load(open(sys.argv[1]))["symbols"]
bare = [".".join(symbol["pathComponents"]) for symbol in symbols if "docComment" not in symbol]
if bare or not symbols:
    sys.exit(f"without a doc comment: {', '.join(bare) or 'there is nothing at all'}")
print(f"{len(symbols)} public symbols, each with a doc comment")
PYTHON

"$tools/docc" convert Sources/Reprieve/Reprieve.docc --additional-symbol-graph-dir "$folder" \
  --fallback-display-name Reprieve --fallback-bundle-identifier reprieve.Reprieve \
  --warnings-as-errors --output-dir "$pages"
echo "$(find "$pages/data/documentation" -name '*.json' | wc -l) pages without a warning"
