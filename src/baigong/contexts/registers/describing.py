"""A field in words: how it is written, what it may hold, an example. For templates, the dictionary and the JSON schema."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from baigong.contexts.registers.standard import CodeSet, Standard, StandardField
from baigong.engines.checking.fields import NUMERIC, SEPARATOR, Kind

_EXAMPLES: Mapping[Kind, str] = {
    Kind.DATE: "20230901",
    Kind.TIME: "081500",
    Kind.MOMENT: "20230901 081500",
    Kind.MONTH: "202309",
    Kind.YEAR: "2023",
    Kind.SCHOOL_YEAR: "2022-2023",
    Kind.NUMBER: "12",
    Kind.MONEY: "1200.50",
}
_CHECK_EXAMPLES: Mapping[str, str] = {
    "row_key": "A1B2C3D4E5F60718293A4B5C6D7E8F90",
    "school_code": "3662000123",
    "mobile": "13800000000",
    "division_code": "620602",
    "programme_code": "720201",
}
_SCHEMES: Mapping[str, str] = {"divisions": "divisions", "programmes": "programmes", "base": "base_codes"}


def kind_words(field: StandardField) -> str:
    """How a value is written."""
    words = {
        Kind.TEXT: _("文字"),
        Kind.LONG_TEXT: _("长文字"),
        Kind.NUMBER: _("数字"),
        Kind.MONEY: _("金额（元）"),
        Kind.DATE: _("日期 YYYYMMDD"),
        Kind.TIME: _("时间 hhmmss"),
        Kind.MOMENT: _("时刻 YYYYMMDD hhmmss"),
        Kind.MONTH: _("年月 YYYYMM"),
        Kind.YEAR: _("年 YYYY"),
        Kind.SCHOOL_YEAR: _("学年 YYYY-YYYY"),
        Kind.BINARY: _("二进制"),
    }
    return words[field.field.kind]


def length_words(field: StandardField) -> str:
    """How long it may be."""
    rule = field.field
    if not rule.length:
        return _("小数 %(n)s 位") % {"n": rule.scale} if rule.scale else ""
    if rule.kind in NUMERIC:
        return _("%(n)s 位，其中小数 %(s)s 位") % {"n": rule.length, "s": rule.scale} if rule.scale else _("%(n)s 位") % {"n": rule.length}
    return _("%(n)s 字") % {"n": rule.length}


def code_set_of(field: StandardField, standard: Standard) -> CodeSet | None:
    """The edition's own code set of a field; None where it has none, or a national list that is too long to print."""
    return standard.code_sets.get(field.field.code_set)


def scheme_of(field: StandardField) -> str:
    """The scheme of ``classifications`` from which a field takes its codes, empty where it takes none."""
    return _SCHEMES.get(field.field.code_set.partition(":")[0], "")


def code_set_words(field: StandardField, standard: Standard) -> str:
    """The name of what a value is held against."""
    if code_set_of(field, standard):
        return field.field.code_set
    return {"divisions": _("行政区划代码（GB/T 2260）"), "programmes": _("专业目录"), "base_codes": _("教育管理基础代码")}.get(
        scheme_of(field), ""
    )


def example_of(field: StandardField, standard: Standard) -> str:
    """An example that the checks accept."""
    codes = code_set_of(field, standard)
    if codes is not None and codes.codes:
        return next(iter(codes.codes))
    if field.example:
        return field.example
    if field.field.check in _CHECK_EXAMPLES:
        return _CHECK_EXAMPLES[field.field.check]
    return _EXAMPLES.get(field.field.kind, "")


def note_of(field: StandardField) -> str:
    """What else there is to know."""
    parts = [field.note]
    if field.field.is_list:
        parts.append(_("可以填多个，用 %(mark)s 连接") % {"mark": SEPARATOR})
    if field.field.is_sensitive:
        parts.append(_("个人敏感信息，入库时加密"))
    return "；".join(part for part in parts if part)


def option(code: str, label: str) -> str:
    """A code as the drop-downs have it; reading understands it."""
    return f"{code} {label}" if label else code
