"""Two editions of a scheme side by side: what came, what went, what bears another code or another name."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from baigong.contexts.classifications.models import Edition, Entry


@dataclass(frozen=True)
class Change:
    """A code of both editions that differs: (what, before, after)."""

    entry: Entry
    changes: tuple[tuple[str, str | None, str | None], ...]


@dataclass(frozen=True)
class Recoded:
    """A code that went while one of the same name, and it alone, came within the same part: in all likelihood the same thing."""

    before: Entry
    after: Entry


@dataclass(frozen=True)
class Comparison:
    """What ``after`` changes against ``before``; every list in the order of its edition. ``same``: codes that do not differ."""

    before: Edition
    after: Edition
    added: tuple[Entry, ...]
    ended: tuple[Entry, ...]
    recoded: tuple[Recoded, ...]
    changed: tuple[Change, ...]
    same: int


def compare_editions(before: Edition, after: Edition) -> Comparison:
    """Compare code by code, a code being (part, code). Two queries. A position in the list is no difference, nor is our caution."""
    old, new = _by_key(before), _by_key(after)
    added = [entry for key, entry in new.items() if key not in old]
    ended = [entry for key, entry in old.items() if key not in new]
    recoded = _recoded(ended, added)
    moved = {id(entry) for pair in recoded for entry in (pair.before, pair.after)}
    both = [(old[key], entry) for key, entry in new.items() if key in old]
    changed = [Change(entry, found) for was, entry in both if (found := _differences(was, entry))]
    return Comparison(
        before,
        after,
        tuple(entry for entry in added if id(entry) not in moved),
        tuple(entry for entry in ended if id(entry) not in moved),
        tuple(recoded),
        tuple(changed),
        len(both) - len(changed),
    )


def _by_key(edition: Edition) -> dict[tuple[str, str], Entry]:
    return {(entry.part, entry.code): entry for entry in edition.entries.select_related("edition").order_by("position")}


def _recoded(ended: list[Entry], added: list[Entry]) -> list[Recoded]:
    went, came = _by_name(ended), _by_name(added)
    return [Recoded(before, came[name][0]) for name, (before, *others) in went.items() if not others and len(came.get(name, ())) == 1]


def _by_name(entries: list[Entry]) -> dict[tuple[str, str, str], list[Entry]]:
    found: dict[tuple[str, str, str], list[Entry]] = {}
    for entry in entries:
        found.setdefault((entry.part, entry.tier, entry.name), []).append(entry)
    return found


def _differences(was: Entry, entry: Entry) -> tuple[tuple[str, str | None, str | None], ...]:
    found = [(_("名称"), was.name, entry.name), (_("上级"), was.parent_code, entry.parent_code)]
    for attribute in entry.scheme.attributes:
        old, new = (row.attributes.get(attribute.key) for row in (was, entry))
        found.append((str(attribute.label), attribute.shown(old) if old else "", attribute.shown(new) if new else ""))
    return tuple((what, old or None, new or None) for what, old, new in found if (old or "") != (new or ""))
