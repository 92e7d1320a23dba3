"""Sealed blocks, the check of the whole, proofs, and the command; whatever is changed behind the database's back is found."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from baigong.contexts.credit_bank.ledger import booking, guards, keys, sealing, verifying
from baigong.contexts.credit_bank.ledger.accounts import learner_account, used_account
from baigong.contexts.credit_bank.ledger.batches import post_batch
from baigong.contexts.credit_bank.ledger.posting import post, reverse, transfer, use
from baigong.contexts.credit_bank.ledger.reading import balance_of
from baigong.contexts.credit_bank.models import CreditAccount, LedgerBlock, LedgerKey, Posting
from baigong.engines.ledger import verify_posting
from baigong.engines.ledger.checking import check_books
from baigong.engines.ledger.entries import Entry, Line, canonical, read
from baigong.kernel.access import SYSTEM
from baigong.kernel.errors import Refusal
from tests.contexts.credit_bank.ledger_cast import AT, BASIS, CLERK, COLLEGE, DAY, a_deposit, a_learner

pytestmark = pytest.mark.django_db
FACTS = {"actor": CLERK, "now": AT, "basis": BASIS}


@pytest.fixture
def learner(db):
    return a_learner()


def sealed(now=AT):
    return sealing.seal(actor=SYSTEM, now=now)


@pytest.fixture
def ledger(learner, monkeypatch):
    """Four blocks, the last of three postings; a use that was reversed and used again; two postings not sealed yet."""
    monkeypatch.setattr(sealing, "BLOCK_SIZE", 4)
    post_batch(
        [a_deposit(learner, f"o{n}", n * 100, series="x:care" if n == 2 else "") for n in range(1, 9)], actor=CLERK, now=AT, name="x"
    )
    assert sealed() == 2
    facts = FACTS | {"learner": learner, "target": COLLEGE, "on": DAY}
    use(outcome="o1", amount=50, purpose="护理学基础", **facts)
    reverse(posting=Posting.objects.latest("pk"), reason="课程调整", **FACTS)
    use(outcome="o1", amount=60, **facts)
    use(outcome="o2", amount=70, series="x:care", **facts)
    assert sealed(AT + timedelta(minutes=10)) == 1
    for n in (9, 10, 11):
        post(a_deposit(learner, f"o{n}", 900), actor=CLERK, now=AT + timedelta(microseconds=n))
    assert sealed(AT + timedelta(minutes=20)) == 1
    use(outcome="o3", amount=70, **facts)
    post(a_deposit(learner, "o12", 5), actor=CLERK, now=AT)
    return list(Posting.objects.order_by("pk"))


def changed(row, **fields):
    """As whoever owns the database could."""
    Posting.objects.filter(pk=row.pk).update(**fields)


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_an_untouched_ledger_is_sound_and_says_what_it_holds(ledger):
    found = verifying.verify()
    assert found.problems == ()
    assert (found.postings, found.blocks, found.unsealed) == (17, 4, 2)
    assert found.head == LedgerBlock.objects.get(number=4).digest
    assert found.key == LedgerKey.objects.get().public
    assert [(b.first, b.count) for b in LedgerBlock.objects.all()] == [(0, 4), (4, 4), (8, 4), (12, 3)]


def test_sealing_again_takes_only_what_is_new(ledger):
    assert sealed() == 1
    assert sealed() == 0
    assert verifying.verify().unsealed == 0


def test_what_a_source_has_given_is_told_before_and_after_sealing(ledger):
    total = -sum(range(100, 900, 100)) - 2700
    assert balance_of("source:school:3") == total - 5
    assert CreditAccount.objects.get(code="source:school:3").balance == total
    sealed()
    assert CreditAccount.objects.get(code="source:school:3").balance == balance_of("source:school:3") == total - 5


def test_the_database_writes_the_bytes_that_the_engine_writes(ledger):
    rows = Posting.objects.select_related("debit", "credit").order_by("pk")
    lines = [line for e in (1, 2, 3, 4) for line in sealing.sealed_lines(e, 0, 2**60)]
    assert lines == [canonical(entry_of(row)) for row in rows]
    assert {read(line).recorded_at for line in lines} >= {AT, AT + timedelta(microseconds=9)}


def entry_of(row):
    return Entry(
        row.pk, row.key, row.kind, row.occurred_on, row.recorded_at, (Line(row.debit.code, -row.amount), Line(row.credit.code, row.amount)),
        row.decision, row.rule, row.evidence, row.outcome, row.target, row.series, row.purpose, row.reason, row.reverses_id,
        row.recorded_by,
    )  # fmt: skip


def insert_copy(row, **change):
    """A posting slipped in without the triggers."""
    booking.remove(connection)
    values = {f.attname: getattr(row, f.attname) for f in Posting._meta.concrete_fields if f.attname != "id"}
    Posting.objects.bulk_create([Posting(**(values | {"key": "forged"} | change))])
    booking.install(connection)


def without_index(name):
    """As whoever owns the database could: a constraint is gone."""
    constraint = next(c for c in Posting._meta.constraints if c.name == name)
    with connection.schema_editor() if connection.vendor == "postgresql" else Plain() as editor:
        editor.remove_constraint(Posting, constraint)


class Plain:
    """SQLite rebuilds tables only outside of transactions; an index goes by itself."""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def remove_constraint(self, model, constraint):
        sql(f"DROP INDEX {constraint.name}")


TAMPERINGS = {
    "a word changed": (lambda log: changed(log[8], purpose="x"), "wrong_root"),
    "the day changed": (lambda log: changed(log[2], occurred_on="2020-01-01"), "wrong_root"),
    "the hour changed": (lambda log: changed(log[2], recorded_at=AT + timedelta(microseconds=1)), "wrong_root"),
    "the decision gone": (lambda log: changed(log[2], decision=" "), "wrong_root"),
    "an amount changed": (lambda log: changed(log[2], amount=99), "wrong_balance"),
    "a balance changed": (lambda log: CreditAccount.objects.filter(code="learner:1001").update(balance=10**6), "wrong_balance"),
    "a balance of a source changed": (lambda log: CreditAccount.objects.filter(kind="source").update(balance=-1), "wrong_balance"),
    "an account renamed": (lambda log: CreditAccount.objects.filter(code="learner:1001").update(code="learner:666"), "wrong_root"),
    "a posting removed": (lambda log: sql("DELETE FROM credit_bank_posting WHERE id = %s", log[3].pk), "wrong_count"),
    "a posting moved to another span": (lambda log: changed(log[3], epoch=2), "wrong_count"),
    "a posting slipped into a sealed span": (lambda log: insert_copy(log[0], outcome="new", amount=1), "outside_blocks"),
    "a reversal that undoes something else": (lambda log: sql("UPDATE credit_bank_posting SET amount = 51 WHERE reverses_id IS NOT NULL"),
                                              "does_not_undo"),
    "an outcome used twice": (lambda log: (without_index("posting_outcome_once"), insert_copy(log[10], epoch=4)), "used_twice"),
    "an outcome used under an invented turn": (lambda log: insert_copy(log[10], turn=7, epoch=4), "used_twice"),
    "levels added": (lambda log: insert_copy(log[11], outcome="o4", epoch=4), "levels_added"),
    "a block removed": (lambda log: LedgerBlock.objects.filter(number=2).delete(), "block_missing"),
    "a root made to fit": (lambda log: LedgerBlock.objects.filter(number=2).update(root="f" * 64), "wrong_signature"),
    "a signature of another block": (lambda log: LedgerBlock.objects.filter(number=2).update(
        signature=LedgerBlock.objects.get(number=1).signature), "wrong_signature"),
    "the hour of sealing changed": (lambda log: LedgerBlock.objects.filter(number=3).update(sealed_at=AT), "wrong_signature"),
    "a digest changed": (lambda log: LedgerBlock.objects.filter(number=4).update(digest="f" * 64), "wrong_digest"),
    "the key exchanged": (lambda log: LedgerKey.objects.update(public="11" * 32), "wrong_signature"),
}  # fmt: skip


@pytest.mark.parametrize("what", TAMPERINGS)
def test_verify_catches(ledger, what):
    act, code = TAMPERINGS[what]
    act(ledger)
    found = verifying.verify()
    assert code in {problem.code for problem in found.problems}, found.problems
    assert all(verifying.words_of(problem) and "%" not in verifying.words_of(problem) for problem in found.problems)


def test_what_is_not_sealed_yet_has_only_the_guard(ledger):
    """A balance is that of the last seal: until the next one, who lifts the guard leaves no trace."""
    changed(ledger[-1], amount=99)
    assert verifying.verify().is_sound
    guards.install(connection)
    try:
        with pytest.raises(DatabaseError), transaction.atomic():
            Posting.objects.filter(pk=ledger[-1].pk).update(amount=100)
    finally:
        guards.remove(connection)


def test_a_whole_forged_chain_is_found_by_its_key_and_by_a_head_noted_outside(ledger):
    head, key = verifying.verify().head, keys.find_key().public
    LedgerBlock.objects.all().delete()
    LedgerKey.objects.all().delete()
    changed(ledger[8], purpose="x")
    sealed()
    found = verifying.verify(head=head)
    assert "head_missing" in {problem.code for problem in found.problems}
    assert found.key != key


def test_blocks_cut_off_at_the_end_are_found_by_a_head_noted_outside(ledger):
    head = verifying.verify().head
    LedgerBlock.objects.filter(number=4).delete()
    assert "head_missing" in {problem.code for problem in verifying.verify(head=head).problems}


def test_a_new_key_signs_from_then_on_and_old_blocks_stay_signed(ledger):
    first = keys.find_key()
    second = keys.new_key(actor=SYSTEM, now=AT)
    sealed()
    assert verifying.verify().is_sound
    assert list(LedgerBlock.objects.values_list("key", flat=True)) == [first.key] * 4 + [second.key]
    assert second.private_cipher.startswith("gAAAA")  # never readable without the field key


@pytest.mark.parametrize("place", [0, 3, 9, 14])
def test_every_sealed_posting_has_a_proof_that_the_program_accepts(ledger, place):
    proof = json.loads(json.dumps(verifying.proof_of(ledger[place])))
    verify_posting.check(proof, key=keys.find_key().public)
    assert proof["posting"]["id"] == ledger[place].pk
    with pytest.raises(verify_posting.Wrong):
        verify_posting.check(proof | {"posting": proof["posting"] | {"outcome": "other"}})


def test_a_posting_not_sealed_yet_has_no_proof_and_says_when(ledger):
    with pytest.raises(Refusal, match="还没有封存"):
        verifying.proof_of(ledger[-1])


def test_a_clock_set_back_changes_no_order(learner):
    for n, now in enumerate((AT, AT - timedelta(days=400), AT - timedelta(days=800))):
        post(replace(a_deposit(learner, f"o{n}"), occurred_on=DAY.replace(year=2010)), actor=CLERK, now=now)
        sealed(now)
    assert verifying.verify().is_sound
    assert len({block.sealed_at for block in LedgerBlock.objects.all()}) == 1


# -- the command ------------------------------------------------------------------------------------------------------


def run(capsys, *words):
    call_command("ledger", *words)
    return json.loads(capsys.readouterr().out)


def test_the_command_seals_verifies_and_proves(ledger, capsys, tmp_path):
    assert run(capsys, "seal") == {"blocks_sealed": 1}
    said = run(capsys, "verify")
    assert (said["sound"], said["problems"], said["postings"]) == (True, [], 17)
    assert run(capsys, "verify", "--head", said["head"])["sound"]
    (tmp_path / "proof.json").write_text(json.dumps(run(capsys, "proof", str(ledger[0].pk))), encoding="utf-8")
    assert verify_posting.main([str(tmp_path / "proof.json"), "--key", said["key"]]) == 0
    assert "可信" in capsys.readouterr().out
    assert run(capsys, "key")["public_key"] == said["key"]
    assert run(capsys, "key", "--new")["public_key"] != said["key"]


def test_the_command_refuses_what_is_not_sound_or_not_there(ledger, capsys):
    CreditAccount.objects.filter(code="learner:1001").update(balance=10**6)
    with pytest.raises(Refusal, match="账户learner:1001的余额不等于收支之和"):
        call_command("ledger", "verify")
    assert json.loads(capsys.readouterr().out)["problems"][0]["code"] == "wrong_balance"
    with pytest.raises(Refusal, match="没有第999999号记账"):
        call_command("ledger", "proof", "999999")


def test_the_job_seals(ledger):
    from baigong.contexts.credit_bank.ledger.jobs import seal_postings
    from baigong.kernel.jobs import Progress

    assert seal_postings(Progress(None, AT + timedelta(hours=1)))["message"] == "封存1块。"


# -- the reference ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(6))
def test_the_stored_books_are_judged_as_the_reference_judges_them(seed):
    """Chance writes, then somebody changes rows behind the database's back: both checks say the same."""
    dice = random.Random(seed)
    learners = [a_learner(str(1000 + n)) for n in range(3)]
    facts = FACTS | {"on": DAY}
    for step in range(60):
        learner, outcome, target = dice.choice(learners), f"o{dice.randrange(12)}", dice.choice("ab")
        try:
            match dice.randrange(5):
                case 0 | 1:
                    post(a_deposit(learner, f"{learner.number}{outcome}", dice.randrange(1, 500), key=f"k{step}"), actor=CLERK, now=AT)
                case 2:
                    use(
                        learner=learner,
                        target=target,
                        outcome=f"{learner.number}{outcome}",
                        amount=dice.randrange(1, 300),
                        key=f"k{step}",
                        ceiling=800,
                        series=dice.choice(["", "", "s"]),
                        **facts,
                    )
                case 3:
                    rows = Posting.objects.filter(reversal=None).exclude(kind="reverse")
                    if rows:
                        reverse(posting=dice.choice(list(rows.select_related("debit", "credit"))), reason="x", **FACTS)
                case 4:
                    goal = learner_account(dice.choice(learners))
                    transfer(source=learner_account(learner), goal=goal, amount=dice.randrange(1, 200), key=f"k{step}", **facts)
        except Refusal:
            continue
        if step % 20 == 19:
            sealed(datetime.fromtimestamp(AT.timestamp() + step, AT.tzinfo))
    assert said_by_both() == []
    booking.remove(connection)
    rows = list(Posting.objects.all())
    for row in dice.sample(rows, 3):
        change = dice.choice([{"amount": row.amount + 1}, {"outcome": "1000o1"}, {"series": "s"}, {"evidence": "cd" * 32}, {"target": "c"}])
        Posting.objects.filter(pk=row.pk).update(**(change if row.kind == "use" else {"amount": row.amount + 1}))
    booking.install(connection)
    assert said_by_both()


def said_by_both():
    entries = [entry_of(row) for row in Posting.objects.select_related("debit", "credit")]
    balances = {code: balance_of(code) for code in CreditAccount.objects.values_list("code", flat=True)}
    reference = {(p.code, p.subject) for p in check_books(entries, balances)}
    stored = {(p.code, p.subject) for p in verifying.check_stored_books()}
    assert stored == reference
    return sorted(reference)


def test_accounts_at_a_target_are_told_apart(learner):
    assert used_account(learner, "a").code != used_account(learner, "b").code
