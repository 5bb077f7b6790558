"""Editing an abstract and the order of its authors."""

import pytest
from django.test import Client

from poseidon.models import Abstract, AbstractAuthors
from tests import factories
from tests.web.conftest import DATABASES
from tests.web.workspace.editing.conftest import OlderProduct, Open, Send

pytestmark = [pytest.mark.django_db(databases=DATABASES), pytest.mark.usefixtures("in_tenant")]


@pytest.fixture
def abstract() -> Abstract:
    return factories.AbstractFactory()


def authors(abstract: Abstract, *names: str) -> list[AbstractAuthors]:
    return [
        factories.AbstractAuthorsFactory(
            abstract=abstract, order=place, pid=factories.PeopleFactory(first_name=name, last_name="A").pid
        )
        for place, name in enumerate(names)
    ]


def in_order(abstract: Abstract) -> list[int]:
    rows = AbstractAuthors.objects.filter(abstract=abstract).order_by("order", "id")
    return [row.id for row in rows]


def test_untouched_lines_stay_as_they_are(abstract: Abstract, open_form: Open, send: Send) -> None:
    authors(abstract, "One", "Two")
    before = list(AbstractAuthors.objects.order_by("id").values())
    path = f"abstracts/{abstract.id}/edit/"
    assert send(path, open_form(path), title="Other").status_code == 302
    assert list(AbstractAuthors.objects.order_by("id").values()) == before
    abstract.refresh_from_db()
    assert abstract.title == "Other"


@pytest.mark.parametrize(
    ("moved", "place", "expected"),
    [(2, "1", [2, 0, 1]), (0, "3", [1, 2, 0]), (1, "1", [1, 0, 2]), (0, "2", [1, 0, 2])],
)
def test_author_moves_to_a_place(
    moved: int, place: str, expected: list[int], abstract: Abstract, open_form: Open, send: Send
) -> None:
    rows = authors(abstract, "One", "Two", "Three")
    path = f"abstracts/{abstract.id}/edit/"
    send(path, open_form(path), **{f"authors__{rows[moved].id}__position": place})
    assert in_order(abstract) == [rows[index].id for index in expected]


def test_author_is_added_by_name_and_another_removed(abstract: Abstract, open_form: Open, send: Send) -> None:
    one, two = authors(abstract, "One", "Two")
    grace = factories.PeopleFactory(first_name="Grace", last_name="Hopper")
    path = f"abstracts/{abstract.id}/edit/"
    answer = send(
        path,
        open_form(path),
        authors__new0__pid="grace hopper",
        authors__new0__affiliation="Navy",
        authors__new0__position="1",
        **{f"authors__{two.id}__remove": "on"},
    )
    assert answer.status_code == 302
    rows = AbstractAuthors.objects.filter(abstract=abstract).order_by("order")
    assert [(row.pid, row.affiliation) for row in rows] == [(grace.pid, "Navy"), (one.pid, one.affiliation)]


def test_namesakes_must_be_told_apart(abstract: Abstract, open_form: Open, send: Send) -> None:
    people = [factories.PeopleFactory(first_name="Grace", last_name="Hopper") for _ in range(2)]
    path = f"abstracts/{abstract.id}/edit/"
    answer = send(path, open_form(path), authors__new0__pid="Grace Hopper")
    assert "Several match" in answer.text
    assert all(f"({person.pid})" in answer.text for person in people)
    answer = send(path, answer.text, authors__new0__pid=f"Grace Hopper ({people[1].pid})")
    assert AbstractAuthors.objects.get(abstract=abstract).pid == people[1].pid


def test_nobody_is_told(abstract: Abstract, open_form: Open, send: Send) -> None:
    path = f"abstracts/{abstract.id}/edit/"
    assert "Nothing matches" in send(path, open_form(path), authors__new0__pid="Nemo").text
    assert "Nothing matches" in send(path, open_form(path), presenter_pid="987654").text


def test_same_author_twice_is_refused(abstract: Abstract, open_form: Open, send: Send) -> None:
    (one,) = authors(abstract, "One")
    path = f"abstracts/{abstract.id}/edit/"
    answer = send(path, open_form(path), authors__new0__pid=str(one.pid))
    assert "in the list already" in answer.text


def test_conflict_about_the_order_is_decided(
    abstract: Abstract, open_form: Open, send: Send, older_product: OlderProduct
) -> None:
    one, two = authors(abstract, "One", "Two")
    path = f"abstracts/{abstract.id}/edit/"
    page = open_form(path)
    older_product("INSERT INTO abstractauthors (absid, pid, sortord) VALUES (%s, 99, 9)", abstract.id)
    conflict = send(path, page, **{f"authors__{two.id}__position": "1"})
    assert conflict.status_code == 409
    assert "Two A, One A" in conflict.text
    assert "One A, Two A, +1" in conflict.text
    assert send(path, conflict.text, keep__authors__order="yours").status_code == 302
    assert in_order(abstract)[:2] == [two.id, one.id]
    assert len(in_order(abstract)) == 3


def test_author_removed_by_the_older_product_cannot_be_changed(
    abstract: Abstract, open_form: Open, send: Send, older_product: OlderProduct
) -> None:
    (one,) = authors(abstract, "One")
    path = f"abstracts/{abstract.id}/edit/"
    page = open_form(path)
    older_product("DELETE FROM abstractauthors WHERE id = %s", one.id)
    key = f"authors.{one.id}.affiliation"
    conflict = send(path, page, **{key.replace(".", "__"): "Rome"})
    assert conflict.status_code == 409
    assert "removed" in conflict.text
    assert 'value="yours"' not in conflict.text
    assert send(path, conflict.text, **{f"keep__{key.replace('.', '__')}": "theirs"}).status_code == 302
    assert in_order(abstract) == []


def test_lost_presenter_may_stay(abstract: Abstract, open_form: Open, send: Send) -> None:
    abstract.presenter_pid = 987654
    abstract.save()
    path = f"abstracts/{abstract.id}/edit/"
    assert send(path, open_form(path), title="Other").status_code == 302
    abstract.refresh_from_db()
    assert (abstract.title, abstract.presenter_pid) == ("Other", 987654)


def test_abstract_is_added_with_authors(admin: Client, open_form: Open, send: Send) -> None:
    factories.PlanionContainerFactory(code="38C3")
    person = factories.PeopleFactory()
    assert "For which conference?" in open_form("abstracts/add/")
    path = "abstracts/add/?conference=38C3"
    answer = send(path, open_form(path), title="New", authors__new0__pid=str(person.pid))
    assert answer.status_code == 302
    made = Abstract.objects.get(title="New")
    assert made.conference_code == "38C3"
    assert AbstractAuthors.objects.get(abstract=made).order == 1
