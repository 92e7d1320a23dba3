"""Declared lists: what the address asks for, what it may not do, and what leaves in a file."""

import datetime as dt
import io
from fractions import Fraction

import pytest
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import Q
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from python_calamine import CalamineWorkbook

from baigong.kernel.access import ANONYMOUS
from baigong.kernel.ui.listing import BooleanFilter, ChoiceFilter, Column, DateFilter, EmptyState, Listing
from baigong.kernel.ui.listing.pages import Pager, page_number

pytestmark = pytest.mark.django_db
BODIES = [("a", "甲局"), ("b", "乙局")]


def make(**changes):
    declared = {
        "name": "groups",
        "caption": "分组",
        "columns": [
            Column("name", "名称", sort="name", link=lambda g: f"/g/{g.pk}/"),
            Column("id", "编号", kind="number", sort="id", priority=2),
            Column("rate", "比例", kind="percent", value=lambda g: Fraction(1, 3)),
            Column("body", "单位", kind="badge", value=lambda g: g.name[0], labels=dict(BODIES), tones={"a": "good"}),
        ],
        "filters": [
            ChoiceFilter("body", "单位", choices=BODIES, many=True, where=lambda request, value: Q(name__startswith=value)),
            BooleanFilter("even", "双数", where=lambda request: Q(name__endswith="2")),
        ],
        "search": ["name"],
        "default_sort": ("name",),
        "page_size": 10,
        "empty": EmptyState("还没有分组", "先建一个。"),
    }
    return Listing(**{**declared, **changes})


LISTING = make()


@pytest.fixture(autouse=True)
def groups():
    Group.objects.all().delete()
    Group.objects.bulk_create([Group(name=f"{'ab'[i % 2]}{i:02d}") for i in range(35)])


def request_for(htmx_target=None, **query):
    request = RequestFactory().get("/groups/", query)
    request.actor = ANONYMOUS
    request.htmx = (
        type("Htmx", (), {"target": htmx_target, "history_restore_request": False, "__bool__": lambda s: True})() if htmx_target else False
    )
    request._messages = []
    return request


def page(**query):
    return LISTING.page(request_for(**query), Group.objects.all())


def names(shown):
    return [row.cells[0].text for row in shown.rows]


def test_the_first_page_counts_all_and_shows_its_share():
    shown = page()
    assert names(shown) == [f"a{i:02d}" for i in range(0, 20, 2)]
    assert (shown.count_text, shown.pager.first, shown.pager.last) == ("共 35 条", 1, 10)
    assert [link.number for link in shown.pager.links] == [1, 2, 3, 4]
    assert shown.notes == ()


def test_pages_follow_one_another_without_overlap_or_gap():
    seen = [name for n in range(1, 5) for name in names(page(page=str(n)))]
    assert len(seen) == len(set(seen)) == 35


def test_every_page_costs_two_queries_whatever_the_number_of_rows(django_assert_num_queries):
    with django_assert_num_queries(2):
        page()
    Group.objects.bulk_create([Group(name=f"a-{i}") for i in range(300)])
    with django_assert_num_queries(2):
        page(q="a", body="a", sort="-id", page="3")


def test_search_and_filters_narrow_and_can_be_taken_away_one_by_one():
    shown = page(q="1", body="a", even="1")
    assert names(shown) == ["a12"]
    assert shown.count_text == "符合条件 1 条"
    assert [chip.label for chip in shown.chips] == ["搜索：1", "单位：甲局", "双数：是"]
    assert shown.chips[1].remove_url == "/groups/?q=1&even=1"
    assert shown.clear_url == "/groups/?"


def test_several_choices_of_one_filter_widen_it():
    request = RequestFactory().get("/groups/?body=a&body=b")
    assert LISTING.page(request, Group.objects.all()).count == 35


def test_every_word_of_a_search_must_be_found():
    assert page(q="a 12").count == 1
    assert page(q="a 13").count == 0


@pytest.mark.parametrize("evil", ["%", "_", "'; drop table--", "\x00", "a" * 5000, "“”"])
def test_odd_search_texts_neither_fail_nor_match_everything(evil):
    assert page(q=evil).count in (0, 35 if not evil.strip("\x00") else 0)


def test_sorting_goes_up_down_and_back_to_the_usual_order():
    assert names(page(sort="-name"))[0] == "b33"
    head = page(sort="name").headings[0]
    assert (head.direction, head.sort_url) == ("ascending", "/groups/?sort=-name")
    assert page(sort="-name").headings[0].sort_url == "/groups/?"


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ({"sort": "password"}, "排序"),
        ({"sort": "rate"}, "排序"),
        ({"body": "zzz"}, "单位"),
        ({"even": "maybe"}, "双数"),
        ({"page": "abc"}, "没有第 abc 页"),
        ({"page": "-1"}, "没有第 -1 页"),
        ({"page": "99999999999999999999"}, "没有第"),
        ({"utm_source": "x"}, "utm_source"),
        ({"export": "exe"}, "导出格式"),
    ],
)
def test_what_the_address_says_wrongly_is_ignored_with_a_note(query, word):
    shown = page(**query)
    assert shown.count == 35
    assert len(shown.notes) == 1
    assert word in shown.notes[0]


def test_a_page_too_far_shows_the_last_one():
    assert page(page="9").pager.first == 31


def test_unknown_parameters_are_not_carried_along():
    assert "utm" not in page(utm_source="x", body="a").pager.next_url
    assert "body=a" in page(utm_source="x", body="a").pager.next_url


def test_the_count_is_bounded_and_says_so():
    shown = make(count_limit=20).page(request_for(page="2"), Group.objects.all())
    assert shown.count_text == "超过 20 条"
    assert "筛选" in shown.notes[0]


def test_what_is_quicker_to_count_otherwise_is_counted_so_within_the_same_filters():
    request, template = request_for(htmx_target="listing-groups", body="a"), "unused.html"
    otherwise = Group.objects.filter(pk__in=Group.objects.values("pk"))
    with CaptureQueriesContext(connection) as asked:
        answer = LISTING.respond(request, Group.objects.all(), template, counted=otherwise).content.decode()
    assert "符合条件 18 条" in answer
    assert [" IN (SELECT" in one["sql"] for one in asked.captured_queries] == [True, False]


@pytest.mark.parametrize("sort", ["name", "-name"])
@pytest.mark.parametrize("number", ["1", "4"])
def test_very_many_are_put_in_another_order_by_their_keys_alone_and_are_the_same_rows(sort, number):
    listing, whole = make(default_sort=("-pk",)), Group.objects.all()
    wanted = names(listing.page(request_for(sort=sort, page=number), whole))
    with CaptureQueriesContext(connection) as asked:
        request = request_for(htmx_target="listing-groups", sort=sort, page=number)
        html = listing.respond(request, whole, "unused.html", counted=whole).content.decode()
    places = [html.index(f">{name}<") for name in wanted]
    assert places == sorted(places)
    assert [" ORDER BY " in one["sql"] for one in asked.captured_queries] == [False, True, False]
    assert asked.captured_queries[1]["sql"].startswith('SELECT "auth_group"."id"')


def test_dates_narrow_from_and_to_and_unreadable_ones_are_told():
    day = dt.datetime(2026, 11, 23, 23, 59, tzinfo=timezone.get_default_timezone())
    Session.objects.create(session_key="k", session_data="", expire_date=day)
    listing = Listing("sessions", [Column("pk", "键")], filters=[DateFilter("expire_date", "到期", instant=True)], default_sort=("pk",))

    def count(**query):
        return listing.page(request_for(**query), Session.objects.all())

    assert count(expire_date_from="2026-11-23", expire_date_to="2026-11-23").count == 1
    assert count(expire_date_from="2026-11-24").count == 0
    assert count(expire_date_from="2026-11-24", expire_date_to="2026-11-01").count == 1
    for wrong in ("2026-13-45", "gestern", "0001-01-01", "9999-12-31"):
        shown = count(expire_date_from=wrong)
        assert shown.count == 1
        assert len(shown.notes) == 1


def test_a_very_long_log_pages_by_key_forth_and_back():
    log = make(keyset="-pk", page_size=10)
    first = log.page(request_for(), Group.objects.all())
    after = dict(p.split("=") for p in first.pager.next_url.partition("?")[2].split("&"))
    second = log.page(request_for(**after), Group.objects.all())
    back = dict(p.split("=") for p in second.pager.previous_url.partition("?")[2].split("&"))
    assert not set(names(first)) & set(names(second))
    assert names(log.page(request_for(**back), Group.objects.all())) == names(first)
    assert first.pager.previous_url == ""
    assert all(not h.sort_url for h in first.headings)
    assert log.page(request_for(after="x"), Group.objects.all()).notes


@pytest.mark.parametrize("keyset", ["pk", "-pk"])
def test_a_log_has_as_many_rows_wherever_one_stands_in_it(keyset):
    every = Group.objects.count()
    for limit in (every + 1, every, every - 1):
        log = make(keyset=keyset, page_size=10, count_limit=limit)
        page, told = log.page(request_for(), Group.objects.all()), set()
        while True:
            told.add((page.count, page.count_text))
            if not page.pager.next_url:
                break
            step = dict(part.split("=") for part in page.pager.next_url.partition("?")[2].split("&"))
            page = log.page(request_for(**step), Group.objects.all())
        assert len(told) == 1, told
        assert min(every, limit) in next(iter(told))
    alone = make(keyset=keyset).page(request_for(), Group.objects.filter(name="a00"))
    assert (alone.count, make(keyset=keyset).page(request_for(), Group.objects.none()).count) == (1, 0)


def test_plain_mappings_read_the_same_as_instances():
    columns = [Column("name", "名称", sort="name"), Column("id", "编号", kind="number")]
    one = make(columns=columns).page(request_for(), Group.objects.all())
    other = make(columns=columns, values=True).page(request_for(), Group.objects.all())
    assert one.rows == other.rows


def test_ratios_are_shown_in_percent_and_badges_in_words_with_their_tone():
    row = page().rows[0]
    assert [cell.text for cell in row.cells[2:]] == ["33.3%", "甲局"]
    assert row.cells[3].tone == "good"
    assert row.cells[0].href.startswith("/g/")


def test_the_main_column_bears_the_rows_link_and_what_stands_before_it_leads():
    columns = [Column("id", "编号", kind="code"), Column("name", "名称", main=True), Column("body", "单位", value="name")]
    listing = make(columns=columns, filters=[], row_link=lambda g: f"/g/{g.name}/")
    request = request_for("listing-groups")
    html = listing.respond(request, Group.objects.filter(name="a00"), "unused.html").content.decode()
    assert [h.place for h in listing.page(request, Group.objects.all()).headings] == ["lead", "main", ""]
    assert '<a href="/g/a00/" data-main>a00</a>' in html
    assert html.count('href="/g/a00/"') == 1


def test_a_missing_value_is_a_dash_and_a_missing_ratio_is_no_data():
    assert Column("x", "x").text(None) == "—"
    assert Column("x", "x", kind="meter").text(None) == "无数据"
    assert Column("x", "x", kind="meter").cell({"x": None}).ratio is None


def test_excel_and_csv_carry_all_rows_of_the_filter_as_numbers_and_words():
    told = []
    response = LISTING.respond(
        request_for(export="xlsx", body="a"), Group.objects.all(), "x.html", on_export=lambda f, n: told.append((f, n))
    )
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_index(0).to_python()
    assert sheet[0] == ["名称", "编号", "比例(%)", "单位"]
    assert len(sheet) == 19
    assert sheet[1][2:] == [33.33, "甲局"]
    assert told == [("xlsx", 18)]
    assert "filename*=UTF-8''%E5%88%86%E7%BB%84.xlsx" in response["Content-Disposition"]
    text = LISTING.respond(request_for(export="csv"), Group.objects.all(), "x.html").content.decode("utf-8-sig")
    assert len(text.splitlines()) == 36


def test_a_formula_typed_by_somebody_does_not_run_in_the_readers_spreadsheet():
    Group.objects.create(name="=HYPERLINK(1)")
    text = LISTING.respond(request_for(export="csv"), Group.objects.all(), "x.html").content.decode("utf-8-sig")
    assert "\r\n=HYPERLINK" not in text
    assert "'=HYPERLINK(1)" in text


def test_too_much_for_one_file_is_refused_with_the_page_and_a_note():
    listing = make(export_limit=5)
    told = []
    response = listing.respond(
        request_for(htmx_target="listing-groups", export="csv"), Group.objects.all(), "x.html", on_export=lambda *a: told.append(a)
    )
    assert "没有导出" in response.content.decode()
    assert told == []


def test_the_swapped_part_announces_its_count_and_is_not_the_whole_page():
    html = LISTING.respond(request_for(htmx_target="listing-groups", q="a12"), Group.objects.all(), "x.html").content.decode()
    assert "<html" not in html
    assert 'id="listing-groups-live"' in html
    assert "符合条件 1 条" in html


def test_an_empty_list_says_what_to_do_and_an_emptied_one_how_to_go_back():
    Group.objects.all().delete()
    html = LISTING.respond(request_for(htmx_target="listing-groups"), Group.objects.all(), "x.html").content.decode()
    assert "还没有分组" in html
    assert "先建一个。" in html
    html = LISTING.respond(request_for(htmx_target="listing-groups", q="x"), Group.objects.all(), "x.html").content.decode()
    assert "清除全部条件" in html


def test_an_empty_list_offers_a_beginning_to_those_who_may_create_and_to_nobody_else():
    listing = make(empty=EmptyState("还没有分组", "先建一个。", "inbox", "建立分组", "console:home"))
    for may, offered in ((True, True), (False, False)):
        asked = request_for(htmx_target="listing-groups")
        html = listing.respond(asked, Group.objects.none(), "x.html", {"may_create": may}).content.decode()
        assert ("建立分组" in html) is offered


def test_what_people_typed_is_escaped_in_cells_chips_and_notes():
    Group.objects.create(name="a<script>")
    html = LISTING.respond(
        request_for(htmx_target="listing-groups", q="<script>", sort="<b>"), Group.objects.all(), "x.html"
    ).content.decode()
    assert "<script>" not in html
    assert "<b>" not in html
    assert html.count("&lt;script&gt;") >= 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "Two Words"},
        {"columns": [Column("a", "a"), Column("a", "b")]},
        {"keyset": "name"},
        {"columns": [Column("a", "a", main=True), Column("b", "b", main=True)]},
    ],
)
def test_a_declaration_that_could_not_work_is_refused_where_it_is_written(wrong):
    with pytest.raises(ValueError, match=r"."):
        make(**wrong)


@pytest.mark.parametrize(
    ("number", "shown", "said"),
    [(1, 50, ("", "?2", 1, 50)), (2, 50, ("?1", "?3", 51, 100)), (3, 20, ("?2", "", 101, 120)), (9, 0, ("?8", "", 0, 0))],
)
def test_a_list_cut_by_number_leads_before_and_after(number, shown, said):
    pager = Pager.numbered(number, 50, shown, 120, lambda to: f"?{to}")
    assert (pager.previous_url, pager.next_url, pager.first, pager.last) == said


@pytest.mark.parametrize(("asked", "number"), [("3", 3), ("", 1), ("0", 1), ("-1", 1), ("x", 1), ("9" * 30, 1)])
def test_a_page_that_nobody_could_mean_is_the_first(asked, number):
    assert page_number(asked) == number
