"""What the pages of enterprises show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from baigong.contexts.classifications.public import labels_of
from baigong.contexts.enterprises.access import (
    COOPERATION_POLICY,
    ENTERPRISE_POLICY,
    FLAG_POLICY,
    POST_KIND_POLICY,
    SITE_POLICY,
    STAFF_RETURN_POLICY,
)
from baigong.contexts.enterprises.models import (
    Alliance,
    AllianceMember,
    AllianceRecord,
    AllianceState,
    Cooperation,
    Enterprise,
    EnterpriseState,
    Flag,
    PostKind,
    RecordKind,
    Site,
    StaffReturn,
    StaffReturnState,
)
from baigong.contexts.enterprises.panels import Shown, panels_for
from baigong.contexts.enterprises.selectors.cooperation import alliances_of, list_cooperations
from baigong.contexts.enterprises.selectors.first_screen import may_see_staff
from baigong.contexts.enterprises.selectors.flags import kinds_for
from baigong.contexts.enterprises.selectors.staff import Count, average_staff, definition_on, returns_of, staff_by_kind_of_post, staff_on
from baigong.contexts.enterprises.workflow.remarks import Beside, Remark, beside, remarks
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.workflow import Available, available, reason_of

EVENTS = 40
SHOWN = 8
"""Lines of a panel before "all"."""


@dataclass(frozen=True)
class KindLine:
    """A kind of post with its staff on a day, where it is known."""

    kind: PostKind
    count: Count | None


@dataclass(frozen=True)
class EnterprisePage:
    """One enterprise as one reader sees it. What is ``None`` is not for this reader."""

    row: Enterprise
    division: str
    sites: Sequence[Site]
    divisions: dict[str, str]
    subsidiaries: Sequence[Enterprise]
    flags: Sequence[Flag]
    blocking: Sequence[Flag]
    returns: Sequence[StaffReturn] | None
    average: Count | None
    now: Count | None
    last_year: int
    kinds: Sequence[KindLine]
    memberships: Sequence[AllianceMember]
    cooperations: Sequence[Cooperation]
    panels: Sequence[Shown]
    steps: Sequence[Available]
    events: Sequence[Any]
    reason: str
    may_edit: bool
    may_identify: bool
    may_report: bool
    may_flag: bool
    sees_contact: bool


def enterprise_page(actor: Actor, row: Enterprise, on: date) -> EnterprisePage:
    """Everything about an enterprise that the reader may see; a fixed number of queries."""
    sites = list(row.sites.all())
    labels = labels_of("divisions", {("", code) for code in (row.division_code, *(site.division_code for site in sites)) if code}, on=on)
    divisions = {code: name for (_part, code), name in labels.items()}
    sees_staff = STAFF_RETURN_POLICY.reachable(actor, "view") and may_see_staff(actor, row)
    year = on.year - 1
    flags = list(FLAG_POLICY.visible(actor).filter(enterprise=row).select_related("body", "enterprise__organisation"))
    events = list(audit.events_of(row)[:EVENTS])
    by_post = staff_by_kind_of_post([row.pk], on)[row.pk] if sees_staff else {}
    is_open = row.state != EnterpriseState.CLOSED
    return EnterprisePage(
        row=row, division=divisions.get(row.division_code, row.division_code), sites=sites, divisions=divisions,
        subsidiaries=list(row.subsidiaries.select_related("organisation")[:SHOWN * 4]), flags=flags,
        blocking=[flag for flag in flags if flag.blocks and flag.stands_on(on)],
        returns=list(returns_of(actor, row)[:SHOWN]) if sees_staff else None,
        average=average_staff([row.pk], year)[row.pk] if sees_staff else None, now=staff_on([row.pk], on)[row.pk] if sees_staff else None,
        last_year=year, kinds=[KindLine(kind, by_post.get(kind.pk)) for kind in row.post_kinds.all()] if sees_staff else [],
        memberships=alliances_of([row.organisation_id], on)[row.organisation_id],
        cooperations=list(list_cooperations(actor, "view").filter(enterprise=row)[: SHOWN * 2]),
        panels=panels_for(actor, row, on), steps=available(row, actor), events=events, reason=reason_of(row, events),
        may_edit=is_open and bool(ENTERPRISE_POLICY.decide(actor, "edit", row)),
        may_identify=is_open and bool(ENTERPRISE_POLICY.decide(actor, "identify", row)),
        may_report=is_open and bool(STAFF_RETURN_POLICY.decide(actor, "create", StaffReturn(enterprise=row))),
        may_flag=is_open and bool(kinds_for(actor, on)) if FLAG_POLICY.reachable(actor, "create") else False,
        sees_contact=sees_contact(actor, row),
    )  # fmt: skip


def sees_contact(actor: Actor, row: Enterprise) -> bool:
    """Whether name and phone of who answers for it are shown: to those who work with it, not to everybody who may look."""
    own = any(bool(policy.decide(actor, "edit", part)) for policy, part in ((ENTERPRISE_POLICY, row),))
    return own or COOPERATION_POLICY.visible(actor, "view").filter(enterprise=row, school__in=actor.organisation_ids).exists()


@dataclass(frozen=True)
class Change:
    """Places and kinds of posts that the reader may change."""

    sites: bool
    kinds: bool


def may_change(actor: Actor, row: Enterprise) -> Change:
    """What of an enterprise's parts the reader may change."""
    if row.state == EnterpriseState.CLOSED:
        return Change(False, False)
    sites, kinds = SITE_POLICY.decide(actor, "edit", Site(enterprise=row)), POST_KIND_POLICY.decide(actor, "edit", PostKind(enterprise=row))
    return Change(bool(sites), bool(kinds))


@dataclass(frozen=True)
class StaffPage:
    """One return as one reader sees it: against last year, against the insured, its versions."""

    row: StaffReturn
    held: Beside
    remarks: Sequence[Remark]
    versions: Sequence[StaffReturn]
    definition: str
    is_of_another_definition: bool
    steps: Sequence[Available]
    events: Sequence[Any]
    may_edit: bool
    may_correct: bool

    @property
    def change(self) -> Fraction | None:
        """The change to last year as a ratio; ``None`` where there is nothing to compare with."""
        return None if not self.held.last else Fraction(self.row.headcount - self.held.last, self.held.last)


def staff_page(actor: Actor, row: StaffReturn) -> StaffPage:
    """A return's content."""
    held = beside([row])[row.pk]
    versions = list(returns_of(actor, row.enterprise).filter(period=row.period).order_by("-version"))
    return StaffPage(
        row=row, held=held, remarks=remarks(row, held), versions=versions, definition=row.get_definition_display(),
        is_of_another_definition=row.definition != definition_on(row.ends_on), steps=available(row, actor),
        events=list(audit.events_of(row)[:EVENTS]),
        may_edit=row.state == StaffReturnState.DRAFT and bool(STAFF_RETURN_POLICY.decide(actor, "edit", row)),
        may_correct=row.state == StaffReturnState.SUBMITTED and bool(STAFF_RETURN_POLICY.decide(actor, "correct", row)),
    )  # fmt: skip


@dataclass(frozen=True)
class Year:
    """What an alliance wrote down in one year."""

    year: int
    records: Sequence[AllianceRecord]

    @property
    def amount(self) -> int:
        """What was brought in, in fen."""
        return sum(record.amount or 0 for record in self.records if record.kind == RecordKind.ASSET)

    @property
    def activities(self) -> int:
        """How many activities were held."""
        return sum(record.kind == RecordKind.ACTIVITY for record in self.records)

    @property
    def people(self) -> int:
        """How many took part in them."""
        return sum(record.people or 0 for record in self.records if record.kind == RecordKind.ACTIVITY)


@dataclass(frozen=True)
class AlliancePage:
    """One group or alliance as one reader sees it."""

    row: Alliance
    members: Sequence[AllianceMember]
    former: Sequence[AllianceMember]
    years: Sequence[Year]
    steps: Sequence[Available]
    events: Sequence[Any]
    reason: str
    may_edit: bool
    may_record: bool

    @property
    def assets(self) -> int:
        """All that was brought in, in fen."""
        return sum(year.amount for year in self.years)


def alliance_page(actor: Actor, row: Alliance, policy: Any) -> AlliancePage:
    """An alliance's content: members, then what it did, year by year."""
    members = list(row.members.select_related("organisation").order_by("role", "since", "pk"))
    order = {"lead": 0, "vice": 1, "member": 2}
    present = sorted((m for m in members if m.until is None), key=lambda m: order[m.role])
    by_year: dict[int, list[AllianceRecord]] = {}
    for record in row.records.select_related("body"):
        by_year.setdefault(record.on.year, []).append(record)
    events = list(audit.events_of(row)[:EVENTS]) if actor.is_authenticated else []
    is_open = row.state in (AllianceState.FORMING, AllianceState.ACTIVE)
    return AlliancePage(
        row=row, members=present, former=[m for m in members if m.until is not None],
        years=[Year(year, by_year[year]) for year in sorted(by_year, reverse=True)],
        steps=available(row, actor), events=events, reason=reason_of(row, events),
        may_edit=is_open and bool(policy.decide(actor, "edit", row)), may_record=is_open and bool(policy.decide(actor, "record", row)),
    )  # fmt: skip
