"""Returns in the browser: who owes what, a file handed in and confirmed, its wrong rows to mend, the verdict of a batch."""

from __future__ import annotations

import io
import zipfile
from datetime import date, timedelta

import fastexcel
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from baigong.contexts.accounts.public import LEADER, LIAISON, SCHOOL_OFFICER, WORKING_TEAM
from baigong.contexts.organisations.public import Organisation, OrganisationKind
from baigong.contexts.registers.lake.state import current
from baigong.contexts.registers.models import Batch, Draft, ReturnDuty
from baigong.contexts.registers.reading.making import ORIGIN
from baigong.contexts.registers.selectors.calendar import Standing, accounts
from baigong.contexts.registers.services.duties import set_duty
from baigong.kernel.audit.models import AuditEvent
from baigong.kernel.notices.models import Notice
from tests.builders import a_body, a_user, an_actor
from tests.contexts.registers.books import book
from tests.contexts.registers.sample import EDITION, PROGRAMMES, officer, programme, school, send, table  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_a_day(settings, now):
    settings.DEMONSTRATION_TODAY = now.date()


@pytest.fixture
def own(sign_in, school):
    return sign_in(a_user(SCHOOL_OFFICER, school))


def a_csv(*rows: dict[str, str], name: str = f"{PROGRAMMES}.csv") -> SimpleUploadedFile:
    heads = list(dict.fromkeys(key for row in rows for key in row))
    lines = [",".join(heads), *(",".join(row.get(key, "") for key in heads) for row in rows)]
    return SimpleUploadedFile(name, "\n".join(lines).encode(), "text/csv")


def hand_in(client, school, *rows, standard=EDITION, **file):
    sent = {"organisation": school.pk, "standard": standard, "file": a_csv(*rows, **file)}
    return client.post(reverse("registers:upload"), sent, follow=True)


def test_a_file_is_shown_as_a_plan_and_stored_once_confirmed(own, school, table):
    page = hand_in(own, school, programme(1), programme(2)).content.decode()
    draft = Draft.objects.get()
    assert "专业设置" in page
    assert "可以入库" in page
    assert not Batch.objects.exists(), "nothing is stored before it is confirmed"
    answer = own.post(reverse("registers:draft-confirm", args=[draft.pk]), follow=True)
    batch = Batch.objects.get()
    assert answer.redirect_chain[-1][0] == batch.get_absolute_url()
    assert "每一行都通过了检查" in answer.content.decode()
    assert (batch.channel, batch.stored_count) == ("upload", 2)
    assert current(table).height == 2
    assert not Draft.objects.exists()


def test_a_table_with_a_wrong_row_is_not_stored_and_just_the_wrong_rows_are_handed_back(own, school, table):
    page = hand_in(own, school, programme(1), programme(2, XZM="99"), programme(3)).content.decode()
    draft = Draft.objects.get()
    assert "不在代码集XZDM中" in page
    assert "1 行有误" in page
    assert reverse("registers:draft-confirm", args=[draft.pk]) not in page
    answer = own.post(reverse("registers:draft-confirm", args=[draft.pk]), follow=True).content.decode()
    assert "没有可以入库的表" in answer
    assert current(table).is_empty()
    assert Draft.objects.get() == draft, "what cannot be stored still waits to be mended"
    lines = cells(own.get(reverse("registers:draft-wrong-rows", args=[draft.pk])).content)
    assert len(lines) == 4, "title, labels, names, and the one wrong row"
    assert AuditEvent.objects.filter(action="registers.draft.exported").count() == 1


def cells(book: bytes) -> list[list[str]]:
    sheet = fastexcel.read_excel(book).load_sheet(0, header_row=None, skip_rows=0, dtypes="string").to_polars()
    return [[cell or "" for cell in line] for line in sheet.iter_rows()]


def mended(client, school, draft, change, *, standard=EDITION):
    """Fetch the wrong rows, let ``change`` mend them, hand them in as the clerk would: on the page of uploads."""
    lines = cells(client.get(reverse("registers:draft-wrong-rows", args=[draft.pk])).content)
    change(lines)
    sent = {"organisation": school.pk, "standard": standard, "file": SimpleUploadedFile("待改.xlsx", book(("专业设置", lines)))}
    return client.post(reverse("registers:upload"), sent, follow=True)


def put(field, value, row=3):
    def change(lines):
        lines[row][lines[2].index(field)] = value

    return change


def test_mended_rows_take_their_places_and_the_whole_table_is_stored(own, school, table):
    hand_in(own, school, programme(1), programme(2, XZM="99"), programme(3))
    page = mended(own, school, Draft.objects.get(), put("XZM", "3")).content.decode()
    assert "改好的1行已补回原来的位置" in page
    own.post(reverse("registers:draft-confirm", args=[Draft.objects.get().pk]))
    assert current(table).height == 3, "the rows that were right from the start are not lost"
    batch = Batch.objects.get()
    assert batch.file_name == f"{PROGRAMMES}.csv + 待改.xlsx"
    assert not Draft.objects.exists()


def test_what_is_still_wrong_is_handed_back_again_and_nothing_mended_is_lost(own, school, table):
    hand_in(own, school, programme(1, ZYMC=""), programme(2, XZM="99"), programme(3))
    mended(own, school, Draft.objects.get(), put("ZYMC", "作物生产技术"))
    draft = Draft.objects.get()
    assert [plan["wrong_rows"] for plan in draft.summary] == [1]
    mended(own, school, draft, put("XZM", "3"))
    own.post(reverse("registers:draft-confirm", args=[draft.pk]))
    assert sorted(current(table)["ZJSJWYXBS"].to_list()) == [f"{number:032X}" for number in (1, 2, 3)]


def test_a_key_that_stands_twice_names_the_line_of_the_file_and_an_emptied_row_goes(own, school, table):
    page = hand_in(own, school, programme(1), programme(2), programme(1, ZYMC="又一行"), programme(3, XZM="99")).content.decode()
    assert "主键与第2行重复" in page, "the first line of the file is its header"
    draft = Draft.objects.get()

    def empty(lines):
        twice = next(line for line in lines if "又一行" in line)
        origin = lines[1].index(ORIGIN)
        twice[:] = ["" if index != origin else cell for index, cell in enumerate(twice)]

    page = mended(own, school, draft, empty).content.decode()
    assert "其中1行是清空的，已去掉" in page
    mended(own, school, draft, put("XZM", "3"))
    own.post(reverse("registers:draft-confirm", args=[draft.pk]))
    assert sorted(current(table)["ZYMC"].to_list()) == ["作物生产技术"] * 3


def test_mended_rows_of_a_file_that_is_gone_are_refused_since_the_rest_would_be_missing(own, school):
    hand_in(own, school, programme(1), programme(2, XZM="99"))
    draft = Draft.objects.get()
    lines = cells(own.get(reverse("registers:draft-wrong-rows", args=[draft.pk])).content)
    own.post(reverse("registers:draft-discard", args=[draft.pk]))
    sent = {"organisation": school.pk, "standard": EDITION, "file": SimpleUploadedFile("待改.xlsx", book(("专业设置", lines)))}
    answer = own.post(reverse("registers:upload"), sent)
    assert answer.status_code == 422
    assert "补不回去" in answer.content.decode()


def test_tables_in_order_are_stored_and_the_wrong_one_waits_to_be_mended(own, school, table):
    hand_in_zip(own, school)
    draft = Draft.objects.get()
    page = own.post(reverse("registers:draft-confirm", args=[draft.pk]), follow=True).content.decode()
    assert "1张表已经入库" in page
    assert reverse("registers:draft-wrong-rows", args=[draft.pk]) in page
    own.post(reverse("registers:draft-confirm", args=[draft.pk]))
    assert Batch.objects.get().table == PROGRAMMES, "what is stored is not stored again"


def test_the_same_file_again_is_the_one_that_waits(own, school):
    hand_in(own, school, programme(1), programme(2, XZM="99"))
    answer = hand_in(own, school, programme(1), programme(2, XZM="99"))
    assert answer.redirect_chain[-1][0] == Draft.objects.get().get_absolute_url()


def test_a_file_that_waits_is_told_on_the_calendar(own, school, duty):
    hand_in(own, school, programme(1))
    page = own.get(reverse("registers:home")).content.decode()
    assert Draft.objects.get().get_absolute_url() in page
    assert "还没有入库" in page


def test_what_a_file_would_change_is_counted_against_what_is_held(own, school, send):
    send(programme(1), programme(2))
    hand_in(own, school, programme(1), programme(2, ZYMC="改名"), programme(3))
    (plan,) = Draft.objects.get().summary
    assert (plan["new"], plan["changed"], plan["same"]) == (1, 1, 1)


def test_when_the_lake_changed_meanwhile_the_plan_is_shown_anew_and_nothing_is_stored(own, school, send, now):
    hand_in(own, school, programme(1))
    draft = Draft.objects.get()
    send(programme(1, ZYMC="先到的"), at=now + timedelta(minutes=1))
    answer = own.post(reverse("registers:draft-confirm", args=[draft.pk]), follow=True)
    assert "计划有变" in answer.content.decode()
    assert Batch.objects.count() == 1
    draft.refresh_from_db()
    assert draft.summary[0]["changed"] == 1
    own.post(reverse("registers:draft-confirm", args=[draft.pk]))
    assert Batch.objects.count() == 2


def test_confirmed_twice_it_is_stored_once(own, school):
    hand_in(own, school, programme(1))
    address = reverse("registers:draft-confirm", args=[Draft.objects.get().pk])
    own.post(address)
    assert own.post(address).status_code == 404
    assert Batch.objects.count() == 1


def test_the_same_file_again_is_told_so(own, school):
    hand_in(own, school, programme(1))
    own.post(reverse("registers:draft-confirm", args=[Draft.objects.get().pk]))
    answer = hand_in(own, school, programme(1))
    assert answer.status_code == 422
    assert "不必再传" in answer.content.decode()


def test_a_batch_that_is_taken_back_counts_no_more_and_earlier_days_stay(own, school, table, send, now):
    kept = send(programme(1), at=now - timedelta(days=2))
    wrong = send(programme(1, ZYMC="报错的"), programme(2), at=now - timedelta(days=1)).batch
    page = own.get(wrong.get_absolute_url()).content.decode()
    assert "撤回这一批" in page
    own.post(reverse("registers:batch-withdraw", args=[wrong.pk]), {"reason": ""})
    assert current(table).height == 2, "not without a reason"
    page = own.post(reverse("registers:batch-withdraw", args=[wrong.pk]), {"reason": "传错了年份"}, follow=True).content.decode()
    assert "这一批已撤回，不再计入" in page
    assert "传错了年份" in page
    assert current(table)["ZYMC"].to_list() == ["作物生产技术"], "what it had replaced is in force again"
    assert current(table)["_batch"].to_list() == [kept.batch.pk]
    assert current(table, as_of=now - timedelta(hours=23)).height == 2, "on that day it was so"
    assert "已撤回" in own.get(reverse("registers:batches")).content.decode()
    own.post(reverse("registers:batch-withdraw", args=[wrong.pk]), {"reason": "再来一次"})
    wrong.refresh_from_db()
    assert wrong.withdrawn_reason == "传错了年份"


def test_what_was_taken_back_can_be_sent_again(own, school, table):
    hand_in(own, school, programme(1))
    own.post(reverse("registers:draft-confirm", args=[Draft.objects.get().pk]))
    own.post(reverse("registers:batch-withdraw", args=[Batch.objects.get().pk]), {"reason": "先不报"})
    assert current(table).is_empty()
    assert hand_in(own, school, programme(1)).status_code == 200


def test_neither_a_leader_nor_another_school_takes_a_batch_back(sign_in, send):
    batch = send(programme(1)).batch
    address = reverse("registers:batch-withdraw", args=[batch.pk])
    assert sign_in(a_user(LEADER, a_body("市政府"))).post(address, {"reason": "x"}).status_code == 403
    other = sign_in(a_user(SCHOOL_OFFICER, a_body("另一所", kind=OrganisationKind.SECONDARY_SCHOOL)))
    assert other.post(address, {"reason": "x"}).status_code == 404


def test_a_file_put_aside_leaves_nothing(own, school):
    hand_in(own, school, programme(1))
    own.post(reverse("registers:draft-discard", args=[Draft.objects.get().pk]))
    assert not Draft.objects.exists()
    assert not Batch.objects.exists()


def test_a_file_that_is_none_says_what_is_wrong(own, school):
    sent = {"organisation": school.pk, "standard": EDITION, "file": SimpleUploadedFile("x.xlsx", b"PK\x03\x04broken")}
    answer = own.post(reverse("registers:upload"), sent)
    assert answer.status_code == 422
    assert not Draft.objects.exists()


def hand_in_zip(client, school):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(f"{PROGRAMMES}.csv", a_csv(programme(1)).read())
        archive.writestr("ODS_ZZZZZSSJ.csv", "ZJSJWYXBS,XXDM\n短,3162000001\n")
    sent = {"organisation": school.pk, "standard": EDITION, "file": SimpleUploadedFile("全部.zip", out.getvalue())}
    return client.post(reverse("registers:upload"), sent, follow=True)


def test_a_zip_holds_many_tables_and_those_in_order_are_stored(own, school, table):
    page = hand_in_zip(own, school).content.decode()
    assert "有1张表有错，不会入库" in page
    own.post(reverse("registers:draft-confirm", args=[Draft.objects.get().pk]))
    assert Batch.objects.get().table == PROGRAMMES


def test_a_school_without_a_system_leaves_key_code_and_time_blank(own, school, table):
    def row(name, code):
        return {**programme(1, ZYMC=name, ZYDM=code), "ZJSJWYXBS": "", "XXDM": "", "SJCJSJ": ""}

    page = hand_in(own, school, row("作物生产技术", "610101"), row("护理", "720201")).content.decode()
    assert "已自动填写" in page
    own.post(reverse("registers:draft-confirm", args=[Draft.objects.get().pk]))
    stored = current(table)
    assert stored["XXDM"].to_list() == ["3162000001"] * 2
    assert stored["ZJSJWYXBS"].str.contains("^[0-9A-F]{32}$").all()
    hand_in(own, school, row("护理", "720201"), row("畜禽生产技术", "610301"))
    assert [(plan["new"], plan["same"]) for plan in Draft.objects.get().summary] == [(1, 1)], "the same row is not a second one"


def test_a_school_without_a_registered_code_is_told_where_to_register_it(own, school):
    Organisation.objects.filter(pk=school.pk).update(moe_code="")
    page = hand_in(own, school, {**programme(1), "XXDM": ""}).content.decode()
    assert "还没有登记学校标识码" in page
    assert "“学校代码”必填，请补上" in page


def test_the_standard_is_told_from_the_file(own, school):
    sheet = SimpleUploadedFile("班级.csv", "班号,专业代码,年级,班主任教工号,学生数\n1,720201,2021,T1,40\n".encode())
    own.post(reverse("registers:upload"), {"organisation": school.pk, "standard": "", "file": sheet})
    assert [(draft.standard, draft.summary[0]["table"]) for draft in Draft.objects.all()] == [("WW-ROSTERS-2021", "MCBJ")]


def test_tables_of_two_standards_in_one_file_are_to_be_parted(own, school):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(f"{PROGRAMMES}.csv", a_csv(programme(1)).read())
        archive.writestr("班级.csv", "班号,班级名称,专业代码,年级,学生数\n1,一班,720201,2021,40\n")
    sent = {"organisation": school.pk, "standard": "", "file": SimpleUploadedFile("全部.zip", out.getvalue())}
    answer = own.post(reverse("registers:upload"), sent)
    assert answer.status_code == 422
    assert "请分成两个文件" in answer.content.decode()


def test_a_table_that_shares_a_few_columns_is_not_taken_for_it(own, school):
    heads = "学号,姓名,性别,出生日期,身份证件类型,专业代码,培养层次,学生类型,入学年月,年级,学生状态"
    sheet = SimpleUploadedFile("一览.csv", f"{heads}\n1,甲,1,20060101,1,720201,1,1,202109,2021,1\n".encode())
    answer = own.post(reverse("registers:upload"), {"organisation": school.pk, "standard": EDITION, "file": sheet})
    assert answer.status_code == 422
    assert "没有认出" in answer.content.decode()


def test_identity_numbers_are_masked_in_the_plan_of_a_file(own, school):
    row = {"XH": "1", "XM": "示例", "XBM": "1", "CSRQ": "20050101", "SFZJLX": "1", "SFZH": "620602200501010011", "ZYDM": "720201",
           "PYCC": "1", "XSLX": "1", "RXNY": "202109", "NJ": "2021", "XSZT": "1", "SFSX": "0"}  # fmt: skip
    page = hand_in(own, school, row, standard="WW-ROSTERS-2021", name="MCXS.csv").content.decode()
    assert "校验位不符" in page
    assert "620602200501010011" not in page
    assert "620602200501010011" not in str(Draft.objects.get().summary)


def test_another_school_sees_neither_draft_nor_batch(own, school, send, sign_in):
    hand_in(own, school, programme(1))
    batch = send(programme(2)).batch
    draft = Draft.objects.get()
    client = sign_in(a_user(SCHOOL_OFFICER, a_body("另一所", kind=OrganisationKind.SECONDARY_SCHOOL)))
    for name in ("draft", "draft-wrong-rows"):
        assert client.get(reverse(f"registers:{name}", args=[draft.pk])).status_code == 404
    for name in ("batch", "batch-faults"):
        assert client.get(reverse(f"registers:{name}", args=[batch.pk])).status_code == 404
    sent = {"organisation": school.pk, "standard": EDITION, "file": a_csv(programme(3))}
    assert client.post(reverse("registers:upload"), sent).status_code == 422, "its list of bodies does not hold this school"


def test_a_leader_looks_but_does_not_send(sign_in, send):
    batch = send(programme(1), programme(2, ZYDM="")).batch
    client = sign_in(a_user(LEADER, a_body("市政府")))
    page = client.get(batch.get_absolute_url()).content.decode()
    assert "“专业代码”必填，请补上" in page
    assert client.get(reverse("registers:upload")).status_code == 403
    assert client.get(reverse("registers:batch-faults", args=[batch.pk])).content[:2] == b"PK"


@pytest.fixture
def duty(school, now):
    team = an_actor(WORKING_TEAM, a_body("市教育局"), user_id=None)
    return set_duty(actor=team, now=now, organisation=school, standard=EDITION, tables=[PROGRAMMES, "ODS_ZZXSXFSJ"], from_on=now.date())


def standings(school, day):
    return {item.table.name: item.standing for item in accounts([school], day)[0].owed}


def test_what_is_owed_waits_then_is_late_and_what_came_is_seen(school, duty, send, now):
    assert standings(school, date(2021, 3, 20))[PROGRAMMES] == Standing.WAITING
    assert standings(school, date(2021, 5, 20))[PROGRAMMES] == Standing.LATE
    send(programme(1))
    assert standings(school, date(2021, 5, 20))[PROGRAMMES] == Standing.CAME
    assert standings(school, date(2021, 12, 1))[PROGRAMMES] == Standing.LATE, "the next term wants it again"


def test_what_comes_in_the_small_hours_of_the_first_day_of_a_term_is_of_that_term(school, duty, send, now):
    first = now.replace(month=3, day=1, hour=2)
    send(programme(1), at=first - timedelta(hours=3))
    assert standings(school, date(2021, 3, 20))[PROGRAMMES] == Standing.WAITING, "that was the day before"
    send(programme(1), at=first)
    assert standings(school, date(2021, 3, 20))[PROGRAMMES] == Standing.CAME


def test_what_failed_last_is_said_to_have_failed(school, duty, send, now):
    send(programme(1))
    send(programme(2, ZYDM=""), at=now + timedelta(hours=1))
    assert standings(school, now.date())[PROGRAMMES] == Standing.FAILED


def test_what_failed_in_part_is_said_to_have_failed_until_it_comes_whole(school, duty, send, now):
    send(programme(1), programme(2, ZYDM=""))
    assert standings(school, now.date())[PROGRAMMES] == Standing.FAILED
    send(programme(2), at=now + timedelta(hours=1))
    assert standings(school, now.date())[PROGRAMMES] == Standing.CAME


def test_nobody_is_late_on_the_day_a_duty_is_set(school, now):
    team, day = an_actor(WORKING_TEAM, a_body("市教育局"), user_id=None), date(2021, 5, 20)
    set_duty(actor=team, now=now, organisation=school, standard=EDITION, tables=[PROGRAMMES], from_on=day)
    assert standings(school, day)[PROGRAMMES] == Standing.OPEN
    assert standings(school, date(2021, 12, 1))[PROGRAMMES] == Standing.LATE


def test_a_school_comes_to_its_own_calendar(own, school, duty):
    page = own.get(reverse("registers:home")).content.decode()
    assert "专业设置" in page
    assert "2020—2021学年春季学期" in page
    assert "报送什么" not in page, "what is owed is not its own to set"
    address = reverse("registers:standard-templates", args=[EDITION]) + f"?table={PROGRAMMES}&amp;table=ODS_ZZXSXFSJ"
    assert address in page, "one workbook for everything that is owed"


def test_the_team_sets_who_owes_what_from_a_day_on_and_what_was_owed_before_stays(sign_in, school, duty, now):
    client = sign_in(a_user(WORKING_TEAM, a_body("教育局")))
    assert str(school) in client.get(reverse("registers:home")).content.decode()
    address = reverse("registers:duty", args=[school.pk, EDITION])
    client.post(address, {"from_on": "2021-09-01", "tables": [PROGRAMMES]})
    assert list(ReturnDuty.objects.order_by("from_on").values_list("from_on", "until_on", "tables")) == [
        (now.date(), date(2021, 8, 31), ["ODS_ZZXSXFSJ", PROGRAMMES]),
        (date(2021, 9, 1), None, [PROGRAMMES]),
    ]
    assert client.post(address, {"from_on": "", "tables": [PROGRAMMES]}).status_code == 422


def test_those_behind_are_reminded_once_a_day(sign_in, school, duty, settings):
    settings.DEMONSTRATION_TODAY = date(2021, 6, 30)
    person = a_user(SCHOOL_OFFICER, school)
    client = sign_in(a_user(WORKING_TEAM, a_body("教育局")))
    assert "已提醒1人" in client.post(reverse("registers:remind"), follow=True).content.decode()
    client.post(reverse("registers:remind"))
    assert Notice.objects.filter(recipient=person, kind="registers.returnduty.reminder").count() == 1


def test_a_department_neither_sets_nor_reminds(sign_in, school, duty):
    client = sign_in(a_user(LIAISON, a_body("市财政局")))
    assert client.post(reverse("registers:remind")).status_code == 403
    assert client.get(reverse("registers:duty", args=[school.pk, EDITION])).status_code == 403
    assert client.get(reverse("registers:account", args=[school.pk])).status_code == 404


def test_an_empty_city_says_what_to_do(sign_in):
    client = sign_in(a_user(WORKING_TEAM, a_body("教育局")))
    assert "还没有设定谁报送什么" in client.get(reverse("registers:home")).content.decode()
    assert "还没有收到数据" in client.get(reverse("registers:batches")).content.decode()


@pytest.mark.parametrize("count", [2, 6])
def test_the_calendar_asks_the_same_however_many_owe(sign_in, django_assert_max_num_queries, now, count):
    team = an_actor(WORKING_TEAM, a_body("市教育局"), user_id=None)
    for number in range(count):
        body = a_body(f"学校{number}", kind=OrganisationKind.SECONDARY_SCHOOL)
        set_duty(actor=team, now=now, organisation=body, standard=EDITION, tables=[PROGRAMMES], from_on=now.date())
    client = sign_in(a_user(WORKING_TEAM, a_body("教育局")))
    client.get(reverse("registers:home"))
    with django_assert_max_num_queries(45):
        client.get(reverse("registers:home"))
