"""Indicators and snapshots as people meet them: the value, its slices, the records behind it, whether a snapshot is as it was taken."""

from __future__ import annotations

import pytest

from baigong.contexts.accounts.public import LEADER, LIAISON, SCHOOL_OFFICER, WORKING_TEAM
from baigong.delivery.console import records
from baigong.kernel.access import SYSTEM
from baigong.kernel.audit.models import AuditEvent
from baigong.kernel.indicators import TableColumn, find_table, latest_value, records_url, snapshots
from baigong.kernel.indicators.models import Snapshot
from baigong.kernel.jobs import queue
from baigong.kernel.jobs.models import Job
from tests.builders import a_body, a_user
from tests.kernel.indicators.school_city import LEARNERS, city, learner  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def school(city):
    object.__setattr__(find_table("learners"), "readers", frozenset({WORKING_TEAM, SCHOOL_OFFICER}))
    return a_body("第一职校")


@pytest.fixture
def taken(school, now):
    rows = [learner(f"p{n:02}", f"s{n % 3}", trained=n % 2 == 0, path=school.path if n % 3 else "9.") for n in range(60)]
    LEARNERS.extend([*rows, learner("only", "s9", trained=True), learner("two", "s8", county="B")])
    return snapshots.take_snapshot(actor=SYSTEM, now=now)


@pytest.fixture
def team(sign_in, city):
    return sign_in(a_user(WORKING_TEAM, a_body("专班")))


def test_the_list_gives_present_values_with_the_day_of_their_snapshot(team, taken):
    page = team.get("/console/indicators/").content.decode()
    assert "50.00%" in page
    assert "2021-03-15" in page
    assert "没有符合条件的记录" in team.get("/console/indicators/?q=没有这样的词").content.decode()
    assert "L-02" not in team.get("/console/indicators/?q=受训比例").content.decode().split("<main")[1]


def test_the_list_can_be_narrowed_and_taken_along(team, taken):
    assert "L-01" in team.get("/console/indicators/?source=records&has_value=1").content.decode().split("<main")[1]
    assert "L-01" not in team.get("/console/indicators/?is_named=1").content.decode().split("<main")[1]
    file = team.get("/console/indicators/?q=L-01&export=csv").content.decode("utf-8-sig")
    assert "L-01" in file
    assert "50.0" in file
    assert "2021-03-15" in file
    assert AuditEvent.objects.get(action="indicators.indicator.exported").detail["query"] == {"q": "L-01"}


def test_before_the_first_snapshot_pages_say_so(team, city):
    assert "还没有数据快照" in team.get("/console/indicators/").content.decode()
    assert "还没有算出的值" in team.get("/console/indicators/L-01/").content.decode()
    assert "还没有数据快照" in team.get("/console/snapshots/").content.decode()


def test_an_indicator_shows_its_slices_definition_and_worked_cases(team, taken):
    page = team.get("/console/indicators/L-01/?by=school").content.decode()
    for word in ("50.00%", "受训人次除以全部人次", "三人中两人受训", "2/3", "s0", "打开记录"):
        assert word in page
    assert "历次快照的值" not in page, "one snapshot is no course"
    assert team.get("/console/indicators/L-77/").status_code == 404


def test_two_snapshots_make_a_course(team, taken, now):
    LEARNERS.append(learner("new", "s1"))
    snapshots.take_snapshot(actor=SYSTEM, now=now.replace(day=16))
    assert "历次快照的值" in team.get("/console/indicators/L-01/").content.decode()


def test_a_page_asks_as_often_for_many_slices_as_for_few(team, taken, django_assert_max_num_queries):
    team.get("/console/indicators/L-01/?by=school")
    with django_assert_max_num_queries(14):
        team.get("/console/indicators/L-01/?by=school%2Byear")


def test_the_slices_can_be_taken_along(team, taken):
    answer = team.get("/console/indicators/L-01/?by=school&export=csv")
    assert "s0" in answer.content.decode("utf-8-sig")


def test_a_small_cell_is_shown_only_to_those_who_answer_for_the_whole(sign_in, team, taken):
    small = taken.values.get(code="L-01", slice_kind="school", slice_key="s9")
    assert small.is_suppressed
    assert team.get(small.get_absolute_url()).status_code == 200
    other = sign_in(a_user(LIAISON, a_body("市人社局")))
    assert other.get(small.get_absolute_url()).status_code == 404
    assert "小数目，不对外显示" in other.get("/console/indicators/L-01/?by=school").content.decode()


def test_a_city_too_small_to_tell_is_told_to_nobody_else_either(sign_in, team, school, now):
    LEARNERS.extend([learner("a", "s1", trained=True), learner("b", "s1")])
    snapshots.take_snapshot(actor=SYSTEM, now=now)
    addresses = ("/console/indicators/", "/console/indicators/L-01/")
    assert all("50.00%" in team.get(address).content.decode() for address in addresses)
    other = sign_in(a_user(LIAISON, a_body("市人社局")))
    for address in addresses:
        page = other.get(address).content.decode()
        assert "50.00%" not in page
        assert "小数目，不对外显示" in page


def test_records_of_a_snapshot_with_a_fault_are_not_opened(team, taken):
    address = records_url(latest_value("L-01", actor=SYSTEM))
    assert team.get(address).status_code == 200
    taken.fault = "被改动"
    taken.save()
    assert team.get(address).status_code == 404


def test_a_value_opens_to_its_records(team, taken):
    page = team.get(records_url(latest_value("L-01", actor=SYSTEM), "denominator")).content.decode()
    assert "共62条记录" in page.replace(" ", "")
    assert "学**" in page
    assert "学生p01" not in page
    assert "/learners/p01/" in page
    assert team.get(records_url(latest_value("L-01", actor=SYSTEM), "denominator") + "&page=2").content.decode().count("<tr role") == 13


def test_a_reader_sees_records_of_the_own_body_only(sign_in, school, taken):
    page = sign_in(a_user(SCHOOL_OFFICER, school)).get(records_url(latest_value("L-01", actor=SYSTEM))).content.decode()
    assert "其中20条在您的职责范围内" in page.replace(" ", "")
    page = sign_in(a_user(LIAISON, a_body("别处"))).get(records_url(latest_value("L-01", actor=SYSTEM))).content.decode()
    assert "不在您的职责范围内" in page


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_records_are_exported_within_reach_and_it_is_written_down(sign_in, school, taken, file_format):
    client = sign_in(a_user(SCHOOL_OFFICER, school))
    answer = client.get(f"{records_url(latest_value('L-01', actor=SYSTEM), 'denominator')}&export={file_format}")
    assert "attachment" in answer["Content-Disposition"]
    if file_format == "csv":
        assert len(answer.content.decode("utf-8-sig").strip().splitlines()) == 41
    assert AuditEvent.objects.get(action="indicators.records.exported").detail["rows"] == 40


@pytest.mark.parametrize(
    "asked", ["", "?snapshot=x", "?snapshot=1&part=both", "?snapshot=1&kind=school&key=nowhere", "?snapshot=99999999999999999999"]
)
def test_what_is_no_value_is_not_found(team, taken, asked):
    assert team.get(f"/console/indicators/L-01/records/{asked}").status_code == 404


def test_a_snapshot_lists_its_tables_with_their_hashes(team, taken):
    page = team.get(taken.get_absolute_url()).content.decode()
    for word in ("学员", taken.manifest_sha256, "未校验"):
        assert word in page
    assert team.get("/console/snapshots/999/").status_code == 404


def test_taking_and_verifying_run_as_jobs(team, taken):
    assert team.post("/console/snapshots/take/").status_code == 302
    queue.run(Job.objects.get(kind="indicators.take").pk)
    assert Snapshot.objects.count() == 2
    team.post(f"/console/snapshots/{taken.pk}/verify/")
    queue.run(Job.objects.get(kind="indicators.verify").pk)
    assert "完好" in team.get("/console/snapshots/").content.decode()


def test_an_altered_snapshot_is_said_everywhere(team, taken, now):
    (taken.path / "learners.parquet").write_bytes(b"")
    team.post(f"/console/snapshots/{taken.pk}/verify/")
    queue.run(Job.objects.get(kind="indicators.verify").pk)
    page = team.get(taken.get_absolute_url()).content.decode()
    assert "learners.parquet的内容与生成时不同" in page
    assert latest_value("L-01", actor=SYSTEM) is None


@pytest.mark.parametrize("role", [LEADER, SCHOOL_OFFICER])
def test_only_the_working_team_takes_and_verifies(sign_in, taken, role):
    client = sign_in(a_user(role, a_body("某单位")))
    assert client.get("/console/snapshots/").status_code == 200
    assert client.post("/console/snapshots/take/").status_code == 403
    assert client.post(f"/console/snapshots/{taken.pk}/verify/").status_code == 403


def test_the_nightly_job_takes_one_and_clears_up(city, now, settings):
    from baigong.delivery.console.snapshots import take_nightly

    LEARNERS.append(learner("a", "s"))
    assert "已存1条记录" in take_nightly(queue.Progress(Job(), now))["message"]


@pytest.mark.parametrize(("form", "shown"), [("", "2,021"), ("year", "2021"), ("school_year", "2021-2022")])
def test_years_bear_no_thousands_mark(form, shown):
    assert records.shown(2021, TableColumn("year", "学年", "int64", form=form)) == shown


def test_the_search_finds_an_indicator_by_its_definition(team, city):
    page = team.get("/console/search/?q=受训人次除以").content.decode()
    assert "/console/indicators/L-01/" in page


def test_the_filter_stands_beside_the_records_as_it_was_computed(team, taken):
    page = team.get(records_url(latest_value("L-01", actor=SYSTEM))).content.decode()
    assert "筛选条件" in page
    assert "SELECT" in page
    assert "受训人次除以全部人次" in page, "and the definition in words"
