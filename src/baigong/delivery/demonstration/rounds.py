"""Posts and rounds in the demonstration: the bureau places the final year of five schools together, over the change of law; then a school
places those of the next year who go early, under the new one.

Posts, people and choices are invented; the firms are those of ``enterprises``.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from functools import partial
from typing import Any

from django.db.models import QuerySet

from baigong.contexts.credit_bank.public import Learner
from baigong.contexts.enterprises import public as enterprises
from baigong.contexts.internships import public as internships
from baigong.delivery.demonstration.cast import Cast, Episode, the_body
from baigong.delivery.demonstration.population import LAST_YEAR, Scale, students_of
from baigong.delivery.demonstration.reports import at
from baigong.kernel.access import Actor
from baigong.kernel.workflow import fire, fire_all

TAKEN, POSTED, OPENED, SOLVED, PUBLISHED = date(2021, 10, 22), date(2021, 10, 23), date(2021, 10, 26), date(2021, 11, 2), date(2021, 11, 3)
AUTUMN = (date(2021, 11, 15), date(2022, 5, 13))
"""Six months over the change of law of 31 December 2021."""
SPRING, SPRING_POSTED = (date(2022, 5, 16), date(2022, 10, 31)), date(2022, 4, 25)
SUMMER = (date(2022, 7, 11), date(2022, 12, 30))
GULANG, TIANZHU, MINQIN, LIANGZHOU, BUREAU = (
    "古浪县职业技术教育中心", "天祝县职业教育中心", "民勤县职业中等专业学校", "凉州区职业中等专业学校", "市教育局",
)  # fmt: skip
MOVED_IN = "2020039900"
"""A student number beyond those of the roster, at the city's true size too."""
CARE = "8512"
"""The industry of care services, in which a student finds a unit."""
KINDS = {
    "酿酒工": ("610102", "6-02-06-01"), "灌装包装工": ("610102", "6-02-06-01"), "果蔬加工工": ("610102", "5-01-02-01"),
    "质检员": ("610102", "5-01-02-01"), "饲养员": ("610301 410303", "5-03-02-01"), "兽医助理": ("610301 410303", "5-03-02-01"),
    "数控机床操作工": ("660301 460301", "6-20-03-01"), "焊工": ("660301 460301", "6-20-03-01"), "装配钳工": ("660301 460301", "6-20-03-01"),
    "光伏组件装配工": ("430301 460301", "6-28-01-10"), "设备维护员": ("660301 460301", "6-31-01-03"),
    "光伏电站运维员": ("430301 660301", "6-28-01-10"), "巡检员": ("430301 460301", "6-31-01-03"), "护理员": ("720201 520201", "4-14-01-02"),
    "康复助理": ("720201 520201", "4-14-01-02"), "病区护理辅助": ("720201 520201", "4-14-01-02"), "导诊员": ("720201 520201", "4-14-01-02"),
    "前厅接待员": ("740101 540101", "4-07-04-01"), "客房服务员": ("740101 540101", "4-07-04-01"), "中式烹调师": ("740201", "4-03-02-01"),
    "餐厅服务员": ("740201 740101", "4-03-02-01"), "软件测试员": ("710201 510205", "4-04-04-01"),
    "运维工程师": ("710201 510205", "4-04-04-01"),
    "网店运营专员": ("730701 730301", "4-01-06-01"), "客户服务员": ("730701 730301", "4-01-06-01"),
    "汽车维修工": ("700209 460702", "4-12-01-01"),
    "钣金喷漆工": ("700209 460702", "4-12-01-01"), "保育员": ("770101", "4-10-01-03"), "幼师助理": ("770101", "4-10-01-03"),
    "导游": ("740101 540101", "4-07-04-01"), "计调员": ("740101 540101", "4-07-04-01"), "仓储管理员": ("730301 730701", "4-01-06-01"),
}  # fmt: skip
"""Kinds of posts of the firms that take interns: for which programmes, and the occupation one learns."""
POSTS, MANY = 64, 400
"""Posts of the autumn, those for the most people; at the city's true size."""
Offer = tuple[enterprises.Enterprise, int, int]
"""A firm, its kind of post, how many interns the law lets it take there."""


def rounds(cast: Cast, scale: Scale) -> Iterator[Episode]:
    """What happens around posts and rounds, each on its day."""
    story, posts = _Story(cast, scale), MANY if scale.enterprises > 1000 else POSTS
    yield TAKEN, story.take
    yield POSTED, partial(story.offer, AUTUMN, POSTED, range(posts))
    yield OPENED, story.open
    yield date(2021, 10, 28), story.choose
    yield SOLVED, story.solve
    yield PUBLISHED, story.publish
    yield date(2021, 11, 5), story.object
    yield date(2021, 11, 9), story.answer
    yield date(2021, 11, 11), story.refill
    yield date(2022, 3, 1), story.close
    yield date(2022, 4, 20), story.take_next
    yield SPRING_POSTED, partial(story.offer, SPRING, SPRING_POSTED, range(0, posts, 4))
    yield date(2022, 5, 5), story.place_own
    yield date(2022, 5, 6), story.place_in_spring
    yield date(2022, 5, 21), partial(internships.close_over, at(date(2022, 5, 21), 3))
    yield date(2022, 6, 14), partial(story.offer, SUMMER, date(2022, 6, 14), range(1, posts, 6))
    yield date(2022, 6, 20), story.samples_of_posts
    yield date(2022, 6, 23), story.samples_of_rounds


@dataclass
class _Story:
    cast: Cast
    scale: Scale
    joint: list[internships.PlacementRound] = field(default_factory=list)
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
        """Every school takes those of its final year who do not go on to a higher school out of the roster."""
        for school in self.scale.schools:
            body = the_body(school.name, TAKEN)
            going = {one.number for one in students_of(school, range(LAST_YEAR, LAST_YEAR + 1)) if one.is_intern}
            internships.take_from_roster(actor=self.officer(school.name), now=at(TAKEN), school=body, entered=LAST_YEAR, numbers=going)
        dice = random.Random(20211022)  # noqa: S311  (a story, not a secret)
        for row in internships.Intern.objects.filter(entered=LAST_YEAR, school__name=GULANG).order_by("student_number")[:6]:
            care = internships.Care(
                avoids=(dice.choice(("dust", "height", "lifting")),), is_minority=dice.random() < 0.5, home_division=row.home_division
            )
            internships.take_care(actor=self.officer(GULANG), now=at(TAKEN, 15), intern=row, care=care)

    def _offers(self, on: date) -> list[Offer]:
        """What firms may offer at most: a tenth of the staff, a fifth of each kind of post; the largest first."""
        rows = enterprises.open_on(on).filter(state=enterprises.EnterpriseState.OPERATING).prefetch_related("sites", "post_kinds")
        every = {row.pk: row for row in rows if row.sites.all()}
        whole, kinds = enterprises.staff_on(list(every), on), enterprises.staff_by_kind_of_post(list(every), on)
        found = []
        for pk, row in every.items():
            count = whole[pk]
            left = int(count.value) // 10 if count is not None else 0
            for kind in row.post_kinds.all():
                most = min(left, int(kinds[pk][kind.pk].value) // 5) if kind.pk in kinds[pk] and kind.name in KINDS else 0
                if most:
                    found.append((row, kind.pk, most))
                    left -= most
        return sorted(found, key=lambda one: (-one[2], one[0].pk, one[1]))

    def offer(self, days: tuple[date, date], on: date, which: Sequence[int]) -> None:
        """Firms offer posts, lawful ones; the bureau reviews and publishes them."""
        offers = self._offers(on)
        heads = [self.head(offers[place], place, days) for place in which if place < len(offers)]
        made = [internships.enter_post(actor=self.team, now=at(on), head=head).pk for head in heads]
        for step in ("submit", "review", "publish"):
            rows = internships.InternshipPost.objects.filter(pk__in=made).select_related("enterprise__organisation")
            self.posts[days[0]] = fire_all(rows, step, actor=self.team, now=at(on, 15))

    def head(self, offer: Offer, place: int, days: tuple[date, date], **facts: Any) -> internships.PostHead:
        """A lawful post: some with a place kept for students of minorities, or only for two and more, in the autumn."""
        firm, pk, capacity = offer
        kind = next(one for one in firm.post_kinds.all() if one.pk == pk)
        programmes, occupation = KINDS[kind.name]
        wage, autumn = 260_000 + place % 5 * 10_000, days == AUTUMN
        own: dict[str, Any] = {
            "enterprise": firm, "site": firm.sites.all()[0], "title": f"{kind.name}实习岗",
            "duties": "在企业导师带教下参与完整的工作任务（示例）",
            "programmes": tuple(programmes.split()), "occupation_code": occupation, "starts_on": days[0], "ends_on": days[1],
            "capacity": capacity, "kind": kind, "begins_at": time(8, 30), "ends_at": time(17, 30), "pay": wage, "trial_wage": wage,
            "post_wage": wage + 40_000, "lowest_grade_wage": wage - 20_000, "housing": "free" if place % 2 else "none",
            "minority_seats": 1 if autumn and place % 9 == 0 and capacity > 4 else 0, "minimum": 2 if autumn and place == 20 else 1,
            "mentors": (internships.MentorHead(self.cast.name(), "示例技师", "0935-0000000"),),
        }  # fmt: skip
        return internships.PostHead(**(own | facts))

    def _round(self, school: str, title: str, days: tuple[date, date], on: date, entered: int, most: int = 0) -> internships.PlacementRound:
        actor, body = self.officer(school), the_body(school, on)
        row = internships.open_round(actor=actor, now=at(on), head=internships.RoundHead(body, title, *days))
        free = internships.Intern.objects.filter(school=body, entered=entered).exclude(entries__is_live=True)
        people = list(free.order_by("student_number"))
        internships.add_students(actor=actor, now=at(on), row=row, interns=people[:most] if most else people)
        seats = {post.pk: post.capacity for post in self.posts[days[0]]}
        internships.set_posts(actor=actor, now=at(on), row=row, seats=seats)
        return row

    @property
    def row(self) -> internships.PlacementRound:
        """The joint round as it is now."""
        row: internships.PlacementRound = internships.PlacementRound.objects.get(pk=self.joint[0].pk)
        return row

    def of(self, school: str, *, standing: str = "placed") -> QuerySet[internships.RoundEntry]:
        """The students of a school in the joint round."""
        rows: QuerySet[internships.RoundEntry] = self.row.entries.filter(intern__school__name=school, standing=standing, is_live=True)
        return rows.select_related("round", "intern").order_by("pk")

    def open(self) -> None:
        """The bureau opens one round for all schools, over all posts, and asks the students what they would like."""
        now, members = at(OPENED), [the_body(school.name, OPENED) for school in self.scale.schools]
        head = internships.RoundHead(the_body(BUREAU, OPENED), f"{LAST_YEAR}级岗位实习联合安排", *AUTUMN, members)
        row = internships.open_round(actor=self.team, now=now, head=head)
        people = internships.Intern.objects.filter(school__in=members, entered=LAST_YEAR).select_related("school")
        internships.add_students(actor=self.team, now=now, row=row, interns=list(people))
        internships.set_posts(actor=self.team, now=now, row=row, seats={post.pk: post.capacity for post in self.posts[AUTUMN[0]]})
        self.joint.append(fire(row, "invite", actor=self.team, now=at(OPENED, 15), chooses_until="2021-11-01"))

    def choose(self) -> None:
        """Some choose; two go together."""
        day, dice = date(2021, 10, 28), random.Random(20211028)  # noqa: S311
        for school in (GULANG, TIANZHU):
            entries = list(self.of(school, standing="waiting")[:12])
            for entry in entries:
                code = entry.intern.programme_code
                fitting = [post.pk for post in self.posts[AUTUMN[0]] if code in post.programmes]
                wishes = dice.sample(fitting, min(3, len(fitting)))
                internships.choose(actor=self.officer(school), now=at(day), entry=entry, posts=wishes)
        first, second = entries[:2]
        internships.pair_up(actor=self.officer(TIANZHU), now=at(day, 15), entry=first, other=second)

    def solve(self) -> None:
        """One answer for all schools."""
        internships.start_solving(actor=self.team, now=at(SOLVED), row=self.row, at_once=True)

    def publish(self) -> None:
        """A school changes one of its own by hand; the bureau publishes."""
        entry = self.of(TIANZHU).filter(companion=None)[0]
        internships.override(
            actor=self.officer(TIANZHU), now=at(PUBLISHED, 11), entry=entry, post=None, reason="本人申请推迟实习，学校同意（示例）"
        )
        internships.publish_round(actor=self.team, now=at(PUBLISHED, 14), row=self.row)

    def object(self) -> None:
        """Four students object."""
        day = date(2021, 11, 5)
        grounds = (
            "离家太远，希望就近安排（示例）",
            "与所学方向不一致（示例）",
            "希望与同学在同一单位（示例）",
            "身体原因，希望换岗（示例）",
        )
        for words, entry in zip(grounds, self.of(GULANG)[:4], strict=True):
            self.appeals.append(internships.lodge_appeal(actor=self.officer(GULANG), now=at(day), entry=entry, grounds=words))

    def answer(self) -> None:
        """Of the objections one is upheld, two are not, one is withdrawn."""
        day, actor = at(date(2021, 11, 9)), self.officer(GULANG)
        for appeal, step in zip(self.appeals, ("reject", "uphold", "reject", "withdraw"), strict=True):
            words = "补录时优先调整（示例）" if step == "uphold" else "现有名额已满，暂不调整（示例）"
            fire(appeal, step, actor=actor, now=day, reason="" if step == "withdraw" else words)

    def refill(self) -> None:
        """Two students go on to higher schools instead; their places are given to others, and the one whose objection was upheld moves."""
        day = date(2021, 11, 11)
        for placement in self.row.placements.filter(state="planned", school__name=MINQIN).order_by("pk")[:2]:
            fire(placement, "withdraw", actor=self.officer(MINQIN), now=at(day), reason="本人升学，不参加实习（示例）")
        row, _job = internships.start_solving(actor=self.team, now=at(day, 11), row=self.row, at_once=True)
        internships.publish_round(actor=self.team, now=at(day, 14), row=row)

    def close(self) -> None:
        """The round is over."""
        fire(self.row, "close", actor=self.team, now=at(date(2022, 3, 1)))

    def take_next(self) -> None:
        """The year after is taken too; a pupil who moved in comes by the credit account."""
        day = date(2022, 4, 20)
        for name in (GULANG, TIANZHU, MINQIN):
            internships.take_from_roster(actor=self.officer(name), now=at(day), school=the_body(name, day), entered=LAST_YEAR + 1)
        learner = Learner.objects.filter(user_id=self.cast.accounts["xuesheng"].user_id or 0).first()
        if learner is not None:
            head = internships.InternHead(the_body(GULANG, day), MOVED_IN, "2", "720201", 2020, "20720201", "620622")
            internships.take_from_account(actor=self.officer(GULANG), now=at(day, 11), learner=learner, head=head)

    def place_own(self) -> None:
        """A student found a unit; its post goes the same way, and so does the placement."""
        day = date(2022, 5, 5)
        firm, kind, _most = next(one for one in self._offers(day) if one[0].industry_code == CARE)
        row = internships.enter_post(
            actor=self.team, now=at(day), head=self.head((firm, kind, 1), 9, SPRING, title="自选单位实习岗", organiser="own")
        )
        for step in ("submit", "review", "publish"):
            row = fire(row, step, actor=self.team, now=at(day, 15))
        fitting = internships.Intern.objects.filter(
            entered=LAST_YEAR + 1, programme_code__in=row.programmes, school__name__in=(TIANZHU, MINQIN)
        )
        student = fitting.select_related("school").order_by("pk").first()
        if student is not None:
            internships.place_in_own_unit(actor=self.cast.officer(student.school), now=at(day, 16), intern=student, post=row)

    def place_in_spring(self) -> None:
        """One school places under the edition of 2021: those of the next year who go early, and the pupil who signs in; one objects
        and waits for the answer."""
        day, actor = date(2022, 5, 6), self.officer(GULANG)
        row = self._round(GULANG, "2020级第一批岗位实习", SPRING, day, LAST_YEAR + 1, most=60)
        own = internships.Intern.objects.filter(student_number=MOVED_IN)
        if own:
            internships.add_students(actor=actor, now=at(day, 9), row=row, interns=own)
        row, _job = internships.start_solving(actor=actor, now=at(day, 10), row=row, at_once=True)
        row = internships.publish_round(actor=actor, now=at(day, 14), row=row)
        entry = row.entries.order_by("pk")[1]
        internships.lodge_appeal(actor=actor, now=at(date(2022, 5, 9)), entry=entry, grounds="希望到离家近的单位（示例）")

    def samples_of_posts(self) -> None:
        """A post in every state, and one that the rules forbid: it stays a draft."""
        day = date(2022, 6, 20)
        offers = self._offers(day)
        told: tuple[tuple[str, dict[str, Any], str], ...] = (
            ("包厢服务实习岗", {"venue": "karaoke", "has_nights": True, "begins_at": time(18), "ends_at": time(2)}, ""),
            ("仓储实习岗", {}, "submit"), ("质检实习岗", {}, "submit review"), ("包装实习岗", {}, "submit review publish pause"),
            ("门店实习岗", {}, "submit review publish close"), ("文员实习岗", {}, "withdraw"),
        )  # fmt: skip
        for place, (title, facts, steps) in enumerate(told):
            head = self.head((offers[place][0], offers[place][1], 1), place, SUMMER, title=title, **facts)
            row = internships.enter_post(actor=self.team, now=at(day), head=head)
            for step in steps.split():
                why = "企业生产计划调整（示例）" if step in ("pause", "close") else ""
                row = fire(row, step, actor=self.team, now=at(day, 15), reason=why)

    def samples_of_rounds(self) -> None:
        """Rounds of the coming term: being prepared, choosing, being solved, to be looked at, called off."""
        day = date(2022, 6, 23)
        for school, title, steps in (
            (GULANG, "2020级第二批岗位实习", ""), (TIANZHU, "2020级岗位实习", "invite"), (MINQIN, "2020级岗位实习", "solve"),
            (MINQIN, "2020级岗位实习（重开前）", "cancel"), (LIANGZHOU, "2020级岗位实习", "queue"),
        ):  # fmt: skip
            if steps == "cancel":
                head = internships.RoundHead(the_body(school, day), title, *SUMMER)
                row = internships.open_round(actor=self.officer(school), now=at(day), head=head)
                fire(row, "cancel", actor=self.officer(school), now=at(day, 15), reason="日期填错，另开一轮（示例）")
                continue
            row = self._round(school, title, SUMMER, day, LAST_YEAR + 1, most=60)
            if steps == "invite":
                fire(row, "invite", actor=self.officer(school), now=at(day, 15), chooses_until="2022-07-01")
            if steps in ("solve", "queue"):
                internships.start_solving(actor=self.officer(school), now=at(day, 15), row=row, at_once=steps == "solve")
