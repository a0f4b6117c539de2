#!/bin/sh
# Starts the container of the booking kiosk.
set -eu

: "${DATABASE_URL:?is not set}"
: "${DJANGO_SECRET_KEY:?is not set}"

export DJANGO_SETTINGS_MODULE=kiosk.settings
export PYTHONUNBUFFERED=1

echo "kiosk: migrating"
python manage.py migrate --noinput

echo "kiosk: collecting static files"
python manage.py collectstatic --noinput --verbosity 0

echo "kiosk: listening on 8000"
exec gunicorn --bind 0.0.0.0:8000 --workers 3 kiosk.wsgi
