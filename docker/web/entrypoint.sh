#!/bin/bash
# Migrates every primary alias, then becomes the command it was given.
set -euo pipefail

if [ "${MIGRATE:-yes}" = yes ]; then
    tenants=$(tr ',' ' ' <<< "${PLANSTONE_TENANTS_LIST:?}" | tr '[:lower:]' '[:upper:]')
    for alias in default accounts $tenants; do
        python manage.py migrate --database="$alias" --no-input --verbosity=0
    done
fi
exec "$@"
