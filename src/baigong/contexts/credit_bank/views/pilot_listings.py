"""The lists of the pilot: schools, quotas, sites, classes, sessions, entries, the register of certificates."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from baigong.contexts.credit_bank.models import ClassState, EntryState, IssuedState, QuotaState, SessionState
from baigong.contexts.credit_bank.models.certificate_types import level_choices
from baigong.kernel.access import Request
from baigong.kernel.ui.listing import ChoiceFilter, Column, DateFilter, EmptyState, Listing

BEGAN = 2019
"""The year in which the pilot began (教职成〔2019〕6号)."""
QUOTA_TONES = {
    QuotaState.APPLIED: "info", QuotaState.APPROVED: "good", QuotaState.REFUSED: "bad", QuotaState.WITHDRAWN: "neutral",
    QuotaState.CLOSED: "neutral",
}  # fmt: skip
CLASS_TONES = {ClassState.PLANNED: "info", ClassState.RUNNING: "good", ClassState.FINISHED: "neutral", ClassState.CANCELLED: "bad"}
SESSION_TONES = {SessionState.OPEN: "info", SessionState.HELD: "good", SessionState.CANCELLED: "bad"}
ENTRY_TONES = {
    EntryState.REGISTERED: "info", EntryState.PASSED: "good", EntryState.FAILED: "bad", EntryState.ABSENT: "warn",
    EntryState.CANCELLED: "neutral",
}  # fmt: skip
ISSUED_TONES = {IssuedState.ISSUED: "good", IssuedState.REVOKED: "bad"}


def _levels(request: Request) -> list[tuple[str, str]]:
    return level_choices()


def _certificate(row: Any) -> str:
    return str(row.level.certificate.title)


def _years(request: Request) -> list[tuple[str, str]]:
    return [(str(year), str(year)) for year in range(request.now.year + 1, BEGAN - 1, -1)]


def _year(path: str) -> ChoiceFilter:
    return ChoiceFilter(path, _("年度"), choices=_years)


LEVEL_COLUMN = Column("level", pgettext_lazy("学习成果", "级别"), value=lambda row: row.level.level, sort="level__rank")
LEVEL_FILTER = ChoiceFilter("level__level", pgettext_lazy("学习成果", "级别"), choices=_levels)
CERTIFICATE_COLUMN = Column("certificate", _("证书"), value=_certificate, sort="level__certificate__title")

PILOT_SCHOOLS = Listing(
    name="pilot-schools",
    caption=_("1+X试点学校"),
    columns=[
        Column("school", _("学校"), sort="school__order", main=True),
        Column("since", _("试点起始日期"), kind="date", sort="since"),
        Column("until", _("试点截止日期"), kind="date", sort="until"),
        Column("document", _("依据文件"), priority=2),
    ],
    search=["school__name", "document"],
    default_sort=("school__order", "-since"),
    row_link="credit_bank:x-pilot-school",
    empty=EmptyState(_("还没有试点学校"), _("列入试点的学校登记以后，才能申请配额。"), "school"),
)
QUOTAS = Listing(
    name="pilot-quotas",
    caption=_("试点配额"),
    columns=[
        Column("certificate", _("证书"), value=_certificate, sort="level__certificate__title", main=True,
               sub=lambda row: f"{row.programme} {row.programme_code}"),
        LEVEL_COLUMN,
        Column("programme", _("专业名称"), only_export=True),
        Column("programme_code", _("专业代码"), only_export=True),
        Column("school", _("学校"), sort="school__order", priority=2),
        Column("year", _("考核年度"), value=lambda row: str(row.year), sort="year"),
        Column("asked", _("申请人数"), kind="number", sort="asked", priority=3),
        Column("approved", _("核准人数"), kind="number", sort="approved"),
        Column("taken", _("已用"), kind="number", sort="taken"),
        Column("document", _("核准文号或说明"), only_export=True),
        Column("state", _("状态"), kind="badge", labels=QuotaState, tones=QUOTA_TONES, sort="state"),
    ],
    filters=[ChoiceFilter("state", _("状态"), choices=QuotaState, many=True), _year("year"), LEVEL_FILTER],
    search=["school__name", "programme", "programme_code", "level__certificate__title"],
    default_sort=("-year", "school__order", "programme_code", "level__rank"),
    row_link="credit_bank:x-quota",
    empty=EmptyState(_("还没有试点配额"), _("试点学校按专业、证书等级和年度申请，核准后开班、报名。"), "clipboard-list"),
)  # fmt: skip
SITES = Listing(
    name="assessment-sites",
    caption=_("考核站点"),
    columns=[
        Column("name", _("站点名称"), sort="name", main=True, sub="address"),
        Column("address", _("地址"), only_export=True),
        Column("organisation", _("承办单位"), sort="organisation__order", priority=2),
        Column("places", _("工位数"), kind="number", sort="places"),
        Column("levels", _("核准的证书等级"), kind="number", sort="levels"),
        Column("since", _("设立日期"), kind="date", priority=3),
        Column("until", _("撤销日期"), kind="date", priority=3),
    ],
    search=["name", "address", "organisation__name"],
    default_sort=("organisation__order", "name"),
    row_link="credit_bank:x-site",
    empty=EmptyState(_("还没有考核站点"), _("登记站点和评价组织的核准以后，承办单位公布考核场次。"), "map-pin"),
)
CLASSES = Listing(
    name="certificate-classes",
    caption=_("证书培训班"),
    columns=[
        Column("title", _("班级名称"), sort="title", main=True, sub=lambda row: str(row.quota.level)),
        Column("certificate", _("证书"), value=lambda row: str(row.quota.level), only_export=True),
        Column("school", _("学校"), value=lambda row: row.quota.school, sort="quota__school__order", priority=2),
        Column("teacher", _("任课教师"), priority=3),
        Column("hours", _("学时"), kind="number", sort="hours", priority=3),
        Column("starts_on", _("开班日期"), kind="date", sort="starts_on"),
        Column("ends_on", _("结业日期"), kind="date", sort="ends_on", priority=3),
        Column("size", _("学员"), kind="number", sort="size"),
        Column("state", _("状态"), kind="badge", labels=ClassState, tones=CLASS_TONES, sort="state"),
    ],
    filters=[
        ChoiceFilter("state", _("状态"), choices=ClassState, many=True),
        _year("quota__year"),
        DateFilter("starts_on", _("开班日期")),
    ],
    search=["title", "teacher", "quota__school__name", "quota__level__certificate__title"],
    default_sort=("-starts_on", "-pk"),
    row_link="credit_bank:x-class",
    empty=EmptyState(_("还没有证书培训班"), _("配额核准以后开班，学员从学分账户里选。"), "school"),
)
SESSIONS = Listing(
    name="assessment-sessions",
    caption=_("考核场次"),
    columns=[
        Column("certificate", _("证书"), value=_certificate, sort="level__certificate__title", main=True, sub=lambda row: row.site.name),
        LEVEL_COLUMN,
        Column("site", _("考核站点"), only_export=True),
        Column("organisation", _("承办单位"), value=lambda row: row.site.organisation, sort="site__organisation__order", priority=3),
        Column("held_on", _("考核日期"), kind="date", sort="held_on"),
        Column("registers_until", _("报名截止日期"), kind="date", sort="registers_until", priority=2),
        Column("parts", _("内容"), value=lambda row: row.parts_text, priority=3),
        Column("entered", _("报名"), value=lambda row: f"{row.entered}/{row.capacity}"),
        Column("state", _("状态"), kind="badge", labels=SessionState, tones=SESSION_TONES, sort="state"),
    ],
    filters=[
        ChoiceFilter("state", _("状态"), choices=SessionState, many=True),
        LEVEL_FILTER,
        DateFilter("held_on", _("考核日期")),
    ],
    search=["site__name", "level__certificate__title", "site__organisation__name"],
    default_sort=("-held_on", "-pk"),
    row_link="credit_bank:x-session",
    empty=EmptyState(_("还没有考核场次"), _("站点公布以后，学校和学习者在这里报名。"), "calendar"),
)
ENTRIES = Listing(
    name="assessment-entries",
    caption=_("考核报名"),
    columns=[
        Column("learner", _("学分账户"), value=lambda row: row.learner.name, sort="learner__name", main=True,
               sub=lambda row: row.learner.number),
        CERTIFICATE_COLUMN,
        LEVEL_COLUMN,
        Column("school", _("学校"), value=lambda row: row.quota.school, sort="quota__school__order", priority=2),
        Column("site", _("考核站点"), value=lambda row: row.session.site, priority=3),
        Column("held_on", _("考核日期"), value=lambda row: row.session.held_on, kind="date", sort="session__held_on"),
        Column("theory", _("理论成绩"), kind="number", priority=3),
        Column("practice", _("实操成绩"), kind="number", priority=3),
        Column("state", _("状态"), kind="badge", labels=EntryState, tones=ENTRY_TONES, sort="state"),
    ],
    filters=[
        ChoiceFilter("state", _("状态"), choices=EntryState, many=True),
        LEVEL_FILTER,
        DateFilter("session__held_on", _("考核日期")),
    ],
    search=["learner__name", "learner__number", "level__certificate__title", "quota__school__name"],
    default_sort=("-session__held_on", "-pk"),
    row_link="credit_bank:x-entry",
    empty=EmptyState(_("还没有考核报名"), _("在考核场次里为学员报名以后，列在这里。"), "clipboard-list"),
)  # fmt: skip
ISSUED = Listing(
    name="issued-certificates",
    caption=_("证书登记"),
    columns=[
        Column("holder", _("持证人"), sort="holder", main=True, sub=lambda row: row.learner.number),
        CERTIFICATE_COLUMN,
        LEVEL_COLUMN,
        Column("number", _("证书编号"), sort="number"),
        Column("body", _("培训评价组织"), priority=3),
        Column("registrar", _("登记单位"), sort="registrar__order", priority=2),
        Column("issued_on", _("颁发日期"), kind="date", sort="issued_on", priority=2),
        Column("former_holder", _("更名前的姓名"), only_export=True),
        Column("state", _("状态"), kind="badge", labels=IssuedState, tones=ISSUED_TONES, sort="state"),
    ],
    filters=[ChoiceFilter("state", _("状态"), choices=IssuedState), LEVEL_FILTER, DateFilter("issued_on", _("颁发日期"))],
    search=["holder", "former_holder", "number", "learner__number", "level__certificate__title"],
    default_sort=("-issued_on", "-pk"),
    row_link="credit_bank:x-certificate",
    empty=EmptyState(_("还没有登记证书"), _("考核通过、证书颁发以后，按模板导入编号；同时存入学习者账户。"), "certificate"),
)
