#!/bin/sh
# Inspects every file below a folder, as many at a time as there are processors; one JSON document a file.
#
# usage: inspect_folder.sh FOLDER OUTPUT
#
# A file that mlp cannot read leaves its one-line error in OUTPUT/NAME.error; the others go on.
set -eu
folder=$1
export OUTPUT=$2
mkdir -p "$OUTPUT"
find "$folder" -type f -print0 | xargs -0 -n 1 -P "$(getconf _NPROCESSORS_ONLN)" sh -c '
  name=$(printf "%s" "$1" | tr "/ " "__")
  if mlp inspect "$1" --json --max-memory 1G --timeout 60 > "$OUTPUT/$name.json" 2> "$OUTPUT/$name.error"; then
    rm "$OUTPUT/$name.error"
  else
    rm "$OUTPUT/$name.json"
  fi' inspect
