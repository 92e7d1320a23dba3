"""Going through the house as a person would: from page to page by what the pages link to, and again after every list has grown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import urljoin

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import DatabaseError, connection, models, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

LINK = re.compile(r'(?:href|action|hx-get)="(/[^"#]*)')
FIRST_PAGES = ["/", "/console/", "/api/docs"]
NOT_PAGES = ("/static/", "/account/logout/")
LEFT_AS_THEY_ARE = {
    "audit.auditevent": "the log is a chain",
    "audit.auditblock": "the same",
    "accounts.user": "they are the visitors",
    "accounts.signinsession": "they are the visits",
    "jobs.worker": "a worker is a process",
    "indicators.snapshot": "a snapshot is a folder on disk; a row without one would be no snapshot",
    "plans.reportingcycle": "what is owed is asked for cycle by cycle of those open together: one, seldom two",
}
"""Models of which no copies are made, with the reason."""


@dataclass(frozen=True)
class Visit:
    """A page that answered, and as whom it was asked for."""

    username: str
    route: str
    address: str


def client_of(username: str) -> Client:
    """A browser in which the sample account is signed in; the empty name is the public."""
    client = Client()
    if username:
        user = get_user_model().objects.get(username=username)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def walk(usernames: Iterable[str]) -> tuple[list[Visit], list[str]]:
    """Every route once, by the first who gets there, beginning at the front doors; and what was offered but does not exist."""
    visits: dict[str, Visit] = {}
    dead: list[str] = []
    for username in usernames:
        client, todo, asked = client_of(username), list(FIRST_PAGES), set()
        while todo:
            address = todo.pop(0)
            route = resolve(address.partition("?")[0]).view_name
            if route in asked or (route in visits and not _leads_on(route)):
                continue
            answer = client.get(address)
            if answer.status_code == 404:
                dead.append(f"{username or 'the public'}: {address}")
            if answer.status_code in {301, 302} and answer["Location"].startswith("/"):
                todo.insert(0, answer["Location"])
            if answer.status_code != 200:
                continue
            asked.add(route)
            visits.setdefault(route, Visit(username, route, address))
            if "html" in answer["Content-Type"] and not answer.streaming:
                todo += _links(address, answer.content.decode())
    return list(visits.values()), dead


def _leads_on(route: str) -> bool:
    """Pages asked for again by everybody, since what they offer differs from person to person."""
    return route in {"console:home", "portal:home"}


def _links(address: str, page: str) -> Iterator[str]:
    for link in dict.fromkeys(unescape(found) for found in LINK.findall(page)):
        if not link.startswith(NOT_PAGES):
            yield urljoin(address, link)


def queries(visit: Visit) -> int:
    """How often the page asks the database once it is warm."""
    client = client_of(visit.username)
    client.get(visit.address)
    with CaptureQueriesContext(connection) as caught:
        answer = client.get(visit.address)
        if answer.streaming:
            list(answer.streaming_content)
    return len(caught)


def grow(copies: int) -> set[str]:
    """Give every row of the house ``copies`` siblings, where its constraints admit them; returns the models that grew."""
    grown = set()
    for model in apps.get_models():
        label = model._meta.label_lower
        if not model.__module__.startswith("baigong.") or label in LEFT_AS_THEY_ARE or not model._meta.managed:
            continue
        for row in list(model._default_manager.order_by("pk")[:60]):
            if sum(_copied(row, number) for number in range(copies)):
                grown.add(label)
    return grown


def _copied(row: models.Model, number: int) -> bool:
    """Add a sibling: as it is, else with other words where words must differ, else with other numbers."""
    for change in (_nothing, _words, _numbers, _words_and_numbers):
        twin = type(row)._default_manager.get(pk=row.pk)
        twin.pk, twin._state.adding = None, True
        change(twin, number + 1)
        try:
            with transaction.atomic():
                models.Model.save_base(twin, raw=True, force_insert=True)
        except DatabaseError:
            continue
        _placed(twin)
        return True
    return False


def _placed(twin: models.Model) -> None:
    """A body's place in the tree holds its own number."""
    if twin._meta.label_lower == "organisations.organisation":
        above = twin.parent.path if twin.parent else ""
        type(twin)._default_manager.filter(pk=twin.pk).update(path=f"{above}{twin.pk}.")


def _nothing(row: models.Model, number: int) -> None:
    pass


SHAPED = {("enterprises.staffreturn", "period")}
"""Texts that are read back by their shape: another number makes a twin of such a row."""


def _words(row: models.Model, number: int) -> None:
    for field in _constrained(row, models.CharField):
        if (row._meta.label_lower, field.name) in SHAPED:
            continue
        text = str(getattr(row, field.attname) or "")
        suffix = f"{row.pk}x{number}"
        setattr(row, field.attname, text[: (field.max_length or 50) - len(suffix)] + suffix)


def _numbers(row: models.Model, number: int) -> None:
    for field in _constrained(row, models.IntegerField):
        setattr(row, field.attname, (getattr(row, field.attname) or 0) + 1000 * number)


def _words_and_numbers(row: models.Model, number: int) -> None:
    _words(row, number)
    _numbers(row, number)


def _constrained(row: models.Model, kind: type[models.Field]) -> Iterator[models.Field]:
    """The fields of a kind that take part in something unique, states and relations apart."""
    names = {name for c in row._meta.constraints if isinstance(c, models.UniqueConstraint) for name in c.fields}
    for field in row._meta.concrete_fields:
        is_free = not (field.primary_key or field.choices or field.is_relation)
        if is_free and isinstance(field, kind) and (field.unique or field.name in names):
            yield field
