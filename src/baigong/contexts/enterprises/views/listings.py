"""The lists of enterprises: the register, head-counts, flags, alliances, co-operation, and what everybody may read."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from baigong.contexts.classifications.public import choices
from baigong.contexts.enterprises.models import (
    AllianceKind,
    AllianceLevel,
    AllianceState,
    ApplicationState,
    CooperationKind,
    CooperationState,
    EnterpriseApplication,
    EnterpriseState,
    FlagState,
    Ownership,
    Size,
    Source,
    StaffReturnState,
    flag_choices,
)
from baigong.contexts.enterprises.selectors.flags import with_blocking_flags
from baigong.contexts.enterprises.selectors.register import list_counties
from baigong.kernel.access import Request
from baigong.kernel.ui.formats import money
from baigong.kernel.ui.listing import BooleanFilter, ChoiceFilter, Column, DateFilter, EmptyState, Listing

STATE_TONES = {EnterpriseState.OPERATING: "good", EnterpriseState.SUSPENDED: "warn", EnterpriseState.CLOSED: "neutral"}
STAFF_TONES = {
    StaffReturnState.DRAFT: "info", StaffReturnState.SUBMITTED: "good", StaffReturnState.SUPERSEDED: "neutral",
    StaffReturnState.DROPPED: "neutral",
}  # fmt: skip
FLAG_TONES = {FlagState.STANDING: "bad", FlagState.LIFTED: "neutral", FlagState.WITHDRAWN: "neutral"}
ALLIANCE_TONES = {
    AllianceState.FORMING: "info", AllianceState.ACTIVE: "good", AllianceState.DISSOLVED: "neutral", AllianceState.DROPPED: "neutral",
}  # fmt: skip
COOPERATION_TONES = {
    CooperationState.DRAFT: "neutral", CooperationState.RETURNED: "warn", CooperationState.PROPOSED: "info",
    CooperationState.IN_FORCE: "good", CooperationState.ENDED: "neutral", CooperationState.TERMINATED: "bad",
    CooperationState.DROPPED: "neutral",
}  # fmt: skip


def counties(request: Request) -> Iterable[tuple[str, str]]:
    """The counties by their code."""
    return [(county.division_code, str(county)) for county in list_counties(request.now.date())]


def sections(request: Request) -> Iterable[tuple[str, str]]:
    """The letters of GB/T 4754 with their names."""
    try:
        return [(code, f"{code} {name}") for code, name in choices("industries", "section", on=request.now.date())]
    except LookupError:
        return []


def flagged(request: Request) -> Q:
    """Enterprises against which a flag stands that withholds incentives."""
    return with_blocking_flags(request.now.date())


ENTERPRISES = Listing(
    name="enterprises",
    caption=_("企业名册"),
    columns=[
        Column("name", _("企业名称"), value="organisation__name", sort="organisation__name", main=True, width="wide",
               sub="organisation__credit_code"),
        Column("credit_code", _("统一社会信用代码"), value="organisation__credit_code", kind="code", only_export=True),
        Column("county", _("县区"), value=lambda row: str(row.organisation.parent or ""), sort="organisation__division_code", priority=2),
        Column("industry", _("行业"), sort="industry_code", priority=2, sub="industry_code"),
        Column("industry_code", _("行业代码"), kind="code", only_export=True),
        Column("ownership", _("所有制"), value=lambda row: row.get_ownership_display(), sort="ownership", priority=3),
        Column("size", _("规模"), value=lambda row: row.get_size_display(), sort="size", priority=2),
        Column("parent", _("上级企业"), value=lambda row: row.parent.name if row.parent else "", priority=3),
        Column("opened_on", _("成立日期"), value="organisation__founded_on", kind="date", sort="organisation__founded_on", priority=3),
        Column("staff", _("职工人数"), value="staff", kind="number", sort="staff", priority=2, sub="staff_period"),
        Column("closed_on", _("关闭日期"), kind="date", only_export=True),
        Column("state", _("状态"), kind="badge", labels=EnterpriseState, tones=STATE_TONES, sort="state"),
    ],
    filters=[
        ChoiceFilter("county", _("县区"), lookup="organisation__division_code", choices=counties),
        ChoiceFilter("section", _("行业门类"), lookup="industry_section", choices=sections),
        ChoiceFilter("size", _("规模"), choices=Size, many=True),
        ChoiceFilter("ownership", _("所有制"), choices=Ownership, many=True),
        ChoiceFilter("state", _("状态"), choices=EnterpriseState),
        BooleanFilter("flagged", _("暂停激励"), where=flagged),
    ],
    search=["organisation__name", "organisation__credit_code", "business", "industry"],
    search_hint=_("名称、代码、主营业务"),
    default_sort=("organisation__name", "pk"),
    row_link="enterprises:enterprise",
    empty=EmptyState(
        _("还没有登记企业"), _("逐家登记，或用表格成批导入；县区登记本县区的。"), "building-factory-2", _("登记企业"),
        "enterprises:enterprise-add",
    ),
)  # fmt: skip
NO_STAFF = Listing(
    name="enterprises", caption=_("企业名册"), columns=[column for column in ENTERPRISES.columns if column.key != "staff"],
    filters=[one for one in ENTERPRISES.filters if one.key != "flagged"], search=ENTERPRISES.search, search_hint=ENTERPRISES.search_hint,
    default_sort=ENTERPRISES.default_sort, row_link=ENTERPRISES.row_link, empty=ENTERPRISES.empty,
)  # fmt: skip
"""The register for those who look for partners: head-counts and flags are not theirs to see."""
APPLICATION_TONES = {
    ApplicationState.SUBMITTED: "info", ApplicationState.RETURNED: "warn", ApplicationState.ACCEPTED: "good",
    ApplicationState.REFUSED: "bad", ApplicationState.WITHDRAWN: "neutral",
}  # fmt: skip


def _handed(row: EnterpriseApplication) -> str:
    """Whether the account was taken up."""
    if row.state != ApplicationState.ACCEPTED:
        return ""
    return str(_("已领取") if row.invitation is not None and row.invitation.accepted_at is not None else _("未领取"))


APPLICATIONS = Listing(
    name="applications",
    caption=_("企业入册申请"),
    columns=[
        Column("name", _("企业名称"), sort="name", main=True, width="wide", sub="credit_code"),
        Column("credit_code", _("统一社会信用代码"), kind="code", only_export=True),
        Column("county", _("县区"), sort="county__order", priority=2),
        Column("contact", _("经办人"), priority=3),
        Column("phone", _("联系电话"), only_export=True),
        Column("lodged_at", _("提交时间"), kind="datetime", sort="lodged_at"),
        Column("account", _("账号"), value=_handed, priority=2),
        Column("answer", _("审核意见"), only_export=True),
        Column("state", _("状态"), kind="badge", labels=ApplicationState, tones=APPLICATION_TONES, sort="state"),
    ],
    filters=[
        ChoiceFilter("state", _("状态"), choices=ApplicationState, many=True),
        ChoiceFilter("county", _("县区"), lookup="county__division_code", choices=counties),
        DateFilter("lodged_at", _("提交时间"), instant=True),
    ],
    search=["name", "credit_code"],
    default_sort=("-lodged_at", "-pk"),
    row_link="enterprises:application",
    empty=EmptyState(_("没有入册申请"), _("企业在公众门户提交，由所在县区审核；通过后凭回执领取账号。"), "building-community"),
)  # fmt: skip
STAFF = Listing(
    name="staff",
    caption=_("企业职工人数"),
    columns=[
        Column("enterprise", _("企业"), value="enterprise__organisation__name", sort="enterprise__organisation__name", main=True,
               width="wide", sub="enterprise__organisation__credit_code"),
        Column("period", _("所属期"), value=lambda row: row.when.label, sort="ends_on"),
        Column("headcount", _("职工人数"), kind="number", sort="headcount"),
        Column("definition", _("口径"), value=lambda row: row.get_definition_display(), priority=3),
        Column("explanation", _("情况说明"), only_export=True),
        Column("version", _("版本"), kind="number", priority=3),
        Column("correction", _("更正理由"), only_export=True),
        Column("source", _("方式"), kind="badge", labels=Source, priority=3),
        Column("submitted_at", _("报送时间"), kind="datetime", sort="submitted_at", priority=2),
        Column("state", _("状态"), kind="badge", labels=StaffReturnState, tones=STAFF_TONES, sort="state"),
    ],
    filters=[
        ChoiceFilter("state", _("状态"), choices=StaffReturnState),
        ChoiceFilter("county", _("县区"), lookup="enterprise__organisation__division_code", choices=counties),
        DateFilter("ends_on", _("截至日期")),
        ChoiceFilter("source", _("方式"), choices=Source),
    ],
    search=["enterprise__organisation__name", "enterprise__organisation__credit_code"],
    default_sort=("-ends_on", "enterprise__organisation__name", "-version"),
    row_link="enterprises:staff-return",
    empty=EmptyState(
        _("还没有报送职工人数"), _("企业在自己的页面报送，或由县区、专班用表格成批报送。"), "users-group", _("成批报送"),
        "enterprises:staff-import",
    ),
)  # fmt: skip
FLAGS = Listing(
    name="flags",
    caption=_("信用标记"),
    columns=[
        Column("enterprise", _("企业"), value="enterprise__organisation__name", sort="enterprise__organisation__name", main=True,
               width="wide"),
        Column("kind", _("类别"), value=lambda row: str(row.declared), sort="kind"),
        Column("blocks", _("暂停享受激励"), kind="boolean", priority=2),
        Column("since", _("起"), kind="date", sort="since"),
        Column("until", _("止"), kind="date", sort="until", priority=2),
        Column("lifted_on", _("解除日期"), kind="date", priority=3),
        Column("document", _("依据文号"), priority=2),
        Column("facts", _("事由"), only_export=True),
        Column("body", _("登记单位"), sort="body__order", priority=3),
        Column("state", _("状态"), kind="badge", labels=FlagState, tones=FLAG_TONES, sort="state"),
    ],
    filters=[
        ChoiceFilter("kind", _("类别"), choices=lambda _request: flag_choices()),
        ChoiceFilter("state", _("状态"), choices=FlagState),
        BooleanFilter("blocks", _("暂停享受激励")),
        DateFilter("since", _("起")),
    ],
    search=["enterprise__organisation__name", "enterprise__organisation__credit_code", "document", "facts"],
    default_sort=("-since", "-pk"),
    row_link="enterprises:flag",
    empty=EmptyState(_("没有信用标记"), _("由主管部门在企业的页面上登记，注明依据文号。"), "flag"),
)  # fmt: skip
ALLIANCE_COLUMNS = [
    Column("name", _("名称"), sort="name", main=True, width="wide", sub="industry"),
    Column("kind", _("类型"), value=lambda row: row.get_kind_display(), sort="kind", priority=2),
    Column("level", _("级别"), value=lambda row: row.get_level_display(), sort="level", priority=3),
    Column("lead", _("牵头单位"), sort="lead__order", priority=2),
    Column("members", _("成员单位"), value="member_count", kind="number", sort="member_count"),
    Column("is_legal_person", _("已登记为法人"), kind="boolean", only_export=True),
    Column("document", _("成立文号"), only_export=True),
    Column("founded_on", _("成立日期"), kind="date", sort="founded_on", priority=2),
    Column("dissolved_on", _("撤销日期"), kind="date", only_export=True),
    Column("state", _("状态"), kind="badge", labels=AllianceState, tones=ALLIANCE_TONES, sort="state"),
]
ALLIANCE_FILTERS = [
    ChoiceFilter("kind", _("类型"), choices=AllianceKind),
    ChoiceFilter("level", _("级别"), choices=AllianceLevel),
    ChoiceFilter("state", _("状态"), choices=AllianceState),
]
ALLIANCES = Listing(
    name="alliances", caption=_("集团和联盟"), columns=ALLIANCE_COLUMNS, filters=ALLIANCE_FILTERS,
    search=["name", "industry", "lead__name"], default_sort=("-founded_on", "-pk"), row_link="enterprises:alliance",
    empty=EmptyState(
        _("还没有职教集团或产教联盟"), _("由牵头单位登记筹建，有了成员和文号以后登记成立。"), "users-group", _("登记集团或联盟"),
        "enterprises:alliance-add",
    ),
)  # fmt: skip
COOPERATION_COLUMNS = [
    Column("title", _("名称"), sort="title", main=True, width="wide", sub=lambda row: row.programme),
    Column("kind", _("合作类型"), value=lambda row: row.get_kind_display(), sort="kind"),
    Column("enterprise", _("企业"), value="enterprise__organisation__name", sort="enterprise__organisation__name", priority=2),
    Column("school", _("学校"), sort="school__order", priority=2),
    Column("programme_code", _("专业代码"), kind="code", only_export=True),
    Column("places", _("人数"), kind="number", sort="places", priority=3),
]
COOPERATIONS = Listing(
    name="cooperations",
    caption=_("校企合作"),
    columns=[
        *COOPERATION_COLUMNS,
        Column("amount", _("价值"), value=lambda row: money(row.amount, in_cents=True) if row.amount is not None else "", sort="amount",
               priority=3, export=lambda row: None if row.amount is None else row.amount / 100),
        Column("since", _("起"), kind="date", sort="since", priority=3),
        Column("until", _("止"), kind="date", sort="until", priority=2),
        Column("document", _("协议文号"), only_export=True),
        Column("state", _("状态"), kind="badge", labels=CooperationState, tones=COOPERATION_TONES, sort="state"),
    ],
    filters=[
        ChoiceFilter("kind", _("合作类型"), choices=CooperationKind, many=True),
        ChoiceFilter("state", _("状态"), choices=CooperationState, many=True),
        DateFilter("since", _("起")),
    ],
    search=["title", "enterprise__organisation__name", "school__name", "programme", "document"],
    default_sort=("-since", "-pk"),
    row_link="enterprises:cooperation",
    empty=EmptyState(
        _("还没有校企合作"), _("企业或学校登记共建专业、基地、订单班等，对方确认后生效。"), "arrows-join", _("登记合作"),
        "enterprises:cooperation-add",
    ),
)  # fmt: skip
PUBLIC_ALLIANCES = Listing(
    name="public-alliances", caption=_("职教集团和产教联盟"), columns=ALLIANCE_COLUMNS, filters=ALLIANCE_FILTERS[:2],
    search=["name", "industry", "lead__name"], default_sort=("state", "-founded_on", "-pk"), row_link="enterprises:public-alliance",
    empty=EmptyState(_("还没有公开的集团或联盟"), _("登记成立以后，列在这里。"), "users-group"),
)  # fmt: skip
PUBLIC_COOPERATIONS = Listing(
    name="public-cooperations",
    caption=_("校企合作公开目录"),
    columns=[
        *COOPERATION_COLUMNS,
        Column("since", _("起"), kind="date", sort="since"),
        Column("until", _("止"), kind="date", sort="until"),
    ],
    filters=[ChoiceFilter("kind", _("合作类型"), choices=CooperationKind)],
    search=["title", "enterprise__organisation__name", "school__name", "programme"],
    default_sort=("kind", "-since", "-pk"),
    row_link=None,
    empty=EmptyState(_("现在没有执行中的校企合作"), _("企业和学校双方确认以后，列在这里。"), "arrows-join"),
)
