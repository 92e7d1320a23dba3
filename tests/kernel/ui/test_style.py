"""The palette: readable contrast in light and dark, and the two dark blocks kept in step."""

import re
from pathlib import Path

import pytest

from baigong.kernel.ui import icons

STATIC = Path(icons.__file__).parent / "static" / "ui"
TOKENS = (STATIC / "tokens.css").read_text(encoding="utf-8")
BLOCKS = re.findall(r"(:root[^{]*)\{([^{}]*)\}", TOKENS)


def palette(block):
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", block))


LIGHT = palette(BLOCKS[0][1])
DARK = LIGHT | palette(BLOCKS[1][1])
TEXT = [
    (ink, ground)
    for ground in ("paper", "surface", "sunken")
    for ink in ("ink", "ink-2", "ink-3", "teal", "teal-strong", "verm", "amber", "green")
] + [
    ("on-teal", "teal"), ("on-verm", "verm"), ("on-seal", "seal"), ("teal-strong", "teal-soft"), ("ink", "teal-soft"),
    ("verm-strong", "verm-soft"), ("ink", "verm-soft"), ("amber", "amber-soft"), ("green", "green-soft"), ("ink", "amber-soft"),
]  # fmt: skip
MARKS = [(mark, "surface") for mark in ("control", "green-mark", "amber-mark", "grey-mark", "focus", "seal", "teal", "verm")]


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_reads_at_four_and_a_half_to_one(colours, ink, ground):
    assert contrast(colours[ink], colours[ground]) >= 4.5


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("mark", "ground"), MARKS)
def test_edges_of_controls_and_marks_show_at_three_to_one(colours, mark, ground):
    # amber and the light grey marks carry a word beside them; their shape still has to be seen
    assert contrast(colours[mark], colours[ground]) >= (2.7 if mark == "amber-mark" else 3)


def test_the_chosen_dark_and_the_systems_dark_are_the_same():
    assert palette(BLOCKS[1][1]) == palette(BLOCKS[2][1])


def test_no_style_sheet_reaches_outside_or_needs_a_new_browser():
    for sheet in STATIC.glob("*.css"):
        text = sheet.read_text(encoding="utf-8")
        assert not re.search(r"url\(|@import|@layer|color-mix|light-dark|:has\(", text), sheet.name


def test_every_class_of_the_macros_has_a_style():
    known = set(re.findall(r"\.([a-z][\w-]*)", "\n".join(p.read_text(encoding="utf-8") for p in STATIC.glob("*.css"))))
    macros = Path(icons.__file__).parent / "templates" / "ui"
    used = set()
    for path in macros.rglob("*.html"):
        for value in re.findall(r'class="([^"{]*)["{]', path.read_text(encoding="utf-8")):
            used |= {word for word in value.split() if not word.endswith("-")}
    like_their_base = {"button-plain", "select", "field-check"}
    assert used - known - like_their_base == set()
