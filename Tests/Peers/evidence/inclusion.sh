#!/usr/bin/env bash
# Checks with sha256sum alone that a line is in the log of a checkpoint. Nothing of Reprieve is used.
#
#   inclusion.sh LOG PROOF CHECKPOINT
#
# The steps are those of RFC 9162, section 2.1.3.2. Prints "ok" or "refused: why", and exits with 1
# where it refuses.
set -euo pipefail
export LC_ALL=C

refuse() { printf 'refused: %s\n' "$*"; exit 1; }
hex() { od -An -v -tx1 | tr -d ' \n'; }
bytes() {
  local place text=
  for ((place = 0; place < ${#1}; place += 2)); do text+="\x${1:place:2}"; done
  printf '%b' "$text"
}
hash() { local sum; read -r sum _ < <(sha256sum); printf '%s' "$sum"; }
# SHA-256 of 0x01, the left and the right.
node() { bytes "01$1$2" | hash; }

[ $# = 3 ] || { echo "usage: inclusion.sh LOG PROOF CHECKPOINT" >&2; exit 2; }
[ "$(head -n 1 "$2")" = "c2sp.org/tlog-proof@v1" ] || refuse "no proof"
gap=$(grep -n -m 1 '^$' "$2" | cut -d : -f 1) || refuse "no proof"
cmp -s <(tail -n +$((gap + 1)) "$2" | head -n 3) <(head -n 3 "$3") ||
  refuse "the proof leads to another checkpoint"
index=$(sed -n '2s/^index \([0-9]*\)$/\1/p' "$2")
size=$(sed -n 2p "$3")
root=$(sed -n 3p "$3" | base64 -d | hex)
[[ $index =~ ^[0-9]+$ && $size =~ ^[0-9]+$ ]] || refuse "no number"
((index < size)) || refuse "there is no such line"
(($(head -n $((index + 1)) "$1" | wc -l) == index + 1)) || refuse "the log is too short"

# The leaf: SHA-256 of 0x00 and the line without its line end.
found=$(sed -n "$((index + 1))p" "$1" | tr -d '\n' | { printf '\0'; cat; } | hash)
place=$index
last=$((size - 1))
while read -r line; do
  other=$(base64 -d <<<"$line" 2>/dev/null | hex)
  [ ${#other} = 64 ] || refuse "no hash: $line"
  ((last > 0)) || refuse "the proof is too long"
  if ((place % 2 == 1 || place == last)); then
    found=$(node "$other" "$found")
    while ((place % 2 == 0 && place > 0)); do
      place=$((place / 2)) last=$((last / 2))
    done
  else
    found=$(node "$found" "$other")
  fi
  place=$((place / 2)) last=$((last / 2))
done < <(head -n $((gap - 1)) "$2" | tail -n +3)
((last == 0)) || refuse "the proof is too short"
[ "$found" = "$root" ] || refuse "it leads to another root"
echo ok
