"""What the pages of rounds show: the result with its certificate, why a student is here and not there, what a post could not get."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from baigong.contexts.internships.access import ENTRY_POLICY, ROUND_POLICY
from baigong.contexts.internships.models import (
    EntryStanding,
    InternshipPost,
    Placement,
    PlacementAppeal,
    PlacementRound,
    RoundEntry,
    RoundPost,
    RoundState,
)
from baigong.contexts.internships.placing import engine
from baigong.contexts.internships.placing.plain import request_from, result_from
from baigong.contexts.internships.placing.words import places_in_words, rule_in_words
from baigong.contexts.internships.reasons import LISTED, Reason, Why, explain, full_of, reasons_of, worth_in_words
from baigong.contexts.internships.selectors import rounds as selectors
from baigong.contexts.internships.selectors.posts import programmes_in_words
from baigong.contexts.organisations.public import Organisation
from baigong.engines.placement.results import Result
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.ui.shapes import Step
from baigong.kernel.workflow import Available, available

EVENTS = 40
SHOWN = 12
PATH = (RoundState.OPEN, RoundState.CHOOSING, RoundState.REVIEW, RoundState.PUBLISHED, RoundState.CLOSED)


@dataclass(frozen=True)
class OfferLine:
    """A post of a round as its page lists it. ``full``: what there keeps anybody else out."""

    offer: RoundPost
    programmes: str
    full: str

    @property
    def room(self) -> int:
        """Places that others left to this round."""
        return self.offer.seats - self.offer.held


@dataclass(frozen=True)
class SchoolLine:
    """How a school of a joint round fares."""

    school: Organisation
    students: int
    placed: int


@dataclass(frozen=True)
class RoundPage:
    """One round: how far it is, the result, what one may do next. ``students`` and ``reasons`` are those in the reader's sight."""

    row: PlacementRound
    students: int
    chosen: int
    schools: Sequence[SchoolLine]
    offers: Sequence[OfferLine]
    seats: int
    unplaced: int
    listed: int
    reasons: Sequence[Reason]
    moves: Sequence[RoundEntry]
    overridden: Sequence[RoundEntry]
    appeals: Sequence[PlacementAppeal]
    steps: Sequence[Available]
    path: Sequence[Step]
    events: Sequence[Any]
    may: frozenset[str]
    trouble: Sequence[str]

    @property
    def share(self) -> float | None:
        """How many are placed, for the bar."""
        told = self.row.summary
        return told["placed"] / told["students"] if told.get("students") else None

    @property
    def school_rows(self) -> list[tuple[str, int, int, int]]:
        """The schools of a joint round for the table."""
        return [(str(line.school), line.students, line.placed, line.students - line.placed) for line in self.schools]


def round_page(actor: Actor, row: PlacementRound) -> RoundPage:
    """A round's content."""
    entries = selectors.list_entries(actor, row).exclude(standing=EntryStanding.WITHDRAWN)
    offers = _offer_lines(row)
    unplaced = entries.filter(standing=EntryStanding.UNPLACED)
    again = entries if row.times and row.state == RoundState.REVIEW else entries.none()
    works = bool(ROUND_POLICY.decide(actor, "edit", row))
    may = frozenset(act for act in ("edit", "solve", "publish") if ROUND_POLICY.decide(actor, act, row))
    return RoundPage(
        row=row,
        students=entries.count(),
        chosen=entries.exclude(chosen_at=None).count(),
        schools=_school_lines(row, entries),
        offers=offers,
        seats=sum(line.offer.seats for line in offers),
        unplaced=unplaced.count(),
        listed=LISTED,
        reasons=reasons_of(row, list(unplaced[:LISTED])),
        moves=[entry for entry in again if entry.published_post_id != entry.post_id],
        overridden=list(entries.exclude(override="")),
        appeals=selectors.appeals_of(actor, row) if row.times else [],
        steps=available(row, actor),
        path=path_of(row),
        events=list(audit.events_of(row)[:EVENTS]) if works else [],
        may=may,
        trouble=trouble_of(row),
    )


def _offer_lines(row: PlacementRound) -> list[OfferLine]:
    """The posts of a round, those with the most students first; what is full in the result."""
    why = {"post": _("名额已满"), "unit": _("单位人数已到上限"), "kind": _("同类岗位人数已到上限")}
    full = row.summary.get("told", {}).get("full", {})
    offers = selectors.offers_listed(row)
    meant = programmes_in_words([offer.post for offer in offers])
    lines = [OfferLine(one, meant[one.post_id], "、".join(why[kind] for kind in full.get(str(one.post_id), ()))) for one in offers]
    return sorted(lines, key=lambda line: -line.offer.taken)


def _school_lines(row: PlacementRound, entries: QuerySet[RoundEntry]) -> list[SchoolLine]:
    schools = {school.pk: school for school in row.members.all()}
    placed = Count("pk", filter=Q(standing=EntryStanding.PLACED))
    counted = entries.order_by("intern__school__order").values_list("intern__school").annotate(n=Count("pk"), placed=placed)
    return [SchoolLine(schools[pk], n, placed) for pk, n, placed in counted if pk in schools]


def path_of(row: PlacementRound) -> list[Step]:
    """How far a round is."""
    labels = {
        RoundState.OPEN: _("准备"), RoundState.CHOOSING: _("填报志愿"), RoundState.REVIEW: _("计算和核对"),
        RoundState.PUBLISHED: _("公布、申诉、补录"), RoundState.CLOSED: _("结束"),
    }  # fmt: skip
    now = RoundState.REVIEW if row.state == RoundState.SOLVING else row.state
    at = PATH.index(now) if now in PATH else -1
    states = ["done" if number < at else "current" if number == at else "todo" for number in range(len(PATH))]
    return [Step(labels[state], shown) for state, shown in zip(PATH, states, strict=True)]  # type: ignore[arg-type]


def answer_of(row: PlacementRound) -> Result | None:
    """What the engine answered; ``None`` before."""
    return result_from(row.answer) if row.answer else None


def trouble_of(row: PlacementRound) -> list[str]:
    """Pairs that cannot both be placed and groups that cannot be filled: which, and why."""
    kept = row.summary.get("told", {})
    pairs, groups = kept.get("pairs", []), kept.get("groups", [])
    keys = [int(one) for pair in pairs for one in (pair["first"], pair["second"])]
    names = {entry.pk: entry.intern.name for entry in RoundEntry.objects.filter(pk__in=keys).select_related("intern")}
    why = {
        "no_common_post": _("没有一个岗位两人都能去"), "no_two_seats": _("没有一个岗位还有两个名额"),
        "crowded_out": _("名额给了别人，总数更多"),
        "too_few_students": _("能去的学生不够"), "too_few_seats": _("人数上限内的名额不够"),
    }  # fmt: skip
    found = []
    for pair in pairs:
        rules = "；".join(
            _("%(rule)s：%(n)d个岗位") % {"rule": rule_in_words(rule, row.starts_on), "n": n} for rule, n in pair.get("rules", [])
        )
        words = _("%(first)s和%(second)s要求同行，两人都没有安排：%(why)s。%(rules)s")
        facts = {name: names.get(int(pair[name]), pair[name]) for name in ("first", "second")}
        found.append(words % (facts | {"why": why.get(pair["reason"], pair["reason"]), "rules": rules}))
    posts = InternshipPost.objects.select_related("enterprise__organisation").in_bulk(
        [int(group["mentor"].partition(":")[2]) for group in groups]
    )
    for group in groups:
        words = _("%(firm)s“%(post)s”至少%(minimum)d人才开，最多只能到%(possible)d人，没有安排：%(why)s。")
        post = posts[int(group["mentor"].partition(":")[2])]
        said = {"firm": post.enterprise, "post": post, "minimum": group["minimum"], "possible": group["possible"]}
        found.append(words % (said | {"why": why.get(group["reason"], group["reason"])}))
    return found


@dataclass(frozen=True)
class EntryPage:
    """One student in a round. Before the publication the student sees his preferences alone."""

    row: RoundEntry
    why: Why | None
    chosen: Sequence[InternshipPost]
    shown_post: InternshipPost | None
    is_told: bool
    works: bool
    appeals: Sequence[PlacementAppeal]
    placement: Placement | None
    may: frozenset[str]


def entry_page(actor: Actor, entry: RoundEntry, on: date) -> EntryPage:
    """An entry's content on a day."""
    row = entry.round
    works = bool(ENTRY_POLICY.decide(actor, "work", entry))
    is_told = works or (row.times > 0 and row.state in (RoundState.PUBLISHED, RoundState.CLOSED, RoundState.REVIEW, RoundState.SOLVING))
    result = answer_of(row) if is_told and (works or row.state in (RoundState.PUBLISHED, RoundState.CLOSED)) else None
    why = explain(entry, result) if result is not None else None
    posts = InternshipPost.objects.select_related("enterprise__organisation", "site").in_bulk(entry.choices)
    may = {act for act in ("choose", "appeal", "override") if ENTRY_POLICY.decide(actor, act, entry)}
    if row.state != RoundState.REVIEW:
        may.discard("override")
    if row.state != RoundState.CHOOSING:
        may.discard("choose")
    if row.state != RoundState.PUBLISHED or row.appeals_until is None or on > row.appeals_until:
        may.discard("appeal")
    standing = selectors.placement_of(entry) if works else None
    if works and entry.is_live and standing is None and ENTRY_POLICY.decide(actor, "withdraw", entry):
        may.add("withdraw")
    shown = entry.post if works else entry.published_post
    chosen = [posts[pk] for pk in entry.choices if pk in posts]
    return EntryPage(entry, why, chosen, shown, is_told, works, list(entry.appeals.all()), standing, frozenset(may))


@dataclass(frozen=True)
class OfferPage:
    """One post of a round: who came, why not more."""

    row: PlacementRound
    offer: RoundPost
    entries: Sequence[RoundEntry]
    legal: int
    room: int
    full: Sequence[str]
    rules: Sequence[tuple[str, int]]
    worth: str
    elsewhere: Sequence[tuple[str, int]]


def offer_page(actor: Actor, row: PlacementRound, offer: RoundPost) -> OfferPage | None:
    """An offer's content; ``None`` before the round was solved, or for a post that was added later."""
    result = answer_of(row)
    request = request_from(row.problem) if result is not None else None
    if result is None or request is None or not any(post.id == str(offer.post_id) for post in request.posts):
        return None
    told = engine.explain_post(request, result, str(offer.post_id))
    keys = [int(key) for key in told.went_elsewhere if key]
    posts = InternshipPost.objects.select_related("enterprise__organisation").in_bulk(keys)
    elsewhere: Mapping[str, int] = {
        str(posts[int(key)]) + f"（{posts[int(key)].enterprise}）" if key else _("没有安排"): n for key, n in told.went_elsewhere.items()
    }
    entries = list(selectors.list_entries(actor, row).filter(post=offer.post))
    rules = [(rule_in_words(rule, row.starts_on), n) for rule, n in sorted(told.rules.items(), key=lambda one: -one[1])]
    return OfferPage(
        row, offer, entries, told.legal, told.seats, [*full_of(row, request, result, told.full).values()], rules,
        worth_in_words(told.worth, result) if told.worth else "", sorted(elsewhere.items(), key=lambda one: -one[1])[:SHOWN],
    )  # fmt: skip


@dataclass(frozen=True)
class CertificatePage:
    """How good the result provably is, and what the separate checker says of it."""

    row: PlacementRound
    result: Result
    faults: Sequence[str]
    prices: Sequence[tuple[str, str, str]]
    more_prices: int

    @property
    def verdict(self) -> str:
        """In a sentence."""
        if self.faults:
            return ngettext("核验没有通过：%(num)d处不符。", "核验没有通过：%(num)d处不符。", len(self.faults)) % {"num": len(self.faults)}
        (more, points), cases = self.result.gap, len(self.result.cases.cases)
        if not more and not points:
            words = _("核验通过：没有任何安排能安排更多人，安排同样多的人也没有更高的匹配分。")
            return words + (_("有同行、最少人数或交错日期的要求，分%(n)d种情形逐一证明。") % {"n": cases} if cases > 1 else "")
        if not more:
            words = _("核验通过：人数已证明最多；匹配分没有证明最高，安排同样多的人，至多再高%(points)d分。")
            return words % {"points": points}
        return _("核验通过，但没有证明最好：任何安排至多再多安排%(n)d人。可以再求解一次，或放宽同行、最少人数的要求。") % {"n": more}

    @property
    def fit_bound(self) -> str:
        """What no placing of so many exceeds; without a number where more might be placed, which would outweigh all fit."""
        return str(self.result.fit_bound) if not self.result.gap[0] else _("没有证明")


def certificate_page(row: PlacementRound) -> CertificatePage | None:
    """The certificate of the last result, checked anew by the function that only checks."""
    result = answer_of(row)
    if result is None:
        return None
    request = request_from(row.problem)
    prices = sorted(result.certificate.prices, key=lambda one: -one.amount)
    words = places_in_words(one.cap or f"post:{one.post}" for one in prices[:SHOWN])
    shown = [
        (words[one.cap or f"post:{one.post}"], one.on.isoformat() if one.on else "", worth_in_words(one.amount, result))
        for one in prices[:SHOWN]
    ]
    return CertificatePage(row, result, engine.recheck(request, result), shown, max(0, len(prices) - SHOWN))
