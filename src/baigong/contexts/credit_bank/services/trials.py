"""Trying versions of rules on past applications, as a job: what is found is kept to be read, filtered and taken away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baigong.contexts.credit_bank.access_of_conversion import RULE_TRIAL_POLICY
from baigong.contexts.credit_bank.conversion.trying import Trying
from baigong.contexts.credit_bank.models import ConversionRule, ProgrammeCourse, RuleTrial, TrialChange
from baigong.contexts.organisations.public import Organisation
from baigong.engines.rules.what_if import Change
from baigong.kernel import audit
from baigong.kernel.access import SYSTEM, Actor
from baigong.kernel.errors import Refusal, at_field
from baigong.kernel.jobs import Progress, enqueue, job, scheduled
from baigong.kernel.rules import number_on
from baigong.kernel.wording import as_recorded

RUN_JOB = "credit_bank.rule_trial"
MOST_DAYS = 731


@transaction.atomic
def start_trial(
    *, actor: Actor, now: datetime, school: Organisation, versions: Sequence[ConversionRule], since: date, until: date
) -> RuleTrial:
    """Put a trial in the queue. Raises ``Refusal`` for days that are out of order or too many, and where nothing is to be tried."""
    row = RuleTrial(school=school, since=since, until=until, requested_by_id=actor.user_id, created_at=now)
    RULE_TRIAL_POLICY.require(actor, "try", row)
    if not versions or any(version.school_id != school.pk for version in versions):
        raise at_field("versions", _("请选择%(school)s要试算的规则。") % {"school": school})
    if not 0 <= (until - since).days <= MOST_DAYS:
        raise at_field("until", _("结束日期不能早于开始日期，一次最多试算两年的申请。"), code="days")
    row.save()
    row.rules.set(versions)
    with as_recorded():
        label = _("规则试算：%(trial)s") % {"trial": row}
    row.job = enqueue(RUN_JOB, actor=actor, now=now, label=label, trial=row.pk)
    row.save(update_fields=["job"])
    audit.record(actor, "credit_bank.ruletrial.started", row, now=now, detail={"rules": sorted(version.pk for version in versions)})
    return row


@job(RUN_JOB, gettext_lazy("规则试算"))
def work(progress: Progress, *, trial: int) -> dict[str, str]:
    """Run a trial to its end; run again after a kill it begins anew, and what is through stays as it is."""
    row = RuleTrial.objects.select_related("school").filter(pk=trial).first()
    if row is None:
        raise _gone()
    run_trial(row, now=progress.now, report=progress.report)
    words = _("看了%(n)d份申请：%(more)d份多得，%(less)d份少得。") % {"n": row.claims, "more": row.winners, "less": row.losers}
    return {"message": words, "url": row.get_absolute_url(), "label": _("查看试算结果")}


def run_trial(row: RuleTrial, *, now: datetime, report: Callable[[int, int], Any] = lambda done, total: None) -> RuleTrial:
    """Try what ``row`` says and keep what is found, a thousand applications at a time, so that nobody else waits for the whole.

    Raises ``Refusal`` (``gone``) where it was put away meanwhile.
    """
    if row.finished_at is not None:
        return row
    row.changes.all().delete()
    trying = Trying(row.school, list(row.rules.all()), row.since, row.until)
    titles = dict(ProgrammeCourse.objects.filter(programme__school=row.school).values_list("code", "title"))
    total, done = trying.total, 0
    gained: Counter[str] = Counter()
    lost: Counter[str] = Counter()
    row.claims = row.touched = row.skipped = row.winners = row.losers = row.unproven = row.difference = 0
    report(0, total)
    for part, skipped in trying.parts():
        with transaction.atomic():
            _hold(row)
            TrialChange.objects.bulk_create(_kept(row, change, titles) for change in part.changes)
        row.claims, row.touched, row.skipped = row.claims + part.claims, row.touched + part.touched, row.skipped + skipped
        row.winners, row.losers = row.winners + len(part.winners), row.losers + len(part.losers)
        row.unproven += sum(not change.is_proven for change in part.changes)
        row.difference += part.difference
        gained.update(titles.get(code, code) for change in part.changes for code in change.gained)
        lost.update(titles.get(code, code) for change in part.changes for code in change.lost)
        done += part.claims + skipped
        report(done, total)
    row.gained, row.lost, row.finished_at = gained.most_common(), lost.most_common(), now
    with transaction.atomic():
        _hold(row)
        row.save()
    return row


def _hold(row: RuleTrial) -> None:
    """Nobody puts it away while it is written to, and what was put away does not come back."""
    if not list(RuleTrial.objects.select_for_update(no_key=True).filter(pk=row.pk).values_list("pk")):
        raise _gone()


def _gone() -> Refusal:
    return Refusal(_("这次试算已经删除。"), code="gone")


def _kept(row: RuleTrial, change: Change, titles: dict[str, str]) -> TrialChange:
    return TrialChange(
        trial=row, conversion_id=int(change.claim), before=change.before, after=change.after, difference=change.after - change.before,
        gained=[titles.get(code, code) for code in change.gained], lost=[titles.get(code, code) for code in change.lost],
        is_proven=change.is_proven,
    )  # fmt: skip


def drop_old_trials(now: datetime) -> int:
    """Put away trials that were made longer ago than they are kept (CRB-TRIAL-KEPT); run every night. Returns how many."""
    days = number_on("CRB-TRIAL-KEPT", now.date())
    if days is None:
        return 0
    count = 0
    for row in RuleTrial.objects.filter(created_at__lt=now - timedelta(days=days)).order_by("pk"):
        with transaction.atomic():
            audit.record(SYSTEM, "credit_bank.ruletrial.dropped", row, now=now, detail={"kept_days": days})
            row.delete()
        count += 1
    return count


@scheduled("credit_bank.drop_old_trials", gettext_lazy("清理到期的规则试算"), "10 2 * * *")
def clean(progress: Progress) -> dict[str, str]:
    """Put away trials whose time is over."""
    return {"message": _("清理%(n)d次试算。") % {"n": drop_old_trials(progress.now)}}


@transaction.atomic
def drop_trial(*, actor: Actor, now: datetime, trial: RuleTrial) -> None:
    """A trial that nobody needs any more, with what it found."""
    RULE_TRIAL_POLICY.require(actor, "drop", trial)
    audit.record(actor, "credit_bank.ruletrial.dropped", trial, now=now)
    trial.delete()
