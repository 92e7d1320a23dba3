"""Incentives in the demonstration: integration enterprises in every state, their ledgers, the credit year by year, the package."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from baigong.contexts.enterprises.public import Enterprise
from baigong.contexts.incentives import public as incentives
from baigong.contexts.organisations.public import Organisation
from baigong.delivery.demonstration.cast import Cast, Episode, the_body
from baigong.delivery.demonstration.enterprises import SMALL
from baigong.delivery.demonstration.firms import firms
from baigong.delivery.demonstration.reports import at
from baigong.kernel.access import Actor
from baigong.kernel.workflow import fire

BEGUN = date(2021, 2, 24)
PAPER = b"%PDF-1.4\n"
PAPERS = {"bases": "共建实训基地协议", "apprentices": "接收实习生名单", "plan": "三年规划"}
YUAN = 100
TEN_THOUSAND = 10_000 * YUAN
REVIEWER, TAX = "市发展改革委", "市税务局"
# firm: on the list since, plan published, certified (empty: not yet)
STOOD = {
    1: ("2019-06-10", "2019-08-20", "2020-07-15"), 3: ("2019-09-02", "2019-11-25", "2020-10-12"),
    5: ("2019-11-20", "2020-02-10", "2021-01-08"),
    7: ("2020-03-16", "2020-06-01", ""), 8: ("2019-12-09", "2020-03-05", ""), 9: ("2020-05-11", "2020-08-03", ""),
    16: ("2019-05-20", "2019-08-15", "2020-06-01"), 22: ("2020-09-01", "2020-11-27", ""),
}  # fmt: skip
# firm: (day, kind of spending, what, ten thousand yuan)
SPENT: dict[int, tuple[tuple[str, str, str, int], ...]] = {
    1: (("2019-05-08", "base", "酿造实训车间改造（列入前）", 40), ("2019-08-12", "base", "酿造实训基地一期", 100),
        ("2019-11-05", "operation", "实训基地水电和耗材", 12),
        ("2020-09-18", "base", "灌装实训线", 60), ("2021-04-22", "donated", "捐赠检测仪器", 35),
        ("2021-10-19", "mixed", "厂区道路（生产与实训共用）", 20)),
    3: (("2019-10-15", "base", "数控实训中心", 360), ("2020-06-08", "base", "焊接机器人工作站", 220),
        ("2021-07-12", "donated", "捐赠数控机床", 150)),
    5: (("2020-03-20", "base", "康复护理实训室", 80), ("2021-05-17", "operation", "实训室运行", 10)),
    7: (("2020-07-06", "base", "酒店服务实训区", 30),),
    8: (("2020-04-13", "base", "医院管理实训中心", 50),),
    9: (("2020-08-24", "running", "校企共建专业经费", 20),),
    16: (("2019-09-09", "base", "光伏运维实训场", 140), ("2021-03-29", "operation", "实训场运行", 15)),
    19: (("2020-05-25", "base", "子公司焊接实训工位", 45),),
    22: (("2020-10-26", "base", "实训教室", 18),),
}  # fmt: skip
# firm: year: education surcharge, local surcharge, of which exempt (ten thousand yuan)
OWED: dict[int, dict[int, tuple[float, float, float, float]]] = {
    1: {2019: (10.8, 7.2, 0, 0), 2020: (12, 8, 0, 0), 2021: (9, 6, 0, 0)},
    3: {2019: (6, 4, 0, 0), 2020: (6.6, 4.4, 0, 0), 2021: (7.2, 4.8, 0, 0)},
    5: {2020: (9, 6, 0, 0), 2021: (9.6, 6.4, 0, 0)},
    7: {2020: (3, 2, 0, 0), 2021: (3.3, 2.2, 0, 0)},
    8: {2020: (4.8, 3.2, 0, 0), 2021: (4.5, 3, 0, 0)},
    9: {2020: (1.2, 0.8, 0.6, 0.4), 2021: (1.2, 0.8, 0.6, 0.4)},
    16: {2019: (15, 10, 0, 0), 2020: (15.6, 10.4, 0, 0), 2021: (16.2, 10.8, 0, 0)},
    19: {2020: (5.4, 3.6, 0, 0), 2021: (5.1, 3.4, 0, 0)},
}
# pillar, title, owner, what, only for those that are certified
OFFERED = (
    ("finance", "产教融合项目贷款贴息", "市政府金融办", "实训基地建设贷款按规定贴息", True),
    ("finance", "重点企业信贷名单推荐", "中国人民银行武威分行", "向金融机构推荐，优先授信", False),
    ("fiscal", "实训基地建设补助", "市财政局", "按规定给予建设补助", False),
    ("fiscal", "学徒培养补贴优先", "市人社局", "学徒培养补贴优先受理、优先拨付", False),
    ("land", "实训用地优先供应", "市自然资源局", "实训基地用地优先纳入供应计划", True),
    ("credit", "信用激励和绿色通道", "市发展改革委", "纳入守信激励对象，审批容缺受理", False),
    ("credit", "纳税服务专员", "市税务局", "抵免申报专人辅导", False),
    ("finance", "应急周转资金（试行）", "市财政局", "短期周转资金支持", False),
)  # fmt: skip


def incentives_of(cast: Cast) -> Iterator[Episode]:
    """What happens with incentives, each on its day."""
    story = _Story(cast)
    yield BEGUN, story.offer
    yield BEGUN, story.enter_list
    yield date(2021, 2, 26), partial(story.report, 2020, date(2021, 2, 26))
    yield date(2021, 3, 10), partial(story.book, date(2021, 3, 10))
    yield date(2021, 4, 8), story.grant
    yield date(2021, 5, 18), partial(story.follow, date(2021, 5, 18))
    yield date(2021, 6, 21), story.apply
    yield date(2021, 9, 17), partial(story.follow, date(2021, 9, 17))
    yield date(2021, 12, 13), story.leave
    yield date(2022, 1, 4), partial(story.report, 2021, date(2022, 1, 4))
    yield date(2022, 2, 21), partial(story.book, date(2022, 2, 21))
    yield date(2022, 3, 22), story.withdraw
    yield date(2022, 6, 15), story.now


@dataclass
class _Story:
    cast: Cast
    rows: dict[int, incentives.Candidacy] = field(default_factory=dict)
    offered: dict[str, incentives.Incentive] = field(default_factory=dict)
    booked: set[tuple[int, str]] = field(default_factory=set)
    names: dict[int, str] = field(default_factory=dict)
    bodies: dict[str, Organisation] = field(default_factory=dict)

    @property
    def team(self) -> Actor:
        """The working team."""
        return self.cast.accounts["zhuanban"]

    def body(self, name: str) -> Organisation:
        """A body of the pack, looked up once."""
        if name not in self.bodies:
            self.bodies[name] = the_body(name, BEGUN)
        return self.bodies[name]

    def of(self, name: str) -> Actor:
        """Who acts for a department."""
        return self.cast.officer(self.body(name))

    def firm(self, number: int) -> Enterprise:
        """A firm by its number in the demonstration."""
        if not self.names:
            self.names = {firm.number: firm.name for firm in firms(SMALL)}
        return Enterprise.objects.select_related("organisation").get(organisation__name=self.names[number])

    def actor(self, number: int) -> Actor:
        """The firm's own account where it has one; the working team for the others."""
        return self.cast.accounts["qiye"] if number == 1 else self.team

    # -- the package ---------------------------------------------------------------------------------------------------

    def offer(self) -> None:
        """Departments say what they offer; one is still being written, one has ended."""
        for number, (pillar, title, owner, what, certified) in enumerate(OFFERED):
            body, hour = self.body(owner), 8 + number
            head = incentives.IncentiveHead(pillar, title, body, f"{what}（示例）", "示例激励办法", certified)
            row = incentives.draft_incentive(actor=self.of(owner), now=at(BEGUN, hour), head=head)
            self.offered[title] = fire(row, "open", actor=self.of(owner), now=at(BEGUN, hour))
        last = self.offered["应急周转资金（试行）"]
        fire(last, "close", actor=self.of("市财政局"), now=at(date(2021, 12, 31)), reason="试行期满（示例）")
        head = incentives.IncentiveHead("land", "工业用地弹性出让", self.body("市自然资源局"), "正在拟订（示例）", "示例激励办法")
        incentives.draft_incentive(actor=self.of("市自然资源局"), now=at(BEGUN, 17), head=head)

    def grant(self) -> None:
        """Firms ask; owners grant or refuse."""
        day = date(2021, 4, 8)
        for number, title, step in (
            (1, "产教融合项目贷款贴息", "grant"), (1, "实训用地优先供应", "grant"), (1, "信用激励和绿色通道", "grant"),
            (3, "实训基地建设补助", "grant"),
            (3, "产教融合项目贷款贴息", "refuse"), (8, "学徒培养补贴优先", "grant"), (9, "信用激励和绿色通道", "grant"),
            (7, "纳税服务专员", "grant"),
            (16, "重点企业信贷名单推荐", "end"),
        ):  # fmt: skip
            offered = self.offered[title]
            row = incentives.apply_for(
                actor=self.actor(number),
                now=at(day),
                incentive=offered,
                enterprise=self.firm(number),
                request=f"{title}，用于实训基地（示例）",
            )
            owner = self.cast.officer(offered.owner)
            if step == "refuse":
                fire(row, "refuse", actor=owner, now=at(day, 15), reason="同一项目已享受省级贴息（示例）")
                continue
            fire(row, "grant", actor=owner, now=at(day, 15), document=f"示例激〔2021〕{row.pk}号")
            if step == "end":
                fire(row, "end", actor=owner, now=at(date(2021, 10, 11)), reason="贷款已还清（示例）")

    def follow(self, day: date) -> None:
        """Marks suspend, and their end resumes."""
        incentives.follow_flags(at(day, 20))

    # -- the list ------------------------------------------------------------------------------------------------------

    def _draft(self, number: int, day: date) -> incentives.Candidacy:
        actor = self.actor(number)
        row = incentives.draft_candidacy(
            actor=actor,
            now=at(day, 9),
            enterprise=self.firm(number),
            statement="企业多年参与职业教育，与本地职业院校共建实训基地、接收实习生（示例）。",
        )
        claims = {
            "BASES": incentives.ClaimHead("与职业院校共建实训基地（示例）", 1_200_000),
            "APPRENTICES": incentives.ClaimHead("近三年接收学生实习（示例）", 96),
        }  # fmt: skip
        incentives.set_claims(actor=actor, now=at(day, 9), candidacy=row, claims=claims)
        for kind in ("bases", "apprentices"):
            self._paper(row, kind, actor, day)
        self.rows[number] = row
        return row

    def _paper(self, row: incentives.Candidacy, kind: str, actor: Actor, day: date) -> None:
        upload = SimpleUploadedFile(f"{PAPERS[kind]}（示例）.pdf", PAPER + f"% {row.pk} {kind}".encode(), "application/pdf")
        incentives.attach_to_candidacy(actor=actor, now=at(day, 9), candidacy=row, kind=kind, upload=upload)

    def _step(self, number: int, step: str, day: date, who: Actor | None = None, reason: str = "", **facts: Any) -> None:
        self.rows[number] = fire(self.rows[number], step, actor=who or self.of(REVIEWER), now=at(day, 11), reason=reason, **facts)

    def enter_list(self) -> None:
        """Those that the province had listed before the city kept a register are entered with their days and documents."""
        for number, (listed, published, certified) in STOOD.items():
            self._draft(number, BEGUN)
            self._step(number, "submit", BEGUN, self.actor(number))
            self._step(number, "recommend", BEGUN)
            self._step(number, "list", BEGUN, document=f"示例甘发改〔{listed[:4]}〕{number}号", on=listed)
            self._paper(self.rows[number], "plan", self.actor(number), BEGUN)
            self._step(number, "publish_plan", BEGUN, self.actor(number), on=published)
            if certified:
                self._step(number, "certify", BEGUN, document=f"示例甘发改〔{certified[:4]}〕6{number}号", on=certified)

    def apply(self) -> None:
        """A new round: one is on the list since this month a year on, others wait, were sent back, refused, or gave up."""
        day = date(2021, 6, 21)
        for number in (10, 11, 14, 15, 20):
            self._draft(number, day)
            self._step(number, "submit", day, self.team)
        self._step(14, "return", day, reason="请补充实习接收记录（示例）。")
        self._step(15, "reject", day, reason="共建项目尚未开工（示例）。")
        self._step(20, "withdraw", day, self.team)
        for number in (10, 11):
            self._step(number, "recommend", day)

    def leave(self) -> None:
        """A firm gave false numbers: off the list, and barred."""
        day = date(2021, 12, 13)
        self._step(7, "exit", day, reason="申报材料中接收实习生人数不实（示例）", document="示例甘发改〔2021〕88号", cause="yes")

    def report(self, year: int, day: date) -> None:
        """Reports on a year: some accepted, one returned, one waits, the last ones are still to be written."""
        incentives.open_reports(year, at(day, 4))
        for number, steps in ((1, ("submit", "accept")), (3, ("submit", "accept")), (5, ("submit", "return")), (16, ("submit",))):
            if year == 2020 and number in (5, 16):
                steps = ("submit", "accept")
            report = incentives.YearlyReport.objects.get(candidacy=self.rows[number], year=year)
            later = at(date(day.year, 3, 15))
            incentives.write_report(
                actor=self.actor(number),
                now=later,
                report=report,
                done="按三年规划完成年度任务，实训基地正常运行（示例）。",
                problems="",
                interns=20 + number,
            )
            for step in steps:
                who = self.actor(number) if step == "submit" else self.of(REVIEWER)
                report = fire(report, step, actor=who, now=later, reason="请补充投入明细（示例）。" if step == "return" else "")

    # -- money ---------------------------------------------------------------------------------------------------------

    def book(self, day: date) -> None:
        """What was spent up to a day is entered with its vouchers; the tax office gives the surcharges of the years that are over."""
        school = self.body("武威职业学院")
        for number, lines in SPENT.items():
            heads = []
            for place, (on, spending, title, amount) in enumerate(lines):
                if date.fromisoformat(on).year < day.year and (number, title) not in self.booked:
                    self.booked.add((number, title))
                    voucher = f"0620690{on.replace('-', '')}{number:03d}{place:02d}"
                    heads.append(
                        incentives.SpendingHead(
                            spending, f"{title}（示例）", date.fromisoformat(on), amount * TEN_THOUSAND, "invoice", voucher,
                            school if spending in ("donated", "base") else None,
                        )
                    )  # fmt: skip
            incentives.enter_investments(actor=self.actor(number), now=at(day), enterprise=self.firm(number), heads=heads)
        office = self.body(TAX)
        known = set(incentives.Surcharge.objects.values_list("enterprise", "year"))
        for number, years in OWED.items():
            firm = self.firm(number)
            for year, amounts in years.items():
                if year < day.year and (firm.pk, year) not in known:
                    education, local, less_education, less_local = (round(amount * TEN_THOUSAND) for amount in amounts)
                    head = incentives.SurchargeHead(year, education, local, less_education, less_local, note="示例数")
                    incentives.enter_surcharge(actor=self.of(TAX), now=at(day, 15), enterprise=firm, body=office, head=head)
        if day.year == 2022:
            wrong = incentives.SpendingHead(
                "operation", "实训耗材（记错）（示例）", date(2021, 12, 6), 3 * TEN_THOUSAND, "payment", "付字0612"
            )
            (entry,) = incentives.enter_investments(actor=self.actor(1), now=at(day, 16), enterprise=self.firm(1), heads=[wrong])
            incentives.reverse(actor=self.actor(1), now=at(day, 17), entry=entry, reason="与发票重复登记（示例）")

    def withdraw(self) -> None:
        """Part of a firm's rooms is sold: what was credited of it is to be paid back."""
        day, firm = date(2022, 3, 22), self.firm(5)
        entry = incentives.LedgerEntry.objects.get(enterprise=firm, title__startswith="康复护理实训室")
        incentives.withdraw(
            actor=self.team,
            now=at(day),
            entry=entry,
            on=day,
            amount=50 * TEN_THOUSAND,
            reason="部分设备转让（示例）",
            number="示例转让协议〔2022〕3号",
        )

    def now(self) -> None:
        """Two days ago and today: a listing without its plan, a draft, an application, a re-check, one who asks, a what-if."""
        day = date(2022, 6, 15)
        self._step(10, "list", date(2022, 5, 18), document="示例甘发改〔2022〕10号")
        self._draft(12, day)
        self._draft(24, day)
        self._step(24, "submit", day, self.team)
        self._step(16, "begin_recheck", day)
        incentives.apply_for(
            actor=self.cast.accounts["qiye"], now=at(day, 14), incentive=self.offered["实训基地建设补助"], enterprise=self.firm(1),
            request="灌装实训线二期（示例）",
        )  # fmt: skip
        incentives.start_trial(actor=self.team, now=at(day, 16), rate=2500, since=date(2019, 1, 1), last=2022)
