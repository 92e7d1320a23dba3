"""Every route says who may come, and means it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import Client
from django.urls import resolve

from baigong.kernel.access import SYSTEM
from baigong.kernel.access.inventory import Route, matrix, routes
from baigong.kernel.access.middleware import LARGEST, DeclaredAccess

MATRIX = Path(__file__).resolve().parents[2] / "docs" / "access_matrix.md"
SAMPLES = {"IntConverter": "7", "UUIDConverter": "7b2f1c1e-0000-4000-8000-000000000007"}
ALL_ROUTES = routes()


def address(route: Route) -> str:
    """An address of the route, with values that name no record."""
    path = route.pattern
    for name, converter in route.converters:
        for written in (f"<{converter.removesuffix('Converter').lower()}:{name}>", f"<{name}>"):
            path = path.replace(written, SAMPLES.get(converter, "x"))
    return "/" + path


def readable(route: Route) -> bool:
    return not any(mark in route.pattern for mark in "^(?$\\")


def test_every_route_declares_its_access():
    silent = [route.name for route in ALL_ROUTES if route.access is None]
    assert not silent, (
        "declare @requires(POLICY, action), @signed_in or @public on their views (library routes: delivery/library_routes.py)"
    )


@pytest.mark.django_db
@pytest.mark.parametrize("route", [r for r in ALL_ROUTES if readable(r)], ids=lambda r: r.name)
def test_a_visitor_gets_public_routes_only(route, settings):
    answer = Client(raise_request_exception=False).generic(route.method, address(route))
    assert answer.status_code < 500, f"{address(route)} fails for a visitor"
    access = dict(route.access.by_method).get("GET", route.access) if route.access is not None else None
    rules = access.policy.rules if access is not None and access.policy is not None else []
    public = access is not None and (access.public or any(rule.anyone for rule in rules if access.action in rule.actions))
    if not public:
        refused = answer.status_code in {401, 403, 404, 405} or (answer.status_code == 302 and "login" in answer["Location"])
        assert refused, f"{address(route)} answers {answer.status_code} to a visitor and is not public"


def test_the_committed_matrix_is_the_declared_one():
    assert MATRIX.read_text(encoding="utf-8") == matrix(), "run: baigong access matrix > docs/access_matrix.md, and look at the difference"


def test_an_undeclared_route_is_refused_and_not_shown(rf, monkeypatch):
    """The control: were a view forgotten, the gate would close."""

    def forgotten(request):
        raise AssertionError("reached")

    request = rf.get("/forgotten/")
    request.resolver_match = None
    request.actor = SYSTEM
    with pytest.raises(PermissionDenied):
        DeclaredAccess(lambda r: None).process_view(request, forgotten, (), {})


def test_a_number_that_no_row_can_have_is_not_found_whatever_the_page_asks_with_it(rf):
    """Some pages look for a part of a row, and the database would not take the number."""
    request = rf.get("/plans/agenda/1/")
    request.resolver_match = resolve("/plans/agenda/1/")
    request.actor = SYSTEM
    gate, view = DeclaredAccess(lambda r: None), request.resolver_match.func
    assert gate.process_view(request, view, (), {"pk": LARGEST}) is None
    with pytest.raises(Http404):
        gate.process_view(request, view, (), {"pk": LARGEST + 1})
