"""What stands in the log of a refused request: its address, unless the address opens something."""

import logging

import pytest
from django.http import HttpResponse
from django.urls import path

from baigong.kernel.access import public


@public
def refused(request, **_parts):
    return HttpResponse("no", status=422)


urlpatterns = [path("open/<str:token>/", refused), path("rows/<int:pk>/", refused)]
pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]


def logged(client, caplog, address):
    """The line that the console shows."""
    assert client.get(address).status_code == 422
    record = next(record for record in caplog.records if record.name == "django.request")
    console = next(handler for handler in logging.getLogger().handlers if type(handler) is logging.StreamHandler)
    assert console.filter(record)
    return console.format(record)


def test_the_secret_of_a_link_is_not_logged_when_its_request_is_refused(client, caplog):
    line = logged(client, caplog, "/open/Zx81secret/")
    assert "Zx81" not in line
    assert "/open/<str:token>/" in line


def test_any_other_address_is_logged_as_it_was_asked_for(client, caplog):
    assert "/rows/7/" in logged(client, caplog, "/rows/7/")
