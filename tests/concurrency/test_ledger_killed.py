"""Kill -9 while postings are written, in ones and in batches, and while they are sealed: nothing acknowledged is lost or half done."""

from __future__ import annotations

import json
import os
import signal
import time

from tests.concurrency.test_ledger_at_once import bank, opened  # noqa: F401


def killed(bank, act, name, seconds):
    """Let ``act`` run until it has acknowledged something, then a while longer, and kill it; what it acknowledged so far."""
    log = bank.folder / "acknowledged"
    before = log.stat().st_size if log.exists() else 0
    process = bank.start("-m", "tests.concurrency.ledger_acts", act, name, str(bank.folder))
    bank.wait_for(lambda: log.exists() and log.stat().st_size > before, f"{act} acknowledges something", 120)
    time.sleep(seconds)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    return [int(line) for line in log.read_bytes().decode().split("\n")[:-1]]


def verified(bank):
    said = json.loads(bank.run("ledger", "verify", check=False).stdout)
    assert said["sound"], said["problems"]
    return said


def count(bank, where="1 = 1"):
    return bank.ask(f"SELECT count(*) FROM credit_bank_posting WHERE {where}")[0][0]


def balance_when_sealed(bank):
    bank.run("ledger", "seal")
    return bank.ask("SELECT balance FROM credit_bank_creditaccount WHERE kind = 'learner'")[0][0]


def test_a_posting_that_was_acknowledged_is_there_and_balances_are_the_sums(bank):
    for attempt, seconds in enumerate((0.05, 0.4)):
        acknowledged = killed(bank, "posts_for_ever", f"{attempt}", seconds)
        stored = {number for (number,) in bank.ask("SELECT id FROM credit_bank_posting")}
        assert set(acknowledged) <= stored
        assert len(stored) - len(acknowledged) <= attempt + 1  # one a kill may be written and not yet acknowledged
        assert balance_when_sealed(bank) == len(stored)
    verified(bank)


def test_a_batch_is_there_whole_or_not_at_all(bank):
    for attempt, seconds in enumerate((0.03, 0.21)):
        acknowledged = killed(bank, "batches_for_ever", f"{attempt}", seconds)
        assert count(bank) % 300 == 0
        assert count(bank) >= 300 * len(acknowledged)
        assert balance_when_sealed(bank) == count(bank)
    verified(bank)


def test_a_seal_that_was_killed_leaves_no_half_block_and_the_next_one_goes_on(bank):
    killed(bank, "seals_for_ever", "0", 0.02)
    acknowledged = killed(bank, "seals_for_ever", "1", 0.3)
    said = verified(bank)
    assert said["blocks"] >= 4 * len(acknowledged)
    bank.run("ledger", "seal")
    said = verified(bank)
    assert said["unsealed"] == 0
    assert bank.ask("SELECT sum(count) FROM credit_bank_ledgerblock")[0][0] == count(bank) == said["postings"]
