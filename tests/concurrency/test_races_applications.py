"""Two firms that apply under one code at the same moment, on PostgreSQL."""

from __future__ import annotations

import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from baigong.contexts.enterprises.models import EnterpriseApplication
from baigong.contexts.enterprises.services.applications import ApplicationHead, lodge_application
from baigong.kernel.access import ANONYMOUS
from baigong.kernel.errors import Conflict
from tests.concurrency.test_races import at_once
from tests.enterprise_city import head, make_city

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ONE_OPEN = next(c for c in EnterpriseApplication._meta.constraints if c.name == "enterprise_application_one_open")


@pytest.fixture
def race(transactional_db, monkeypatch):
    """Two who apply with the same code; both have looked for an open application before either writes."""
    city = make_city()
    firm = head(city, "示例新来有限公司", address="新区一号", contact="示例经办", phone="0935-0000001")
    looked, told = threading.Barrier(2, timeout=10), []
    real = EnterpriseApplication.save

    def slow(row, *args, **options):
        if row.pk is None:
            looked.wait()
        real(row, *args, **options)

    monkeypatch.setattr(EnterpriseApplication, "save", slow)

    def apply():
        licence = SimpleUploadedFile("营业执照.pdf", b"%PDF-1.4 licence\n%%EOF", "application/pdf")
        try:
            lodge_application(actor=ANONYMOUS, now=city.now, head=ApplicationHead(firm, licence=licence))
            told.append("lodged")
        except Conflict as refused:
            told.append(refused.code)

    return apply, told


@pytest.fixture
def without_constraint(transactional_db):
    with connection.schema_editor() as editor:
        editor.remove_constraint(EnterpriseApplication, ONE_OPEN)
    yield
    with connection.cursor() as cursor:
        cursor.execute(f'TRUNCATE "{EnterpriseApplication._meta.db_table}" CASCADE')
    with connection.schema_editor() as editor:
        editor.add_constraint(EnterpriseApplication, ONE_OPEN)


def test_control_without_the_constraint_both_are_open(without_constraint, race):
    apply, told = race
    at_once(apply, apply)
    assert told == ["lodged", "lodged"]
    assert EnterpriseApplication.objects.count() == 2


def test_with_the_constraint_the_second_is_told_that_one_is_open(race):
    apply, told = race
    at_once(apply, apply)
    assert sorted(told) == ["lodged", "open_already"]
    assert EnterpriseApplication.objects.count() == 1
