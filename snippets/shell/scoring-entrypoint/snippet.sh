#!/usr/bin/env bash
# Starts the image of the scoring service.
set -euo pipefail

: "${MODEL_URI:?is not set}"
WORKERS=${WEB_CONCURRENCY:-$(nproc)}
DEBUG_SYMBOLS=/opt/scoring/symbols

if [[ ${1:-serve} == worker ]]; then
  exec celery --app scoring.tasks worker --loglevel=INFO
fi

export LOG_LEVEL=${LOG_LEVEL:-info}
export FLASK_DEBUG=0
export PYTHONFAULTHANDLER=1

if [[ -d $DEBUG_SYMBOLS ]]; then
  export SCORING_SYMBOLS=$DEBUG_SYMBOLS
fi

exec gunicorn --bind 0.0.0.0:8000 \
  --workers "$WORKERS" --timeout 30 \
  --access-logfile - \
  scoring.web:app
