"""The bureau's own parameters take the place of those that no text fixes, and of no others."""

from __future__ import annotations

from datetime import date

import pytest

from baigong.engines.rules import RulebookError
from baigong.kernel import rules
from baigong.kernel.indicators import Disclosure

OWN = """
parameters:
  - id: {id}
    label: 示例
    unit: 年
    versions:
      - {{since: 2022-01-01, value: {value}, verification: param, citation: {{title: 示例会议纪要}}}}
"""


@pytest.fixture
def folder(settings, tmp_path):
    settings.RULEBOOK_DIR = str(tmp_path)
    rules.all_parameters.cache_clear()
    yield tmp_path
    settings.RULEBOOK_DIR = ""
    rules.all_parameters.cache_clear()


def test_a_parameter_of_ours_is_replaced_by_the_bureaus_own(folder):
    (folder / "own.yaml").write_text(OWN.format(id="CRT-WINDOW-YEARS", value=2), encoding="utf-8")
    version = rules.parameter_on("CRT-WINDOW-YEARS", date(2022, 6, 27))
    assert (version.value, str(version.citation)) == (2, "示例会议纪要")
    assert rules.parameter_on("CUR-YEARS-TAUGHT", date(2022, 6, 27)).value == 3


def test_below_how_many_persons_a_figure_stays_hidden_is_for_the_bureau_to_fix(folder):
    assert Disclosure(is_public=True).floor(date(2022, 6, 27)) == 10
    (folder / "own.yaml").write_text(OWN.format(id="DSC-SMALL-CELL", value=5), encoding="utf-8")
    rules.all_parameters.cache_clear()
    assert (rules.number_on("DSC-SMALL-CELL", date(2022, 6, 27)), rules.number_on("DSC-SMALL-CELL", date(2021, 6, 27))) == (5, None)
    assert Disclosure(is_public=True).floor(date(2022, 6, 27)) == 5
    assert Disclosure(is_public=True).floor(date(2021, 6, 27)) > 10**9, "where nothing is fixed everything is small"
    assert Disclosure(is_public=True, minimum_cell=0).floor(date(2021, 6, 27)) == 0


@pytest.mark.parametrize(
    ("key", "words"), [("STU-WEIGHT-DOCTOR", "text of an authority"), ("NO-SUCH", "no parameters"), ("INT-POST-SHARE", "text")]
)
def test_what_an_authority_fixed_and_what_there_is_not_is_refused_by_file(folder, key, words):
    (folder / "own.yaml").write_text(OWN.format(id=key, value=1), encoding="utf-8")
    with pytest.raises(RulebookError, match=rf"own\.yaml.*{words}"):
        rules.all_parameters()


def test_a_file_that_contradicts_itself_is_named(folder):
    (folder / "own.yaml").write_text(OWN.format(id="CRT-WINDOW-YEARS", value="0.5"), encoding="utf-8")
    with pytest.raises(RulebookError, match=r"own\.yaml"):
        rules.all_parameters()
