"""Who owes what, and reminding those whose returns are late or failed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from baigong.contexts.accounts.public import COUNTY_OFFICER, LIAISON, SCHOOL_OFFICER, people_at_each
from baigong.contexts.organisations.public import Organisation
from baigong.contexts.registers.access import DUTY_POLICY
from baigong.contexts.registers.models import ReturnDuty
from baigong.contexts.registers.selectors.calendar import Account, Standing, accounts
from baigong.contexts.registers.services.receiving import one_at_a_time
from baigong.contexts.registers.standard import find_standard
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import NotPermitted, Refusal
from baigong.kernel.notices import notify
from baigong.kernel.wording import as_recorded

OFFICERS = (SCHOOL_OFFICER, COUNTY_OFFICER, LIAISON)


@transaction.atomic
def set_duty(
    *, actor: Actor, now: datetime, organisation: Organisation, standard: str, tables: Collection[str], from_on: date
) -> ReturnDuty | None:
    """Say what a body returns on one edition from a day on; no table ends the duty with the day before.

    What was owed before stays as it was: a duty that began earlier ends the day before. Raises ``Refusal`` (``unknown_table``).
    """
    if not DUTY_POLICY.reachable(actor, "set"):
        raise NotPermitted(_("谁报送什么由工作专班设定。"), code="not_permitted")
    known = find_standard(standard)
    unknown = sorted(set(tables) - set(known.tables)) if known else list(tables)
    if known is None or unknown:
        raise Refusal(_("标准“%(s)s”里没有这些表：%(t)s。") % {"s": standard, "t": "、".join(unknown)}, code="unknown_table")
    one_at_a_time(organisation)
    before = ReturnDuty.objects.filter(organisation=organisation, standard=standard).filter(until_on=None)
    before.filter(from_on__gte=from_on).delete()
    before.update(until_on=from_on - timedelta(days=1))
    duty = None
    if tables:
        chosen = [] if set(tables) == set(known.tables) else sorted(tables)
        duty = ReturnDuty.objects.create(organisation=organisation, standard=standard, tables=chosen, from_on=from_on)
    detail = {"standard": standard, "tables": len(tables), "from": from_on.isoformat()}
    audit.record(actor, "registers.returnduty.set", organisation, now=now, detail=detail)
    return duty


def remind(*, actor: Actor, now: datetime, bodies: Iterable[Organisation]) -> dict[str, int]:
    """Tell the officers of bodies with late or failed returns; nobody twice a day. Returns people told, bodies, bodies without officer."""
    if not DUTY_POLICY.reachable(actor, "remind"):
        raise NotPermitted(_("催报由工作专班办理。"), code="not_permitted")
    behind = [account for account in accounts(bodies, now.date()) if _missing(account)]
    people = people_at_each([account.organisation for account in behind], OFFICERS, now.date())
    told = 0
    with transaction.atomic(), as_recorded():
        for account in behind:
            told += len(_tell(account, [user.pk for user in people[account.organisation.pk]], actor, now))
        alone = [str(account.organisation) for account in behind if not people[account.organisation.pk]]
        detail = {"bodies": [account.organisation.pk for account in behind], "told": told, "without_officer": alone}
        audit.record(actor, "registers.returnduty.reminded", None, now=now, detail=detail)
    return {"told": told, "bodies": len(behind), "without_officer": len(alone)}


def _missing(account: Account) -> list[str]:
    return [str(item.table.label) for item in account.owed if item.standing in {Standing.LATE, Standing.FAILED}]


def _tell(account: Account, people: list[int], actor: Actor, now: datetime) -> list[int]:
    missing = _missing(account)
    told: list[int] = notify(
        people,
        actor=actor,
        now=now,
        kind="registers.returnduty.reminder",
        url=reverse("registers:home"),
        key=f"return:{account.organisation.pk}:{now.date()}",
        subject=_("催报：%(body)s有%(n)d张表逾期或有误") % {"body": account.organisation, "n": len(missing)},
        body="、".join(missing),
    )
    return told
