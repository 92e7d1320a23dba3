"""Small builders that make what a test needs by calling services; the demonstration city uses the same services."""

from __future__ import annotations

from datetime import date, datetime
from itertools import count
from zoneinfo import ZoneInfo

from baigong.contexts.accounts.models import RoleHolding, User
from baigong.contexts.organisations import public as organisations
from baigong.contexts.organisations.public import Organisation, OrganisationKind, Person, Post
from baigong.kernel.access import SYSTEM, Actor, Holding, Role

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
