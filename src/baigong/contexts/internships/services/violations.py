"""The hotline: anybody reports, unnamed if he likes; who reported is encrypted and read by named handlers alone, each look in the log."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from baigong.contexts.accounts.public import WORKING_TEAM, User, people_with
from baigong.contexts.internships.access_of_work import HANDLER_POLICY, VIOLATION_POLICY
from baigong.contexts.internships.models import (
    Placement,
    ReportAssignment,
    ReportHandler,
    ReportState,
    ViolationKind,
    ViolationReport,
)
from baigong.contexts.internships.workflow.violations import WAITING
from baigong.contexts.organisations.public import Organisation
from baigong.kernel import audit
from baigong.kernel.access import ANONYMOUS, SYSTEM, Actor
from baigong.kernel.errors import Conflict, Refusal, at_field
from baigong.kernel.notices import notify, settle
from baigong.kernel.privacy import decrypt, encrypt, new_receipt, receipt_digest
from baigong.kernel.rules import parameter_on, work_calendar
from baigong.kernel.wording import as_recorded

ANSWERED = (ReportState.CLOSED, ReportState.DISMISSED)
TRIES = 5
"""How often a number is counted again."""


@dataclass(frozen=True)
class ReportHead:
    """What is reported. ``about``: a unit that no register knows; ``name`` and ``contact``: only where the reporter gives them."""

    kind: str
    words: str
    occurred_on: date
    enterprise: Organisation | None = None
    about: str = ""
    name: str = ""
    contact: str = ""


@transaction.atomic
def lodge(*, actor: Actor, now: datetime, head: ReportHead) -> tuple[ViolationReport, str]:
    """Take a report in; the row and the receipt by which its reporter asks what became of it, which is shown once.

    Who is signed in leaves no trace: neither the row nor the log names him. Raises ``Refusal`` for one that says nothing.
    """
    VIOLATION_POLICY.require(actor, "lodge", ViolationReport())
    if head.kind not in ViolationKind.values:
        raise at_field("kind", _("请选择违规类别。"))
    if len(head.words.strip()) < 10:
        raise at_field("words", _("请写明时间、地点、发生了什么，至少十个字。"))
    if head.occurred_on > now.date():
        raise at_field("occurred_on", _("发生日期还没有到。"))
    if head.enterprise is None and not head.about.strip():
        raise at_field("enterprise", _("请选择或写明是哪家单位。"))
    receipt = new_receipt()
    who = {"name": head.name.strip()[:80], "contact": head.contact.strip()[:80]}
    row = ViolationReport(
        kind=head.kind, enterprise=head.enterprise, about=head.about.strip()[:120], words=head.words.strip()[:2000],
        occurred_on=head.occurred_on, reporter_sealed=encrypt(json.dumps(who, ensure_ascii=False)) if any(who.values()) else "",
        receipt_hash=receipt_digest(receipt), lodged_at=now, take_by=_take_by(now.date()),
    )  # fmt: skip
    _insert(row, now)
    audit.record(ANONYMOUS, "internships.violationreport.lodged", row, now=now, detail={"kind": row.kind})
    _hand_to_handlers(row, now)
    return row, receipt


@transaction.atomic
def detect(
    *, actor: Actor, now: datetime, placement: Placement, kind: str, words: str, clause: str, occurred_on: date, finding: str
) -> ViolationReport:
    """What was found in the records goes the same way as a report. Raises ``Conflict`` where it went before."""
    row = ViolationReport(
        kind=kind, enterprise=placement.enterprise, school=placement.school, placement=placement, words=words[:2000],
        occurred_on=occurred_on, clause=clause[:200], is_detected=True, finding=finding, lodged_at=now, take_by=_take_by(now.date()),
    )  # fmt: skip
    VIOLATION_POLICY.require(actor, "detect", row)
    _insert(row, now)
    audit.record(actor, "internships.violationreport.detected", row, now=now, detail={"kind": kind, "finding": finding})
    _hand_to_handlers(row, now)
    return row


def _insert(row: ViolationReport, now: datetime) -> None:
    """Write it under a number of its own: of two that come at the same moment the slower one counts again, so that no report is lost."""
    for _try in range(TRIES):
        row.number = _next_number(now)
        try:
            with transaction.atomic():
                return row.save(force_insert=True)
        except IntegrityError:
            if row.finding and ViolationReport.objects.filter(finding=row.finding).exists():
                raise Conflict(_("这一处违规已经提交核查，没有重复提交。"), code="found_before") from None
    raise Conflict(_("同一时刻报的人太多，这一件还没有收下；请再提交一次。"), code="raced")


def _next_number(now: datetime) -> str:
    day = f"JB{now:%Y%m%d}"
    return f"{day}{ViolationReport.objects.filter(number__startswith=day).count() + 1:04d}"


def _take_by(day: date) -> date:
    version = parameter_on("WRK-REPORT-TAKE", day)
    return work_calendar().nth_after(day, int(version.value)) if version and version.value else day


def _hand_to_handlers(row: ViolationReport, now: datetime) -> None:
    """Every handler has it; where nobody is named the working team is told to name one, and not what was reported."""
    handlers = list(ReportHandler.objects.filter(until=None).values_list("user", flat=True))
    for user in handlers:
        ReportAssignment.objects.get_or_create(report=row, user_id=user, defaults={"since": now})
    with as_recorded():
        if handlers:
            subject = _("收到实习违规举报%(number)s") % {"number": row.number}
            notify(handlers, actor=SYSTEM, now=now, kind=WAITING, subject=subject, url=row.get_absolute_url())
        else:
            team = people_with([WORKING_TEAM], now.date()).values_list("pk", flat=True)
            subject = _("有违规举报而没有指定经办人，请先指定")
            notify(team, actor=SYSTEM, now=now, kind=WAITING, subject=subject, url=reverse("internships:handlers"))


@transaction.atomic
def name_handler(*, actor: Actor, now: datetime, user: User) -> ReportHandler:
    """Name a handler; what is still open comes into his hands too. Raises ``Conflict`` for one who is named."""
    row = ReportHandler(user=user, since=now.date(), named_by_id=actor.user_id, named_at=now)
    HANDLER_POLICY.require(actor, "name", row)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("“%(user)s”已经是举报经办人。") % {"user": user}, code="named_before") from None
    audit.record(actor, "internships.reporthandler.named", row, now=now, detail={"user": user.pk})
    for report in ViolationReport.objects.exclude(state__in=ANSWERED):
        ReportAssignment.objects.get_or_create(report=report, user=user, defaults={"since": now})
    settle(kind=WAITING, url=reverse("internships:handlers"), now=now)
    return row


@transaction.atomic
def end_handler(*, actor: Actor, now: datetime, handler: ReportHandler) -> ReportHandler:
    """From now on he sees no report any more, none of those he handled either. Raises ``Conflict`` where open ones would be nobody's."""
    HANDLER_POLICY.require(actor, "end", handler)
    named = {one.pk: one for one in ReportHandler.objects.select_for_update(no_key=True, of=("self",)).filter(until=None).order_by("pk")}
    row = named.get(handler.pk)
    if row is None:
        raise Conflict(_("“%(user)s”已经不是举报经办人。") % {"user": handler.user}, code="ended_before")
    others = ReportAssignment.objects.filter(report=OuterRef("pk")).exclude(user=row.user_id)
    mine = ViolationReport.objects.filter(~Exists(others), assignments__user=row.user_id).exclude(state__in=ANSWERED)
    if left := list(mine.order_by("pk").values_list("number", flat=True)):
        words = _("%(numbers)s只在“%(user)s”手里；请先另指定一名经办人。") % {"numbers": "、".join(left[:5]), "user": row.user}
        raise Conflict(words, code="nobody_left")
    row.until = now.date()
    row.save(update_fields=["until"])
    ReportAssignment.objects.filter(user=row.user_id).delete()
    audit.record(actor, "internships.reporthandler.ended", row, now=now, detail={"user": row.user_id})
    return row


@transaction.atomic
def look_at_reporter(*, actor: Actor, now: datetime, report: ViolationReport, reason: str) -> Mapping[str, str]:
    """Who reported, for a named handler who says why; the look is in the log before anything is shown."""
    VIOLATION_POLICY.require(actor, "look", report)
    if not reason.strip():
        raise at_field("reason", _("请写明为什么需要知道举报人；查看会留痕。"), code="reason_required")
    if not report.is_named:
        raise Refusal(_("举报人没有留下姓名和联系方式。"), code="unnamed")
    audit.record(actor, "internships.violationreport.reporter_looked_at", report, now=now, detail={"reason": reason.strip()[:200]})
    found: Mapping[str, str] = json.loads(decrypt(report.reporter_sealed))
    return found


@transaction.atomic
def identify(*, actor: Actor, now: datetime, report: ViolationReport, enterprise: Organisation | None) -> ViolationReport:
    """Say which unit of the register a report is about. Raises ``Refusal`` where there is none of that name."""
    row = ViolationReport.objects.select_for_update(no_key=True, of=("self",)).get(pk=report.pk)
    VIOLATION_POLICY.require(actor, "identify", row)
    if enterprise is None:
        raise at_field("enterprise", _("名录里没有这家单位，请填全称；确实没有的，请企业工作先登记。"))
    row.enterprise = enterprise
    row.save(update_fields=["enterprise"])
    audit.record(actor, "internships.violationreport.identified", row, now=now, detail={"enterprise": enterprise.pk})
    return row


def find_by_receipt(receipt: str) -> ViolationReport | None:
    """The report of a receipt; nothing where there is none."""
    return ViolationReport.objects.exclude(receipt_hash="").filter(receipt_hash=receipt_digest(receipt)).first()
