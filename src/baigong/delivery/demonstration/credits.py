"""The credit bank of the demonstration: a catalogue, a pupil, a farmer and a worker who bank what they learnt, and those around them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from baigong.contexts.credit_bank import public as credits
from baigong.contexts.organisations.public import Organisation
from baigong.delivery.demonstration.cast import Cast, Episode, the_body
from baigong.delivery.demonstration.reports import at
from baigong.engines.checking.numbers import citizen_check
from baigong.kernel.access import Actor
from baigong.kernel.workflow import fire

COLLEGE, GULANG, BUREAU = "武威职业学院", "古浪县职业技术教育中心", "市教育局"
AGRICULTURE, LABOUR = "市农业农村局", "市人社局"
PAPER = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
OPENED_ON = date(2021, 3, 22)

# kind, code, title, issuer, body, family, level, hours, credits (units), years valid, programme
CATALOGUE = (
    ("course", "KC-HL-01", "基础护理", COLLEGE, COLLEGE, "", "", 96, 600, None, "520201"),
    ("course", "KC-HL-02", "老年护理", COLLEGE, COLLEGE, "", "", 64, 400, None, "520201"),
    ("course", "KC-XM-01", "动物营养与饲料", COLLEGE, COLLEGE, "", "", 64, 400, None, "410303"),
    ("x_certificate", "X-LNZH-1", "老年照护职业技能等级证书", "北京中福长者文化科技有限公司", "", "X-LNZH", "初级", None, 200, 5, "720201"),
    ("x_certificate", "X-LNZH-2", "老年照护职业技能等级证书", "北京中福长者文化科技有限公司", "", "X-LNZH", "中级", None, 400, 5, "520201"),
    ("x_certificate", "X-WEB-1", "Web前端开发职业技能等级证书", "工业和信息化部教育与考试中心", "", "X-WEB", "初级", None, 200, 5, ""),
    ("skill_level", "JN-YYY-5", "育婴员", LABOUR, LABOUR, "JN-YYY", "五级", None, 150, None, ""),
    ("skill_level", "JN-YYY-4", "育婴员", LABOUR, LABOUR, "JN-YYY", "四级", None, 300, None, ""),
    ("contest", "DS-ZY-2", "职业院校技能大赛一等奖", BUREAU, BUREAU, "DS-ZY", "市级", None, 200, None, ""),
    ("farmer_training", "NM-SSNY", "设施蔬菜生产技术", AGRICULTURE, AGRICULTURE, "", "", 80, None, None, "610102"),
    ("farmer_training", "NM-XMYZ", "肉羊规模养殖技术", AGRICULTURE, AGRICULTURE, "", "", 56, None, None, "410303"),
    ("work", "GZ-JX", "机械加工岗位工作经历", BUREAU, BUREAU, "", "", None, 300, None, "460301"),
    ("enterprise_training", "QY-AQ", "特种作业安全培训", "示例现代牧业公司", "", "", "", 48, None, 3, ""),
    ("community_training", "SQ-JY", "家庭教育指导", BUREAU, BUREAU, "", "", 24, None, None, ""),
    ("online_course", "ZX-PT", "普通话训练", COLLEGE, COLLEGE, "", "", 32, None, None, ""),
    ("contest", "DS-ZY-3", "职业院校技能大赛二等奖", BUREAU, BUREAU, "", "省级", None, 300, None, ""),
    ("award", "JL-GJ", "示例工匠荣誉", LABOUR, LABOUR, "JL-GJ", "市级", None, 150, None, ""),
    ("heritage_craft", "FY-CX", "传统刺绣技艺传承", "示例文化馆", "", "FY-CX", "县级", None, 100, None, ""),
    ("heritage_craft", "FY-LZ", "凉州贤孝传承", "示例文化馆", "", "FY-LZ", "市级", None, 200, None, ""),
)  # fmt: skip


@dataclass(frozen=True)
class Attained:
    """One outcome of the story: whose, what, how far it came by ``steps`` from the day ``day``."""

    who: str
    code: str
    attained: date
    day: date
    steps: str = "submit recognise"
    number: str = ""
    months: int | None = None
    reason: str = ""


OUTCOMES = (
    Attained("xuesheng", "X-LNZH-1", date(2021, 6, 20), date(2021, 9, 6), number="示例X2021000101"),
    Attained("xuesheng", "DS-ZY-2", date(2022, 4, 16), date(2022, 5, 9), number=""),
    Attained("xuesheng", "X-WEB-1", date(2022, 5, 28), date(2022, 6, 20), "submit", number="示例X2022000155"),
    Attained("nongmin", "NM-SSNY", date(2021, 11, 30), date(2021, 12, 13)),
    Attained("nongmin", "NM-XMYZ", date(2022, 3, 18), date(2022, 4, 6)),
    Attained("nongmin", "SQ-JY", date(2022, 5, 20), date(2022, 6, 15), "submit return", reason="结业证明没有盖章，请补（示例）。"),
    Attained("gongren", "GZ-JX", date(2021, 12, 31), date(2022, 1, 17), months=36),
    Attained("gongren", "QY-AQ", date(2021, 10, 15), date(2022, 1, 18)),
    Attained("gongren", "ZX-PT", date(2022, 6, 10), date(2022, 6, 24), ""),
    Attained("李示例", "JN-YYY-5", date(2021, 5, 8), date(2021, 6, 7), number="示例622021000017"),
    Attained("李示例", "JN-YYY-4", date(2022, 3, 2), date(2022, 3, 21), number="示例622022000031"),
    Attained("王示例", "X-LNZH-2", date(2021, 12, 12), date(2022, 1, 10), "submit recognise revoke", number="示例X2021000777",
             reason="评价组织通报该批次成绩作废（示例）。"),
    Attained("王示例", "FY-LZ", date(2020, 1, 1), date(2022, 2, 14), "submit reject", reason="认定文件不能证明本人是传承人（示例）。"),
    Attained("赵示例", "SQ-JY", date(2021, 9, 12), date(2021, 10, 11), "drop"),
)  # fmt: skip
"""What people bank, each in the state it has come to."""

OTHERS = (("李示例", date(1988, 4, 2), COLLEGE), ("王示例", date(1999, 8, 15), COLLEGE), ("赵示例", date(1975, 1, 30), ""),
          ("李示例（旧证）", date(1988, 4, 2), ""), ("孙示例", date(2001, 2, 11), COLLEGE), ("钱示例", date(1960, 12, 5), ""))  # fmt: skip
OWN = {"xuesheng": (date(2005, 9, 3), GULANG), "nongmin": (date(1983, 3, 21), ""), "gongren": (date(1992, 11, 8), COLLEGE)}


def credit_bank(cast: Cast) -> Iterator[Episode]:
    """What happens in the credit bank, each on its day."""
    story = _Story(cast)
    yield OPENED_ON, story.open_catalogue
    for number, name in enumerate(OWN):
        yield OPENED_ON + timedelta(days=7 + number), partial(story.open_own, name)
    for number, other in enumerate(OTHERS):
        yield OPENED_ON + timedelta(days=14 + number), partial(story.open_at_desk, *other)
    yield date(2021, 11, 8), story.merge_two
    yield date(2022, 2, 21), story.close_one
    for attained in OUTCOMES:
        yield attained.day, partial(story.bank, attained)
    yield date(2022, 5, 30), story.change_catalogue
    yield date(2022, 6, 1), story.let_look


@dataclass
class _Story:
    cast: Cast
    learners: dict[str, credits.Learner] = field(default_factory=dict)

    @property
    def office(self) -> Actor:
        """Who keeps the bank."""
        return self.cast.accounts["xuefen"]

    def open_catalogue(self) -> None:
        """The office publishes what it takes in."""
        for kind, code, title, issuer, body, family, level, hours, units, years, programme in CATALOGUE:
            head = credits.TypeHead(
                kind=kind, code=code, title=title, issuer=issuer, issuer_body=the_body(body, OPENED_ON) if body else None, family=family,
                level=level, hours=hours, credits=units, valid_years=years, programme_code=programme, since=date(2019, 9, 1),
                basis="示例学分银行成果目录（第一批）",
            )  # fmt: skip
            row = credits.draft_type(actor=self.office, now=at(OPENED_ON), head=head)
            fire(row, "publish", actor=self.office, now=at(OPENED_ON, 15))

    def change_catalogue(self) -> None:
        """One entry is no longer used, one is being written."""
        day = at(date(2022, 5, 30))
        craft = credits.OutcomeType.objects.get(code="FY-LZ")
        fire(craft, "retire", actor=self.office, now=day, reason="改按省级名录另立（示例）。")
        head = credits.TypeHead(
            kind="heritage_craft", code="FY-SJ", title="省级非遗代表性项目传承", issuer="示例文化馆", since=date(2022, 9, 1), level="省级"
        )
        credits.draft_type(actor=self.office, now=day, head=head)

    def open_own(self, name: str) -> None:
        """Somebody opens the own account on the phone; the home, or the office, sees the document."""
        born, home = OWN[name]
        actor, day = self.cast.accounts[name], OPENED_ON + timedelta(days=7)
        guardian, relation = (self.cast.name(), "母亲") if born.year > 2003 else ("", "")
        opening = credits.Opening(actor.name, "citizen", _number(born, len(self.learners)), guardian=guardian, guardian_relation=relation)
        row = credits.register_oneself(actor=actor, now=at(day), opening=opening, home=the_body(home, day) if home else None)
        self._check(row, day)
        self.learners[name] = row

    def open_at_desk(self, name: str, born: date, home: str) -> None:
        """Somebody's account is opened at the desk; the last one has not shown the document yet."""
        day = OPENED_ON + timedelta(days=14)
        body = the_body(home or BUREAU, day)
        actor = self.cast.officer(body) if home else self.office
        opening = credits.Opening(name.split("（")[0], "citizen", _number(born, 20 + len(self.learners)))
        row = credits.open_account(actor=actor, now=at(day), opening=opening, home=body)
        if name != "孙示例":
            self._check(row, day)
        self.learners[name] = row

    def _check(self, row: credits.Learner, day: date) -> None:
        home: Organisation | None = row.home
        actor = self.cast.officer(home) if home is not None and home.name != BUREAU else self.office
        document = credits.IdentityDocument.objects.get(learner=row)
        credits.check_document(actor=actor, now=at(day, 15), document=document, how="roster" if home and home.name != BUREAU else "sight")

    def merge_two(self) -> None:
        """One person had opened an account with the old card and with the new one."""
        why = "查验新旧两证，系同一人（示例）"
        credits.merge(
            actor=self.office, now=at(date(2021, 11, 8)), kept=self.learners["李示例"], absorbed=self.learners["李示例（旧证）"], reason=why
        )

    def close_one(self) -> None:
        """Somebody asks for the account to be closed."""
        row = credits.Learner.objects.get(pk=self.learners["钱示例"].pk)
        fire(row, "close", actor=self.office, now=at(date(2022, 2, 21)), reason="本人申请注销（示例）")

    def bank(self, attained: Attained) -> None:
        """An outcome is claimed with its papers, and goes as far as it goes."""
        learner = credits.Learner.objects.select_related("home").get(pk=self.learners[attained.who].pk)
        kind = credits.OutcomeType.objects.select_related("issuer_body").get(code=attained.code)
        reviewer = kind.issuer_body or learner.home or the_body(BUREAU, attained.day)
        own = self.cast.accounts.get(attained.who) or self.office
        claim = credits.Claim(type=kind, reviewer=reviewer, attained_on=attained.attained, number=attained.number, months=attained.months)
        row: Any = credits.draft_outcome(actor=own, now=at(attained.day, 10), learner=learner, claim=claim)
        for piece in credits.all_outcome_kinds()[kind.kind].evidence:
            upload = SimpleUploadedFile(f"{kind.title}（示例）.pdf", PAPER + f"% {row.pk} {piece}".encode())
            credits.attach(actor=own, now=at(attained.day, 10), outcome=row, kind=piece, upload=upload)
        decides = self.office if reviewer.name == BUREAU else self.cast.officer(reviewer)
        steps = attained.steps.split()
        for hour, step in enumerate(steps, 11):
            actor = own if step in ("submit", "drop") else decides
            reason = attained.reason if step == steps[-1] else ""
            row = fire(row, step, actor=actor, now=at(attained.day + timedelta(days=hour - 11), hour), reason=reason)

    def let_look(self) -> None:
        """The worker lets an employer look, and takes one such link back."""
        row, day = self.learners["gongren"], date(2022, 6, 1)
        actor = self.cast.accounts["gongren"]
        credits.give_share(actor=actor, now=at(day), learner=row, recipient="示例制造公司人事部", purpose="应聘", until=date(2022, 8, 31))
        old, _token = credits.give_share(
            actor=actor, now=at(day), learner=row, recipient="示例培训学校", purpose="报名", until=date(2022, 7, 31)
        )
        credits.end_share(actor=actor, now=at(day, 16), share=old)


def _number(born: date, serial: int) -> str:
    first = f"620690{born:%Y%m%d}{900 + serial:03d}"
    return first + citizen_check(first)
