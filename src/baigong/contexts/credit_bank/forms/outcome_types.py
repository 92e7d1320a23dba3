"""The choice of an entry of the catalogue, which has thousands: every course of every school is one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baigong.contexts.credit_bank.models import OutcomeType, all_outcome_kinds
from baigong.contexts.credit_bank.models.kinds import OutcomeKind
from baigong.kernel.ui.lookup import FEW, SHOWN, LookupField, Typed

HINT = _("输入成果名称、颁发单位或代码的一部分，从列出的选项中选定；也可以写完整的名称或代码。")
TYPE, KIND = "type ", "kind "
"""How a need names an entry or a kind."""


class OutcomeTypeField(LookupField):
    """An entry by title, code or issuer; few are shown by kind. Many schools have a course of one name: the issuer tells them apart."""

    def __init__(self, **facts: Any) -> None:
        super().__init__(name="title", code="code", also=("issuer", "level"), **{"hint": HINT, "few": FEW, **facts})

    def label_from_instance(self, obj: Any) -> str:
        """Title and level, issuer, code."""
        return f"{obj} · {obj.issuer}（{obj.code}）"

    def offer(self, rows: QuerySet[OutcomeType]) -> None:
        """The entries that may be chosen."""
        self.queryset = rows
        if not self.is_typed:
            self.widget.choices = [("", self.empty_label), *_by_kind(rows)]


@dataclass(frozen=True)
class AnyOf:
    """Any outcome of a kind, in the place of an entry."""

    kind: OutcomeKind

    @property
    def pk(self) -> str:
        """How a form names it."""
        return KIND + self.kind.code

    def __str__(self) -> str:
        return gettext("任何%(kind)s") % {"kind": self.kind}


class NeedField(OutcomeTypeField):
    """What a rule asks for: an entry, or any outcome of a kind. Clean to an ``OutcomeType`` or to ``AnyOf``."""

    def __init__(self, **facts: Any) -> None:
        hint = _("也可以写“任何”，选一个类别。")
        super().__init__(**{"empty_label": _("没有"), "hint": f"{HINT}{hint}", **facts})

    def offer(self, rows: QuerySet[OutcomeType]) -> None:
        """The entries that may be asked for; every kind may."""
        self.queryset = rows
        if not self.is_typed:
            kinds = [(one.pk, str(one)) for one in _kinds()]
            self.widget.choices = [("", self.empty_label), *_by_kind(rows, TYPE), (_("不限哪一项"), kinds)]

    def label_from_instance(self, obj: Any) -> str:
        """An entry by its words and code, a kind by its words."""
        return str(obj) if isinstance(obj, AnyOf) else super().label_from_instance(obj)

    def prepare_value(self, value: Any) -> Any:
        """``type …`` or ``kind …``; in a typed field the words."""
        if not self.is_typed or not isinstance(value, str):
            return super().prepare_value(value)
        return str(found) if (found := _any_of(value)) else super().prepare_value(value.removeprefix(TYPE))

    def to_python(self, value: Any) -> Any:
        """The entry or the kind."""
        if self.is_typed or not isinstance(value, str):
            return super().to_python(value)
        return _any_of(value) or super().to_python(value.removeprefix(TYPE))

    def matching(self, text: str) -> list[Any]:
        """The kinds that fit, then the entries."""
        kinds = [one for one in _kinds() if text and all(word in str(one) for word in text.split())]
        return [*kinds, *super().matching(text)][: SHOWN + 1]

    def _named(self, text: str) -> Any:
        return next((one for one in _kinds() if str(one) == text), None) or super()._named(text)

    def _picked(self, value: Typed) -> Any:
        found = _any_of(value.picked) if value.text == value.listed_for else None
        return found or super()._picked(value)


def _kinds() -> list[AnyOf]:
    return [AnyOf(kind) for kind in all_outcome_kinds().values()]


def _any_of(text: str) -> AnyOf | None:
    kind = all_outcome_kinds().get(text.removeprefix(KIND)) if text.startswith(KIND) else None
    return AnyOf(kind) if kind else None


def _by_kind(rows: Iterable[OutcomeType], start: str = "") -> list[tuple[str, list[tuple[str, str]]]]:
    """Entries for a select: a group for each kind, in the order of the rulebook."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for row in rows:
        groups.setdefault(row.kind, []).append((f"{start}{row.pk}", f"{row} · {row.issuer}"))
    return [(str(kind), groups[code]) for code, kind in all_outcome_kinds().items() if code in groups]
