"""A kept page is never another person's, and never older than what was last written."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.contrib import messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import HttpResponse
from django.utils import translation

from baigong.contexts.accounts.public import LIAISON, WORKING_TEAM
from baigong.kernel import audit
from baigong.kernel.ui.keeping import kept_for_each
from tests.builders import a_body, a_user, acting_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def view():
    """A page that tells how often it was made."""

    made = []

    @kept_for_each
    def made_anew(request):
        made.append(request)
        answer = HttpResponse(f"made {len(made)} times")
        if request.GET.get("export"):
            answer["Content-Disposition"] = "attachment"
        return answer

    return made_anew


@pytest.fixture
def body(db):
    return a_body()


@pytest.fixture
def open_page(rf, view, now, body):
    user = a_user(WORKING_TEAM, body)

    def opened(*, by=user, at: datetime = now, path: str = "/x/", token: str | None = "t" * 32, htmx: bool = False, told: str = "") -> str:
        request = rf.get(path, headers={"HX-Request": "true"} if htmx else {})
        request.actor, request.now, request.session = acting_for(by), at, {}
        request._messages = FallbackStorage(request)
        if told:
            request._messages.add(messages.INFO, told)
        opened.last = request
        if token:
            request.META["CSRF_COOKIE"] = token
            request.COOKIES["csrftoken"] = token
        return view(request).content.decode()

    return opened


def test_a_page_opened_again_is_not_made_again(open_page):
    assert open_page() == open_page() == "made 1 times"


@pytest.mark.parametrize(
    "otherwise", [{"path": "/x/?q=1"}, {"token": "u" * 32}, {"token": None}, {"htmx": True}, {"path": "/x/?export=xlsx"}], ids=str
)
def test_another_question_is_answered_anew(open_page, otherwise):
    open_page()
    assert open_page(**otherwise) == "made 2 times"


def test_a_file_is_made_and_noted_every_time(open_page):
    assert open_page(path="/x/?export=xlsx") != open_page(path="/x/?export=xlsx")


def test_a_page_with_something_to_say_is_not_kept_and_asking_does_not_use_the_message_up(open_page):
    open_page()
    assert open_page(told="已保存。") == "made 2 times"
    assert not open_page.last._messages.used
    assert open_page() == "made 1 times"


def test_another_language_is_another_page(open_page):
    open_page()
    with translation.override("en"):
        assert open_page() == "made 2 times"


def test_nobody_gets_the_page_of_another(open_page, body):
    open_page()
    assert open_page(by=a_user(WORKING_TEAM, body)) == "made 2 times"
    assert open_page(by=a_user(LIAISON, body)) == "made 3 times"


def test_a_write_makes_it_anew(open_page, body, now):
    open_page()
    audit.record(acting_for(a_user(WORKING_TEAM, body)), "organisations.organisation.edited", body, now=now)
    assert open_page() == "made 2 times"


def test_a_write_that_began_earlier_and_ended_later_makes_it_anew_too(open_page, body, now):
    """Its entry then stands before the last one."""
    from baigong.kernel.audit.models import AuditEvent

    actor = acting_for(a_user(WORKING_TEAM, body))
    for _ in range(2):
        audit.record(actor, "organisations.organisation.edited", body, now=now)
    earlier = AuditEvent.objects.order_by("-pk")[1]
    AuditEvent.objects.filter(pk=earlier.pk).delete()  # as others see it before its transaction ends
    open_page()
    earlier.save(force_insert=True)
    assert open_page() == "made 2 times"


def test_it_does_not_outlive_the_minute(open_page, now):
    open_page()
    assert open_page(at=now + timedelta(minutes=1)) == "made 2 times"
