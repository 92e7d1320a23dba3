"""The lives of training-evaluation bodies and of certificates: onto the list and off it. What was issued stays valid."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baigong.contexts.credit_bank.access_of_standards import CERTIFICATE_TYPE_POLICY, TRAINING_BODY_POLICY
from baigong.contexts.credit_bank.models import BodyState, CertificateState, CertificateType, LocalStandardState, TrainingBody
from baigong.kernel.access import Actor
from baigong.kernel.errors import at_field
from baigong.kernel.workflow import StateMachine, Transition, Unmet

step: Any = Transition.of
B = BodyState
C = CertificateState


def the_day(given: date | str, field: str = "day") -> date:
    """A day that came with a step, as a date. Raises ``Refusal`` for what is none."""
    if isinstance(given, date):
        return given
    try:
        return date.fromisoformat(given.strip())
    except ValueError:
        raise at_field(field, gettext("请填写日期，例如 2021-09-01。"), code="day_required") from None


def the_document(given: str, field: str = "document") -> str:
    """The document that came with a step. Raises ``Refusal`` for none."""
    if not given.strip():
        raise at_field(field, gettext("请填写文件文号或名称。"), code="document_required")
    return given.strip()[:120]


# -- bodies ----------------------------------------------------------------------------------------------------------


def listed(row: TrainingBody, *, actor: Actor, now: datetime, reason: str, day: date | str = "", document: str = "", **facts: Any) -> None:
    """The day it came onto the national list, and by which document."""
    row.listed_on, row.listed_by = the_day(day), the_document(document)
    row.save(update_fields=["listed_on", "listed_by"])


def delisted(
    row: TrainingBody, *, actor: Actor, now: datetime, reason: str, day: date | str = "", document: str = "", **facts: Any
) -> None:
    """The first day it is off the list, by which document and why."""
    first = the_day(day)
    if row.listed_on is not None and first <= row.listed_on:
        raise at_field("day", gettext("移出日期应晚于列入日期%(day)s。") % {"day": row.listed_on.isoformat()})
    row.delisted_on, row.delisted_by, row.delisted_reason = first, the_document(document), reason[:200]
    row.save(update_fields=["delisted_on", "delisted_by", "delisted_reason"])


def restored(row: TrainingBody, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """It was entered by mistake that the body left the list; the log keeps what stood there."""
    row.delisted_on, row.delisted_by, row.delisted_reason = None, "", ""
    row.save(update_fields=["delisted_on", "delisted_by", "delisted_reason"])


TRAINING_BODY = StateMachine(
    policy=TRAINING_BODY_POLICY,
    states=BodyState,
    initial=B.UNLISTED,
    transitions=[
        step("list", B.UNLISTED, B.LISTED, _("登记列入国家目录"), "listed", prepare=listed),
        step("delist", B.LISTED, B.DELISTED, _("登记移出国家目录"), "delisted", prepare=delisted, reason_required=True, danger=True,
             explain=_("从移出之日起，它的证书不再开新班、新考次；已发的证书仍然有效。")),
        step("restore", B.DELISTED, B.LISTED, _("更正：仍在国家目录"), "restored", effect=restored, reason_required=True,
             explain=_("只用于登记有误时更正；经过里留有原来的记录。")),
    ],
)  # fmt: skip


# -- certificates ----------------------------------------------------------------------------------------------------


def is_not_local(row: CertificateType) -> str | None:
    """A certificate of a local standard begins and ends with it, until it is published on the national list."""
    local = row.local_standard if hasattr(row, "local_standard") else None
    if local is None or local.state == LocalStandardState.PUBLISHED:
        return None
    return Unmet(gettext("地方证书随标准试行启用、随标准终止停用，在地方标准里办理。"), gettext("地方标准"), local.get_absolute_url())


def is_described(row: CertificateType) -> str | None:
    """A certificate has its levels and its day on the list, and its body is known there."""
    if (local := is_not_local(row)) is not None:
        return local
    edit = row.get_absolute_url() + "edit/"
    if not row.levels.exists():
        return Unmet(gettext("还没有写明证书分哪几级。"), gettext("修改"), edit, needs="edit")
    if row.listed_on is None:
        return Unmet(gettext("还没有写明列入国家目录的日期；地方证书请在地方标准里起草。"), gettext("修改"), edit, needs="edit")
    if row.body.listed_on is None:
        return Unmet(
            gettext("“%(body)s”还没有登记列入国家目录。") % {"body": row.body}, gettext("培训评价组织"), row.body.get_absolute_url()
        )
    return None


def closed(row: CertificateType, *, actor: Actor, now: datetime, reason: str, day: date | str = "", **facts: Any) -> None:
    """The first day on which nothing new begins, and why."""
    first = the_day(day) if day else now.date()
    row.closed_on, row.closed_reason = max(first, row.since), reason[:200]
    row.save(update_fields=["closed_on", "closed_reason"])


def reopened(row: CertificateType, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """It is in use as before."""
    row.closed_on, row.closed_reason = None, ""
    row.save(update_fields=["closed_on", "closed_reason"])


def begun(row: CertificateType, *, actor: Actor, now: datetime, reason: str, since: date | None = None, **facts: Any) -> None:
    """A local certificate is in use from the first day of its trial."""
    row.since = since or now.date()
    row.save(update_fields=["since"])


CERTIFICATE_TYPE = StateMachine(
    policy=CERTIFICATE_TYPE_POLICY,
    states=CertificateState,
    initial=C.DRAFT,
    select=("body",),
    transitions=[
        step("open", C.DRAFT, C.OPEN, _("启用"), "opened", guard=is_described),
        step("close", C.OPEN, C.CLOSED, _("停用"), "closed", guard=is_not_local, prepare=closed, reason_required=True, danger=True,
             explain=_("停用后不再开新班、新考次；已发的证书仍然有效。")),
        step("reopen", C.CLOSED, C.OPEN, _("恢复使用"), "reopened", guard=is_described, effect=reopened, reason_required=True),
        step("begin", C.DRAFT, C.OPEN, _("随标准试行启用"), "begun", internal=True, prepare=begun),
        step("end", C.OPEN, C.CLOSED, _("随标准终止停用"), "ended", internal=True, prepare=closed, reason_required=True),
        step("abandon", C.DRAFT, C.CLOSED, _("随标准放弃"), "abandoned", internal=True, prepare=closed, reason_required=True),
    ],
)  # fmt: skip
