"""`manage.py fleet grants`: prints, runs or checks the rights of tenants' own database users."""

import json
import random
from pathlib import Path
from typing import Any, Final

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import CommandError, CommandParser, OutputWrapper

from poseidon.commons.config import ParameterError
from poseidon.commons.config.database_users import (
    PASSWORD,
    password_parameter,
    shared_user,
    tenant_username,
)
from poseidon.tenancy.defaults import setting
from poseidon.tenancy.fleet.applying import Applied, admin_user, apply_grants
from poseidon.tenancy.fleet.columns import columns
from poseidon.tenancy.fleet.grants import (
    ESCAPING_MODE,
    Grantee,
    GrantOptions,
    grant_statements,
    hidden_password,
    quoted_password,
)
from poseidon.tenancy.fleet.isolation import Report, check_isolation
from poseidon.tenancy.fleet.pairs import pairs
from poseidon.tenancy.fleet.passwords import known_password, new_password, save_parameters
from poseidon.tenancy.fleet.selection import add_tenant_argument, chosen_tenants
from poseidon.tenancy.fleet.servers import schema_of
from poseidon.tenancy.fleet.watcher_grants import grant_watcher, watcher_statements
from poseidon.tenancy.registry import tenants

HELP: Final = "Database users of tenants: print, run (--apply) or prove (--check) their rights."
Options = dict[str, Any]


def add_arguments(parser: CommandParser) -> None:
    """The options; without --apply and --check nothing is asked of a server."""
    add_tenant_argument(parser)
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--apply", action="store_true", help="run the SQL on each tenant's writer")
    what.add_argument(
        "--check", action="store_true", help="prove on the live servers that no tenant reaches another"
    )
    what.add_argument(
        "--watcher",
        action="store_true",
        help="instead, print what lets the shared user see how late replicas are",
    )
    what.add_argument("--apply-watcher", action="store_true", help="run that on the writer of each server")
    parser.add_argument("--with-ddl", action="store_true", help="also what `migrate` needs")
    parser.add_argument("--rotate", action="store_true", help="give existing users the password, too")
    parser.add_argument("--afresh", action="store_true", help="first take away whatever the users had")
    parser.add_argument("--literal-wildcards", action="store_true", help="print for partial_revokes=ON")
    parser.add_argument("--from-host", default="%", help="where the users may come from (default: %%)")
    parser.add_argument("--generate", action="store_true", help="make up passwords that are not defined")
    parser.add_argument("--save", type=Path, metavar="FILE", help="write those passwords to a new file")
    parser.add_argument("--show-passwords", action="store_true", help="print passwords instead of names")
    parser.add_argument("--admin-alias", default="default", help="whose user runs the SQL (default: default)")
    parser.add_argument("--sample", type=int, default=3, help="--check: others per tenant (default: 3)")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(options: Options, out: OutputWrapper) -> None:
    """Does what was asked; CommandError, and with it exit code 1, where something is not as it should be."""
    try:
        watches = options["watcher"] or options["apply_watcher"]
        do = _check if options["check"] else _watch if watches else _grant
        do(options, chosen_tenants(options), out)
    except (ImproperlyConfigured, ParameterError, ValueError) as error:
        raise CommandError(str(error)) from error


def _check(options: Options, chosen: list[str], out: OutputWrapper) -> None:
    chance = random.Random()  # noqa: S311 - which pairs are drawn guards nothing
    report = check_isolation(pairs(chosen, tenants(), others=options["sample"], chance=chance))
    out.write(_as_json(report) if options["json"] else _as_text(report))
    if report.findings:
        raise CommandError(
            f"{len(report.findings)} of {report.attempts} attempts did not end as they must; "
            "docs/grants.md says what to do."
        )


def _as_json(report: Report) -> str:
    findings = [finding._asdict() for finding in report.findings]
    return json.dumps(
        {
            "isolated": not findings,
            "tenants": report.tenants,
            "pairs": report.pairs,
            "attempts": report.attempts,
            "findings": findings,
        },
        indent=2,
    )


def _as_text(report: Report) -> str:
    tried = f"{report.tenants} tenants, {report.pairs} pairs, {report.attempts} attempts"
    if not report.findings:
        return f"Isolated: {tried}; each reads its own rows, nothing of another tenant was possible."
    table = columns(("tenant", "on", "attempt", "outcome", "the server says"), report.findings)
    return f"{table}\n\n{tried}."


def _grant(options: Options, chosen: list[str], out: OutputWrapper) -> None:
    grantees = [
        Grantee(tenant, schema_of(tenant), tenant_username(tenant), options["from_host"]) for tenant in chosen
    ]
    wanted = GrantOptions(
        options["with_ddl"], options["rotate"], options["afresh"], options["literal_wildcards"]
    )
    passwords = _passwords(options, chosen)
    shown = {
        tenant: quoted_password(passwords[tenant])
        if options["show_passwords"] and tenant in passwords
        else hidden_password(password_parameter(tenant))
        for tenant in chosen
    }
    scripts = {grantee: grant_statements(grantee, shown[grantee.tenant], wanted) for grantee in grantees}
    if options["apply"]:
        _apply(options, grantees, passwords, wanted, out)
    elif options["json"]:
        out.write(json.dumps([_described(g, statements=sql) for g, sql in scripts.items()], indent=2))
    else:
        out.write(_script(scripts))


def _watch(options: Options, chosen: list[str], out: OutputWrapper) -> None:
    watcher, host, heartbeat = shared_user(), options["from_host"], setting("TENANCY_HEARTBEAT")
    if options["watcher"]:
        secret = quoted_password(watcher.password) if options["show_passwords"] else hidden_password(PASSWORD)
        script = [ESCAPING_MODE, *watcher_statements(watcher.name, host, secret, heartbeat=heartbeat)]
        out.write("\n".join(f"{statement};" for statement in script))
        return
    done = grant_watcher(chosen, watcher, host, heartbeat=heartbeat, admin=admin_user(options["admin_alias"]))
    out.write(columns(("server", "user", "outcome"), [(*one[:2], one.error or "granted") for one in done]))
    if failed := [one.server for one in done if one.error]:
        raise CommandError(f"{len(failed)} of {len(done)} servers failed: {', '.join(failed)}.")


def _passwords(options: Options, chosen: list[str]) -> dict[str, str]:
    """By tenant: what the parameters say, and what is made up where that is asked for."""
    known = {tenant: known_password(tenant) for tenant in chosen}
    missing = [tenant for tenant, password in known.items() if password is None]
    found = {tenant: password for tenant, password in known.items() if password is not None}
    if not options["generate"] or not missing:
        if missing and (options["apply"] or options["show_passwords"]):
            names = ", ".join(map(password_parameter, missing))
            raise CommandError(f"Not defined: {names}. Define them, or add --generate --save FILE.")
        return found
    if not options["save"] and not options["show_passwords"]:
        raise CommandError("--generate needs --save FILE or --show-passwords: nobody would know them.")
    made = {tenant: new_password() for tenant in missing}
    if options["save"]:
        try:
            save_parameters(options["save"], made)
        except OSError as error:
            raise CommandError(f"Passwords could not be saved, and nothing was done: {error}") from error
    return {**found, **made}


def _apply(
    options: Options,
    grantees: list[Grantee],
    passwords: dict[str, str],
    wanted: GrantOptions,
    out: OutputWrapper,
) -> None:
    applied = apply_grants(grantees, passwords, wanted, admin=admin_user(options["admin_alias"]))
    if options["json"]:
        out.write(json.dumps([_described(one.grantee, error=one.error) for one in applied], indent=2))
    else:
        out.write(columns(("tenant", "schema", "user", "outcome"), [_row(one) for one in applied]))
    if failed := [one.grantee.tenant for one in applied if one.error]:
        raise CommandError(f"{len(failed)} of {len(applied)} tenants failed: {', '.join(failed[:20])}.")


def _row(one: Applied) -> tuple[str, str, str, str]:
    return one.grantee.tenant, one.grantee.schema, one.grantee.user, one.error or "granted"


def _described(grantee: Grantee, **more: Any) -> dict[str, Any]:
    return {**grantee._asdict(), **more}


def _script(scripts: dict[Grantee, list[str]]) -> str:
    mode = "its own" if setting("TENANCY_DATABASE_USERS") == "per_tenant" else "not its own yet"
    lines = [f"-- TENANCY_DATABASE_USERS: each tenant uses {mode}", f"{ESCAPING_MODE};"]
    for grantee, statements in scripts.items():
        lines += ["", f"-- {grantee.tenant}", *(f"{statement};" for statement in statements)]
    return "\n".join(lines)
