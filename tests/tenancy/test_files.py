"""A file field reads its own row's tenant, whatever tenant is in context."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from django.db import models
from django.db.models.fields.files import FieldFile, ImageFieldFile
from django.test.utils import isolate_apps

from poseidon.tenancy.api import (
    CrossTenantError,
    TenantFieldFile,
    TenantImageFieldFile,
    TenantModel,
    tenant_context,
)
from tests.tenancy.names import OTHER, OURS


class OwnFieldFile(FieldFile):
    """A project's own."""


class OwnFileField(models.FileField):
    attr_class = OwnFieldFile


@pytest.fixture
def letters() -> Iterator[dict[str, Any]]:
    """An unsaved letter of each tenant, and what they are made of; the files have one name."""
    with isolate_apps("tests.testapp"):

        class Letter(TenantModel):
            scan = models.FileField(upload_to="scans", null=True)
            photo = models.ImageField(null=True)
            own = OwnFileField(null=True)

            class Meta:
                app_label = "testapp"

        made = {}
        for tenant in (OURS, OTHER):
            with tenant_context(tenant):
                made[tenant] = Letter(pk=1)
                made[tenant].scan.save("1.txt", ContentFile(f"{tenant}'s".encode()), save=False)
        yield made
        for tenant in (OURS, OTHER):
            with tenant_context(tenant):
                made[tenant].scan.storage.delete("scans/1.txt")


def test_a_stock_field_reads_the_file_of_the_tenant_in_context() -> None:
    """With files that lie under their tenant, but names that do not say so."""
    shelves = {tenant: InMemoryStorage() for tenant in (OURS, OTHER)}
    for tenant, shelf in shelves.items():
        shelf.save("1.txt", ContentFile(tenant.encode()))
    row_of_ours = {"scan": "1.txt"}
    assert shelves[OTHER].open(row_of_ours["scan"]).read() == OTHER.encode()


def test_the_name_in_the_row_says_whose_the_file_is(letters: dict[str, Any]) -> None:
    assert letters[OURS].scan.name == f"{OURS}/scans/1.txt"
    assert type(letters[OURS].scan) is TenantFieldFile
    assert type(letters[OURS].photo) is TenantImageFieldFile


def test_in_another_tenants_context_a_row_reads_its_own_file(letters: dict[str, Any]) -> None:
    for context in (OTHER, None, OURS):
        with tenant_context(context):
            scan = letters[OURS].scan
            with scan.open() as file:
                assert file.read() == f"{OURS}'s".encode()
            assert scan.size == len(f"{OURS}'s")
            assert f"/{OURS}/scans/1.txt" in scan.path
            assert f"{OURS}/scans/1.txt" in scan.url


def test_in_another_tenants_context_a_rows_file_is_not_written(letters: dict[str, Any]) -> None:
    scan = letters[OURS].scan
    writes: list[Callable[[], object]] = [
        lambda: scan.save("2.txt", ContentFile(b"x"), save=False),
        lambda: scan.delete(save=False),
        lambda: scan.open("wb"),
    ]
    with tenant_context(OTHER):
        for write in writes:
            with pytest.raises(CrossTenantError, match=rf"Letter 1 belongs to tenant {OURS}.*{OTHER}"):
                write()
    assert scan.read() == f"{OURS}'s".encode()


def test_a_name_carried_into_another_tenants_row_is_refused(letters: dict[str, Any]) -> None:
    with tenant_context(OTHER):
        letters[OTHER].scan = letters[OURS].scan.name
        with pytest.raises(CrossTenantError, match=rf"{OURS}/scans/1.txt"):
            letters[OTHER].scan.read()


def test_a_file_carried_into_another_tenants_row_is_read_as_that_rows_and_refused(
    letters: dict[str, Any],
) -> None:
    with tenant_context(OTHER):
        letters[OTHER].scan = letters[OURS].scan
        with pytest.raises(CrossTenantError, match=rf"{OURS}/scans/1.txt"):
            letters[OTHER].scan.open()


def test_a_field_with_a_class_of_its_own_keeps_it_and_refuses_anothers_file(
    letters: dict[str, Any],
) -> None:
    letter = letters[OURS]
    letter.own = letter.scan.name
    assert type(letter.own) is OwnFieldFile
    with tenant_context(OURS):
        assert letter.own.read() == f"{OURS}'s".encode()
    letter.own = letter.scan.name
    with tenant_context(OTHER), pytest.raises(CrossTenantError):
        letter.own.open()


def test_fields_of_models_that_are_no_tenants_are_djangos() -> None:
    with isolate_apps("tests.testapp"):

        class Poster(models.Model):
            scan = models.FileField()
            photo = models.ImageField()

            class Meta:
                app_label = "testapp"

            def __str__(self) -> str:
                return "a poster"

        fields = Poster._meta
        assert fields.get_field("scan").attr_class is FieldFile
        assert fields.get_field("photo").attr_class is ImageFieldFile
