"""Error pages say what happened and what to do, and cannot themselves fail."""

import pytest
from django.test import RequestFactory

from baigong.kernel.access import ANONYMOUS
from baigong.kernel.ui import errors


def request():
    made = RequestFactory().get("/x/")
    made.actor = ANONYMOUS
    made._messages = []
    return made


@pytest.mark.parametrize(
    ("kind", "status"),
    [("400", 400), ("403", 403), ("404", 404), ("405", 405), ("413", 413), ("500", 500), ("507", 507), ("csrf", 403), ("file_lost", 404)],
)
def test_every_error_page_says_what_happened_and_what_next(kind, status):
    response = errors.error_response(request(), kind)
    page = errors.error_page(kind)
    assert response.status_code == status
    assert page.what in response.content.decode()
    assert all(step in response.content.decode() for step in page.steps)


def test_the_reason_of_a_refusal_takes_the_place_of_the_general_sentence():
    response = errors.error_response(request(), 403, what="任务 <3-2> 不归您办理。", reference="a1b2")
    assert "任务 &lt;3-2&gt; 不归您办理。" in response.content.decode()
    assert "a1b2" in response.content.decode()


def test_when_the_page_itself_fails_its_words_come_as_plain_text(monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(errors, "render", broken)
    response = errors.error_response(request(), 500)
    assert response.status_code == 500
    assert response["Content-Type"].startswith("text/plain")
    assert "系统出了差错" in response.content.decode()
