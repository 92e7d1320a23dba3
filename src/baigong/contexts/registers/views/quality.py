"""The page of data quality: how full the tables are, what does not fit, and how far the figures lean."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from baigong.contexts.registers.access import COVERAGE_POLICY, FINDING_POLICY
from baigong.contexts.registers.models import FindingKind, QualityFinding
from baigong.contexts.registers.quality.rules import Comparison, all_rules
from baigong.contexts.registers.selectors.calendar import STANDING_LABELS, STANDING_TONES
from baigong.contexts.registers.selectors.quality import last_look, quality_by_body
from baigong.contexts.registers.standard import find_table
from baigong.contexts.registers.views.filters import BY_STANDARD
from baigong.kernel.access import Request, requires
from baigong.kernel.jobs import enqueue
from baigong.kernel.ui.listing import ChoiceFilter, Column, EmptyState, Listing

TONES = {"contradiction": "bad", "duplicate": "warn", "outlier": "info"}


def _label(standard: str, name: str) -> str:
    table = find_table(standard, name)
    return str(table.label) if table else name


def _title(row: QualityFinding) -> str:
    rule = all_rules().find(row.rule)
    return _(rule.title) if rule else _("不同单位用了同一行主键")


def _advice(row: QualityFinding) -> str:
    rule = all_rules().find(row.rule)
    return _(rule.advice) if rule else _("核对是否重复报送了他校的行；行主键应全国唯一。")


def _side(row: QualityFinding, *, is_other: bool) -> str:
    """One of the two values with what it is of."""
    rule, value = all_rules().find(row.rule), row.expected if is_other else row.found
    if isinstance(rule, Comparison):
        words = _((rule.right if is_other else rule.left).words)
        return _("%(what)s：%(value)s") % {"what": words, "value": value} if value else words
    return value


def _rows(row: QualityFinding, *, is_other: bool) -> str | None:
    standard, table = (row.other_standard, row.other_table) if is_other else (row.standard, row.table)
    if not table:
        return None
    conditions = row.other_rows if is_other else row.rows
    address = reverse("registers:table-rows", args=[row.organisation_id, standard, table])
    return f"{address}?{urlencode([('f', condition) for condition in conditions])}" if conditions else address


FINDINGS = Listing(
    name="findings",
    caption=gettext_lazy("数据质量问题"),
    columns=[
        Column("organisation", gettext_lazy("报送单位"), value="organisation", sort="organisation__order"),
        Column("kind", gettext_lazy("类别"), kind="badge", labels=FindingKind, tones=TONES),
        Column("rule", gettext_lazy("问题"), value=_title, sub=_advice, main=True, width="wide"),
        Column("subject", gettext_lazy("对象")),
        Column("found", gettext_lazy("现值"), value=lambda row: _side(row, is_other=False), link=lambda row: _rows(row, is_other=False)),
        Column("expected", gettext_lazy("对照值"), value=lambda row: _side(row, is_other=True), link=lambda row: _rows(row, is_other=True)),
        Column("other_body", gettext_lazy("另一单位"), value="other_body", priority=2),
        Column("table", gettext_lazy("数据表"), value=lambda row: _label(row.standard, row.table), priority=3),
        Column("advice", gettext_lazy("怎么办"), value=_advice, only_export=True),
    ],
    filters=[ChoiceFilter("kind", gettext_lazy("类别"), choices=FindingKind, many=True)],
    search=["organisation__name", "subject", "table", "found"],
    default_sort=("organisation__order", "kind", "rule", "-weight", "pk"),
    empty=EmptyState(gettext_lazy("没有发现问题"), gettext_lazy("每晚检查一次已返回的数据；还没有检查过时，这里也是空的。"), "check"),
)
OWN_FINDINGS = replace(FINDINGS, columns=[column for column in FINDINGS.columns if column.key != "other_body"])
"""Where else one of its people stands is the bureau's to know."""

COVERAGE = Listing(
    name="coverage",
    caption=gettext_lazy("各表填写情况"),
    columns=[
        Column("organisation", gettext_lazy("报送单位"), value="organisation", sort="organisation__order"),
        Column("table", gettext_lazy("数据表"), value=lambda row: _label(row.standard, row.table), sub="table", main=True, width="wide"),
        Column("standing", gettext_lazy("情况"), kind="badge", labels=STANDING_LABELS, tones=STANDING_TONES, sort="standing"),
        Column("row_count", gettext_lazy("现有行数"), kind="number", sort="row_count"),
        Column("required_filled", gettext_lazy("必填项填写率"), kind="percent", sort="required_filled", priority=2),
        Column("optional_filled", gettext_lazy("选填项填写率"), kind="percent", sort="optional_filled"),
        Column("never_filled", gettext_lazy("从未填写的字段"), value=lambda row: "、".join(row.never_filled), priority=3),
        Column("last_at", gettext_lazy("最近入库"), kind="datetime", sort="last_at", priority=2),
    ],
    filters=[
        ChoiceFilter("standing", gettext_lazy("情况"), choices=STANDING_LABELS, many=True),
        BY_STANDARD,
    ],
    search=["organisation__name", "table"],
    default_sort=("organisation__order", "standard", "pk"),
    row_link=lambda row: reverse("registers:table-rows", args=[row.organisation_id, row.standard, row.table]),
    empty=EmptyState(gettext_lazy("还没有检查过"), gettext_lazy("每晚检查一次；工作专班也可以现在就检查。"), "table"),
)


@requires(COVERAGE_POLICY, "view")
@require_safe
def quality(request: Request) -> HttpResponse:
    """Each body in one line, every finding below it."""
    findings = FINDING_POLICY.visible(request.actor).select_related("organisation", "other_body")
    context = {
        "lines": quality_by_body(request.actor),
        "kinds": FindingKind,
        "found_at": last_look(request.actor),
        "bias": [(table, _(text)) for table, text in all_rules().bias],
        "may_assess": FINDING_POLICY.reachable(request.actor, "assess"),
        "sees_findings": FINDING_POLICY.reachable(request.actor, "view"),
    }
    listing = FINDINGS if context["may_assess"] else OWN_FINDINGS
    return listing.respond(request, findings, "registers/quality.html", context, on_export="registers.quality.exported")


@requires(COVERAGE_POLICY, "view")
@require_safe
def coverage(request: Request) -> HttpResponse:
    """Every owed table with how full it is."""
    rows = COVERAGE_POLICY.visible(request.actor).select_related("organisation")
    return COVERAGE.respond(request, rows, "registers/coverage.html", on_export="registers.coverage.exported")


@requires(FINDING_POLICY, "assess")
@require_POST
def assess(request: Request) -> HttpResponse:
    """Look again now."""
    return redirect(enqueue("registers.quality", actor=request.actor, now=request.now).get_absolute_url())
