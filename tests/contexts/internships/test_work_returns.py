"""Returns on the national standard, made of the records: our own node accepts them, whatever the records lack is told before."""

from __future__ import annotations

import io
import json
from datetime import date

import pytest

from baigong.contexts.internships.models import InternshipInsurance, InternshipLog, InternshipPost, Placement, PostMentor, ViolationReport
from baigong.contexts.internships.outputs import returns_seen
from baigong.contexts.internships.outputs.returns import HIGHER, SECONDARY, Term, returned, term_of
from baigong.contexts.internships.outputs.returns_seen import seen
from baigong.contexts.internships.services import formalities, pay, violations, work
from baigong.contexts.internships.services.pay import PayEntry
from baigong.contexts.registers.commands import check
from tests.internship_city import an_intern, at, at_work, later, make_city

pytestmark = pytest.mark.django_db
NOW = at(date(2022, 6, 27))
SPRING = Term(2021, 2)


@pytest.fixture
def city(db):
    return make_city()


def told(city, *, intern=None, teacher=True):
    """A placement of the spring of 2022 with a log, a month of pay and a report of a violation."""
    intern = intern or city.intern
    placement = at_work(city, intern=intern, **later())
    actor = city.college if intern.school == city.college_body else city.school
    PostMentor.objects.get_or_create(post=city.post, name="马师傅", phone="13900000000")
    if teacher:
        formalities.give_teacher(actor=actor, now=NOW, placements=[placement], name="赵老师", number="02T0001", phone="13900000001")
    if intern == city.intern:
        facts = {"kind": "weekly", "begins": date(2022, 4, 4), "words": "第一周\n学习防疫消毒。"}
        work.write_log(actor=city.student, now=at(date(2022, 4, 8)), placement=placement, **facts)
    low = PayEntry(date(2022, 5, 1), paid=1000 * pay.Decimal(1), present=20, reason="停产")
    pay.enter_pay(actor=city.firm, now=NOW, placement=placement, entry=low)
    row = violations.detect(
        actor=actor,
        now=NOW,
        placement=placement,
        kind="pay",
        words="少付",
        clause="-",
        occurred_on=date(2022, 5, 1),
        finding=f"pay:{placement.pk}",
    )
    ViolationReport.objects.filter(pk=row.pk).update(state="closed")
    return placement


def verdict(made, tmp_path, table):
    """What ``baigong returns check`` says of one table's file."""
    file = tmp_path / f"{table}.csv"
    file.write_bytes(made.csv_of(table))
    out, err = io.StringIO(), io.StringIO()
    options = {"file": file, "standard": made.standard, "table": table, "limit": 0, "json": True}
    status = check.run(options, out, err)
    return status, json.loads(out.getvalue()), err.getvalue()


@pytest.mark.parametrize("table", ["ODS_ZZSXJCSJ", "ODS_ZZSXBGJLSJ"])
def test_a_secondary_schools_tables_are_accepted_by_our_own_node(city, tmp_path, table):
    told(city)
    made = returned(city.school_body, SPRING, NOW)
    assert made.standard == SECONDARY
    status, said, _err = verdict(made, tmp_path, table)
    assert (status, said["ok"], said["tables"][0]["rows"], said["tables"][0]["faults"]) == (0, True, 1, [])


@pytest.mark.parametrize("table", ["ODS_SXJCSJ", "ODS_SXBXGMQKSJ", "ODS_SXWGXWQKSJ"])
def test_a_colleges_tables_are_accepted_by_our_own_node(city, tmp_path, table):
    told(city, intern=city.adult)
    made = returned(city.college_body, SPRING, NOW)
    assert (made.standard, made.gaps) == (HIGHER, [])
    status, said, _err = verdict(made, tmp_path, table)
    assert (status, said["tables"][0]["sound"], said["tables"][0]["faults"]) == (0, 1, [])


def test_the_whole_archive_is_read_as_one_file(city, tmp_path):
    told(city)
    made = returned(city.school_body, SPRING, NOW)
    file = tmp_path / made.filename
    file.write_bytes(made.archive())
    out, err = io.StringIO(), io.StringIO()
    status = check.run({"file": file, "standard": made.standard, "table": "", "limit": 0, "json": True}, out, err)
    assert (status, {one["table"] for one in json.loads(out.getvalue())["tables"]}) == (0, {"ODS_ZZSXJCSJ", "ODS_ZZSXBGJLSJ"})


def test_the_rows_say_what_the_records_say(city):
    placement = told(city)
    row = returned(city.school_body, SPRING, NOW).tables["ODS_ZZSXJCSJ"][0]
    said = {
        name: row[name] for name in ("XSXM", "XN", "XQM", "SXSFKS", "SXSFJS", "SXQXM", "ZYDKCDM", "GMBXZLM", "BXGMFM", "SXKSRQ", "SXCSLXM")
    }
    assert said == {
        "XSXM": "张三", "XN": "2021-2022", "XQM": "2", "SXSFKS": "1", "SXSFJS": "0", "SXQXM": "1", "ZYDKCDM": "2", "GMBXZLM": "1",
        "BXGMFM": "1", "SXKSRQ": f"{placement.starts_on:%Y%m%d}", "SXCSLXM": "4",
    }  # fmt: skip


def test_the_same_record_sent_again_is_the_same_row(city):
    told(city)
    first, second = (returned(city.school_body, SPRING, at(day)).tables["ODS_ZZSXJCSJ"][0] for day in (date(2022, 6, 1), date(2022, 6, 2)))
    assert first["ZJSJWYXBS"] == second["ZJSJWYXBS"]
    assert first["SJCJSJ"] != second["SJCJSJ"]


def test_what_the_standard_demands_and_the_records_lack_is_told(city):
    told(city, intern=city.adult, teacher=False)
    made = returned(city.college_body, SPRING, NOW)
    assert made.gaps == ["王五：缺“校内指导教师工号”"]
    city.school_body.moe_code = ""
    city.school_body.save()
    assert "学校标识码" in returned(city.school_body, SPRING, NOW).gaps[0]


def test_a_term_without_interns_is_an_empty_file(city):
    assert returned(city.school_body, Term(2019, 1), NOW).tables["ODS_ZZSXJCSJ"] == []


@pytest.mark.parametrize(
    ("day", "term"),
    [(date(2021, 9, 1), Term(2021, 1)), (date(2022, 2, 28), Term(2021, 1)), (date(2022, 3, 1), SPRING), (date(2022, 8, 31), SPRING)],
)
def test_a_day_lies_in_a_term(day, term):
    assert term_of(day) == term
    assert term.first <= day <= term.last


def test_a_programme_of_the_same_class_is_near_and_another_is_not(city):
    told(city)
    for programmes, said in ((["610399"], "1"), (["720201"], "0")):
        InternshipPost.objects.filter(pk=city.post.pk).update(programmes=programmes)
        assert returned(city.school_body, SPRING, NOW).tables["ODS_ZZSXJCSJ"][0]["ZYDKCDM"] == said


def agree(school):
    """What the page tells at a glance is what the rows themselves tell."""
    made, found = returned(school, SPRING, NOW), seen(school, SPRING)
    assert [(name, rows) for name, _label, rows in found.tables] == [(name, len(rows)) for name, rows in made.tables.items()]
    assert (list(found.gaps), found.more) == (list(made.gaps), 0)
    return found


def test_at_a_glance_the_rows_and_gaps_are_those_of_the_file(city):
    told(city)
    told(city, intern=city.adult, teacher=False)
    assert agree(city.school_body).gaps == []
    assert agree(city.college_body).gaps == ["王五：缺“校内指导教师工号”"]
    InternshipLog.objects.update(placement=Placement.objects.get(intern=city.adult))
    agree(city.college_body)


@pytest.mark.parametrize("whose", ["intern", "adult"])
def test_whatever_a_record_may_lack_is_seen_at_a_glance_as_in_the_file(city, whose):
    """Every text that a row is made of is empty here: a field that the standard demands and that nobody thought of fails this."""
    placement = told(city, intern=getattr(city, whose))
    intern, school = placement.intern, placement.school
    if whose == "adult":
        InternshipLog.objects.create(placement=placement, kind="weekly", begins=date(2022, 4, 4), words="", submitted_at=NOW)
    texts = ("student_number", "name", "programme_code", "programme_name", "class_name", "class_code")
    type(intern).objects.filter(pk=intern.pk).update(**dict.fromkeys(texts, ""))
    InternshipPost.objects.update(title="", duties="")
    InternshipLog.objects.update(words="")
    InternshipInsurance.objects.update(number="", insurer="")
    type(school).objects.filter(pk=placement.enterprise_id).update(name="")
    type(placement.teacher).objects.update(name="", number="", phone="")
    school.moe_code = ""
    school.save()
    found = agree(school)
    assert "学校标识码" in found.gaps[0]
    assert len(found.gaps) > 8


def test_more_gaps_than_are_told_are_counted(city, monkeypatch):
    told(city, teacher=False)
    told(city, intern=city.adult, teacher=False)
    type(city.adult).objects.filter(pk=city.adult.pk).update(class_name="", student_number="")
    whole = agree(city.college_body).gaps
    monkeypatch.setattr(returns_seen, "MOST_GAPS", 1)
    found = seen(city.college_body, SPRING)
    assert (list(found.gaps), found.more) == ([whole[0]], len(whole) - 1)


@pytest.mark.parametrize("many", [1, 6])
def test_the_glance_asks_as_little_for_many_as_for_few(city, django_assert_num_queries, many):
    for number in range(many):
        told(city, intern=an_intern(city.college_body, f"学生{number}", date(2000, 5, 6)), teacher=False)
    with django_assert_num_queries(5):  # a table each, one more for that with gaps
        assert len(seen(city.college_body, SPRING).gaps) == many
