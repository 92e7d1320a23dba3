"""Lists of rows of an edition, one declaration a scheme, and the list of what a search found."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from baigong.contexts.classifications.declaration import Attribute, Holds, Scheme
from baigong.contexts.classifications.models import Edition, Entry, Mapping, Supplement
from baigong.contexts.classifications.schemes import CAUTIONS, SCHEMES, get_scheme
from baigong.contexts.classifications.selectors import search_entries
from baigong.kernel.access import Request
from baigong.kernel.ui.listing import BooleanFilter, ChoiceFilter, Column, EmptyState, Listing
from baigong.kernel.ui.listing.filters import Filter, Reading

KEPT = ("tab", "edition")


@cache
def listing_of(scheme_key: str) -> Listing:
    """The list of the rows of one edition of a scheme."""
    scheme = get_scheme(scheme_key)
    if scheme.holds is Holds.MAPPINGS:
        return _mappings(scheme)
    return _supplements(scheme) if scheme.holds is Holds.SUPPLEMENTS else _entries(scheme)


def rows_for(edition: Edition, subject: Edition | None, target: Edition | None) -> QuerySet[Any]:
    """The rows that ``listing_of`` shows; the names of codes of other schemes come with them."""
    scheme = edition.declared
    if scheme.holds is Holds.ENTRIES:
        return edition.entries.select_related("edition")
    if scheme.holds is Holds.SUPPLEMENTS:
        return edition.supplements.annotate(subject_name=_name_in(subject, "part", "code"))
    return edition.mappings.annotate(
        subject_name=_name_in(subject, "from_part", "from_code"), target_name=_name_in(target, "to_part", "to_code")
    )


def _name_in(edition: Edition | None, part: str, code: str) -> Subquery:
    return Subquery(Entry.objects.filter(edition=edition, part=OuterRef(part), code=OuterRef(code)).values("name")[:1])


def _entries(scheme: Scheme) -> Listing:
    has_parents = (scheme.is_tree and not scheme.has_sets) or bool(scheme.under)
    columns = [
        Column("code", _("代码"), kind="code", sort="code"),
        Column("name", _("名称"), sort="name", width="wide", sub="note", main=True),
        *([Column("part", scheme.part_label, value="part_label", priority=2)] if scheme.parts else []),
        *([Column("part", scheme.part_label, kind="code", priority=2)] if scheme.has_sets else []),
        *([Column("tier", _("级别"), labels={t.key: t.label for t in scheme.tiers}, priority=2)] if scheme.is_tree else []),
        *([Column("parent_code", _("上级代码"), kind="code", priority=3)] if has_parents else []),
        *(_attribute_column(a) for a in scheme.attributes),
        Column("since", _("起用"), kind="date", sort="since", only_export=True),
        _caution_column(),
    ]
    filters: list[Filter] = []
    if scheme.parts:
        filters.append(ChoiceFilter("part", scheme.part_label, choices=scheme.parts))
    if scheme.is_tree:
        filters.append(ChoiceFilter("tier", _("级别"), choices={t.key: t.label for t in scheme.tiers}))
    for attribute in scheme.attributes:
        if not attribute.is_filter:
            continue
        if attribute.is_flag:
            filters.append(BooleanFilter(attribute.key, attribute.label, where=_is_set(attribute.key)))
        else:
            filters.append(ChoiceFilter(attribute.key, attribute.label, f"attributes__{attribute.key}", choices=attribute.values))
    if scheme.under:
        filters.append(_Under("under", _("所在区划代码")))
    filters.append(_doubtful())
    return Listing(
        name="codes",
        caption=scheme.label,
        columns=columns,
        filters=filters,
        search=search_within,
        search_hint=_("名称中的字词、代码或代码开头"),
        default_sort=("position",),
        empty=EmptyState(_("这个版本里没有代码"), _("载入后列在这里。"), "list-details"),
        row_link=Entry.get_absolute_url,
        keep=KEPT,
    )


def search_within(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Entries that match, in the edition's order."""
    return search_entries(rows, text)


def _attribute_column(attribute: Attribute) -> Column:
    return Column(
        attribute.key,
        attribute.label,
        value=lambda row: attribute.shown(row.attributes[attribute.key]) if attribute.key in row.attributes else None,
        priority=3,
    )


def _caution_column() -> Column:
    return Column(
        "caution",
        _("存疑"),
        value=lambda row: str(CAUTIONS[row.caution]) if row.caution in CAUTIONS else None,
        tone=lambda row: "warn" if row.caution else "",
        priority=2,
    )


def _is_set(key: str) -> Any:
    return lambda _request: Q(**{f"attributes__{key}": True})


def _doubtful() -> Filter:
    return BooleanFilter("doubtful", _("存疑"), yes=_("只看存疑"), no=_("不看存疑"), where=lambda _request: ~Q(caution=""))


class _Under(ChoiceFilter):
    """The entries under one division; the address holds its code, linked from the division's page, so it offers no list."""

    def pairs(self, request: Request) -> list[tuple[str, str]]:
        """The one code the address names."""
        code = request.GET.get(self.key, "")[:12]
        return [(code, code)] if code else []

    def read(self, request: Request, reading: Reading) -> None:
        """Nothing to draw where the address names no division."""
        if request.GET.get(self.key):
            super().read(request, reading)

    @property
    def path(self) -> str:
        """The column."""
        return "parent_code"


def _supplements(scheme: Scheme) -> Listing:
    subject = get_scheme(scheme.subject)
    filters: list[Filter] = [ChoiceFilter("part", subject.part_label, choices=subject.parts)] if subject.parts else []
    if scheme.groups:
        filters.append(ChoiceFilter("group", _("等级"), choices=scheme.groups))
    if not scheme.is_suggestion:
        filters.append(_doubtful())
    return Listing(
        name="codes",
        caption=scheme.label,
        columns=[
            Column("name", _("名称"), sort="name", width="wide"),
            *([Column("group", _("等级"), labels=dict(scheme.groups))] if scheme.groups else []),
            Column("code", subject.label, value="subject_name", sub="code", link=_subject_link(scheme.subject), sort=("part", "code")),
            *([Column("part", subject.part_label, labels=dict(subject.parts), priority=2)] if subject.parts else []),
            *(_attribute_column(a) for a in scheme.attributes),
            *([] if scheme.is_suggestion else [_caution_column()]),
        ],
        filters=filters,
        search=("name", "code"),
        search_hint=_("名称中的字词或代码"),
        default_sort=("position",),
        keep=KEPT,
    )


def _subject_link(scheme: str) -> Any:
    def link(row: Supplement) -> str:
        return entry_address(scheme, row.part, row.code)

    return link


def _mappings(scheme: Scheme) -> Listing:
    subject, target = get_scheme(scheme.subject), get_scheme(scheme.target)

    def subject_link(row: Mapping) -> str:
        return entry_address(scheme.subject, row.from_part, row.from_code)

    def target_link(row: Mapping) -> str | None:
        return None if row.caution == "unknown_target" else entry_address(scheme.target, row.to_part, row.to_code)

    return Listing(
        name="codes",
        caption=scheme.label,
        columns=[
            Column("from_code", subject.label, value="subject_name", sub="from_code", link=subject_link, sort=("from_part", "from_code")),
            *([Column("from_part", subject.part_label, labels=dict(subject.parts))] if subject.parts else []),
            Column("to_code", target.label, value="target_name", sub="to_code", link=target_link, sort=("to_part", "to_code")),
            _caution_column(),
        ],
        filters=[*([ChoiceFilter("from_part", subject.part_label, choices=subject.parts)] if subject.parts else []), _doubtful()],
        search=("from_code", "to_code", "subject_name", "target_name"),
        search_hint=_("名称中的字词或代码"),
        default_sort=("position",),
        keep=KEPT,
    )


def entry_address(scheme: str, part: str, code: str) -> str:
    """The page of a code in the edition in force."""
    from django.urls import reverse

    return reverse("classifications:entry", args=[scheme, f"{part}/{code}" if part else code])


def _schemes_with_entries(_request: Request) -> Iterable[tuple[str, object]]:
    return [(key, scheme.label) for key, scheme in SCHEMES.items() if scheme.holds is Holds.ENTRIES]


FOUND = Listing(
    name="found",
    caption=_("代码搜索结果"),
    columns=[
        Column("name", _("名称"), width="wide", sub="note"),
        Column("code", _("代码"), kind="code"),
        Column("scheme", _("代码表"), value=lambda row: row.scheme.label, sub=lambda row: row.edition.code),
        Column("tier", _("级别"), value=lambda row: row.tier_declared.label, sub="part_label", priority=2),
        _caution_column(),
    ],
    filters=[
        ChoiceFilter("scheme", _("代码表"), "edition__scheme", choices=_schemes_with_entries),
        ChoiceFilter("level", _("层次"), "part", choices=get_scheme("programmes").parts),
        ChoiceFilter(
            "flag",
            _("标记"),
            choices={
                "green": _("绿色职业 L"),
                "digital": _("数字职业 S"),
                "state_controlled": _("国家控制布点专业"),
                "doubtful": _("存疑"),
            },
            where=lambda _request, value: ~Q(caution="") if value == "doubtful" else Q(**{f"attributes__{value}": True}),
        ),
    ],
    default_sort=("rank", "edition__scheme", "edition_id", "position"),
    empty=EmptyState(_("没有找到"), _("换一个词；两个字也能搜。代码可以只写开头几位。"), "search"),
    row_link=Entry.get_absolute_url,
    keep=("q",),
    count_limit=2_000,
)
"""What a search over every scheme found; its rows come from ``search_codes``."""
