"""The projects of the demonstration: an old list is entered, schools apply, experts judge, titles are won and one is lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from baigong.contexts.accounts.public import User
from baigong.contexts.organisations.public import Organisation
from baigong.contexts.schools import public as schools
from baigong.delivery.demonstration.cast import Cast, Episode, the_body
from baigong.delivery.demonstration.reports import at
from baigong.kernel.access import Actor
from baigong.kernel.workflow import fire

COLLEGE, LIANGZHOU, MINQIN = "武威职业学院", "凉州区职业中等专业学校", "民勤县职业中等专业学校"
GULANG, TIANZHU = "古浪县职业技术教育中心", "天祝县职业教育中心"
SECONDARY = (LIANGZHOU, MINQIN, GULANG, TIANZHU)
EVERYBODY = (COLLEGE, *SECONDARY)
COUNTIES = {LIANGZHOU: "凉州区", MINQIN: "民勤县", GULANG: "古浪县", TIANZHU: "天祝县", "八步沙六老汉治沙纪念馆": "古浪县"}
PAPER = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
ENTERED_ON = date(2021, 3, 8)

PROGRAMMES = {
    True: (("720201", "护理"), ("700206", "汽车运用与维修"), ("660301", "机电技术应用"), ("710201", "计算机应用"), ("770101", "幼儿保育"),
           ("740101", "旅游服务与管理"), ("730701", "电子商务"), ("610102", "作物生产技术"), ("630301", "光伏工程技术与应用")),
    False: (("520201", "护理"), ("410303", "畜牧兽医"), ("430301", "光伏工程技术"), ("530701", "电子商务"), ("510201", "计算机应用技术"),
            ("460201", "智能制造装备技术"), ("540108", "葡萄酒文化与营销"), ("460302", "智能机电技术")),
}  # fmt: skip
"""Programmes of the catalogue of 2021: of secondary schools, and of the college."""
FIRMS = ("示例光伏能源公司", "示例现代牧业公司", "示例葡萄酒业公司", "示例汽车服务公司", "示例康养集团", "示例数字科技公司")

# How many of each kind stand in the list: listed in all, of them accepted; with the cases below about as many as had been reported by
# the spring of 2022. Some targets are met, some are behind.
LISTED = {
    "excellent_school": (2, 2), "excellent_programme": (7, 5), "demonstration_school": (2, 2), "practice_station": (17, 15),
    "skill_workshop": (11, 8), "teaching_team": (17, 16), "resource_library": (5, 5), "online_course": (44, 40),
    "it_benchmark_school": (1, 1), "red_study_base": (1, 1),
}  # fmt: skip


def projects(cast: Cast, today: date) -> Iterator[Episode]:
    """What happens with projects, each on its day."""
    story = _Story(cast)
    for number, quarter in enumerate((ENTERED_ON, date(2021, 7, 5), date(2021, 11, 8), date(2022, 4, 11))):
        yield quarter, partial(story.enter, number, quarter)
    yield date(2022, 5, 16), partial(story.withdraw_one, date(2022, 5, 16))
    for case in CASES:
        yield case.begins, partial(story.begin, case)
        for number, step in enumerate(case.steps.split(), 1):
            day = case.begins + timedelta(days=case.days * number)
            yield day, partial(story.go_on, case, step, day)


@dataclass(frozen=True)
class Case:
    """One application and how far it has come. ``begins``: the day of its draft; the steps follow at intervals."""

    kind: str
    host: str
    title: str
    begins: date
    steps: str
    days: int = 21
    course: str = ""
    programme: int = 0


LISTED_BY = "apply recommend open_review enlist"
WON = f"{LISTED_BY} sign check_midterm request_acceptance accept"
CASES = (
    Case("it_benchmark_school", COLLEGE, "职业教育信息化标杆学校", date(2021, 3, 22), WON, 50),
    Case("red_study_base", "八步沙六老汉治沙纪念馆", "八步沙红色研学旅行示范基地", date(2021, 3, 15), WON, 48),
    Case("excellent_school", LIANGZHOU, "优质中等职业学校建设", date(2021, 6, 10), f"{LISTED_BY} sign check_midterm", 55),
    Case("demonstration_school", GULANG, "学历教育与技能培训一体的示范性学校", date(2021, 9, 6), f"{LISTED_BY} sign", 40),
    Case("demonstration_school", TIANZHU, "示范性中等职业学校建设", date(2022, 4, 6), "apply recommend open_review"),
    Case("excellent_programme", TIANZHU, "旅游服务与管理优质专业", date(2022, 3, 1), LISTED_BY, 24, programme=5),
    Case("practice_station", MINQIN, "现代农业教师企业实践流动站（二期）", date(2021, 5, 10), f"{LISTED_BY} sign request_acceptance", 60),
    Case("practice_station", TIANZHU, "高原畜牧教师企业实践流动站", date(2022, 5, 9), "apply return", 14),
    Case("skill_workshop", GULANG, "葡萄酿造技艺传承创新工作室", date(2021, 4, 12), f"{LISTED_BY} sign request_acceptance defer", 55),
    Case("skill_workshop", LIANGZHOU, "凉州贤孝技艺工作室", date(2021, 8, 2), "apply recommend open_review decline", 20),
    Case("online_course", TIANZHU, "藏族服饰制作", date(2021, 4, 6), f"{LISTED_BY} sign request_acceptance fail", 50, "藏族服饰制作"),
    Case("online_course", GULANG, "温室蔬菜栽培", date(2022, 5, 20), "apply recommend", 10, "温室蔬菜栽培"),
    Case("online_course", MINQIN, "沙产业概论", date(2022, 3, 7), "cancel", 5, "沙产业概论"),
    Case("teaching_team", MINQIN, "设施农业教学创新团队", date(2022, 6, 8), "apply", 7, programme=7),
    Case("excellent_programme", LIANGZHOU, "汽车运用与维修优质专业", date(2022, 6, 22), "", programme=1),
    Case("resource_library", COLLEGE, "畜牧兽医专业教学资源库", date(2022, 5, 20), "apply recommend open_review ask", 8, programme=1),
    Case("resource_library", COLLEGE, "光伏工程技术专业教学资源库（二期）", date(2022, 5, 23), "apply recommend open_review stand_aside", 8,
         programme=2),
)  # fmt: skip
REASONS = {
    "return": "请补充企业的场地和指导人员安排（示例）。", "decline": "与已立项的工作室内容重复，建议并入（示例）。",
    "check_midterm": "任务完成过半，经费执行与进度相符（示例）。", "defer": "成果展示和带徒记录不足，请补齐（示例）。",
    "fail": "课程资源未上线，选课人数为零（示例）。",
}  # fmt: skip


class _Story:
    """Tells the cases through the services."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.team = cast.accounts["zhuanban"]
        self.number = 30
        self.rows: dict[Case, schools.Project] = {}

    def document(self, day: date, what: str) -> str:
        """The next invented document number."""
        self.number += 1
        return f"示例教{what}〔{day.year}〕{self.number}号"

    # -- what the bureau had in its drawer ---------------------------------------------------------------------------

    def enter(self, quarter: int, day: date) -> None:
        """Enter a quarter's part of the list: what was listed by then, and of it what had been accepted."""
        for code, (listed, accepted) in LISTED.items():
            kind = schools.kind_of(code)
            for n in range(quarter, listed, 4):
                entry = self._entry(kind, n, day, n < accepted)
                row = schools.register_project(actor=self.team, now=at(day), entry=entry)
                if n >= accepted:
                    facts: dict[str, Any] = {"signed_on": day, "build_until": day + timedelta(days=500)}
                    fire(row, "sign", actor=self.team, now=at(day, 11), **facts)

    def _entry(self, kind: schools.ProjectKind, n: int, day: date, is_accepted: bool) -> schools.Entry:
        host = self._host(kind, n, day)
        is_secondary = host.kind == "secondary_school"
        code, programme = PROGRAMMES[is_secondary][(n // 2) % len(PROGRAMMES[is_secondary])]
        listed_on = day - timedelta(days=60 + 7 * (n % 5))
        facts: dict[str, Any] = {}
        if kind.asks("programme"):
            facts = {"programme_edition": "2021", "programme_code": code, "programme_name": programme}
        if is_accepted:
            facts |= {"acceptance_number": self.document(day, "验"), "accepted_on": day - timedelta(days=10)}
        subject = "" if kind.subject == "host" else programme
        return schools.Entry(
            kind=kind.code, level=kind.levels[-1],
            title=self._title(kind, subject, n), host=host, leader=self.cast.name(), listing_number=self.document(listed_on, "发"),
            listed_on=listed_on, partners=FIRMS[n % len(FIRMS)] if kind.asks("partner") == "required" else "",
            course=f"{programme}（{n // 5 + 1}）" if kind.asks("course") else "", budget=Decimal(50_000 + 10_000 * (n % 7)), **facts,
        )  # fmt: skip

    def _title(self, kind: schools.ProjectKind, subject: str, n: int) -> str:
        return f"{subject}{kind.name}" + ("" if kind.subject == "host" else f"（{n + 1}）")

    def _host(self, kind: schools.ProjectKind, n: int, day: date) -> Organisation:
        if kind.applicants == {"base"}:
            return the_body("古浪战役纪念馆", day)
        if kind.code == "excellent_school":
            return the_body((MINQIN, TIANZHU)[n], day)
        names: tuple[str, ...] = EVERYBODY if "college" in kind.applicants else SECONDARY
        if kind.code == "it_benchmark_school":
            names = (LIANGZHOU,)
        return the_body(names[n % len(names)], day)

    def withdraw_one(self, day: date) -> None:
        """A station that no longer works loses its title."""
        row = schools.Project.objects.filter(kind="practice_station", state="accepted", is_imported=True).order_by("pk")[0]
        fire(
            row, "withdraw", actor=self.team, now=at(day), reason="合作企业停产，流动站已停止运行（示例）",
            document_number=self.document(day, "撤"), withdrawn_on=day,
        )  # fmt: skip

    # -- what is applied for here ------------------------------------------------------------------------------------

    def begin(self, case: Case) -> None:
        """A draft, with its papers where it is going to be handed in."""
        host = the_body(case.host, case.begins)
        self.rows[case] = self._draft(case, host, self.cast.officer(host))

    def go_on(self, case: Case, step: str, day: date) -> None:
        """The next step of a case, by whoever takes it."""
        row = self.rows[case]
        if step in ("ask", "stand_aside"):
            given = self._ask(row, day)
            if step == "stand_aside":
                fire(given, "recuse", actor=self.cast.accounts["zhuanjia"], now=at(day, 16), reason="曾任该项目顾问（示例）")
            return
        facts = self._before(row, step, day)
        self.rows[case] = fire(row, step, actor=self._actor(case, step), now=at(day, 15), reason=REASONS.get(step, ""), **facts)

    def _draft(self, case: Case, host: Organisation, officer: Actor) -> schools.Project:
        kind = schools.kind_of(case.kind)
        programmes = PROGRAMMES[host.kind == "secondary_school"]
        head = schools.Head(
            title=case.title, level=kind.levels[-1], leader=officer.name, contact="0935-0000000",
            partners=FIRMS[len(case.title) % len(FIRMS)] if kind.asks("partner") == "required" else "",
            programme_code=programmes[case.programme][0] if kind.asks("programme") == "required" else "", course=case.course,
            summary="对接本地产业，明确建设任务、年度目标和经费安排，建成后面向全市共享（示例）。", budget=Decimal(200_000),
        )  # fmt: skip
        row = schools.draft_project(actor=officer, now=at(case.begins), kind=case.kind, host=host, head=head)
        if case.steps:
            for piece in kind.evidence:
                self._paper(row, piece, case.begins)
        return row

    def _paper(self, row: schools.Project, kind: str, day: date) -> None:
        name = f"{schools.EvidenceKind(kind).label}.pdf"
        upload = SimpleUploadedFile(name, PAPER + f"{row.pk} {kind} {day}".encode(), "application/pdf")
        schools.attach(actor=self.cast.officer(row.host), now=at(day, 9), project=row, kind=kind, upload=upload)

    def _before(self, row: schools.Project, step: str, day: date) -> dict[str, Any]:
        """What must stand before a step, and the facts that it asks for."""
        if step == "enlist":
            self._judge(row, day)
            return {"document_number": self.document(day, "发"), "listed_on": day}
        if step == "sign":
            self._paper(row, "task_book", day)
            return {"signed_on": day, "midterm_on": day + timedelta(days=180), "build_until": day + timedelta(days=365)}
        if step == "request_acceptance":
            words = "按任务书推进，场地和设备已到位，培训教师和学生若干（示例）。"
            officer = self.cast.officer(row.host)
            schools.save_report(actor=officer, now=at(day), project=row, year=day.year, progress=words, spent=Decimal(120_000))
            self._paper(row, "acceptance", day)
        elif step == "accept":
            self._judge(row, day)
            return {"document_number": self.document(day, "验"), "accepted_on": day}
        elif step == "defer":
            return {"rectify_until": day + timedelta(days=60)}
        return {}

    def _actor(self, case: Case, step: str) -> Actor:
        if step in ("apply", "cancel", "request_acceptance"):
            return self.cast.officer(the_body(case.host, case.begins))
        county = COUNTIES.get(case.host, "")
        return self.cast.officer(the_body(county, case.begins)) if county and step in ("recommend", "return") else self.team

    def _ask(self, row: schools.Project, day: date) -> schools.ProjectReview:
        expert = User.objects.get(username="zhuanjia")
        return schools.assign_review(actor=self.team, now=at(day, 9), project=row, expert=expert, due_on=day + timedelta(days=14))

    def _judge(self, row: schools.Project, day: date) -> None:
        """The expert says yes."""
        schools.write_review(
            actor=self.cast.accounts["zhuanjia"], now=at(day, 11), review=self._ask(row, day), recommendation="approve",
            score=Decimal(80 + row.pk % 15), opinion="目标清楚，基础扎实，建议支持（示例）。", submit=True,
        )  # fmt: skip
