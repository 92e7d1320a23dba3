"""What schools have, read from their returns: mappings name what is there, rows say the same as the indicators, any day can be shown."""

from __future__ import annotations

import random
from datetime import date, timedelta
from fractions import Fraction

import pytest

from baigong.contexts.classifications.public import load_bundled
from baigong.contexts.schools.facets.declaration import Facet, Feed
from baigong.contexts.schools.facets.declared import BASE, FACETS, OLD, ROSTERS
from baigong.contexts.schools.facets.reading import facet_rows
from baigong.contexts.schools.selectors.judgements import counts_as_dual, lacks_of
from baigong.contexts.schools.selectors.programmes import ON_THE_ROLL
from baigong.kernel.access import SYSTEM
from baigong.kernel.indicators import Case, find_indicator
from baigong.kernel.indicators.cases import value_of
from tests.contexts.schools.returns import KEY, a_class, a_course, a_programme, a_student, a_teacher, sent

FEEDS = [(facet, feed) for facet in FACETS.values() for feed in facet.feeds]
WORDS = [f"{facet.slug}-{feed.standard}-{feed.table}" for facet, feed in FEEDS]


def misspelt(facet: Facet, feed: Feed) -> list[str]:
    """What a feed names that is not there."""
    held = {field.name for field in feed.declared.fields}
    columns = {column.name for column in facet.columns}
    return sorted((set(feed.fields.values()) - held) | ({*feed.fields, *feed.fixed} - columns))


@pytest.mark.parametrize(("facet", "feed"), FEEDS, ids=WORDS)
def test_a_mapping_names_fields_of_its_edition_and_columns_of_its_facet(facet, feed):
    assert misspelt(facet, feed) == []
    assert not {feed.declared.field(name).field.is_sensitive for name in feed.fields.values()} - {False}


def test_a_misspelt_field_table_or_column_is_found():
    facet = FACETS["programmes"]
    assert misspelt(facet, Feed(BASE, "ODS_ZZZYSZSJ", {"code": "ZYDMM"})) == ["ZYDMM"]
    assert misspelt(facet, Feed(BASE, "ODS_ZZZYSZSJ", {"kode": "ZYDM"})) == ["kode"]
    with pytest.raises(LookupError, match="ODS_NONE"):
        misspelt(facet, Feed(BASE, "ODS_NONE", {}))


@pytest.mark.parametrize("facet", FACETS.values(), ids=list(FACETS))
def test_a_facet_sorts_joins_and_subtitles_by_its_own_columns(facet):
    columns = {column.name for column in facet.columns}
    assert len(columns) == len(facet.columns)
    assert {*facet.key, *(column.sub for column in facet.columns if column.sub)} <= columns
    assert {name.removeprefix("-") for name in facet.sort} <= {*columns, "school"}


def test_names_of_persons_are_declared_personal():
    """Whatever a mapping reads from a field of names must be masked to those who have no need of it."""
    names = {"XM", "JSXM", "XSXM", "JDLXRXM", "SBFZRXM", "LXRDH", "LXRYX"}
    for facet, feed in FEEDS:
        assert {column for column, field in feed.fields.items() if field in names} <= facet.personal


def rows_of(slug, schools, on, named=()):
    return facet_rows(FACETS[slug], schools, on, named)


@pytest.mark.django_db
def test_a_programme_told_by_two_tables_is_one_with_its_learners_and_its_place_in_the_catalogue(city, now):
    load_bundled(actor=SYSTEM, now=now, scheme="programmes")
    batch = sent(city, now, BASE, "ODS_ZZZYSZSJ", a_programme(1), a_programme(2, ZYMC="旧名护理", ZYDM="720201"))
    sent(city, now, ROSTERS, "MCBJ", a_class("21A"), a_class("21B", ZYDM="720201"), a_class("21C", ZYDM="619999"))
    sent(city, now, ROSTERS, "MCXS", *(a_student(n, XSZT=state) for n, state in enumerate("112345")))
    rows = rows_of("programmes", [city.school_body], now.date())
    told = {row["code"]: (row["name"], row["catalogue"], row["listed_as"], row["level"], row["learners"]) for row in rows}
    assert told == {
        "610102": ("作物生产技术", "listed", "", "中职", 3),
        "720201": ("旧名护理", "renamed", "护理", "中职", 0),
        "619999": ("619999", "absent", "", "", 0),
    }
    assert {row["code"]: row["cluster"] for row in rows} == {"610102": "寒旱农业", "720201": "医药健康", "619999": ""}
    first = next(row for row in rows if row["code"] == "610102")
    assert (first["batch"], first["number"], first["is_key"], first["enrols_since"]) == (batch.pk, 1, False, date(2015, 9, 1))


@pytest.mark.django_db
def test_without_a_catalogue_nothing_is_said_against_a_code(city, now):
    sent(city, now, BASE, "ODS_ZZZYSZSJ", a_programme(1))
    (row,) = rows_of("programmes", [city.school_body], now.date())
    assert (row["catalogue"], row["edition"], row["name"]) == ("unknown", "", "作物生产技术")


@pytest.mark.django_db
def test_a_list_shows_any_day_and_leaves_out_what_was_deleted(city, now):
    sent(city, now, ROSTERS, "MCBJ", a_class("21A"), a_class("21B"))
    later = now + timedelta(days=3)
    sent(city, later, ROSTERS, "MCBJ", a_class("21A", XSS="7"), a_class("21B", SJZTM="0"))
    before = rows_of("classes", [city.school_body], now.date())
    after = rows_of("classes", [city.school_body], later.date())
    assert [(row["number_of_class"], row["size"]) for row in before] == [("21A", 42), ("21B", 42)]
    assert [(row["number_of_class"], row["size"], row["agreement"]) for row in after] == [("21A", 7, "differs")]
    assert rows_of("classes", [city.school_body], now.date() - timedelta(days=1)) == []


@pytest.mark.django_db
def test_an_edition_that_was_superseded_tells_only_of_schools_that_send_no_later_one(city, now):
    old = {"XXDM": "3162000001", "SJCJSJ": "20220601 080000"}
    sent(city, now, OLD, "ODS_ZZKCXXSJ", a_course(1, KCMC="旧课", **old))
    sent(city, now, OLD, "ODS_ZZKCXXSJ", a_course(1, KCMC="旧课", **old), host="other")
    sent(city, now, BASE, "ODS_ZZKCXXSJ", a_course(2, KCMC="新课", SFYXSKC="1", SFKCSZSFKC="0", XNFZSXKSS="0"))
    rows = rows_of("courses", [city.school_body, city.other_body], now.date())
    assert sorted((row["school"], row["name"]) for row in rows) == [("乙县职专", "旧课"), ("甲县职专", "新课")]
    assert {row["share"] for row in rows} == {Fraction(1, 4)}


@pytest.mark.django_db
def test_a_teachers_name_is_whole_only_for_those_who_may_read_the_school(city, now):
    sent(city, now, ROSTERS, "MCJS", a_teacher(1))
    sent(city, now, ROSTERS, "MCJS", a_teacher(1), host="other")
    rows = rows_of("teachers", [city.school_body, city.other_body], now.date(), {city.school_body.pk})
    assert {row["school"]: row["name"] for row in rows} == {"甲县职专": "张示例", "乙县职专": "张**"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("on", "teacher", "dual", "said"),
    [
        (date(2023, 1, 14), {"SSTJ": "1"}, "yes", "统计口径"),
        (date(2023, 1, 15), {"SSTJ": "1"}, "no", "只符合统计口径"),
        (date(2023, 3, 1), {"SSDJ": "2", "SSQRQ": "20230301"}, "yes", "省级认定，中级，2023-03-01起"),
        (date(2023, 3, 1), {"SSDJ": "2", "SSQRQ": "20230302"}, "no", "认定不在有效期内"),
        (date(2022, 9, 1), {"SSTJ": "1", "SFXWJZ": "1"}, "out", "校外兼职教师"),
        (date(2022, 9, 1), {"SSTJ": "1", "LRRQ": "20220831"}, "out", "当日不在任"),
        (date(2022, 9, 1), {"SSTJ": "1", "SFZYJS": "0"}, "out", "不是专业课教师"),
    ],
)
def test_a_teacher_counts_as_dual_by_the_basis_of_the_day_and_the_row_says_which(city, now, on, teacher, dual, said):
    sent(city, now, ROSTERS, "MCJS", a_teacher(1, **teacher))
    (row,) = rows_of("teachers", [city.school_body], on)
    assert row["dual"] == dual
    assert said in row["basis"]


@pytest.mark.parametrize("on", [date(2022, 6, 27), date(2023, 1, 14), date(2023, 1, 15), date(2024, 6, 1)])
def test_the_list_of_teachers_and_the_indicator_count_the_same(on):
    draw = random.Random(on.toordinal())
    days = [None, date(2023, 1, 15), date(2023, 6, 1), date(2024, 6, 1), date(2022, 6, 26)]
    rows = [
        {
            "school": "7", "teacher": str(n), "is_full_time": draw.random() < 0.9, "is_specialist": draw.random() < 0.8,
            "is_external": draw.random() < 0.1, "began_on": draw.choice([date(2010, 9, 1), date(2023, 1, 15)]),
            "left_on": draw.choice(days), "is_dual_statistical": draw.choice([True, False, None]),
            "dual_level_code": draw.choice(["0", "1", "2", "3"]),
            "dual_from": draw.choice(days), "dual_until": draw.choice(days),
        }
        for n in range(300)
    ]  # fmt: skip
    judged = [
        counts_as_dual(
            row | {"is_statistical": row["is_dual_statistical"], "dual_level": {"0": None}.get(row["dual_level_code"], "级")}, on
        )
        for row in rows
    ]
    asked = [one for one in judged if one is not None]
    assert value_of(find_indicator("TCH-01"), Case("", {"teachers": rows}, None, as_of=on)) == Fraction(sum(asked), len(asked))


@pytest.mark.parametrize("year", [2021, 2023, 2024])
def test_the_list_of_textbooks_and_the_indicator_judge_the_same(year):
    draw = random.Random(year)
    rows = [
        {
            "year": year, "grade": year - draw.randrange(3), "course_kind_code": draw.choice("1123"), "book_kind_code": draw.choice("1249"),
            "is_filed": draw.random() < 0.8, "is_genuine": draw.random() < 0.9, "body_kind": draw.choice(["secondary_school", "college"]),
            "school": "7",
        }
        for _ in range(300)
    ]  # fmt: skip
    sound = sum(
        not lacks_of(
            row | {"kind": row["book_kind_code"], "is_three": row["body_kind"] == "secondary_school" and row["course_kind_code"] == "1"}
        )
        for row in rows
    )
    assert value_of(find_indicator("TXT-06"), Case("", {"textbooks": rows}, None, as_of=date(year, 10, 1))) == Fraction(sound, 300)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("book", "verdict", "lacks"),
    [
        ({}, "yes", ""),
        ({"SFBA": "0", "SFZB": "0"}, "no", "选用结果没有备案；不是正版或渠道不正规"),
        ({"KCLX": "1", "JCLX": "9"}, "no", "三科课程没有用国家统编或国家规划教材"),
        ({"KCLX": "1", "JCLX": "9", "XN": "2019-2020"}, "unknown", "那个学年没有三科教材的规定"),
    ],
)
def test_a_textbook_says_what_it_lacks(city, now, book, verdict, lacks):
    row = {"XN": "2021-2022", "XQM": "1", "ZYDM": "720201", "NJ": "2021", "KCMC": "语文", "KCLX": "3", "JCMC": "示例", "JCLX": "2",
           "SFBA": "1", "SFZB": "1"}  # fmt: skip
    sent(city, now, ROSTERS, "MCJC", row | book)
    (told,) = rows_of("textbooks", [city.school_body], now.date())
    assert (told["compliance"], told["lacks"]) == (verdict, lacks)


@pytest.mark.django_db
def test_a_list_of_books_that_says_nothing_of_selection_is_not_judged(city, now):
    row = {"ZJSJWYXBS": KEY.format(1), "XXDM": "3162000001", "CBH": "9787040000000", "JCMC": "示例", "JCLXM": "1", "ZZ": "示例",
           "SFXQHZKFJC": "0", "SJCJSJ": "20220601 080000"}  # fmt: skip
    sent(city, now, BASE, "ODS_ZZJCJBSJ", row)
    (told,) = rows_of("textbooks", [city.school_body], now.date())
    assert (told["compliance"], told["isbn"]) == ("unknown", "9787040000000")


def test_who_is_on_the_roll_is_the_same_in_list_and_indicator():
    from baigong.contexts.schools.figures.students import AT_SCHOOL

    assert ON_THE_ROLL == AT_SCHOOL
