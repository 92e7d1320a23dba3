"""What is wrong with a field of a request, in words: pydantic's kinds of errors, whose own sentences are English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

_WORDS = (
    ("missing", _("没有填写。")),
    ("int", _("应为整数。")),
    ("float", _("应为数字。")),
    ("decimal", _("应为数字。")),
    ("bool", _("应为 true 或 false。")),
    ("datetime", _("应为时间，如 2022-06-27T08:30:00+08:00。")),
    ("date", _("应为日期，如 2022-06-27。")),
    ("time", _("应为时刻，如 08:30。")),
    ("string_too_long", _("最多%(max_length)d个字符。")),
    ("string_too_short", _("至少%(min_length)d个字符。")),
    ("string", _("应为文字。")),
    ("list", _("应为列表。")),
    ("too_long", _("最多%(max_length)d项。")),
    ("too_short", _("至少%(min_length)d项。")),
    ("dict", _("应为对象。")),
    ("model", _("应为对象。")),
    ("literal_error", _("只能是%(expected)s。")),
    ("enum", _("只能是%(expected)s。")),
    ("greater_than_equal", _("不能小于%(ge)s。")),
    ("greater_than", _("应大于%(gt)s。")),
    ("less_than_equal", _("不能大于%(le)s。")),
    ("less_than", _("应小于%(lt)s。")),
    ("extra_forbidden", _("没有这个字段。")),
)
"""By the beginning of the kind; the first that fits."""


def words_of(error: Mapping[str, Any]) -> str:
    """One error of pydantic (``type``, ``msg``, ``ctx``) in words; its own sentence where it is of none of these kinds."""
    kind = str(error["type"])
    words = next((words for start, words in _WORDS if kind.startswith(start)), None)
    if words is None:
        return str(error["msg"])
    bounds = dict(error.get("ctx", {}))
    if "expected" in bounds:  # "'in' or 'out'"
        bounds["expected"] = str(bounds["expected"]).replace("'", "").replace(", ", "、").replace(" or ", "、")
    return str(words) % bounds
