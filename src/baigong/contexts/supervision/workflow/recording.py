"""The records that steps write, and reading what a step is told."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext

from baigong.contexts.supervision.models import Case, CaseRecord, RecordKind
from baigong.contexts.supervision.workflow.telling import waits_no_more
from baigong.kernel.access import Actor
from baigong.kernel.errors import Refusal


def write(
    case: Case, kind: RecordKind, words: str, *, actor: Actor, now: datetime, is_shown: bool = True, on: date | None = None, **facts: Any
) -> None:
    """Put down what was found, said, ordered or done; whoever was asked for it waits no more."""
    CaseRecord.objects.create(
        case=case, kind=kind, words=words.strip()[:2000], facts={k: v for k, v in facts.items() if v not in ("", None)},
        on=on or now.date(), is_shown=is_shown, by_id=actor.user_id, at=now,
    )  # fmt: skip
    waits_no_more(case, now)


def numbered(document: str, words: str) -> str:
    """A document's number. Raises ``Refusal`` where it is missing."""
    text = " ".join(document.split())[:120]
    if not text:
        raise Refusal(words, code="document_required", fields={"document": words})
    return text


def a_day(text: str, name: str, label: str, *, least: date | None = None, most: date | None = None) -> date:
    """The day that ``text`` writes. Raises ``Refusal`` for none, or one out of bounds; ``label`` names the field."""
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        words = gettext("%(label)s“%(text)s”不是日期，请写成2022-06-27的样子。") % {"label": label, "text": text[:20]}
        raise Refusal(words, code="day", fields={name: words}) from None
    if least is not None and day < least:
        words = gettext("%(label)s%(day)s太早，应不早于%(least)s。") % {"label": label, "day": day.isoformat(), "least": least.isoformat()}
        raise Refusal(words, code="too_early", fields={name: words})
    if most is not None and day > most:
        words = gettext("%(label)s%(day)s太晚，应不晚于%(most)s。") % {"label": label, "day": day.isoformat(), "most": most.isoformat()}
        raise Refusal(words, code="too_late", fields={name: words})
    return day
