"""Reads of cities."""

from collections.abc import Iterable

from poseidon.commons.text_search import among_texts
from poseidon.domain.cities.models import City


def cities_by_id(ids: Iterable[str | None]) -> dict[str, City]:
    """The cities of these ids, by id without blanks around it; one query. Dangling ids are left out."""
    return {city.cityid.strip(): city for city in City.objects.filter(among_texts("cityid", ids))}
