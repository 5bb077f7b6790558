"""A form as a browser would send it back: every field with what the page put into it."""

from html.parser import HTMLParser

Sent = dict[str, list[str]]


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
            self.sent[self._select] = [given["value"]]  # the first one where none is selected

    def _input(self, given: dict[str, str]) -> None:
        if given.get("type") in ("checkbox", "radio"):
            if "checked" in given:
                self.sent.setdefault(given["name"], []).append(given.get("value", "on"))
        elif "name" in given:
            value = given.get("value", "")
            if given.get("type") != "hidden":
                value = value.replace("\r", "").replace("\n", "")  # as browsers do with an input of one line
            self.sent.setdefault(given["name"], []).append(value)

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
