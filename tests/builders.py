"""Small builders that make what a test needs by calling services; the demonstration city uses the same services."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from itertools import count
from zoneinfo import ZoneInfo

from django.db.models import Model

from baigong.contexts.accounts.models import RoleHolding, User
from baigong.contexts.accounts.public import actor_for
from baigong.contexts.organisations import public as organisations
from baigong.contexts.organisations.public import Organisation, OrganisationKind, Person, Post
from baigong.contexts.plans.models import (
    CycleState,
    Duty,
    Plan,
    PlanState,
    ReportingCycle,
    Responsibility,
    Target,
    Task,
    TaskState,
)
from baigong.contexts.schools.models import Project
from baigong.kernel.access import SYSTEM, Actor, Holding, Role
from baigong.kernel.jobs.models import Job

SOME_TIME = datetime(2020, 9, 1, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
"""When the world of a test was made; stories happen later."""

_numbers = count(1)


def a_body(name: str = "", *, kind: str = OrganisationKind.DEPARTMENT, parent: Organisation | None = None, **facts) -> Organisation:
    """A body of the city's tree."""
    return organisations.create_organisation(
        actor=SYSTEM, now=SOME_TIME, name=name or f"单位{next(_numbers)}", kind=kind, parent=parent, **facts
    )


def a_post(organisation: Organisation, title: str = "局长", **facts) -> Post:
    """A post at a body."""
    return organisations.create_post(actor=SYSTEM, now=SOME_TIME, organisation=organisation, title=title, **facts)


def a_person(name: str = "") -> Person:
    """Somebody."""
    return organisations.add_person(actor=SYSTEM, now=SOME_TIME, name=name or f"人员{next(_numbers)}")


def appointed(post: Post, person: Person | str, on: date | None = None) -> Person:
    """Somebody appointed to a post."""
    somebody = a_person(person) if isinstance(person, str) else person
    organisations.appoint(actor=SYSTEM, now=SOME_TIME, post=post, person=somebody, on=on)
    return somebody


def a_user(role: Role | None = None, organisation: Organisation | None = None, *, username: str = "") -> User:
    """Somebody who signs in, with a role at a body."""
    name = username or f"user{next(_numbers)}"
    user = User.objects.create_user(name, password="不会用到的口令", display_name=name)
    if role is not None and organisation is not None:
        RoleHolding.objects.create(user=user, role=role.key, organisation=organisation, from_on=SOME_TIME.date())
    return user


def an_actor(role: Role | None = None, organisation: Organisation | None = None, *, user_id: int = 1, name: str = "经办人") -> Actor:
    """An actor with a role at a body, for services; needs no account."""
    held = (Holding(role, organisation.pk, organisation.path),) if role is not None and organisation is not None else ()
    return Actor(user_id, name, held)


def a_plan(team: Organisation | None = None, **facts) -> Plan:
    """A running plan, kept moving at ``team``."""
    team = team or a_body()
    number = next(_numbers)
    own = {"key": f"plan-{number}", "title": f"方案{number}", "short_title": f"方案{number}", "state": PlanState.RUNNING, "owner": team}
    return Plan.objects.create(**(own | {"team": team, "issued_on": date(2020, 12, 1)} | facts))


def a_task(plan: Plan, *bodies: Organisation, lead: Organisation | None = None, support: Organisation | None = None, **facts) -> Task:
    """A task at work, handed down to ``bodies`` as responsible, or to ``lead`` and ``support``."""
    number = next(_numbers)
    own = {"number": str(number), "title": f"任务{number}", "order": number, "state": TaskState.ACTIVE, "assigned_at": SOME_TIME}
    task = Task.objects.create(**(own | {"plan": plan} | facts))
    for body, duty in [*((b, Duty.RESPONSIBLE) for b in bodies), (lead, Duty.LEAD), (support, Duty.SUPPORT)]:
        if body is not None:
            Responsibility.objects.create(task=task, organisation=body, duty=duty)
    return task


def a_target(task: Task, **facts) -> Target:
    """A target that a task serves: at least 100 个 unless said otherwise."""
    number = next(_numbers)
    own = {"number": f"T{number}", "name": f"指标{number}", "comparator": ">=", "value": 100, "unit": "个", "order": number}
    target = Target.objects.create(**(own | {"plan": task.plan} | facts))
    target.tasks.add(task)
    return target


def a_cycle(plan: Plan, **facts) -> ReportingCycle:
    """The first quarter of 2021, open from 1 March, closing on 31 March."""
    own = {
        "name": "2021年第1季度", "period_from": date(2021, 1, 1), "period_until": date(2021, 3, 31), "opens_on": date(2021, 3, 1),
        "closes_on": date(2021, 3, 31), "state": CycleState.OPEN,
    }  # fmt: skip
    return ReportingCycle.objects.create(**(own | {"plan": plan} | facts))


def acting_for(user: User) -> Actor:
    """The actor behind an account, with the roles it holds in the stories' year."""
    return actor_for(user, on=date(2021, 3, 15))


BUILDERS: dict[str, Callable[[], Model]] = {}
"""One row of each model that has a policy or a machine, by label (``plans.report``); architecture tests walk over them."""


def builds(label: str) -> Callable[[Callable[[], Model]], Callable[[], Model]]:
    """Register a builder that needs no argument: ``@builds("plans.report")``."""

    def register(build: Callable[[], Model]) -> Callable[[], Model]:
        BUILDERS[label] = build
        return build

    return register


@builds("organisations.organisation")
def any_body() -> Model:
    """A body with a child, so that reach matters."""
    return a_body(parent=a_body(kind=OrganisationKind.COUNTY))


@builds("organisations.post")
def any_post() -> Model:
    """A post that somebody holds."""
    post = a_post(a_body(kind=OrganisationKind.COUNTY))
    appointed(post, "张三")
    return post


@builds("jobs.job")
def any_job() -> Model:
    """A job somebody asked for."""
    return Job.objects.create(kind="test.any", label="后台任务", requested_by=a_user(), created_at=SOME_TIME)


@builds("schools.project")
def any_project() -> Model:
    """An application of a school in a county, with its reviews to come."""
    school = a_body(kind=OrganisationKind.SECONDARY_SCHOOL, parent=a_body(kind=OrganisationKind.COUNTY))
    number = next(_numbers)
    return Project.objects.create(
        kind="online_course", level="municipal", title=f"课程{number}", host=school, leader="负责人", subject_key=f"{number}",
        created_at=SOME_TIME, updated_at=SOME_TIME,
    )  # fmt: skip
