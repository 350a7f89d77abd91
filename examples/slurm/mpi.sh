#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# One run over many nodes by MPI, one rank a node, threads on its cores. Work is handed out in blocks, so slow nodes do not hold
# the others. After the time limit, or when a node broke, the same job goes on from what its ranks have left in the folder.
#   mkdir -p logs; sbatch --nodes=16 examples/slurm/mpi.sh two-theatre 10G runs all.brink
#SBATCH --job-name=brink-mpi
#SBATCH --ntasks-per-node=1
#SBATCH --cpus-per-task=2
#SBATCH --time=04:00:00
#SBATCH --signal=USR1@120
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output=logs/%x-%j.out
set -eu
scenario=$1 trials=$2 folder=$3 result=$4
shift 4
status=0
srun --mpi=pmix --cpus-per-task="$SLURM_CPUS_PER_TASK" \
    brink-mpi run "$scenario" -n "$trials" --into "$folder" -o "$result" -j "$SLURM_CPUS_PER_TASK" "$@" || status=$?
if [ "$status" -eq 75 ]; then
    echo "goes on later"
    scontrol requeue "$SLURM_JOB_ID"
    exit 0
fi
exit "$status"
