"""Postings: written once, by the rules, moving balances; refused in words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import DatabaseError, connection, transaction

from baigong.contexts.credit_bank.ledger import booking, guards
from baigong.contexts.credit_bank.ledger.accounts import expired_account, learner_account, source_account, used_account
from baigong.contexts.credit_bank.ledger.batches import post_batch
from baigong.contexts.credit_bank.ledger.posting import deposit, expire, post, replace_use, reverse, revoke, transfer, use
from baigong.contexts.credit_bank.ledger.reading import balance_of, statement_of
from baigong.contexts.credit_bank.ledger.sealing import seal
from baigong.contexts.credit_bank.ledger.verifying import verify
from baigong.contexts.credit_bank.models import CreditAccount, LedgerBlock, LedgerEpoch, Posting, PostingKind
from baigong.kernel.access import SYSTEM
from baigong.kernel.audit.models import AuditEvent
from baigong.kernel.errors import Conflict, Refusal
from tests.contexts.credit_bank.ledger_cast import AT, BASIS, CLERK, COLLEGE, DAY, a_deposit, a_learner, a_use

pytestmark = pytest.mark.django_db
FACTS = {"actor": CLERK, "now": AT, "on": DAY, "basis": BASIS}


@pytest.fixture
def learner(db):
    return a_learner()


def posted(new):
    return post(new, actor=CLERK, now=AT)


def used_by(learner, **more):
    return use(learner=learner, **(FACTS | {"target": COLLEGE, "outcome": "o1", "amount": 200} | more))


def last():
    return Posting.objects.select_related("debit", "credit").latest("pk")


def code_of(refused):
    return refused.value.code


def test_a_deposit_goes_from_its_source_into_the_learners_account(learner):
    receipt = posted(a_deposit(learner))
    assert receipt.is_new
    assert (balance_of("learner:1001"), balance_of("source:school:3")) == (300, -300)
    row = Posting.objects.get(pk=receipt.id)
    assert (row.recorded_by, row.decision, row.rule, row.evidence) == (7, BASIS.decision, BASIS.rule, BASIS.evidence)


def test_the_same_posting_sent_again_is_the_first_one(learner):
    first, again = posted(a_deposit(learner)), posted(a_deposit(learner))
    assert (again.id, again.is_new) == (first.id, False)
    assert balance_of("learner:1001") == 300


def test_a_key_of_another_posting_is_refused(learner):
    posted(a_deposit(learner))
    with pytest.raises(Conflict, match="幂等键“d:o1”") as refused:
        posted(a_deposit(learner, amount=500))
    assert code_of(refused) == "key_of_another"


def test_an_outcome_is_deposited_once_whatever_the_key(learner):
    posted(a_deposit(learner))
    with pytest.raises(Conflict, match="没有重复记账") as refused:
        posted(a_deposit(learner, key="other"))
    assert code_of(refused) == "used_twice"
    assert balance_of("learner:1001") == 300


def test_an_outcome_serves_one_purpose_at_a_target_and_may_serve_at_another(learner):
    posted(a_deposit(learner))
    used_by(learner, purpose="护理学基础")
    with pytest.raises(Conflict) as refused:
        used_by(learner, purpose="解剖学", amount=100, key="second")
    assert code_of(refused) == "used_twice"
    used_by(learner, target="college:6:care")
    assert balance_of(f"used:1001@{COLLEGE}") == balance_of("used:1001@college:6:care") == 200
    assert balance_of("learner:1001") == 300
    assert balance_of(f"target:{COLLEGE}") == -200


def test_after_a_reversal_the_outcome_is_free_again_and_both_rows_stay(learner):
    for turn in range(3):
        used_by(learner)
        row = last()
        assert (row.kind, row.turn) == ("use", turn)
        reverse(actor=CLERK, now=AT, posting=row, reason="课程调整", basis=BASIS)
        assert balance_of(f"used:1001@{COLLEGE}") == 0
    assert Posting.objects.count() == 6
    assert AuditEvent.objects.filter(action="credit_bank.posting.reversed").count() == 3


def test_a_posting_is_reversed_once_and_a_reversal_never(learner):
    used_by(learner)
    row = last()
    first = reverse(actor=CLERK, now=AT, posting=row, reason="课程调整", basis=BASIS)
    assert reverse(actor=CLERK, now=AT, posting=row, reason="课程调整", basis=BASIS) == replace(first, is_new=False)
    with pytest.raises(Conflict) as refused:
        reverse(actor=CLERK, now=AT, posting=row, reason="另一理由", basis=BASIS)
    assert code_of(refused) == "key_of_another"
    with pytest.raises(Conflict) as refused:
        reverse(actor=CLERK, now=AT, posting=last(), reason="反悔", basis=BASIS)
    assert code_of(refused) == "wrong_accounts"


def test_a_reversal_needs_its_reason(learner):
    used_by(learner)
    with pytest.raises(Refusal, match="理由没有填写"):
        reverse(actor=CLERK, now=AT, posting=last(), reason=" \n ", basis=BASIS)


def test_a_higher_level_takes_the_place_of_a_lower_one(learner):
    used_by(learner, series="x:care", amount=100)
    lower = last()
    with pytest.raises(Conflict, match="高级别取代低级别") as refused:
        used_by(learner, outcome="o2", series="x:care", amount=300)
    assert code_of(refused) == "levels_added"
    facts = FACTS | {"learner": learner, "target": COLLEGE, "outcome": "o2", "series": "x:care", "amount": 300}
    replace_use(lower=lower, reason="取得高级证书", **facts)
    assert balance_of(f"used:1001@{COLLEGE}") == 300


def test_no_more_is_used_at_a_target_than_its_ceiling(learner):
    used_by(learner, ceiling=300)
    with pytest.raises(Conflict, match="上限") as refused:
        used_by(learner, outcome="o2", amount=101, ceiling=300)
    assert code_of(refused) == "over_ceiling"
    used_by(learner, outcome="o2", amount=100, ceiling=300)
    with pytest.raises(Conflict):
        used_by(learner, outcome="o3", amount=1, ceiling=200)
    assert balance_of(f"used:1001@{COLLEGE}") == 300


def test_what_was_revoked_leaves_every_target_and_is_not_used_again(learner):
    deposit(learner=learner, source="school:3", outcome="o1", amount=300, **FACTS)
    used_by(learner)
    used_by(learner, target="college:6:care")
    receipts = revoke(actor=CLERK, now=AT, learner=learner, outcome="o1", reason="证书造假", basis=BASIS)
    assert len(receipts) == 3
    assert all(row.balance == 0 for row in CreditAccount.objects.filter(learner=learner))
    assert revoke(actor=CLERK, now=AT, learner=learner, outcome="o1", reason="证书造假", basis=BASIS) == []
    with pytest.raises(Conflict, match="已经撤销") as refused:
        used_by(learner)
    assert code_of(refused) == "revoked"


def test_a_deposit_is_not_reversed_alone_while_its_outcome_is_used(learner):
    posted(a_deposit(learner))
    stored = last()
    used_by(learner)
    with pytest.raises(Conflict, match="还在使用中") as refused:
        reverse(actor=CLERK, now=AT, posting=stored, reason="撤销", basis=BASIS)
    assert code_of(refused) == "still_used"


def test_an_outcome_recognised_again_after_revocation_counts_again(learner):
    facts = FACTS | {"learner": learner, "source": "school:3", "outcome": "o1", "amount": 300}
    deposit(**facts)
    revoke(actor=CLERK, now=AT, learner=learner, outcome="o1", reason="误认", basis=BASIS)
    assert deposit(**facts).is_new
    used_by(learner)
    assert balance_of("learner:1001") == 300


def test_credits_lapse_and_no_more_than_there_are(learner):
    posted(a_deposit(learner))
    with pytest.raises(Conflict) as refused:
        expire(learner=learner, outcome="o1", amount=301, **FACTS)
    assert code_of(refused) == "below_zero"
    expire(learner=learner, outcome="o1", amount=300, **FACTS)
    assert (balance_of("learner:1001"), balance_of("expired:1001")) == (0, 300)


def test_credits_move_between_the_accounts_of_one_person_who_had_two(learner):
    twin = a_learner("1002")
    posted(a_deposit(learner))
    move = {"source": learner_account(learner), "goal": learner_account(twin), "amount": 300, "key": "merge:1:2"}
    transfer(**(FACTS | move))
    assert (balance_of("learner:1001"), balance_of("learner:1002")) == (0, 300)
    with pytest.raises(Conflict):
        transfer(**(FACTS | move | {"key": "again"}))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"amount": 2.5}, "not_an_integer"), ({"amount": 0}, "amount_out_of_range"), ({"amount": -5}, "amount_out_of_range"),
        ({"purpose": "a\tb"}, "not_plain"), ({"outcome": ""}, "required"), ({"basis": replace(BASIS, evidence="x")}, "not_a_digest"),
        ({"basis": replace(BASIS, decision="")}, "required"), ({"occurred_on": DAY.replace(year=2022)}, "in_the_future"),
    ],
)  # fmt: skip
def test_a_posting_that_is_wrong_in_itself_is_refused_before_the_database(learner, change, code):
    with pytest.raises(Refusal, match="没有记账") as refused:
        posted(replace(a_deposit(learner), **change))
    assert code_of(refused) == code
    assert not Posting.objects.exists()


def test_a_statement_tells_what_stood_after_each_posting(learner):
    for number in range(1, 6):
        posted(a_deposit(learner, f"o{number}", number * 100))
    expire(learner=learner, outcome="o1", amount=50, **FACTS)
    account = CreditAccount.objects.get(code="learner:1001")
    lines = statement_of(account)
    assert [line.amount for line in lines] == [-50, 500, 400, 300, 200, 100]
    assert [line.balance for line in lines] == [1450, 1500, 1000, 600, 300, 100]
    assert (lines[0].kind, lines[0].occurred_on, lines[0].outcome) == ("expire", DAY, "o1")
    assert statement_of(account, lines=2) == lines[:2]
    assert balance_of("nobody:1") == 0


def test_lines_and_balance_of_a_statement_are_of_one_moment(learner):
    posted(a_deposit(learner, "o1", 100))
    account = CreditAccount.objects.get(code="learner:1001")
    posted(a_deposit(learner, "o2", 200))  # after the account was read
    assert [(line.amount, line.balance) for line in statement_of(account)] == [(200, 300), (100, 100)]


# -- the database by itself -------------------------------------------------------------------------------------------


def row_values(learner, **change):
    posted(a_deposit(learner, "first"))
    accounts = dict(CreditAccount.objects.values_list("code", "pk"))
    values = {
        "key": "raw", "kind": "deposit", "debit_id": accounts["source:school:3"], "credit_id": accounts["learner:1001"], "amount": 100,
        "occurred_on": "2021-03-12", "recorded_at": "2021-03-15 00:00:00", "outcome": "o9", "target": "", "turn": 0, "series": "",
        "purpose": "", "decision": "d", "rule": "r", "evidence": "ab" * 32, "reverses_id": None, "reason": "", "epoch": 1,
    }  # fmt: skip
    return values | {k: accounts.get(v, v) if k.endswith("_id") else v for k, v in change.items()}


def insert(values):
    with transaction.atomic(), connection.cursor() as cursor:
        places = ", ".join(["%s"] * len(values))
        cursor.execute(f"INSERT INTO credit_bank_posting ({', '.join(values)}) VALUES ({places})", list(values.values()))


def test_the_database_moves_the_balances_by_itself(learner):
    insert(row_values(learner))
    assert balance_of("learner:1001") == 400


RAW = {
    "nothing moves": {"amount": 0},
    "less than nothing moves": {"amount": -100},
    "from an account to itself": {"debit_id": "learner:1001"},
    "no account": {"credit_id": 10**6},
    "no account at all": {"credit_id": None},
    "the wrong way round": {"debit_id": "learner:1001", "credit_id": "source:school:3"},
    "unknown kind": {"kind": "gift"},
    "no decision": {"decision": ""},
    "no rule": {"rule": ""},
    "no evidence": {"evidence": ""},
    "no outcome": {"outcome": ""},
    "an outcome again": {"outcome": "first"},
    "an outcome again under an invented turn": {"outcome": "first", "turn": 1},
    "an outcome again without a turn": {"outcome": "first", "turn": None},
    "a key again": {"key": "d:first"},
    "a use without target": {"kind": "use"},
    "a reversal of nothing": {"kind": "reverse", "reason": "x"},
    "a reversal without reason": {"kind": "reverse", "reverses_id": -1},
    "a span that is not open yet": {"epoch": 2},
    "a line break in a text": {"purpose": "a\nb"},
    "a backslash in a text": {"purpose": "a\\b"},
}


@pytest.mark.parametrize("what", RAW)
def test_the_database_refuses(learner, what):
    with pytest.raises(DatabaseError):
        insert(row_values(learner, **RAW[what]))
    assert balance_of("learner:1001") == 300
    assert Posting.objects.count() == 1


def test_the_database_refuses_a_reversal_that_does_not_undo_its_posting(learner):
    values = row_values(learner, kind="reverse", debit_id="learner:1001", credit_id="source:school:3", outcome="first", reason="x")
    first = Posting.objects.get().pk
    for change in ({"amount": 299}, {"outcome": "o2"}, {"turn": 0}, {"debit_id": values["credit_id"], "credit_id": values["debit_id"]}):
        with pytest.raises(DatabaseError):
            insert(values | {"amount": 300, "turn": None, "reverses_id": first} | change)
    insert(values | {"amount": 300, "turn": None, "reverses_id": first})
    assert balance_of("learner:1001") == 0


@pytest.fixture
def guarded(db):
    guards.install(connection)
    yield
    guards.remove(connection)


def test_a_balance_cannot_be_set_below_zero_nor_that_of_a_source_above(learner, guarded):
    posted(a_deposit(learner))
    for code, balance in (("learner:1001", -1), ("source:school:3", 1)):
        with pytest.raises(DatabaseError), transaction.atomic():
            CreditAccount.objects.filter(code=code).update(balance=balance)


@pytest.mark.parametrize(
    "facts",
    [
        {"kind": "pocket"}, {"balance": -1}, {"kind": "source", "learner": None, "balance": 1}, {"ceiling": -1}, {"learner": None},
        {"target": "x"}, {"kind": "used", "target": ""},
    ],
    ids=["an unknown kind", "below zero", "a source above zero", "over its ceiling", "nobody's", "at a target", "at no target"],
)  # fmt: skip
def test_an_account_that_cannot_be_is_not_opened(learner, facts):
    with pytest.raises(DatabaseError), transaction.atomic():
        CreditAccount.objects.create(**{"code": "x", "kind": "learner", "learner": learner} | facts)


def test_no_row_of_the_ledger_is_changed_or_removed(learner, guarded):
    posted(a_deposit(learner))
    statements = [
        "UPDATE credit_bank_posting SET amount = 1", "UPDATE credit_bank_posting SET epoch = 2", "DELETE FROM credit_bank_posting",
        "UPDATE credit_bank_creditaccount SET code = 'learner:9' WHERE kind = 'learner'", "DELETE FROM credit_bank_creditaccount",
        "UPDATE credit_bank_creditaccount SET target = 'x' WHERE kind = 'learner'",
    ]  # fmt: skip
    if connection.vendor == "postgresql":
        statements += ["UPDATE credit_bank_creditaccount SET balance = 5 WHERE kind = 'learner'", "TRUNCATE credit_bank_posting CASCADE"]
    for statement in statements:
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert guards.missing(connection) == []
    used_by(learner, ceiling=500)
    assert balance_of(f"used:1001@{COLLEGE}") == 200


def test_the_guard_is_missed_when_it_is_gone(db):
    assert set(guards.NAMES) == set(guards.missing(connection))
    booking.remove(connection)
    assert set(booking.names(connection)) <= set(guards.missing(connection))
    booking.install(connection)


def a_block_of(epoch):
    LedgerBlock.objects.create(
        number=1, first=0, count=1, root="0" * 64, previous="0" * 64, digest="1" * 64, sealed_at=AT, key="k", signature="", epoch=epoch,
        first_id=1, last_id=1,
    )  # fmt: skip


def test_a_sealed_span_takes_nothing_in(learner):
    values = row_values(learner)
    LedgerEpoch.objects.create(number=2, opened_at=AT)
    a_block_of(1)
    with pytest.raises(DatabaseError, match="epoch_sealed"), transaction.atomic():
        insert(values | {"epoch": 1})
    insert(values | {"epoch": 2})


def test_a_number_of_an_earlier_span_is_not_taken(learner):
    values = row_values(learner)
    LedgerEpoch.objects.create(number=2, opened_at=AT, after=Posting.objects.get().pk + 100)
    a_block_of(1)
    with pytest.raises(DatabaseError, match="epoch_sealed"), transaction.atomic():
        insert(values | {"epoch": 2})  # it would be missing from the balance until it is sealed


def test_a_balance_stands_still_until_a_seal_and_whoever_asks_adds_what_came_since(learner):
    def stored():
        return dict(CreditAccount.objects.values_list("code", "balance"))

    def asked():
        return {code: balance_of(code) for code in stored()}

    posted(a_deposit(learner))
    used_by(learner)
    now = {"learner:1001": 300, "source:school:3": -300, f"used:1001@{COLLEGE}": 200, f"target:{COLLEGE}": -200}
    assert (stored(), asked()) == (dict.fromkeys(now, 0), now)
    seal(actor=SYSTEM, now=AT)
    assert (stored(), asked()) == (now, now)
    reverse(posting=Posting.objects.get(kind="use"), reason="x", **{k: FACTS[k] for k in ("actor", "now", "basis")})
    assert stored() == now
    assert asked() == now | {f"used:1001@{COLLEGE}": 0, f"target:{COLLEGE}": 0}


def test_a_ceiling_holds_over_what_is_sealed_and_what_came_since(learner):
    used_by(learner, ceiling=500)
    seal(actor=SYSTEM, now=AT)
    used_by(learner, outcome="o2", ceiling=500)
    with pytest.raises(Conflict) as refused:
        used_by(learner, outcome="o3", ceiling=500)
    assert code_of(refused) == "over_ceiling"
    with pytest.raises(Conflict) as refused:
        used_by(learner, outcome="o3", amount=1, ceiling=399)  # what stands is above what was adopted since
    assert code_of(refused) == "over_ceiling"
    used_by(learner, outcome="o3", amount=100, ceiling=500)


def test_what_is_sealed_and_what_came_since_can_be_given_once(learner):
    other, goal = a_learner("1002"), learner_account(learner)
    posted(a_deposit(other, "o1", 300))
    seal(actor=SYSTEM, now=AT)
    posted(a_deposit(other, "o2", 100))
    transfer(source=learner_account(other), goal=goal, amount=350, key="t1", **FACTS)
    with pytest.raises(Conflict) as refused:
        transfer(source=learner_account(other), goal=goal, amount=51, key="t2", **FACTS)
    assert code_of(refused) == "below_zero"
    transfer(source=learner_account(other), goal=goal, amount=50, key="t2", **FACTS)
    seal(actor=SYSTEM, now=AT)
    assert verify().is_sound


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_what_sees_too_little_after_a_lock_does_not_give():
    learner, other = a_learner(), a_learner("1002")
    posted(a_deposit(learner))
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        with pytest.raises(Conflict) as refused:
            transfer(source=learner_account(learner), goal=learner_account(other), amount=1, key="t", **FACTS)
    assert code_of(refused) == "wrong_isolation"


def test_the_span_that_is_open_is_not_sealed(learner):
    with pytest.raises(DatabaseError, match="epoch_open"), transaction.atomic():
        a_block_of(1)


# -- batches ----------------------------------------------------------------------------------------------------------


def batch_of(learner, numbers):
    return [a_deposit(learner, f"o{number}", number) for number in numbers]


def posted_together(batch):
    receipt = post_batch(batch, actor=CLERK, now=AT, name="2021春成绩")
    return receipt.written, receipt.known


def test_a_batch_sent_twice_or_half_before_is_written_once(learner):
    assert posted_together(batch_of(learner, range(1, 51))) == (50, 0)
    assert posted_together(batch_of(learner, range(1, 51))) == (0, 50)
    assert posted_together(batch_of(learner, range(26, 76))) == (25, 25)
    assert posted_together([]) == (0, 0)
    assert balance_of("learner:1001") == sum(range(1, 76))
    assert balance_of("source:school:3") == -sum(range(1, 76))
    assert Posting.objects.count() == 75
    assert [e.detail["written"] for e in AuditEvent.objects.filter(action="credit_bank.posting.batch_posted").order_by("pk")] == [50, 25]


def test_a_batch_with_one_wrong_posting_writes_nothing_and_says_which(learner):
    batch = batch_of(learner, range(1, 10))
    with pytest.raises(Refusal, match="第4笔"):
        posted_together([*batch[:3], replace(batch[3], amount=1.5), *batch[4:]])
    with pytest.raises(Refusal, match="出现多次"):
        posted_together([*batch, batch[0]])
    assert not Posting.objects.exists()


def test_a_batch_that_uses_an_outcome_again_writes_nothing(learner):
    posted(a_deposit(learner, "o5", 5, key="single"))
    with pytest.raises(Conflict) as refused:
        posted_together(batch_of(learner, range(1, 10)))
    assert code_of(refused) == "used_twice"
    assert Posting.objects.count() == 1


def test_a_batch_may_hold_an_outcome_that_was_set_free(learner):
    posted(a_deposit(learner, "o5", 5, key="single"))
    reverse(actor=CLERK, now=AT, posting=last(), reason="录错", basis=BASIS)
    assert posted_together(batch_of(learner, range(1, 10))) == (9, 0)
    assert Posting.objects.get(outcome="o5", turn=1).amount == 5


def test_a_batch_of_uses_keeps_ceilings_levels_and_revocations(learner):
    used_by(learner, ceiling=500)
    batch = [a_use(learner, f"p{n}", amount=100) for n in range(4)]
    with pytest.raises(Conflict) as refused:
        posted_together(batch)
    assert code_of(refused) == "over_ceiling"
    assert posted_together(batch[:3]) == (3, 0)
    with pytest.raises(Conflict) as refused:
        posted_together([a_use(learner, f"q{n}", amount=1, target="t", series="x:care") for n in range(2)])
    assert code_of(refused) == "levels_added"


def test_reversals_are_no_matter_for_batches(learner):
    new = replace(
        a_deposit(learner), kind=PostingKind.REVERSE, debit=learner_account(learner), credit=source_account("school:3"), reverses=1
    )
    with pytest.raises(Refusal) as refused:
        posted_together([replace(new, reason="x")])
    assert code_of(refused) == "reversal_in_batch"


def test_accounts_are_named_by_what_they_are_for(learner):
    names = [learner_account(learner), used_account(learner, "t"), expired_account(learner), source_account("s")]
    assert [a.code for a in names] == ["learner:1001", "used:1001@t", "expired:1001", "source:s"]
