#!/usr/bin/env bash
set -euo pipefail

build=${1:?usage: wait-for-build.sh BUILD}
service=https://installers.example.com/api/builds
auth="Authorization: Bearer $BUILDER_TOKEN"
pause=5

for (( turn = 1; turn <= 12; turn++ )); do
    state=$(curl -sSf --max-time 15 --retry 2 \
        -H "$auth" "$service/$build" | jq -r .state)
    case $state in
        done) break ;;
        failed) echo "build $build failed" >&2; exit 1 ;;
    esac
    echo "turn $turn: $build is $state"
    sleep $(( pause + RANDOM % 5 ))
    pause=$(( pause < 60 ? pause * 2 : 60 ))
done

[[ $state == done ]] || { echo "gave up" >&2; exit 1; }
curl -sSf --max-time 300 --retry 3 -H "$auth" \
    -o "installer-$build.zip" "$service/$build/artifact"
