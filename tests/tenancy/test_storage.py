"""Files lie under their tenant; no name leads to another's."""

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage, storages

from poseidon.tenancy.api import CrossTenantError, NoTenantError, tenant_context
from poseidon.tenancy.storage import TenantStorage
from tests.tenancy.names import OTHER, OURS

PLACES = {"files": "FileSystemStorage", "memory": "InMemoryStorage"}


@pytest.fixture(params=list(PLACES.values()), ids=list(PLACES))
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> TenantStorage:
    """A storage in which the other tenant has a file `7.txt`."""
    made = TenantStorage(
        f"django.core.files.storage.{request.param}", location=tmp_path / "media", base_url="/media/"
    )
    with tenant_context(OTHER):
        made.save("photos/7.txt", ContentFile(b"theirs"))
    return made


def test_in_a_stock_storage_one_tenant_reads_what_another_saved(tmp_path: Path) -> None:
    stock = FileSystemStorage(tmp_path)
    with tenant_context(OTHER):
        stock.save("photos/7.txt", ContentFile(b"theirs"))
    with tenant_context(OURS), stock.open("photos/7.txt") as file:
        assert file.read() == b"theirs"


def test_the_project_keeps_files_under_their_tenant() -> None:
    with tenant_context(OURS):
        name = default_storage.save("letter.txt", ContentFile(b"x"))
        assert name == f"{OURS}/letter.txt"
    assert isinstance(storages["default"], TenantStorage)


def test_one_name_in_two_tenants_is_two_files(storage: TenantStorage) -> None:
    with tenant_context(OURS):
        assert not storage.exists("photos/7.txt")
        assert storage.save("photos/7.txt", ContentFile(b"ours")) == f"{OURS}/photos/7.txt"
        assert storage.open("photos/7.txt").read() == b"ours"
        storage.delete("photos/7.txt")
    with tenant_context(OTHER):
        assert storage.open("photos/7.txt").read() == b"theirs"


def test_short_and_full_name_are_the_same_file(storage: TenantStorage) -> None:
    with tenant_context(OTHER):
        for name in ("photos/7.txt", f"{OTHER}/photos/7.txt", "photos\\7.txt", "./photos//7.txt"):
            assert storage.exists(name)
            assert storage.size(name) == 6
            assert storage.url(name) == f"/media/{OTHER}/photos/7.txt"
            assert storage.path(name).endswith(f"/media/{OTHER}/photos/7.txt")
            assert storage.get_modified_time(name) >= storage.get_created_time(name)
            assert storage.get_accessed_time(name)


def test_a_name_that_is_taken_is_avoided_in_its_own_tenant_alone(storage: TenantStorage) -> None:
    with tenant_context(OURS):
        assert storage.get_available_name("photos/7.txt") == f"{OURS}/photos/7.txt"
    with tenant_context(OTHER):
        assert storage.get_available_name("photos/7.txt") != f"{OTHER}/photos/7.txt"
        again = storage.save("photos/7.txt", ContentFile(b"new"))
        assert again.startswith(f"{OTHER}/photos/7_")
        assert storage.open("photos/7.txt").read() == b"theirs"


def test_the_length_of_a_name_includes_the_tenants(storage: TenantStorage) -> None:
    with tenant_context(OTHER):
        assert len(storage.save("photos/7.txt", ContentFile(b"x"), max_length=35)) <= 35


def test_a_folder_lists_its_own_tenants_files_alone(storage: TenantStorage) -> None:
    with tenant_context(OURS):
        assert storage.listdir("") == ([], [])
        storage.save("a.txt", ContentFile(b"x"))
        for whole in ("", ".", "/", OURS, f"{OURS}/"):
            assert storage.listdir(whole) == ([], ["a.txt"])
    with tenant_context(OTHER):
        assert storage.listdir("") == (["photos"], [])
        assert storage.listdir("photos/") == storage.listdir(f"{OTHER}/photos") == ([], ["7.txt"])


USES: dict[str, Any] = {
    "open": lambda storage, name: storage.open(name),
    "open to write": lambda storage, name: storage.open(name, "wb"),
    "save": lambda storage, name: storage.save(name, ContentFile(b"x")),
    "save under the file's own name": lambda storage, name: storage.save(None, ContentFile(b"x", name)),
    "delete": lambda storage, name: storage.delete(name),
    "exists": lambda storage, name: storage.exists(name),
    "listdir": lambda storage, name: storage.listdir(name),
    "size": lambda storage, name: storage.size(name),
    "path": lambda storage, name: storage.path(name),
    "url": lambda storage, name: storage.url(name),
    "get_available_name": lambda storage, name: storage.get_available_name(name),
    "get_modified_time": lambda storage, name: storage.get_modified_time(name),
    "get_created_time": lambda storage, name: storage.get_created_time(name),
    "get_accessed_time": lambda storage, name: storage.get_accessed_time(name),
}
ANOTHERS = [f"{OTHER}/photos/7.txt", f"./{OTHER}//photos/7.txt", f"{OTHER}\\photos\\7.txt"]
TRICKS = [
    f"../{OTHER}/photos/7.txt",
    f"{OURS}/../{OTHER}/photos/7.txt",
    f"photos/../../{OTHER}/photos/7.txt",
    f"..\\{OTHER}\\photos\\7.txt",
    f"/{OTHER}/photos/7.txt",
    f"//{OTHER}/photos/7.txt",
    f"\\{OTHER}\\photos\\7.txt",
    f"C:/media/{OTHER}/photos/7.txt",
    "/etc/passwd",
    f"%2e%2e/{OTHER}/photos/7.txt",
    f"..%2f{OTHER}%2Fphotos/7.txt",
    f"%252e%252e%252f{OTHER}/photos/7.txt",
    f"{OTHER}%2Fphotos%2F7.txt",
    f"{OTHER}%5cphotos%5c7.txt",
    f"%2F{OTHER}/photos/7.txt",
    f"{OTHER}/photos/7.txt\0.jpg",
    "%25252525252525252e",
    "..",
]


def refusals(storage: TenantStorage, name: str) -> dict[str, Exception | None]:
    """What each way to use `name` raises."""
    raised: dict[str, Exception | None] = {}
    for way, use in USES.items():
        raised[way] = None
        try:
            use(storage, name)
        except Exception as error:  # noqa: BLE001 - judged by the tests
            raised[way] = error
    return raised


def not_of(kinds: Any, raised: dict[str, Exception | None]) -> dict[str, Exception | None]:
    return {way: error for way, error in raised.items() if not isinstance(error, kinds)}


@pytest.mark.parametrize("name", ANOTHERS)
def test_another_tenants_name_is_refused(storage: TenantStorage, name: str) -> None:
    with tenant_context(OURS):
        raised = refusals(storage, name)
    assert not_of((CrossTenantError, SuspiciousFileOperation), raised) == {}
    assert [way for way, error in raised.items() if OTHER not in str(error)] == []
    with tenant_context(OTHER):
        assert storage.open("photos/7.txt").read() == b"theirs"


@pytest.mark.parametrize("name", TRICKS)
def test_a_name_that_would_leave_its_tenants_folder_is_refused(storage: TenantStorage, name: str) -> None:
    with tenant_context(OURS):
        raised = refusals(storage, name)
    assert not_of(SuspiciousFileOperation, raised) == {}
    with tenant_context(OTHER):
        assert storage.open("photos/7.txt").read() == b"theirs"


@pytest.mark.parametrize("name", ["photos/7.txt", f"{OTHER}/photos/7.txt"])
def test_outside_all_tenants_there_are_no_files(storage: TenantStorage, name: str) -> None:
    raised = refusals(storage, name)
    assert not_of(NoTenantError, raised) == {}
    assert [way for way, error in raised.items() if "7.txt" not in str(error)] == []


@pytest.mark.parametrize(
    "name", ["100%.txt", "a%20b.txt", "50%25.txt", "v1..2.txt", "ünï.txt", OTHER, OURS, "TOTALS/x"]
)
def test_an_odd_but_honest_name_is_taken(storage: TenantStorage, name: str) -> None:
    with tenant_context(OURS):
        saved = storage.save(name, ContentFile(b"ours"))
        assert saved == f"{OURS}/{name}"
        assert storage.open(saved).read() == b"ours"
    with tenant_context(OTHER):
        assert not storage.exists(name)
