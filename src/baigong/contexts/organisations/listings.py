"""The lists of bodies and of leading bodies, declared once."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.db.models.functions import Concat
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from baigong.contexts.organisations.models import LeadingBodyKind, Organisation, OrganisationKind, Post
from baigong.kernel.ui.listing import BooleanFilter, ChoiceFilter, Column, EmptyState, Listing

BRANCHES = 80


def branches(request: HttpRequest) -> list[tuple[str, str]]:
    """The bodies that have bodies below them. One query."""
    rows = Organisation.objects.filter(children__isnull=False).distinct()[:BRANCHES]
    return [(str(row.pk), str(row)) for row in rows]


def below(request: HttpRequest, value: str) -> Q:
    """A body and everything below it."""
    path = Organisation.objects.filter(pk=value).values_list("path", flat=True).first()
    return Q(path__startswith=path) if path else Q(pk__in=[])


def find_by_any_name(rows: QuerySet[Organisation], text: str) -> QuerySet[Organisation]:
    """Bodies with every word in a present or former name, an alias, or a code."""
    for word in text.split()[:8]:
        named = Q(name__icontains=word) | Q(short_name__icontains=word)
        coded = Q(credit_code__icontains=word) | Q(moe_code__icontains=word) | Q(division_code__startswith=word)
        called = Organisation.objects.filter(Q(aliases__name__icontains=word) | Q(names__name__icontains=word)).values("pk")
        rows = rows.filter(named | coded | Q(pk__in=called))
    return rows


def parent_page(row: Organisation) -> str | None:
    """The page of the body above."""
    return row.parent.get_absolute_url() if row.parent else None


BODIES = Listing(
    name="bodies",
    caption=_("机构名录"),
    columns=[
        Column("name", _("机构"), sort="name", width="wide", sub="short_name"),
        Column("kind", _("类别"), kind="badge", labels=OrganisationKind, sort="kind"),
        Column("parent", _("上级"), sort="parent__order", link=parent_page, priority=2),
        Column("posts", _("职务"), value="post_count", kind="number", priority=2),
        Column("credit_code", _("统一社会信用代码"), kind="code", priority=3),
        Column("division_code", _("行政区划"), kind="code", only_export=True),
        Column("moe_code", _("学校标识码"), kind="code", only_export=True),
        Column("founded_on", _("成立日期"), kind="date", only_export=True),
        Column("ended_on", _("撤并日期"), kind="date", priority=3, sort="ended_on", tone=lambda row: "warn" if row.ended_on else ""),
    ],
    filters=[
        ChoiceFilter("kind", _("类别"), choices=OrganisationKind, many=True),
        ChoiceFilter("within", _("所属"), choices=branches, where=below),
        BooleanFilter("ended", _("状态"), yes=_("已撤并"), no=_("存续"), where=lambda request: Q(ended_on__isnull=False)),
    ],
    search=find_by_any_name,
    search_hint=_("名称、曾用名、别名或代码"),
    default_sort=("order",),
    row_link="organisations:organisation",
    row_tone=lambda row: "quiet" if row.ended_on else "",
    empty=EmptyState(_("还没有机构"), _("从 Excel 导入全部机构，或逐个登记。"), "building", _("导入"), "organisations:import-index"),
)


def find_posts(rows: QuerySet[Post], text: str) -> QuerySet[Post]:
    """Posts with every word in unit, title or remit as they stand together (市教育局局长), or in the holder's name."""
    rows = rows.annotate(
        whole=Concat("organisation__name", "title", "remit"),
        short=Concat("organisation__short_name", "title", "remit"),
    )
    for word in text.split()[:8]:
        rows = rows.filter(Q(whole__icontains=word) | Q(short__icontains=word) | Q(holder__icontains=word))
    return rows


def unit_below(request: HttpRequest, value: str) -> Q:
    """Posts of a body and everything below it."""
    path = Organisation.objects.filter(pk=value).values_list("path", flat=True).first()
    return Q(organisation__path__startswith=path) if path else Q(pk__in=[])


POST_LIST = Listing(
    name="posts",
    caption=_("职务与任职"),
    columns=[
        Column("post", _("职务"), value=lambda row: f"{row.organisation}{row.full_title}", width="wide", sub="organisation__name"),
        Column("holder", _("任职人员"), value=lambda row: row.holder or _("空缺"), sub="holder_note", sort="holder",
               tone=lambda row: "" if row.holder else "warn"),
        Column("since", _("任职日期"), kind="date", sort="since"),
        Column("is_head", _("主要负责人"), kind="boolean", only_export=True),
        Column("unit", _("单位"), value="organisation__name", only_export=True),
    ],
    filters=[
        BooleanFilter("vacant", _("任职"), yes=_("空缺"), no=_("有人"), where=lambda request: Q(holder=None)),
        ChoiceFilter("within", _("所属"), choices=branches, where=unit_below),
        BooleanFilter("is_head", _("主要负责人"), yes=_("是"), no=_("否")),
    ],
    search=find_posts,
    search_hint=_("单位、职务或姓名"),
    default_sort=("organisation__order", "organisation_id", "order"),
    row_link="organisations:post",
    keep=("on",),
    empty=EmptyState(_("还没有职务"), _("在机构页逐个登记，或从 Excel 导入。"), "id-badge-2", _("导入"), "organisations:import-index"),
)  # fmt: skip

LEADING_BODIES = Listing(
    name="leading-bodies",
    caption=_("领导机构"),
    columns=[
        Column("name", _("领导机构"), sort="name", width="wide", sub="basis"),
        Column("kind", _("形式"), kind="badge", labels=LeadingBodyKind),
        Column("office_at", _("办公室设在"), priority=2),
        Column("seats", _("席位"), value="seat_count", kind="number"),
        Column("formed_on", _("成立日期"), kind="date", sort="formed_on", priority=2),
        Column("dissolved_on", _("撤销日期"), kind="date", priority=3),
    ],
    filters=[
        BooleanFilter("dissolved", _("状态"), yes=_("已撤销"), no=_("存续"), where=lambda request: Q(dissolved_on__isnull=False)),
    ],
    search=["name", "short_name", "basis"],
    default_sort=("order",),
    row_link="organisations:leading-body",
    row_tone=lambda row: "quiet" if row.dissolved_on else "",
    empty=EmptyState(_("还没有领导机构"), _("领导小组、联席会议和委员会登记在这里，成员由职务确定。"), "users-group"),
)
