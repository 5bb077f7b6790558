"""A form as a browser would send it back: every field with what the page put into it.

What the browser's own inputs do to a value ("value sanitization algorithm") is done here too: a day or a
moment that is not written as they want it is shown as nothing, and sent as nothing.
"""

import datetime as dt
import re
from html.parser import HTMLParser

Sent = dict[str, list[str]]
ONE_KIND_OF_LINE_END = re.compile(r"\r\n|\r|\n")


class _Form(HTMLParser):
    """The fields of the form with the class `edit` or `form` that is sent by POST."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.sent: Sent = {}
        self._inside = False
        self._area: str | None = None
        self._select: str | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = (given.get("method") == "post" and "action" not in given) or "edit" in given.get(
                "class", ""
            )
        if not self._inside:
            return
        if tag == "input":
            self._input(given)
        elif tag == "textarea":
            self._area = given["name"]
            self.sent[self._area] = [""]
        elif tag == "select":
            self._select = given["name"]
        elif tag == "option" and self._select and ("selected" in given or self._select not in self.sent):
            self.sent[self._select] = [_as_sent(given["value"])]  # the first one where none is selected

    def _input(self, given: dict[str, str]) -> None:
        if given.get("type") in ("checkbox", "radio"):
            if "checked" in given:
                self.sent.setdefault(given["name"], []).append(given.get("value", "on"))
        elif "name" in given:
            value = _sanitized(given.get("type", "text"), given.get("value", ""))
            self.sent.setdefault(given["name"], []).append(_as_sent(value))

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self.sent[self._area][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area is not None:
            text = self.sent[self._area][0].removeprefix("\n")  # HTML drops the first line end
            self.sent[self._area] = [text.replace("\r\n", "\n").replace("\n", "\r\n")]
            self._area = None
        elif tag == "select":
            self._select = None
        elif tag == "form":
            self._inside = False


def _sanitized(kind: str, value: str) -> str:
    """What an input of this type holds when the page gave it `value`."""
    if kind == "hidden":
        return value
    value = value.replace("\r", "").replace("\n", "")
    shape = {
        "date": r"\d{4,}-\d\d-\d\d",
        "datetime-local": r"\d{4,}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,3})?)?",
    }
    if kind in shape:
        try:
            told = re.fullmatch(shape[kind], value, re.ASCII) and dt.datetime.fromisoformat(value)
        except ValueError:
            told = None
        return value if told else ""
    if kind == "number":
        return value if re.fullmatch(r"-?\d*\.?\d+([eE][-+]?\d+)?", value, re.ASCII) else ""
    return value.strip() if kind in ("email", "url") else value


def _as_sent(value: str) -> str:
    return ONE_KIND_OF_LINE_END.sub("\r\n", value)


def filled(html: str, **changes: str | list[str] | None) -> Sent:
    """What the form of a page sends, with some fields changed; None empties one (or unticks it).

    Names with dots are given with double underscores: `authors__7__affiliation`.
    """
    sent = _Form(html).sent
    sent.pop("csrfmiddlewaretoken", None)
    for name, value in changes.items():
        key = name.replace("__", ".")
        if value is None:
            sent.pop(key, None)
        else:
            sent[key] = value if isinstance(value, list) else [value]
    return sent
