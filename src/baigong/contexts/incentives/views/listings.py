"""The lists of incentives: enterprises on the list, reports, the ledger, the package, entitlements, trials, and the public catalogue."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from baigong.contexts.incentives.models import (
    CandidacyState,
    EntitlementState,
    EntryKind,
    IncentiveState,
    Pillar,
    VoucherKind,
    YearlyReportState,
)
from baigong.contexts.incentives.money import in_yuan
from baigong.contexts.incentives.rules import spending_choices, spending_label
from baigong.kernel.ui.listing import ChoiceFilter, Column, DateFilter, EmptyState, Listing

S, R, E, I = CandidacyState, YearlyReportState, EntitlementState, IncentiveState  # noqa: E741
CANDIDACY_TONES = {
    S.DRAFT: "neutral", S.APPLIED: "info", S.RETURNED: "warn", S.RECOMMENDED: "info", S.REJECTED: "bad", S.LISTED: "warn",
    S.CULTIVATED: "info", S.CERTIFIED: "good", S.RECHECKING: "warn", S.EXITED: "bad", S.WITHDRAWN: "neutral",
}  # fmt: skip
REPORT_TONES = {R.DRAFT: "neutral", R.SUBMITTED: "info", R.RETURNED: "warn", R.ACCEPTED: "good"}
ENTITLEMENT_TONES = {E.APPLIED: "info", E.REFUSED: "bad", E.GRANTED: "good", E.SUSPENDED: "warn", E.ENDED: "neutral"}
INCENTIVE_TONES = {I.DRAFT: "neutral", I.OPEN: "good", I.CLOSED: "neutral"}
ENTRY_TONES = {EntryKind.INVESTMENT: "good", EntryKind.WITHDRAWAL: "warn", EntryKind.REVERSAL: "neutral"}


def _name(row: Any) -> str:
    return str(row.enterprise)


def _code(row: Any) -> str:
    return str(row.enterprise.credit_code or "")


CANDIDACIES = Listing(
    name="candidacies",
    caption=_("产教融合型企业"),
    columns=[
        Column("enterprise", _("企业"), value=_name, sort="enterprise__organisation__name", main=True, width="wide", sub=_code),
        Column("county", _("县区"), value=lambda row: row.enterprise.organisation.parent, priority=3),
        Column("industry", _("行业"), value=lambda row: row.enterprise.industry, priority=3),
        Column("applied_on", _("申报日期"), kind="date", sort="applied_on", priority=3),
        Column("entered_on", _("列入培育日期"), kind="date", sort="entered_on", priority=2),
        Column("plan_due_on", _("规划公布期限"), kind="date", only_export=True),
        Column("plan_published_on", _("规划公布日期"), kind="date", only_export=True),
        Column("certified_on", _("认证日期"), kind="date", sort="certified_on", priority=2),
        Column("recheck_due_on", _("复核期限"), kind="date", sort="recheck_due_on", priority=3),
        Column("left_on", _("退出日期"), kind="date", only_export=True),
        Column("state", _("状态"), kind="badge", labels=S, tones=CANDIDACY_TONES, sort="state"),
    ],
    filters=[
        ChoiceFilter("state", _("状态"), choices=S, many=True),
        DateFilter("entered_on", _("列入培育日期")),
        DateFilter("certified_on", _("认证日期")),
    ],
    search=["enterprise__organisation__name", "enterprise__organisation__credit_code", "enterprise__industry"],
    default_sort=("-created_at", "-pk"),
    row_link="incentives:candidacy",
    empty=EmptyState(_("还没有产教融合型企业申报"), _("企业在“我的激励”里申报，也可以由专班或县区在企业的页面上代为申报。"), "building"),
)
CATALOGUE = Listing(
    name="integration-enterprises",
    caption=_("产教融合型企业目录"),
    columns=[
        Column("enterprise", _("企业"), value=_name, sort="enterprise__organisation__name", main=True, width="wide"),
        Column("code", _("统一社会信用代码"), value=_code, only_export=True),
        Column("county", _("县区"), value=lambda row: row.enterprise.organisation.parent, priority=2),
        Column("industry", _("行业"), value=lambda row: row.enterprise.industry, priority=2),
        Column("entered_on", _("列入培育日期"), kind="date", sort="entered_on", priority=2, sub="listing_document"),
        Column("listing_document", _("列入文号"), only_export=True),
        Column("certified_on", _("认证日期"), kind="date", sort="certified_on", sub="certification_document"),
        Column("certification_document", _("认证文号"), only_export=True),
        Column("state", _("状态"), kind="badge", labels=S, tones=CANDIDACY_TONES, sort="state"),
    ],
    filters=[ChoiceFilter("state", _("状态"), choices=[(s.value, s.label) for s in (S.CULTIVATED, S.CERTIFIED, S.RECHECKING)], many=True)],
    search=["enterprise__organisation__name", "enterprise__industry", "listing_document", "certification_document"],
    default_sort=("-certified_on", "enterprise__organisation__name", "pk"),
    row_link="incentives:public-enterprise",
    empty=EmptyState(_("目录里还没有企业"), _("列入建设培育并公布三年规划的企业、已认证的企业列在这里。"), "building"),
)
REPORTS = Listing(
    name="yearly-reports",
    caption=_("产教融合年度报告"),
    columns=[
        Column("enterprise", _("企业"), value=lambda row: row.candidacy, sort="candidacy__enterprise__organisation__name", main=True),
        Column("year", _("年度"), value=lambda row: str(row.year), sort="year"),
        Column("due_on", _("报送期限"), kind="date", sort="due_on", priority=2),
        Column("interns", _("接收实习生和学徒"), kind="number", priority=3),
        Column("invested", _("计入的投资（元）"), kind="number", places=2, value=lambda row: in_yuan(row.invested), priority=2),
        Column("submitted_at", _("报送时间"), kind="datetime", sort="submitted_at", priority=3),
        Column("state", _("状态"), kind="badge", labels=R, tones=REPORT_TONES, sort="state"),
    ],
    filters=[ChoiceFilter("state", _("状态"), choices=R, many=True), DateFilter("due_on", _("报送期限"))],
    search=["candidacy__enterprise__organisation__name"],
    default_sort=("-year", "candidacy__enterprise__organisation__name"),
    row_link="incentives:report",
    empty=EmptyState(_("还没有年度报告"), _("每年一月为名单上的企业建立上一年度的报告，由企业填写报送。"), "report"),
)
SCANNED = {True: _("已上传"), False: _("没有")}
ENTRIES = Listing(
    name="investments",
    caption=_("投资台账"),
    columns=[
        Column("title", _("摘要"), sort="title", main=True, width="wide", sub=lambda row: row.voucher_number),
        Column("enterprise", _("企业"), value=_name, sort="enterprise__organisation__name", priority=2),
        Column("kind", _("分录"), kind="badge", labels=EntryKind, tones=ENTRY_TONES, sort="kind"),
        Column("spending", _("投资类别"), value=lambda row: spending_label(row.spending), priority=3),
        Column("on", _("发生日期"), kind="date", sort="on"),
        Column("amount", _("金额（元）"), kind="number", places=2, value=lambda row: in_yuan(row.amount), sort="amount"),
        Column("partner", _("合作院校"), priority=3),
        Column("voucher_kind", _("凭证种类"), kind="badge", labels=VoucherKind, only_export=True),
        Column("has_scan", _("凭证扫描件"), kind="badge", labels=SCANNED, tones={True: "good", False: "warn"}, priority=2),
        Column("reversed", _("已冲正"), value=lambda row: row.is_reversed, kind="boolean", priority=3),
        Column("reason", _("理由"), only_export=True),
        Column("entered_at", _("记账时间"), kind="datetime", only_export=True),
    ],
    filters=[
        ChoiceFilter("kind", _("分录"), choices=EntryKind, many=True),
        ChoiceFilter("spending", _("投资类别"), choices=lambda _request: spending_choices()),
        ChoiceFilter("has_scan", _("凭证扫描件"), choices={"1": SCANNED[True], "0": SCANNED[False]}),
        DateFilter("on", _("发生日期")),
    ],
    search=["title", "voucher_number", "enterprise__organisation__name"],
    default_sort=("-on", "-pk"),
    row_link="incentives:entry",
    empty=EmptyState(_("台账里还没有投资"), _("企业按凭证逐笔登记，或用表格导入；撤回和冲正另记分录。"), "coin"),
)
PACKAGE = Listing(
    name="incentives",
    caption=_("组合激励"),
    columns=[
        Column("title", _("激励措施"), sort="title", main=True, width="wide", sub="summary"),
        Column("pillar", _("激励类别"), kind="badge", labels=Pillar, sort="pillar"),
        Column("owner", _("责任部门"), sort="owner__order", priority=2),
        Column("basis", _("依据"), priority=3),
        Column("needs_certificate", _("须已认证"), kind="boolean", priority=3),
        Column("held", _("享受"), kind="number", sort="held"),
        Column("waits", _("待审核"), kind="number", sort="waits", priority=2),
        Column("state", _("状态"), kind="badge", labels=I, tones=INCENTIVE_TONES, sort="state"),
    ],
    filters=[ChoiceFilter("pillar", _("激励类别"), choices=Pillar, many=True), ChoiceFilter("state", _("状态"), choices=I, many=True)],
    search=["title", "summary", "owner__name"],
    default_sort=("pillar", "pk"),
    row_link="incentives:incentive",
    empty=EmptyState(_("还没有激励措施"), _("由责任部门登记金融、财政、土地、信用方面的措施，开放后企业可以申请。"), "award"),
)
ENTITLEMENTS = Listing(
    name="entitlements",
    caption=_("激励享受"),
    columns=[
        Column("enterprise", _("企业"), value=_name, sort="enterprise__organisation__name", main=True, width="wide"),
        Column("incentive", _("激励措施"), sort="incentive__title"),
        Column("pillar", _("激励类别"), value=lambda row: row.incentive.get_pillar_display(), sort="incentive__pillar", priority=3),
        Column("owner", _("责任部门"), value=lambda row: row.incentive.owner, priority=2),
        Column("applied_on", _("申请日期"), kind="date", sort="applied_on", priority=3),
        Column("granted_on", _("享受起"), kind="date", sort="granted_on", priority=2),
        Column("document", _("决定文号"), only_export=True),
        Column("state", _("状态"), kind="badge", labels=E, tones=ENTITLEMENT_TONES, sort="state"),
    ],
    filters=[
        ChoiceFilter("state", _("状态"), choices=E, many=True),
        ChoiceFilter("pillar", _("激励类别"), lookup="incentive__pillar", choices=Pillar),
        DateFilter("granted_on", _("享受起")),
    ],
    search=["enterprise__organisation__name", "incentive__title", "document"],
    default_sort=("-created_at", "-pk"),
    row_link="incentives:entitlement",
    empty=EmptyState(_("还没有企业申请激励"), _("名单上的企业在“我的激励”里申请，由责任部门审核。"), "award"),
)
TRIALS = Listing(
    name="credit-trials",
    caption=_("抵免试算"),
    columns=[
        Column("rate", _("试算抵免比例"), value=lambda row: row.rate_text, sort="rate", main=True),
        Column("since", _("自该日起的投资"), kind="date", sort="since"),
        Column("years", _("年度"), value=lambda row: f"{row.first}–{row.last}", priority=2),
        Column("enterprises", _("企业数"), kind="number", priority=2),
        Column("winners", _("多抵免的企业"), kind="number", sort="winners"),
        Column("losers", _("少抵免的企业"), kind="number", sort="losers"),
        Column("before", _("现行规则抵免（元）"), kind="number", places=2, value=lambda row: in_yuan(row.before), priority=3),
        Column("after", _("试算抵免（元）"), kind="number", places=2, value=lambda row: in_yuan(row.after), priority=2),
        Column("created_at", _("试算时间"), kind="datetime", sort="created_at", priority=3),
        Column("done", _("完成"), value=lambda row: row.finished_at is not None, kind="boolean", priority=3),
    ],
    default_sort=("-created_at", "-pk"),
    row_link="incentives:trial",
    empty=EmptyState(_("还没有试算过"), _("换一个抵免比例，对全部企业算一遍，看谁多谁少；只是试算，不改动任何决定。"), "chart-line"),
)
CHANGES = Listing(
    name="credit-trial-changes",
    caption=_("抵免会改变的企业"),
    columns=[
        Column("enterprise", _("企业"), value=_name, sort="enterprise__organisation__name", main=True, width="wide"),
        Column("before", _("现行规则抵免（元）"), kind="number", places=2, value=lambda row: in_yuan(row.before), sort="before"),
        Column("after", _("试算抵免（元）"), kind="number", places=2, value=lambda row: in_yuan(row.after), sort="after"),
        Column("difference", _("增减（元）"), kind="number", places=2, value=lambda row: in_yuan(row.difference), sort="difference"),
    ],
    search=["enterprise__organisation__name"],
    default_sort=("difference", "pk"),
    row_link=lambda row: str(row.enterprise.get_absolute_url()),
    export_limit=100_000,
    empty=EmptyState(_("没有一家企业的抵免会改变"), _("在所选年度里，抵免额都被应缴附加封顶，或没有相关投资。"), "circle-check"),
)
