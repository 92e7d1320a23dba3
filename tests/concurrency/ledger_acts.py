"""What two desks do at the same moment, as processes: ``python -m tests.concurrency.ledger_acts ACT NAME FOLDER``.

Each act looks first, then waits in ``FOLDER`` until the other has looked too, and only then writes. The last line that it prints is the
outcome: ``done`` or the code of the refusal.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import django

django.setup()

from django.db import transaction  # noqa: E402

from baigong.contexts.credit_bank.ledger import posting, reading, sealing  # noqa: E402
from baigong.contexts.credit_bank.ledger.accounts import learner_account  # noqa: E402
from baigong.contexts.credit_bank.ledger.batches import post_batch  # noqa: E402
from baigong.contexts.credit_bank.models import Learner, Posting  # noqa: E402
from baigong.kernel.access import SYSTEM  # noqa: E402
from baigong.kernel.errors import Refusal  # noqa: E402
from tests.contexts.credit_bank.ledger_cast import AT, BASIS, CLERK, COLLEGE, DAY, a_deposit, a_use  # noqa: E402

FACTS = {"actor": CLERK, "now": AT, "on": DAY, "basis": BASIS}


class Desk:
    """One who acts."""

    def __init__(self, name: str, folder: Path):
        self.name, self.folder = name, folder
        self.learner = Learner.objects.get(number="1001")

    def both_have_looked(self) -> None:
        (self.folder / f"looked-{self.name}").touch()
        deadline = time.monotonic() + 150
        while len(list(self.folder.glob("looked-*"))) < 2:
            assert time.monotonic() < deadline, "the other never looked"
            time.sleep(0.005)

    def claims(self) -> None:
        """Deposits outcome o1, which nobody has deposited when it looks."""
        if Posting.objects.filter(outcome="o1", kind="deposit").exists():
            raise Refusal("late", code="late")
        self.both_have_looked()
        posting.post(a_deposit(self.learner, "o1", key=f"claim-{self.name}"), actor=CLERK, now=AT)

    def converts_carelessly(self) -> None:
        """Looks whether the ceiling allows it, and then posts."""
        if reading.balance_of(f"used:1001@{COLLEGE}") + 200 > 300:
            raise Refusal("too much", code="over_ceiling")
        self.both_have_looked()
        posting.post(a_use(self.learner, f"c-{self.name}"), actor=CLERK, now=AT)

    def converts(self) -> None:
        """Looks, and posts with the ceiling."""
        if reading.balance_of(f"used:1001@{COLLEGE}") + 200 > 300:
            raise Refusal("too much", code="over_ceiling")
        self.both_have_looked()
        facts = FACTS | {"learner": self.learner, "target": COLLEGE, "outcome": f"c-{self.name}", "amount": 200}
        posting.use(ceiling=300, **facts)

    def gives(self) -> None:
        """Gives 200 of the learner's 300 away, and holds its transaction open for as long as the other may take to give as well."""
        self.both_have_looked()
        goal, own = learner_account(Learner.objects.get(number="1002")), learner_account(self.learner)
        with transaction.atomic():
            posting.transfer(source=own, goal=goal, amount=200, key=f"t-{self.name}", **FACTS)
            (self.folder / f"given-{self.name}").touch()
            deadline = time.monotonic() + 3
            while len(list(self.folder.glob("given-*"))) < 2 and time.monotonic() < deadline:
                time.sleep(0.005)

    def uses(self) -> None:
        """Uses outcome r1, which is recognised when it looks."""
        assert not (self.folder / "revoked").exists()
        self.both_have_looked()
        posting.post(a_use(self.learner, "r1"), actor=CLERK, now=AT)

    def uses_late(self) -> None:
        """Looks as well, but posts only when the revocation is through."""
        self.both_have_looked()
        while not (self.folder / "revoked").exists():
            time.sleep(0.005)
        posting.post(a_use(self.learner, "r1"), actor=CLERK, now=AT)

    def revokes(self) -> None:
        """Undoes whatever stands of outcome r1, and says so."""
        self.both_have_looked()
        posting.revoke(actor=CLERK, now=AT, learner=self.learner, outcome="r1", reason="证书造假", basis=BASIS)
        (self.folder / "revoked").touch()

    # -- for kill -9: what is acknowledged is written down at once ------------------------------------------------------

    def posts_for_ever(self) -> None:
        """One posting after another; each number is written down when it is acknowledged."""
        start = Posting.objects.count()
        with (self.folder / "acknowledged").open("ab", buffering=0) as acknowledged:
            for number in range(start, start + 100_000):
                receipt = posting.post(a_deposit(self.learner, f"k{number}-{self.name}", 1), actor=CLERK, now=AT)
                acknowledged.write(f"{receipt.id}\n".encode())

    def batches_for_ever(self) -> None:
        """One batch of 300 after another."""
        start = Posting.objects.count()
        with (self.folder / "acknowledged").open("ab", buffering=0) as acknowledged:
            for number in range(start, start + 100_000):
                outcomes = [f"b{number}-{self.name}-{n}" for n in range(300)]
                post_batch([a_deposit(self.learner, o, 1) for o in outcomes], actor=CLERK, now=AT, name="x")
                acknowledged.write(f"{number}\n".encode())

    def seals_for_ever(self) -> None:
        """Posts a little and seals, in blocks of ten."""
        sealing.BLOCK_SIZE = 10
        start = Posting.objects.count()
        with (self.folder / "acknowledged").open("ab", buffering=0) as acknowledged:
            for number in range(start, start + 100_000):
                outcomes = [f"s{number}-{self.name}-{n}" for n in range(35)]
                post_batch([a_deposit(self.learner, o, 1) for o in outcomes], actor=CLERK, now=AT, name="x")
                if sealing.seal(actor=SYSTEM, now=AT):
                    acknowledged.write(f"{number}\n".encode())


def main(act: str, name: str, folder: str) -> None:
    """Act, and say how it went."""
    try:
        getattr(Desk(name, Path(folder)), act)()
    except Refusal as refusal:
        sys.stdout.write(f"{refusal.code}\n")
        return
    sys.stdout.write("done\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
