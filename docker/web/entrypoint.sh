#!/bin/bash
# Migrates every primary alias (unless MIGRATE=no), then becomes the command it was given.
# DEMONSTRATION=yes, as in local development, loads the demonstration's data and users too.
set -euo pipefail

SOME_TENANTS_FAILED=3 # they are named in the log; the others are served

if [ "${DEMONSTRATION:-no}" = yes ]; then
    python manage.py demo prepare --hide-passwords --port "${PUBLIC_PORT:-8000}"
elif [ "${MIGRATE:-yes}" = yes ]; then
    python manage.py migrate_all --verbosity 0 || { code=$?; [ "$code" -eq "$SOME_TENANTS_FAILED" ] || exit "$code"; }
fi
exec "$@"
