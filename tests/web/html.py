"""Reads pages as a strict parser would: every element closed in order, ids once, references that exist."""

from html.parser import HTMLParser

VOID = frozenset(("br", "img", "input", "link", "meta", "hr"))
SVG_VOID = frozenset(("use", "path", "circle", "rect"))


class Page(HTMLParser):
    """A parsed page: its problems, tags with attributes, and text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.problems: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()
        self.problems += [f"<{tag}> is never closed" for tag in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        self.problems += [f"<{tag}> has {name} twice" for name in set(names) if names.count(name) > 1]
        in_drawing = tag == "title" and "svg" in self._open  # what a part of a drawing is called
        self.tags.append(("title of a drawing" if in_drawing else tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1] != tag:
            self.problems.append(f"</{tag}> closes {self._open[-1] if self._open else 'nothing'}")
        else:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of every element of this name."""
        return [attrs for name, attrs in self.tags if name == tag]


def problems_of(html: str) -> list[str]:
    """What is wrong with a whole page of ours: form, ids, labels, landmarks, and what the policy forbids."""
    page = Page(html)
    found = list(page.problems)
    ids = [attrs["id"] for _, attrs in page.tags if attrs.get("id")]
    found += [f"id {id_!r} stands twice" for id_ in set(ids) if ids.count(id_) > 1]
    found += _dangling(page, set(ids)) + _unlabelled(page) + _forbidden(page)
    for landmark in ("main", "h1", "title"):
        if len(page.all(landmark)) != 1:
            found.append(f"{len(page.all(landmark))} <{landmark}> instead of one")
    if not page.all("html")[0].get("lang"):
        found.append("no language")
    return found


def _dangling(page: Page, ids: set[str | None]) -> list[str]:
    wanted = [attrs.get("for") for attrs in page.all("label")]
    wanted += [attrs.get("aria-labelledby") for _, attrs in page.tags]
    wanted += [
        (attrs.get("href") or "")[1:] for attrs in page.all("a") if (attrs.get("href") or "").startswith("#")
    ]
    return [f"nothing has the id {id_!r}" for id_ in wanted if id_ and id_ not in ids]


def _unlabelled(page: Page) -> list[str]:
    labelled = {attrs.get("for") for attrs in page.all("label")}
    fields = [attrs for name in ("input", "select", "textarea") for attrs in page.all(name)]
    return [
        f"field {attrs.get('name')!r} has no label"
        for attrs in fields
        if attrs.get("type") not in ("hidden", "submit") and attrs.get("id") not in labelled
    ]


def _forbidden(page: Page) -> list[str]:
    found = [f"<{tag}> has {name}" for tag, attrs in page.tags for name in attrs if name.startswith("on")]
    found += [f"<{tag}> has an inline style" for tag, attrs in page.tags if "style" in attrs]
    found += ["<style> is on the page" for tag, _ in page.tags if tag == "style"]
    found += [f"a script is {attrs}" for attrs in page.all("script") if not _is_own_file(attrs)]
    return found + [
        f"a link goes to {attrs['href']!r}"
        for attrs in page.all("a")
        if (attrs.get("href") or "").lower().lstrip().startswith(("javascript:", "data:", "vbscript:"))
    ]


def _is_own_file(script: dict[str, str | None]) -> bool:
    """What the policy lets run: a file of ours, which does not hold up the page."""
    return (script.get("src") or "").startswith("/static/") and "defer" in script
