"""Who is told what about a project: the county and the team what waits for them, the host what came of it, experts their cases."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.translation import gettext as _

from baigong.contexts.accounts.public import COUNTY_OFFICER, LIAISON, SCHOOL_OFFICER, WORKING_TEAM, people_at_each, people_with
from baigong.contexts.organisations.public import OrganisationKind, ancestors_of
from baigong.contexts.schools.models import Project, ProjectReview
from baigong.kernel.access import Actor
from baigong.kernel.notices import notify, settle
from baigong.kernel.wording import as_recorded

WAITING = "schools.project.waiting"
"""What waits for a decision; settled when it is taken."""


def people_of_host(project: Project, on: date) -> set[int]:
    """The account ids of those who act for the host, and of who drafted it."""
    people = set(_at([project.host_id], (SCHOOL_OFFICER, LIAISON), on))
    if project.host.kind == OrganisationKind.BASE:
        people |= set(_recommenders(project, on))
    return people | {project.created_by_id} if project.created_by_id else people


def waits_no_more(project: Project, now: datetime) -> None:
    """What people were asked to decide has been decided, or taken back."""
    settle(kind=WAITING, url=project.get_absolute_url(), now=now)


def tell_recommender(project: Project, *, actor: Actor, now: datetime) -> None:
    """An application waits for its county, or for the team where there is none above the host."""
    people = _recommenders(project, now.date()) if project.county_id else _team(now.date())
    _tell(project, people, WAITING, _subject(project, "applied"), actor=actor, now=now)


def tell_team(project: Project, event: str, *, actor: Actor, now: datetime) -> None:
    """A project waits for the working team, and for nobody else."""
    waits_no_more(project, now)
    _tell(project, _team(now.date()), WAITING, _subject(project, event), actor=actor, now=now)


def tell_host(project: Project, event: str, *, actor: Actor, now: datetime, body: str = "") -> None:
    """What was decided; it waits for nobody any more."""
    waits_no_more(project, now)
    kind = f"schools.project.{event}"
    _tell(project, people_of_host(project, now.date()), kind, _subject(project, event), actor=actor, now=now, body=body)


def tell_expert(review: ProjectReview, *, actor: Actor, now: datetime) -> None:
    """A case is given to an expert."""
    with as_recorded():
        subject = _("请评审：%(title)s（%(round)s）") % {"title": review.project, "round": review.get_round_display()}
        notify(
            [review.expert_id], actor=actor, now=now, kind="schools.projectreview.assigned", url=review.get_absolute_url(), subject=subject
        )


def _tell(project: Project, people: Iterable[int], kind: str, subject: str, *, actor: Actor, now: datetime, body: str = "") -> None:
    notify(people, actor=actor, now=now, kind=kind, url=project.get_absolute_url(), subject=subject, body=body)


def _subject(project: Project, event: str) -> str:
    with as_recorded():
        words = {
            "applied": _("待推荐：%(host)s %(title)s"),
            "recommended": _("待评审：%(host)s %(title)s"),
            "acceptance_requested": _("待验收：%(host)s %(title)s"),
            "returned": _("申报被退回：%(title)s"),
            "listed": _("已立项：%(title)s，%(listing)s"),
            "unlisted": _("立项已更正，重新评审：%(title)s"),
            "declined": _("未立项：%(title)s"),
            "signed": _("任务书已签订：%(title)s"),
            "accepted": _("验收通过：%(title)s"),
            "deferred": _("验收暂缓通过：%(title)s"),
            "failed": _("验收不通过：%(title)s"),
            "reopened": _("重新验收：%(title)s"),
            "withdrawn": _("已撤销：%(title)s，%(withdrawal)s"),
        }
        facts = {"host": project.host, "title": project, "listing": project.listing_number, "withdrawal": project.withdrawal_number}
        return str(words[event] % facts)


def _recommenders(project: Project, on: date) -> list[int]:
    """County officers at any body above the host: at the county itself or at its bureau."""
    return _at([body.pk for body in ancestors_of(project.host)], (COUNTY_OFFICER,), on)


def _team(on: date) -> list[int]:
    return list(people_with([WORKING_TEAM], on).values_list("pk", flat=True))


def _at(bodies: Iterable[int | None], roles: Iterable[object], on: date) -> list[int]:
    found = people_at_each([pk for pk in bodies if pk], roles, on)  # type: ignore[arg-type]
    return [user.pk for users in found.values() for user in users]
