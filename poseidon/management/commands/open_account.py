"""Opens a customer's account with its first conference, and appoints its first admin."""

import datetime as dt
from argparse import ArgumentTypeError
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error as DatabaseError

from poseidon.domain.accounts.errors import AccountsError
from poseidon.domain.accounts.services import FirstConference, appoint_first_admin, open_account
from poseidon.management.commands._tenants import unknown_tenant
from poseidon.tenancy.api import TenancyError, UnknownTenantError


class Command(BaseCommand):
    """Interrupted, it is run again and goes on, or `fleet recover` takes back what it began."""

    help = "Opens the account of a tenant that is listed and has its tables."

    def add_arguments(self, parser: CommandParser) -> None:
        """What the account, the conference and the first admin are called."""
        parser.add_argument("--tenant", required=True, metavar="T")
        parser.add_argument("--name", required=True, help="what the customer calls itself")
        parser.add_argument("--conference", required=True, metavar="CODE", help="up to 8 characters")
        parser.add_argument("--conference-name", metavar="NAME", help="default: the code")
        parser.add_argument("--from", type=_day, metavar="DATE", help="first day, YYYY-MM-DD")
        parser.add_argument("--to", type=_day, metavar="DATE", help="last day, YYYY-MM-DD")
        parser.add_argument("--timezone", default="", help="as in Europe/Berlin")
        parser.add_argument("--admin", required=True, metavar="USER", help="name of an existing user")
        parser.add_argument("--key", help="to open anew what was opened and removed: anything but the tenant")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        """CommandError for what the operator must know; then nothing is half done, or it says so."""
        users = get_user_model()
        user = users.objects.filter(**{users.USERNAME_FIELD: options["admin"]}).first()
        if user is None:
            raise CommandError(
                f"There is no user {options['admin']!r}: make one with `createsuperuser` or in /admin/."
            )
        try:
            self._open(options, user)
        except ValidationError as error:
            raise CommandError(
                " ".join(f"{field}: {' '.join(m)}" for field, m in error.message_dict.items())
            ) from error
        except UnknownTenantError as error:
            raise CommandError(unknown_tenant(options["tenant"])) from error
        except (AccountsError, TenancyError) as error:
            raise CommandError(str(error)) from error
        except DatabaseError as error:
            notes = " ".join(getattr(error, "__notes__", ()))
            raise CommandError(
                f"A database of {options['tenant'].strip().upper()} refused: {error}\n{notes}\n"
                "Are its tables there (`manage.py migrate_all`), and is its server? Then run this again."
            ) from error

    def _open(self, options: dict[str, Any], user: Any) -> None:
        tenant, code = options["tenant"].strip().upper(), options["conference"]
        conference = FirstConference(
            code, options["conference_name"] or code, options["from"], options["to"], options["timezone"]
        )
        opened = open_account(
            acronym=tenant, name=options["name"], first_conference=conference, key=options["key"]
        )
        self.stdout.write(
            f"{tenant}: account opened, conference {code}." if opened else f"{tenant}: was open already."
        )
        appoint_first_admin(acronym=tenant, user=user)
        self.stdout.write(f"{tenant}: {user.get_username()} is an admin and its contact.")


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is no day; write it as in 2026-09-30") from error
