"""Posts and rounds in the demonstration: five schools place their final year over the change of law, one places the next under the new one.

Posts, people and choices are invented; the firms are those of ``enterprises``.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from functools import partial
from typing import Any

from baigong.contexts.credit_bank.public import Learner
from baigong.contexts.enterprises import public as enterprises
from baigong.contexts.internships import public as internships
from baigong.delivery.demonstration.cast import Cast, Episode, the_body
from baigong.delivery.demonstration.population import HIGHER, LAST_YEAR, SECONDARY, Scale
from baigong.delivery.demonstration.reports import at
from baigong.kernel.access import Actor
from baigong.kernel.workflow import fire

TAKEN, POSTED, OPENED, SOLVED, PUBLISHED = date(2021, 10, 22), date(2021, 10, 23), date(2021, 10, 26), date(2021, 11, 2), date(2021, 11, 3)
AUTUMN = (date(2021, 11, 15), date(2022, 5, 13))
"""Six months over the change of law of 31 December 2021."""
SPRING, SPRING_POSTED = (date(2022, 5, 16), date(2022, 10, 31)), date(2022, 4, 25)
SUMMER = (date(2022, 7, 11), date(2022, 12, 30))
GULANG, TIANZHU, MINQIN, LIANGZHOU, COLLEGE = (
    "古浪县职业技术教育中心", "天祝县职业教育中心", "民勤县职业中等专业学校", "凉州区职业中等专业学校", "武威职业学院",
)  # fmt: skip
TITLES = {
    "61": "农艺助理", "66": "设备装调助理", "70": "车辆检修助理", "71": "系统运维助理", "72": "护理助理", "73": "财务与运营助理",
    "74": "餐饮与服务助理", "77": "保育助理", "41": "养殖技术助理", "43": "光伏运维助理", "46": "机电检修助理", "51": "数据标注助理",
    "52": "护理助理", "54": "游客服务助理",
}  # fmt: skip
"""What a post is called, by the major group of its programmes."""
OCCUPATIONS = {
    "61": "5-01-02-01", "41": "5-03-02-01", "66": "6-20-03-01", "46": "6-31-01-03", "70": "4-12-01-01", "71": "4-04-04-01",
    "72": "4-14-01-02", "52": "4-14-01-02", "73": "4-01-06-01", "74": "4-03-02-01", "77": "4-10-01-03", "43": "6-28-01-10",
    "51": "4-04-05-05", "54": "4-07-04-01",
}  # fmt: skip
"""What one learns there, by the same."""
FIRMS = 44
"""Firms that offer posts: those with the most staff."""


def rounds(cast: Cast, scale: Scale) -> Iterator[Episode]:
    """What happens around posts and rounds, each on its day."""
    story = _Story(cast, scale)
    yield TAKEN, story.take
    yield POSTED, partial(story.offer, AUTUMN, POSTED, range(FIRMS))
    yield OPENED, story.open
    yield date(2021, 10, 28), story.choose
    yield SOLVED, story.solve
    yield PUBLISHED, story.publish
    yield date(2021, 11, 5), story.object
    yield date(2021, 11, 9), story.answer
    yield date(2021, 11, 11), story.refill
    yield date(2022, 3, 1), story.close
    yield date(2022, 4, 20), story.take_next
    yield SPRING_POSTED, partial(story.offer, SPRING, SPRING_POSTED, range(0, FIRMS, 4))
    yield date(2022, 5, 6), story.place_in_spring
    yield date(2022, 6, 14), partial(story.offer, SUMMER, date(2022, 6, 14), range(1, FIRMS, 5))
    yield date(2022, 6, 20), story.samples_of_posts
    yield date(2022, 6, 23), story.samples_of_rounds


@dataclass
class _Story:
    cast: Cast
    scale: Scale
    opened: dict[str, internships.PlacementRound] = field(default_factory=dict)
    posts: dict[date, list[internships.InternshipPost]] = field(default_factory=dict)
    appeals: list[internships.PlacementAppeal] = field(default_factory=list)

    @property
    def team(self) -> Actor:
        """Who reviews for the bureau."""
        return self.cast.accounts["zhuanban"]

    def officer(self, school: str) -> Actor:
        """Who acts for a school."""
        return self.cast.officer(the_body(school, TAKEN))

    def take(self) -> None:
        """Every school takes its final year out of the roster."""
        for school in self.scale.schools:
            body = the_body(school.name, TAKEN)
            internships.take_from_roster(actor=self.officer(school.name), now=at(TAKEN), school=body, entered=LAST_YEAR)
        dice = random.Random(20211022)  # noqa: S311  (a story, not a secret)
        for row in internships.Intern.objects.filter(entered=LAST_YEAR, school__name=GULANG).order_by("student_number")[:6]:
            care = internships.Care(
                avoids=(dice.choice(("dust", "height", "lifting")),), is_minority=dice.random() < 0.5, home_division=row.home_division
            )
            internships.take_care(actor=self.officer(GULANG), now=at(TAKEN, 15), intern=row, care=care)

    def _firms(self, on: date) -> list[tuple[enterprises.Enterprise, int, int, int]]:
        """Firms with their staff, and that of the kind of post with the most people: (firm, staff, kind, staff of the kind)."""
        rows = enterprises.open_on(on).filter(state=enterprises.EnterpriseState.OPERATING).prefetch_related("sites", "post_kinds")
        every = {row.pk: row for row in rows}
        whole, kinds = enterprises.staff_on(list(every), on), enterprises.staff_by_kind_of_post(list(every), on)
        found = []
        for pk, row in every.items():
            count = whole[pk]
            if count is None or not kinds[pk] or not row.sites.all():
                continue
            kind = max(kinds[pk], key=lambda one, of=pk: (kinds[of][one].value, -one))  # type: ignore[misc]
            found.append((row, int(count.value), kind, int(kinds[pk][kind].value)))
        return sorted(found, key=lambda one: (-one[1], one[0].pk))[:FIRMS]

    def offer(self, days: tuple[date, date], on: date, which: Sequence[int]) -> None:
        """Firms offer posts, lawful ones; the bureau reviews and publishes them."""
        firms, made = self._firms(on), []
        for place in which:
            if place < len(firms):
                row = self._post(*firms[place], place, days, on)
                if row is not None:
                    made.append(row)
        self.posts[days[0]] = made

    def _post(
        self, firm: enterprises.Enterprise, staff: int, kind: int, of_kind: int, place: int, days: tuple[date, date], on: date
    ) -> internships.InternshipPost | None:
        capacity = min(staff // 10, of_kind // 5)
        if not capacity:
            return None
        head = self.head(firm, kind, place, days, capacity)
        row = internships.enter_post(actor=self.team, now=at(on), head=head)
        for step in ("submit", "review", "publish"):
            row = fire(row, step, actor=self.team, now=at(on, 15))
        return row

    def head(self, firm: enterprises.Enterprise, kind: int, place: int, days: tuple[date, date], capacity: int, **facts: Any) -> Any:
        """A lawful post for one group of programmes: each in its turn, with those of the college beside the school's."""
        codes = [*SECONDARY, *HIGHER]
        group = list(dict.fromkeys(code[:2] for code in codes))[place % len(TITLES)]
        wage = 260_000 + place % 5 * 10_000
        own: dict[str, Any] = {
            "enterprise": firm, "site": firm.sites.all()[0], "title": TITLES[group], "duties": "在企业导师带教下参与完整的工作任务（示例）",
            "programmes": tuple(code for code in codes if code[:2] == group), "occupation_code": OCCUPATIONS[group],
            "starts_on": days[0], "ends_on": days[1], "capacity": capacity, "kind": next(k for k in firm.post_kinds.all() if k.pk == kind),
            "begins_at": time(8, 30), "ends_at": time(17, 30), "pay": wage, "trial_wage": wage, "post_wage": wage + 40_000,
            "lowest_grade_wage": wage - 20_000, "housing": "free" if place % 2 else "none",
            "minority_seats": 1 if place % 6 == 0 and capacity > 4 else 0, "minimum": 2 if place % 7 == 3 and capacity > 3 else 1,
            "mentors": (internships.MentorHead(f"{self.cast.name()}", "示例技师", "0935-0000000"),),
        }  # fmt: skip
        return internships.PostHead(**(own | facts))

    def _round(self, school: str, title: str, days: tuple[date, date], on: date, entered: int, most: int = 0) -> internships.PlacementRound:
        actor, body = self.officer(school), the_body(school, on)
        row = internships.open_round(actor=actor, now=at(on), head=internships.RoundHead(body, title, *days))
        people = list(internships.Intern.objects.filter(school=body, entered=entered).order_by("student_number"))
        internships.add_students(actor=actor, now=at(on), row=row, interns=people[:most] if most else people)
        seats = {post.pk: post.capacity for post in self.posts[days[0]]}
        internships.set_posts(actor=actor, now=at(on), row=row, seats=seats)
        return row

    def open(self) -> None:
        """Every school opens a round over all posts and asks its students what they would like."""
        for school in self.scale.schools:
            row = self._round(school.name, f"{LAST_YEAR}级岗位实习", AUTUMN, OPENED, LAST_YEAR)
            self.opened[school.name] = fire(row, "invite", actor=self.officer(school.name), now=at(OPENED, 15), chooses_until="2021-11-01")

    def choose(self) -> None:
        """Some choose; two go together."""
        day, dice = date(2021, 10, 28), random.Random(20211028)  # noqa: S311
        for school in (GULANG, TIANZHU):
            row = self.opened[school]
            offered = [post.pk for post in self.posts[AUTUMN[0]]]
            entries = list(row.entries.select_related("round", "intern").order_by("pk")[:12])
            for entry in entries:
                internships.choose(actor=self.officer(school), now=at(day), entry=entry, posts=dice.sample(offered, min(3, len(offered))))
        first, second = entries[:2]
        internships.pair_up(actor=self.officer(TIANZHU), now=at(day, 15), entry=first, other=second)

    def solve(self) -> None:
        """Each round is solved; the caps of the firms are shared by whoever publishes first."""
        school = self.scale.schools[0].name
        self.opened[school], _job = internships.start_solving(
            actor=self.officer(school), now=at(SOLVED), row=self.opened[school], at_once=True
        )

    def publish(self) -> None:
        """One after the other the schools solve, look, change one by hand, and publish."""
        for number, school in enumerate(self.scale.schools):
            actor, row = self.officer(school.name), self.opened[school.name]
            if number:
                row, _job = internships.start_solving(actor=actor, now=at(PUBLISHED, 9 + number), row=row, at_once=True)
            if school.name == TIANZHU and (entry := row.entries.filter(standing="placed", companion=None).order_by("pk").first()):
                internships.override(
                    actor=actor, now=at(PUBLISHED, 13), entry=entry, post=None, reason="本人申请推迟实习，学校同意（示例）"
                )
            row.refresh_from_db()
            self.opened[school.name] = internships.publish_round(actor=actor, now=at(PUBLISHED, 14), row=row)

    def object(self) -> None:
        """Four students object."""
        day, row = date(2021, 11, 5), self.opened[GULANG]
        grounds = (
            "离家太远，希望就近安排（示例）",
            "与所学方向不一致（示例）",
            "希望与同学在同一单位（示例）",
            "身体原因，希望换岗（示例）",
        )
        for words, entry in zip(grounds, row.entries.filter(is_live=True).order_by("pk")[:4], strict=True):
            self.appeals.append(internships.lodge_appeal(actor=self.officer(GULANG), now=at(day), entry=entry, grounds=words))

    def answer(self) -> None:
        """Of the objections one is upheld, two are not, one is withdrawn."""
        day, actor = at(date(2021, 11, 9)), self.officer(GULANG)
        for appeal, step in zip(self.appeals, ("reject", "uphold", "reject", "withdraw"), strict=True):
            words = "补录时优先调整（示例）" if step == "uphold" else "现有名额已满，暂不调整（示例）"
            fire(appeal, step, actor=actor, now=day, reason="" if step == "withdraw" else words)

    def refill(self) -> None:
        """Two students go on to higher schools instead; their places are given to others."""
        day, row = date(2021, 11, 11), self.opened[MINQIN]
        actor = self.officer(MINQIN)
        for placement in row.placements.filter(state="planned").order_by("pk")[:2]:
            fire(placement, "withdraw", actor=actor, now=at(day), reason="本人升学，不参加实习（示例）")
        row.refresh_from_db()
        row, _job = internships.start_solving(actor=actor, now=at(day, 11), row=row, at_once=True)
        self.opened[MINQIN] = internships.publish_round(actor=actor, now=at(day, 14), row=row)

    def close(self) -> None:
        """The rounds are over, one is kept open for an objection that came late."""
        for school in self.scale.schools:
            if school.name != COLLEGE:
                fire(self.opened[school.name], "close", actor=self.officer(school.name), now=at(date(2022, 3, 1)))

    def take_next(self) -> None:
        """The year after is taken too; a pupil who moved in comes by the credit account."""
        day = date(2022, 4, 20)
        for name in (GULANG, TIANZHU, MINQIN):
            internships.take_from_roster(actor=self.officer(name), now=at(day), school=the_body(name, day), entered=LAST_YEAR + 1)
        learner = Learner.objects.filter(user_id=self.cast.accounts["xuesheng"].user_id or 0).first()
        if learner is not None:
            head = internships.InternHead(the_body(GULANG, day), "2020030900", "2", "720201", 2020, "20720201", "620622")
            internships.take_from_account(actor=self.officer(GULANG), now=at(day, 11), learner=learner, head=head)

    def place_in_spring(self) -> None:
        """One school places under the edition of 2021: those of the next year who go early, and the pupil who signs in."""
        day, actor = date(2022, 5, 6), self.officer(GULANG)
        row = self._round(GULANG, "2020级第一批岗位实习", SPRING, day, LAST_YEAR + 1, most=60)
        own = internships.Intern.objects.filter(student_number="2020030900")
        if own:
            internships.add_students(actor=actor, now=at(day, 9), row=row, interns=own)
        row, _job = internships.start_solving(actor=actor, now=at(day, 10), row=row, at_once=True)
        internships.publish_round(actor=actor, now=at(day, 14), row=row)

    def samples_of_posts(self) -> None:
        """A post in every state, and one that the rules forbid: it stays a draft."""
        day = date(2022, 6, 20)
        firms = self._firms(day)
        told = (
            ("ktv", "包厢服务助理", {"venue": "karaoke", "has_nights": True, "begins_at": time(18), "ends_at": time(1)}, ()),
            ("submitted", "仓储助理", {}, ("submit",)),
            ("reviewed", "质检助理", {}, ("submit", "review")),
            ("paused", "包装助理", {}, ("submit", "review", "publish", "pause")),
            ("closed", "门店助理", {}, ("submit", "review", "publish", "close")),
            ("withdrawn", "文员助理", {}, ("withdraw",)),
        )  # fmt: skip
        for place, (_what, title, facts, steps) in enumerate(told):
            firm, staff, kind, of_kind = firms[place % len(firms)]
            capacity = max(1, min(2, staff // 10, of_kind // 5))
            head = self.head(firm, kind, place, SUMMER, capacity, title=title, minority_seats=0, minimum=1, **facts)
            row = internships.enter_post(actor=self.team, now=at(day), head=head)
            for step in steps:
                row = fire(
                    row, step, actor=self.team, now=at(day, 15), reason="企业生产计划调整（示例）" if step in ("pause", "close") else ""
                )

    def samples_of_rounds(self) -> None:
        """Rounds of the coming term: being prepared, choosing, being solved, to be looked at, called off."""
        day = date(2022, 6, 23)
        for school, title, steps in (
            (GULANG, "2020级第二批岗位实习", ""), (TIANZHU, "2020级岗位实习", "invite"), (MINQIN, "2020级岗位实习", "solve"),
            (MINQIN, "2020级岗位实习（重开前）", "cancel"),
        ):  # fmt: skip
            if steps == "cancel":
                head = internships.RoundHead(the_body(school, day), title, *SUMMER)
                row = internships.open_round(actor=self.officer(school), now=at(day), head=head)
                fire(row, "cancel", actor=self.officer(school), now=at(day, 15), reason="日期填错，另开一轮（示例）")
                continue
            row = self._round(school, title, SUMMER, day, LAST_YEAR + 1)
            if steps == "invite":
                fire(row, "invite", actor=self.officer(school), now=at(day, 15), chooses_until="2022-07-01")
            if steps == "solve":
                internships.start_solving(actor=self.officer(school), now=at(day, 15), row=row, at_once=True)
        college = self.opened[COLLEGE]
        internships.start_solving(actor=self.officer(COLLEGE), now=at(day, 16), row=college, at_once=False)
