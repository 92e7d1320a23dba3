"""That the search finds indicators: by code, name or definition."""

from __future__ import annotations

import itertools

from django.urls import reverse
from django.utils.translation import pgettext_lazy

from baigong.kernel.access import Actor
from baigong.kernel.indicators import all_indicators
from baigong.kernel.search import Finder, Hit, findable


def find(_actor: Actor, text: str, most: int) -> list[Hit]:
    """The first ``most`` indicators that bear every word; their definitions are open to whoever is signed in."""
    words = text.lower().split()
    found = (
        Hit(f"{code} {each.name}", str(each.definition), reverse("console:indicator", args=[code]))
        for code, each in all_indicators().items()
        if all(word in f"{code} {each.name} {each.definition}".lower() for word in words)
    )
    return list(itertools.islice(found, most))


def register() -> None:
    """Declare it."""
    findable(Finder(pgettext_lazy("标题", "指标"), "chart-bar", find, order=60))
