"""Why students are here and not there, in words with the numbers by which anybody can check them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from baigong.contexts.internships.models import EntryStanding, InternshipPost, PlacementRound, RoundEntry
from baigong.contexts.internships.placing import engine
from baigong.contexts.internships.placing.fulness import Fulness, fulness_of
from baigong.contexts.internships.placing.plain import request_from, to_plain
from baigong.contexts.internships.placing.words import full_in_words, places_in_words, rule_in_words
from baigong.engines.placement.facts import Request, Student
from baigong.engines.placement.results import Option, Result, StudentExplained

SHOWN, FEW = 12, 4
LISTED = 2000
"""Students without a post whom the page of a round puts to their reasons."""


@dataclass(frozen=True)
class Reason:
    """A reason shared by some students without a post."""

    words: str
    entries: Sequence[RoundEntry]

    @property
    def programmes(self) -> str:
        """Of which programmes they are."""
        return "、".join(dict.fromkeys(entry.intern.programme_name for entry in self.entries))


def told_with(request: Request, result: Result, held: Mapping[int, int]) -> dict[str, Any]:
    """What the page of a round tells of a result, as plain data that is kept with it: a page neither reads nor explains it anew.

    ``reasons``: why students without a post have none, those with the same reason together. ``numbers``: of the limits named
    there. ``full``: posts to which nobody could be added. ``pairs``, ``groups``: those that could not be met.
    """
    of_type: dict[Student, list[int]] = {}
    for student in request.students:
        if student.id not in result.placements:
            of_type.setdefault(replace(student, id=""), []).append(int(student.id))
    first = {str(who[0]): who for who in of_type.values()}
    alike: dict[str, list[int]] = {}
    for one in engine.explain_students(request, result, first).values():
        alike.setdefault(json.dumps(_reason(one), sort_keys=True), []).extend(first[one.student])
    reasons = [json.loads(reason) | {"entries": entries} for reason, entries in alike.items()]
    numbers = fulness_of(request, result, [name for reason in reasons for name in reason["full"]], held)
    kinds = {post: [*dict.fromkeys(name.partition(":")[0] for name in full)] for post, full in engine.full_posts(request, result).items()}
    return {
        "reasons": reasons, "numbers": {name: to_plain(one) for name, one in numbers.items()}, "full": kinds,
        "pairs": to_plain(result.bad_pairs), "groups": to_plain(result.bad_groups),
    }  # fmt: skip


def _reason(told: StudentExplained) -> dict[str, Any]:
    """Why a student has no post: posts open to him, how many of them are not full, the limits that fill most of the others; without any
    the rules that close them.
    """
    full = Counter(max(option.full, key=_breadth) for option in told.better if option.full)
    return {
        "open_to": len(told.better), "not_full": sum(1 for option in told.better if not option.full), "limits": len(full),
        "full": [name for name, _n in full.most_common(FEW)], "refused": {} if told.better else dict(told.refused),
    }  # fmt: skip


def reasons_of(row: PlacementRound, entries: Sequence[RoundEntry]) -> list[Reason]:
    """Why each of these has no post, as it was kept with the result; those with the same reason together, the most first."""
    kept = row.summary.get("told", {})
    if not kept or not entries:
        return []
    words = full_in_words(kept["numbers"], {name: _fulness(one) for name, one in kept["numbers"].items()})
    by_key = {entry.pk: entry for entry in entries if not entry.override}
    found = [
        Reason(_in_words(reason, row.starts_on, words), who)
        for reason in kept["reasons"]
        if (who := [by_key[pk] for pk in reason["entries"] if pk in by_key])
    ]
    return sorted(found, key=lambda one: -len(one.entries))


def _fulness(kept: Mapping[str, Any]) -> Fulness:
    return Fulness(**(dict(kept) | ({"on": date.fromisoformat(kept["on"])} if kept.get("on") else {})))


def _in_words(reason: Mapping[str, Any], on: date, words: Mapping[str, str]) -> str:
    if not reason["open_to"]:
        parts = [_("%(rule)s：%(n)d个") % {"rule": rule_in_words(rule, on), "n": n} for rule, n in reason["refused"].items()]
        return _("没有一个岗位可以去。%(parts)s") % {"parts": "；".join(parts)}
    listed = "；".join(words[name] for name in reason["full"])
    more = _("；等%(n)d处") % {"n": reason["limits"]} if reason["limits"] > len(reason["full"]) else ""
    facts = {"n": reason["open_to"], "caps": listed + more, "open": reason["not_full"]}
    if reason["not_full"]:
        said = _("可以去的%(n)d个岗位里，%(open)d个没有满，但最少人数不够，或须与同行者一起；其余已满——%(caps)s。")
        return (said if listed else _("可以去的%(n)d个岗位没有满，但最少人数不够，或须与同行者一起。")) % facts
    return _("可以去的%(n)d个岗位都已满——%(caps)s。") % facts


def full_of(row: PlacementRound, request: Request, result: Result, names: Collection[str]) -> dict[str, str]:
    """Caps and posts of a round with how full they are."""
    held = dict(row.offers.values_list("post", "held"))
    return full_in_words(names, fulness_of(request, result, names, held))


def _breadth(name: str) -> int:
    """Of what is full around a post the firm's cap says most: it closes all its posts."""
    return ("post", "kind", "unit").index(name.partition(":")[0])


@dataclass(frozen=True)
class Why:
    """Why a student is here and not there, in words. ``helps_others``: one place more, wherever it was tried, would go to somebody else."""

    here: str
    better: Sequence[tuple[InternshipPost, int, str]] = ()
    more_better: int = 0
    refused: Sequence[tuple[str, int]] = ()
    would_help: Sequence[str] = ()
    helps_others: bool = False


def explain(entry: RoundEntry, result: Result) -> Why | None:
    """The engine's explanation in words; none for who was not asked about or left."""
    row, request = entry.round, request_from(entry.round.problem)
    if entry.standing == EntryStanding.WITHDRAWN or not any(student.id == str(entry.pk) for student in request.students):
        return None
    told = engine.explain_student(request, result, str(entry.pk))
    refused = [(rule_in_words(rule, row.starts_on), n) for rule, n in sorted(told.refused.items(), key=lambda one: -one[1])]
    shown = told.better[:SHOWN]
    keys = [int(key) for key in (*(option.post for option in shown), told.post) if key]
    posts = InternshipPost.objects.select_related("enterprise__organisation").in_bulk(keys)
    if entry.override:
        computed = f"{posts[int(told.post)]}（{posts[int(told.post)].enterprise}）" if told.post else _("没有安排")
        return Why(_("由学校人工调整；计算给出的是：%(post)s。") % {"post": computed}, refused=refused)
    words = full_of(row, request, result, {name for option in told.better for name in option.full})
    better = [(posts[int(option.post)], option.fit, _not_there(option, told, result, words)) for option in shown]
    called = places_in_words(name for names in told.would_help for name in names)
    helped = [_("和").join(called[name] for name in names) for names in told.would_help]
    others = told.post is None and bool(told.better) and not helped
    return Why(_here(told, row, words), better, max(0, len(told.better) - SHOWN), refused, helped, helps_others=others)


def _here(told: StudentExplained, row: PlacementRound, words: Mapping[str, str]) -> str:
    if told.post is None:
        return _in_words(_reason(told), row.starts_on, words)
    if told.better:
        said = _("匹配分%(fit)d。另有%(n)d个岗位对本人分数更高，但都已用在别人身上，整体上多安排或更合适。")
        return said % {"fit": told.fit, "n": len(told.better)}
    return _("匹配分%(fit)d，是本人可以去的岗位里最高的。") % {"fit": told.fit}


def _not_there(option: Option, told: StudentExplained, result: Result, words: Mapping[str, str]) -> str:
    if not option.full:
        return _("没有满，但最少人数不够，或须与同行者一起")
    said = _("已满——%(full)s") % {"full": "；".join(words[name] for name in option.full)}
    if told.post is None or not result.is_priced:
        return said
    facts = {"said": said, "more": option.fit - told.fit, "worth": worth_in_words(option.price, result)}
    return _("%(said)s。本人去只多%(more)d分，这个名额用在别人身上%(worth)s") % facts


def worth_in_words(amount: int, result: Result) -> str:
    """What one place more is worth (``amount`` in the certificate's parts): so many placed more, and points of fit."""
    people, rest = divmod(amount, result.certificate.bonus)
    facts = {"people": people, "n": rest // result.certificate.unit}
    return (_("多安排%(people)d人、%(n)d分") if people else _("多%(n)d分")) % facts
