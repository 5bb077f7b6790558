"""The lines of a form: who stands in a session twice, who is taken out and put back, legacy orders."""

import pytest

from poseidon.models import AbstractAuthors, ChangeRecord, SessionPerson
from tests import factories
from tests.web.conftest import DATABASES
from tests.web.workspace.editing.conftest import OlderProduct, Open, Send

pytestmark = [pytest.mark.django_db(databases=DATABASES), pytest.mark.usefixtures("in_tenant")]


def roles() -> list[tuple[int, str]]:
    return list(SessionPerson.objects.order_by("order", "id").values_list("pid", "role"))


def test_chair_may_speak_too_but_in_each_role_once(open_form: Open, send: Send) -> None:
    chair = factories.SessionPersonFactory(role="chair")
    path = f"sessions/{chair.session_id}/edit/"
    added = {"people__new0__pid": str(chair.pid), "people__new0__role": "speaker"}
    assert send(path, open_form(path), **added).status_code == 302
    assert roles() == [(chair.pid, "chair"), (chair.pid, "speaker")]
    assert (
        "in the list already" in send(path, open_form(path), **{**added, "people__new0__role": "Chair "}).text
    )
    twice = {**added, "people__new1__pid": str(chair.pid), "people__new1__role": "moderator"}
    assert "in the list already" in send(path, open_form(path), **twice).text
    swapped = {**added, f"people__{chair.id}__role": "moderator", "people__new0__role": "chair"}
    assert send(path, open_form(path), **swapped).status_code == 302
    assert roles() == [(chair.pid, "moderator"), (chair.pid, "speaker"), (chair.pid, "chair")]


def test_speaker_whom_both_added_is_there_once_in_that_role(
    open_form: Open, send: Send, older_product: OlderProduct
) -> None:
    session, person = factories.SessionFactory(), factories.PeopleFactory()
    path = f"sessions/{session.id}/edit/"
    page = open_form(path)
    older_product(
        "INSERT INTO sesspeop (sessid, pid, role, sortord) VALUES (%s, %s, 'Speaker', 1)",
        *(session.id, person.pid),
    )
    send(path, page, people__new0__pid=str(person.pid), people__new0__role="speaker")
    assert roles() == [(person.pid, "Speaker")]


def test_author_who_is_taken_out_and_put_back_in_one_go(open_form: Open, send: Send) -> None:
    author = factories.AbstractAuthorsFactory(affiliation="Turin")
    path = f"abstracts/{author.abstract_id}/edit/"
    again = {f"authors__{author.id}__remove": "on", "authors__new0__pid": str(author.pid)}
    assert send(path, open_form(path), **again, authors__new0__affiliation="Rome").status_code == 302
    (row,) = AbstractAuthors.objects.all()
    assert (row.pid, row.affiliation) == (author.pid, "Rome")
    assert row.id != author.id


@pytest.mark.parametrize(
    "orders", [(None, None, None), (0, 0, 0), (5, None, 5), (9, 7, 8), (-1, 2**31 - 1, 0)]
)
def test_odd_orders_are_kept_until_somebody_moves_a_line(
    orders: tuple[int | None, ...], open_form: Open, send: Send
) -> None:
    abstract = factories.AbstractFactory()
    for order in orders:
        factories.AbstractAuthorsFactory(abstract=abstract, order=order)
    path = f"abstracts/{abstract.id}/edit/"
    ChangeRecord.objects.all().delete()
    assert send(path, open_form(path), title="Other").status_code == 302
    assert tuple(AbstractAuthors.objects.order_by("id").values_list("order", flat=True)) == orders
    assert [record.entity for record in ChangeRecord.objects.all()] == ["Abstract"]
    before = sorted(
        AbstractAuthors.objects.values_list("id", "order"),
        key=lambda row: (row[1] is None, row[1] or 0, row[0]),
    )
    first, second, last = (number for number, _order in before)
    assert send(path, open_form(path), **{f"authors__{last}__position": "1"}).status_code == 302
    found = AbstractAuthors.objects.order_by("order").values_list("id", "order")
    assert list(found) == [(last, 1), (first, 2), (second, 3)]
