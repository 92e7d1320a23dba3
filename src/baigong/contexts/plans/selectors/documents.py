"""What the import pages show: the text with every found span marked, the findings, and the differences between versions."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import Any

from django.db.models import Q, QuerySet

from baigong.contexts.organisations.public import Organisation
from baigong.contexts.plans.access import DOCUMENT_POLICY
from baigong.contexts.plans.models import DraftItem, DraftItemState, ItemKind, PlanDocument, PlanDocumentState, PlanState
from baigong.contexts.plans.selectors.ledger import goal_words
from baigong.contexts.plans.selectors.matching import Wording, item_text, match
from baigong.kernel.access import Actor


@dataclass(frozen=True)
class Segment:
    """A run of text with the same marks. ``anchor`` is set where something found begins."""

    text: str
    kinds: tuple[str, ...] = ()
    anchor: int | None = None
    item: int | None = None


def marked_text(text: str, spans: Iterable[tuple[int, int, str, int]], anchors: Iterable[int] = ()) -> list[Segment]:
    """``text`` cut at the edges of spans (start, end, kind, item) and at ``anchors``; overlapping spans give a segment several kinds."""
    inside = [(s, e, k, i) for s, e, k, i in spans if 0 <= s < e <= len(text)]
    places = {place for place in anchors if 0 <= place < len(text)}
    edges = sorted({0, len(text), *places, *(s for s, _e, _k, _i in inside), *(e for _s, e, _k, _i in inside)})
    starts = {s: i for s, _e, _k, i in inside}
    segments = []
    for left, right in pairwise(edges):
        kinds = tuple(sorted({k for s, e, k, _i in inside if s <= left and right <= e}))
        segments.append(Segment(text[left:right], kinds, left if left in starts or left in places else None, starts.get(left)))
    return segments


def document_segments(document: PlanDocument, items: Sequence[DraftItem]) -> list[Segment]:
    """The text of a document with the spans of what was found and not dropped; a measure is marked at its title.

    What begins somewhere has an anchor there, marked or not: findings and clauses lead to their place by it.
    """
    spans = []
    for item in items:
        if item.start is None or item.end is None or item.state == DraftItemState.DROPPED:
            continue
        start, end = item.data.get("title_span") or (item.start, item.end)
        spans.append((int(start), int(end), item.kind, item.pk))
    return marked_text(document.text, spans, [item.start for item in items if item.start is not None])


@dataclass(frozen=True)
class Difference:
    """How one object differs between two versions: added, removed, reworded (with the words that changed) or only renumbered.

    ``was`` is its number before, where that changed; ``gone`` and ``came`` are responsible bodies that left and joined.
    """

    kind: str
    number: str
    change: str
    title: str
    words: list[tuple[str, str]] = field(default_factory=list)
    was: str = ""
    gone: list[str] = field(default_factory=list)
    came: list[str] = field(default_factory=list)


KINDS = (ItemKind.MEASURE, ItemKind.TASK, ItemKind.TARGET)


def differences(old: Sequence[DraftItem] | Sequence[Any], new: Sequence[DraftItem], old_text: str, new_text: str) -> list[Difference]:
    """What an amended version changes, object by object, matched as the confirmation will match them (``selectors.matching``)."""
    found = []
    for kind in KINDS:
        before = [i for i in old if i.kind == kind and getattr(i, "state", "") != DraftItemState.DROPPED]
        after = [i for i in new if i.kind == kind and i.state != DraftItemState.DROPPED]
        pairs = match([Wording(i.number, item_text(i)) for i in before], [Wording(i.number, item_text(i)) for i in after])
        found += [Difference(kind, i.number, "removed", _title(i)) for place, i in enumerate(before) if place not in pairs.values()]
        for place, item in enumerate(after):
            past = before[pairs[place]] if place in pairs else None
            change = _change(past, item, old_text, new_text) if past else Difference(kind, item.number, "added", _title(item))
            if change:
                found.append(change)
    return found


def _change(past: Any, item: DraftItem, old_text: str, new_text: str) -> Difference | None:
    one, other = _wording(past, old_text), _wording(item, new_text)
    bodies = getattr(past, "data", {}).get("departments")
    then, now = bodies or [], item.data.get("departments") or []
    gone = [name for name in then if name not in now] if bodies is not None else []
    came = [name for name in now if name not in then] if bodies is not None else []
    was = past.number if past.number != item.number else ""
    is_reworded = bool(one) and _plain(one) != _plain(other)
    if not (is_reworded or gone or came or was):
        return None
    words = word_changes(one, other) if is_reworded else []
    return Difference(item.kind, item.number, "reworded" if words or gone or came else "renumbered", _title(item), words, was, gone, came)


def _wording(item: Any, text: str) -> str:
    return text[item.start : item.end] if item.start is not None else item_text(item)


def _title(item: Any) -> str:
    return item_text(item)[:80] or item.number


def _plain(text: str) -> str:
    return "".join(text.split())


def word_changes(before: str, after: str) -> list[tuple[str, str]]:
    """The two wordings as runs: ``("same" | "gone" | "new", text)``."""
    a, b = _plain(before), _plain(after)
    runs: list[tuple[str, str]] = []
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag == "equal":
            runs.append(("same", a[i1:i2]))
            continue
        if i2 > i1:
            runs.append(("gone", a[i1:i2]))
        if j2 > j1:
            runs.append(("new", b[j1:j2]))
    return runs


def previous_version(document: PlanDocument) -> PlanDocument | None:
    """The version of the same plan that was in force before ``document``."""
    if document.plan_id is None:
        return None
    states = [PlanDocumentState.CONFIRMED, PlanDocumentState.SUPERSEDED]
    earlier = PlanDocument.objects.filter(plan=document.plan_id, version__lt=document.version, state__in=states)
    return earlier.order_by("-version").first()


def find_twin_in_force(actor: Actor, document: PlanDocument) -> PlanDocument | None:
    """The document in force of another plan, in the actor's sight, that bears the number of ``document``, or its title."""
    rows = DOCUMENT_POLICY.visible(actor).filter(state=PlanDocumentState.CONFIRMED).exclude(plan__state=PlanState.CLOSED)
    same = Q(doc_number=document.doc_number) if document.doc_number else Q()
    same |= Q(title=document.title) if document.title else Q()
    if not same:
        return None
    return rows.exclude(pk=document.pk).exclude(plan=document.plan_id).filter(same).select_related("plan").order_by("pk").first()


def find_item(actor: Actor, pk: int) -> DraftItem | None:
    """A finding of a document in the actor's sight."""
    return DraftItem.objects.select_related("document").filter(document__in=DOCUMENT_POLICY.visible(actor), pk=pk).first()


def next_to_decide(document: PlanDocument, decided: Sequence[int]) -> int | None:
    """The finding to look at after ``decided``: the first open one below them on the page, else the first open one, else none."""
    kinds = [str(kind) for kind in ItemKind]
    items = sorted(document.items.values_list("kind", "order", "pk", "state"), key=lambda item: (kinds.index(item[0]), *item[1:3]))
    last = max((place for place, item in enumerate(items) if item[2] in decided), default=-1)
    still_open = [pk for _kind, _order, pk, state in items[last + 1 :] + items[: last + 1] if state == DraftItemState.PROPOSED]
    return next(iter(still_open), None)


def goal_found(item: DraftItem) -> str:
    """What a target that was found asks, in words."""
    value = item.data.get("value")
    low, high = value if isinstance(value, list) else (value, None)
    bounds = (None if low is None else Fraction(str(low)), None if high is None else Fraction(str(high)))
    return goal_words(item.data.get("comparator") or "=", bounds, item.data.get("unit") or "")


def bodies_to_choose() -> QuerySet[Organisation]:
    """The living bodies an unknown name may mean."""
    return Organisation.objects.filter(ended_on=None).exclude(kind="enterprise").order_by("order")
