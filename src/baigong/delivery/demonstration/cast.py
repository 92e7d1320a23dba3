"""Who acts in the demonstration: invented holders of every post, one sample account a role, an officer for every body."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from baigong.contexts.accounts import public as accounts
from baigong.contexts.organisations.public import Organisation, Post, add_person, appoint, find_holding, resolve_name
from baigong.kernel.access import SYSTEM, Actor, Holding, Role

Episode = tuple[date, Callable[[], object]]
"""Something that happens on a day; the story tells them in the order of their days."""

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜谢邹喻柏水窦章云苏潘葛范彭郎鲁韦马苗方"
GIVEN = tuple(
    "文博 雅琴 建国 晓燕 志强 海霞 立新 玉梅 德明 春兰 国栋 秀英 永红 思远 佳宁 明轩 惠民 长青 若水 怀瑾 知行 守正 景和 安宁 子墨".split()  # noqa: SIM905
)


@dataclass
class Cast:
    """The actors of the story. ``officer(body)`` reports for a body; those of ``accounts`` can also be signed in as."""

    dice: random.Random
    accounts: dict[str, Actor] = field(default_factory=dict)
    officers: dict[int, Actor] = field(default_factory=dict)

    def name(self) -> str:
        """An invented name."""
        return self.dice.choice(SURNAMES) + self.dice.choice(GIVEN)

    def officer(self, body: Organisation) -> Actor:
        """Whoever reports for ``body``."""
        if body.pk not in self.officers:
            role = role_at(body)
            self.officers[body.pk] = Actor(None, self.name(), (Holding(role, body.pk, body.path),))
        return self.officers[body.pk]

    def unit(self, body: Organisation) -> Actor:
        """Whoever acts for a firm: its sample account, where it has one."""
        for actor in self.accounts.values():
            if any(held.organisation_id == body.pk and held.role == accounts.ENTERPRISE_OFFICER for held in actor.holdings):
                return actor
        return SYSTEM


def role_at(body: Organisation) -> Role:
    """The role of somebody who reports for a body of this kind."""
    if body.kind in {"county", "enterprise"}:
        return accounts.COUNTY_OFFICER if body.kind == "county" else accounts.ENTERPRISE_OFFICER
    return accounts.SCHOOL_OFFICER if body.kind in {"secondary_school", "college", "general_school"} else accounts.LIAISON


SAMPLES = (
    ("zhuanban", accounts.WORKING_TEAM, "市教育局"),
    ("lingdao", accounts.LEADER, "市政府"),
    ("caizheng", accounts.LIAISON, "市财政局"),
    ("renshe", accounts.LIAISON, "市人社局"),
    ("jiaoyuju", accounts.LIAISON, "市教育局"),
    ("liangzhou", accounts.COUNTY_OFFICER, "凉州区"),
    ("minqin", accounts.COUNTY_OFFICER, "民勤县"),
    ("zhiyuan", accounts.SCHOOL_OFFICER, "武威职业学院"),
    ("gulangzj", accounts.SCHOOL_OFFICER, "古浪县职业技术教育中心"),
    ("xuefen", accounts.CREDIT_OFFICER, "市教育局"),
    ("gongkai", accounts.PUBLISHER, "市政府办"),
    ("zhuanjia", accounts.EXPERT, "甘肃畜牧工程职业技术学院"),
    ("xitong", accounts.SYSTEM_ADMIN, "市教育局"),
    ("anquan", accounts.SECURITY_ADMIN, "市教育局"),
    ("shenji", accounts.AUDIT_ADMIN, "市教育局"),
)
"""One account a role: user name, role, body. Entered with one click on the sign-in page; none has a password."""
LATECOMERS = (("shuiwu", accounts.LIAISON, "市税务局"),)
"""Sample accounts that came later: their names are drawn apart, so that the story keeps its dice."""
LEARNERS = ("xuesheng", "nongmin", "gongren")
"""Accounts of learners: a pupil, a farmer, a worker. They hold no role."""


def engage(dice: random.Random, now: datetime) -> Cast:
    """Give every post an invented holder, make the sample accounts, and return the cast."""
    cast = Cast(dice)
    for post in Post.objects.select_related("organisation").order_by("pk"):
        if find_holding(post, now.date()) is None:
            person = add_person(actor=SYSTEM, now=now, name=cast.name())
            appoint(actor=SYSTEM, now=now, post=post, person=person, on=None, basis="示例")
    for username, role, body_name in SAMPLES:
        body = the_body(body_name, now.date())
        user = accounts.create_sample_account(
            actor=SYSTEM, now=now, username=username, display_name=cast.name(), role=role, organisation=body
        )
        actor = accounts.actor_for(user, on=now.date())
        cast.accounts[username] = actor
        if role in accounts.OFFICERS:
            cast.officers[body.pk] = actor
    for username, role, body_name in LATECOMERS:
        body, name = the_body(body_name, now.date()), Cast(random.Random(username)).name()  # noqa: S311
        user = accounts.create_sample_account(actor=SYSTEM, now=now, username=username, display_name=name, role=role, organisation=body)
        cast.accounts[username] = accounts.actor_for(user, on=now.date())
    for username in LEARNERS:
        user = accounts.create_sample_account(actor=SYSTEM, now=now, username=username, display_name=cast.name())
        cast.accounts[username] = accounts.actor_for(user, on=now.date())
    return cast


_resolved: dict[tuple[str, date], int] = {}


def forget_bodies() -> None:
    """What names meant in the city built before."""
    _resolved.clear()


def the_body(name: str, on: date) -> Organisation:
    """The body called ``name``, as it stands. A name is looked up once a day of the story. Raises ``LookupError`` for one the pack does
    not hold."""
    if (name, on) in _resolved:
        return Organisation.objects.get(pk=_resolved[name, on])
    body = resolve_name(name, on)
    if body is None:
        raise LookupError(f"the pack holds no body {name!r}")
    _resolved[name, on] = body.pk
    return body
