"""Pages of what came: every batch, and one with its verdict."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from baigong.contexts.registers.access import BATCH_POLICY
from baigong.contexts.registers.models import Batch, BatchState, Channel
from baigong.contexts.registers.pages import BatchPage, fault_line
from baigong.contexts.registers.selectors.batches import fault_groups, faults_of, table_of
from baigong.contexts.registers.services import withdrawing as services
from baigong.contexts.registers.views.filters import BY_STANDARD
from baigong.kernel import audit
from baigong.kernel.access import Request, requires
from baigong.kernel.exchange import Sheet, write_xlsx
from baigong.kernel.ui.downloads import attachment
from baigong.kernel.ui.form_pages import button_page
from baigong.kernel.ui.listing import ChoiceFilter, Column, DateFilter, EmptyState, Listing

TONES = {"stored": "good", "partly": "warn", "failed": "bad", "withdrawn": "neutral"}
WORDS = {**{state.value: state.label for state in BatchState}, "withdrawn": gettext_lazy("已撤回")}


def table_label(row: Batch) -> str:
    """The table in words, with its name."""
    table = table_of(row)
    return f"{table.label} {row.table}" if table else row.table


def verdict(row: Batch) -> str:
    """What became of a batch: its verdict, or that it was taken back."""
    return "withdrawn" if row.withdrawn_at else row.state


BATCHES = Listing(
    name="batches",
    caption=gettext_lazy("批次"),
    columns=[
        Column("received_at", gettext_lazy("收到时间"), kind="datetime", sort="received_at"),
        Column("organisation", gettext_lazy("报送单位"), value="organisation", sort="organisation__order"),
        Column("table", gettext_lazy("数据表"), value=table_label, width="wide"),
        Column("channel", gettext_lazy("方式"), kind="badge", labels=Channel, priority=2),
        Column("row_count", pgettext_lazy("数据", "行数"), kind="number", priority=2),
        Column("stored_count", gettext_lazy("入库"), kind="number"),
        Column("failed_count", gettext_lazy("有误"), kind="number"),
        Column("state", gettext_lazy("结论"), value=verdict, kind="badge", labels=WORDS, tones=TONES, sort="state"),
        Column("standard", gettext_lazy("标准"), kind="code", priority=3),
        Column("file_name", gettext_lazy("文件名"), only_export=True),
        Column("sender", gettext_lazy("推送账号"), only_export=True),
    ],
    filters=[
        ChoiceFilter("state", gettext_lazy("结论"), choices=BatchState, many=True),
        ChoiceFilter("channel", gettext_lazy("方式"), choices=Channel),
        BY_STANDARD,
        DateFilter("received_at", gettext_lazy("收到时间"), instant=True),
    ],
    search=["table", "file_name", "organisation__name", "sender"],
    default_sort=("-received_at", "-pk"),
    row_link="registers:batch",
    empty=EmptyState(gettext_lazy("还没有收到数据"), gettext_lazy("学校推送或上传的每一批都登记在这里，带结论和逐行的错误。"), "database"),
)


@requires(BATCH_POLICY, "view")
@require_safe
def batch_list(request: Request) -> HttpResponse:
    """Every batch in sight."""
    rows = BATCH_POLICY.visible(request.actor).select_related("organisation")
    return BATCHES.respond(request, rows, "registers/batch_list.html", on_export="registers.batch.list_exported")


@requires(BATCH_POLICY, "view")
@require_safe
def batch(request: Request, pk: int) -> HttpResponse:
    """One batch: its verdict, what is wrong by kind, and what to do."""
    row = BATCH_POLICY.get_or_404(request.actor, Batch.objects.select_related("organisation", "received_by", "withdrawn_by"), pk=pk)
    table, faults = table_of(row), faults_of(row)
    lines = [fault_line(group, table) for group in fault_groups(faults)] if faults is not None else []
    same = BATCH_POLICY.visible(request.actor).filter(organisation=row.organisation_id, standard=row.standard, table=row.table)
    page = BatchPage(
        batch=row,
        table=table,
        lines=lines,
        names_rows=row.channel == Channel.PUSH,
        may_read=bool(BATCH_POLICY.decide(request.actor, "read", row)),
        may_withdraw=bool(row.rows) and row.withdrawn_at is None and bool(BATCH_POLICY.decide(request.actor, "withdraw", row)),
        same=list(same.exclude(pk=row.pk).order_by("-received_at")[:5]),
    )
    return render(request, "registers/batch.html", {"page": page, "tones": TONES})


@requires(BATCH_POLICY, "withdraw")
@require_POST
def batch_withdraw(request: Request, pk: int) -> HttpResponse:
    """Take a batch back, with a reason."""
    row = BATCH_POLICY.get_or_404(request.actor, Batch.objects.select_related("organisation"), pk=pk)
    reason = request.POST.get("reason", "")
    return button_page(
        request, lambda: services.withdraw(actor=request.actor, now=request.now, batch=row, reason=reason),
        done=_("已撤回，这一批不再计入；之前的日子和快照不变。"), to=row,
    )  # fmt: skip


@requires(BATCH_POLICY, "view")
@require_safe
def batch_faults(request: Request, pk: int) -> HttpResponse:
    """Every fault of a batch as a workbook: row, key, field, what stands there, what is wrong, how to mend it."""
    row = BATCH_POLICY.get_or_404(request.actor, pk=pk)
    faults, table = faults_of(row), table_of(row)
    if faults is None:
        raise Http404(_("这一批没有错误。"))
    said = {(g.field, g.code): fault_line(g, table) for g in fault_groups(faults)}
    lines = []
    for fault in faults.iter_rows(named=True):
        words = said[fault["field"], fault["code"]]
        lines.append([fault["row"] + 1, fault["key"], fault["field"], words.label, fault["found"], words.what, words.how])
    heads = [_("行"), _("主键"), _("字段"), _("名称"), _("现在的内容"), _("问题"), _("怎么改")]
    sheet = Sheet(_("错误明细"), heads, lines)
    audit.record(request.actor, "registers.batch.exported", row, now=request.now, detail={"faults": len(lines)})
    return attachment(write_xlsx([sheet]), f"{row.table}-{row.pk}.xlsx")
