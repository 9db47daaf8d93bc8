#!/usr/bin/env bash
# An answer of reprieve about a cohort, folded by as many processes as this machine has cores.
#
# usage: parallel.sh PROGRAM LOG SHARDS QUESTION…
set -euo pipefail
program=$1 log=$2 shards=$3
shift 3

# Each state is printed in one piece; the first process that fails ends the others.
seq 0 $((shards - 1)) |
  parallel --halt now,fail=1 "$program" fold "$@" -f "$log" --shard "{}/$shards" |
  "$program" merge --answer
