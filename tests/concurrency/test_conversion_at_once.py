"""Two desks at one learner's conversions at the same moment, on both databases: first the race without protection, then with it."""

from __future__ import annotations

import itertools
import sqlite3

import psycopg
import pytest

CASE = itertools.count(1)
WAITS_ONCE = "conversion_waits_once"
BOOKING = "from django.db import connection; from baigong.contexts.credit_bank.ledger import booking; booking.{act}(connection)"


@pytest.fixture(scope="module")
def opened(migrated):
    """One programme of one learner lets one application wait; here two do, to show that what stands behind that holds too."""
    sql(migrated, f"DROP INDEX {WAITS_ONCE}")
    return migrated


@pytest.fixture
def college(house, opened, tmp_path):
    """The installation, with a way to begin a case of its own."""
    house.folder = tmp_path
    return house


def begun(house, certificates=2):
    """A learner with certificates and two applications; the number of the case."""
    house.case = next(CASE)
    house.python(f"from tests.concurrency.conversion_case import make; make({house.case}, {certificates})")
    return house


def sql(house, statement):
    if house.database_url:
        with psycopg.connect(house.database_url) as connection:
            connection.execute(statement)
    else:
        with sqlite3.connect(house.var / "baigong.sqlite3", timeout=20) as connection:
            connection.execute(statement)


def at_once(house, *acts):
    """Run acts as processes that wait for one another; the outcome of each, in their order."""
    before = len(house.processes)
    arguments = [str(house.folder), str(house.case)]
    running = [house.start("-m", "tests.concurrency.conversion_acts", act, f"{n}", *arguments) for n, act in enumerate(acts)]
    for process in running:
        assert process.wait(180) == 0, [log.read_text()[-2000:] for log in sorted(house.var.glob("log-*"))[-2:]]
    return [(house.var / f"log-{before + n}").read_text().split()[-1] for n in range(len(acts))]


def standing(house):
    """Units of the uses that stand at the case's programme, by the outcome."""
    target = f"%:52{house.case:04d}:%"
    return house.ask(
        f"SELECT p.outcome, p.amount FROM credit_bank_posting p WHERE p.target LIKE '{target}' AND p.kind = 'use' "
        "AND NOT EXISTS (SELECT 1 FROM credit_bank_posting r WHERE r.reverses_id = p.id) ORDER BY p.id"
    )


def versions(house):
    """Versions of rules by which something was granted in the case."""
    rows = house.ask(
        "SELECT r.version FROM credit_bank_conversionline l JOIN credit_bank_conversion c ON c.id = l.conversion_id "
        "JOIN credit_bank_creditprogramme p ON p.id = c.programme_id JOIN credit_bank_conversionrule r ON r.id = l.rule_id "
        f"WHERE p.code = '52{house.case:04d}' AND c.state = 'approved'"
    )
    return [version for (version,) in rows]


# -- one cap, two desks ----------------------------------------------------------------------------------------------------


def test_control_two_desks_that_look_and_then_write_pass_the_cap_together(college):
    begun(college)
    assert at_once(college, "first_carelessly", "second_carelessly") == ["done", "done"]
    assert sum(amount for _outcome, amount in standing(college)) == 800


def test_a_cap_holds_from_two_desks_and_the_second_is_told(college):
    begun(college)
    assert sorted(at_once(college, "first", "second")) == ["done", "nothing_to_grant"]
    assert sum(amount for _outcome, amount in standing(college)) == 400


# -- one outcome, two applications ------------------------------------------------------------------------------------------


def test_control_where_the_ledger_is_not_told_one_outcome_counts_in_two_applications(college):
    begun(college, certificates=1)
    assert at_once(college, "first_unposted", "second_unposted") == ["done", "done"]
    assert versions(college) == [1, 1]


def test_two_desks_that_look_and_then_write_do_not_use_one_outcome_twice_in_the_ledger(college):
    begun(college, certificates=1)
    assert "done" in (told := at_once(college, "first_carelessly", "second_carelessly"))
    assert set(told) - {"done"} <= {"key_of_another", "key_known", "used_twice"}
    assert len(standing(college)) == 1


def test_of_two_applications_for_one_outcome_at_once_one_is_granted(college):
    begun(college, certificates=1)
    assert sorted(at_once(college, "first", "second")) == ["done", "nothing_to_grant"]
    assert len(standing(college)) == 1


# -- revoked meanwhile ------------------------------------------------------------------------------------------------------


def test_control_without_the_ledgers_triggers_a_use_stands_although_it_was_revoked_meanwhile(college):
    begun(college)
    college.python(BOOKING.format(act="remove"))
    try:
        assert at_once(college, "revokes", "first_carelessly_late") == ["done", "done"]
        assert len(standing(college)) == 1
    finally:
        college.python(BOOKING.format(act="install"))


@pytest.mark.parametrize(("act", "outcomes"), [("first_carelessly_late", {"revoked"}), ("first", {"done", "nothing_to_grant", "revoked"})])
def test_revoked_during_a_conversion_nothing_stands_whoever_was_first(college, act, outcomes):
    begun(college, certificates=1)
    revoked, granted = at_once(college, "revokes", act)
    assert revoked == "done"
    assert granted in outcomes
    assert standing(college) == []


@pytest.fixture
def with_row_locks(college):
    if not college.database_url:
        pytest.skip("SQLite has one writer at a time")
    return begun(college, certificates=1)


def test_control_a_certificate_that_nothing_may_name_while_it_is_revoked_and_a_grant_wait_for_each_other(with_row_locks):
    assert sorted(at_once(with_row_locks, "revokes_holding_all", "first_while_held")) == ["DeadlockDetected", "done"]


def test_a_grant_posted_while_the_certificate_is_being_revoked_and_the_revocation_both_end(with_row_locks):
    assert at_once(with_row_locks, "revokes_holding", "first_while_held") == ["done", "done"]
    assert standing(with_row_locks) == []


# -- a version that ends meanwhile ------------------------------------------------------------------------------------------


def renewed(house):
    begun(house, certificates=1)
    house.python(f"from tests.concurrency.conversion_case import draft_next_version; draft_next_version({house.case})")


def test_control_what_was_looked_at_is_granted_by_a_version_that_holds_no_more(college):
    renewed(college)
    assert at_once(college, "renews", "first_carelessly_late") == ["done", "done"]
    assert versions(college) == [1]


def test_what_a_desk_saw_is_not_granted_once_the_rule_is_another(college):
    renewed(college)
    assert at_once(college, "renews", "first_late") == ["done", "changed_meanwhile"]
    assert (versions(college), standing(college)) == ([], [])


def test_a_version_that_ends_at_the_moment_of_granting_grants_before_or_not_at_all(college):
    renewed(college)
    adopted, granted = at_once(college, "renews", "first")
    assert adopted == "done"
    assert granted in {"done", "nothing_to_grant", "changed_meanwhile"}
    assert len(standing(college)) == len(versions(college)) == (granted == "done")
