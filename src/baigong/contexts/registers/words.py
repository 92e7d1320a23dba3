"""What is wrong with a row, in words: what it is, and how to mend it. One place for pages, files, the interface and the command line."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from django.utils.translation import gettext as _

from baigong.engines.checking import faults
from baigong.engines.checking.faults import Fault
from baigong.engines.checking.fields import Field, TableRules

SHOWN_CODES = 8


class Explained(NamedTuple):
    """What is wrong, and what to do."""

    what: str
    how: str


def explain(fault: Fault, rules: TableRules) -> Explained:
    """Say what a fault means for whoever has to mend it. A code that is not known here is said as it is."""
    field = rules.field(fault.field)
    said = _ABOUT_ROWS.get(fault.code)
    if said is not None:
        return said(fault, rules)
    if field is None:
        return Explained(fault.code, "")
    about = _ABOUT_CELLS.get(fault.code)
    return about(fault, field) if about else Explained(fault.code, "")


def _length(fault: Fault, field: Field) -> Explained:
    return Explained(
        _("超过%(n)d个字符，现有%(m)d个") % {"n": field.length, "m": len(fault.found)}, _("缩短到%(n)d个字符以内") % {"n": field.length}
    )


def _codes(fault: Fault, field: Field) -> Explained:
    some = sorted(field.codes or ())
    if field.code_prefix:
        how = _("前%(n)d位不在国家目录中，请核对代码") % {"n": field.code_prefix}
    elif len(some) <= SHOWN_CODES:
        how = _("填以下代码之一：%(codes)s") % {"codes": "、".join(some)}
    else:
        how = _("填代码集%(set)s中的代码，模板里可以下拉选择") % {"set": field.code_set}
    return Explained(_("不在代码集%(set)s中") % {"set": field.code_set}, how)


def _decimals(_fault: Fault, field: Field) -> Explained:
    if not field.scale:
        return Explained(_("应为整数"), _("去掉小数"))
    return Explained(_("小数超过%(n)d位") % {"n": field.scale}, _("保留%(n)d位小数") % {"n": field.scale})


def _duplicate(fault: Fault, _rules: TableRules) -> Explained:
    return Explained(_("主键与第%(n)s行重复") % {"n": fault.found}, _("同一批里一个主键只能出现一次，请删去多余的一行"))


def _label(rules: TableRules, name: str) -> str:
    field = rules.field(name)
    return field.label if field else name


def _other(fault: Fault, rules: TableRules, code: str) -> str:
    """The label of the other cell of a rule between cells."""
    rule = {faults.REQUIRED_IF: "required_if", faults.BEFORE_START: "not_before", faults.MORE_THAN_WHOLE: "not_more_than"}.get(code)
    return next((_label(rules, c.other) for c in rules.row_checks if c.field == fault.field and c.rule == rule), "")


_ABOUT_ROWS: dict[str, Callable[[Fault, TableRules], Explained]] = {
    faults.DUPLICATE_KEY: _duplicate,
    faults.REQUIRED_IF: lambda f, r: Explained(
        _("“%(other)s”这样填时，这一格必填") % {"other": _other(f, r, f.code)},
        _("补上这一格，或改正“%(other)s”") % {"other": _other(f, r, f.code)},
    ),
    faults.BEFORE_START: lambda f, r: Explained(_("早于“%(other)s”") % {"other": _other(f, r, f.code)}, _("核对两个日期")),
    faults.MORE_THAN_WHOLE: lambda f, r: Explained(_("大于“%(other)s”") % {"other": _other(f, r, f.code)}, _("核对两个数")),
    faults.NOT_BIRTH_DATE: lambda f, r: Explained(_("与身份证号码中的出生日期不符"), _("核对出生日期和身份证号码")),
    faults.UNKNOWN_COLUMN: lambda f, r: Explained(_("表里没有“%(f)s”这个字段") % {"f": f.field}, _("核对字段名，或删去这一列")),
    "not_own_code": lambda f, r: Explained(_("不是本校的学校标识码"), _("只报送本校的数据；标识码有误请改正")),
}
_ABOUT_CELLS: dict[str, Callable[[Fault, Field], Explained]] = {
    faults.REQUIRED: lambda f, d: Explained(_("没有填"), _("“%(f)s”必填，请补上") % {"f": d.label}),
    faults.TOO_LONG: _length,
    faults.NOT_A_NUMBER: lambda f, d: Explained(_("不是数字"), _("只填阿拉伯数字，不带单位")),
    faults.TOO_MANY_DIGITS: lambda f, d: Explained(_("数字超过%(n)d位") % {"n": d.length}, _("核对数值和单位")),
    faults.TOO_MANY_DECIMALS: _decimals,
    faults.NOT_A_DATE: lambda f, d: Explained(_("不是存在的日期"), _("写成八位数字，如20210901")),
    faults.NOT_A_TIME: lambda f, d: Explained(_("不是时间"), _("写成六位数字，如083000")),
    faults.NOT_A_MOMENT: lambda f, d: Explained(_("不是日期时间"), _("写成如20210901 083000")),
    faults.NOT_A_MONTH: lambda f, d: Explained(_("不是年月"), _("写成六位数字，如202109")),
    faults.NOT_A_YEAR: lambda f, d: Explained(_("不是年份"), _("写成四位数字，如2021")),
    faults.NOT_A_SCHOOL_YEAR: lambda f, d: Explained(_("不是学年"), _("写成前后两年，如2021-2022")),
    faults.NOT_IN_CODE_SET: _codes,
    faults.NOT_A_ROW_KEY: lambda f, d: Explained(_("主键不是32位大写字母和数字"), _("由系统生成一个32位的唯一编码")),
    faults.NOT_A_SCHOOL_CODE: lambda f, d: Explained(_("不是10位学校标识码"), _("填教育部的10位学校标识码")),
    faults.NOT_A_DIVISION_CODE: lambda f, d: Explained(_("不是六位区划代码"), _("填六位行政区划代码，如620602")),
    faults.NOT_A_PROGRAMME_CODE: lambda f, d: Explained(_("不是专业代码"), _("填专业目录中的六位代码，国控专业末尾加K")),
    faults.NOT_A_CITIZEN_NUMBER: lambda f, d: Explained(_("不是18位身份证号码"), _("核对位数，最后一位可以是X")),
    faults.NO_SUCH_BIRTH_DATE: lambda f, d: Explained(_("身份证号码中的出生日期不存在"), _("核对第7至14位")),
    faults.NOT_A_CREDIT_CODE: lambda f, d: Explained(_("不是18位统一社会信用代码"), _("核对位数；代码中没有I、O、S、V、Z")),
    faults.WRONG_CHECK_DIGIT: lambda f, d: Explained(_("校验位不符"), _("多半是抄错了一位，请逐位核对")),
    faults.NOT_A_MOBILE_NUMBER: lambda f, d: Explained(_("不是11位手机号码"), _("核对位数")),
}
