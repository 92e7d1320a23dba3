"""Enterprises in the demonstration: the register county by county, three years of head-counts, flags, a group, alliances, co-operation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from baigong.contexts.accounts import public as accounts
from baigong.contexts.enterprises import public as enterprises
from baigong.contexts.enterprises.public import Enterprise, Period
from baigong.contexts.organisations.public import Organisation
from baigong.delivery.demonstration.cast import Cast, Episode, the_body
from baigong.delivery.demonstration.firms import GOOD, GROUP, LITTLE, UNREGISTERED, Firm, firms
from baigong.delivery.demonstration.population import COUNTIES, Scale
from baigong.delivery.demonstration.reports import at
from baigong.kernel.access import ANONYMOUS, SYSTEM, Actor
from baigong.kernel.workflow import fire

ENTERED = date(2020, 12, 21)
COUNTED = {2019: date(2020, 12, 28), 2020: date(2021, 2, 4), 2021: date(2022, 1, 17)}
"""When the counts of a year come in; in the months after it, as everywhere."""
COLLEGE, VOCATIONAL, OTHER = "武威职业学院", "凉州区职业中等专业学校", "古浪县职业技术教育中心"
SMALL = 60
PAPER = b"%PDF-1.4\n"
SUSPENDED, CLOSED, DRAFTED, DROPPED, CORRECTED, UNCOUNTED = 40, 41, 42, 44, 5, 46
"""Firms, by number, to which something happens."""


def registered(scale: Scale) -> int:
    """How many firms the register of the demonstration has."""
    return scale.enterprises if scale.enterprises > 1000 else SMALL


def enterprises_of(cast: Cast, scale: Scale) -> Iterator[Episode]:
    """What happens with enterprises, each on its day."""
    story = _Story(cast, list(firms(registered(scale))))
    yield ENTERED, story.enter
    for year, day in COUNTED.items():
        yield day, partial(story.count, year, day)
    yield date(2021, 3, 9), story.correct
    yield date(2021, 1, 15), story.found
    yield date(2021, 3, 25), story.cooperate
    yield date(2021, 5, 18), story.mark
    yield date(2021, 9, 16), story.lift
    yield date(2022, 1, 5), partial(enterprises.end_cooperations, at(date(2022, 1, 5), 2))
    yield date(2022, 3, 31), story.close
    yield date(2022, 6, 14), story.now
    yield date(2022, 6, 20), story.apply


@dataclass
class _Story:
    cast: Cast
    told: list[Firm]
    rows: dict[int, Enterprise] = field(default_factory=dict)

    @property
    def team(self) -> Actor:
        """The working team."""
        return self.cast.accounts["zhuanban"]

    def body(self, name: str) -> Organisation:
        """A body of the pack."""
        return the_body(name, ENTERED)

    # -- the register ----------------------------------------------------------------------------------------------------------

    def enter(self) -> None:
        """Each county enters its firms from a table; two of them have accounts; a group is named."""
        counties = {code: self.body(name) for code, name in COUNTIES.items()}
        for code, county in counties.items():
            mine = [firm for firm in self.told if firm.division == code]
            made = enterprises.enter_enterprises(
                actor=self.cast.officer(county), now=at(ENTERED, 10), heads=[self._head(firm, county) for firm in mine]
            )
            self.rows |= {firm.number: row for firm, row in zip(mine, made, strict=True)}
        for username, number in (("qiye", GOOD), ("xiaoqi", LITTLE)):
            body = self.rows[number].organisation
            user = accounts.create_sample_account(
                actor=SYSTEM, now=at(ENTERED, 11), username=username, display_name=self.cast.name(), role=accounts.ENTERPRISE_OFFICER,
                organisation=body,
            )  # fmt: skip
            self.cast.accounts[username] = self.cast.officers[body.pk] = accounts.actor_for(user, on=ENTERED)
        for number, (parent, stake) in GROUP.items():
            row = self.rows[number]
            enterprises.edit_enterprise(
                actor=self.team, now=at(ENTERED, 14), enterprise=row, industry_code=row.industry_code, parent=self.rows[parent],
                stake=stake, facts={name: getattr(row, name) for name in ("ownership", "size", "business", "contact", "phone")},
            )  # fmt: skip
        second = enterprises.SiteHead("二号厂区", "620602", "示例工业园区二期", since=date(2018, 5, 1))
        enterprises.save_site(actor=self.cast.accounts["qiye"], now=at(ENTERED, 15), enterprise=self.rows[GOOD], head=second)

    def _head(self, firm: Firm, county: Organisation) -> enterprises.EnterpriseHead:
        return enterprises.EnterpriseHead(
            name=firm.name, credit_code=firm.code, county=county, industry_code=firm.trade.code, ownership=firm.ownership, size=firm.size,
            opened_on=firm.opened_on, address=f"示例大道{firm.number}号", business=firm.trade.word, contact=self.cast.name(),
            phone="0935-0000000", note="示例企业，不是真实单位",
        )  # fmt: skip

    # -- head-counts -----------------------------------------------------------------------------------------------------------

    def count(self, year: int, day: date) -> None:
        """The department gives who is insured; counties bring the counts of the year; a few firms are late."""
        labour = self.body("市人社局")
        enterprises.enter_insured(
            actor=self.cast.accounts["renshe"], now=at(day, 9), body=labour, year=year,
            counts={self.rows[firm.number].pk: firm.insured[year] for firm in self.told},
        )  # fmt: skip
        late = {DRAFTED, DROPPED, UNCOUNTED} if year == 2021 else {UNCOUNTED}
        for code, name in COUNTIES.items():
            county = self.body(name)
            mine = [firm for firm in self.told if firm.division == code and firm.number not in late]
            enterprises.post_returns(
                actor=self.cast.officer(county), now=at(day, 10), body=county, key=f"{year}-{code}", source="sheet",
                lines=[self._line(firm, year) for firm in mine],
            )  # fmt: skip
        if year == 2021:
            self._late(day)

    def _line(self, firm: Firm, year: int) -> enterprises.StaffLine:
        striking = {14: "订单减少，裁撤一条生产线（示例）。", 21: "新录用人员参保手续正在办理（示例）。"}
        return enterprises.StaffLine(
            firm.code, str(year), firm.staff[year], striking.get(firm.number, "") if year == 2021 else "", by_post=firm.by_post(year)
        )

    def _late(self, day: date) -> None:
        """One has drafted and not returned; one gave its draft up."""
        for number in (DRAFTED, DROPPED):
            firm, row = self.told[number - 1], self.rows[number]
            given = enterprises.StaffHead(Period(2021), firm.staff[2021])
            drafted = enterprises.draft_return(
                actor=self.cast.officer(row.organisation), now=at(day, 15), enterprise=row, head=given
            )  # fmt: skip
            if number == DROPPED:
                fire(drafted, "drop", actor=self.cast.officer(row.organisation), now=at(day, 16))

    def correct(self) -> None:
        """A firm finds that it forgot a branch: the next version counts."""
        day, row = date(2021, 3, 9), self.rows[CORRECTED]
        actor, old = self.cast.officer(row.organisation), row.staff_returns.get(period="2020", state="submitted")
        given = enterprises.StaffHead(Period(2020), old.headcount + 12, explanation="含分公司12人（示例）。")
        made = enterprises.correct_return(actor=actor, now=at(day), staff_return=old, head=given, correction="漏报分公司（示例）")
        fire(made, "submit", actor=actor, now=at(day, 10))

    # -- flags and states --------------------------------------------------------------------------------------------------------

    def mark(self) -> None:
        """Departments mark firms by documents; one was meant for another firm."""
        day = date(2021, 5, 18)
        told: tuple[tuple[int, str, str, str, str], ...] = (
            (8, "tax_breach", "市税务局", "示例税稽〔2021〕12号", "少缴税款，已追缴（示例）。"),
            (9, "student_rights", "市教育局", "示例教〔2021〕31号", "安排实习生夜班（示例）。"),
            (12, "wage_arrears", "市人社局", "示例人社监〔2021〕5号", "拖欠工资，限期清偿（示例）。"),
            (13, "quality_accident", "市市场监管局", "示例市监〔2021〕8号", "产品质量事故（示例）。"),
        )
        for number, kind, name, document, facts in told:
            body = self.body(name)
            actor = self.team if name == "市教育局" else self.cast.officer(body)
            head = enterprises.FlagHead(kind, day, document, facts)
            flag = enterprises.enter_flag(actor=actor, now=at(day), enterprise=self.rows[number], body=body, head=head)
            if number == 13:
                fire(flag, "withdraw", actor=actor, now=at(day, 16), reason="登记到了同名的另一家企业（示例）")

    def lift(self) -> None:
        """Interns are treated as they should be: the mark is lifted by a document."""
        flag = self.rows[9].flags.get(kind="student_rights")
        fire(flag, "lift", actor=self.team, now=at(date(2021, 9, 16)), on="2021-09-16", document="示例教〔2021〕66号")

    def close(self) -> None:
        """One firm stops for a while, another for good."""
        day = date(2022, 3, 31)
        county = self.cast.officer(self._county(SUSPENDED))
        fire(self.rows[SUSPENDED], "suspend", actor=county, now=at(day), reason="生产线检修，暂停营业三个月（示例）")
        county = self.cast.officer(self._county(CLOSED))
        fire(self.rows[CLOSED], "close", actor=county, now=at(day, 10), on="2022-03-31", document="示例注销〔2022〕19号")

    def _county(self, number: int) -> Organisation:
        return self.body(COUNTIES[self.told[number - 1].division])

    # -- alliances -------------------------------------------------------------------------------------------------------------

    def found(self) -> None:
        """Two alliances at work with what they did in three years; one dissolved, one being formed, one given up."""
        day = date(2021, 1, 15)
        group = self._alliance(
            day, "武威职教集团（示例台账）", "education_group", COLLEGE, "装备制造、现代服务", (1, 3, 5, 6, 7, 10, 16), is_legal_person=True
        )
        self._found(group, day, "2018-06-20", "示例教职〔2018〕22号")
        energy = self._alliance(day, "武威新能源产教联盟（示例）", "industry_alliance", COLLEGE, "新能源", (4, 16, 20, 32, 48))
        self._found(energy, day, "2020-09-10", "示例院产〔2020〕7号")
        records: tuple[tuple[Any, str, str, str, dict[str, Any]], ...] = (
            (group, "agreement", "集团章程与校企合作协议", "2018-06-20", {"document": "示例集协〔2018〕1号"}),
            (group, "asset", "数控实训设备", "2019-10-12", {"amount": 128_000_000, "body": self.rows[3].organisation}),
            (group, "activity", "酿造技能竞赛", "2019-11-08", {"people": 160}),
            (group, "activity", "校企双选会", "2020-06-15", {"people": 420}),
            (group, "asset", "酿酒实训车间使用权", "2020-12-01", {"amount": 86_000_000, "body": self.rows[1].organisation}),
            (energy, "agreement", "光伏运维人才培养协议", "2020-09-10", {"document": "示例联协〔2020〕3号"}),
            (energy, "activity", "新能源师资培训", "2020-11-20", {"people": 45}),
        )
        for row, kind, title, on, more in records:
            head = enterprises.RecordHead(kind, title, date.fromisoformat(on), **more)
            enterprises.add_record(actor=self.team, now=at(day, 14), alliance=row, head=head)
        old = self._alliance(day, "武威特色餐饮联盟（示例）", "industry_alliance", VOCATIONAL, "餐饮", (7, 8))
        self._found(old, day, "2016-04-01", "示例餐联〔2016〕1号")
        fire(old, "dissolve", actor=self.team, now=at(day, 17), reason="并入武威职教集团（示例）")
        given_up = self._alliance(day, "武威旅游产教联盟（示例）", "industry_alliance", VOCATIONAL, "旅游", (13,))
        fire(given_up, "drop", actor=self.team, now=at(day, 17))

    def _alliance(self, day: date, name: str, kind: str, lead: str, industry: str, members: tuple[int, ...], **more: Any) -> Any:
        head = enterprises.AllianceHead(
            name, kind, self.body(lead), industry=industry, purpose="共育人才、共建基地、共享资源（示例）。", **more
        )
        row = enterprises.draft_alliance(actor=self.team, now=at(day), head=head, since=date(2020, 9, 1))
        bodies = [self.rows[number].organisation for number in members]
        enterprises.add_members(actor=self.team, now=at(day, 10), alliance=row, bodies=bodies, since=date(2020, 9, 1))
        return row

    def _found(self, row: Any, day: date, on: str, document: str) -> None:
        fire(row, "found", actor=self.team, now=at(day, 11), on=on, document=document)

    # -- co-operation ----------------------------------------------------------------------------------------------------------

    def cooperate(self) -> None:
        """What firms and schools agreed on, in every state."""
        day = date(2021, 3, 25)
        told: tuple[tuple[int, str, str, str, str, str, dict[str, Any]], ...] = (
            (1, COLLEGE, "order_class", "酿酒订单班", "460301", "2024-08-31", {"places": 40}),
            (1, VOCATIONAL, "base", "酿造实训基地", "", "2025-12-31", {"places": 60, "amount": 62_000_000}),
            (1, COLLEGE, "programme", "共建机电一体化技术专业", "460301", "2024-12-31", {}),
            (1, COLLEGE, "equipment", "捐赠灌装生产线", "", "", {"amount": 45_000_000}),
            (3, VOCATIONAL, "programme", "共建机电技术应用专业", "660301", "2024-12-31", {}),
            (3, COLLEGE, "base", "数控实训基地", "", "2023-12-31", {"places": 80, "amount": 104_000_000}),
            (5, COLLEGE, "order_class", "护理订单班", "520201", "2023-08-31", {"places": 50}),
            (7, VOCATIONAL, "order_class", "酒店服务订单班", "740101", "2021-12-31", {"places": 30}),
            (9, COLLEGE, "rights", "共享教学软件著作权", "", "2024-03-31", {}),
            (10, OTHER, "order_class", "电子商务订单班", "730701", "2024-08-31", {"places": 35}),
        )
        for serial, (number, school, kind, title, programme, until, more) in enumerate(told, 1):
            row = self._cooperation(number, school, kind, title, day, until, programme_code=programme, **more)
            fire(row, "propose", actor=self.cast.officer(self.rows[number].organisation), now=at(day, 10))
            document = f"示例校企〔2021〕{serial}号"
            row = fire(row, "confirm", actor=self.cast.officer(self.body(school)), now=at(day, 15), document=document)
            if number == 9:
                fire(row, "terminate", actor=self.cast.officer(self.body(school)), now=at(day, 17), reason="平台停用（示例）")

    def _cooperation(self, number: int, school: str, kind: str, title: str, day: date, until: str = "", **more: Any) -> Any:
        firm = self.rows[number]
        head = enterprises.CooperationHead(
            firm, self.body(school), kind, f"{title}（示例）", day, date.fromisoformat(until) if until else None, **more
        )
        actor = self.cast.officer(firm.organisation)
        return enterprises.draft_cooperation(actor=actor, now=at(day, 9), proposer=firm.organisation, head=head)

    def now(self) -> None:
        """What is being talked about today; this year's work of the alliances."""
        day = date(2022, 6, 14)
        steps: tuple[tuple[int, str, str, str], ...] = (
            (1, "智能酿造订单班", "460301", "propose"), (6, "病区护理订单班", "520201", "return"), (11, "汽修订单班", "460702", "drop"),
            (16, "光伏运维订单班", "430301", ""),
        )  # fmt: skip
        for number, title, programme, step in steps:
            row = self._cooperation(number, COLLEGE, "order_class", title, day, "2025-08-31", programme_code=programme, places=40)
            actor = self.cast.officer(self.rows[number].organisation)
            if step in ("propose", "return"):
                row = fire(row, "propose", actor=actor, now=at(day, 10))
            if step == "return":
                fire(row, "return", actor=self.cast.officer(self.body(COLLEGE)), now=at(day, 15), reason="人数超过专业招生计划（示例）")
            if step == "drop":
                fire(row, "drop", actor=actor, now=at(day, 10))
        group = enterprises.list_alliances(self.team).get(name__startswith="武威职教集团")
        for kind, title, on, more in (
            ("activity", "现代学徒制交流会", date(2021, 10, 14), {"people": 210}),
            ("activity", "职业技能大赛", date(2022, 5, 19), {"people": 380}),
            ("asset", "酿造虚拟仿真软件", date(2022, 4, 2), {"amount": 36_000_000, "body": self.rows[GOOD].organisation}),
        ):  # fmt: skip
            head = enterprises.RecordHead(kind, title, on, **more)
            enterprises.add_record(actor=self.team, now=at(day, 16), alliance=group, head=head)
        self._alliance(day, "武威养老护理产教联盟（示例）", "industry_alliance", COLLEGE, "养老护理", (5, 21))

    # -- who has no account yet --------------------------------------------------------------------------------------------------

    def apply(self) -> None:
        """Firms that apply for themselves: one waits, one mends, one of the register got its account, one is refused, one thought again."""
        day, county = date(2022, 6, 20), self.body(COUNTIES["620602"])
        officer = self.cast.officer(county)
        for place, step in enumerate(("", "return", "accept", "refuse", "withdraw")):
            told = self.told[27] if step == "accept" else next(firms(1, UNREGISTERED + place))
            known = self._head(told, self._county(told.number) if step == "accept" else county)
            head = enterprises.ApplicationHead(
                replace(known, contact=self.cast.name(), note=""),
                "",
                SimpleUploadedFile("营业执照（示例）.pdf", PAPER + told.code.encode()),
            )
            row, _receipt = enterprises.lodge_application(actor=ANONYMOUS, now=at(day, 9 + place), head=head)
            if step == "accept":
                enterprises.accept_application(actor=self.team, now=at(day, 15), application=row)
            elif step == "withdraw":
                enterprises.withdraw_application(now=at(day, 16), application=row)
            elif step:
                reason = "营业执照看不清，请重新上传（示例）" if step == "return" else "注册地和经营地都不在本市（示例）"
                fire(row, step, actor=officer, now=at(day, 15), reason=reason)
