"""Loading a city's bodies from plain data (a pack, a JSON file): services do the work, and loading again changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from baigong.contexts.organisations.models import Collective, LeadingBody, Organisation, Person, Post, Succession, SuccessionKind
from baigong.contexts.organisations.services.bodies import add_alias, create_organisation, define_collective, rename_organisation
from baigong.contexts.organisations.services.leading import add_seat, form_leading_body
from baigong.contexts.organisations.services.posts import add_person, appoint, create_post
from baigong.contexts.organisations.services.reorganising import merge, reorganise, split
from baigong.contexts.organisations.writing import fold
from baigong.kernel.access import Actor
from baigong.kernel.errors import Refusal

Entry = Mapping[str, Any]


@dataclass
class Loaded:
    """How many of each kind were added, and how many were there already."""

    added: Counter[str] = field(default_factory=Counter)
    present: Counter[str] = field(default_factory=Counter)

    def count(self, kind: str, is_new: bool) -> None:
        """Count one."""
        (self.added if is_new else self.present)[kind] += 1


def load_bodies(pack: Entry, *, actor: Actor, now: datetime) -> Loaded:
    """Load ``bodies``, ``posts``, ``holders``, ``leading_bodies``, ``collectives`` and ``successions``, all or nothing.

    What is there already is left as people have made it since. Raises ``Refusal`` naming the entry that refers to a body or
    post the data does not hold. The shape is described in ``docs/contexts/organisations.md``.
    """
    with transaction.atomic():
        return _Loading(actor, now).run(pack)


class _Loading:
    """One loading: remembers the bodies by every writing the data uses."""

    def __init__(self, actor: Actor, now: datetime):
        self.who: dict[str, Any] = {"actor": actor, "now": now}
        self.bodies: dict[str, Organisation] = {}
        self.loaded = Loaded()

    def run(self, pack: Entry) -> Loaded:
        source = str(pack.get("source", {}).get("document", ""))
        for entry in pack.get("bodies", ()):
            self._body(entry, source)
        for entry in pack.get("posts", ()):
            self._post(entry)
        for entry in pack.get("holders", ()):
            self._holder(entry)
        for place, entry in enumerate(pack.get("leading_bodies", ()), start=1):
            self._leading_body(entry, place * 10)
        for entry in pack.get("collectives", ()):
            self._collective(entry)
        for entry in pack.get("successions", ()):
            self._succession(entry)
        return self.loaded

    # -- bodies -------------------------------------------------------------------------------------------------

    def _body(self, entry: Entry, source: str) -> None:
        name, former = entry["name"], list(entry.get("former", ()))
        row = Organisation.objects.filter(Q(name=name) | Q(names__name=name)).order_by("pk").first()
        self.loaded.count("bodies", row is None)
        if row is None:
            row = create_organisation(
                **self.who,
                name=former[0]["name"] if former else name,
                kind=entry["kind"],
                parent=self._find(entry["parent"], entry) if entry.get("parent") else None,
                short_name=entry.get("short", ""),
                credit_code=entry.get("credit_code", ""),
                moe_code=str(entry.get("moe_code", "")),
                division_code=str(entry.get("division", "")),
                founded_on=_day(entry.get("founded_on")),
                note=entry.get("note", ""),
                order=entry.get("order", 500),
            )
            for spell, following in zip(former, [*(f["name"] for f in former[1:]), name], strict=bool(former)):
                row = rename_organisation(
                    **self.who, organisation=row, name=following, short_name=row.short_name,
                    on=_required_day(spell, "until_on") + timedelta(days=1), basis=spell.get("basis", ""),
                )  # fmt: skip
        self._remember(row, [name, entry.get("short", ""), *self._aliases(row, entry, source)])

    def _aliases(self, row: Organisation, entry: Entry, source: str) -> Iterable[str]:
        known = set(row.aliases.values_list("name", flat=True))
        for alias in entry.get("aliases", ()):
            name, origin = (alias, source) if isinstance(alias, str) else (alias["name"], alias.get("source", source))
            self.loaded.count("aliases", name not in known)
            if name not in known:
                add_alias(**self.who, organisation=row, name=name, source=origin)
            yield name

    def _remember(self, row: Organisation, writings: Iterable[str]) -> None:
        for writing in writings:
            if writing:
                self.bodies[fold(writing)] = row

    def _find(self, writing: str, entry: Entry) -> Organisation:
        row = self.bodies.get(fold(writing))
        if row is None:
            row = Organisation.objects.filter(Q(name=writing) | Q(short_name=writing), ended_on=None).first()
        if row is None:
            raise Refusal(_("数据中的“%(name)s”没有对应的机构：%(entry)s") % {"name": writing, "entry": dict(entry)}, code="unknown_body")
        return row

    # -- posts --------------------------------------------------------------------------------------------------

    def _post(self, entry: Entry) -> None:
        unit = self._find(entry["at"], entry)
        title, remit = entry["title"], entry.get("remit", "")
        is_new = not Post.objects.filter(organisation=unit, title=title, remit=remit).exists()
        self.loaded.count("posts", is_new)
        if is_new:
            order = entry.get("order", 10 if entry.get("head") else 100)
            create_post(**self.who, organisation=unit, title=title, remit=remit, is_head=bool(entry.get("head")), order=order)

    def _find_post(self, pair: Iterable[str], entry: Entry) -> Post:
        """``[body, title]`` or ``[body, title, remit]``; without the remit the first of the title is meant."""
        writing, title, *remit = pair
        posts = Post.objects.filter(organisation=self._find(writing, entry), title=title)
        post = (posts.filter(remit=remit[0]) if remit else posts).first()
        if post is None:
            raise Refusal(
                _("数据中的职务“%(post)s”不存在：%(entry)s") % {"post": writing + title, "entry": dict(entry)}, code="unknown_post"
            )
        return post

    def _holder(self, entry: Entry) -> None:
        post, day = self._find_post(entry["post"], entry), _day(entry.get("from_on"))
        person = self._person(entry["person"], entry.get("note", ""))
        is_new = not post.holdings.filter(person=person, from_on=day).exists()
        self.loaded.count("holders", is_new)
        if is_new:
            appoint(**self.who, post=post, person=person, on=day, basis=entry.get("basis", ""))

    def _person(self, name: str, note: str) -> Person:
        found = Person.objects.filter(name=name, note=note).first()
        return found or add_person(**self.who, name=name, note=note)

    # -- leading bodies, collectives, successions ---------------------------------------------------------------

    def _leading_body(self, entry: Entry, order: int) -> None:
        row = LeadingBody.objects.filter(name=entry["name"]).first()
        self.loaded.count("leading_bodies", row is None)
        if row is not None:  # its seats have had a life of their own since
            self.loaded.present["seats"] += row.seats.count()
            return
        office = self._find(entry["office_at"], entry) if entry.get("office_at") else None
        row = form_leading_body(
            **self.who, name=entry["name"], short_name=entry.get("short", ""), kind=entry.get("kind", "group"), office_at=office,
            basis=entry.get("basis", ""), formed_on=_day(entry.get("formed_on")), order=entry.get("order", order),
        )  # fmt: skip
        for seat in entry.get("seats", ()):
            named = seat.get("person")
            add_seat(
                **self.who,
                body=row,
                role=seat["role"],
                post=self._find_post(seat["post"], seat) if "post" in seat else None,
                organisation=self._find(seat["at"], seat) if "at" in seat else None,
                rank_title=seat.get("rank", ""),
                named_person=self._person(named, seat.get("note", "")) if named else None,
                from_on=_day(seat.get("from_on")),
            )
            self.loaded.count("seats", True)

    def _collective(self, entry: Entry) -> None:
        is_new = not Collective.objects.filter(name=entry["name"]).exists()
        self.loaded.count("collectives", is_new)
        if is_new:
            within = self._find(entry["within"], entry) if entry.get("within") else None
            writings = list(entry.get("writings", ()))
            define_collective(**self.who, name=entry["name"], kinds=list(entry["kinds"]), within=within, writings=writings)

    def _succession(self, entry: Entry) -> None:
        targets = entry["to"] if isinstance(entry["to"], list) else [entry["to"]]
        old, new = self._find(entry["from"], entry), [self._find(writing, entry) for writing in targets]
        old.refresh_from_db()
        is_new = not Succession.objects.filter(predecessor=old, successor__in=new).exists()
        self.loaded.count("successions", is_new)
        if not is_new:
            return
        facts: dict[str, Any] = self.who | {"organisation": old, "on": _required_day(entry, "from_on"), "basis": entry.get("basis", "")}
        if entry["kind"] == SuccessionKind.SPLIT:
            split(**facts, among=new)
        elif entry["kind"] == SuccessionKind.MERGED:
            merge(**facts, into=new[0])
        else:
            reorganise(**facts, successor=new[0])


def _day(value: Any) -> date | None:
    """A day as YAML (a date) or JSON (a text) gives it."""
    if value is None or isinstance(value, date):
        return value
    return date.fromisoformat(str(value))


def _required_day(entry: Entry, key: str) -> date:
    day = _day(entry.get(key))
    if day is None:
        raise Refusal(_("数据缺少日期：%(entry)s") % {"entry": dict(entry)}, code="no_date")
    return day
