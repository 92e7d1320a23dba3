"""Conversion in the demonstration: a college's programmes, settings and rules; what a pupil, a farmer and a worker banked counts there.

Every number of the settings and rules is invented; no national number stands behind any of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from typing import Any

from baigong.contexts.credit_bank import public as credits
from baigong.contexts.organisations.public import Organisation
from baigong.delivery.demonstration.cast import Cast, Episode, the_body
from baigong.delivery.demonstration.reports import at
from baigong.kernel.access import Actor
from baigong.kernel.workflow import fire

COLLEGE = "武威职业学院"
SET_ON, ADOPTED_ON, RENEWED_ON = date(2021, 8, 30), date(2021, 9, 6), date(2022, 3, 7)
DOCUMENT = "示例院教〔2021〕12号"

# code, title, credits (units), general, major
PROGRAMMES = (
    ("520201", "护理", 4400, 600, 3000),
    ("410303", "畜牧兽医", 3700, 600, 2400),
    ("460301", "机电一体化技术", 3800, 600, 2500),
)
GENERAL = (
    ("GG-01", "思想道德与法治", "general", 300, 48, ""), ("GG-02", "信息技术", "general", 300, 48, ""),
    ("GG-03", "大学语文", "general", 200, 32, ""), ("GG-04", "创新创业基础", "elective", 200, 32, ""),
)  # fmt: skip
COURSES = {
    "520201": (
        ("HL-01", "基础护理", "major", 600, 96, "KC-HL-01"), ("HL-02", "老年护理", "major", 400, 64, "KC-HL-02"),
        ("HL-03", "人体解剖学", "major", 600, 96, ""), ("HL-04", "健康评估", "major", 400, 64, ""),
        ("HL-05", "母婴护理", "major", 400, 64, ""), ("HL-06", "护理综合实训", "practice", 1200, 216, ""),
    ),
    "410303": (
        ("XM-01", "动物营养与饲料", "major", 400, 64, "KC-XM-01"), ("XM-02", "羊生产技术", "major", 400, 64, ""),
        ("XM-03", "动物疫病防治", "major", 600, 96, ""), ("XM-04", "牧场经营", "elective", 300, 48, ""),
        ("XM-05", "养殖综合实训", "practice", 1200, 216, ""),
    ),
    "460301": (
        ("JD-01", "机械制图", "major", 400, 64, ""), ("JD-02", "机械加工实训", "practice", 600, 108, ""),
        ("JD-03", "电工技术", "major", 500, 80, ""), ("JD-04", "自动化生产线", "major", 500, 80, ""),
        ("JD-05", "岗位实习", "practice", 1000, 180, ""),
    ),
}  # fmt: skip
"""code, title, category, credits (units), hours, outcome type: who has it has done the course."""

# code, title, clause, needs (type code or kind), facts of the rule
RULES = (
    ("X-LNZH", "老年照护证书免修老年护理", "第四条", ("X-LNZH-2",), {"courses": ("HL-02",)}),
    ("JN-YYY", "育婴员证书免修母婴护理", "第五条", ("JN-YYY-4",), {"courses": ("HL-05",)}),
    ("JN-YYY-C", "育婴员证书折算选修学分", "第五条第二款", ("JN-YYY-5",), {"credits": 150}),
    ("NM-PX", "农民培训折算选修学分", "第六条", ("farmer_training",), {"hours_per_credit": 16, "cap": 600}),
    ("NM-XM", "肉羊养殖培训免修羊生产技术", "第六条第二款", ("NM-XMYZ",), {"courses": ("XM-02",), "programmes": ("410303",)}),
    ("GZ-JX", "机械加工经历免修实训", "第七条", ("GZ-JX",), {"courses": ("JD-02",), "programmes": ("460301",), "size": 24}),
    ("DS-JS", "技能大赛奖项折算学分", "第八条", ("DS-ZY-2",), {"keeps_credits": True}),
)


def conversions(cast: Cast) -> Iterator[Episode]:
    """What happens about conversion, each on its day."""
    story = _Story(cast)
    yield SET_ON, story.set_up
    yield ADOPTED_ON, story.adopt_rules
    yield RENEWED_ON, story.renew_rule
    yield date(2022, 3, 14), partial(story.convert, date(2022, 3, 14), "李示例", "520201", ("approve",))
    yield date(2022, 4, 11), partial(story.convert, date(2022, 4, 11), "李示例", "520201", ("withdraw",))
    yield date(2022, 4, 18), partial(story.convert, date(2022, 4, 18), "李示例", "520201", ("approve", "reverse"))
    yield date(2022, 5, 9), partial(story.convert, date(2022, 5, 9), "李示例", "520201", ("refuse",))
    yield date(2022, 5, 16), partial(story.convert, date(2022, 5, 16), "xuesheng", "520201", ("part",))
    yield date(2022, 5, 23), partial(story.convert, date(2022, 5, 23), "nongmin", "410303", ("approve",))
    yield date(2022, 6, 13), story.draft_more
    yield date(2022, 6, 20), partial(story.convert, date(2022, 6, 20), "gongren", "460301", ())
    yield date(2022, 6, 22), story.try_draft


@dataclass
class _Story:
    cast: Cast
    programmes: dict[str, credits.CreditProgramme] = field(default_factory=dict)

    @property
    def college(self) -> Organisation:
        """Whose rules they are."""
        return the_body(COLLEGE, SET_ON)

    @property
    def school(self) -> Actor:
        """Who writes and decides for the college."""
        return self.cast.officer(self.college)

    @property
    def office(self) -> Actor:
        """Who looks over the rules."""
        return self.cast.accounts["xuefen"]

    def set_up(self) -> None:
        """The college enters its programmes with their courses, and what it fixed about conversion for the school year."""
        types = {row.code: row for row in credits.OutcomeType.objects.all()}
        for code, title, units, general, major in PROGRAMMES:
            head = credits.ProgrammeHead(self.college, code, title, 2021, units, "示例院教〔2021〕8号", general, major)
            row = credits.save_programme(actor=self.school, now=at(SET_ON), head=head)
            courses = [
                credits.CourseHead(c, name, category, amount, hours, category != "elective", order, types.get(done))
                for order, (c, name, category, amount, hours, done) in enumerate(COURSES[code] + GENERAL, 1)
            ]
            credits.save_courses(actor=self.school, now=at(SET_ON), programme=row, courses=courses)
            self.programmes[code] = row
        settings = credits.SettingsHead(
            school=self.college, year=2021, cap_permille=300, valid_years=5, same_outcome_once=True, document=DOCUMENT,
            adopted_on=SET_ON, source_caps={"farmer_training": 800},
        )  # fmt: skip
        credits.set_settings(actor=self.school, now=at(SET_ON), head=replace(settings, year=2020))
        credits.set_settings(actor=self.school, now=at(SET_ON), head=settings)

    def adopt_rules(self) -> None:
        """The rules are drafted, looked over and adopted by the college's document."""
        for code, title, clause, needs, facts in RULES:
            self._adopt(self._draft(code, title, clause, needs, ADOPTED_ON, facts), DOCUMENT, ADOPTED_ON)

    def renew_rule(self) -> None:
        """The lowest level of the certificate is enough from spring on: a new version takes the place of the first."""
        before = credits.ConversionRule.objects.get(code="X-LNZH", version=1)
        lowest = credits.NeedHead(credits.OutcomeType.objects.get(code="X-LNZH-1"))
        head = replace(credits.head_of(before, RENEWED_ON), needs=(lowest,))
        row = credits.draft_rule(actor=self.school, now=at(RENEWED_ON), head=head)
        self._adopt(row, "示例院教〔2022〕3号", RENEWED_ON)

    def draft_more(self) -> None:
        """One rule waits to be adopted, one is being written and meets another, one was given up."""
        day = date(2022, 6, 13)
        waiting = self._draft("FY-CT", "非遗传承折算学分", "第九条", ("heritage_craft",), date(2022, 9, 1), {"keeps_credits": True}, day)
        fire(waiting, "check", actor=self.office, now=at(day, 15))
        self._draft("X-LNZH-JC", "老年照护证书免修基础护理", "第四条第二款", ("X-LNZH-1",), date(2022, 9, 1), {"courses": ("HL-01",)}, day)
        given_up = self._draft("SQ-JY", "社区教育折算学分", "第十条", ("community_training",), date(2022, 9, 1), {"credits": 100}, day)
        fire(given_up, "drop", actor=self.school, now=at(day, 16))

    def convert(self, when: date, who: str, programme: str, steps: tuple[str, ...]) -> None:
        """Somebody applies, and the college decides."""
        name = self.cast.accounts[who].name if who in self.cast.accounts else who
        learner = credits.Learner.objects.filter(name=name, state="active").order_by("pk").first()
        assert learner is not None
        own = self.cast.accounts.get(who) or self.school
        row: Any = credits.apply_for_conversion(actor=own, now=at(when, 10), learner=learner, programme=self.programmes[programme])
        if own is self.school:
            steps = tuple("withdraw_for" if step == "withdraw" else step for step in steps)
        reasons = {
            "withdraw_for": "本人到学院窗口书面要求撤回（示例）。",
            "refuse": "与培养方案调整后的课程重复，待学院重新核定（示例）。",
            "reverse": "录入的课程有误，重新办理（示例）。",
        }
        for hour, step in enumerate(steps, 14):
            actor = own if step.startswith("withdraw") else self.school
            if step == "part":
                self._grant_in_part(row, at(when, hour))
                continue
            facts = {"approve": {"decision": "示例院教〔2022〕转换1号"}, "reverse": {"document": "示例院教〔2022〕转换2号"}}.get(step, {})
            row = fire(row, step, actor=actor, now=at(when, hour), reason=reasons.get(step, ""), **facts)

    def _grant_in_part(self, row: credits.Conversion, now: datetime) -> None:
        """The college exempts from the course and refuses the free credits."""
        reason = "大赛奖项已计入综合素质学分，不重复折算（示例）。"
        refused = {name: reason for name, grant in credits.lines_to_decide(row).items() if not grant.course}
        credits.grant_in_part(actor=self.school, now=now, conversion=row, refused=refused, decision="示例院教〔2022〕转换3号")

    def try_draft(self) -> None:
        """The draft that meets another rule is tried on a year's applications; the worker of the demonstration is this very process."""
        day = date(2022, 6, 22)
        draft = credits.ConversionRule.objects.get(code="X-LNZH-JC")
        trial = credits.start_trial(
            actor=self.school, now=at(day, 10), school=self.college, versions=[draft], since=date(2021, 9, 1), until=day
        )
        credits.run_trial(trial, now=at(day, 11))

    def _draft(
        self, code: str, title: str, clause: str, needs: tuple[str, ...], since: date, facts: dict[str, Any], day: date | None = None
    ) -> credits.ConversionRule:
        types = {row.code: row for row in credits.OutcomeType.objects.filter(code__in=needs)}
        rest = {name: value for name, value in facts.items() if name != "size"}
        asked = tuple(credits.NeedHead(types.get(name), "" if name in types else name, minimum_hours=facts.get("size")) for name in needs)
        head = credits.RuleHead(school=self.college, code=code, title=title, since=since, clause=clause, needs=asked, **rest)
        return credits.draft_rule(actor=self.school, now=at(day or since, 9), head=head)

    def _adopt(self, row: credits.ConversionRule, document: str, day: date) -> None:
        fire(row, "check", actor=self.office, now=at(day, 10))
        fire(row, "adopt", actor=self.school, now=at(day, 11), document=document)
