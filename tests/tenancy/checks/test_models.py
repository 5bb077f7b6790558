"""Where models live, and how they keep their tenant."""

# ruff: noqa: DJ008 - the models of these tests have no rows to name

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps as installed
from django.apps.registry import Apps
from django.db import models
from django.test.utils import isolate_apps

from poseidon.tenancy.api import CURRENT_TENANT, SharedManager, TenantManager, TenantModel, TenantQuerySet
from poseidon.tenancy.checks import models as checks
from tests.tenancy.checks.conftest import ids


@pytest.fixture
def apart() -> Iterator[Apps]:
    """A registry of its own for the models that a test defines."""
    with isolate_apps("tests.testapp") as apps:
        yield apps


class Meta:
    app_label = "testapp"


def found_by(check: Any, apart: Apps) -> list[str | None]:
    return ids(check(apart.get_app_configs()))


def test_foreign_key_between_databases_is_e001(apart: Apps) -> None:
    class Customer(models.Model):
        _DATABASE = "accounts"
        Meta = Meta

    class Order(TenantModel):
        customer = models.ForeignKey(Customer, on_delete=models.CASCADE)
        Meta = Meta

    assert found_by(checks.check_relations, apart) == ["poseidon.E001"]
    (message,) = checks.check_relations(apart.get_app_configs())
    assert message.msg == (
        "Order.customer relates the tenants' databases to database 'accounts', where Customer lives."
    )


def test_shared_model_that_fails_with_its_replica_is_w021(apart: Apps) -> None:
    class Customer(models.Model):
        _DATABASE = "accounts"
        Meta = Meta

    class Partner(models.Model):
        _DATABASE = "accounts"
        objects = SharedManager()
        Meta = Meta

    class Contract(models.Model):
        _DATABASE, _PREFER_READ_REPLICA = "accounts", False
        Meta = Meta

    class Setting(models.Model):
        _DATABASE = "default"  # has no replica
        Meta = Meta

    (message,) = checks.check_shared_managers(apart.get_app_configs())
    assert (message.id, message.obj) == ("poseidon.W021", Customer)


def test_one_to_one_and_many_to_many_between_databases_are_e001(apart: Apps) -> None:
    class Customer(TenantModel):
        Meta = Meta

    class Profile(models.Model):
        customer = models.OneToOneField(Customer, on_delete=models.CASCADE)
        friends = models.ManyToManyField(Customer, related_name="+")
        Meta = Meta

    assert found_by(checks.check_relations, apart) == ["poseidon.E001"] * 2


def test_relation_within_a_database_under_two_aliases_is_silent(apart: Apps) -> None:
    class Customer(models.Model):
        _DATABASE = "poseidon"
        Meta = Meta

    class Order(models.Model):
        customer = models.ForeignKey(Customer, on_delete=models.CASCADE)
        Meta = Meta

    class Line(TenantModel):
        order = models.ForeignKey("self", on_delete=models.CASCADE)
        Meta = Meta

    assert found_by(checks.check_relations, apart) == []


def test_application_mapped_to_another_database_counts_as_living_there(apart: Apps, settings: Any) -> None:
    class Customer(models.Model):
        _DATABASE = "accounts"
        Meta = Meta

    class Foreign(models.Model):
        customer = models.ForeignKey(Customer, on_delete=models.CASCADE)
        Meta = Meta

    assert found_by(checks.check_relations, apart) == ["poseidon.E001"]
    settings.TENANCY_APP_DATABASES = {"testapp": "accounts"}
    assert found_by(checks.check_relations, apart) == []


def test_tenant_model_that_is_none_is_e002_unless_it_says_why(apart: Apps) -> None:
    class Loose(models.Model):
        _DATABASE = CURRENT_TENANT
        Meta = Meta

    class Reasoned(models.Model):
        _DATABASE = CURRENT_TENANT
        _UNSTAMPED = "a view that is only read"
        Meta = Meta

    (message,) = checks.check_tenant_models(apart.get_app_configs())
    assert ids([message]) == ["poseidon.E002"]
    assert message.obj is Loose


def test_managers_without_stamps_are_e003(apart: Apps) -> None:
    class PlainDefault(TenantModel):
        objects = models.Manager()
        Meta = Meta

    class PlainExtra(TenantModel):
        objects = TenantManager()
        raw = models.Manager()
        Meta = Meta

    class PlainQuerySet(models.QuerySet[Any]):
        pass

    class PlainQueries(TenantModel):
        objects = models.Manager.from_queryset(PlainQuerySet)()
        Meta = Meta

    found = checks.check_tenant_managers(apart.get_app_configs())
    assert set(ids(found)) == {"poseidon.E003"}
    assert {message.obj for message in found} == {PlainDefault, PlainExtra, PlainQueries}
    assert "PlainExtra.raw makes querysets" in next(m.msg for m in found if m.obj is PlainExtra)


def test_managers_with_stamps_are_silent(apart: Apps) -> None:
    class OwnQuerySet(TenantQuerySet):
        pass

    class Well(TenantModel):
        objects = TenantManager.from_queryset(OwnQuerySet)()
        others = models.Manager.from_queryset(OwnQuerySet)()
        Meta = Meta

    assert found_by(checks.check_tenant_managers, apart) == []


def test_domain_model_without_database_is_e004(apart: Apps) -> None:
    class Homeless(models.Model):
        __module__ = "poseidon.domain.people.models"
        Meta = Meta

    class Elsewhere(models.Model):
        Meta = Meta

    class Housed(TenantModel):
        __module__ = "poseidon.domain.people.models"
        Meta = Meta

    (message,) = checks.check_domain_homes(apart.get_app_configs())
    assert ids([message]) == ["poseidon.E004"]
    assert message.obj is Homeless


def test_database_that_is_no_alias_is_e005(apart: Apps) -> None:
    class Lost(models.Model):
        _DATABASE = "acounts"
        Meta = Meta

    class Found(models.Model):
        _DATABASE = "accounts"
        Meta = Meta

    (message,) = checks.check_known_homes(apart.get_app_configs())
    assert ids([message]) == ["poseidon.E005"]
    assert message.obj is Lost
    assert "accounts" in str(message.hint)


def test_domain_model_missing_from_the_assembly_is_e006(monkeypatch: pytest.MonkeyPatch) -> None:
    project = installed.get_app_config("poseidon")
    assembled = {name: value for name, value in vars(project.models_module).items() if name != "Room"}
    monkeypatch.setattr(project, "models_module", SimpleNamespace(**assembled))
    (message,) = checks.check_assembly(None)
    assert ids([message]) == ["poseidon.E006"]
    assert message.msg.startswith("Room of domain/program/models.py is missing from poseidon/models.py")


def test_models_are_told_from_other_classes_by_their_text() -> None:
    source = """
class Base(TenantModel):
    class Meta:
        abstract = True
class Kept(Base):
    class Meta:
        db_table = "kept"
class Plain(models.Model): ...
class Choices(models.TextChoices): ...
class Error(Exception): ...
"""
    assert list(checks.model_names(source)) == ["Kept", "Plain"]


def test_assembly_is_compared_without_importing_anything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    noun = tmp_path / "domain" / "noun"
    noun.mkdir(parents=True)
    (noun / "models.py").write_text("raise SystemExit('imported')\nclass Stray(TenantModel): ...\n")
    monkeypatch.setattr(installed.get_app_config("poseidon"), "path", str(tmp_path))
    assert ids(checks.check_assembly(None)) == ["poseidon.E006"]


def test_assembly_of_other_applications_is_not_ours_to_check() -> None:
    assert checks.check_assembly([installed.get_app_config("auth")]) == []
