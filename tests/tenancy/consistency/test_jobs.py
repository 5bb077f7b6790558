"""Work that is handed on sees what was written before, and whoever handed it on sees what it wrote."""

import json
from dataclasses import asdict
from typing import Any

import pytest

from poseidon.tenancy.api import TenantExecutor, TenantJob, tenant_atomic, tenant_context, tenant_job
from poseidon.tenancy.consistency import Reads, positions, reads_scope
from tests.tenancy.consistency.estate import ALPHA, Estate, in_thread
from tests.testapp.models import Author

pytestmark = pytest.mark.mysql


def names() -> list[str]:
    return list(Author.objects.order_by("pk").values_list("name", flat=True))


def add_and_look(name: str) -> list[str]:
    Author.objects.create(name=name)
    return names()


def elsewhere(job: TenantJob, *arguments: Any) -> Any:
    """In a worker that got the job as a message."""
    message = json.dumps(asdict(job))
    return in_thread(lambda: TenantJob(**json.loads(message))(*arguments)).answer()


def test_a_job_sees_what_was_written_before_it_was_made(estate: Estate) -> None:
    estate.replica.delay(60)
    with tenant_context(ALPHA), reads_scope():
        early = tenant_job(names)
        Author.objects.create(name="Ada")
        late = tenant_job(names)
    assert elsewhere(early) == [ALPHA]
    assert elsewhere(late) == [ALPHA, "Ada"]


def test_a_job_made_inside_a_transaction_reads_from_the_primary_for_a_while(estate: Estate) -> None:
    estate.replica.delay(60)
    with tenant_context(ALPHA), reads_scope():
        with tenant_atomic():
            Author.objects.create(name="Ada")
            job = tenant_job(names)
        assert elsewhere(job) == [ALPHA, "Ada"]


def test_a_job_passes_on_what_its_maker_s_token_says(estate: Estate) -> None:
    with tenant_context(ALPHA), reads_scope(Reads({ALPHA: "mariadb:0-1-999999999"})):
        assert tenant_job(names).seen == "mariadb:0-1-999999999"


def test_a_job_that_writes_sees_it(estate: Estate) -> None:
    estate.replica.delay(60)
    assert elsewhere(TenantJob(f"{__name__}.add_and_look", ALPHA), "Ada") == [ALPHA, "Ada"]


def test_threads_of_a_request_share_its_choice_and_its_writes(estate: Estate) -> None:
    estate.replica.delay(60)
    with tenant_context(ALPHA), reads_scope() as reads, TenantExecutor(max_workers=1) as executor:
        Author.objects.create(name="Ada")
        assert executor.submit(names).result() == [ALPHA, "Ada"]
        executor.submit(add_and_look, "Bea").result()
        assert names() == [ALPHA, "Ada", "Bea"]
        [(everything,)] = estate.primary.execute("SELECT @@gtid_binlog_pos")
        assert reads.seen(ALPHA) == f"mariadb:{everything}"  # this thread's own last write is older
        assert positions.position_after_write(ALPHA) != f"mariadb:{everything}"
