"""Pages of the portal kept for visitors: the same page, sooner, until something is written; nobody else's, and under no other name."""

from __future__ import annotations

import pytest

from baigong.contexts.plans.services.plans import set_public
from tests.builders import a_user
from tests.contexts.plans.sample import cast, city, plan, running_plan  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def opened(settings, running_plan, cast, now):
    """The sample plan, public, on its own day."""
    settings.DEMONSTRATION_TODAY = now.date()
    return set_public(actor=cast.team, now=now, plan=running_plan, is_public=True)


def test_whoever_has_the_page_is_told_so_until_something_is_written(client, opened, cast, now):
    answer = client.get("/")
    assert client.get("/", headers={"If-None-Match": answer["ETag"]}).status_code == 304
    set_public(actor=cast.team, now=now, plan=opened, is_public=False)
    assert client.get("/", headers={"If-None-Match": answer["ETag"]}).status_code == 200


def test_a_kept_page_is_the_same_to_the_last_header(client):
    first, again = client.get("/"), client.get("/")
    assert again.content == first.content
    assert dict(again.headers) == dict(first.headers)


def test_a_visitor_without_a_cookie_gets_it_for_one_question_to_the_database(client, django_assert_num_queries):
    client.get("/")
    with django_assert_num_queries(1):
        answer = client.get("/")
    assert answer.status_code == 200
    assert not hasattr(answer.wsgi_request, "actor"), "who the reader is was not asked"


def test_a_visitor_with_a_cookie_gets_the_same_page(client):
    without = client.get("/").content
    client.cookies["theme"] = "dark"
    answer = client.get("/")
    assert hasattr(answer.wsgi_request, "actor")
    assert answer.content == without


def test_what_was_written_is_on_the_next_page(client, opened, cast, now):
    assert "目前没有公开的计划" not in client.get("/").content.decode()
    set_public(actor=cast.team, now=now, plan=opened, is_public=False)
    assert "目前没有公开的计划" in client.get("/").content.decode()


def test_it_is_kept_for_one_language(client):
    chinese, english = client.get("/"), client.get("/", headers={"Accept-Language": "en"})
    assert (chinese["Content-Language"], english["Content-Language"]) == ("zh-hans", "en")
    again = client.get("/", headers={"Accept-Language": "en"})
    assert (again.content, again["Content-Language"]) == (english.content, "en")
    assert client.get("/").content == chinese.content


def test_whoever_signs_in_does_not_get_the_visitors_page(client, sign_in):
    visitor = client.get("/").content
    assert sign_in(a_user()).get("/").content != visitor


def test_a_fragment_is_not_answered_with_the_page(client):
    client.get("/")
    assert hasattr(client.get("/", headers={"HX-Request": "true"}).wsgi_request, "actor")


def test_it_is_not_handed_out_under_another_host(client):
    client.get("/")
    assert client.get("/", headers={"Host": "elsewhere.example"}).status_code == 400


def test_a_form_sent_to_a_kept_address_goes_on_to_the_view(client):
    client.get("/")
    assert hasattr(client.post("/").wsgi_request, "actor")
