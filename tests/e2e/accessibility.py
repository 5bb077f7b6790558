"""What is wrong with a page on a phone and on a desk: axe-core asks by WCAG 2.1 A and AA and good practice,
and nothing may have to be scrolled sideways."""

import base64
from collections.abc import Collection
from pathlib import Path
from typing import Final

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import BrowserContext, Page

from tests.e2e.windows import WIDTHS, overflow, resize

PHONE: Final = (360,)
CONTRAST: Final = "color-contrast"
RULES: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice")
LOOKS: Final = """
(() => {
  const seen = new WeakMap();
  const LOOK = ["color", "backgroundColor", "backgroundImage", "opacity", "position", "fontSize",
    "fontWeight"];
  const look = (element) => {
    if (!element.checkVisibility({ visibilityProperty: true })) return "";
    const style = getComputedStyle(element);
    return LOOK.map((name) => style[name]).join();
  };
  const body = () => document.body.querySelectorAll("*");
  window.rememberLooks = () => { for (const each of body()) seen.set(each, look(each)); };
  window.otherLooks = () => [...body()].filter((each) => {
    const now = look(each);
    return now && now !== seen.get(each);
  });
  const kind = (element) => element.tagName + "." + [...element.classList].sort().join(".");
  window.folded = () => [...document.querySelectorAll("details:not([open])")].filter((each) =>
    each.checkVisibility());
  const within = (element) => [element, ...element.querySelectorAll("*")];
  window.madeOf = (element) => [...new Set(within(element).map(kind))].sort().join();
})();
"""
"""`otherLooks()` finds what is shown otherwise than it was when `rememberLooks()` was called, or only now.
`folded()` finds what can be opened, `madeOf` tells the kinds of elements in it."""
OPEN: Final = """
(kinds) => {
  rememberLooks();
  window.opened = folded().find((each) => madeOf(each) === kinds);
  opened.open = true;
}
"""
CLOSE: Final = "() => { opened.open = false; }"
RUN: Final = """
async ([only, others]) => {
  const context = others ? { include: otherLooks() } : document;
  if (context.include?.length === 0) return [];
  const found = await axe.run(context, { ...only, resultTypes: ["violations"], preload: false });
  return found.violations.flatMap(({ id, nodes }) => nodes.map((node) =>
    [`${id}:`, ...node.target, node.html.slice(0, 200), node.any[0]?.message].join(" ")));
}
"""
EVERY_RULE: Final = {"runOnly": {"type": "tag", "values": RULES}}
ALL_BUT_CONTRAST: Final = {**EVERY_RULE, "rules": {CONTRAST: {"enabled": False}}}
CONTRAST_ALONE: Final = {"runOnly": {"type": "rule", "values": [CONTRAST]}}


def with_axe(context: BrowserContext) -> BrowserContext:
    """The context; its pages carry axe from the beginning, since to send it to each anew takes longer."""
    context.add_init_script(AXE_SCRIPT + LOOKS)
    return context


class Audit:
    """Looks at pages one by one; `problems` says what was found where. Nothing is exempt."""

    def __init__(self) -> None:
        self.problems: list[str] = []
        self._opened: set[tuple[int, str]] = set()

    def look(
        self,
        page: Page,
        where: str,
        *,
        widths: Collection[int] = tuple(WIDTHS),
        dark: bool = False,
        picture: Path | None = None,
    ) -> None:
        """By every rule at every one of `widths`, and the colours in the dark if asked to; `page` is loaded
        and of a context made by `with_axe`. That it fits is looked at at all widths.

        Contrast, which takes four fifths of axe's time, is asked a second time only of what is shown
        otherwise. `picture` is a path to which width and ending are added.
        """
        for width in WIDTHS:
            resize(page, width)
            self._fits(page, f"{where} at {width} px")
            if picture is not None:
                take_picture(page, Path(f"{picture}{width}.png"))
            if width in widths:
                self._ask(page, f"{where} at {width} px", again=width != next(iter(widths)))
                self._open(page, f"{where} at {width} px", width)
        if not dark:
            return
        page.emulate_media(color_scheme="dark")
        self._run(page, CONTRAST_ALONE, f"{where} in the dark")
        page.emulate_media(color_scheme="light")

    def _open(self, page: Page, where: str, width: int) -> None:
        """What is folded up, opened one by one; what is made like one seen before, at this width, is not."""
        for made_of in page.evaluate("folded().map(madeOf)"):
            if (width, made_of) in self._opened:
                continue
            self._opened.add((width, made_of))
            page.evaluate(OPEN, made_of)
            self._fits(page, f"{where}, opened")
            self._run(page, EVERY_RULE, f"{where}, opened", others=True)
            page.evaluate(CLOSE)

    def _fits(self, page: Page, where: str) -> None:
        if (pixels := overflow(page)) > 0:
            self.problems.append(f"{where}: {pixels} px have to be scrolled sideways")

    def _ask(self, page: Page, where: str, *, again: bool) -> None:
        if again:
            self._run(page, ALL_BUT_CONTRAST, where)
            self._run(page, CONTRAST_ALONE, where, others=True)
        else:
            self._run(page, EVERY_RULE, where)
            page.evaluate("rememberLooks()")

    def _run(self, page: Page, only: dict[str, object], where: str, *, others: bool = False) -> None:
        told = page.evaluate(RUN, [only, others])
        self.problems += [f"{where}: {problem}" for problem in told]


def take_picture(page: Page, path: Path) -> None:
    """The whole page, quickly packed: Playwright's own way takes half as long again."""
    session = page.context.new_cdp_session(page)
    how = {"captureBeyondViewport": True, "optimizeForSpeed": True}
    path.write_bytes(base64.b64decode(session.send("Page.captureScreenshot", how)["data"]))
    session.detach()
