"""What two desks do at the same moment about conversions, as processes:
``python -m tests.concurrency.conversion_acts ACT NAME FOLDER CASE``.

The careless acts look, wait in ``FOLDER`` until the other has looked too, and then write what they saw. The others wait before they act
through the steps. The last line that each prints is the outcome: ``done`` or the code of the refusal.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

django.setup()

from django.db import OperationalError, connection, transaction  # noqa: E402

from baigong.contexts.credit_bank.conversion.deciding import Decided, decide_for, write_lines  # noqa: E402
from baigong.contexts.credit_bank.ledger.conversions import post_conversion  # noqa: E402
from baigong.contexts.credit_bank.models import Conversion, ConversionRule, ConversionState, Outcome, RuleState  # noqa: E402
from baigong.kernel import workflow  # noqa: E402
from baigong.kernel.errors import Refusal  # noqa: E402
from tests.concurrency.conversion_case import NOW, applications, city_type, open_city  # noqa: E402

NO_CAP = 10**6
Run = Callable[..., Any]


class Desk:
    """One who acts, in the case of that number."""

    def __init__(self, name: str, folder: Path, case: int):
        self.name, self.folder, self.case = name, folder, case
        self.city = open_city()

    # -- first and second: the two applications, granted by the step -----------------------------------------------------

    def first(self) -> None:
        """Grants the first application."""
        self._grant(0)

    def second(self) -> None:
        """Grants the second application."""
        self._grant(1)

    def first_late(self) -> None:
        """Grants what its page showed, once the other is through."""
        self._grant(0, is_late=True)

    def _grant(self, number: int, *, is_late: bool = False) -> None:
        row = applications(self.case)[number]
        seen = self._looked(row).digest if is_late else ""
        self._both_have_looked()
        if is_late:
            self._wait("through-*", 1)
        workflow.fire(row, "approve", actor=self.city.other, now=NOW, seen=seen)

    # -- the same by looking and then writing ----------------------------------------------------------------------------

    def first_carelessly(self) -> None:
        """Grants the first application."""
        self._grant_carelessly(0)

    def second_carelessly(self) -> None:
        """Grants the second application."""
        self._grant_carelessly(1)

    def first_unposted(self) -> None:
        """Grants the first application, and tells the ledger nothing."""
        self._grant_carelessly(0, posts=False)

    def second_unposted(self) -> None:
        """Grants the second application, and tells the ledger nothing."""
        self._grant_carelessly(1, posts=False)

    def first_carelessly_late(self) -> None:
        """Grants what it saw, once the other is through."""
        self._grant_carelessly(0, is_late=True)

    def _grant_carelessly(self, number: int, *, is_late: bool = False, posts: bool = True) -> None:
        row = applications(self.case)[number]
        decided = self._looked(row)
        self._both_have_looked()
        if is_late:
            self._wait("through-*", 1)
        with transaction.atomic():
            Conversion.objects.filter(pk=row.pk).update(state=ConversionState.APPROVED, decided_on=NOW.date())
            row.refresh_from_db()
            lines = write_lines(row, decided, {})
            if posts:
                post_conversion(row, lines, cap=NO_CAP, actor=self.city.other, now=NOW)

    # -- the others ------------------------------------------------------------------------------------------------------

    def revokes(self) -> None:
        """Takes the recognition of the first certificate back."""
        row = Outcome.objects.get(type=city_type(self.case))
        self._both_have_looked()
        workflow.fire(row, "revoke", actor=self.city.school, now=NOW, reason="证书作废")

    def revokes_holding(self) -> None:
        """The same, and between holding the certificate and writing to the ledger the other posts what it grants."""
        self._revoke_holding("FOR NO KEY UPDATE")

    def revokes_holding_all(self) -> None:
        """The same, where the certificate is held so that nothing can even name it."""
        self._revoke_holding("FOR UPDATE")

    def _revoke_holding(self, lock: str) -> None:
        def slowly(run: Run, sql: str, *rest: Any) -> Any:
            held = sql.endswith('FOR NO KEY UPDATE OF "credit_bank_outcome"')
            rows = run(sql.replace("FOR NO KEY UPDATE", lock) if held else sql, *rest)
            if held and not self._is_marked("held"):
                self._mark("held")
                self._wait("posted-*", 1)
            return rows

        row = Outcome.objects.get(type=city_type(self.case))
        with connection.execute_wrapper(slowly):
            workflow.fire(row, "revoke", actor=self.city.school, now=NOW, reason="证书作废")

    def first_while_held(self) -> None:
        """Grants the first application while the certificate is held, and says when it is posted."""

        def told(run: Run, sql: str, *rest: Any) -> Any:
            rows = run(sql, *rest)
            if sql.startswith("INSERT INTO credit_bank_posting "):
                self._mark("posted")
            return rows

        row = applications(self.case)[0]
        self._wait("held-*", 1)
        with connection.execute_wrapper(told):
            workflow.fire(row, "approve", actor=self.city.other, now=NOW)

    def renews(self) -> None:
        """Adopts the next version of the rule, which holds already on the day of the application."""
        row = ConversionRule.objects.get(code=f"LN{self.case}", state=RuleState.CHECKED)
        self._both_have_looked()
        workflow.fire(row, "adopt", actor=self.city.other, now=NOW, document="示例院教〔2021〕2号")

    # -- meeting ---------------------------------------------------------------------------------------------------------

    def _looked(self, row: Conversion) -> Decided:
        decided = decide_for(row.learner, row.programme, row.applied_on, row.wishes)
        assert decided.decision.grants
        return decided

    def _both_have_looked(self) -> None:
        self._mark("looked")
        self._wait("looked-*", 2)

    def _mark(self, point: str) -> None:
        (self.folder / f"{point}-{self.name}").touch()

    def _is_marked(self, point: str) -> bool:
        return (self.folder / f"{point}-{self.name}").exists()

    def _wait(self, marks: str, count: int) -> None:
        deadline = time.monotonic() + 150
        while len(list(self.folder.glob(marks))) < count:
            assert time.monotonic() < deadline, "the other never came"
            time.sleep(0.005)


def main(act: str, name: str, folder: str, case: str) -> None:
    """Act, and say how it went."""
    try:
        getattr(Desk(name, Path(folder), int(case)), act)()
    except Refusal as refusal:
        sys.stdout.write(f"{refusal.code}\n")
    except OperationalError as error:
        sys.stdout.write(f"{type(error.__cause__).__name__}\n")
    else:
        sys.stdout.write("done\n")
    (Path(folder) / f"through-{name}").touch()


if __name__ == "__main__":
    main(*sys.argv[1:])
