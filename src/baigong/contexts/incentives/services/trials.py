"""What-if over all enterprises: another rate from a day on, tried as a job; who gains and who loses is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baigong.contexts.incentives.access import TRIAL_POLICY
from baigong.contexts.incentives.credit.facts import facts_of
from baigong.contexts.incentives.models import CreditTrial, CreditTrialChange
from baigong.contexts.incentives.models.trials import WHOLE
from baigong.contexts.incentives.rules import credit_rules, credit_settings
from baigong.engines.surcharge_credit import CreditRule, FactsError
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Refusal, at_field
from baigong.kernel.jobs import Progress, enqueue, job
from baigong.kernel.wording import as_recorded

RUN_JOB = "incentives.credit_trial"
AT_ONCE = 500
"""Up to so many enterprises a trial is run in the request; more are a job."""
REFORM = "INC-TRIAL"


@transaction.atomic
def start_trial(*, actor: Actor, now: datetime, rate: int, since: date, last: int) -> CreditTrial:
    """Try a ``rate`` (ten-thousandths) for investments from ``since`` on, up to the year ``last``. Small cities are answered at once."""
    TRIAL_POLICY.require(actor, "try", CreditTrial())
    facts = facts_of()
    first, last = facts.span(last)
    row = CreditTrial(rate=rate, since=since, first=first, last=last, requested_by_id=actor.user_id, created_at=now)
    if not 0 <= rate <= WHOLE:
        raise at_field("rate", _("抵免比例应在0与100%之间。"))
    if since.year > last or last > now.year:
        raise at_field("last", _("末年不能早于开始日期，也不能晚于今年。"))
    row.save()
    audit.record(actor, "incentives.credittrial.started", row, now=now, detail={"rate": rate, "since": since.isoformat()})
    if len(facts.firms) <= AT_ONCE:
        return run_trial(row, now=now)
    with as_recorded():
        label = _("抵免试算：%(trial)s") % {"trial": row}
    row.job = enqueue(RUN_JOB, actor=actor, now=now, label=label, trial=row.pk)
    row.save(update_fields=["job"])
    return row


@job(RUN_JOB, gettext_lazy("抵免试算"))
def work(progress: Progress, *, trial: int) -> dict[str, str]:
    """Run a trial; run again after a kill it begins anew."""
    row = CreditTrial.objects.filter(pk=trial).first()
    if row is None:
        raise Refusal(_("这次试算已经删除。"), code="gone")
    run_trial(row, now=progress.now)
    words = _("看了%(n)d家企业：%(more)d家多抵，%(less)d家少抵。") % {"n": row.enterprises, "more": row.winners, "less": row.losers}
    return {"message": words, "url": row.get_absolute_url(), "label": _("查看试算结果")}


@transaction.atomic
def run_trial(row: CreditTrial, *, now: datetime) -> CreditTrial:
    """Both rules over all enterprises at once, by columns; what differs is kept. Raises ``Refusal`` for a ledger that contradicts
    itself."""
    from baigong.engines.surcharge_credit.all_firms import columns_of, compare_rules
    from baigong.engines.surcharge_credit.facts import check_firm

    if row.finished_at is not None:
        return row
    facts = facts_of()
    keys, settings = sorted(facts.firms), credit_settings(now.date())
    firms = [facts.firms[pk] for pk in keys]
    for firm in firms:
        try:
            check_firm(firm, settings)
        except FactsError as error:
            words = _("企业%(firm)s的台账有矛盾（%(code)s，%(of)s），请先更正再试算。")
            raise Refusal(words % {"firm": firm.id, "code": error.code, "of": error.of}, code="contradiction", status=409) from error
    rules = credit_rules()
    found = compare_rules(columns_of(firms, row.first, row.last), rules, reformed(rules, row), settings)
    row.changes.all().delete()
    before, after = ((one.used - one.clawback).sum(axis=1).tolist() for one in (found.before, found.after))
    CreditTrialChange.objects.bulk_create(
        CreditTrialChange(trial=row, enterprise_id=pk, before=b, after=a, difference=a - b)
        for pk, b, a in zip(keys, before, after, strict=True)
        if a != b
    )
    row.enterprises, row.winners, row.losers = len(keys), found.gains, found.loses
    row.before, row.after, row.years, row.finished_at = sum(before), sum(after), _years(found), now
    row.save()
    return row


def reformed(rules: list[CreditRule], row: CreditTrial) -> list[CreditRule]:
    """The rules as they would be: those in force end on the day before, the other rate begins."""
    kept = [replace(rule, until=min(rule.until or date.max, row.since - timedelta(days=1))) for rule in rules if rule.since < row.since]
    return [*kept, CreditRule(REFORM, Fraction(row.rate, WHOLE), max(row.since, min(rule.since for rule in rules)))]


def _years(found: Any) -> list[dict[str, int]]:
    return [
        {
            "year": found.before.first + place,
            **{f"{name}_{when}": int(getattr(one, name)[:, place].sum())
               for when, one in (("before", found.before), ("after", found.after)) for name in ("used", "clawback", "closing")},
        }
        for place in range(found.before.new.shape[1])
    ]  # fmt: skip


@transaction.atomic
def drop_trial(*, actor: Actor, now: datetime, trial: CreditTrial) -> None:
    """A trial that nobody needs any more, with what it found."""
    TRIAL_POLICY.require(actor, "drop", trial)
    audit.record(actor, "incentives.credittrial.dropped", trial, now=now)
    trial.delete()
