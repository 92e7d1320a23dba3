"""What the data dictionary registers at start: its menu entries, and that the search finds its tables and fields."""

from __future__ import annotations

import itertools

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from baigong.contexts.registers.selectors.dictionary import search_dictionary
from baigong.kernel.access import Actor
from baigong.kernel.search import Finder, Hit, findable
from baigong.kernel.ui.navigation import NavItem, register_nav


def find(_actor: Actor, text: str, most: int) -> list[Hit]:
    """The first ``most`` tables and fields that bear every word; the dictionary is open to everybody."""
    return [
        Hit(
            f"{table.label}（{table.name}）" if field is None else f"{field.label}（{field.name}）",
            standard.short_title if field is None else f"{table.label} · {standard.short_title}",
            reverse("registers:standard-table", args=[standard.code, table.name]) + (f"#{field.name}" if field else ""),
        )
        for standard, table, field in itertools.islice(search_dictionary(text), most)
    ]


findable(Finder(_("数据字典"), "book", find, order=85))
register_nav(
    [
        NavItem("reference", pgettext_lazy("标题", "数据字典"), "registers:standards", "book", order=22),
        NavItem("portal_data", pgettext_lazy("标题", "数据字典"), "registers:standards", "book", order=61, place="portal"),
    ]
)
