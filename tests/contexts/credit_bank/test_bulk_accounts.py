"""Accounts of many: by a table or from the school's roster, all of them or none; who has one keeps it where it is."""

from __future__ import annotations

import time
from datetime import date

import polars as pl
import pytest

from baigong.contexts.credit_bank.exchange.accounts import AccountSheet, AccountWriter, GuardianSheet, GuardianWriter
from baigong.contexts.credit_bank.models import Guardian, IdentityDocument, Learner, LearnerState
from baigong.contexts.credit_bank.selectors.known import homes_by_hash
from baigong.contexts.credit_bank.selectors.rosters import bodies_with_roster, overview_of, roster_of, standing_of
from baigong.contexts.credit_bank.services.accounts_from_roster import Answers, digest_of, open_from_roster
from baigong.contexts.credit_bank.services.accounts_in_bulk import Person, check_people, open_accounts
from baigong.contexts.credit_bank.services.people import Opening
from baigong.contexts.registers import public as registers
from baigong.kernel.audit.models import AuditEvent
from baigong.kernel.errors import Conflict, NotPermitted, Refusal
from baigong.kernel.exchange import execute, export
from tests.credit_city import a_number, an_account, make_city

pytestmark = pytest.mark.django_db
GROWN, YOUNG = date(2000, 3, 4), date(2006, 5, 6)


@pytest.fixture
def city(db):
    return make_city()


def person(serial, born=GROWN, name="", checked="", **facts):
    return Person(Opening(name or f"学生{serial}", "citizen", a_number(born, serial), **facts), checked)


def pupil(serial, born=GROWN, group="21护理1", **facts):
    own = {
        "XH": f"2021{serial:04d}", "XM": f"学生{serial}", "XBM": "1", "CSRQ": f"{born:%Y%m%d}", "SFZJLX": "1",
        "SFZH": a_number(born, serial),
        "ZYDM": "720201", "PYCC": "1", "XSLX": "1", "RXNY": "202109", "NJ": "2021", "BH": group, "XSZT": "1", "SFSX": "0",
    }  # fmt: skip
    return own | facts


def returned(city, now, rows, name="MCXS", actor="school", body="school_body"):
    """Rows of a roster that the school has sent."""
    table = registers.find_table("WW-ROSTERS-2021", name)
    names = list(dict.fromkeys(key for row in rows for key in row))
    frame = pl.DataFrame([[row.get(key, "") for key in names] for row in rows], schema=dict.fromkeys(names, pl.String), orient="row")
    source = registers.Source(registers.Channel.UPLOAD, "0" * 64)
    receipt = registers.receive(
        actor=getattr(city, actor), now=now, organisation=getattr(city, body), table=table, frame=frame, source=source
    )
    assert receipt.batch.failed_count == 0, receipt.faults
    return receipt.batch


def test_many_are_opened_at_once_with_guardians_and_only_those_whose_document_was_seen_are_in_use(city, now):
    people = [person(1, checked="sight"), person(2), person(3, YOUNG, guardian="王母", guardian_relation="母亲")]
    opened = open_accounts(actor=city.school, now=now, home=city.school_body, people=people)
    assert [row.state for row in opened.rows] == [LearnerState.ACTIVE, LearnerState.PENDING, LearnerState.PENDING]
    assert len({row.number for row in opened.rows}) == 3
    assert IdentityDocument.objects.get(learner=opened.rows[0]).checked_how == "sight"
    assert Guardian.objects.get().learner == opened.rows[2]
    assert AuditEvent.objects.filter(action="credit_bank.learner.opened").count() == 3


def test_an_account_opened_among_many_is_the_same_as_one_opened_at_the_desk(city, now):
    one = an_account(city, now, "学生1", serial=1, born=GROWN)
    facts = ("number", "name", "birth_on", "state", "home_id")
    before = {name: getattr(one, name) for name in facts}
    hashed = one.documents.get().number_hash
    one.documents.all().delete()
    one.delete()
    row = open_accounts(actor=city.school, now=now, home=city.school_body, people=[person(1, checked="sight")]).rows[0]
    assert {name: getattr(row, name) for name in facts} == before
    assert row.documents.get().number_hash == hashed


def test_who_has_an_account_keeps_it_in_the_home_it_is_in(city, now):
    elsewhere = an_account(city, now, "学生1", at="other", serial=1, born=GROWN)
    opened = open_accounts(actor=city.school, now=now, home=city.school_body, people=[person(1), person(2)])
    assert ([row.name for row in opened.rows], [known.pk for known in opened.known]) == (["学生2"], [elsewhere.pk])
    elsewhere.refresh_from_db()
    assert elsewhere.home == city.other_body


def test_one_wrong_person_opens_none_and_everything_wrong_is_named(city, now):
    an_account(city, now, "学生9", serial=9, born=GROWN)
    wrong = [
        person(1, YOUNG), Person(Opening("甲", "citizen", "620690200003041234")), Person(Opening("乙", "passport", "E1234567")),
        person(9, name="别人"), person(2), person(2),
    ]  # fmt: skip
    found = {(one.line, one.column) for one in check_people(wrong, now.date()).wrong}
    assert found == {(0, "guardian"), (1, "document_number"), (2, "birth_on"), (3, "name"), (5, "document_number")}
    with pytest.raises(Refusal, match="一个账户也没有开"):
        open_accounts(actor=city.school, now=now, home=city.school_body, people=wrong)
    assert Learner.objects.count() == 1


def test_where_an_account_is_kept_is_told_of_each_kind_of_document(city, now):
    here = an_account(city, now, "学生1", serial=1, born=GROWN).documents.get()
    elsewhere = an_account(city, now, "学生2", at="other", serial=2, born=GROWN).documents.get()
    rested = an_account(city, now, "学生3", serial=3, born=GROWN).documents.get()
    Learner.objects.filter(pk=rested.learner_id).update(merged_into=elsewhere.learner, state=LearnerState.MERGED)
    IdentityDocument.objects.filter(pk=elsewhere.pk).update(kind="passport", number_hash=here.number_hash)  # one number, two kinds
    asked = {
        ("citizen", here.number_hash),
        ("passport", here.number_hash),
        ("citizen", rested.number_hash),
        ("citizen", "f" * 64),
        ("", ""),
    }
    assert homes_by_hash(asked, city.school_body) == {
        ("citizen", here.number_hash): city.school_body.pk,
        ("passport", here.number_hash): city.other_body.pk,
        ("citizen", rested.number_hash): city.other_body.pk,
    }


def test_a_school_opens_accounts_at_its_own_desk_only(city, now):
    with pytest.raises(NotPermitted):
        open_accounts(actor=city.school, now=now, home=city.other_body, people=[person(1)])


def test_ten_thousand_accounts_take_seconds(city, now):
    people = [person(n % 1000, date(1990 + n // 1000, 1, 1), name=f"学生{n}") for n in range(5000)]
    began = time.process_time()
    assert len(open_accounts(actor=city.school, now=now, home=city.school_body, people=people).rows) == 5000
    assert time.process_time() - began < 10, "half of ten thousand"


def test_from_the_roster_who_is_of_age_is_opened_in_use_and_checked_with_the_roster(city, now):
    returned(city, now, [pupil(1), pupil(2, YOUNG), pupil(3, XSZT="4"), pupil(4, group="21护理2")])
    an_account(city, now, "学生4", at="other", serial=4, born=GROWN)
    roster = roster_of(city.school_body, now)
    assert [one.number for one in roster.grown] == ["20210001"]
    assert [len(part) for part in (roster.pupils, roster.minors, roster.here, roster.elsewhere)] == [3, 1, 0, 1]
    assert [(one.name, one.pupils, one.elsewhere, one.fresh, one.minors) for one in overview_of(city.school_body, now).groups] == [
        ("21护理1", 2, 0, 2, 1), ("21护理2", 1, 1, 0, 0)
    ]  # fmt: skip
    opened = open_from_roster(
        actor=city.school, now=now, body=city.school_body, numbers=["20210001"], seen=digest_of(overview_of(city.school_body, now).grown)
    )  # fmt: skip
    (row,) = opened.rows
    assert (row.state, row.documents.get().checked_how, row.birth_on) == (LearnerState.ACTIVE, "roster", GROWN)
    assert AuditEvent.objects.get(action="registers.rows.unsealed").detail["rows"] == 1
    again = roster_of(city.school_body, now)
    assert [standing_of(one, city.school_body) for one in again.pupils] == ["已有账户", "待开户（须有监护人）", "已在别处开户"]


def test_a_minor_of_the_roster_is_opened_with_who_answers_and_not_without(city, now):
    returned(city, now, [pupil(2, YOUNG)])
    facts = {"actor": city.school, "now": now, "body": city.school_body, "numbers": ["20210002"]}
    with pytest.raises(Refusal, match="未满"):
        open_from_roster(**facts)
    opened = open_from_roster(**facts, guardians={"20210002": Answers("王母", "母亲")})
    assert (opened.rows[0].state, opened.rows[0].guardians.get().name) == (LearnerState.ACTIVE, "王母")


def test_the_roster_is_read_by_its_own_school_and_no_other(city, now):
    returned(city, now, [pupil(1)])
    assert bodies_with_roster(city.school, now.date()) == [city.school_body]
    assert bodies_with_roster(city.office, now.date()) == []
    with pytest.raises(NotPermitted):
        open_from_roster(actor=city.office, now=now, body=city.school_body, numbers=["20210001"])


def test_what_changed_since_it_was_shown_is_not_opened(city, now):
    returned(city, now, [pupil(1)])
    with pytest.raises(Conflict, match="有变化"):
        open_from_roster(actor=city.school, now=now, body=city.school_body, numbers=["20210001"], seen="other")
    with pytest.raises(Refusal, match="没有这些学号"):
        open_from_roster(actor=city.school, now=now, body=city.school_body, numbers=["20219999"])


def test_a_table_of_accounts_shows_who_is_new_and_who_is_known_and_opens_the_new(city, now):
    returned(city, now, [pupil(2)])
    an_account(city, now, "学生1", at="other", serial=1, born=GROWN)
    sheet = AccountSheet(city.school, now, city.school_body, "roster")
    rows = [{"name": f"学生{n}", "document_kind": "citizen", "document_number": a_number(GROWN, n)} for n in (1, 2, 3)]
    plan = sheet.plan_of(export(sheet.table, rows), "accounts.xlsx")
    assert (plan.issues, plan.counts["add"], plan.counts["same"]) == ((), 2, 1)
    execute(plan, AccountWriter(sheet), digest=plan.digest)
    states = dict(Learner.objects.exclude(home=city.other_body).values_list("name", "state"))
    assert states == {"学生2": "active", "学生3": "pending"}, "who is on the roster is in use, who is not waits"


def test_a_table_of_accounts_with_a_minor_and_no_guardian_says_in_which_cell(city, now):
    sheet = AccountSheet(city.school, now, city.school_body)
    rows = [{"name": "学生1", "document_kind": "citizen", "document_number": a_number(YOUNG, 1)}]
    plan = sheet.plan_of(export(sheet.table, rows), "accounts.xlsx")
    assert [(issue.row, "监护人" in str(issue)) for issue in plan.issues] == [(2, True)]


def test_guardians_come_as_a_table_by_student_numbers_without_any_identity_number(city, now):
    returned(city, now, [pupil(1, YOUNG), pupil(2, YOUNG), pupil(3)])
    sheet = GuardianSheet(city.school, now, city.school_body)
    assert [row["number"] for row in sheet.rows()] == ["20210001", "20210002"]
    rows = [row | {"guardian": "王母", "guardian_relation": "母亲"} for row in sheet.rows()[:1]]
    plan = sheet.plan_of(export(sheet.table, rows), "guardians.xlsx")
    execute(plan, GuardianWriter(sheet), digest=plan.digest)
    assert [row.name for row in Learner.objects.all()] == ["学生1"]
    wrong = sheet.plan_of(export(sheet.table, [{**rows[0], "number": "20210002"}, {**rows[0], "number": "9"}]), "guardians.xlsx")
    assert len(wrong.issues) == 2
