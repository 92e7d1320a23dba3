"""Apprenticeship in the demonstration: cohorts of both kinds in every state, and subsidies from the claim to the claw-back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial

from baigong.contexts.enterprises.public import Enterprise
from baigong.contexts.internships import public as internships
from baigong.delivery.demonstration.cast import GIVEN, SURNAMES, Cast, Episode, the_body
from baigong.delivery.demonstration.duty import firm_officer
from baigong.delivery.demonstration.reports import at
from baigong.engines.checking.numbers import citizen_check
from baigong.kernel.access import Actor
from baigong.kernel.workflow import fire

SCHOOLS = ("武威职业学院", "凉州区职业中等专业学校")
# What a firm of an industry trains; any other one keeps its machines.
TRADES = {
    "0311": ("5-03-02-01", "家畜饲养员"), "1512": ("6-02-06-03", "白酒酿造工"), "3825": ("6-24-02-04", "光伏组件制造工"),
    "5292": ("4-01-06-01", "电子商务师"), "6210": ("4-03-02-01", "中式烹调师"), "8310": ("4-10-01-03", "保育师"),
}  # fmt: skip
KEEPERS = ("6-31-01-01", "设备点检员")
PEOPLE = 3
# First and last day, how far the cohort goes, how far its subsidy goes, what becomes of the apprentices.
COHORTS = (
    (date(2021, 1, 4), date(2021, 12, 31), "finish", "paid", "certify certify finish"),
    (date(2021, 2, 1), date(2022, 1, 31), "finish", "recover", "certify fail leave"),
    (date(2021, 3, 1), date(2022, 2, 28), "finish", "settle", "certify certify certify"),
    (date(2021, 9, 1), date(2022, 8, 31), "start", "advance", ""),
    (date(2021, 11, 1), date(2022, 10, 31), "start", "submit", ""),
    (date(2022, 7, 1), date(2023, 6, 30), "file", "draft", ""),
    (date(2022, 7, 4), date(2023, 7, 3), "file", "drop", ""),
    (date(2021, 6, 1), date(2022, 5, 31), "stop", "refuse", ""),
    (date(2021, 6, 15), date(2022, 6, 14), "assess", "", ""),
    (date(2022, 8, 1), date(2023, 7, 31), "cancel", "", ""),
    (date(2022, 9, 1), date(2023, 8, 31), "submit", "", ""),
    (date(2022, 9, 5), date(2023, 9, 4), "", "", ""),
)
ORDER = ("submit", "file", "start", "assess", "finish")


def apprenticeship(cast: Cast) -> Iterator[Episode]:
    """What happens: everything of a cohort is told on the day on which its present state was reached."""
    story = _Story(cast)
    for number, told in enumerate(COHORTS):
        yield _told_on(*told[:3]), partial(story.tell, number)
    yield date(2022, 3, 1), story.modern


def _told_on(first: date, last: date, reach: str) -> date:
    if reach in ("finish", "assess"):
        return last + timedelta(days=10)
    return min(first + timedelta(days=30), date(2022, 6, 20)) if reach in ("start", "stop") else date(2022, 6, 13)


@dataclass
class _Story:
    cast: Cast
    firms: list[Enterprise] = field(default_factory=list)
    serial: int = 400
    vouchers: int = 0

    def firm(self, number: int) -> Enterprise:
        """The firm that trains: the one that does well first."""
        if not self.firms:
            own = self.cast.accounts["qiye"].organisation_ids
            rows = Enterprise.objects.select_related("organisation").filter(state="operating").order_by("pk")
            self.firms = [*rows.filter(organisation__in=own), *rows.exclude(organisation__in=own)[:5]]
        return self.firms[number % len(self.firms)]

    def tell(self, number: int) -> None:
        """A cohort of employees as far as it goes."""
        first, last, reach, claim, results = COHORTS[number]
        firm, school = self.firm(number), the_body(SCHOOLS[number % 2], first)
        actor, drafted = firm_officer(firm), first - timedelta(days=45)
        if drafted > date(2022, 6, 13):
            drafted = date(2022, 6, 13)
        code, trade = TRADES.get(firm.industry_code, KEEPERS)
        title = f"{first.year}年{first.month}月{trade}班（示例）"
        head = internships.CohortHead(
            "new_type", title, firm, school, code, trade, first, last, "示例校企合作协议", drafted, "企业实训为主，学校集中授课（示例）。",
            level="intermediate",
        )  # fmt: skip
        row = internships.save_cohort(actor=actor, now=at(drafted), head=head)
        half = first + (last - first) // 2
        for stage, place, begins, ends in (("基础理论", "school", first, half), ("岗位实训", "enterprise", half + timedelta(days=1), last)):
            internships.add_stage(
                actor=actor, now=at(drafted), cohort=row, title=stage, place=place, starts_on=begins, ends_on=ends, hours=240
            )
        people = [self._joining(first) for _one in range(PEOPLE)]
        internships.enrol_apprentices(actor=actor, now=at(drafted, 11), cohort=row, people=people)
        self._go(row, actor, first, last, reach, results, claim)

    def _joining(self, first: date) -> internships.Joining:
        self.serial += 1
        born = date(1985 + self.serial % 12, 1 + self.serial % 12, 11)
        number = f"620690{born:%Y%m%d}{self.serial:03d}"
        name = SURNAMES[self.serial % len(SURNAMES)] + GIVEN[self.serial % len(GIVEN)]
        contract = (first - timedelta(days=200), first + timedelta(days=1200))
        return internships.Joining("企业导师（示例）", "学校导师（示例）", None, name, number + citizen_check(number), *contract)

    def _go(self, row: internships.Cohort, actor: Actor, first: date, last: date, reach: str, results: str, claim: str) -> None:
        team, filed = self.cast.accounts["zhuanban"], min(first - timedelta(days=20), date(2022, 6, 15))
        if not reach:
            return
        row = fire(row, "submit", actor=actor, now=at(filed, 9))
        if reach == "submit":
            return
        if reach == "cancel":
            fire(row, "cancel", actor=actor, now=at(filed, 15), reason="报名人数不足（示例）")
            return
        row = fire(row, "file", actor=team, now=at(filed, 16), document=f"示例学徒备〔{filed.year}〕{row.pk}号")
        asked = self._ask(row, actor, filed, claim)
        if reach == "file":
            return
        row = fire(row, "start", actor=actor, now=at(first, 9))
        if reach == "stop":
            fire(row, "stop", actor=team, now=at(first + timedelta(days=30)), reason="生产线停产（示例）")
        if reach in ("assess", "finish"):
            for stage in row.stages.all():
                internships.finish_stage(
                    actor=actor, now=at(stage.ends_on, 15), stage=stage, result="达到要求（示例）", done_on=stage.ends_on
                )
            row = fire(row, "assess", actor=actor, now=at(last, 17))
        if reach == "finish":
            self._assess(row, actor, last + timedelta(days=5), results)
            fire(row, "finish", actor=actor, now=at(last + timedelta(days=6)))
            self._settle(asked, last + timedelta(days=10), claim)

    def _assess(self, row: internships.Cohort, actor: Actor, day: date, results: str) -> None:
        for number, (one, result) in enumerate(zip(row.apprentices.order_by("pk"), results.split(), strict=True)):
            facts = {"certificate": f"示例证{row.pk:03d}{number}", "score": "82"} if result == "certify" else {}
            fire(one, result, actor=actor, now=at(day), reason="离职（示例）" if result == "leave" else "", **facts)

    def _ask(self, row: internships.Cohort, actor: Actor, day: date, claim: str) -> internships.SubsidyClaim | None:
        if not claim:
            return None
        payer, labour = the_body("市人社局", day), self.cast.accounts["renshe"]
        asked = internships.draft_claim(actor=actor, now=at(day, 17), cohort=row, payer=payer)
        if claim == "drop":
            fire(asked, "drop", actor=actor, now=at(day, 18))
        if claim in ("draft", "drop"):
            return asked
        asked = fire(asked, "submit", actor=actor, now=at(day, 18))
        if claim == "refuse":
            fire(asked, "refuse", actor=labour, now=at(day, 19), reason="企业上年度欠缴社会保险费（示例）")
        if claim in ("submit", "refuse"):
            return asked
        asked = internships.approve_claim(
            actor=labour, now=at(day, 19), claim=asked, advance=asked.expected // 2, document=f"示例人社补〔{day.year}〕{asked.pk}号"
        )
        self._pay(asked, "advance", asked.advance, day + timedelta(days=10))
        return asked

    def _settle(self, asked: internships.SubsidyClaim | None, day: date, claim: str) -> None:
        if asked is None:
            return
        asked = internships.settle_claim(actor=self.cast.accounts["renshe"], now=at(day), claim=asked)
        if claim == "paid":
            self._pay(asked, "balance", (asked.due or 0) - asked.advance, day)

    def _pay(self, asked: internships.SubsidyClaim, kind: str, amount: int, day: date) -> None:
        self.vouchers += 1
        internships.enter_payment(
            actor=self.cast.accounts["renshe"], now=at(day, 20), claim=asked, kind=kind, amount=amount, paid_on=day,
            voucher=f"示例凭证{self.vouchers:04d}",
        )  # fmt: skip

    def modern(self) -> None:
        """A cohort of students: apprentices of the modern kind, who are interns."""
        day, first = date(2022, 3, 1), date(2022, 3, 1)
        interns = list(internships.Intern.objects.filter(left_on=None).select_related("school").order_by("pk"))
        if not interns:
            return
        school = interns[0].school
        actor, firm = self.cast.officer(school), self.firm(0)
        head = internships.CohortHead(
            "modern", "示例现代学徒班", firm, school, *TRADES.get(firm.industry_code, KEEPERS), first, date(2022, 12, 31),
            "示例校企合作协议", date(2022, 2, 21), "招生即招工，工学交替（示例）。", programme_code=interns[0].programme_code,
        )  # fmt: skip
        row = internships.save_cohort(actor=actor, now=at(date(2022, 2, 21)), head=head)
        internships.add_stage(
            actor=actor, now=at(day, 8), cohort=row, title="岗位轮训", place="both", starts_on=first, ends_on=date(2022, 12, 31), hours=600
        )
        people = [internships.Joining("企业导师（示例）", "学校导师（示例）", one) for one in interns if one.school_id == school.pk][:4]
        internships.enrol_apprentices(actor=actor, now=at(day, 8), cohort=row, people=people)
        row = fire(row, "submit", actor=actor, now=at(day, 9))
        row = fire(row, "file", actor=self.cast.accounts["zhuanban"], now=at(day, 10), document="示例学徒备〔2022〕现1号")
        fire(row, "start", actor=actor, now=at(day, 11))
