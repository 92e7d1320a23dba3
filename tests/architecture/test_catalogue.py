"""The English catalogue is complete and up to date; extraction itself is that of ``make messages``."""

from __future__ import annotations

import re

import pytest
from babel.messages.catalog import Catalog

from tools import messages

PLACEHOLDER = re.compile(r"%\((\w+)\)[sdrf]|\{(\w*)\}|(%%)")


@pytest.fixture(scope="module")
def wanted() -> Catalog:
    return messages.wanted()


@pytest.fixture(scope="module")
def held() -> Catalog:
    return messages.held()


def keyed(catalogue: Catalog) -> dict:
    return {(message.context, messages.words_of(message)): message for message in catalogue if message.id}


def test_every_message_has_its_english(wanted, held):
    there = keyed(held)
    absent = [f"{message.locations[0][0]}: {key[1][:40]}" for key, message in keyed(wanted).items() if key not in there]
    assert not absent, "make messages, then write the English"
    assert not [key[1][:40] for key, message in there.items() if not messages.has_english(message)]


def test_nothing_is_fuzzy_or_left_over(wanted, held):
    assert not [message.id for message in held if message.id and message.fuzzy]
    assert not keyed(held).keys() - keyed(wanted).keys(), "messages that nothing uses any more: make messages"


def test_placeholders_are_kept(held):
    def names(text: str) -> set:
        return set(PLACEHOLDER.findall(text))

    wrong = []
    for key, message in keyed(held).items():
        forms = [message.string] if isinstance(message.string, str) else list(message.string or [])
        wrong += [text for text in forms if text and names(text) != names(key[1])]
    assert not wrong


def test_english_bears_no_chinese_marks(held):
    """Full-width marks beside Latin letters tear lines apart; Chinese words stay where they are names or examples."""
    marks = re.compile(r"[\uff00-\uffef、。《》]")
    assert not [m.string for m in held if m.id and marks.search(m.string if isinstance(m.string, str) else "".join(m.string or []))]


def test_chinese_bears_no_half_width_marks(wanted):
    """Brackets, colons, semicolons and commas beside Chinese are Chinese ones, whatever a placeholder puts between."""
    half = re.compile(r"[\u4e00-\u9fff“”（）]\x00? ?[(:;,]|[):;,] ?\x00?[\u4e00-\u9fff“”]")
    assert not [key[1] for key in keyed(wanted) if half.search(PLACEHOLDER.sub("\0", key[1]))]


def test_extraction_sees_the_house(wanted):
    """The control: were extraction broken, the other tests would pass on nothing."""
    files = {name for message in wanted for name, _line in message.locations}
    assert len(keyed(wanted)) > 300
    assert {name.rsplit(".", 1)[-1] for name in files} >= {"py", "html"}
    assert any("django_templates" in name for name in files)


def test_english_outlives_a_change_of_marks():
    old, new = Catalog(locale="en"), Catalog(locale="en")
    old.add("已选 %(n)s 项，共 (%(all)s) 项", "%(n)s of %(all)s selected")
    new.add("已选 %(n)s 项，共（%(all)s）项")
    new.add("已选 %(n)s 项，共 %(many)s 项")
    found = keyed(messages.merged(old, new))
    assert found[None, "已选 %(n)s 项，共（%(all)s）项"].string == "%(n)s of %(all)s selected"
    assert not found[None, "已选 %(n)s 项，共 %(many)s 项"].string


def test_words_of_django_templates_are_found_with_their_context():
    source = '{% translate "设置" context "动作" %}{% translate "甲" %}{% blocktranslate with a=b %}乙{{ a }}{% endblocktranslate %}'
    assert list(messages.of_django_template(source)) == [("动作", "设置"), (None, "甲"), (None, "乙%(a)s")]
    with pytest.raises(ValueError, match="plural"):
        list(messages.of_django_template("{% blocktranslate count n=n %}甲{% plural %}乙{% endblocktranslate %}"))
