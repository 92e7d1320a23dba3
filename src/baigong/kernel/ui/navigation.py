"""The menu of the console and of the portal: contexts register items, delivery declares the sections once.

An item is shown to whom its route admits: ``policy`` with ``action``, ``roles``, everybody signed in, or everybody (portal). A
section ``for_staff`` is the work of public bodies: a learner, who holds no role anywhere, and an enterprise do not see it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from baigong.kernel.access import Role
from baigong.kernel.ui.icons import check_icon

Place = Literal["console", "portal"]


class Reachable(Protocol):
    """The part of a policy the menu asks."""

    def reachable(self, actor: Any, action: str) -> bool:
        """Whether the actor may do the action on any row at all."""
        ...


@dataclass(frozen=True)
class NavSection:
    """A heading of the menu. For who holds roles of ``first_for`` and no others it comes right after the first heading."""

    key: str
    label: object = field(compare=False)
    for_staff: bool = False
    first_for: frozenset[Role] = frozenset()


@dataclass(frozen=True)
class NavItem:
    """One entry. ``counter`` names a registered counter whose number is shown behind the label when above zero.

    ``leads_to`` names the routes that its readers reach from it though their address lies elsewhere: there it is the current entry.
    """

    section: str
    label: object
    url_name: str
    icon: str
    policy: Reachable | None = None
    action: str = "view"
    roles: frozenset[Role] = frozenset()
    order: int = 50
    counter: str = ""
    place: Place = "console"
    leads_to: frozenset[str] = frozenset()

    def is_for(self, actor: Any) -> bool:
        """Whether this actor sees the entry."""
        if self.place == "portal" and self.policy is None and not self.roles:
            return True
        if self.policy is not None:
            return self.policy.reachable(actor, self.action)
        if not actor.is_authenticated:
            return False
        return bool(actor.has(*self.roles)) if self.roles else True


@dataclass(frozen=True)
class NavLink:
    """An entry as the template draws it."""

    label: str
    url: str
    icon: str
    is_current: bool
    count: int


@dataclass(frozen=True)
class NavGroup:
    """A heading with its entries; never empty."""

    label: str
    links: tuple[NavLink, ...]


Counter = Callable[[HttpRequest], int]

_sections: dict[str, NavSection] = {}
_items: dict[tuple[Place, str], NavItem] = {}
_counters: dict[str, Counter] = {}
_outside: set[Role] = set()


def declare_sections(sections: Iterable[NavSection], outside: Iterable[Role] = ()) -> None:
    """Declare the headings in their order, and the roles that are held outside public bodies. Called once, by delivery."""
    _sections.clear()
    _sections.update({section.key: section for section in sections})
    _outside.clear()
    _outside.update(outside)


def register_nav(items: Iterable[NavItem]) -> None:
    """Register entries of a context, in its ``AppConfig.ready``. Raises when the icon is unknown; repeated calls replace."""
    for item in items:
        check_icon(item.icon)
        _items[item.place, item.url_name] = item


def register_counter(name: str, counter: Counter) -> None:
    """Register a number for the menu (``inbox``) or the bell (``notices``); it runs once a page, so keep it to one query."""
    _counters[name] = counter


def count(request: HttpRequest, name: str) -> int:
    """The registered number, 0 where nobody registered it or nobody is signed in; asked once a request."""
    known: dict[str, int] = request.__dict__.setdefault("_ui_counts", {})
    if name not in known:
        actor = getattr(request, "actor", None)
        wanted = _counters.get(name) if actor is not None and actor.is_authenticated else None
        known[name] = wanted(request) if wanted else 0
    return known[name]


def problems() -> list[str]:
    """Entries that stand in no declared section. Empty while no section is declared at all (tests of single contexts)."""
    if not _sections:
        return []
    return [
        f"navigation item {item.url_name!r} stands in section {item.section!r}, which delivery does not declare"
        for item in _items.values()
        if item.section not in _sections
    ]


def url_if(name: str, *args: Any, **kwargs: Any) -> str | None:
    """The address of a route, or ``None`` where it is not mounted, so that a shell can leave the link out."""
    try:
        return reverse(name, args=args, kwargs=kwargs)
    except NoReverseMatch:
        return None


def nav_for(request: HttpRequest, place: Place = "console") -> tuple[NavGroup, ...]:
    """The menu of this request's actor, headings without entries left out, the entry that one came by marked current."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return ()
    hidden = {key for key, section in _sections.items() if section.for_staff and actor.roles <= _outside}
    shown = [
        (item, address)
        for (item_place, _name), item in _items.items()
        if item_place == place and item.section not in hidden and item.is_for(actor) and (address := url_if(item.url_name))
    ]
    current = _came_by(request, shown)
    keys = [*_in_order(actor), *dict.fromkeys(item.section for item, _address in shown if item.section not in _sections)]
    groups = []
    for key in keys:
        section = [(item, address) for item, address in shown if item.section == key]
        links = tuple(
            NavLink(
                label=str(item.label),
                url=address,
                icon=item.icon,
                is_current=address == current,
                count=count(request, item.counter) if item.counter else 0,
            )
            for item, address in sorted(section, key=lambda pair: pair[0].order)
        )
        if links:
            groups.append(NavGroup(str(_sections[key].label) if key in _sections else key, links))
    return tuple(groups)


def _in_order(actor: Any) -> list[str]:
    """The headings as this actor has them: the first, its own work, the others."""
    first, *others = _sections or ("",)
    return [first, *sorted(others, key=lambda key: not (actor.roles and actor.roles <= _sections[key].first_for))]


def _came_by(request: HttpRequest, shown: list[tuple[NavItem, str]]) -> str | None:
    """The entry whose page this is. Where several lead here the one just left, else the one that leads here, else the nearest by path."""
    route = request.resolver_match.view_name if request.resolver_match else ""
    leading = [address for item, address in sorted(shown, key=lambda pair: pair[0].order) if route in item.leads_to]
    nearest = _nearest(request.path, [address for _item, address in shown])
    left = urlsplit(request.headers.get("Referer", "")).path
    return left if left in {*leading, nearest} else next(iter(leading), nearest)


def _nearest(path: str, addresses: list[str]) -> str | None:
    """The longest address that ``path`` lies at or under."""
    below = [a for a in addresses if path == a or path.startswith(a if a.endswith("/") else a + "/")]
    return max(below, key=len, default=None)
