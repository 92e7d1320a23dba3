"""What the pages of rounds show: the result with its certificate, why a student is here and not there, what a post could not get."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from baigong.contexts.internships.access import ENTRY_POLICY, ROUND_POLICY
from baigong.contexts.internships.models import (
    EntryStanding,
    InternshipPost,
    PlacementAppeal,
    PlacementRound,
    RoundEntry,
    RoundPost,
    RoundState,
)
from baigong.contexts.internships.placing import engine
from baigong.contexts.internships.placing.plain import request_from, result_from
from baigong.contexts.internships.placing.words import places_in_words, rule_in_words
from baigong.contexts.internships.selectors import rounds as selectors
from baigong.engines.placement.results import Result
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.ui.shapes import Step
from baigong.kernel.workflow import Available, available

EVENTS = 40
SHOWN, FEW = 12, 3
PATH = (RoundState.OPEN, RoundState.CHOOSING, RoundState.REVIEW, RoundState.PUBLISHED, RoundState.CLOSED)


@dataclass(frozen=True)
class RoundPage:
    """One round: how far it is, the result, what one may do next."""

    row: PlacementRound
    students: int
    chosen: int
    offers: Sequence[RoundPost]
    seats: int
    unplaced: Sequence[tuple[RoundEntry, str]]
    more_unplaced: int
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


def round_page(actor: Actor, row: PlacementRound) -> RoundPage:
    """A round's content."""
    entries = list(selectors.list_entries(actor, row).exclude(standing=EntryStanding.WITHDRAWN))
    offers = sorted(selectors.offers_of(row), key=lambda offer: -offer.taken)
    result = answer_of(row)
    unplaced = [entry for entry in entries if entry.standing == EntryStanding.UNPLACED]
    reasons = reasons_of(row, unplaced[:SHOWN], result)
    works = bool(ROUND_POLICY.decide(actor, "edit", row))
    may = frozenset(act for act in ("edit", "solve", "publish") if ROUND_POLICY.decide(actor, act, row))
    moves = [e for e in entries if row.times and row.state == RoundState.REVIEW and e.published_post_id != e.post_id]
    return RoundPage(
        row, len(entries), sum(1 for entry in entries if entry.choices), offers, sum(offer.seats for offer in offers),
        [(entry, reasons.get(entry.pk, "")) for entry in unplaced[:SHOWN]], max(0, len(unplaced) - SHOWN), moves,
        [entry for entry in entries if entry.override], selectors.appeals_of(row) if row.times else [], available(row, actor), path_of(row),
        list(audit.events_of(row)[:EVENTS]) if works else [], may, trouble_of(row, result),
    )  # fmt: skip


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


def trouble_of(row: PlacementRound, result: Result | None) -> list[str]:
    """Pairs that cannot both be placed and groups that cannot be filled: which, and why."""
    if result is None:
        return []
    keys = [int(one) for pair in result.bad_pairs for one in (pair.first, pair.second)]
    names = {entry.pk: entry.intern.name for entry in RoundEntry.objects.filter(pk__in=keys).select_related("intern")}
    why = {
        "no_common_post": _("没有一个岗位两人都能去"), "no_two_seats": _("没有一个岗位还有两个名额"),
        "crowded_out": _("名额给了别人，总数更多"),
        "too_few_students": _("能去的学生不够"), "too_few_seats": _("人数上限内的名额不够"),
    }  # fmt: skip
    found = []
    for pair in result.bad_pairs:
        rules = "；".join(
            _("%(rule)s：%(n)d个岗位") % {"rule": rule_in_words(rule, row.starts_on), "n": n} for rule, n in pair.rules.items()
        )
        words = _("%(first)s和%(second)s要求同行，两人都没有安排：%(why)s。%(rules)s")
        facts = {"first": names.get(int(pair.first), pair.first), "second": names.get(int(pair.second), pair.second)}
        found.append(words % (facts | {"why": why.get(pair.reason, pair.reason), "rules": rules}))
    posts = InternshipPost.objects.select_related("enterprise__organisation").in_bulk(
        [int(group.mentor.partition(":")[2]) for group in result.bad_groups]
    )
    for group in result.bad_groups:
        words = _("%(firm)s“%(post)s”至少%(minimum)d人才开，最多只能到%(possible)d人，没有安排：%(why)s。")
        post = posts[int(group.mentor.partition(":")[2])]
        said = {"firm": post.enterprise, "post": post, "minimum": group.minimum, "possible": group.possible}
        found.append(words % (said | {"why": why.get(group.reason, group.reason)}))
    return found


def reasons_of(row: PlacementRound, entries: Sequence[RoundEntry], result: Result | None) -> dict[int, str]:
    """In a sentence why each of these has no post."""
    if result is None or not entries:
        return {}
    request = request_from(row.problem)
    known = {student.id for student in request.students}
    told = {entry.pk: engine.explain_student(request, result, str(entry.pk), tries=False) for entry in entries if str(entry.pk) in known}
    words = places_in_words(name for one in told.values() for option in one.better for name in option.full)
    return {pk: _unplaced_in_words(one, row.starts_on, words) for pk, one in told.items()}


def _unplaced_in_words(told: Any, on: date, words: Mapping[str, str]) -> str:
    if not told.better:
        parts = [_("%(rule)s：%(n)d个") % {"rule": rule_in_words(rule, on), "n": n} for rule, n in told.refused.items()]
        return _("没有一个岗位可以去。%(parts)s") % {"parts": "；".join(parts)}
    full = Counter(name for option in told.better for name in option.full)
    listed = "、".join(words[name] for name in list(full)[:FEW])
    return _("可以去的%(n)d个岗位都已满：%(caps)s") % {"n": len(told.better), "caps": listed}


@dataclass(frozen=True)
class Why:
    """Why a student is here and not there, in words."""

    here: str
    better: Sequence[tuple[InternshipPost, int, str]]
    more_better: int
    refused: Sequence[tuple[str, int]]
    would_help: Sequence[str]


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
    may: frozenset[str]


def entry_page(actor: Actor, entry: RoundEntry) -> EntryPage:
    """An entry's content."""
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
    if row.state != RoundState.PUBLISHED:
        may.discard("appeal")
    if works and entry.is_live and ENTRY_POLICY.decide(actor, "withdraw", entry):
        may.add("withdraw")
    shown = entry.post if works else entry.published_post
    chosen = [posts[pk] for pk in entry.choices if pk in posts]
    return EntryPage(entry, why, chosen, shown, is_told, works, list(entry.appeals.all()), frozenset(may))


def explain(entry: RoundEntry, result: Result) -> Why | None:
    """The engine's explanation in words; none for who was not asked about."""
    request = request_from(entry.round.problem)
    if not any(student.id == str(entry.pk) for student in request.students):
        return None
    told = engine.explain_student(request, result, str(entry.pk))
    on = entry.round.starts_on
    posts = InternshipPost.objects.select_related("enterprise__organisation").in_bulk([int(option.post) for option in told.better[:SHOWN]])
    words = places_in_words([*(name for option in told.better for name in option.full), *told.would_help])
    better = []
    for option in told.better[:SHOWN]:
        full = "、".join(words[name] for name in option.full)
        why = _("已满：%(full)s") % {"full": full} if full else _("名额给了总体上更合适的人")
        better.append((posts[int(option.post)], option.fit, why))
    if told.post is None:
        here = _unplaced_in_words(told, on, words)
    elif told.better:
        said = _("匹配分%(fit)d。另有%(n)d个岗位对本人分数更高，但都已用在别人身上，整体上多安排或更合适。")
        here = said % {"fit": told.fit, "n": len(told.better)}
    else:
        here = _("匹配分%(fit)d，是本人可以去的岗位里最高的。") % {"fit": told.fit}
    helped = [words[name] for name in told.would_help]
    refused = [(rule_in_words(rule, on), n) for rule, n in sorted(told.refused.items(), key=lambda one: -one[1])]
    return Why(here, better, max(0, len(told.better) - SHOWN), refused, helped)


@dataclass(frozen=True)
class OfferPage:
    """One post of a round: who came, why not more."""

    row: PlacementRound
    offer: RoundPost
    entries: Sequence[RoundEntry]
    legal: int
    seats: int
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
        row, offer, entries, told.legal, told.seats, [*places_in_words(told.full).values()], rules,
        _worth(told.worth, result) if told.worth else "", sorted(elsewhere.items(), key=lambda one: -one[1])[:SHOWN],
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
        if self.result.is_proven and self.result.proof == "certificate":
            return _("核验通过：没有任何安排能安排更多人，安排同样多的人也没有更高的匹配分。")
        more, points = self.result.gap
        words = _("核验通过：任何安排至多再多安排%(n)d人；安排同样多的人，匹配分至多再高%(points)d分。")
        return words % {"n": more, "points": points}


def certificate_page(row: PlacementRound) -> CertificatePage | None:
    """The certificate of the last result, checked anew by the function that only checks."""
    result = answer_of(row)
    if result is None:
        return None
    request = request_from(row.problem)
    prices = sorted(result.certificate.prices, key=lambda one: -one.amount)
    words = places_in_words(one.cap or f"post:{one.post}" for one in prices[:SHOWN])
    shown = [
        (words[one.cap or f"post:{one.post}"], one.on.isoformat() if one.on else "", _worth(one.amount, result)) for one in prices[:SHOWN]
    ]
    return CertificatePage(row, result, engine.recheck(request, result), shown, max(0, len(prices) - SHOWN))


def _worth(amount: int, result: Result) -> str:
    """What one place more is worth: so many placed more, and points of fit."""
    people, rest = divmod(amount, result.certificate.bonus)
    points = rest // result.certificate.unit
    return _("多安排%(people)d人、%(points)d分") % {"people": people, "points": points} if people else _("%(n)s分") % {"n": points}
