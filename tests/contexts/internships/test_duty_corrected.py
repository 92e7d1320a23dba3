"""What changes after a year was confirmed or a case opened: a corrected head-count, parts of a shared post, a late reason."""

from __future__ import annotations

import pytest

from baigong.contexts.enterprises.public import StaffCorrected
from baigong.contexts.internships.models import DutyReturn, DutyReturnState, PlacementState, PostShare, ShortfallState
from baigong.contexts.internships.services import duty
from baigong.contexts.internships.services.hearing_of_staff import staff_corrected
from baigong.contexts.supervision.models import Case, CaseState, RecordKind
from baigong.kernel.access import SYSTEM
from baigong.kernel.errors import NotPermitted, Refusal
from baigong.kernel.indicators import snapshots
from baigong.kernel.notices.models import Notice
from tests.duty_city import OVER, drafted, later, make_duty_city, noticed, served, up_to
from tests.internship_city import fire

pytestmark = pytest.mark.django_db
S = DutyReturnState


@pytest.fixture
def city(db):
    return make_duty_city()


def confirmed(city, **facts):
    return fire(drafted(city, reason="当年没有对口专业的学生", **facts), "submit", city.firm, city.now)


def recounted(city, headcount):
    city.enterprise.staff_returns.update(headcount=headcount)
    return staff_corrected(StaffCorrected(city.enterprise.pk, "2020"), city.now)


# -- a head-count --------------------------------------------------------------------------------------------------------


def test_a_corrected_head_count_draws_a_locked_year_up_anew_and_the_locked_one_counts_until_it_is_confirmed(city):
    locked = confirmed(city)
    (row,) = recounted(city, 240)
    assert (row.version, row.state, row.required, row.reason) == (2, S.DRAFT, 5, locked.reason)
    assert "已更正" in row.correction
    assert DutyReturn.objects.get(pk=locked.pk).state == S.SUBMITTED
    assert Notice.objects.filter(recipient=city.users.firm, url=row.get_absolute_url()).exists()
    fire(row, "submit", city.firm, city.now)
    assert DutyReturn.objects.get(pk=locked.pk).state == S.SUPERSEDED


def test_a_count_that_changes_nothing_and_a_year_that_is_not_locked_are_left_alone(city):
    assert recounted(city, 240) == []
    city.enterprise.staff_returns.update(headcount=120)
    confirmed(city)
    assert recounted(city, 120) == []


def test_hearing_it_twice_makes_one_draft_and_keeps_what_was_typed(city):
    confirmed(city)
    recounted(city, 240)
    drafted(city, reason="另有理由", correction="更正人数")
    (row,) = recounted(city, 250)
    assert (DutyReturn.objects.count(), row.reason) == (2, "另有理由")


def test_a_new_version_that_was_dropped_gives_its_place_to_the_next(city):
    confirmed(city)
    fire(drafted(city, correction="改"), "drop", city.firm, city.now)
    row = drafted(city, correction="再改", reason="没有学生")
    fire(row, "submit", city.firm, city.now)
    assert list(DutyReturn.objects.order_by("version").values_list("state", flat=True)) == [S.SUPERSEDED, S.DROPPED, S.SUBMITTED]


def test_the_page_says_what_the_records_say_otherwise_than_the_locked_year(city, sign_in):
    row = confirmed(city)
    browser = sign_in(city.users.firm)
    assert "与已确认的不同" not in browser.get(row.get_absolute_url()).content.decode()
    served(city, 3)
    page = browser.get(row.get_absolute_url()).content.decode()
    assert "与已确认的不同" in page
    assert "确认时未完成，现在已完成" in page


# -- a shared post -------------------------------------------------------------------------------------------------------


def shared(city):
    return duty.share_post(
        actor=city.firm, now=city.now, post=city.post, enterprise=city.other_enterprise, parts=2, document="示例共建协议"
    )


def test_parts_of_a_shared_post_are_changed_and_removed_by_its_host_alone(city, sign_in):
    row = shared(city)
    address = f"/internships/duty/enterprises/{city.enterprise.pk}/2021/share/{row.pk}/"
    host, stranger = sign_in(city.users.firm), sign_in(city.users.other_firm)
    assert stranger.post(address, {"parts": 9, "document": "另一份"}).status_code in (403, 404)
    assert stranger.post(f"{address}remove/").status_code in (403, 404)
    assert address in host.get(f"/internships/duty/enterprises/{city.enterprise.pk}/2021/").content.decode()
    assert host.post(address, {"parts": 3, "document": "补充协议"}).status_code == 302
    row.refresh_from_db()
    assert (row.parts, row.document) == (3, "补充协议")
    assert host.post(f"{address}remove/").status_code == 302
    assert not PostShare.objects.exists()


@pytest.mark.parametrize(("facts", "code"), [({"parts": 0}, "parts"), ({"document": " "}, "document_required")])
def test_changed_parts_need_a_number_and_an_agreement(city, facts, code):
    with pytest.raises(Refusal) as refused:
        duty.edit_share(actor=city.firm, now=city.now, share=shared(city), **({"parts": 1, "document": "协议"} | facts))
    assert refused.value.code == code


def test_who_only_shares_a_post_does_not_change_its_part(city):
    row = shared(city)
    with pytest.raises(NotPermitted):
        duty.remove_share(actor=city.other_firm, now=city.now, share=row)


# -- a late reason -------------------------------------------------------------------------------------------------------


def summoned(city, capture):
    row = noticed(city)
    with capture(execute=True):
        row = fire(row, "summon", city.bureau, later(row), reason="逾期未答复")
    return row, Case.objects.get()


def test_the_notice_bears_the_number_of_its_case_from_the_start(city, django_capture_on_commit_callbacks):
    row, case = summoned(city, django_capture_on_commit_callbacks)
    row.refresh_from_db()
    assert (row.case_number, row.case_state) == (case.number, "待受理")


def explained(city, row, capture):
    with capture(execute=True):
        return fire(row, "explain", city.firm, city.now, reason="生产线停产检修")


@pytest.mark.parametrize(("steps", "state"), [((), CaseState.DISMISSED), (("take_up",), CaseState.CLEARED)])
def test_a_late_reason_ends_a_case_in_which_nothing_was_found_yet(city, django_capture_on_commit_callbacks, steps, state):
    row, case = summoned(city, django_capture_on_commit_callbacks)
    for name in steps:
        fire(case, name, city.bureau, later(row))
    assert explained(city, row, django_capture_on_commit_callbacks).state == ShortfallState.EXPLAINED
    case.refresh_from_db()
    assert (case.state, case.ending) == (state, "来源已办结：生产线停产检修")
    row.refresh_from_db()
    assert (row.state, row.case_number) == (ShortfallState.EXPLAINED, case.number)


def test_once_findings_were_told_it_is_the_statement_and_after_an_opinion_a_person_decides(city, django_capture_on_commit_callbacks):
    row, case = summoned(city, django_capture_on_commit_callbacks)
    now = later(row)
    fire(case, "take_up", city.bureau, now)
    fire(case, "feed_back", city.bureau, now, reason="接纳0人")
    explained(city, row, django_capture_on_commit_callbacks)
    case.refresh_from_db()
    assert case.state == CaseState.STATED
    assert "停产检修" in case.records.get(kind=RecordKind.STATEMENT).words


def test_a_reason_after_an_opinion_is_noted_and_its_handler_is_told(city, django_capture_on_commit_callbacks):
    row, case = summoned(city, django_capture_on_commit_callbacks)
    now = later(row)
    for name, facts in (("take_up", {}), ("feed_back", {"reason": "接纳0人"}), ("state", {"reason": "没有学生"}),
                        ("order", {"reason": "补足", "document": "示例督〔2022〕9号", "until": "2022-12-31"})):  # fmt: skip
        fire(case, name, city.firm if name == "state" else city.bureau, now, **facts)
    explained(city, row, django_capture_on_commit_callbacks)
    case.refresh_from_db()
    assert (case.state, case.records.filter(kind=RecordKind.STATEMENT).count()) == (CaseState.ORDERED, 2)
    assert Notice.objects.filter(url=case.get_absolute_url(), recipient=city.users.bureau, subject__contains="来源已办结").exists()


# -- what everybody reads ------------------------------------------------------------------------------------------------


def test_everybody_reads_the_year_of_the_latest_snapshot_and_a_visit_reckons_nothing(city, client, settings, django_assert_max_num_queries):
    settings.DEMONSTRATION_TODAY = OVER.date()
    assert "还没有完整的年度" in client.get("/internships/public/duty/").content.decode()
    served(city, 12, state=PlacementState.APPRAISED)
    snapshots.take_snapshot(actor=SYSTEM, now=city.now)
    page = client.get("/internships/public/duty/").content.decode()
    assert "2021年度" in page
    served(city, 5)
    with django_assert_max_num_queries(8):
        again = client.get("/internships/public/duty/").content.decode()
    assert again == page


def test_who_was_made_public_stands_there_from_that_moment(city, client):
    row = up_to(city, noticed(city), "summon", "hold")
    assert str(city.enterprise) not in client.get("/internships/public/duty/").content.decode()
    up_to(city, row, "publish")
    assert str(city.enterprise) in client.get("/internships/public/duty/").content.decode()
