#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# One part of a run on each node of an array. Whatever ends a part (the time limit, a broken node, a preemption), the same part
# goes on from its checkpoint. From a folder that all nodes see:
#   mkdir -p logs; sbatch --array=1-100 examples/slurm/array.sh two-theatre 10G runs
# examples/slurm/submit.sh starts it with the job that merges.
#SBATCH --job-name=brink
#SBATCH --nodes=1
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=2
#SBATCH --time=04:00:00
#SBATCH --signal=USR1@120
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output=logs/%x-%A_%a.out
set -eu
scenario=$1 trials=$2 folder=$3
shift 3

# --signal goes to what srun started: brink saves what it has, and ends with 75, "the same command goes on".
# (srun does not take the number of cores from the job since Slurm 22.05.)
status=0
srun --cpus-per-task="$SLURM_CPUS_PER_TASK" \
    brink run "$scenario" -n "$trials" --shard slurm --into "$folder" -j "$SLURM_CPUS_PER_TASK" "$@" || status=$?
if [ "$status" -eq 75 ]; then
    echo "part $SLURM_ARRAY_TASK_ID goes on later"
    # By this name: SLURM_JOB_ID of an array's last task is that of the whole array, all of which would be requeued.
    scontrol requeue "${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID"
    exit 0
fi
exit "$status"
