"""What axe-core finds wrong with a page by WCAG 2.1 A and AA and good practice, on a phone and on a desk."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import BrowserContext, Page

WIDTHS: Final = {1440: 900, 360: 780}
PHONE: Final = {360: 780}
RULES: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice")
RUN: Final = """
async ([only, exempt]) => {
  const found = await axe.run(document, { runOnly: only, resultTypes: ["violations"], preload: false });
  const told = [], used = [];
  for (const { id, nodes } of found.violations) for (const node of nodes) {
    const element = document.querySelector(node.target[0]);
    const index = exempt.findIndex(([rule, selector]) => rule === id && element?.closest(selector));
    if (index >= 0) used.push(index);
    else told.push([`${id}:`, ...node.target, node.html.slice(0, 200), node.any[0]?.message].join(" "));
  }
  return [told, used];
}
"""


def with_axe(context: BrowserContext) -> BrowserContext:
    """The context; its pages carry axe from the beginning, since to send it to each anew takes longer."""
    context.add_init_script(AXE_SCRIPT)
    return context


class Exemption(NamedTuple):
    """A rule that is not asked of what the selector finds, nor of what is inside of it, and why."""

    rule: str
    selector: str
    reason: str


class Audit:
    """Looks at pages one by one; `problems` says what was found where, `unused` what is exempt in vain."""

    def __init__(self, exemptions: tuple[Exemption, ...] = ()) -> None:
        self.problems: list[str] = []
        self._exemptions = exemptions
        self._used: set[int] = set()

    def look(self, page: Page, where: str, *, widths: Mapping[int, int] = WIDTHS, dark: bool = False) -> None:
        """At every width by every rule, and the colours in the dark if asked to; `page` is loaded and of a
        context made by `with_axe`."""
        for width, height in widths.items():
            page.set_viewport_size({"width": width, "height": height})
            self._run(page, {"type": "tag", "values": RULES}, f"{where} at {width} px")
        if not dark:
            return
        page.emulate_media(color_scheme="dark")
        self._run(page, {"type": "rule", "values": ["color-contrast"]}, f"{where} in the dark")
        page.emulate_media(color_scheme="light")

    def _run(self, page: Page, only: dict[str, object], where: str) -> None:
        exempt = [[each.rule, each.selector] for each in self._exemptions]
        told, used = page.evaluate(RUN, [only, exempt])
        self.problems += [f"{where}: {problem}" for problem in told]
        self._used.update(used)

    @property
    def unused(self) -> list[Exemption]:
        """Exemptions that no page needed."""
        return [each for index, each in enumerate(self._exemptions) if index not in self._used]
