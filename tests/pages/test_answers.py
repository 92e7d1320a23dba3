"""What no view answers is still answered in words: a page for people, the envelope for programs, never a blank page."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client

from baigong.contexts.accounts.public import WORKING_TEAM
from baigong.kernel.ui.refusals import RefusalPages
from tests.builders import a_body, a_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(sign_in):
    return sign_in(a_user(WORKING_TEAM, a_body()))


class Unread:
    """A body that must not be touched."""

    def read(self, *_sizes):
        raise AssertionError("the body was read")

    readline = read


@pytest.mark.parametrize("path", ["/plans/documents/import/", "/organisations/import/", "/api/plans/reports/1/evidence"])
def test_what_is_too_large_is_refused_before_it_is_read(rf, settings, path):
    request = rf.generic("POST", path, CONTENT_LENGTH=str(201 * 2**20), **{"wsgi.input": Unread()})
    answer = RefusalPages(lambda request: HttpResponse("taken in"))(request)
    assert answer.status_code == 413
    said = answer.content.decode()
    assert "201 MB" in said
    assert "50 MB" in said
    assert answer.headers["Content-Type"].startswith("application/json" if path.startswith("/api/") else "text/html")


def test_a_file_of_the_allowed_size_is_taken_in(rf, settings):
    request = rf.generic("POST", "/plans/documents/import/", CONTENT_LENGTH=str(settings.UPLOAD_MAX_BYTES + 4096))
    assert RefusalPages(lambda request: HttpResponse("taken in"))(request).content == b"taken in"


def test_the_address_of_a_form_opened_as_a_page_says_so(team):
    answer = team.get("/plans/documents/import/")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"
    assert "只接收从页面上提交的表单" in answer.content.decode()


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/nothing-here", 404, "not_found"),
        ("DELETE", "/api/plans/reports", 405, "wrong_method"),
        ("POST", "/api/plans/filings/1/check", 413, "too_large"),
    ],
)
def test_a_program_gets_the_envelope_wherever_it_errs(team, settings, method, path, status, code):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    team.raise_request_exception = False
    answer = team.generic(method, path, b'{"key": "far too long"}', content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert set(answer.json()) == {"code", "message", "fields"}


def test_a_failure_of_ours_is_an_envelope_with_its_reference_too(team, monkeypatch):
    def fails(*_args, **_named):
        raise RuntimeError("broken")

    monkeypatch.setattr("baigong.kernel.access.policies.Policy.visible", fails)
    team.raise_request_exception = False
    answer = team.get("/api/plans/reports")
    assert (answer.status_code, answer.json()["code"]) == (500, "server_error")
    assert len(answer.json()["fields"]["reference"]) == 8


@pytest.mark.parametrize(
    ("came_from", "returns_to"),
    [
        ("http://testserver/plans/documents/?page=2", "/plans/documents/?page=2"),
        ("https://elsewhere.example/plans/documents/", "/console/"),
        ("http://testserver//elsewhere.example/", "/console/"),
        ("", "/console/"),
    ],
)
def test_whose_session_ended_over_a_form_returns_to_the_page_it_stood_on(came_from, returns_to):
    answer = Client(headers={"referer": came_from} if came_from else {}).post("/plans/documents/import/")
    assert answer.status_code == 302
    assert parse_qs(urlsplit(answer["Location"]).query)["next"] == [returns_to]
