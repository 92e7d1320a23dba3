"""What a program is told of a field that does not fit: in words, whatever is wrong with it."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from baigong.delivery.http_api.faults import words_of


class Kind(StrEnum):
    """Two kinds."""

    ONE = "one"
    TWO = "two"


class Wanted(BaseModel):
    """A field of every sort."""

    model_config = ConfigDict(extra="forbid")

    must: int
    whole: int = 1
    number: float = 1.5
    money: Decimal = Decimal(1)
    yes: bool = True
    moment: datetime | None = None
    day: date | None = None
    hour: time | None = None
    text: Annotated[str, Field(min_length=2, max_length=3)] = "xx"
    rows: Annotated[list[int], Field(min_length=1, max_length=2)] = [1]
    way: Literal["in", "out"] = "in"
    kind: Kind = Kind.ONE
    share: Annotated[int, Field(ge=0, le=100)] = 1
    part: Annotated[int, Field(gt=0, lt=5)] = 1


SAID = [
    ("whole", 1.5, "应为整数。"), ("whole", "x", "应为整数。"), ("number", "x", "应为数字。"), ("money", "一千", "应为数字。"),
    ("yes", "x", "应为 true 或 false。"), ("moment", "x", "应为时间"), ("day", "昨天", "应为日期"), ("hour", "早八点", "应为时刻"),
    ("text", 5, "应为文字。"), ("text", "x", "至少2个字符。"), ("text", "xxxx", "最多3个字符。"), ("rows", 5, "应为列表。"),
    ("rows", [], "至少1项。"), ("rows", [1, 2, 3], "最多2项。"), ("way", "up", "只能是in、out。"), ("kind", "x", "只能是one、two。"),
    ("share", -1, "不能小于0。"), ("share", 101, "不能大于100。"), ("part", 0, "应大于0。"), ("part", 5, "应小于5。"),
    ("other", 1, "没有这个字段。"),
]  # fmt: skip


def said(values):
    with pytest.raises(ValidationError) as refused:
        Wanted.model_validate(values)
    return {error["loc"][0]: words_of(error) for error in refused.value.errors()}


@pytest.mark.parametrize(("field", "value", "words"), SAID, ids=str)
def test_a_field_that_does_not_fit_is_told_in_words(field, value, words):
    assert words in said({"must": 1, field: value})[field]


def test_a_field_that_is_missing_is_told_in_words():
    assert said({}) == {"must": "没有填写。"}
