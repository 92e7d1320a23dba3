"""The duty of places in the demonstration: two years confirmed, and the ladder from a notice to the loss of incentives and back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from baigong.contexts.accounts import public as accounts
from baigong.contexts.enterprises.public import Enterprise
from baigong.contexts.internships import public as internships
from baigong.contexts.supervision.public import Case, open_for_shortfall
from baigong.delivery.demonstration.cast import Cast, Episode
from baigong.delivery.demonstration.reports import at
from baigong.kernel.access import Actor, Holding
from baigong.kernel.workflow import fire

FIRST, SECOND = 2020, 2021
"""The years that are over: the plan came out in the last month of the first."""
REMINDED = ("explained", "planned", "made_up", "suspended", "lifted", "withdrawn", "published", "met")
"""What becomes of those who are reminded of the first year, in their order."""
LATE = "方案2020年12月印发，当年已无时间设岗（示例）"


def duty(cast: Cast) -> Iterator[Episode]:
    """What happens, each on its day."""
    story = _Story(cast)
    yield date(2021, 1, 20), story.confirm_first
    yield date(2021, 4, 6), story.remind_first
    yield date(2021, 4, 20), story.answer
    yield date(2021, 5, 10), story.summon
    yield date(2021, 5, 31), story.meet
    yield date(2021, 8, 3), story.publish
    yield date(2021, 10, 8), story.suspend
    yield date(2021, 12, 20), story.lift
    yield date(2022, 1, 25), story.confirm_second
    yield date(2022, 4, 6), story.remind_second
    yield date(2022, 5, 16), story.summon_second


def firm_officer(firm: Enterprise) -> Actor:
    """Who acts for a firm."""
    body = firm.organisation
    return Actor(None, f"{body}经办", (Holding(accounts.ENTERPRISE_OFFICER, body.pk, body.path),))


@dataclass
class _Story:
    cast: Cast
    rows: dict[str, internships.DutyShortfall] = field(default_factory=dict)
    cases: dict[str, Case] = field(default_factory=dict)

    @property
    def team(self) -> Actor:
        """The working team."""
        return self.cast.accounts["zhuanban"]

    def short(self, year: int, day: date) -> list[Enterprise]:
        """The firms that fell short of a year, always in one order."""
        firms = list(internships.enterprises_owing(year).order_by("pk"))
        return [found.enterprise for found in internships.years_of(firms, year, day) if found.verdict == "short"]

    def confirm(self, firm: Enterprise, year: int, day: date, reason: str, correction: str = "") -> internships.DutyReturn:
        """Draw up a year; the firm locks it."""
        actor = firm_officer(firm)
        row = internships.draft_return(actor=actor, now=at(day), enterprise=firm, year=year, reason=reason, correction=correction)
        return fire(row, "submit", actor=actor, now=at(day, 15))

    def confirm_first(self) -> None:
        """Three firms confirm the year at once."""
        day = date(2021, 1, 20)
        for firm in self.short(FIRST, day)[:3]:
            self.confirm(firm, FIRST, day, LATE)

    def remind_first(self) -> None:
        """A few of those who said nothing are reminded."""
        day = date(2021, 4, 6)
        firms = self.short(FIRST, day)[3 : 3 + len(REMINDED)]
        made = internships.notice_shortfalls(actor=self.team, now=at(day), year=FIRST, enterprises=firms)
        self.rows = dict(zip(REMINDED, made, strict=True))

    def step(self, name: str, step: str, day: date, reason: str, actor: Actor | None = None, **facts: str) -> None:
        """Take one of them a step."""
        self.rows[name] = fire(self.rows[name], step, actor=actor or self.team, now=at(day), reason=reason, **facts)

    def answer(self) -> None:
        """One explains, two plan, one turns out to be a mistake."""
        day = date(2021, 4, 20)
        self.step("explained", "explain", day, "所需专业当年没有毕业年级学生（示例）", firm_officer(self.rows["explained"].enterprise))
        for name, until in (("planned", "2022-12-31"), ("made_up", "2021-12-31")):
            firm = firm_officer(self.rows[name].enterprise)
            self.step(name, "plan", day, "增设两个岗位，与职业学校对接（示例）", firm, until=until)
        self.step("withdrawn", "withdraw", day, "停产企业，提醒有误（示例）")

    def summon(self) -> None:
        """Those who said nothing in time are handed to supervision, which opens a case of each."""
        for name in ("suspended", "lifted", "published", "met"):
            self._summon(name, date(2021, 5, 10))

    def _summon(self, name: str, day: date) -> None:
        reason = "提醒后逾期没有答复（示例）"
        self.step(name, "summon", day, reason)
        self.cases[name] = open_for_shortfall(internships.news_of(self.rows[name], reason, at(day)))

    def meet(self) -> None:
        """Supervision looks into each, orders places to be set up and talks to the firm, which moves the rung."""
        day = date(2021, 5, 31)
        for name in ("suspended", "lifted", "published", "met"):
            case, firm = self.cases[name], firm_officer(self.rows[name].enterprise)
            for step, actor, facts in (
                ("take_up", self.team, {}),
                ("feed_back", self.team, {"reason": "没有设岗，没有接纳学生（示例）。"}),
                ("state", firm, {"reason": "生产任务紧，尚未安排（示例）。"}),
                (
                    "order",
                    self.team,
                    {"reason": "设置岗位并与学校对接（示例）。", "document": f"示例督〔2021〕责{case.pk}号", "until": "2022-12-31"},
                ),
                (
                    "interview",
                    self.team,
                    {"reason": "企业负责人到会，承诺设岗（示例）。", "held_on": "2021-05-31", "people": "市教育局约谈企业负责人"},
                ),
            ):
                case = fire(case, step, actor=actor, now=at(day), **facts)
            self.cases[name] = case

    def _end(self, name: str, day: date, steps: tuple[tuple[str, dict[str, str]], ...]) -> None:
        for step, facts in steps:
            actor = firm_officer(self.rows[name].enterprise) if step == "report" else self.team
            self.cases[name] = fire(self.cases[name], step, actor=actor, now=at(day, 17), **facts)

    def publish(self) -> None:
        """Three have done nothing since, and are made public."""
        for name in ("suspended", "lifted", "published"):
            self.step(name, "publish", date(2021, 8, 3), "约谈后仍未设岗（示例）")

    def suspend(self) -> None:
        """Two lose their incentives."""
        for number, name in enumerate(("suspended", "lifted"), 1):
            self.step(name, "suspend", date(2021, 10, 8), "公布后仍未设岗（示例）", document=f"示例产教〔2021〕{number}号")
        accounted = {"reason": "公布后仍未设岗，移送问责（示例）。", "document": "示例责〔2021〕1号", "measure": "circular"}
        self._end("suspended", date(2021, 10, 9), (("refer", accounted),))

    def lift(self) -> None:
        """One of them offers posts now; the one with a plan has kept it."""
        ends = (("report", {"reason": "已公布实习岗位并接纳学生（示例）。"}), ("close", {"reason": "岗位已公布，学生已到岗（示例）。"}))
        self._end("lifted", date(2021, 12, 20), ends)
        self.step("made_up", "make_up", date(2021, 12, 20), "已增设岗位，缺额补足（示例）")

    def confirm_second(self) -> None:
        """The firm that does well confirms, and corrects itself; others say why, are still drafting, or gave their draft up."""
        day = date(2022, 1, 25)
        good = Enterprise.objects.select_related("organisation").get(organisation__in=self.cast.accounts["qiye"].organisation_ids)
        self.confirm(good, SECOND, day, "部分岗位下半年才公布（示例）")
        self.confirm(good, SECOND, date(2022, 2, 15), "部分岗位下半年才公布（示例）", "补登一名学生的实习记录（示例）")
        told = [firm for firm in self.short(SECOND, day) if firm.pk != good.pk]
        for firm in told[:4]:
            self.confirm(firm, SECOND, day, "没有对口专业的学生报名（示例）")
        for firm, drop in ((told[4], False), (told[5], True)):
            actor = firm_officer(firm)
            row = internships.draft_return(actor=actor, now=at(day), enterprise=firm, year=SECOND)
            if drop:
                fire(row, "drop", actor=actor, now=at(day, 16))

    def remind_second(self) -> None:
        """A few who said nothing of the second year are reminded."""
        day = date(2022, 4, 6)
        confirmed = set(internships.DutyReturn.objects.filter(year=SECOND).values_list("enterprise", flat=True))
        firms = [firm for firm in self.short(SECOND, day) if firm.pk not in confirmed][:5]
        made = internships.notice_shortfalls(actor=self.team, now=at(day), year=SECOND, enterprises=firms)
        self.rows |= {f"second {n}": row for n, row in enumerate(made)}

    def summon_second(self) -> None:
        """One of them is handed to supervision; it waits for its meeting."""
        self._summon("second 0", date(2022, 5, 16))
