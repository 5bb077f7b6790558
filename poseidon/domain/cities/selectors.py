"""Reads of cities."""

from collections.abc import Iterable

from poseidon.domain.cities.models import City


def cities_by_id(ids: Iterable[str | None]) -> dict[str, City]:
    """The cities of these ids, by id without blanks around it; one query. Dangling ids are left out."""
    wanted = {key for id_ in ids if (key := (id_ or "").strip())}
    return {city.cityid.strip(): city for city in City.objects.filter(cityid__in=wanted)}
