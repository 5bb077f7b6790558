#!/bin/sh
# Collects the static files while the image is built, under production's settings and without a parameter store:
# the values are there to be read, and none of them is used.
set -eu

export DJANGO_SETTINGS_MODULE=settings.production
export SECRET_KEY=used-while-the-image-is-built-only ALLOWED_HOSTS=localhost PLANSTONE_TENANTS_LIST=BUILD
export DATABASE_RW_CONNECTION_STRING=localhost DATABASE_RO_CONNECTION_STRING=localhost
export POSEIDON_DATABASE_USERNAME=build POSEIDON_DATABASE_PASSWORD=build
exec python manage.py collectstatic --no-input --verbosity=0
