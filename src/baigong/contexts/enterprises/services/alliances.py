"""Groups and alliances: entering one, who belongs to it, what was agreed, brought in and held."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from baigong.contexts.enterprises.access import ALLIANCE_POLICY
from baigong.contexts.enterprises.models import (
    Alliance,
    AllianceKind,
    AllianceLevel,
    AllianceMember,
    AllianceRecord,
    AllianceState,
    MemberRole,
    RecordKind,
)
from baigong.contexts.organisations.public import Organisation
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict, Refusal, at_field


@dataclass(frozen=True)
class AllianceHead:
    """What is entered of a group or alliance. ``organisation``: the body itself where the register of bodies has it."""

    name: str
    kind: str
    lead: Organisation
    level: str = AllianceLevel.CITY.value
    organisation: Organisation | None = None
    industry: str = ""
    is_legal_person: bool = False
    purpose: str = ""


@transaction.atomic
def draft_alliance(*, actor: Actor, now: datetime, head: AllianceHead, since: date | None = None) -> Alliance:
    """Begin one; who leads it is its first member, from ``since`` (today)."""
    row = Alliance(lead=head.lead, created_by_id=actor.user_id, created_at=now)
    ALLIANCE_POLICY.require(actor, "create", row)
    _put(row, head)
    row.save(force_insert=True)
    AllianceMember.objects.create(alliance=row, organisation=head.lead, role=MemberRole.LEAD, since=since or now.date())
    audit.record(actor, "enterprises.alliance.drafted", row, now=now)
    return row


@transaction.atomic
def edit_alliance(*, actor: Actor, now: datetime, alliance: Alliance, head: AllianceHead) -> Alliance:
    """Write it anew; who leads it stays its member."""
    row = Alliance.objects.select_for_update(no_key=True, of=("self",)).select_related("lead").get(pk=alliance.pk)
    ALLIANCE_POLICY.require(actor, "edit", row)
    _refuse_ended(row)
    if head.lead.pk != row.lead_id:
        row.members.filter(organisation=row.lead_id, until=None).update(role=MemberRole.MEMBER)
        renewed = row.members.filter(organisation=head.lead, until=None).update(role=MemberRole.LEAD)
        if not renewed:
            AllianceMember.objects.create(alliance=row, organisation=head.lead, role=MemberRole.LEAD, since=now.date())
    _put(row, head)
    row.save()
    audit.record(actor, "enterprises.alliance.edited", row, now=now)
    return row


def _put(row: Alliance, head: AllianceHead) -> None:
    name = " ".join(head.name.split())
    if not name or len(name) > 120:
        raise at_field("name", _("请填写名称，不超过120个字。"))
    if Alliance.objects.filter(name=name).exclude(pk=row.pk).exists():
        raise at_field("name", _("已有“%(name)s”。") % {"name": name})
    if head.kind not in AllianceKind.values:
        raise at_field("kind", _("请从列表中选择类型。"))
    if head.organisation is not None and Alliance.objects.filter(organisation=head.organisation).exclude(pk=row.pk).exists():
        raise at_field("organisation", _("“%(body)s”已登记为另一个集团或联盟。") % {"body": head.organisation})
    row.name, row.kind, row.level, row.lead, row.organisation = name, head.kind, head.level, head.lead, head.organisation
    row.industry, row.purpose = " ".join(head.industry.split())[:60], " ".join(head.purpose.split())[:300]
    row.is_legal_person = head.is_legal_person


@transaction.atomic
def add_members(
    *, actor: Actor, now: datetime, alliance: Alliance, bodies: list[Organisation], since: date, role: str = MemberRole.MEMBER
) -> list[AllianceMember]:
    """Bodies join on ``since``. Refuses one that belongs to it already, and one that does not exist on that day."""
    row = Alliance.objects.select_for_update(no_key=True, of=("self",)).get(pk=alliance.pk)
    ALLIANCE_POLICY.require(actor, "record", row)
    _refuse_ended(row)
    if since > now.date():
        raise at_field("since", _("加入日期还没有到。"))
    inside = set(row.members.filter(until=None).values_list("organisation", flat=True))
    if twice := [str(body) for body in bodies if body.pk in inside]:
        raise at_field("bodies", _("已是成员：%(names)s。") % {"names": "、".join(twice)})
    if gone := [str(body) for body in bodies if not body.exists_on(since)]:
        raise at_field("bodies", _("加入日期当天还没有成立或已经撤并：%(names)s。") % {"names": "、".join(gone)})
    rows = AllianceMember.objects.bulk_create(AllianceMember(alliance=row, organisation=b, role=role, since=since) for b in bodies)
    audit.record(actor, "enterprises.alliance.joined", row, now=now, detail={"bodies": [str(body) for body in bodies]})
    return rows


@transaction.atomic
def end_membership(*, actor: Actor, now: datetime, member: AllianceMember, until: date) -> AllianceMember:
    """A body leaves; ``until`` is its last day. Who leads it does not leave before another leads."""
    row = AllianceMember.objects.select_for_update(no_key=True, of=("self",)).select_related("alliance", "organisation").get(pk=member.pk)
    ALLIANCE_POLICY.require(actor, "record", row.alliance)
    if row.until is not None:
        raise Conflict(_("“%(body)s”已退出。") % {"body": row.organisation}, code="left")
    if row.role == MemberRole.LEAD:
        raise Refusal(_("牵头单位不能退出；请先改由别的单位牵头。"), code="lead", status=409)
    if not row.since <= until <= now.date():
        raise at_field("until", _("退出日期应在加入日期和今天之间。"))
    row.until = until
    row.save(update_fields=["until"])
    audit.record(actor, "enterprises.alliance.left", row.alliance, now=now, detail={"body": str(row.organisation)})
    return row


@dataclass(frozen=True)
class RecordHead:
    """An agreement, an asset (``amount`` in fen) or an activity (``people``) of an alliance."""

    kind: str
    title: str
    on: date
    until: date | None = None
    body: Organisation | None = None
    document: str = ""
    amount: int | None = None
    people: int | None = None
    note: str = ""


@transaction.atomic
def add_record(*, actor: Actor, now: datetime, alliance: Alliance, head: RecordHead) -> AllianceRecord:
    """Write something down of an alliance. An asset says who brought it and what it is worth, an agreement its number."""
    row = Alliance.objects.select_for_update(no_key=True, of=("self",)).get(pk=alliance.pk)
    ALLIANCE_POLICY.require(actor, "record", row)
    _refuse_ended(row)
    if head.kind not in RecordKind.values:
        raise at_field("kind", _("请从列表中选择类别。"))
    title = " ".join(head.title.split())
    if not title or len(title) > 120:
        raise at_field("title", _("请填写名称，不超过120个字。"))
    if head.on > now.date():
        raise at_field("on", _("日期还没有到。"))
    if head.until is not None and head.until < head.on:
        raise at_field("until", _("截止日期不能早于日期。"))
    if head.kind == RecordKind.AGREEMENT and not head.document.strip():
        raise at_field("document", _("协议请填文号。"))
    if head.kind == RecordKind.ASSET and (head.body is None or head.amount is None):
        raise at_field("amount" if head.body else "body", _("资产请填由谁提供、价值多少。"))
    made = AllianceRecord.objects.create(
        alliance=row, kind=head.kind, title=title, on=head.on, until=head.until, body=head.body,
        document=" ".join(head.document.split())[:120], amount=head.amount, people=head.people, note=" ".join(head.note.split())[:300],
        entered_by_id=actor.user_id, entered_at=now,
    )  # fmt: skip
    audit.record(actor, "enterprises.alliance.recorded", row, now=now, detail={"kind": head.kind, "title": title})
    return made


@transaction.atomic
def remove_record(*, actor: Actor, now: datetime, record: AllianceRecord, reason: str) -> None:
    """Strike out what was written down wrongly; the log keeps what it said and why it went."""
    row = AllianceRecord.objects.select_for_update(no_key=True, of=("self",)).select_related("alliance").get(pk=record.pk)
    ALLIANCE_POLICY.require(actor, "record", row.alliance)
    if not reason.strip():
        raise at_field("reason", _("请写明删除理由。"))
    detail = {
        "kind": row.kind,
        "title": row.title,
        "on": str(row.on),
        "amount": row.amount,
        "people": row.people,
        "reason": reason.strip()[:300],
    }
    audit.record(actor, "enterprises.alliance.struck", row.alliance, now=now, detail=detail)
    row.delete()


def _refuse_ended(row: Alliance) -> None:
    if row.state in (AllianceState.DISSOLVED, AllianceState.DROPPED):
        words = _("“%(name)s”现在是“%(state)s”，不再登记。") % {"name": row, "state": row.get_state_display()}
        raise Conflict(words, code="ended")
