#!/usr/bin/env bash
# usage: review-of-repositories ORG > review.csv
set -euo pipefail

org=$1
year_ago=$(date -u -d '1 year ago' +%Y-%m-%dT%H:%M:%SZ)

echo "repository,visibility,last push"
gh api --paginate "orgs/$org/repos?per_page=100&type=sources" --jq "
  .[]
  | select(.archived | not)
  | select(.pushed_at < "$year_ago")
  | [.name, .visibility, .pushed_at]
  | @csv"

open=$(gh api --paginate "orgs/$org/outside_collaborators" \
  --jq '.[].id' | wc -l)
echo "$open people from outside have access to some of them" >&2
