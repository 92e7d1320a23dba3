"""Posts in and out of Excel, one layout both ways; what the rules forbid is said at its cell before anything is written."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from baigong.contexts.enterprises.public import Enterprise, EnterpriseState
from baigong.contexts.internships.access import POST_POLICY
from baigong.contexts.internships.models import Hazard, Housing, InternshipPost, Organiser, PayForm, PostState, Venue
from baigong.contexts.internships.post_rules import Force, judge
from baigong.contexts.internships.selectors.posts import list_posts, school_of
from baigong.contexts.internships.services.posts import MentorHead, PostHead, enter_post
from baigong.kernel.access import Actor
from baigong.kernel.exchange import Column, Finding, ImportPlan, ParsedRow, Table, Writer, export, index, listed, plan, read, template
from baigong.kernel.exchange.table import Key, Row

YES = ("has_nights", "has_overtime", "has_holidays", "is_repetitive", "takes_fees")
WAGES = ("pay", "trial_wage", "post_wage", "lowest_grade_wage")
COUNTS = ("capacity", "minimum", "minority_seats", "rest_days", "pay_days", "labour_grade")
HOURS = ("hours_a_day", "hours_a_week")
CHOICES: dict[str, Any] = {"venue": Venue, "organiser": Organiser, "pay_form": PayForm, "housing": Housing}
DEFAULTS: dict[str, Any] = {
    "minimum": 1, "minority_seats": 0, "rest_days": 2, "pay_days": 30, "hours_a_day": Decimal(8), "hours_a_week": Decimal(40),
    "venue": Venue.ORDINARY.value, "organiser": Organiser.SCHOOL.value, "pay_form": PayForm.MONEY.value, "housing": Housing.NONE.value,
}  # fmt: skip
WORDS = ("title", "starts_on", "ends_on", "duties", "occupation_code")
KEY = ("firm", "site", "title", "starts_on")


class PostSheet:
    """The posts that an actor enters."""

    def __init__(self, actor: Actor, now: datetime) -> None:
        self.actor, self.now = actor, now

    @property
    def table(self) -> Table:
        """The declaration: template, reading, plan and export follow from it."""
        field: Any = InternshipPost._meta.get_field
        yes = [Column(name, field(name).verbose_name, "boolean", width=10) for name in YES]
        numbers: dict[str, Any] = {"decimal_places": 2, "minimum": 0, "maximum": 1_000_000, "help": _("写数字；“面议”之类的话无法核对。")}
        labels = {
            "pay": _("实习报酬（元/月）"), "trial_wage": _("相同岗位试用期工资（元/月）"), "post_wage": _("相同岗位工资（元/月）"),
            "lowest_grade_wage": _("最低档工资（元/月）"),
        }  # fmt: skip
        wages = [Column(name, labels[name], "decimal", width=12, **numbers) for name in WAGES]
        choices = [Column(name, field(name).verbose_name, "choice", width=16, choices=kind.choices) for name, kind in CHOICES.items()]
        return Table(
            name="internships.posts",
            title=_("实习岗位登记表"),
            columns=[
                Column("firm", _("统一社会信用代码"), "code", required=True, width=20, max_length=18),
                Column("site", _("工作地点"), required=True, width=18, max_length=80, help=_("企业登记的经营场所名称。")),
                Column("title", _("岗位名称"), required=True, width=20, max_length=80),
                Column("starts_on", _("开始日期"), "date", required=True, width=12),
                Column("ends_on", _("结束日期"), "date", required=True, width=12),
                Column("duties", _("工作内容"), required=True, width=36, max_length=500),
                Column("kind", _("岗位类别"), width=16, max_length=60, help=_("企业登记的岗位类别；同类岗位20%上限据此核对。")),
                Column("programmes", _("对口专业代码"), required=True, width=18, max_length=200, help=_("有几个的用“、”分开。")),
                Column("occupation_code", _("职业代码"), "code", required=True, width=14, max_length=10),
                Column("capacity", _("接收人数"), "integer", required=True, width=9, minimum=1, maximum=9999),
                Column("minimum", _("最少人数"), "integer", width=9, minimum=1, maximum=9999),
                Column("minority_seats", _("其中留给少数民族学生"), "integer", width=10, minimum=0, maximum=9999),
                Column("hours_a_day", _("每日工时"), "decimal", width=9, decimal_places=2, minimum=Decimal("0.5"), maximum=24),
                Column("hours_a_week", _("每周工时"), "decimal", width=9, decimal_places=2, minimum=Decimal("0.5"), maximum=168),
                Column("rest_days", _("每周休息日数"), "integer", width=9, minimum=0, maximum=7),
                Column("begins_at", _("上班时间"), width=9, pattern=r"([01]?\d|2[0-3]):[0-5]\d", pattern_help=_("写成08:30。")),
                Column("ends_at", _("下班时间"), width=9, pattern=r"([01]?\d|2[0-3]):[0-5]\d", pattern_help=_("写成17:30。")),
                *yes,
                Column("hazards", _("作业条件"), width=20, max_length=120, help="、".join(str(label) for label in Hazard.labels)),
                Column("labour_grade", _("体力劳动强度等级"), "integer", width=9, minimum=1, maximum=4),
                *wages,
                *choices,
                Column("pay_days", _("支付周期（天）"), "integer", width=9, minimum=1, maximum=366),
                Column("mentors", _("企业导师"), width=20, max_length=200, help=_("有几位的用“、”分开。")),
                Column("reason", _("超出一般要求的理由"), width=24, max_length=300),
            ],
            key=KEY,
            checks=[self._check],
            notes=[
                _("一行一个岗位；企业、地点、岗位名称和开始日期相同的是同一个岗位，还是草稿的随之修改。"),
                _("先显示将要写入什么，确认后才写入，要么全部写入，要么一行也不写。规定不允许的岗位不能写入，单元格旁注明条款和改法。"),
            ],
            max_rows=5000,
        )

    def known(self) -> dict[Key, InternshipPost]:
        """Posts that the actor enters, by their key."""
        rows = list_posts(self.actor, "edit").exclude(state=PostState.WITHDRAWN).prefetch_related("mentors")
        return {(row.enterprise.credit_code, row.site.name, row.title, row.starts_on): row for row in rows}

    def empty(self) -> bytes:
        """The template."""
        return template(self.table)

    def workbook(self) -> bytes:
        """One's own posts."""
        return export(self.table, [self.values_of(row) for row in self.known().values()])

    def values_of(self, row: InternshipPost) -> dict[str, Any]:
        """A post as the sheet has it."""
        wages = {name: None if (n := getattr(row, name)) is None else Decimal(n) / 100 for name in WAGES}
        plain = {
            name: getattr(row, name) for name in ("title", "starts_on", "ends_on", "duties", "occupation_code", *COUNTS, *YES, *CHOICES)
        }
        return plain | wages | {
            "firm": row.enterprise.credit_code, "site": row.site.name, "kind": row.kind.name if row.kind else None,
            "programmes": "、".join(row.programmes), "hazards": "、".join(str(Hazard(code).label) for code in row.hazards) or None,
            "begins_at": f"{row.begins_at:%H:%M}" if row.begins_at else None, "ends_at": f"{row.ends_at:%H:%M}" if row.ends_at else None,
            "hours_a_day": row.hours_a_day.normalize(), "hours_a_week": row.hours_a_week.normalize(),
            "mentors": "、".join(one.name for one in row.mentors.all()) or None, "reason": next(iter(row.reasons.values()), None),
        }  # fmt: skip

    def plan_of(self, data: bytes, filename: str) -> ImportPlan:
        """What a file would do. Raises ``Refusal`` when it cannot be this table at all."""
        parsed = read(self.table, data, filename)
        return plan(self.table, parsed, index(self.table, [self.values_of(row) for row in self.known().values()]))

    def head(self, row: Row, firms: Mapping[str, Enterprise]) -> PostHead:
        """A line for the service. Raises ``KeyError`` for a firm, site or kind of post that there is not."""
        firm = firms[str(row["firm"])]
        sites = {one.name: one for one in firm.sites.all() if one.is_open(row["starts_on"])}
        kinds = {one.name: one for one in firm.post_kinds.all()}
        codes = {str(one.label): one.value for one in Hazard}
        told = {name: row.get(name) for name in (*WORDS, *COUNTS, *HOURS, *CHOICES)}
        given: dict[str, Any] = {name: DEFAULTS.get(name) if value is None else value for name, value in told.items()}
        given |= {name: None if row.get(name) is None else int(row[name] * 100) for name in WAGES}
        given |= {name: bool(row.get(name)) for name in YES}
        head = PostHead(
            enterprise=firm, site=sites[str(row["site"])], kind=kinds[str(row["kind"])] if row.get("kind") else None,
            programmes=tuple(listed(row["programmes"])), hazards=tuple(codes[word] for word in listed(row.get("hazards"))),
            begins_at=_time(row.get("begins_at")), ends_at=_time(row.get("ends_at")),
            mentors=tuple(MentorHead(name) for name in listed(row.get("mentors"))),
            **given,
        )  # fmt: skip
        reason = str(row.get("reason") or "").strip()
        rules = {one.rule for one in judge(provisional(head)).findings if one.force is Force.WARN} if reason else ()
        return PostHead(**{**vars(head), "reasons": dict.fromkeys(rules, reason)})

    def firms(self) -> dict[str, Enterprise]:
        """Firms by their code, with sites and kinds of post."""
        rows = Enterprise.objects.exclude(state=EnterpriseState.CLOSED).select_related("organisation")
        return {one.credit_code: one for one in rows.prefetch_related("sites", "post_kinds") if one.credit_code}

    def _check(self, rows: Sequence[ParsedRow]) -> Iterable[Finding]:
        firms, known = self.firms(), self.known()
        names = {"site", "kind", *self.table.by_key}
        for row in rows:
            if not row.is_sound:
                continue
            firm = firms.get(str(row.values["firm"]))
            if firm is None or not POST_POLICY.decide(self.actor, "create", self._asked(firm)):
                yield Finding(row.number, _("没有这家企业，或不由您的单位办理。"), "firm")
                continue
            before = known.get(tuple(row.values[name] for name in KEY))
            if before is not None and before.state != PostState.DRAFT:
                yield Finding(row.number, _("这一岗位已是“%(state)s”，不能再改。") % {"state": before.get_state_display()}, "title")
                continue
            try:
                head = self.head(row.values, firms)
            except KeyError as lacking:
                yield Finding(row.number, _("%(firm)s没有登记“%(what)s”。") % {"firm": firm, "what": lacking.args[0]}, None)
                continue
            if head.ends_on < head.starts_on:
                yield Finding(row.number, _("早于开始日期。"), "ends_on")
                continue
            judged = judge(provisional(head, before))
            for said in [*judged.blocking, *judged.reasonless]:
                yield Finding(row.number, said.words, "reason" if said.asks_reason else said.field if said.field in names else None)

    def _asked(self, firm: Enterprise) -> InternshipPost:
        return InternshipPost(enterprise=firm, entered_for=school_of(self.actor))


def provisional(head: PostHead, before: InternshipPost | None = None) -> InternshipPost:
    """The post that a line would make, for the rules to look at."""
    values = {name: value for name, value in vars(head).items() if name not in ("mentors", "programmes", "hazards", "reasons")}
    made = InternshipPost(**values, programmes=list(head.programmes), hazards=list(head.hazards), reasons=dict(head.reasons))
    made.pk = before.pk if before else None
    return made


@dataclass(frozen=True)
class PostWriter(Writer):
    """Writes the lines of a confirmed plan through the service."""

    sheet: PostSheet

    def current(self, keys: Collection[Key]) -> Mapping[Key, Row]:
        """The posts as they are now, locked."""
        known = {key: row for key, row in self.sheet.known().items() if key in set(keys)}
        list(InternshipPost.objects.select_for_update(no_key=True).filter(pk__in=[row.pk for row in known.values()]))
        return {key: self.sheet.values_of(row) for key, row in known.items()}

    def add(self, rows: Sequence[Row]) -> None:
        """Enter new ones."""
        firms, school = self.sheet.firms(), school_of(self.sheet.actor)
        for row in rows:
            head = self.sheet.head(row, firms)
            enter_post(actor=self.sheet.actor, now=self.sheet.now, head=head, entered_for=school)

    def change(self, rows: Sequence[tuple[Key, Row]]) -> None:
        """Write drafts anew."""
        firms, known = self.sheet.firms(), self.sheet.known()
        for key, new in rows:
            values = self.sheet.values_of(known[key]) | dict(new)
            enter_post(actor=self.sheet.actor, now=self.sheet.now, head=self.sheet.head(values, firms), post=known[key])


def _time(text: Any) -> time | None:
    return time.fromisoformat(str(text).zfill(5)) if text else None
