"""Entering what an enterprise owes of the two surcharges in a year: by itself, or by the tax bureau, whose word stands before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from baigong.contexts.enterprises.public import Enterprise
from baigong.contexts.incentives.access import SURCHARGE_POLICY
from baigong.contexts.incentives.models import Surcharge, SurchargeSource
from baigong.contexts.incentives.money import MOST, yuan
from baigong.contexts.incentives.rules import body_named
from baigong.contexts.organisations.public import Organisation
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Refusal
from baigong.kernel.rules import parameter_on


@dataclass(frozen=True)
class SurchargeHead:
    """A year's surcharges before the credit, in fen. ``tax``: the taxes they are reckoned from, where told."""

    year: int
    education: int
    local: int
    education_exempt: int = 0
    local_exempt: int = 0
    tax: int | None = None
    note: str = ""


@transaction.atomic
def enter_surcharge(*, actor: Actor, now: datetime, enterprise: Enterprise, body: Organisation, head: SurchargeHead) -> Surcharge:
    """Enter a year's surcharges as ``body`` says them: the enterprise itself, or the tax office. The latest of each counts."""
    office = body_named("INC-TAX-OFFICE", now.date())
    is_tax = office is not None and body.pk == office.pk
    if not is_tax and body.pk != enterprise.organisation_id:
        raise Refusal(_("应缴附加由企业自己或税务部门登记。"), code="body", status=409)
    row = Surcharge(
        enterprise=enterprise, body=body, year=head.year, tax=head.tax,
        source=SurchargeSource.TAX if is_tax else SurchargeSource.ENTERPRISE,
        education=head.education, local=head.local, education_exempt=head.education_exempt, local_exempt=head.local_exempt,
        note=" ".join(head.note.split())[:300], entered_by_id=actor.user_id, entered_at=now,
    )  # fmt: skip
    SURCHARGE_POLICY.require(actor, "enter", row)
    if wrong := why_not(head, now.date()):
        raise Refusal(next(iter(wrong.values())), code=next(iter(wrong)), fields=wrong)
    row.save(force_insert=True)
    audit.record(actor, "incentives.surcharge.entered", row, now=now, detail={"year": row.year, "source": row.source})
    return row


def why_not(head: SurchargeHead, today: date) -> dict[str, str]:
    """What is wrong, by field."""
    wrong = {}
    if not 2000 <= head.year <= today.year:
        wrong["year"] = _("年度应在2000与%(year)d之间。") % {"year": today.year}
    for field in ("education", "local", "education_exempt", "local_exempt"):
        if not 0 <= getattr(head, field) <= MOST:
            wrong[field] = _("金额应在0与%(most)s元之间。") % {"most": yuan(MOST)}
    if head.education_exempt > head.education:
        wrong["education_exempt"] = _("减免不能超过应缴。")
    if head.local_exempt > head.local:
        wrong["local_exempt"] = _("减免不能超过应缴。")
    return wrong


def remarks_on(head: SurchargeHead) -> list[str]:
    """What looks odd beside the taxes paid: told, never refused, since the rates are from memory and the tax bureau decides."""
    if head.tax is None:
        return []
    day, found = date(head.year, 12, 31), []
    for field, rule, label in (
        ("education", "INC-EDUCATION-RATE", _("教育费附加")), ("local", "INC-LOCAL-RATE", _("地方教育附加")),
    ):  # fmt: skip
        version = parameter_on(rule, day)
        if version is None or version.value is None:
            continue
        usual = int(head.tax * version.value)
        if abs(usual - getattr(head, field)) > max(100, usual // 100):
            found.append(_("%(label)s按实缴税额计为%(usual)s元，所填%(given)s元；请核对。") % {
                "label": label, "usual": yuan(usual), "given": yuan(getattr(head, field)),
            })  # fmt: skip
    return found
