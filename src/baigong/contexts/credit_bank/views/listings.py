"""The lists of the credit bank: accounts, outcomes, the catalogue inside and in public."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from baigong.contexts.credit_bank.models import (
    LearnerState,
    Outcome,
    OutcomeState,
    OutcomeTypeState,
    outcome_kind_choices,
)
from baigong.contexts.credit_bank.selectors.outcomes import deciding_bodies, search_outcomes
from baigong.contexts.credit_bank.selectors.statistics import counties, decided_in_county
from baigong.contexts.credit_bank.views.columns import credits_column
from baigong.kernel.access import Request
from baigong.kernel.ui.listing import ChoiceFilter, Column, DateFilter, EmptyState, Listing

LEARNER_TONES = {
    LearnerState.PENDING: "warn", LearnerState.ACTIVE: "good", LearnerState.MERGED: "neutral", LearnerState.CLOSED: "neutral"
}  # fmt: skip
OUTCOME_TONES = {
    OutcomeState.DRAFT: "neutral", OutcomeState.CLAIMED: "info", OutcomeState.RETURNED: "warn", OutcomeState.RECOGNISED: "good",
    OutcomeState.REJECTED: "bad", OutcomeState.REVOKED: "bad", OutcomeState.DROPPED: "neutral",
}  # fmt: skip
TYPE_TONES = {OutcomeTypeState.DRAFT: "neutral", OutcomeTypeState.PUBLISHED: "good", OutcomeTypeState.RETIRED: "warn"}


def _kinds(request: Request) -> list[tuple[str, str]]:
    return outcome_kind_choices()


def _type_kind(row: Outcome) -> str:
    return str(row.type.get_kind_display())


def _reviewers(request: Request) -> list[tuple[str, str]]:
    return [(str(body.pk), body.name) for body in deciding_bodies()]


def _counties(request: Request) -> list[tuple[str, str]]:
    return [("0", str(_("市本级"))), *((str(row.pk), row.name) for row in counties())]


def _of_county(request: Request, value: str) -> Q:
    return decided_in_county(int(value))


LEARNERS = Listing(
    name="learners",
    caption=_("学分账户"),
    columns=[
        Column("name", _("姓名"), sort="name", main=True, sub="number"),
        Column("number", _("学分账号"), only_export=True),
        Column("home", _("办理单位"), sort="home__order", priority=2),
        Column("state", _("状态"), kind="badge", labels=LearnerState, tones=LEARNER_TONES, sort="state"),
        Column("opened_at", _("开户时间"), kind="datetime", sort="opened_at", priority=3),
    ],
    filters=[ChoiceFilter("state", _("状态"), choices=LearnerState, many=True), DateFilter("opened_at", _("开户时间"))],
    search=["name", "number"],
    search_hint=_("姓名或学分账号"),
    default_sort=("-opened_at", "-pk"),
    row_link="credit_bank:learner",
    empty=EmptyState(
        _("还没有学分账户"), _("本人在线开户，或由办理单位凭证件开户以后，列在这里。"), "wallet", _("开户"), "credit_bank:learner-open"
    ),
)
OUTCOMES = Listing(
    name="outcomes",
    caption=_("学习成果"),
    columns=[
        Column("title", _("成果"), value=lambda row: str(row.type), sort="type__title", main=True, width="wide", sub=_type_kind),
        Column("learner", _("学分账户"), value=lambda row: row.learner.name, sort="learner__name", sub=lambda row: row.learner.number),
        Column("number", _("证书编号"), priority=3),
        Column("attained_on", _("取得日期"), kind="date", sort="attained_on", priority=2),
        Column("reviewer", _("认定单位"), sort="reviewer__order", priority=3),
        credits_column(_("认定学分"), sort="credits", priority=2),
        Column("state", _("状态"), kind="badge", labels=OutcomeState, tones=OUTCOME_TONES, sort="state"),
        Column("expires_on", _("有效期止"), kind="date", only_export=True),
        Column("decided_on", _("认定日期"), kind="date", only_export=True),
    ],
    filters=[
        ChoiceFilter("state", _("状态"), choices=OutcomeState, many=True),
        ChoiceFilter("type__kind", _("成果类别"), choices=_kinds),
        ChoiceFilter("reviewer", _("认定单位"), choices=_reviewers),
        ChoiceFilter("county", _("县区"), choices=_counties, where=_of_county),
        DateFilter("attained_on", _("取得日期")),
        DateFilter("decided_on", _("认定日期")),
    ],
    search=search_outcomes,
    sorts_when_counted=True,
    search_hint=_("姓名、学分账号、成果名称或证书编号"),
    default_sort=("-updated_at", "-pk"),
    row_link="credit_bank:outcome",
    empty=EmptyState(_("还没有学习成果"), _("学习者申报，或学校批量存入以后，列在这里。"), "certificate"),
)
TYPE_COLUMNS = [
    Column("title", _("成果名称"), value=lambda row: str(row), sort="title", main=True, width="wide", sub="issuer"),
    Column("kind", _("成果类别"), value=lambda row: row.get_kind_display(), sort="kind", priority=2),
    Column("code", _("成果代码"), sort="code", priority=3),
    Column("level", pgettext_lazy("学习成果", "级别"), only_export=True),
    Column("issuer", _("颁发单位"), only_export=True),
    Column("hours", _("学时"), kind="number", sort="hours", priority=3),
    credits_column(_("认定学分"), none=_("按学时"), sort="credits"),
    Column("valid_years", _("有效年数"), kind="number", priority=3),
    Column("programme_code", _("对应专业代码"), only_export=True),
    Column("occupation_code", _("对应职业代码"), only_export=True),
    Column("since", _("起用日期"), kind="date", only_export=True),
    Column("until", _("停用日期"), kind="date", only_export=True),
    Column("basis", _("依据文件"), only_export=True),
]
TYPE_STATE = Column("state", _("状态"), kind="badge", labels=OutcomeTypeState, tones=TYPE_TONES, sort="state")
TYPE_FILTERS = [ChoiceFilter("kind", _("成果类别"), choices=_kinds)]
TYPES = Listing(
    name="outcome-types",
    caption=_("成果目录"),
    columns=[*TYPE_COLUMNS, TYPE_STATE],
    filters=[*TYPE_FILTERS, ChoiceFilter("state", _("状态"), choices=OutcomeTypeState)],
    search=["title", "issuer", "code", "family"],
    default_sort=("kind", "code"),
    row_link="credit_bank:outcome-type",
    empty=EmptyState(
        _("成果目录还是空的"), _("登记并公布以后，学习者就能申报。"), "list-details", _("登记成果"), "credit_bank:outcome-type-add"
    ),
)
PUBLIC_TYPES = Listing(
    name="public-outcome-types",
    caption=_("成果目录"),
    columns=[*TYPE_COLUMNS, TYPE_STATE],
    filters=TYPE_FILTERS,
    search=["title", "issuer", "code"],
    default_sort=("kind", "code"),
    row_link=None,
    empty=EmptyState(_("还没有公布成果目录"), _("学分银行公布以后，列在这里。"), "list-details"),
)
