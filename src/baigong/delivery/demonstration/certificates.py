"""1+X in the demonstration: the catalogue of certificates, standards developed in the city in every state, what courses teach of them.

Bodies and titles of certificates are those of the bundled list; levels, modules, hours and everything that happens are invented.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from baigong.contexts.classifications.public import edition_in_force
from baigong.contexts.credit_bank import public as credits
from baigong.delivery.demonstration.cast import Cast, Episode, the_body
from baigong.delivery.demonstration.reports import at
from baigong.kernel.access import Actor
from baigong.kernel.workflow import fire

COLLEGE, LIANGZHOU, MINQIN = "武威职业学院", "凉州区职业中等专业学校", "民勤县职业中等专业学校"
GULANG = "古浪县职业技术教育中心"
LISTED_ON, ENTERED_ON = date(2019, 4, 1), date(2021, 3, 29)
PAPER = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
CAUTION = "列入日期按2019年4月试点方案计，级别为示例"
LEVELS = ("初级", "中级", "高级")
OPEN = {
    "1-02": LEVELS, "1-03": LEVELS, "1-04": LEVELS, "1-05": ("初级", "中级"), "2-01": LEVELS, "2-02": LEVELS, "2-03": LEVELS,
    "2-07": LEVELS,
}  # fmt: skip
"""Certificates in use in the city, with their levels; the others stay drafts until somebody enters the levels."""
LINKS = {
    "1-02": (("programmes", "secondary", "710201"),), "1-03": (("programmes", "secondary", "730801"),),
    "1-04": (("programmes", "higher_associate", "520201"), ("programmes", "secondary", "720201")),
    "1-05": (("programmes", "secondary", "700206"),), "2-01": (("programmes", "secondary", "730701"),),
}  # fmt: skip
POSTED = {("1-04", "初级"): "X-LNZH-1", ("1-04", "中级"): "X-LNZH-2", ("1-02", "初级"): "X-WEB-1"}
"""Levels and the entries of the catalogue of outcomes by which they post."""
CARE = (
    ("初级", "1-M1", "生活照护", 40), ("初级", "1-M2", "基础照护", 32), ("初级", "1-M3", "应急救护", 16),
    ("中级", "2-M1", "生活照护技术", 32), ("中级", "2-M2", "康复服务", 36), ("中级", "2-M3", "心理支持", 24),
    ("中级", "2-M4", "照护管理", 12),
    ("高级", "3-M1", "照护方案制订", 40), ("高级", "3-M2", "培训指导", 24),
)  # fmt: skip
WEB = (
    ("初级", "1-M1", "网页制作", 48),
    ("初级", "1-M2", "样式设计", 32),
    ("中级", "2-M1", "动态页面", 64),
    ("高级", "3-M1", "框架应用", 64),
)


@dataclass(frozen=True)
class Local:
    """A standard of the story: who proposes it with which enterprise, how far it came."""

    code: str
    title: str
    school: str
    firm: str
    skill_field: str
    begun: date
    steps: str
    reason: str = ""


LOCALS = (
    Local("WW-01", "设施蔬菜智能管控", GULANG, "示例数字科技公司", "设施农业", date(2022, 5, 16), ""),
    Local("WW-02", "肉羊标准化养殖", MINQIN, "示例现代牧业公司", "现代畜牧", date(2022, 2, 14), "submit return submit",
          "模块学时偏少，实操考核没有写清（示例）。"),
    Local("WW-03", "葡萄酒酿造操作", COLLEGE, "示例葡萄酒业公司", "葡萄酒酿造", date(2021, 9, 13), "submit try"),
    Local("WW-04", "光伏电站运行维护", COLLEGE, "示例光伏能源公司", "新能源", date(2021, 4, 12), "submit try recommend"),
    Local("WW-05", "戈壁农业节水灌溉", LIANGZHOU, "示例现代牧业公司", "现代农业", date(2021, 4, 19), "submit try recommend forward"),
    Local("WW-06", "康养照护服务", LIANGZHOU, "示例康养集团", "健康养老", date(2021, 4, 26), "submit try recommend forward publish"),
    Local("WW-07", "二手车整备", MINQIN, "示例汽车服务公司", "汽车服务", date(2021, 10, 11), "submit stop",
          "与已公布的国家证书重复（示例）。"),
    Local("WW-08", "农村电商直播", GULANG, "示例数字科技公司", "电子商务", date(2022, 3, 7), "drop", "合作企业退出，不再开发（示例）。"),
)  # fmt: skip


def certificates(cast: Cast) -> Iterator[Episode]:
    """What happens about certificates and standards, each on its day."""
    story = _Story(cast)
    yield ENTERED_ON, story.enter_catalogue
    yield date(2022, 4, 25), story.lose_a_body
    for one in LOCALS:
        yield from story.develop(one)
    yield date(2021, 10, 18), story.map_courses


@dataclass
class _Story:
    cast: Cast

    @property
    def office(self) -> Actor:
        """Who keeps the catalogue."""
        return self.cast.accounts["xuefen"]

    @property
    def bureau(self) -> Actor:
        """Who decides on local standards."""
        return self.cast.accounts["zhuanban"]

    # -- the catalogue -----------------------------------------------------------------------------------------------

    def enter_catalogue(self) -> None:
        """The office enters the list at hand; what has its levels comes into use."""
        edition: Any = edition_in_force("certificates", ENTERED_ON)
        for entry in edition.entries.order_by("position"):
            name, batch = entry.attributes.get("assessor"), str(entry.attributes.get("batch") or "")
            if name:
                self._enter(entry.code, entry.name, self._body(name, int(batch) if batch.isdigit() else None))
        self._enter("SL-01", "示例手工艺制作", self._body("示例职业技能评价公司", 4), ("初级", "中级"))
        self._enter("SL-02", "示例家政服务", self._body("示例职业技能评价公司", 4), ("初级",))
        waiting = credits.save_training_body(actor=self.office, now=at(ENTERED_ON), name="示例待招募评价组织")
        self._enter("SL-03", "示例宠物护理", waiting)
        closing = credits.CertificateType.objects.get(code="SL-02")
        fire(closing, "close", actor=self.office, now=at(date(2021, 12, 6)), day=date(2021, 12, 6), reason="本市没有学校开展（示例）")
        self._standard("1-04", CARE)
        self._standard("1-02", WEB)
        for (code, level), outcome in POSTED.items():
            row = credits.CertificateLevel.objects.get(certificate__code=code, level=level)
            kind = credits.OutcomeType.objects.get(code=outcome)
            credits.link_outcome_type(actor=self.office, now=at(ENTERED_ON, 16), level=row, outcome_type=kind)

    def _body(self, name: str, batch: int | None) -> credits.TrainingBody:
        known = credits.TrainingBody.objects.filter(name=name).first()
        if known is not None:
            return known
        row = credits.save_training_body(actor=self.office, now=at(ENTERED_ON), name=name, batch=batch)
        return fire(row, "list", actor=self.office, now=at(ENTERED_ON), day=LISTED_ON, document="职业技能等级证书名录（示例登记）")

    def _enter(self, code: str, title: str, body: credits.TrainingBody, levels: tuple[str, ...] = ()) -> None:
        levels = levels or OPEN.get(code, ())
        head = credits.CertificateHead(
            body=body, code=code, title=title, since=ENTERED_ON, listed_on=LISTED_ON, levels=levels, links=LINKS.get(code, ()),
            caution=CAUTION,
        )  # fmt: skip
        row = credits.draft_certificate(actor=self.office, now=at(ENTERED_ON), head=head)
        if levels:
            fire(row, "open", actor=self.office, now=at(ENTERED_ON, 14))

    def _standard(self, code: str, modules: tuple[tuple[str, str, str, int], ...]) -> None:
        row = credits.CertificateType.objects.get(code=code)
        version = credits.save_standard_version(
            actor=self.office, now=at(ENTERED_ON, 15), certificate=row, version="1.0", since=LISTED_ON, document="示例标准"
        )
        heads = [credits.ModuleHead(*module) for module in modules]
        credits.write_modules(actor=self.office, now=at(ENTERED_ON, 15), version=version, modules=heads)

    def lose_a_body(self) -> None:
        """A body leaves the national list: what it issued stays valid, nothing new begins."""
        row = credits.TrainingBody.objects.get(name="示例职业技能评价公司")
        fire(
            row, "delist", actor=self.office, now=at(date(2022, 4, 25)), day=date(2022, 5, 1), document="示例公告〔2022〕3号",
            reason="考核组织不规范，退出目录（示例）",
        )  # fmt: skip

    # -- local standards ---------------------------------------------------------------------------------------------

    def develop(self, told: Local) -> Iterator[Episode]:
        """A school proposes, others review, the bureau decides; a step every six weeks."""
        yield told.begun, partial(self._propose, told)
        day, steps = told.begun, told.steps.split()
        for number, name in enumerate(steps, 1):
            day += timedelta(days=40)
            yield day, partial(self._step, told, name, day, number)
            if name == "submit":
                heard = day + timedelta(days=12)
                yield heard, partial(self._review, told, heard, is_last=number == len(steps))

    def _school(self, told: Local) -> Actor:
        return self.cast.officer(the_body(told.school, told.begun))

    def _propose(self, told: Local) -> None:
        school, actor, now = the_body(told.school, told.begun), self._school(told), at(told.begun)
        head = credits.StandardHead(
            school,
            told.code,
            told.title,
            ("初级", "中级"),
            told.skill_field,
            f"对接本市{told.skill_field}产业的岗位需求，与企业联合开发（示例）。",
        )
        row = credits.propose_standard(actor=actor, now=now, head=head)
        version = credits.save_standard_version(actor=actor, now=now, certificate=row.certificate, version="0.1", since=told.begun)
        modules = [
            credits.ModuleHead("初级", "1-M1", "岗位认知与安全", 16), credits.ModuleHead("初级", "1-M2", f"{told.title}基础操作", 48),
            credits.ModuleHead("中级", "2-M1", f"{told.title}综合操作", 56), credits.ModuleHead("中级", "2-M2", "质量与记录", 24),
        ]  # fmt: skip
        credits.write_modules(actor=actor, now=now, version=version, modules=modules)
        other = COLLEGE if told.school != COLLEGE else GULANG
        parties = (("developer", "enterprise", told.firm, ""), ("reviewer", "school", "", other),
                   ("reviewer", "enterprise", "示例行业龙头公司", ""), ("reviewer", "association", "示例行业协会", ""))  # fmt: skip
        for role, kind, name, body in parties:
            credits.add_party(
                actor=actor,
                now=now,
                standard=row,
                role=role,
                kind=kind,
                name=name,
                organisation=the_body(body, told.begun) if body else None,
            )
        if told.steps:
            self._attach(row, actor, "text", told.begun)

    def _attach(self, row: credits.LocalStandard, actor: Actor, kind: str, day: date) -> None:
        upload = SimpleUploadedFile(f"{row}（示例）.pdf", PAPER + f"% {row.pk} {kind}".encode())
        credits.attach_to_standard(actor=actor, now=at(day), standard=row, kind=kind, upload=upload)

    def _step(self, told: Local, name: str, day: date, number: int) -> None:
        row = credits.LocalStandard.objects.get(certificate__code=told.code)
        facts: dict[str, Any] = {}
        if name == "try":
            facts = {"since": day, "until": date(2023, 8, 31), "document": f"示例教〔{day.year}〕{number}号"}
        elif name in ("recommend", "forward"):
            facts = {"document": f"示例教〔{day.year}〕推{number}号"}
            if name == "recommend":
                self._attach(row, self._school(told), "trial", day)
        elif name == "publish":
            body = row.certificate.body
            fire(body, "list", actor=self.office, now=at(day), day=day, document="示例公告〔2021〕9号")
            facts = {"day": day, "document": "示例公告〔2021〕9号"}
        actor = self._school(told) if name in ("submit", "drop") else self.bureau
        fire(row, name, actor=actor, now=at(day, 11), reason=told.reason if name in ("return", "stop", "drop") else "", **facts)

    def _review(self, told: Local, when: date, *, is_last: bool) -> None:
        """Reviewers say what they think: a school itself, others through the office. Of the last one somebody is still silent."""
        row = credits.LocalStandard.objects.get(certificate__code=told.code)
        verdict = "revise" if told.reason else "agree"
        for party in row.parties.filter(role="reviewer").select_related("organisation"):
            if is_last and party.kind == "association":
                continue
            own = self.cast.officer(party.organisation) if party.organisation else self.office
            credits.give_opinion(
                actor=own, now=at(when), party=party, verdict="agree" if is_last else verdict, given_on=when,
                words="标准与岗位对接紧密，同意试行（示例）。" if verdict == "agree" or is_last else "建议补充实操模块的学时（示例）。",
                basis="" if party.organisation else "评审会纪要（示例）",
            )  # fmt: skip

    # -- courses -----------------------------------------------------------------------------------------------------

    def map_courses(self) -> None:
        """The college holds its nursing courses against the standard of care: one level published, one in the making."""
        day = date(2021, 10, 18)
        school = self.cast.officer(the_body(COLLEGE, day))
        programme = credits.CreditProgramme.objects.get(school__name=COLLEGE, code="520201", year=2021)
        lines = {
            "中级": (("2-M1", "HL-01", 40), ("2-M1", "HL-02", 60), ("2-M2", "HL-02", 75), ("2-M3", "HL-04", 50)),
            "初级": (("1-M1", "HL-01", 80),),
        }
        for level, found in lines.items():
            row = credits.CertificateLevel.objects.select_related("certificate").get(certificate__code="1-04", level=level)
            version: Any = row.certificate.version_on(day)
            made = credits.draft_mapping(actor=school, now=at(day), programme=programme, level=row, version=version)
            heads = [credits.MappingLineHead(*line) for line in found]
            credits.write_mapping(actor=school, now=at(day), mapping=made, lines=heads)
            if level == "中级":
                fire(made, "publish", actor=school, now=at(day, 15))
