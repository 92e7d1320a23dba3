"""The icon list, its uses, and the sprite built from it."""

import re
from pathlib import Path

import pytest

import baigong
from baigong.kernel.ui import apps, assets, icons

SOURCE = Path(baigong.__file__).parent
CALLS = re.compile(r"""\bicon\(\s*["']([a-z0-9-]+)["']|\{% icon ["']([a-z0-9-]+)["']|icon_name=["']([a-z0-9-]+)["']""")


def _texts():
    for path in [*SOURCE.rglob("*.html"), *SOURCE.rglob("*.py")]:
        if "/static/" not in str(path):
            yield path, path.read_text(encoding="utf-8")


def test_every_icon_named_in_a_template_or_in_code_is_in_the_list():
    unknown = {
        (str(path.relative_to(SOURCE)), name)
        for path, text in _texts()
        for found in CALLS.findall(text)
        for name in found
        if name and name not in icons.icon_names()
    }
    assert unknown == set()


def test_every_icon_of_the_list_is_outside_the_reserve_is_used_somewhere():
    everything = "\n".join(text for _path, text in _texts())
    in_use, _mark, _reserve = icons.LIST.read_text(encoding="utf-8").partition("# In reserve")
    listed = {line for line in in_use.splitlines() if line and not line.startswith("#")}
    assert {name for name in listed if f'"{name}"' not in everything} == set()


def test_the_list_names_nothing_twice():
    lines = [line for line in icons.LIST.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    assert len(lines) == len(set(lines))


def test_an_icon_is_decoration_unless_it_has_a_label():
    assert 'aria-hidden="true"' in icons.icon("bell")
    assert 'aria-label="通知"' in icons.icon("bell", "通知")
    assert "&lt;b&gt;" in icons.icon("bell", "<b>")


def test_an_icon_outside_the_list_is_refused_with_what_to_do():
    with pytest.raises(LookupError, match=r"icons\.txt"):
        icons.icon("unicorn")


def test_a_missing_sprite_is_told_with_the_command_to_run(monkeypatch, tmp_path):
    monkeypatch.setattr(assets, "VENDOR", tmp_path)
    (message,) = apps.assets_are_built()
    assert message.hint == "run `make install`"


def test_the_sprite_holds_exactly_the_listed_icons(tmp_path, monkeypatch):
    outline = tmp_path / "outline"
    outline.mkdir()
    for name in icons.icon_names():
        (outline / f"{name}.svg").write_text('<svg width="24"><path d="M1 1"/></svg>')
    drawn = assets.sprite(tmp_path)
    assert set(re.findall(r'id="i-([^"]+)"', drawn)) == icons.icon_names()


def test_a_name_the_package_does_not_have_stops_the_build(tmp_path):
    with pytest.raises(FileNotFoundError):
        assets.sprite(tmp_path)
