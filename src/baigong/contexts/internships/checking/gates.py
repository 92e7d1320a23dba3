"""The gates before work (INT-14, INT-15, INT-17, safety training): nobody starts without agreement, consent, insurance and training."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from baigong.contexts.internships.checking.findings import Finding, blocks, clause, codes_on, is_minor

PARTIES = ("student", "guardian", "school", "unit")


@dataclass(frozen=True)
class Signed:
    """A signature: of which party, on which day."""

    party: str
    on: date


@dataclass(frozen=True)
class Cover:
    """An insurance: its kind, who pays (``student`` may not), the days it covers."""

    kind: str
    payer: str
    first: date
    last: date


@dataclass(frozen=True)
class Formalities:
    """What there is before a placement begins. ``trained_on``: the day of the safety training that was passed."""

    starts_on: date
    ends_on: date
    birth_on: date | None
    consents: Sequence[Signed] = ()
    signatures: Sequence[Signed] = ()
    covers: Sequence[Cover] = ()
    trained_on: date | None = None
    names: dict[str, str] = field(default_factory=dict)


def party_word(party: str) -> str:
    """A party for people."""
    return {"student": _("学生"), "guardian": _("监护人"), "school": _("学校"), "unit": _("实习单位")}[party]


def consents_needed(birth_on: date | None, day: date) -> tuple[str, ...]:
    """Who gives consent in writing, by the edition of ``day``."""
    _version, codes = codes_on("WRK-CONSENT", day)
    if "guardian_of_minor" in codes:
        return ("guardian",) if is_minor(birth_on, day) else ()
    return tuple(code for code in codes if code in PARTIES)


def parties_needed(birth_on: date | None, day: date) -> tuple[str, ...]:
    """Who signs the agreement on ``day``: the three parties, and the guardian of somebody under age on that day."""
    _version, codes = codes_on("WRK-AGREEMENT-PARTIES", day)
    return (*codes, "guardian") if codes and is_minor(birth_on, day) else codes


def check_signing(party: str, on: date, starts_on: date, today: date) -> list[Finding]:
    """What is wrong with the day of a signature: after the start it is no agreement any more, tomorrow it has not happened."""
    facts = {"party": party_word(party), "on": on.isoformat(), "starts_on": starts_on.isoformat()}
    if on > today:
        here = _("%(party)s签字日期填的是%(on)s") % facts
        return [Finding("INT-14", "", True, here, _("这一天还没有到"), _("请填实际签字的日期。"), "signed_on")]
    if on <= starts_on:
        return []
    version, _codes = codes_on("WRK-AGREEMENT-PARTIES", starts_on)
    here = _("%(party)s在%(on)s签字") % facts
    there = _("实习从%(starts_on)s开始，协议须在开始之前签订，事后补签无效") % facts
    fix = _("请把开始日期改到%(on)s以后重新签订；已经上岗的，先停止上岗并按未签协议上岗处理。") % facts
    return [Finding("INT-14", clause(version) if version else "", version is None or blocks(version), here, there, fix, "signed_on")]


def check_consent(facts: Formalities, day: date) -> list[Finding]:
    """Who has not consented yet."""
    version, _codes = codes_on("WRK-CONSENT", day)
    given = {one.party for one in facts.consents if one.on <= facts.starts_on}
    missing = [party for party in consents_needed(facts.birth_on, day) if party not in given]
    return [] if version is None else _missing("INT-15", clause(version), blocks(version), _("知情同意书"), given, missing)


def check_agreement(facts: Formalities, day: date) -> list[Finding]:
    """Who has not signed the agreement yet; the guardian of somebody who was under age when signing."""
    version, _codes = codes_on("WRK-AGREEMENT-PARTIES", day)
    given = {one.party: one.on for one in facts.signatures}
    at = given.get("student", day)
    missing = [party for party in parties_needed(facts.birth_on, at) if party not in given]
    return [] if version is None else _missing("INT-14", clause(version), blocks(version), _("实习协议"), given, missing)


def _missing(rule: str, basis: str, hard: bool, what: str, given: Iterable[str], missing: Sequence[str]) -> list[Finding]:
    if not missing:
        return []
    signed = "、".join(party_word(party) for party in given)
    wanted = "、".join(party_word(party) for party in missing)
    here = _("%(what)s：%(signed)s已签") % {"what": what, "signed": signed} if signed else _("%(what)s：还没有人签") % {"what": what}
    there = _("还差%(wanted)s") % {"wanted": wanted}
    return [Finding(rule, basis, hard, here, there, _("请%(wanted)s签字，或上传签好的纸质件。") % {"wanted": wanted}, "state")]


def check_insurance(facts: Formalities) -> list[Finding]:
    """Whether each kind that must be is there for the whole time, and nobody lets the student pay."""
    version, kinds = codes_on("WRK-INSURANCE", facts.starts_on)
    if version is None:
        return []
    found = []
    charged = [cover for cover in facts.covers if cover.kind in kinds and cover.payer == "student"]
    if charged:
        here, there = _("登记由学生付保费"), _("实习责任保险的费用不得由学生承担")
        found.append(Finding("INT-17", clause(version), blocks(version), here, there, _("退还学生，由学校或单位投保。"), "payer"))
    for kind in kinds:
        gap = _uncovered(facts, [cover for cover in facts.covers if cover.kind == kind and cover.payer != "student"])
        if gap is None:
            continue
        spans = "、".join(f"{cover.first}—{cover.last}" for cover in facts.covers if cover.kind == kind) or _("没有登记")
        here = _("%(kind)s：%(spans)s") % {"kind": kind_word(kind), "spans": spans}
        there = _("实习从%(first)s到%(last)s，%(gap)s起没有保险") % {
            "first": facts.starts_on.isoformat(), "last": facts.ends_on.isoformat(), "gap": gap.isoformat()
        }  # fmt: skip
        found.append(Finding("INT-17", clause(version), blocks(version), here, there, _("请续保或另投，覆盖整个实习期间。"), "last"))
    return found


def _uncovered(facts: Formalities, covers: Sequence[Cover]) -> date | None:
    """The first day that nothing covers."""
    day = facts.starts_on
    for cover in sorted(covers, key=lambda one: one.first):
        if cover.first > day:
            break
        if cover.last >= day:
            day = date.fromordinal(cover.last.toordinal() + 1)
    return day if day <= facts.ends_on else None


def check_training(facts: Formalities) -> list[Finding]:
    """Whether the safety training was passed before the start."""
    version, codes = codes_on("WRK-TRAINING", facts.starts_on)
    if version is None or not codes:
        return []
    if facts.trained_on is not None and facts.trained_on <= facts.starts_on:
        return []
    here = _("安全培训%(day)s考核合格") % {"day": facts.trained_on.isoformat()} if facts.trained_on else _("没有合格的安全培训记录")
    there = _("实习从%(day)s开始，上岗前须经培训并考核合格") % {"day": facts.starts_on.isoformat()}
    return [Finding("TRAIN", clause(version), blocks(version), here, there, _("请先培训考核；开始日期随之推后。"), "trained_on")]


def check_start(facts: Formalities, today: date) -> list[Finding]:
    """Everything that stands in the way of the start: the four gates, and the day itself."""
    found = [*check_consent(facts, facts.starts_on), *check_agreement(facts, facts.starts_on)]
    found += [*check_insurance(facts), *check_training(facts)]
    for one in facts.signatures:
        found += check_signing(one.party, one.on, facts.starts_on, today)
    if today < facts.starts_on:
        there = _("今天是%(today)s") % {"today": today.isoformat()}
        here = _("约定从%(day)s开始") % {"day": facts.starts_on.isoformat()}
        found.append(Finding("INT-14", "", True, here, there, _("到开始那天再确认上岗。"), "starts_on"))
    return found


def kind_word(kind: str) -> str:
    """A kind of insurance for people."""
    return {"liability": _("学生实习责任保险"), "accident": _("意外险"), "other": _("其他保险")}.get(kind, kind)
