"""What an enterprise must show, held against records where the register has them, and against what it claims and proves where it has not.

A condition that counts something is met by records alone or by a claim with evidence; a threshold from memory is told and never decides.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baigong.contexts.enterprises.public import (
    AllianceMember,
    Cooperation,
    CooperationKind,
    Enterprise,
    Flag,
    blocking_flags,
    cooperations_between,
)
from baigong.contexts.incentives.models import Candidacy
from baigong.contexts.incentives.rules import Condition, clause_of, conditions, is_setting
from baigong.kernel.rules import number_on

PROGRAMMES = (CooperationKind.PROGRAMME, CooperationKind.ORDER_CLASS)
BASES = (CooperationKind.BASE, CooperationKind.EQUIPMENT)
FLAGS = {
    "SAFE": ("safety_accident", "environment_accident", "quality_accident"),
    "CREDIBLE": ("joint_sanction", "student_rights", "false_statement"),
    "TAXES": ("tax_breach",),
}
"""Which marks go against which general condition."""
MET, NOT_MET, OPEN = "met", "not_met", "open"
VERDICTS = {MET: gettext_lazy("符合"), NOT_MET: gettext_lazy("不符合"), OPEN: gettext_lazy("待证明")}
TONES = {MET: "good", NOT_MET: "bad", OPEN: "neutral"}


@dataclass(frozen=True)
class Recorded:
    """What records of a context above say under a condition: in words, and whether they alone meet it."""

    is_met: bool
    said: Sequence[str]


Reader = Callable[[Enterprise, date, date], Recorded]
"""Reads the records of an enterprise on a day, back to another."""
_readers: dict[str, Reader] = {}


def read_by(records: str, reader: Reader) -> None:
    """Declare who reads a kind of ``Condition.records`` (at start, in a context's ``registration``)."""
    _readers[records] = reader


@dataclass(frozen=True)
class Check:
    """One condition and how it stands. ``found``: what records say; ``claimed``: what the enterprise says; ``papers``: how many prove it;
    ``asked``: how much the rule asks for, and whether that number only informs.
    """

    condition: Condition
    verdict: str
    found: Sequence[str] = ()
    claimed: str = ""
    papers: int = 0
    asked: str = ""
    clause: str = ""
    note: str = ""

    @property
    def label(self) -> str:
        """The verdict in words."""
        return str(VERDICTS[self.verdict])

    @property
    def tone(self) -> str:
        """The verdict's colour."""
        return TONES[self.verdict]


def check_conditions(candidacy: Candidacy, on: date) -> list[Check]:
    """Every condition of the rules as it stands on a day, those of which one is enough first."""
    found = _Records(candidacy.enterprise, on)
    claims = {claim.condition: claim for claim in candidacy.claims.all()}
    papers: dict[str, int] = {}
    for kind in candidacy.evidence.values_list("kind", flat=True):
        papers[kind] = papers.get(kind, 0) + 1
    checks = []
    for condition in conditions():
        claim, proofs = claims.get(condition.code), papers.get(condition.paper, 0)
        verdict, said, note = found.ask(condition, claim.amount if claim else None)
        if verdict == OPEN and claim is not None and proofs:
            verdict = MET
        check = Check(condition, verdict, said, claim.statement if claim else "", proofs, note=note)
        checks.append(_with_threshold(check, claim.amount if claim else None, on))
    return checks


def marks_against(checks: Sequence[Check]) -> list[str]:
    """Which marks of the register stand against general conditions, in words."""
    return [
        f"{check.condition.label}：{'；'.join(check.found)}"
        for check in checks
        if check.condition.records == "flags" and check.verdict != MET
    ]


def unmet(checks: Sequence[Check]) -> list[str]:
    """What the enterprise has still to show for an application, in words; marks hang on the day and are asked for apart."""
    general = [check for check in checks if check.condition.is_general and check.condition.records != "flags"]
    missing = [check.condition.label for check in general if check.verdict != MET]
    words = [_("“%(label)s”没有证明或不符合。") % {"label": label} for label in missing]
    if not any(check.verdict == MET for check in checks if not check.condition.is_general):
        words.append(_("六项条件至少要符合一项：填写说明并上传证明，或先在“企业”里登记合作。"))
    return words


def _with_threshold(check: Check, claimed: int | None, on: date) -> Check:
    """Say how much is asked for; a claim below a number that an authority fixed does not count."""
    least = check.condition.least_on(on)
    if least is None:
        return check
    unit = {"heads": _("人"), "items": _("个"), "money": _("元")}[check.condition.count]
    asked = _("%(n)s%(unit)s以上") % {"n": f"{least:,}", "unit": unit}
    soft = is_setting(check.condition.least, on)
    note = check.note
    if claimed is not None and claimed < least:
        note = _("所报%(claimed)s%(unit)s，低于%(asked)s；请核对。") % {"claimed": f"{claimed:,}", "unit": unit, "asked": asked}
        if not soft:
            return replace(check, verdict=NOT_MET, asked=asked, note=note)
    return replace(check, asked=asked, note=note, clause=clause_of(check.condition.least, on))


@dataclass
class _Records:
    """What the register of enterprises says of one."""

    enterprise: Enterprise
    on: date

    @cached_property
    def marks(self) -> list[Flag]:
        """The marks that block, on the day; asked for once."""
        return blocking_flags([self.enterprise.pk], self.on)[self.enterprise.pk]

    def ask(self, condition: Condition, claimed: int | None) -> tuple[str, list[str], str]:
        """A verdict, what it rests on, and a remark."""
        if condition.records == "flags":
            return self._flags(condition)
        if condition.records == "registered":
            code = self.enterprise.credit_code
            if self.enterprise.closed_on is not None and self.enterprise.closed_on < self.on:
                return NOT_MET, [_("%(day)s注销") % {"day": self.enterprise.closed_on}], ""
            return (MET, [_("统一社会信用代码%(code)s") % {"code": code}], "") if code else (OPEN, [], _("没有登记统一社会信用代码"))
        if condition.records == "alliances":
            rows = AllianceMember.objects.filter(organisation=self.enterprise.organisation_id, role="lead").select_related("alliance")
            names = [str(row.alliance) for row in rows if row.is_member(self.on)]
            return (MET if names else OPEN), [_("牵头组建%(name)s") % {"name": name} for name in names], ""
        if condition.records in {"programmes", "bases"}:
            return self._cooperation(condition)
        if (reader := _readers.get(condition.records)) is not None:
            found = reader(self.enterprise, self.on, self.since)
            return (MET if found.is_met else OPEN), list(found.said), ""
        return OPEN, [], ""

    @cached_property
    def since(self) -> date:
        """How far back what was done counts."""
        years = number_on("INC-LOOKBACK-YEARS", self.on) or 0
        return date(self.on.year - years, self.on.month, min(self.on.day, 28))

    @cached_property
    def cooperations(self) -> list[Cooperation]:
        """What it and its schools had agreed on and that held since then."""
        return cooperations_between([self.enterprise.pk], self.since, self.on)[self.enterprise.pk]

    def _cooperation(self, condition: Condition) -> tuple[str, list[str], str]:
        kinds = PROGRAMMES if condition.records == "programmes" else BASES
        rows = [row for row in self.cooperations if row.kind in kinds]
        said = [f"{row.school} {row.get_kind_display()}：{row.title}" for row in rows]
        count = sum(row.amount or 0 for row in rows) // 100 if condition.count == "money" else len(said)
        least = condition.least_on(self.on)
        return (MET if least is not None and count >= least else OPEN), said, ""

    def _flags(self, condition: Condition) -> tuple[str, list[str], str]:
        said = [f"{flag.declared}（{flag.document}）" for flag in self.marks if flag.kind in FLAGS[condition.code]]
        return (NOT_MET, said, "") if said else (MET, [_("截至%(day)s没有相关标记") % {"day": self.on}], "")
