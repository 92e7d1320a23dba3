"""Co-operation of a firm with a school: entered by either side, changed until the other has it, ended by its term."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from baigong.contexts.classifications.public import find_code
from baigong.contexts.enterprises.access import COOPERATION_POLICY
from baigong.contexts.enterprises.models import Cooperation, CooperationKind, CooperationState, Enterprise, EnterpriseState, Site
from baigong.contexts.organisations.public import SCHOOL_KINDS, Organisation, OrganisationKind
from baigong.kernel import audit
from baigong.kernel.access import SYSTEM, Actor
from baigong.kernel.errors import Conflict, at_field
from baigong.kernel.workflow import fire

WRITABLE = (CooperationState.DRAFT, CooperationState.RETURNED)
LEVELS = {OrganisationKind.COLLEGE.value: "higher_associate"}


@dataclass(frozen=True)
class CooperationHead:
    """What is entered of a co-operation. ``amount`` in fen; the programme by its code in the catalogue."""

    enterprise: Enterprise
    school: Organisation
    kind: str
    title: str
    since: date
    until: date | None = None
    programme_code: str = ""
    site: Site | None = None
    places: int | None = None
    amount: int | None = None
    document: str = ""
    note: str = ""


@transaction.atomic
def draft_cooperation(*, actor: Actor, now: datetime, proposer: Organisation, head: CooperationHead) -> Cooperation:
    """Begin a co-operation for ``proposer``, the school or the firm's organisation; the other side will be asked."""
    row = Cooperation(enterprise=head.enterprise, school=head.school, created_by_id=actor.user_id, created_at=now)
    body = head.enterprise.organisation
    if proposer.pk not in (body.pk, head.school.pk):
        raise at_field("school", _("合作由企业或学校自己登记。"))
    row.proposer, row.asked = (body, head.school) if proposer.pk == body.pk else (head.school, body)
    COOPERATION_POLICY.require(actor, "create", row)
    _put(row, head, now)
    row.save(force_insert=True)
    audit.record(actor, "enterprises.cooperation.drafted", row, now=now, detail={"kind": head.kind})
    return row


@transaction.atomic
def edit_cooperation(
    *, actor: Actor, now: datetime, cooperation: Cooperation, head: CooperationHead, seen: datetime | None = None
) -> Cooperation:
    """Write it anew before it is proposed. Its two sides stay."""
    row = (
        Cooperation.objects.select_for_update(no_key=True, of=("self",))
        .select_related("enterprise__organisation", "school")
        .get(pk=cooperation.pk)
    )
    COOPERATION_POLICY.require(actor, "edit", row)
    if row.state not in WRITABLE:
        words = _("“%(title)s”现在是“%(state)s”，内容不再改动；要改请先撤回。") % {"title": row, "state": row.get_state_display()}
        raise Conflict(words, code="not_a_draft")
    if seen is not None and seen != row.updated_at:
        raise Conflict(_("“%(title)s”刚被他人改过；请核对下面的内容后再保存。") % {"title": row}, code="changed_meanwhile")
    if (head.enterprise.pk, head.school.pk) != (row.enterprise_id, row.school_id):
        raise at_field("school", _("合作的双方不能改；请放弃这一份，另外登记。"))
    _put(row, head, now)
    row.save()
    audit.record(actor, "enterprises.cooperation.edited", row, now=now)
    return row


def end_cooperations(now: datetime) -> int:
    """End what is over. Returns how many; run every night."""
    rows = list(Cooperation.objects.filter(state=CooperationState.IN_FORCE, until__lt=now.date()).order_by("pk"))
    for row in rows:
        fire(row, "end", actor=SYSTEM, now=now)
    return len(rows)


def _put(row: Cooperation, head: CooperationHead, now: datetime) -> None:
    if head.school.kind not in SCHOOL_KINDS:
        raise at_field("school", _("“%(body)s”不是职业院校。") % {"body": head.school})
    if head.enterprise.state == EnterpriseState.CLOSED:
        raise at_field("enterprise", _("“%(name)s”已关闭，不能再登记合作。") % {"name": head.enterprise})
    if head.kind not in CooperationKind.values:
        raise at_field("kind", _("请从列表中选择合作类型。"))
    title = " ".join(head.title.split())
    if not title or len(title) > 120:
        raise at_field("title", _("请填写名称，不超过120个字。"))
    if head.until is not None and head.until < head.since:
        raise at_field("until", _("合作止的日期不能早于合作起。"))
    row.programme_level = LEVELS.get(head.school.kind, "secondary") if head.programme_code else ""
    row.programme_code, row.programme = head.programme_code.strip(), ""
    if row.programme_code:
        entry = find_code("programmes", row.programme_code, on=now.date(), part=row.programme_level)
        if entry is None:
            raise at_field("programme_code", _("专业目录里没有代码“%(code)s”。") % {"code": row.programme_code})
        row.programme = entry.name
    elif head.kind in (CooperationKind.PROGRAMME, CooperationKind.ORDER_CLASS):
        raise at_field("programme_code", _("共建专业和订单班请填专业代码。"))
    if head.kind == CooperationKind.EQUIPMENT and head.amount is None:
        raise at_field("amount", _("捐赠设备请按发票填写价值。"))
    if head.site is not None and head.site.enterprise_id != head.enterprise.pk:
        raise at_field("site", _("场所不是这家企业的。"))
    row.kind, row.title, row.since, row.until, row.site = head.kind, title, head.since, head.until, head.site
    row.places, row.amount = head.places, head.amount
    row.document, row.note, row.updated_at = " ".join(head.document.split())[:120], " ".join(head.note.split())[:300], now
