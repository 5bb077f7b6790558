"""Django's filter `date` in the reader's ways; built into every template."""

from typing import Any

from django import template
from django.template.defaultfilters import date as stock

from poseidon.web.locales import in_words_of_the_reader

register = template.Library()


@register.filter(expects_localtime=True, is_safe=False)
def date(value: Any, form: str | None = None) -> Any:
    """As Django's; a format of the house (`j M Y`) in the reader's order and words."""
    return stock(value, form) if form is None else in_words_of_the_reader(stock, value, form)
