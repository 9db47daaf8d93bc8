#!/usr/bin/env bash
# Another package that depends on this one by path, as docs/library.md says: the Swift of README.md,
# docs/library.md and docs/statistics.md as its main.swift, and what it prints against the pages.
#
# It sees what is public and nothing else. Needs no network.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir -p "$folder/Sources/figures"

# The manifest is the page's first block, with the path of this repository.
awk '/^```$/ { if (on) exit; on = 1; next } on' "$root/docs/library.md" |
  sed "s|path: \"[^\"]*\"|path: \"$root\"|" >"$folder/Package.swift"

# Each block by itself: names of one are not known to the next.
pages=("$root/README.md" "$root/docs/library.md" "$root/docs/statistics.md")
{
  printf 'import Foundation\nimport Reprieve\n'
  awk '/^```swift$/ { print "do {"; on = 1; next }
       /^```$/ { if (on) print "}"; on = 0 }
       on && !/^import /' "${pages[@]}"
} >"$folder/Sources/figures/main.swift"
awk '/^```text$/ { on = 1; next } /^```/ { on = 0 } on' "${pages[@]}" >"$folder/expected"

swift build --package-path "$folder" --product figures
cd "$root"
# The README's own block comes first, and prints one line that the page has in its text.
"$folder/.build/debug/figures" >"$folder/printed"
grep -qF "\`$(head -n 1 "$folder/printed")\`" README.md
diff "$folder/expected" <(tail -n +2 "$folder/printed")
echo "another package prints what the pages say: $(wc -l <"$folder/printed") lines"
