"""Indicators are declared once, with definition and citation."""

from __future__ import annotations

from dataclasses import replace

import pytest

from baigong.kernel.indicators import Indicator, Kind, declaration, find_indicator, indicator

RATIO = Indicator("T-01", "比例", "甲除以乙", "%", Kind.RATIO, "示例文件第一条", cases=(("1/2", "50%"),))


@pytest.fixture(autouse=True)
def empty(monkeypatch):
    monkeypatch.setattr(declaration, "_indicators", {})


def test_it_is_found_by_its_code():
    assert indicator(RATIO) is find_indicator("T-01")
    assert find_indicator("T-02") is None


def test_a_code_keeps_its_meaning():
    indicator(RATIO)
    indicator(RATIO)
    with pytest.raises(ValueError, match="declared twice"):
        indicator(replace(RATIO, definition="别的"))


@pytest.mark.parametrize("lacking", [{"definition": ""}, {"basis": ""}])
def test_definition_and_citation_are_required(lacking):
    with pytest.raises(ValueError, match="needs a definition"):
        indicator(replace(RATIO, **lacking))
