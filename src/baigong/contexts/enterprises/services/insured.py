"""Numbers of the insured, as the department that keeps the insurance gives them: what head-counts are held against."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from baigong.contexts.enterprises.access import INSURED_POLICY
from baigong.contexts.enterprises.models import InsuredCount
from baigong.contexts.organisations.public import Organisation, book_of_authorities
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import NotPermitted, Refusal
from baigong.kernel.rules import parameter_on

PIECE = 1000


def insured_owners(now: datetime) -> list[Organisation]:
    """The bodies that give the numbers of the insured (``ENT-INSURED-OWNER``), as the register has them."""
    version, book = parameter_on("ENT-INSURED-OWNER", now.date()), book_of_authorities()
    found = [book.resolve(name, now.date()).organisation for name in (version.codes if version else ())]
    return [body for body in found if body is not None]


@transaction.atomic
def enter_insured(*, actor: Actor, now: datetime, body: Organisation, year: int, counts: Mapping[int, int]) -> int:
    """Write how many people of each enterprise (by its key) were insured in ``year``, on behalf of ``body``; how many were new or another.

    Raises ``NotPermitted`` that names who gives these numbers, ``Refusal`` for a year that has not come.
    """
    INSURED_POLICY.require(actor, "import", InsuredCount(body=body))
    owners = insured_owners(now)
    if owners and body not in owners:
        names = "、".join(map(str, owners))
        raise NotPermitted(_("参保人数由%(owners)s提供，不由%(body)s提供。") % {"owners": names, "body": body}, code="not_owner")
    if year > now.year:
        raise Refusal(_("%(year)d年还没有到。") % {"year": year}, code="year", fields={"year": _("请核对年度。")})
    keys = list(counts)
    held = {row.enterprise_id: row for row in InsuredCount.objects.select_for_update(no_key=True).filter(year=year, enterprise__in=keys)}
    fresh = [
        InsuredCount(enterprise_id=pk, year=year, headcount=counts[pk], body=body, entered_by_id=actor.user_id, entered_at=now)
        for pk in keys
        if pk not in held
    ]
    changed = [row for pk, row in held.items() if row.headcount != counts[pk]]
    for row in changed:
        row.headcount, row.body, row.entered_by_id, row.entered_at = counts[row.enterprise_id], body, actor.user_id, now
    InsuredCount.objects.bulk_create(fresh, batch_size=PIECE)
    InsuredCount.objects.bulk_update(changed, ["headcount", "body", "entered_by", "entered_at"], batch_size=PIECE)
    audit.record(
        actor, "enterprises.insuredcount.entered", body, now=now, detail={"year": year, "added": len(fresh), "changed": len(changed)}
    )  # fmt: skip
    return len(fresh) + len(changed)
