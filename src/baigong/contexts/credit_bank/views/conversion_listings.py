"""The lists of conversion: programmes, settings, rules inside and in public, applications, exemptions."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from baigong.contexts.credit_bank.models import ConversionRule, ConversionState, RuleState
from baigong.contexts.credit_bank.views.columns import credits_column
from baigong.kernel.ui.listing import ChoiceFilter, Column, DateFilter, EmptyState, Listing

RULE_TONES = {
    RuleState.DRAFT: "neutral", RuleState.CHECKED: "info", RuleState.ADOPTED: "good", RuleState.REPLACED: "warn",
    RuleState.DROPPED: "neutral",
}  # fmt: skip
CONVERSION_TONES = {
    ConversionState.APPLIED: "info", ConversionState.APPROVED: "good", ConversionState.REFUSED: "bad",
    ConversionState.WITHDRAWN: "neutral", ConversionState.REVERSED: "bad",
}  # fmt: skip


def _needs(row: ConversionRule) -> str:
    return "；".join(str(need) for need in row.needs.all())


def _gives(row: ConversionRule) -> str:
    return "；".join(row.gives)


PROGRAMMES = Listing(
    name="credit-programmes",
    caption=_("转换专业"),
    columns=[
        Column("title", _("专业名称"), sort="title", main=True, sub="code"),
        Column("code", _("专业代码"), only_export=True),
        Column("school", _("学校"), sort="school__order", priority=2),
        Column("year", _("入学年份"), value=lambda row: str(row.year), sort="year"),
        credits_column(_("毕业总学分"), sort="credits"),
        Column("is_open", _("受理学分转换"), kind="boolean", priority=3),
        Column("document", _("培养方案文号"), priority=3),
    ],
    search=["title", "code"],
    default_sort=("school__order", "code", "-year"),
    row_link="credit_bank:programme",
    empty=EmptyState(
        _("还没有转换专业"), _("登记专业和课程以后，才能写转换规则、受理转换。"), "school", _("登记专业"), "credit_bank:programme-add"
    ),
)
SETTINGS = Listing(
    name="credit-settings",
    caption=_("转换规定"),
    columns=[
        Column("school", _("学校"), sort="school__order", main=True),
        Column("year", _("学年"), value=lambda row: f"{row.year}–{row.year + 1}", sort="year"),
        Column("cap_permille", _("转换学分上限"), value=lambda row: row.cap_text, sort="cap_permille"),
        Column("valid_years", _("成果有效年数"), value=lambda row: str(row.valid_years) if row.valid_years else str(_("不限"))),
        Column("same_outcome_once", _("同一成果只用一次"), kind="boolean", priority=2),
        Column("source_caps", _("各类成果上限"), value=lambda row: row.caps_text, priority=3),
        Column("document", _("依据文件"), priority=2),
        Column("adopted_on", _("通过日期"), kind="date", priority=3),
    ],
    search=["document", "school__name"],
    default_sort=("school__order", "-year"),
    row_link="credit_bank:settings-edit",
    empty=EmptyState(
        _("还没有转换规定"), _("学分上限、成果年限没有全国统一的数，由学校按学年以文件规定后登记。"), "file-text", _("登记规定"),
        "credit_bank:settings-add",
    ),
)  # fmt: skip
RULE_COLUMNS = [
    Column("title", _("规则"), sort="title", main=True, sub=lambda row: f"{row.code} · {row.version}"),
    Column("code", _("规则代码"), only_export=True),
    Column("version", _("版次"), kind="number", only_export=True),
    Column("school", _("学校"), sort="school__order", priority=2),
    Column("needs", _("需要的成果"), value=_needs),
    Column("gives", _("给予"), value=_gives),
    Column("since", _("执行日期"), kind="date", sort="since", priority=3),
    Column("until", _("执行至"), kind="date", only_export=True),
    Column("document", _("通过文号"), only_export=True),
    Column("clause", _("条款"), only_export=True),
    Column("state", _("状态"), kind="badge", labels=RuleState, tones=RULE_TONES, sort="state"),
]
RULES = Listing(
    name="conversion-rules",
    caption=_("转换规则"),
    columns=RULE_COLUMNS,
    filters=[ChoiceFilter("state", _("状态"), choices=RuleState, many=True), DateFilter("since", _("执行日期"))],
    search=["title", "code", "document", "school__name"],
    default_sort=("school__order", "code", "-version"),
    row_link="credit_bank:rule",
    empty=EmptyState(
        _("还没有转换规则"),
        _("起草、核对并登记通过以后，学习者就能按它申请转换。"),
        "arrows-join",
        _("起草规则"),
        "credit_bank:rule-add",
    ),
)
PUBLIC_RULES = Listing(
    name="public-conversion-rules",
    caption=_("转换规则"),
    columns=RULE_COLUMNS,
    filters=[
        ChoiceFilter("state", _("状态"), choices=[(s.value, s.label) for s in (RuleState.ADOPTED, RuleState.REPLACED)]),
        DateFilter("since", _("执行日期")),
    ],
    search=["title", "code", "document", "school__name"],
    default_sort=("school__order", "code", "-version"),
    row_link=None,
    empty=EmptyState(_("学校还没有公布转换规则"), _("规则登记通过以后，列在这里。"), "arrows-join"),
)
CONVERSIONS = Listing(
    name="conversions",
    caption=_("学分转换"),
    columns=[
        Column("learner", _("学分账户"), value=lambda row: row.learner.name, sort="learner__name", main=True,
               sub=lambda row: row.learner.number),
        Column("programme", _("转换专业"), sort="programme__title"),
        Column("school", _("学校"), value=lambda row: row.programme.school, sort="programme__school__order", priority=2),
        Column("applied_on", _("申请日期"), kind="date", sort="applied_on", priority=2),
        credits_column(_("同意学分"), sort="credits", priority=2),
        Column("decided_on", _("决定日期"), kind="date", priority=3),
        Column("decision", _("决定文号或说明"), only_export=True),
        Column("state", _("状态"), kind="badge", labels=ConversionState, tones=CONVERSION_TONES, sort="state"),
    ],
    filters=[
        ChoiceFilter("state", _("状态"), choices=ConversionState, many=True),
        DateFilter("applied_on", _("申请日期")),
        DateFilter("decided_on", _("决定日期")),
    ],
    search=["learner__name", "learner__number", "programme__title", "programme__school__name"],
    default_sort=("-created_at", "-pk"),
    row_link="credit_bank:conversion",
    empty=EmptyState(_("还没有学分转换申请"), _("学习者在“我的学分”里申请以后，列在这里。"), "arrows-join"),
)  # fmt: skip
EXEMPTIONS = Listing(
    name="exemptions",
    caption=_("免修名单"),
    columns=[
        Column("learner", _("学分账户"), value=lambda row: row.conversion.learner.name, sort="conversion__learner__name", main=True,
               sub=lambda row: row.conversion.learner.number),
        Column("programme", _("转换专业"), value=lambda row: row.conversion.programme, sort="conversion__programme__title", priority=2),
        Column("course", _("免修课程"), sort="course__title", sub=lambda row: row.course.code),
        credits_column(_("学分"), sort="credits"),
        Column("grade", _("成绩"), value=lambda row: row.grade or _("免修"), priority=3),
        Column("rule", _("转换规则"), value=lambda row: row.rule.title, priority=3),
        Column("decided_on", _("决定日期"), value=lambda row: row.conversion.decided_on, kind="date", sort="conversion__decided_on"),
    ],
    search=["conversion__learner__name", "conversion__learner__number", "course__title", "course__code"],
    default_sort=("-conversion__decided_on", "-pk"),
    row_link=None,
    empty=EmptyState(_("现在没有免修"), _("同意转换以后，免修的课程列在这里；撤销的自动去除。"), "calendar"),
)  # fmt: skip
