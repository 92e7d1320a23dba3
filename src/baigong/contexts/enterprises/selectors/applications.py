"""Applications for the register: those in sight, the one of a receipt, and what the register says of who applies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from baigong.contexts.accounts.public import ENTERPRISE_OFFICER, people_at
from baigong.contexts.enterprises.access import APPLICATION_PAPER_POLICY, APPLICATION_POLICY
from baigong.contexts.enterprises.models import ApplicationPaper, Enterprise, EnterpriseApplication
from baigong.contexts.enterprises.selectors.register import find_enterprise
from baigong.kernel.access import Actor
from baigong.kernel.privacy import receipt_digest


def list_applications(actor: Actor) -> QuerySet[EnterpriseApplication]:
    """Those that the actor examines."""
    return APPLICATION_POLICY.visible(actor).select_related("county", "enterprise__organisation", "invitation", "decided_by")


def get_application(actor: Actor, pk: int) -> EnterpriseApplication:
    """One in the actor's sight; 404 otherwise."""
    return APPLICATION_POLICY.get_or_404(actor, list_applications(actor), pk=pk)


def papers_of(actor: Actor, row: EnterpriseApplication) -> list[ApplicationPaper]:
    """Its papers."""
    return list(APPLICATION_PAPER_POLICY.visible(actor).filter(application=row).select_related("added_by"))


def find_by_receipt(receipt: str) -> EnterpriseApplication | None:
    """The application of a receipt; nothing where there is none."""
    rows = EnterpriseApplication.objects.select_related("county", "enterprise__organisation", "invitation")
    return rows.filter(receipt_hash=receipt_digest(receipt)).first()


@dataclass(frozen=True)
class Compared:
    """What the register holds beside an application: the firm of its code, how many act for it already, and what differs, in words."""

    enterprise: Enterprise | None
    officers: int
    remarks: Sequence[str]


def compared(row: EnterpriseApplication, on: date) -> Compared:
    """Hold an application against the register."""
    firm = row.enterprise or find_enterprise(row.credit_code)
    if firm is None:
        return Compared(None, 0, [])
    pairs = (
        (_("名称"), row.name, firm.name), (_("县区"), str(row.county), str(firm.organisation.parent or "")),
        (_("行业代码"), row.industry_code, firm.industry_code), (_("成立日期"), row.opened_on, firm.opened_on),
    )  # fmt: skip
    remarks = [
        _("%(what)s：申请写“%(said)s”，名册是“%(known)s”。") % {"what": what, "said": said or "—", "known": known or "—"}
        for what, said, known in pairs
        if said != known
    ]
    return Compared(firm, people_at(firm.organisation_id, [ENTERPRISE_OFFICER], on).count(), remarks)
