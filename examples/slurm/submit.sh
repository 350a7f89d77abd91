#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A run in parts, and the job that merges them when all have ended.
#   examples/slurm/submit.sh two-theatre 10G 100 runs all.brink [options of brink run]
set -eu
scenario=$1 trials=$2 parts=$3 folder=$4 result=$5
shift 5
here=$(dirname "$0")
mkdir -p logs
array=$(sbatch --parsable --array="1-$parts" "$here/array.sh" "$scenario" "$trials" "$folder" "$@")
merge=$(sbatch --parsable --dependency="afterany:$array" "$here/merge.sh" "$folder" "$result")
echo "parts: job $array; merge: job $merge; so far: brink status $folder"
