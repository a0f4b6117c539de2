#!/usr/bin/env bash
set -euo pipefail

org=example
staff=/srv/hr/github-logins.txt
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

[ "$(wc -l < "$staff")" -gt 100 ] || {
  echo "$staff is too short to be true" >&2
  exit 1
}

gh api --paginate "orgs/$org/members?per_page=100" --jq '.[].login' |
  sort > "$work/members"
sort "$staff" > "$work/staff"

comm -23 "$work/members" "$work/staff" > "$work/leavers"
if [ -s "$work/leavers" ]; then
  mail -s "take out of $org" access-desk@example.com < "$work/leavers"
fi
