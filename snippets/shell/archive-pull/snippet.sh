#!/usr/bin/env bash
set -euo pipefail

archive=https://archive.example.com/records
store=/srv/records
cd "$store"

curl -sS --fail --max-time 60 --retry 3 --retry-max-time 300 \
  -o index.new "$archive/index.txt"
sort -o index.new index.new
comm -13 index.txt index.new > missing.txt
echo "$(date +%F) misses $(wc -l < missing.txt) files"

parallel -j 4 --halt now,fail=20 -a missing.txt \
  curl -sS --fail --max-time 600 --retry 3 --retry-max-time 1800 \
  -o {} "$archive/{}"

mv index.new index.txt
