"""Interns out of the school's roster: taken over as they lie there; what cannot be read keeps one out and is never guessed."""

from __future__ import annotations

from datetime import date

import pytest

from baigong.contexts.internships.models import Intern
from baigong.contexts.internships.services import interns
from baigong.contexts.registers.public import HASH, MASK
from baigong.kernel.errors import Refusal
from tests.internship_city import at, make_city

pytestmark = pytest.mark.django_db
NOW = at(date(2021, 3, 1))


@pytest.fixture
def city(db):
    return make_city()


def a_row(number, **facts):
    """A student as the roster has him."""
    own = {
        "XH": number, "XM": f"学生{number}", "XBM": "2", "CSRQ": "20030506", "SFZJLX": "1", "HKXZQH": "620621", "ZYDM": "610301",
        "NJ": "2019", "BH": "19畜1班", "XSZT": "1", "SFZH": "sealed", "SFZH" + HASH: f"{number:0>64}", "SFZH" + MASK: "6206**********0001",
    }  # fmt: skip
    return dict.fromkeys(interns.FIELDS, "") | own | facts


def taken(city, monkeypatch, *rows):
    monkeypatch.setattr(interns, "roster_rows", lambda school, entered: list(rows))
    return interns.take_from_roster(actor=city.school, now=NOW, school=city.school_body)


def test_who_is_taken_follows_the_roster_when_it_is_taken_again(city, monkeypatch):
    (made,) = taken(city, monkeypatch, a_row("S1")).new
    assert (made.sex, made.birth_on, made.entered, made.number_sealed) == ("2", date(2003, 5, 6), 2019, "sealed")
    again = taken(city, monkeypatch, a_row("S1", BH="19畜2班"))
    assert (len(again.new), [one.class_name for one in again.changed]) == (0, ["19畜2班"])
    assert not taken(city, monkeypatch, a_row("S1", BH="19畜2班")).changed


def test_a_class_is_called_as_the_roster_of_classes_calls_it(city, monkeypatch):
    monkeypatch.setattr(interns, "_class_names", lambda school: {"20610301": "20级畜禽1班"})
    named, unknown = taken(city, monkeypatch, a_row("S1", BH="20610301"), a_row("S2", BH="20610302")).new
    assert (named.class_name, named.class_code) == ("20级畜禽1班", "20610301")
    assert (unknown.class_name, unknown.class_code) == ("20610302", "20610302")


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"XBM": "9"}, "没有性别"),
        ({"CSRQ": "20030231"}, "出生日期"),
        ({"CSRQ": ""}, "出生日期"),
        ({"NJ": "二"}, "年级"),
        ({"SFZH" + HASH: ""}, "证件号"),
    ],
)
def test_what_cannot_be_read_is_told_and_keeps_one_student_out_and_no_other(city, monkeypatch, facts, why):
    found = taken(city, monkeypatch, a_row("S1", **facts), a_row("S2"))
    assert [one.student_number for one in found.new] == ["S2"]
    ((number, said),) = found.refused
    assert (number, why in said) == ("S1", True)
    assert not Intern.objects.filter(student_number="S1").exists()


def test_the_same_document_twice_or_at_another_school_is_not_taken(city, monkeypatch):
    twice = {"SFZH" + HASH: "a" * 64}
    found = taken(city, monkeypatch, a_row("S1", **twice), a_row("S2", **twice), a_row("S3", **{"SFZH" + HASH: city.adult.number_hash}))
    assert dict(found.refused) == {"S2": "同一证件号在名册里出现两次。", "S3": "同一证件号已是乙学院的实习生。"}


def test_who_has_left_by_the_roster_can_be_taken_by_another_school_and_comes_back_with_it(city, monkeypatch):
    (made,) = taken(city, monkeypatch, a_row("S1")).new
    own = {"SFZH" + HASH: made.number_hash}
    gone = taken(city, monkeypatch, a_row("S1", XSZT="4", LXRQ="20210228", **own), a_row("S9", XSZT="4", LXRQ="20210228"))
    assert [(one.student_number, one.left_on) for one in gone.left] == [("S1", date(2021, 2, 28))]
    assert (len(gone.new), len(gone.refused)) == (0, 0)
    assert not taken(city, monkeypatch, a_row("S1", XSZT="4", LXRQ="20210228", **own)).left
    assert [one.left_on for one in taken(city, monkeypatch, a_row("S1", **own)).changed] == [None]
    taken(city, monkeypatch, a_row("S1", XSZT="4", LXRQ="20210228", **own))
    monkeypatch.setattr(interns, "roster_rows", lambda school, entered: [a_row("S3", **own)])
    there = interns.take_from_roster(actor=city.college, now=NOW, school=city.college_body)
    assert [one.student_number for one in there.new] == ["S3"]
    back = taken(city, monkeypatch, a_row("S1", **own))
    assert [why for _number, why in back.refused] == ["同一证件号已是乙学院的实习生。"]


def test_who_is_not_listed_yet_or_left_on_no_day_stays(city, monkeypatch):
    taken(city, monkeypatch, a_row("S1"), a_row("S2"))
    found = taken(city, monkeypatch, a_row("S1", XSZT="2"))
    assert (found.left, Intern.objects.filter(student_number__in=["S1", "S2"], left_on=None).count()) == ([], 2)


def test_an_empty_roster_and_another_school_are_refused(city, monkeypatch):
    with pytest.raises(Refusal, match="先报送学生名册"):
        taken(city, monkeypatch)
    with pytest.raises(Refusal):
        interns.take_from_roster(actor=city.college, now=NOW, school=city.school_body)
