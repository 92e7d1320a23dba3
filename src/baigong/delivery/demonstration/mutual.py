"""Mutual recognition in the demonstration: a vocational and a general school, a college and a community college, and their pupils."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import Any

from baigong.contexts.accounts import public as accounts
from baigong.contexts.credit_bank import public as credits
from baigong.contexts.organisations.public import Organisation, create_organisation
from baigong.delivery.demonstration.cast import Cast, Episode, the_body
from baigong.delivery.demonstration.reports import at
from baigong.engines.checking.numbers import citizen_check
from baigong.kernel.access import SYSTEM, Actor
from baigong.kernel.workflow import fire

VOCATIONAL, COLLEGE, OTHER = "古浪县职业技术教育中心", "武威职业学院", "民勤县职业中等专业学校"
GENERAL, COMMUNITY = "古浪县示例高级中学", "凉州区示例社区学院"
BODIES = ((GENERAL, "general_school", "古浪县教育局", 635, "620622"), (COMMUNITY, "institution", "凉州区教育局", 615, "620602"))
"""Bodies that the plan does not name: invented, and called so."""
BEGUN = date(2021, 5, 17)
TERMS = "开课单位负责教学和考核，学籍学校负责学生管理（示例）。"

# issuer, code, title, kind, hours, credits (units; empty: by hours)
TYPES = (
    (VOCATIONAL, "HX-DS-01", "电子商务基础", "course", 36, 200), (VOCATIONAL, "HX-JY-01", "现代农艺实践", "course", 36, 200),
    (VOCATIONAL, "HX-QX-01", "汽车维护", "course", 54, 300), (GENERAL, "HX-SX-01", "高中数学选修", "course", 36, 200),
    (GENERAL, "HX-YY-01", "英语阅读与写作", "course", 36, 200), (COMMUNITY, "HX-SQ-01", "社区健康照护", "community_training", 40, None),
    (COLLEGE, "HX-XY-01", "养老服务入门", "course", 32, 200), (VOCATIONAL, "HX-WR-01", "无人机操作入门", "course", 36, 200),
    (GENERAL, "HX-SF-01", "书法", "course", 36, 200),
)  # fmt: skip
# school, code, title, credits (units)
PROGRAMMES = ((VOCATIONAL, "710201", "计算机应用", 17000), (GENERAL, "PTGZ", "普通高中课程", 14400))
PUPILS = (("周示例", GENERAL), ("吴示例", GENERAL), ("郑示例", GENERAL), ("冯示例", GENERAL), ("陈示例", GENERAL), ("许示例", VOCATIONAL),
          ("何示例", VOCATIONAL))  # fmt: skip


@dataclass(frozen=True)
class Term:
    """When one applies and learns."""

    year: int
    term: str
    opens: date
    closes: date
    starts: date
    ends: date


AUTUMN = Term(2021, "1", date(2021, 8, 23), date(2021, 9, 10), date(2021, 9, 13), date(2022, 1, 7))
SPRING = Term(2021, "2", date(2022, 2, 14), date(2022, 3, 4), date(2022, 3, 7), date(2022, 6, 24))
NEXT = Term(2022, "1", date(2022, 6, 20), date(2022, 7, 10), date(2022, 9, 5), date(2023, 1, 6))


def mutual(cast: Cast) -> Iterator[Episode]:
    """What happens between schools, each on its day."""
    story = _Story(cast)
    yield BEGUN, story.prepare
    yield date(2021, 6, 1), story.agree
    yield date(2021, 8, 20), partial(story.open_courses, date(2021, 8, 20), AUTUMN, (("HX-DS-01", 2), ("HX-SX-01", 30), ("HX-QX-01", 20)))
    yield date(2021, 8, 25), story.autumn
    yield date(2021, 9, 1), story.end_old
    yield date(2022, 1, 14), story.post_results
    yield date(2022, 1, 19), story.recognise
    yield date(2022, 2, 11), partial(story.open_courses, date(2022, 2, 11), SPRING, (("HX-JY-01", 25), ("HX-SQ-01", 40)))
    yield date(2022, 2, 16), story.spring
    coming = (("HX-YY-01", 30), ("HX-QX-01", 2), ("HX-XY-01", 50), ("HX-WR-01", 20), ("HX-SF-01", 30))
    yield date(2022, 6, 17), partial(story.open_courses, date(2022, 6, 17), NEXT, coming)
    yield date(2022, 6, 21), story.now_choosing


@dataclass
class _Story:
    cast: Cast
    bodies: dict[str, Organisation] = field(default_factory=dict)
    pupils: dict[str, credits.Learner] = field(default_factory=dict)
    agreements: dict[str, credits.RecognitionAgreement] = field(default_factory=dict)
    courses: dict[tuple[str, Term], credits.SharedCourse] = field(default_factory=dict)

    # -- before ------------------------------------------------------------------------------------------------------

    def prepare(self) -> None:
        """The two invented bodies, who works and learns there, what the schools teach and where they recognise."""
        now = at(BEGUN)
        for name, kind, parent, order, division in BODIES:
            self.bodies[name] = create_organisation(
                actor=SYSTEM, now=now, name=name, kind=kind, parent=the_body(parent, BEGUN), order=order, division_code=division,
                note="示例机构，不是真实单位",
            )  # fmt: skip
        for name in (VOCATIONAL, COLLEGE, OTHER):
            self.bodies[name] = the_body(name, BEGUN)
        general = self.bodies[GENERAL]
        teacher = accounts.create_sample_account(
            actor=SYSTEM, now=now, username="gaozhong", display_name=self.cast.name(), role=accounts.SCHOOL_OFFICER, organisation=general
        )
        pupil = accounts.create_sample_account(actor=SYSTEM, now=now, username="gaozhongsheng", display_name=self.cast.name())
        for user in (teacher, pupil):
            self.cast.accounts[user.username] = accounts.actor_for(user, on=BEGUN)
        self.cast.officers[general.pk] = self.cast.accounts["gaozhong"]
        self._catalogue()
        self._accounts()

    def _catalogue(self) -> None:
        office = self.cast.accounts["xuefen"]
        for body, code, title, kind, hours, units in TYPES:
            head = credits.TypeHead(
                kind=kind, code=code, title=title, issuer=body, issuer_body=self.bodies[body], hours=hours, credits=units,
                since=date(2020, 9, 1), basis="示例学分银行成果目录（互选课程）",
            )  # fmt: skip
            row = credits.draft_type(actor=office, now=at(BEGUN, 10), head=head)
            fire(row, "publish", actor=office, now=at(BEGUN, 11))
        for name, code, title, units in PROGRAMMES:
            school, document = self.bodies[name], "示例教务〔2021〕1号"
            programme = credits.ProgrammeHead(school, code, title, 2021, units, document)
            credits.save_programme(actor=self.officer(name), now=at(BEGUN, 14), head=programme)
            for year in (2020, 2021):
                settings = credits.SettingsHead(
                    school=school, year=year, cap_permille=200, valid_years=5, same_outcome_once=True, document=document,
                    adopted_on=BEGUN, source_caps={},
                )  # fmt: skip
                credits.set_settings(actor=self.officer(name), now=at(BEGUN, 15), head=settings)

    def _accounts(self) -> None:
        own = self.cast.accounts["gaozhongsheng"]
        opening = self._opening(own.name, 0)
        row = credits.register_oneself(actor=own, now=at(BEGUN, 16), opening=opening, home=self.bodies[GENERAL])
        self._check(row, GENERAL)
        self.pupils["gaozhongsheng"] = row
        for name in ("xuesheng", "gongren"):
            self.pupils[name] = credits.Learner.objects.get(user_id=self.cast.accounts[name].user_id or 0)
        for number, (name, home) in enumerate(PUPILS, 1):
            row = credits.open_account(
                actor=self.officer(home), now=at(BEGUN, 16), opening=self._opening(name, number), home=self.bodies[home]
            )
            self._check(row, home)
            self.pupils[name] = row

    def _opening(self, name: str, number: int) -> credits.Opening:
        first = f"620690{date(2005, 3, 1) + timedelta(days=37 * number):%Y%m%d}{960 + number:03d}"
        return credits.Opening(name, "citizen", first + citizen_check(first), guardian=self.cast.name(), guardian_relation="父亲")

    def _check(self, row: credits.Learner, home: str) -> None:
        document = credits.IdentityDocument.objects.get(learner=row)
        credits.check_document(actor=self.officer(home), now=at(BEGUN, 17), document=document, how="roster")

    def officer(self, name: str) -> Actor:
        """Who acts for a body."""
        return self.cast.officer(self.bodies[name])

    # -- agreements --------------------------------------------------------------------------------------------------

    def agree(self) -> None:
        """Agreements of every kind and in every state."""
        day = date(2021, 6, 1)
        both, span = (VOCATIONAL, GENERAL), (date(2021, 9, 1), date(2024, 8, 31))
        title = "古浪县普职课程互选、学分互认协议（示例）"
        self.agreements["main"] = self._signed(day, title, both, span, "示例教合〔2021〕3号", ceiling=1200, term_ceiling=600)
        two_years = (date(2021, 9, 1), date(2023, 8, 31))
        title = "校社课程互选、学分互认协议（示例）"
        self.agreements["community"] = self._signed(day, title, (COLLEGE, COMMUNITY), two_years, "示例院合〔2021〕9号", 800)
        self.agreements["open"] = self._signed(
            day, "中高职课程开放协议（示例）", (COLLEGE, VOCATIONAL, OTHER), span, "示例院合〔2021〕11号", 800, ceiling=2000
        )
        old = (date(2020, 9, 1), date(2021, 8, 31))
        self._signed(day, "2020学年普职课程互选协议（示例）", both, old, "示例教合〔2020〕6号")
        broken = self._signed(day, "专业课程互选协议（示例）", (VOCATIONAL, OTHER), span, "示例职合〔2021〕2号")
        fire(broken, "terminate", actor=self.officer(OTHER), now=at(date(2022, 3, 21)), reason="校区调整，无法继续开课（示例）。")
        agreed = self._proposed(day, "艺术课程互选协议（示例）", (GENERAL, OTHER), span)
        self._say(agreed, OTHER, "agree", day)
        self._proposed(day, "冬季实训课程互选协议（示例）", (OTHER, GENERAL), span)
        returned = self._proposed(day, "劳动教育课程共享协议（示例）", (GENERAL, COLLEGE), span)
        self._say(returned, COLLEGE, "decline", day, reason="认定比例需与学院转换规定一致（示例）。")
        self._draft(day, "职业启蒙课程互选协议（示例）", (VOCATIONAL, GENERAL, OTHER), span)
        dropped = self._draft(day, "暑期课程互选协议（示例）", (GENERAL, VOCATIONAL), span)
        fire(dropped, "drop", actor=self.officer(GENERAL), now=at(day, 16))

    def _draft(
        self, day: date, title: str, parties: tuple[str, ...], span: tuple[date, date], rate: int = 1000, **bounds: int
    ) -> credits.RecognitionAgreement:
        head = credits.AgreementHead(
            proposer=self.bodies[parties[0]], title=title, since=span[0], until=span[1], rate_permille=rate,
            ceiling=bounds.get("ceiling"), term_ceiling=bounds.get("term_ceiling"), terms=TERMS,
            parties=tuple(credits.PartyHead(self.bodies[name]) for name in parties),
        )  # fmt: skip
        return credits.draft_agreement(actor=self.officer(parties[0]), now=at(day, 9), head=head)

    def _proposed(
        self, day: date, title: str, parties: tuple[str, ...], span: tuple[date, date], rate: int = 1000, **bounds: int
    ) -> credits.RecognitionAgreement:
        row = self._draft(day, title, parties, span, rate, **bounds)
        return fire(row, "propose", actor=self.officer(parties[0]), now=at(day, 10))

    def _signed(
        self, day: date, title: str, parties: tuple[str, ...], span: tuple[date, date], document: str, rate: int = 1000, **bounds: int
    ) -> credits.RecognitionAgreement:
        row = self._proposed(day, title, parties, span, rate, **bounds)
        for name in parties[1:]:
            self._say(row, name, "agree", day)
        return fire(row, "sign", actor=self.officer(parties[0]), now=at(day, 15), document=document)

    def _say(self, row: credits.RecognitionAgreement, name: str, step: str, day: date, reason: str = "") -> None:
        party = row.parties.get(organisation=self.bodies[name])
        fire(party, step, actor=self.officer(name), now=at(day, 14), reason=reason)

    def end_old(self) -> None:
        """What was agreed for one year is over."""
        credits.end_agreements(at(date(2021, 9, 1), 2))

    # -- courses and pupils ------------------------------------------------------------------------------------------

    def open_courses(self, day: date, term: Term, wanted: tuple[tuple[str, int], ...]) -> None:
        """Schools enter what they open in a term, and make it public; what follows next term is still being written."""
        under = {COMMUNITY: "community", COLLEGE: "open"}
        for code, places in wanted:
            kind = credits.OutcomeType.objects.select_related("issuer_body").get(code=code)
            school = kind.issuer_body
            assert school is not None
            head = credits.SharedCourseHead(
                agreement=self.agreements[under.get(school.name, "main")], school=school, type=kind, year=term.year, term=term.term,
                hours=kind.hours or 36, places=places, opens_on=term.opens, closes_on=term.closes, starts_on=term.starts,
                ends_on=term.ends, schedule="每周三14:00–16:00，实训楼302（示例）", audience="高一、高二学生",
            )  # fmt: skip
            row = credits.draft_shared_course(actor=self.cast.officer(school), now=at(day), head=head)
            if code != "HX-XY-01":
                row = fire(row, "publish", actor=self.cast.officer(school), now=at(day, 15))
            self.courses[code, term] = row

    def _enrol(self, who: str, code: str, term: Term, day: date, *steps: str, hour: int = 10, reason: str = "") -> Any:
        learner = credits.Learner.objects.select_related("home").get(pk=self.pupils[who].pk)
        course = self.courses[code, term]
        home = learner.home
        assert home is not None
        own = self.cast.accounts.get(who) or self.cast.officer(home)
        row: Any = credits.enrol(actor=own, now=at(day, hour), learner=learner, course=course)
        for step in steps:
            at_home = step in ("confirm", "refuse")
            actor = self.cast.officer(home if at_home else course.school) if step != "withdraw" else own
            row = fire(row, step, actor=actor, now=at(day, hour + 1 if at_home else hour + 2), reason=reason)
        return row

    def autumn(self) -> None:
        """The first term: two places for three of the general school, one of the vocational school the other way; one course falls out."""
        day = date(2021, 8, 25)
        for who, hour in (("gaozhongsheng", 9), ("周示例", 10), ("吴示例", 11)):
            self._enrol(who, "HX-DS-01", AUTUMN, day, "confirm", hour=hour)
        course = self.courses["HX-DS-01", AUTUMN]
        credits.admit_in_turn(actor=self.officer(VOCATIONAL), now=at(date(2021, 9, 11)), course=course)
        for who in ("xuesheng", "许示例"):
            self._enrol(who, "HX-SX-01", AUTUMN, day, "confirm", "admit")
        fallen = self.courses["HX-QX-01", AUTUMN]
        self._enrol("郑示例", "HX-QX-01", AUTUMN, day, "confirm")
        fire(fallen, "cancel", actor=self.officer(VOCATIONAL), now=at(date(2021, 9, 11)), reason="报名人数不足（示例）。")

    def post_results(self) -> None:
        """Both schools post what was learnt, and the courses are over."""
        day = date(2022, 1, 14)
        for code, grades in (("HX-DS-01", ("88", "52")), ("HX-SX-01", ("91", "76"))):
            course = self.courses[code, AUTUMN]
            teacher = self.cast.officer(course.school)
            admitted = list(course.enrolments.filter(state="admitted").select_related("learner").order_by("pk"))
            lines = [
                credits.ResultLine(row.learner.number, row.learner.name, int(grade) >= 60, grade, AUTUMN.ends)
                for row, grade in zip(admitted, grades, strict=True)
            ]
            credits.post_course_results(
                actor=teacher, now=at(day), course=course, key=f"{code}-2021-1", decision="2021—2022学年第一学期成绩册（示例）", lines=lines
            )
            fire(course, "finish", actor=teacher, now=at(day, 16))

    def recognise(self) -> None:
        """The home schools recognise; one recognition is taken back and waits to be done anew."""
        day = date(2022, 1, 19)
        for code, home in (("HX-DS-01", GENERAL), ("HX-SX-01", VOCATIONAL)):
            credits.recognise_all(
                actor=self.officer(home), now=at(day), course=self.courses[code, AUTUMN], home=self.bodies[home],
                decision="示例教务〔2022〕互认1号",
            )  # fmt: skip
        wrong = credits.CourseEnrolment.objects.get(learner=self.pupils["许示例"], course=self.courses["HX-SX-01", AUTUMN])
        fire(wrong, "reverse", actor=self.officer(VOCATIONAL), now=at(date(2022, 1, 21)), reason="专业选错，重新办理（示例）。")

    def spring(self) -> None:
        """The second term is under way: who was admitted waits for the result."""
        day = date(2022, 2, 16)
        for who in ("gaozhongsheng", "郑示例", "冯示例"):
            self._enrol(who, "HX-JY-01", SPRING, day, "confirm", "admit")
        self._enrol("gongren", "HX-SQ-01", SPRING, day, "confirm", "admit")

    def now_choosing(self) -> None:
        """Pupils choose for autumn: some wait for their school, some for a place, one was refused, one took it back."""
        day = date(2022, 6, 21)
        self._enrol("xuesheng", "HX-YY-01", NEXT, day)
        self._enrol("许示例", "HX-YY-01", NEXT, day, "confirm")
        self._enrol("何示例", "HX-YY-01", NEXT, day, "refuse", reason="与本校实习安排冲突（示例）。")
        self._enrol("周示例", "HX-QX-01", NEXT, day, "confirm", "admit", hour=8)
        self._enrol("吴示例", "HX-QX-01", NEXT, day, "confirm", "admit", hour=9)
        self._enrol("郑示例", "HX-QX-01", NEXT, day, "confirm", "queue")
        self._enrol("冯示例", "HX-QX-01", NEXT, day, "confirm", "decline", hour=11, reason="先修课程没有完成（示例）。")
        self._enrol("陈示例", "HX-QX-01", NEXT, day, "withdraw", hour=12)
        self._enrol("gaozhongsheng", "HX-QX-01", NEXT, day, hour=13)
