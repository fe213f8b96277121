#!/bin/bash
#SBATCH --job-name=mlp-invert
#SBATCH --array=0-99
#SBATCH --cpus-per-task=1
#SBATCH --mem=2G
#SBATCH --time=00:30:00
# Inverts thousands of models, a hundredth of them in each task.
#
# usage: find /models -name '*.h5' | sort > models.txt; sbatch slurm_array.sh models.txt results
#
# A model whose results are there is not inverted again, so a task that was killed is simply submitted again: results
# are written whole or not at all.
set -eu
list=$1
results=$2
mkdir -p "$results"
awk -v task="$SLURM_ARRAY_TASK_ID" 'NR % 100 == task' "$list" | while read -r model; do
  output=$results/$(echo "$model" | tr / _).h5
  [ -e "$output" ] || mlp invert "$model" -o "$output" --quiet --max-memory 2G --timeout 600 ||
    echo "$model: exit $?" >> "$results/failed.$SLURM_ARRAY_TASK_ID"
done
