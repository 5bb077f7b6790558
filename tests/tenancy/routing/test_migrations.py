"""Which migration operation belongs on which database."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connections, migrations, models, router
from django.db.migrations.state import ModelState, ProjectState

from poseidon.domain.accounts.models import Accounts
from poseidon.domain.people.models import People
from poseidon.tenancy.api import CURRENT_TENANT, NoTenantError, UnhintedMigrationError, tenant_context
from poseidon.tenancy.routing import homes
from tests.tenancy.names import OTHER, OURS, TENANT_DATABASES
from tests.testapp.models import Author, Book, Note

PRIMARIES = ("default", "accounts", OURS, OTHER)
REPLICAS = ("poseidon_RO", "accounts_RO", f"{OURS}_RO", f"{OTHER}_RO")


@pytest.mark.parametrize(
    ("model", "lives_on"),
    [
        (Author, {OURS, OTHER}),
        (Book.tags.through, {OURS, OTHER}),
        (People, {OURS, OTHER}),
        (Accounts, {"accounts"}),
        (Note, {"default"}),
        (User, {"default"}),
    ],
)
def test_a_model_migrates_exactly_where_it_lives(model: Any, lives_on: set[str]) -> None:
    assert {
        alias for alias in (*PRIMARIES, *REPLICAS) if router.allow_migrate_model(alias, model)
    } == lives_on


@pytest.mark.parametrize("app", ["auth", "contenttypes", "sessions", "admin", "tenancy"])
def test_what_must_stay_together_lives_in_the_control_database(app: str) -> None:
    allowed = {alias for alias in (*PRIMARIES, *REPLICAS) if router.allow_migrate(alias, app)}
    assert allowed == {"default"}


@pytest.mark.django_db(databases=[*TENANT_DATABASES, "accounts"])
def test_the_tables_stand_where_their_models_live_and_nowhere_else() -> None:
    tables = {
        alias: set(connections[alias].introspection.table_names()) for alias in ("default", OURS, OTHER)
    }
    for tenant in (OURS, OTHER):
        assert {"testapp_author", "testapp_book_tags", "people"} <= tables[tenant]
        assert not tables[tenant] & {"testapp_note", "auth_user", "django_session", "accounts"}
    assert {"testapp_note", "auth_user"} <= tables["default"]
    assert not tables["default"] & {"testapp_author", "testapp_book_tags", "people"}


# -- data migrations

HINTS: dict[str, tuple[dict[str, Any], set[str]]] = {
    "model": ({"model": Author}, {OURS, OTHER}),
    "model of the control database": ({"model": Note}, {"default"}),
    "model by name": ({"model_name": "author"}, {OURS, OTHER}),
    "tables": ({"tables": ["testapp_author", "testapp_book"]}, {OURS, OTHER}),
    "intermediate table": ({"tables": ["testapp_book_tags"]}, {OURS, OTHER}),
    "legacy table": ({"tables": ["people"]}, {OURS, OTHER}),
    "table of the accounts": ({"tables": ["accounts"]}, {"accounts"}),
    "table that is nobody's": ({"tables": ["legacy_of_long_ago"]}, {"default"}),
}


@pytest.mark.parametrize(("hints", "belongs_on"), HINTS.values(), ids=HINTS)
def test_a_hinted_operation_runs_where_its_hint_says(hints: dict[str, Any], belongs_on: set[str]) -> None:
    for operation in (
        migrations.RunPython(migrations.RunPython.noop, hints=hints),
        migrations.RunSQL("SELECT 1", hints=hints),
    ):
        allowed = {alias for alias in PRIMARIES if router.allow_migrate(alias, "testapp", **operation.hints)}
        assert allowed == belongs_on


@pytest.mark.parametrize("alias", PRIMARIES)
def test_an_unhinted_operation_of_an_application_that_lives_in_several_places_is_refused(alias: str) -> None:
    with pytest.raises(UnhintedMigrationError, match=f"(?s)'testapp'.*{alias!r}.*hints="):
        router.allow_migrate(alias, "testapp")
    with pytest.raises(UnhintedMigrationError):
        router.allow_migrate(alias, "testapp", tables=["testapp_author", "testapp_note"])


def test_on_a_replica_nothing_runs_and_nothing_is_asked() -> None:
    assert not any(router.allow_migrate(alias, "testapp") for alias in REPLICAS)


@pytest.mark.django_db(databases=TENANT_DATABASES)
def test_a_data_migration_with_an_unqualified_manager_is_refused_not_sent_to_default() -> None:
    """Stock Django would read and write `default` while another database migrates."""
    historical = ProjectState()
    historical.add_model(ModelState.from_model(Author))
    fake = historical.apps.get_model("testapp", "Author")
    with pytest.raises(NoTenantError, match="Author"):
        fake.objects.count()
    assert fake.objects.using(OURS).count() == 0
    with tenant_context(OURS):
        assert fake.objects.create(name="x")._state.db == OURS


@pytest.mark.django_db(databases=TENANT_DATABASES)
def test_there_is_nothing_left_to_migrate_in_a_tenant() -> None:
    call_command("migrate", database=OURS, check_unapplied=True, verbosity=0)


# -- models that were removed


def removed_model() -> Any:
    """A model of an old migration that nobody installs any more."""
    historical = ProjectState()
    historical.add_model(ModelState("testapp", "Gone", [("id", models.AutoField(primary_key=True))]))
    return historical.apps.get_model("testapp", "Gone")


@pytest.mark.parametrize("alias", PRIMARIES)
def test_a_model_removed_from_an_application_of_several_places_is_not_guessed(alias: str) -> None:
    """A guess would drop a table on `default` that was never there, and leave it standing in every tenant."""
    with pytest.raises(
        UnhintedMigrationError, match=f"(?s)'testapp.gone'.*{alias!r}.*TENANCY_REMOVED_MODELS"
    ):
        router.allow_migrate_model(alias, removed_model())


def test_the_setting_tells_where_a_removed_model_lived(settings: Any) -> None:
    settings.TENANCY_REMOVED_MODELS = {"testapp.gone": CURRENT_TENANT}
    assert {alias for alias in PRIMARIES if router.allow_migrate_model(alias, removed_model())} == {
        OURS,
        OTHER,
    }


def test_a_model_removed_from_an_application_of_one_place_lived_there() -> None:
    assert {alias for alias in PRIMARIES if router.allow_migrate(alias, "auth", model_name="gone")} == {
        "default"
    }


# -- homes


def test_a_historical_model_lives_with_the_model_it_stands_for_and_is_not_kept_alive() -> None:
    historical = ProjectState()
    historical.add_model(ModelState.from_model(Author))
    fake = historical.apps.get_model("testapp", "Author")
    assert homes.home_of(fake) == homes.home_of(Author)
    assert fake not in homes._homes, "a fleet's migrations make ten thousand of them"


def test_an_application_that_is_not_ours_lives_where_the_setting_says(
    settings: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(homes, "_homes", {})
    settings.TENANCY_APP_DATABASES = {"sessions": "accounts"}
    from django.contrib.sessions.models import Session

    assert {alias for alias in PRIMARIES if router.allow_migrate_model(alias, Session)} == {"accounts"}
    assert router.db_for_write(Session) == "accounts", "what migrates there is read and written there"
