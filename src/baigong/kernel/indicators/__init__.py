"""Indicators: declared with definition, unit, citation, target and disclosure; the registry; the value's contract."""

from baigong.kernel.indicators.declaration import (
    Disclosure,
    Indicator,
    Kind,
    Value,
    all_indicators,
    find_indicator,
    indicator,
)

__all__ = ["Disclosure", "Indicator", "Kind", "Value", "all_indicators", "find_indicator", "indicator"]
