"""Finding people by name, number or e-mail address in a large table.

The table has indexes on last and first name together, on the external id and on the number; none on e-mail
addresses unless it was given one. Those are sought only where the term has an @.
"""

from django.db.models import Model, Q
from django.utils.translation import gettext as _

from poseidon.commons.indexes import is_indexed
from poseidon.commons.text_search import same_text
from poseidon.domain.people.models import People
from poseidon.web.admin.searching import IndexedSearch, Look, beginning

PEOPLE_INDEXES = (("last_name", "first_name", "pid"), ("external_id", "pid"), ("pid",))
LARGEST_NUMBER = 2**31 - 1


def people_by_index(term: str, alias: str) -> Look:
    """People whose number or external id is `term`, else whose names begin with its words."""
    words = term.split()
    if "@" in term:
        condition = beginning(People, "email", term, alias)
        slow = not is_indexed(People, "email", alias)
        return Look(condition, _("e-mail addresses beginning with “%s”") % term, slow=slow)
    if len(words) == 1 and any(letter.isdigit() for letter in term):
        return Look(_number(term), _("numbers and external ids for “%s”") % term)
    whole = beginning(People, "last_name", term, alias)
    if len(words) < 2:
        return Look(whole, _("last names beginning with “%s”") % term)
    return Look(
        whole | _both(words, alias), _("first and last names beginning with “%s”") % "”, “".join(words)
    )


def by_person(model: type[Model]) -> IndexedSearch:
    """How rows with a `pid` are found in a large table: by their own number, or by the person."""

    def look(term: str, alias: str) -> Look:
        people = people_by_index(term, alias)
        condition = Q(pid__in=People.objects.filter(people.condition).values("pid"))
        if term.isascii() and term.isdecimal() and int(term) <= LARGEST_NUMBER:
            condition = Q(pk=int(term)) | Q(pid=int(term))
            return Look(condition, _("numbers of %(rows)s and people for “%(term)s”") % _names(model, term))
        return Look(condition, _("people: %s") % people.told, slow=people.slow)

    return look


def _names(model: type[Model], term: str) -> dict[str, object]:
    return {"rows": model._meta.verbose_name_plural, "term": term}


def _number(term: str) -> Q:
    condition = same_text("external_id", term)
    if term.isascii() and term.isdecimal() and int(term) <= LARGEST_NUMBER:
        condition |= Q(pid=int(term))
    return condition


def _both(words: list[str], alias: str) -> Q:
    """`Ada Lovelace` and `Lovelace Ada`, with names of several words on either side."""
    found = Q()
    for cut in range(1, len(words)):
        ahead, behind = " ".join(words[:cut]), " ".join(words[cut:])
        for first, last in ((ahead, behind), (behind, ahead)):
            both = beginning(People, "first_name", first, alias) & beginning(People, "last_name", last, alias)
            found |= both
    return found
