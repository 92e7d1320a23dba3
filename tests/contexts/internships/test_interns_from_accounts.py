"""A student who comes by the credit account: taken in once, and told apart from whoever has the number already."""

from datetime import date

import pytest

from baigong.contexts.credit_bank.models import DocumentKind, IdentityDocument
from baigong.contexts.internships.services.interns import InternHead, take_from_account
from baigong.kernel.errors import Conflict
from tests.internship_city import SOME_TIME, an_intern, make_city

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db):
    city = make_city()
    learner = an_intern(city.college_body, "赵六", date(2003, 1, 2), user=city.users.office).learner
    IdentityDocument.objects.create(
        learner=learner, kind=DocumentKind.CITIZEN, number_hash="a" * 64, number_sealed="-", masked="6206**********0009",
        checked_how="sight", checked_by=city.users.school, checked_at=SOME_TIME,
    )  # fmt: skip
    city.learner = learner
    return city


def head(city, number):
    return InternHead(city.school_body, number, "1", "610301", 2020, "20畜1班", "620621")


def test_who_has_a_checked_document_is_taken_in_once(city, now):
    row = take_from_account(actor=city.school, now=now, learner=city.learner, head=head(city, "20209999"))
    assert (row.name, row.learner) == ("赵六", city.learner)
    with pytest.raises(Conflict, match="已是实习生"):
        take_from_account(actor=city.school, now=now, learner=city.learner, head=head(city, "20209998"))


def test_a_student_number_of_somebody_else_is_told_as_such(city, now):
    with pytest.raises(Conflict, match="“张三”的"):
        take_from_account(actor=city.school, now=now, learner=city.learner, head=head(city, city.intern.student_number))
