"""The ledger held against the records it stands on: what moved over a period, and where ledger and records do not say the same.

What moved is told for the period; records are compared as they stand when it is counted, for a record does not tell what it was on a day.
Everything is read in a fixed number of queries and in one pass each, so that a million postings take seconds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Sum
from django.utils import timezone

from baigong.contexts.credit_bank.ledger.movements import Movement, movements
from baigong.contexts.credit_bank.ledger.sealing import sealed_until
from baigong.contexts.credit_bank.ledger.verifying import verify
from baigong.contexts.credit_bank.models import (
    AccountKind,
    Conversion,
    ConversionLine,
    ConversionState,
    CourseEnrolment,
    Credential,
    CredentialState,
    CreditProgramme,
    EnrolmentState,
    IssuedCertificate,
    IssuedState,
    Outcome,
    OutcomeState,
    OutcomeType,
    Posting,
    PostingKind,
    Reconciliation,
    ReconciliationState,
)
from baigong.contexts.organisations.public import Organisation
from baigong.contexts.registers.public import BODY, current, find_table

MOST = 2000
"""The most differences that one report lists; all are counted."""
STALE = timedelta(hours=1)
"""Sealing happens every ten minutes: what waits longer is said."""
ROSTER = ("WW-ROSTERS-2021", "MCXZS")
"""The roster of assessments for X certificates, with the number of each certificate."""


@dataclass(frozen=True)
class Difference:
    """Ledger and records do not say the same: what (``kind``), of which record (``at``: its kind and number), and both amounts in units."""

    kind: str
    at: str = ""
    about: str = ""
    record: int | None = None
    ledger: int | None = None


@dataclass(frozen=True)
class Reconciled:
    """What was counted. ``nothing``: outcomes recognised with no credits, which the ledger does not hold; they are no differences."""

    since: date
    until: date
    counted_at: datetime
    accounts: Mapping[str, Movement]
    sources: Mapping[str, Movement]
    targets: Mapping[str, Movement]
    postings: int
    unsealed: int
    head: str
    differences: tuple[Difference, ...]
    nothing: tuple[int, ...]
    names: Mapping[str, str]

    def as_json(self) -> dict[str, Any]:
        """As it is kept: plain values, the same again for the same count."""
        return {
            "format": 1, "since": self.since.isoformat(), "until": self.until.isoformat(), "counted_at": self.counted_at.isoformat(),
            "accounts": _lines(self.accounts), "sources": _lines(self.sources), "targets": _lines(self.targets), "names": dict(self.names),
            "postings": self.postings, "unsealed": self.unsealed, "head": self.head, "count": len(self.differences),
            "differences": [asdict(one) for one in self.differences[:MOST]], "nothing": list(self.nothing[:MOST]),
            "nothing_count": len(self.nothing),
        }  # fmt: skip


def _lines(found: Mapping[str, Movement]) -> list[dict[str, Any]]:
    return [{"of": name, "opening": line.opening, **line.moved, "closing": line.closing} for name, line in found.items()]


def reconcile(since: date, until: date, now: datetime) -> Reconciled:
    """Count it all for the days ``since`` to ``until``, as of ``now``."""
    first, after = _midnight(since), _midnight(until + timedelta(days=1))
    accounts = movements(first, after)
    sources = movements(first, after, by="code", of=AccountKind.SOURCE)
    targets = movements(first, after, by="code", of=AccountKind.TARGET)
    checked = verify()
    records = _Records.read()
    differences = [
        *_opening(since, accounts),
        *(Difference(f"ledger:{problem.code}", about=problem.subject) for problem in checked.problems),
        *records.deposits(),
        *records.conversions(),
        *records.enrolments(),
        *_credentials(),
        *_certificates(),
        *_stale(now),
        *_roster(now),
    ]
    return Reconciled(
        since=since, until=until, counted_at=now, accounts=accounts, sources=sources, targets=targets,
        postings=Posting.objects.filter(recorded_at__gte=first, recorded_at__lt=after).count(), unsealed=checked.unsealed,
        head=checked.head, differences=tuple(differences), nothing=tuple(records.nothing), names=names_of_accounts([*sources, *targets]),
    )  # fmt: skip


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _opening(since: date, accounts: Mapping[str, Movement]) -> Iterator[Difference]:
    """What stood at the beginning is what stood at the end of the signed report before."""
    before = Reconciliation.objects.filter(state=ReconciliationState.SIGNED, until=since - timedelta(days=1)).first()
    if before is None:
        return
    closed = {line["of"]: line["closing"] for line in before.result["accounts"]}
    for kind in sorted({*closed, *accounts}):
        opening = accounts[kind].opening if kind in accounts else 0
        if opening != closed.get(kind, 0):
            yield Difference("opening_differs", f"reconciliation:{before.pk}", kind, record=closed.get(kind, 0), ledger=opening)


@dataclass
class _Records:
    """Deposits and uses by what they name, and the outcomes and conversions they name, each read once."""

    deposited: dict[str, tuple[int, int, int]]
    outcomes: dict[int, tuple[int, int, str]]
    nothing: list[int]

    @classmethod
    def read(cls) -> _Records:
        """Standing deposits by outcome: number, amount, learner; recognised outcomes: credits, learner, account number."""
        standing = Posting.objects.filter(kind=PostingKind.DEPOSIT, reversal=None).order_by("pk")
        rows = standing.values_list("outcome", "pk", "amount", "credit__learner_id")
        deposited = {code: (pk, amount, learner) for code, pk, amount, learner in rows.iterator()}
        recognised = Outcome.objects.filter(state=OutcomeState.RECOGNISED).order_by("pk")
        found = recognised.values_list("pk", "credits", "learner_id", "learner__number")
        outcomes = {pk: (credits or 0, learner, number) for pk, credits, learner, number in found.iterator()}
        return cls(deposited, outcomes, [pk for pk, (credits, _learner, _number) in outcomes.items() if not credits])

    def deposits(self) -> Iterator[Difference]:
        """Each recognised outcome has its deposit, and each deposit its recognised outcome."""
        left = dict(self.deposited)
        for pk, (credits, learner, number) in self.outcomes.items():
            posting = left.pop(f"outcome:{pk}", None)
            if posting is None:
                if credits:
                    yield Difference("no_deposit", f"outcome:{pk}", number, record=credits, ledger=0)
            elif posting[1] != credits:
                yield Difference("deposit_differs", f"outcome:{pk}", number, record=credits, ledger=posting[1])
            elif posting[2] != learner:
                yield Difference("deposit_elsewhere", f"outcome:{pk}", number, record=credits, ledger=posting[1])
        for code, (posting_id, amount, _learner) in left.items():
            yield Difference("deposit_without_outcome", f"posting:{posting_id}", code, record=0, ledger=amount)

    def conversions(self) -> Iterator[Difference]:
        """Each granted conversion was used in full, and whatever was set free of it since was revoked or replaced; none other is used."""
        uses: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
        rows = Posting.objects.filter(kind=PostingKind.USE, purpose__startswith="conversion:").order_by("pk")
        for purpose, *use in rows.values_list("purpose", "pk", "amount", "outcome", "reversal").iterator():
            uses[int(purpose.removeprefix("conversion:"))].append(tuple(use))
        replaced = {
            (pk, f"outcome:{outcome}")
            for pk, outcome in ConversionLine.objects.exclude(replaced_by=None).values_list("conversion", "outcomes")
        }
        granted = Conversion.objects.filter(state=ConversionState.APPROVED).order_by("pk")
        for pk, credits, number in granted.values_list("pk", "credits", "learner__number").iterator():
            own = uses.pop(pk, [])
            used = sum(amount for _pk, amount, _outcome, _undone in own)
            if used != credits:
                yield Difference("use_differs", f"conversion:{pk}", number, record=credits, ledger=used)
            for use, amount, outcome, undone in own:
                if undone is None and not self._stands(outcome):
                    yield Difference("used_though_not_recognised", f"posting:{use}", outcome, record=0, ledger=amount)
                elif undone is None or (pk, outcome) in replaced:
                    continue
                elif self._stands(outcome) and self._deposit_of(outcome) < undone:
                    yield Difference("set_free_though_granted", f"posting:{use}", outcome, record=amount, ledger=0)
        for pk, own in sorted(uses.items()):
            standing = sum(amount for _pk, amount, _outcome, undone in own if undone is None)
            if standing:
                yield Difference("use_without_conversion", f"conversion:{pk}", record=0, ledger=standing)

    def enrolments(self) -> Iterator[Difference]:
        """Each course of another school that was recognised at home is used there, unless its outcome was revoked since; none other is."""
        rows = Posting.objects.filter(kind=PostingKind.USE, purpose__startswith="enrolment:", reversal=None)
        used = dict(rows.values_list("purpose").annotate(units=Sum("amount")).order_by("purpose"))
        recognised = CourseEnrolment.objects.filter(state=EnrolmentState.RECOGNISED).order_by("pk")
        for pk, credits, outcome, number in recognised.values_list("pk", "credits", "outcome", "learner__number").iterator():
            due, units = (credits or 0) if outcome in self.outcomes else 0, used.pop(f"enrolment:{pk}", 0)
            if units != due:
                yield Difference("enrolment_differs", f"enrolment:{pk}", number, record=due, ledger=units)
        for purpose, units in used.items():
            yield Difference("use_without_enrolment", purpose, record=0, ledger=units)

    def _stands(self, outcome: str) -> bool:
        number = outcome.removeprefix("outcome:")
        return number.isdigit() and int(number) in self.outcomes

    def _deposit_of(self, outcome: str) -> int:
        """The number of its standing deposit: a later one than the reversal means that it was recognised anew."""
        return self.deposited.get(outcome, (0, 0, 0))[0]


def _credentials() -> Iterator[Difference]:
    """No credential is valid over an outcome that is not recognised."""
    rows = Credential.objects.exclude(state=CredentialState.REVOKED).filter(outcome__isnull=False)
    rows = rows.exclude(outcome__state=OutcomeState.RECOGNISED)
    for pk, outcome in rows.order_by("pk").values_list("pk", "outcome"):
        yield Difference("credential_without_outcome", f"credential:{pk}", f"outcome:{outcome}")


def _certificates() -> Iterator[Difference]:
    """Each certificate that stands in the register stands in an account."""
    rows = IssuedCertificate.objects.filter(state=IssuedState.ISSUED).exclude(outcome__state=OutcomeState.RECOGNISED)
    for pk, outcome in rows.order_by("pk").values_list("pk", "outcome"):
        yield Difference("certificate_without_outcome", f"certificate:{pk}", f"outcome:{outcome}")


def _stale(now: datetime) -> Iterator[Difference]:
    """What should have been sealed long ago."""
    found = Posting.objects.filter(epoch__gt=sealed_until(), recorded_at__lt=now - STALE).aggregate(n=Count("pk"), amount=Sum("amount"))
    if found["n"]:
        yield Difference("not_sealed", about=str(found["n"]), ledger=found["amount"])


def _roster(now: datetime) -> Iterator[Difference]:
    """The certificates that schools return in their rosters and that the bank does not hold; counted by school."""
    table = find_table(*ROSTER)
    if table is None:
        return
    rows = current(table, as_of=now, fields={"ZSBH"})
    if rows.is_empty() or "ZSBH" not in rows.columns:
        return
    known = set(Outcome.objects.filter(type__kind="x_certificate", state=OutcomeState.RECOGNISED).values_list("number", flat=True))
    returned: dict[int, int] = defaultdict(int)
    lacking: dict[int, int] = defaultdict(int)
    for body, number in rows.select(BODY, "ZSBH").iter_rows():
        if number and number.strip():
            returned[body] += 1
            lacking[body] += "".join(number.split()).upper() not in known
    names = dict(Organisation.objects.filter(pk__in=[pk for pk, n in lacking.items() if n]).values_list("pk", "name"))
    for body, name in sorted(names.items()):
        yield Difference("certificates_differ", f"body:{body}", name, record=returned[body], ledger=returned[body] - lacking[body])


def names_of_accounts(codes: Collection[str]) -> dict[str, str]:
    """What the accounts of sources and targets are called."""
    types = OutcomeType.objects.filter(code__in=[code.removeprefix("source:") for code in codes if code.startswith("source:")])
    used = any(code.startswith("target:") for code in codes)
    programmes = CreditProgramme.objects.select_related("school") if used else ()  # used by conversions and by mutual recognition
    names = {f"source:{row.code}": f"{row} · {row.issuer}" for row in types}
    return names | {f"target:{row.target}": f"{row.school} · {row}" for row in programmes if f"target:{row.target}" in codes}
