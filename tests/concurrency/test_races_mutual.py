"""Two desks at once: the last place of a course, one pupil from two phones, and what an agreement leaves, on PostgreSQL."""

from __future__ import annotations

import threading

import pytest

from baigong.contexts.credit_bank.models import HOLDING, AgreementParty, CourseEnrolment, EnrolmentState, RecognitionAgreement
from baigong.contexts.credit_bank.mutual import recognising
from baigong.contexts.credit_bank.services import mutual, mutual_enrolments
from baigong.contexts.credit_bank.services import mutual_courses as courses
from baigong.contexts.credit_bank.workflow import mutual_courses
from baigong.kernel.errors import Conflict, Refusal
from tests.concurrency.test_races import at_once
from tests.credit_city import fire
from tests.mutual_city import a_course, a_pupil, agreement_head, course_head, enrolled, in_force, later, make_schools, passed

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def city(transactional_db, now):
    return make_schools(now)


@pytest.fixture
def last_place(city):
    """A course with one place, and two who were confirmed; what admitting each of them does."""
    course = a_course(city, in_force(city), places=1)
    rows = [enrolled(city, course, a_pupil(city, f"学生{n}", 20 + n), "confirm") for n in (1, 2)]
    return [lambda row=row: fire(row, "admit", city.school, city.now) for row in rows]


def held():
    return CourseEnrolment.objects.filter(state__in=HOLDING).count()


def seen_together(monkeypatch, module, name):
    """Both read before either writes."""
    both, read = threading.Barrier(2), getattr(module, name)

    def slow(*args):
        found = read(*args)
        both.wait(10)
        return found

    monkeypatch.setattr(module, name, slow)


def test_control_without_its_turn_one_place_is_given_to_two(last_place, monkeypatch):
    monkeypatch.setattr(mutual_courses, "take_turn", lambda course: None)
    seen_together(monkeypatch, mutual_courses, "places_held")
    outcomes = at_once(*last_place)
    assert not any(isinstance(one, Exception) for one in outcomes), outcomes
    assert held() == 2


def test_the_last_place_is_given_once(last_place):
    outcomes = at_once(*last_place)
    assert held() == 1
    assert sum(isinstance(one, Conflict) and one.code == "full" for one in outcomes) == 1, outcomes


def test_places_are_not_cut_below_those_that_are_given_at_the_same_moment(city):
    course = a_course(city, agreement := in_force(city), places=2)
    rows = [enrolled(city, course, a_pupil(city, f"学生{n}", 20 + n), "confirm") for n in (1, 2)]
    fire(rows[0], "admit", city.school, city.now)
    head = course_head(city, agreement, places=1)
    outcomes = at_once(
        lambda: fire(rows[1], "admit", city.school, city.now),
        lambda: courses.edit_course(actor=city.school, now=city.now, course=course, head=head),
    )
    assert sum(isinstance(one, Refusal) for one in outcomes) == 1, outcomes
    course.refresh_from_db()
    assert held() == course.places


def test_desks_that_admit_in_turn_and_one_by_one_do_not_wait_for_each_other(city):
    course = a_course(city, in_force(city), places=3)
    rows = [enrolled(city, course, a_pupil(city, f"学生{n}", 30 + n), "confirm") for n in range(6)]

    def in_turn():
        return mutual_enrolments.admit_in_turn(actor=city.school, now=city.now, course=course)

    outcomes = at_once(in_turn, *[lambda row=row: fire(row, "admit", city.school, city.now) for row in reversed(rows)], in_turn)
    assert not [one for one in outcomes if isinstance(one, Exception) and not isinstance(one, Conflict)], outcomes
    assert held() == 3


def test_one_pupil_from_two_phones_is_enrolled_once(city):
    course = a_course(city, in_force(city))

    def apply():
        return mutual_enrolments.enrol(actor=city.pupil, now=city.now, learner=city.pupil_account, course=course)

    outcomes = at_once(apply, apply)
    assert CourseEnrolment.objects.count() == 1
    assert sum(isinstance(one, Refusal) for one in outcomes) == 1, outcomes


@pytest.fixture
def called_off_meanwhile(city, monkeypatch):
    """A pupil who enrols, and a school that calls the course off after the pupil's application was looked at and before it is written."""
    course = a_course(city, in_force(city))
    looked, gone = threading.Event(), threading.Event()
    why_not = mutual_enrolments.Chooser.why_not

    def slow(chooser, wanted):
        found = why_not(chooser, wanted)
        looked.set()
        gone.wait(1.5)
        return found

    monkeypatch.setattr(mutual_enrolments.Chooser, "why_not", slow)

    def apply():
        return mutual_enrolments.enrol(actor=city.pupil, now=city.now, learner=city.pupil_account, course=course)

    def cancel():
        assert looked.wait(10)
        fire(course, "cancel", city.school, city.now, reason="教师调动")
        gone.set()

    return apply, cancel


def left_in_it():
    return CourseEnrolment.objects.exclude(state=EnrolmentState.DECLINED).filter(course__state="cancelled").count()


def test_control_without_holding_the_course_a_pupil_is_left_in_one_that_was_called_off(called_off_meanwhile, monkeypatch):
    rows = mutual_enrolments.SharedCourse.objects
    unheld = type("", (), {"objects": type("", (), {"select_for_update": lambda self, **how: rows})()})
    monkeypatch.setattr(mutual_enrolments, "SharedCourse", unheld)
    outcomes = at_once(*called_off_meanwhile)
    assert not any(isinstance(one, Exception) for one in outcomes), outcomes
    assert left_in_it() == 1


def test_nobody_is_left_in_a_course_that_is_called_off_at_the_same_moment(called_off_meanwhile):
    outcomes = at_once(*called_off_meanwhile)
    assert not any(isinstance(one, Exception) for one in outcomes), outcomes
    assert (left_in_it(), CourseEnrolment.objects.get().state) == (0, EnrolmentState.DECLINED)


@pytest.fixture
def one_ceiling(city):
    """Two passed courses of one pupil under an agreement that leaves enough for one; what recognising each of them does."""
    agreement = in_force(city, ceiling=300)
    rows = [passed(city, a_course(city, agreement, type=kind)) for kind in (city.type, city.second_type)]
    return [lambda row=row: fire(row, "recognise", city.general, later(city)) for row in rows]


def recognised():
    return sum(CourseEnrolment.objects.filter(state=EnrolmentState.RECOGNISED).values_list("credits", flat=True))


def test_control_without_waiting_for_each_other_two_recognitions_take_more_than_was_agreed(one_ceiling, monkeypatch):
    class NoTurn:
        objects = type("", (), {"select_for_update": lambda self, **how: self, "get": lambda self, **key: None})()

    monkeypatch.setattr(mutual_courses, "Learner", NoTurn)
    seen_together(monkeypatch, recognising, "recognised_before")
    outcomes = at_once(*one_ceiling)
    assert not any(isinstance(one, Exception) for one in outcomes), outcomes
    assert recognised() == 500


def test_two_recognitions_at_once_share_what_the_agreement_leaves(one_ceiling):
    outcomes = at_once(*one_ceiling)
    assert {one.code for one in outcomes if isinstance(one, Exception)} <= {"nothing_left"}, outcomes
    assert recognised() == 300


def test_of_the_last_two_who_agree_at_once_one_concludes(city):
    three = tuple(mutual.PartyHead(body) for body in (city.school_body, city.general_body, city.other_body))
    for _round in range(5):
        row = mutual.draft_agreement(actor=city.school, now=city.now, head=agreement_head(city, parties=three))
        fire(row, "propose", city.school, city.now)
        acts = [
            lambda party=party, actor=actor: fire(party, "agree", actor, city.now)
            for party, actor in (
                (AgreementParty.objects.get(agreement=row, organisation=city.general_body), city.general),
                (AgreementParty.objects.get(agreement=row, organisation=city.other_body), city.other),
            )
        ]
        outcomes = at_once(*acts)
        assert not any(isinstance(one, Exception) for one in outcomes), outcomes
        assert RecognitionAgreement.objects.get(pk=row.pk).state == "agreed"
