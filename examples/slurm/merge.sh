#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Joins the parts of a run. If one is missing it says which, as a list for sbatch --array, and ends with 5.
#   sbatch --dependency=afterany:JOB examples/slurm/merge.sh runs all.brink
#SBATCH --job-name=brink-merge
#SBATCH --ntasks=1
#SBATCH --time=00:30:00
#SBATCH --output=logs/%x-%j.out
set -eu
brink merge "$1" -o "$2"
brink report "$2"
