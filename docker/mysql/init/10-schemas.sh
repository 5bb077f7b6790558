#!/bin/bash
# Makes the schemas of local development on an empty MySQL volume: the platform's two, and one for each tenant of
# PLANSTONE_TENANTS_LIST with the older product's tables. Runs once, by the image's own entrypoint.
# LEGACY_DDL: folder of the DDL. MYSQL_ARGUMENTS: how the client connects, besides root and its password.
set -euo pipefail

: "${MYSQL_ROOT_PASSWORD:?the image sets it}" "${LEGACY_DDL:=/legacy}"
: "${PLANSTONE_TENANTS_LIST:=TESTCLIENT,CHAOS,SOCIETY}" "${MYSQL_ARGUMENTS:=}"

sql() { # sql SCHEMA < statements
    # shellcheck disable=SC2086 # the arguments are meant to be split
    MYSQL_PWD="$MYSQL_ROOT_PASSWORD" mysql --user=root --default-character-set=utf8mb4 $MYSQL_ARGUMENTS "$1"
}

make_schema() {
    echo "CREATE DATABASE IF NOT EXISTS \`$1\` CHARACTER SET utf8mb4" | sql ""
}

grant() { # `_` is a wildcard in a grant: escaped, or a tenant a_b would also open axb
    echo "GRANT ALL ON \`${1//_/\\_}\`.* TO 'poseidon'@'%'" | sql ""
}

echo "CREATE USER IF NOT EXISTS 'poseidon'@'%' IDENTIFIED BY '${POSEIDON_DATABASE_PASSWORD:-poseidon}'" | sql ""
for schema in poseidon accounts; do
    make_schema "$schema"
    grant "$schema"
done
sql accounts < "$LEGACY_DDL/legacy_accounts.sql"

tr ',' '\n' <<< "$PLANSTONE_TENANTS_LIST" | tr -d ' ' | tr '[:upper:]' '[:lower:]' | while read -r tenant; do
    [[ "$tenant" =~ ^[a-z][a-z0-9_]{1,19}$ ]] || continue
    make_schema "$tenant"
    grant "$tenant"
    sql "$tenant" < "$LEGACY_DDL/legacy_tenant.sql"
done
echo "GRANT ALL ON \`test\\_%\`.* TO 'poseidon'@'%'" | sql ""
