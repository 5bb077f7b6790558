"""The one style sheet: readable in light and dark, and no colour outside its design tokens."""

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).parents[2] / "poseidon/web/static/poseidon/poseidon.css").read_text(encoding="utf-8")
SCHEMES = ("light", "dark")
TEXT_ON_GROUND = [
    (text, ground)
    for text in ("ink", "ink-2", "ink-3", "accent", "accent-strong", "good", "waiting", "bad")
    for ground in ("ground", "ground-side", "raised")
] + [
    *(("on-accent", "accent"), ("on-accent", "accent-strong"), ("accent-strong", "accent-tint")),
    *(("bad", "bad-tint"), ("ink", "tint"), ("ink-2", "tint"), ("ink-3", "tint"), ("ink", "accent-tint")),
    *(("ink-2", "accent-tint"), ("ink-3", "accent-tint"), ("accent", "accent-tint"), ("accent", "tint")),
]


def tokens(scheme: str) -> dict[str, str]:
    """The colours of a scheme by name, as six hexadecimal digits."""
    blocks = re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)
    found = dict(re.findall(r"--([\w-]+): #([0-9a-f]{6});", blocks[0]))
    if scheme == "dark":
        found.update(re.findall(r"--([\w-]+): #([0-9a-f]{6});", blocks[1]))
    return found


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_reckoned_as_the_guideline_does() -> None:
    assert round(contrast("000000", "ffffff"), 2) == 21
    assert round(contrast("777777", "ffffff"), 2) == 4.48


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("text", "ground"), TEXT_ON_GROUND)
def test_text_is_readable(text: str, ground: str, scheme: str) -> None:
    colours = tokens(scheme)
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("ground", ["ground", "ground-side", "raised"])
def test_edges_of_fields_and_focus_are_seen(ground: str, scheme: str) -> None:
    colours = tokens(scheme)
    for edge in ("line-field", "accent"):
        assert contrast(colours[edge], colours[ground]) >= 3


def test_dark_scheme_changes_every_colour() -> None:
    light, dark = tokens("light"), tokens("dark")
    assert set(light) == set(dark)
    assert {name for name in light if light[name] == dark[name]} == set()


def test_no_colour_is_written_outside_the_tokens() -> None:
    rules = re.sub(r":root \{.*?\}", "", CSS, flags=re.DOTALL)
    assert re.findall(r"#[0-9a-f]{3,8}\b|\brgb\(|\bhsl\(", rules) == []


def test_focus_stays_visible() -> None:
    assert ":focus-visible { outline: 2px solid" in CSS
    assert [rule for rule in re.findall(r"[^}]*\{[^}]*outline: none[^}]*\}", CSS) if "main" not in rule] == []


def test_nothing_is_loaded_from_elsewhere() -> None:
    assert re.findall(r"url\(|@import", CSS) == []
