#!/bin/bash
# Makes what is missing of local development's schemas: the platform's two, and one for each tenant of
# PLANSTONE_TENANTS_LIST with the older product's tables; and the application's user with its rights.
# Runs at each start of the compose stack, so that a tenant added later gets its schema; what is there, it leaves.
#
# MYSQL_ROOT_PASSWORD, POSEIDON_DATABASE_PASSWORD: or in files that …_FILE names. LEGACY_DDL: folder of the DDL.
# MYSQL_ARGUMENTS: how the client connects, besides user and password.
set -euo pipefail

from_file() { # from_file NAME: sets NAME to what the file NAME_FILE holds, where that is given
    local file="${1}_FILE"
    [ -z "${!file:-}" ] || printf -v "$1" %s "$(<"${!file}")"
}

from_file MYSQL_ROOT_PASSWORD
from_file POSEIDON_DATABASE_PASSWORD
: "${MYSQL_ROOT_PASSWORD:?or MYSQL_ROOT_PASSWORD_FILE}" "${POSEIDON_DATABASE_PASSWORD:=poseidon}"
: "${LEGACY_DDL:=/legacy}" "${PLANSTONE_TENANTS_LIST:=TESTCLIENT,CHAOS,SOCIETY}" "${MYSQL_ARGUMENTS:=}"

client() { # client USER PASSWORD [SCHEMA] < statements
    # shellcheck disable=SC2086 # the arguments are meant to be split
    MYSQL_PWD="$2" mysql --user="$1" --default-character-set=utf8mb4 --batch --skip-column-names \
        $MYSQL_ARGUMENTS "${@:3}"
}

sql() { # sql [SCHEMA] < statements, as root
    client root "$MYSQL_ROOT_PASSWORD" "$@"
}

quoted() { # an SQL string: in a password anything may stand
    local text=${1//\\/\\\\}
    echo "'${text//\'/\'\'}'"
}

make_user() { # a password that is no longer right is replaced
    echo "CREATE USER IF NOT EXISTS 'poseidon'@'%' IDENTIFIED BY $(quoted "$POSEIDON_DATABASE_PASSWORD")" | sql
    if ! client poseidon "$POSEIDON_DATABASE_PASSWORD" <<< "SELECT 1" > /dev/null 2>&1; then
        echo "ALTER USER 'poseidon'@'%' IDENTIFIED BY $(quoted "$POSEIDON_DATABASE_PASSWORD")" | sql
    fi
}

grant() { # `_` is a wildcard in a grant: escaped, or a tenant a_b would also open axb
    echo "GRANT ALL ON \`${1//_/\\_}\`.* TO 'poseidon'@'%'" | sql
}

make_schema() { # make_schema NAME DDL: with its tables, if it has none yet
    echo "CREATE DATABASE IF NOT EXISTS \`$1\` CHARACTER SET utf8mb4" | sql
    grant "$1"
    if [ -n "${2:-}" ] && [ -z "$(legacy_tables "$1")" ]; then
        { echo "SET SESSION sql_mode = '';" && cat "$LEGACY_DDL/$2"; } | sql "$1" # a dump may have zero dates
        echo "schema $1 made, with the older product's tables"
    fi
}

legacy_tables() {
    sql <<< "SELECT table_name FROM information_schema.tables
             WHERE table_schema = '$1' AND table_name IN ('accounts', 'confrnce')"
}

make_user
make_schema poseidon
make_schema accounts legacy_accounts.sql
tr ',' '\n' <<< "$PLANSTONE_TENANTS_LIST" | tr -d ' ' | tr '[:upper:]' '[:lower:]' | while read -r tenant; do
    [[ "$tenant" =~ ^[a-z][a-z0-9_]{1,19}$ ]] || continue
    make_schema "$tenant" legacy_tenant.sql
done
echo "GRANT ALL ON \`test\\_%\`.* TO 'poseidon'@'%'" | sql
