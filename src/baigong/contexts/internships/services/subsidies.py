"""The subsidy of a new-type cohort: asked for, approved with an advance, settled by who finished with what, too much paid back. In 分."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from baigong.contexts.internships.access_of_apprenticeship import SUBSIDY_POLICY
from baigong.contexts.internships.models import ClaimState, Cohort, CohortState, PaymentKind, SubsidyClaim, SubsidyPayment, yuan
from baigong.contexts.internships.selectors.apprenticeship import Worth, due_of, expected_of, most_in_advance, paid_of
from baigong.contexts.organisations.public import Organisation
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict, Refusal, at_field
from baigong.kernel.wording import as_recorded
from baigong.kernel.workflow import fire

ASKABLE = {CohortState.FILED, CohortState.RUNNING, CohortState.ASSESSING, CohortState.FINISHED}
OVER = {CohortState.FINISHED, CohortState.STOPPED}
OPEN = {ClaimState.APPROVED, ClaimState.SETTLING, ClaimState.RECOVERING}


@transaction.atomic
def draft_claim(*, actor: Actor, now: datetime, cohort: Cohort, payer: Organisation) -> SubsidyClaim:
    """Ask for the subsidy of a cohort that was filed. Raises ``Refusal`` for modern apprenticeship, before filing, or without a rate."""
    row = SubsidyClaim(cohort=cohort, payer=payer, created_by_id=actor.user_id, created_at=now)
    SUBSIDY_POLICY.require(actor, "claim", row)
    if not cohort.is_of_staff:
        raise Refusal(_("只有企业新型学徒制有企业培训补贴；现代学徒制的学徒是学生。"), code="kind")
    if cohort.state not in ASKABLE:
        words = _("学徒班现在是“%(state)s”，备案后才能申请补贴。") % {"state": cohort.get_state_display()}
        raise Refusal(words, code="not_filed")
    if not cohort.apprentices.exists():
        raise Refusal(_("班里还没有学徒，补贴按学徒人数计算；先添加学徒再申请。"), code="no_apprentices")
    worth = expected_of(cohort)
    if worth.open:
        raise Refusal(worth.open, code="no_rate")
    row.expected, row.basis = worth.amount, {"expected": _told(worth)}
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("这个学徒班已经申请过补贴。"), code="claimed") from None
    audit.record(actor, "internships.subsidyclaim.drafted", row, now=now, detail={"expected": row.expected})
    return row


def _told(worth: Worth) -> list[dict[str, object]]:
    with as_recorded():
        return [{"apprentice": share.apprentice.pk, "amount": share.amount, "words": share.words} for share in worth.shares]


@transaction.atomic
def approve_claim(*, actor: Actor, now: datetime, claim: SubsidyClaim, advance: int, document: str) -> SubsidyClaim:
    """Approve it, with so much in advance as the rule lets. Raises ``Refusal`` for more."""
    SUBSIDY_POLICY.require(actor, "approve", claim)
    most = most_in_advance(claim.expected, claim.cohort.starts_on)
    if not 0 <= advance <= most:
        words = _("预付%(asked)s元超过上限%(most)s元（预计补贴%(expected)s元的规定比例）。") % {
            "asked": yuan(advance), "most": yuan(most), "expected": yuan(claim.expected)
        }  # fmt: skip
        raise at_field("advance", words)
    return fire(claim, "approve", actor=actor, now=now, advance=advance, document=document)


@transaction.atomic
def enter_payment(
    *, actor: Actor, now: datetime, claim: SubsidyClaim, kind: str, amount: int, paid_on: date, voucher: str
) -> SubsidyPayment:
    """Put down money that went or came back (``amount`` above zero either way), once under a voucher. When even, the claim is settled.

    Raises ``Refusal`` for more than is to be paid, or back; ``Conflict`` for a voucher that was used.
    """
    row = SubsidyClaim.objects.select_for_update(no_key=True, of=("self",)).select_related("cohort").get(pk=claim.pk)
    SUBSIDY_POLICY.require(actor, "pay", row)
    if row.state not in OPEN:
        raise Conflict(_("补贴现在是“%(state)s”，没有要收支的款项。") % {"state": row.get_state_display()}, code="wrong_state")
    left = _left(row, kind)
    if not 0 < amount <= left:
        words = _("%(kind)s金额应在0.01元到%(left)s元之间。") % {"kind": PaymentKind(kind).label, "left": yuan(left)}
        if left <= 0:
            words = _("现在没有要“%(kind)s”的款项。") % {"kind": PaymentKind(kind).label}
        raise at_field("amount", words)
    if paid_on > now.date():
        raise at_field("paid_on", _("日期不能在今天之后。"))
    number = " ".join(voucher.split())[:60]
    if not number:
        raise at_field("voucher", _("请填写凭证号。"))
    made = SubsidyPayment(
        claim=row, kind=kind, amount=-amount if kind == PaymentKind.RECOVERY else amount, paid_on=paid_on, voucher=number,
        entered_by_id=actor.user_id, entered_at=now,
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        words = _("凭证“%(voucher)s”已经登记过，或预付已经付过；一张凭证只记一次。") % {"voucher": number}
        raise Conflict(words, code="voucher_used", fields={"voucher": words}) from None
    audit.record(actor, "internships.subsidypayment.entered", made, now=now, detail={"kind": kind, "amount": made.amount})
    _finish_if_even(row, actor, now)
    return made


def _left(row: SubsidyClaim, kind: str) -> int:
    """How much of this kind is still to be paid, or to come back."""
    paid = paid_of(row)
    if kind == PaymentKind.ADVANCE:
        return row.advance if row.state == ClaimState.APPROVED and paid == 0 else 0
    if row.due is None:
        return 0
    return row.due - paid if kind == PaymentKind.BALANCE else paid - row.due


def _finish_if_even(row: SubsidyClaim, actor: Actor, now: datetime) -> None:
    if row.state in (ClaimState.SETTLING, ClaimState.RECOVERING) and row.due == paid_of(row):
        fire(row, "finish", actor=actor, now=now)


@transaction.atomic
def settle_claim(*, actor: Actor, now: datetime, claim: SubsidyClaim) -> SubsidyClaim:
    """Reckon up once the cohort is over: by who finished with what. What was paid beyond that is claimed back."""
    row = SubsidyClaim.objects.select_for_update(no_key=True, of=("self",)).select_related("cohort__enterprise").get(pk=claim.pk)
    SUBSIDY_POLICY.require(actor, "settle", row)
    if row.cohort.state not in OVER:
        words = _("学徒班现在是“%(state)s”，结业或中止后才能结算。") % {"state": row.cohort.get_state_display()}
        raise Refusal(words, code="not_over")
    worth = due_of(row.cohort)
    if worth.open:
        raise Refusal(worth.open, code="no_rate")
    row.due, row.basis = worth.amount, row.basis | {"due": _told(worth)}
    row.save(update_fields=["due", "basis"])
    row = fire(row, "settle" if paid_of(row) <= worth.amount else "recover", actor=actor, now=now)
    _finish_if_even(row, actor, now)
    return SubsidyClaim.objects.get(pk=row.pk)
