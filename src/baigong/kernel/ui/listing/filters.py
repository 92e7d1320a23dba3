"""Filters of a list. Each reads its own parameters, narrows the rows, and says in words what it could not understand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.db.models.enums import Choices
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from baigong.kernel.access import Request
from baigong.kernel.ui.listing.pages import FilterView, Option

ChoiceSource = Mapping[Any, object] | Iterable[tuple[Any, object]] | type[Choices] | Callable[[Request], Iterable[tuple[Any, object]]]


def _named(label: object, value: str) -> str:
    """The words of a chip."""
    return gettext("%(label)s：%(value)s") % {"label": label, "value": value}


@dataclass
class Reading:
    """What the filters made of the address: conditions, notes on what was ignored, chips (label, parameters to drop)."""

    where: Q = field(default_factory=Q)
    views: list[FilterView] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    chips: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def ignore(self, label: object, value: str) -> None:
        """Note a value that means nothing here."""
        self.notes.append(gettext("“%(label)s”没有“%(value)s”这一项，已忽略。") % {"label": label, "value": value[:40]})


@dataclass(frozen=True)
class Filter:
    """A filter under a parameter ``key``; ``lookup`` is the path it narrows (default: the key)."""

    key: str
    label: object
    lookup: str = ""

    @property
    def path(self) -> str:
        """The path in the query."""
        return self.lookup or self.key

    @property
    def parameters(self) -> tuple[str, ...]:
        """The parameters this filter reads."""
        return (self.key,)

    def read(self, request: Request, reading: Reading) -> None:
        """Add conditions, view, notes and chips to ``reading``."""
        raise NotImplementedError


@dataclass(frozen=True)
class ChoiceFilter(Filter):
    """One of several values, or any number of them with ``many``.

    ``choices``: pairs, a mapping, a ``TextChoices``, or a callable of the request that gives pairs (one query).
    ``where`` maps a chosen value to a ``Q`` for choices that are conditions rather than values ("逾期", "待我办").
    """

    choices: ChoiceSource = ()
    many: bool = False
    all_label: object = gettext_lazy("全部")
    where: Callable[[Request, str], Q] | None = None

    def pairs(self, request: Request) -> list[tuple[str, str]]:
        """The choices as texts."""
        source: Any = self.choices
        if hasattr(source, "choices"):
            source = source.choices
        elif callable(source):
            source = source(request)
        pairs = source.items() if isinstance(source, Mapping) else source
        return [(str(value), str(label)) for value, label in pairs]

    def read(self, request: Request, reading: Reading) -> None:
        """Keep the chosen values that are choices."""
        pairs = self.pairs(request)
        labels = dict(pairs)
        given = [v for v in request.GET.getlist(self.key) if v]
        chosen = [v for v in dict.fromkeys(given) if v in labels]
        for value in given:
            if value not in labels:
                reading.ignore(self.label, value)
        if not self.many:
            chosen = chosen[-1:]
        if chosen:
            if self.where:
                some = Q()
                for value in chosen:
                    some |= self.where(request, value)
                reading.where &= some
            else:
                reading.where &= Q(**{f"{self.path}__in": chosen})
        for value in chosen:
            rest = [v for v in chosen if v != value]
            reading.chips.append((_named(self.label, labels[value]), {self.key: rest or None}))
        options = tuple(Option(value, label, value in chosen) for value, label in pairs)
        if not self.many:
            options = (Option("", str(self.all_label), not chosen), *options)
        reading.views.append(FilterView("many" if self.many else "choice", self.key, str(self.label), options, is_active=bool(chosen)))


@dataclass(frozen=True)
class BooleanFilter(Filter):
    """Yes, no or either. ``where`` gives the ``Q`` of yes when it is not simply a true column."""

    yes: object = gettext_lazy("是")
    no: object = gettext_lazy("否")
    where: Callable[[Request], Q] | None = None

    def read(self, request: Request, reading: Reading) -> None:
        """Keep ``1`` and ``0``."""
        value = request.GET.get(self.key, "")
        if value not in ("", "1", "0"):
            reading.ignore(self.label, value)
            value = ""
        words = {"1": str(self.yes), "0": str(self.no)}
        if value:
            true = self.where(request) if self.where else Q(**{self.path: True})
            reading.where &= true if value == "1" else ~true
            reading.chips.append((_named(self.label, words[value]), {self.key: None}))
        options = (
            Option("", gettext("全部"), not value),
            *(Option(key, word, key == value) for key, word in words.items()),
        )
        reading.views.append(FilterView("choice", self.key, str(self.label), options, is_active=bool(value)))


@dataclass(frozen=True)
class DateFilter(Filter):
    """From one day to another, both included. ``instant`` for columns that hold a date and time."""

    instant: bool = False

    @property
    def parameters(self) -> tuple[str, ...]:
        """Two parameters, ``<key>_from`` and ``<key>_to``."""
        return (f"{self.key}_from", f"{self.key}_to")

    def read(self, request: Request, reading: Reading) -> None:
        """Keep days that exist and lie between 1900 and 2199."""
        start, end = (self._day(request.GET, name, reading) for name in self.parameters)
        if start and end and start > end:
            start, end = end, start
        if start:
            reading.where &= Q(**{f"{self.path}__gte": self._bound(start)})
        if end:
            next_day = end + dt.timedelta(days=1)
            reading.where &= Q(**{f"{self.path}__lt": self._bound(next_day)}) if self.instant else Q(**{f"{self.path}__lte": end})
        if start or end:
            span = f"{start.isoformat() if start else ''} – {end.isoformat() if end else ''}".strip()
            reading.chips.append((_named(self.label, span), dict.fromkeys(self.parameters)))
        reading.views.append(
            FilterView(
                "dates",
                self.key,
                str(self.label),
                start=start.isoformat() if start else "",
                end=end.isoformat() if end else "",
                is_active=bool(start or end),
            )
        )

    def _bound(self, day: dt.date) -> dt.date | dt.datetime:
        return timezone.make_aware(dt.datetime.combine(day, dt.time.min)) if self.instant else day

    def _day(self, parameters: QueryDict, name: str, reading: Reading) -> dt.date | None:
        text = parameters.get(name, "")
        if not text:
            return None
        try:
            day = dt.date.fromisoformat(text)
        except ValueError:
            reading.notes.append(
                gettext("“%(label)s”的日期“%(value)s”看不懂，已忽略；请写成 2026-11-23 的样子。")
                % {"label": self.label, "value": text[:20]}
            )
            return None
        if not 1900 <= day.year < 2200:
            reading.ignore(self.label, text)
            return None
        return day


@dataclass(frozen=True)
class DayFilter(Filter):
    """The day as of which the list is told, ``today`` unless another is asked for. Its rows are made for that day: nothing is narrowed."""

    today: dt.date = dt.date.max

    def day(self, request: HttpRequest) -> dt.date | None:
        """The day that is asked for; ``None`` for one that cannot be read."""
        text = request.GET.get(self.key, "")
        try:
            day = dt.date.fromisoformat(text) if text else self.today
        except ValueError:
            return None
        return day if 1900 <= day.year < 2200 else None

    def read(self, request: Request, reading: Reading) -> None:
        """Say which day it is, and what was no day."""
        day = self.day(request)
        if day is None:
            reading.ignore(self.label, request.GET[self.key])
        told = (day or self.today).isoformat()
        reading.views.append(FilterView("day", self.key, str(self.label), start=told, is_active=day not in (None, self.today)))
