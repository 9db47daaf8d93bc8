#!/usr/bin/env bash
# An answer of reprieve about a cohort, folded by an array of Slurm jobs that all see the log's file.
#
# usage: slurm.sh PROGRAM LOG SHARDS FOLDER QUESTION…
#
#   slurm.sh /opt/reprieve /data/clinic.jsonl 64 /scratch/states relief --by site
set -euo pipefail
program=$1 log=$2 shards=$3 folder=$4
shift 4

# A file of a job that was killed is cut or not there; merge refuses the first and misses the second.
fold=$(printf '%q ' "$program" fold "$@" -f "$log")
array=$(sbatch --parsable --array="0-$((shards - 1))" --output="$folder/%a.log" \
  --wrap "$fold --shard \$SLURM_ARRAY_TASK_ID/$shards -o $(printf '%q' "$folder")/\$SLURM_ARRAY_TASK_ID.state")
sbatch --dependency="afterok:$array" --output="$folder/answer.txt" \
  --wrap "$(printf '%q' "$program") merge --answer $(printf '%q' "$folder")/*.state"
