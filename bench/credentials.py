"""Ten thousand credentials: signed by the engine, and issued by the service with their rows in PostgreSQL, against bare signatures.

The yardstick is Ed25519 itself over as many bytes as a credential hashes to. PostgreSQL forces its log to disk. The targets are rates a
core, as the issue sets them: one process works, and the database's own share counts against us.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bench.measure import NOISY, interleaved

ALL, TARGET = 10_000, 300
SIGNED, ISSUED, RDFC = "built and signed (JCS)", "issued by the service (JCS)", "signed for wallets (RDFC)"
YARDSTICK = "bare Ed25519 signatures"
NOW = datetime(2022, 6, 27, 10, tzinfo=ZoneInfo("Asia/Shanghai"))


def run(rounds: int) -> dict[str, Any]:
    """Measure; rates are medians over the rounds, ``ALL`` credentials in all of them together."""
    from tests import postgres

    binaries = postgres.find_binaries()
    if binaries is None:
        raise SystemExit(postgres.MISSING)
    size = ALL // (rounds + 1)
    with tempfile.TemporaryDirectory(prefix="baigong-bench-") as folder, postgres.cluster(binaries, postgres.LISTENING) as url:
        batches = _prepared(Path(folder), url, size, rounds + 1)
        cases: dict[str, Callable[[], float]] = {
            SIGNED: lambda: _signed(size, "eddsa-jcs-2022"),
            ISSUED: lambda: _issued(next(batches)),
            RDFC: lambda: _signed(max(20, size // 40), "eddsa-rdfc-2022"),
            YARDSTICK: lambda: _bare(size),
        }
        rates = interleaved(cases, yardstick=YARDSTICK, rounds=rounds)
    middle = {name: sorted(each[name] for each in rates.rounds)[len(rates.rounds) // 2] for name in cases}
    measured = [
        {"name": name, "rate": middle[name], "target": TARGET, "met": None if rates.is_noisy else middle[name] >= TARGET}
        for name in (SIGNED, ISSUED)
    ]
    return {"noisy": rates.is_noisy, "spread": rates.spread, "rates": middle, "cases": measured, "each": size}


def report(outcome: dict[str, Any]) -> str:
    """The outcome as lines of text."""
    lines = [f"{outcome['each']:,} credentials a round; bare signatures varied {outcome['spread']:.2f}-fold"]
    lines += [f"{name}: {rate:,.0f}/s" for name, rate in outcome["rates"].items()]
    said = {True: "met", False: "not met", None: "cannot be told"}
    lines += [f"{case['name']}: target {case['target']}/s: {said[case['met']]}" for case in outcome["cases"]]
    if outcome["noisy"]:
        lines.append(f"The machine was busy: bare signatures themselves varied more than {NOISY}-fold")
    return "\n".join(lines) + "\n"


def _bare(count: int) -> float:
    from baigong.engines.credentials.keys import Ed25519Signer

    signer, message = Ed25519Signer(b"\1" * 32), b"\2" * 64
    start = time.perf_counter()
    for _number in range(count):
        signer.sign(message)
    return count / (time.perf_counter() - start)


def _signed(count: int, suite: str) -> float:
    from baigong.engines.credentials import badges, proofs, statuses
    from baigong.engines.credentials.keys import Ed25519Signer

    signer, host = Ed25519Signer(b"\1" * 32), "https://bank.example.cn"
    start = time.perf_counter()
    for number in range(count):
        facts = badges.BadgeFacts(
            id=f"{host}/verify/{number:016d}/",
            issuer=badges.Issuer("did:web:bank.example.cn", "某市职业教育学分银行", f"{host}/"),
            recipient=badges.Recipient("张三", f"{number:013d}"),
            achievement=badges.Achievement(
                "urn:uuid:7b1f1a52-6f6e-4a50-9e4e-0f4b7f3f1d2a", "Certificate", "职业技能等级证书（中级）", "由评价组织颁发", "考核合格",
                (badges.Alignment("Programme", "690301", "智慧健康养老服务", "职业教育专业目录", f"{host}/codes/690301"),),
            ),
            valid_from=NOW, hundredths=350, result="合格", licence_number=f"N{number}",
            evidence=(badges.Evidence("证书 1", bytes(32)),),
            status=tuple(statuses.StatusEntry(p, f"{host}/credits/status/1/{p}/", number) for p in ("revocation", "suspension")),
        )  # fmt: skip
        proofs.add_proof(badges.build_badge(facts), suite=suite, signer=signer, method="did:web:bank.example.cn#key-1", created=NOW)
    return count / (time.perf_counter() - start)


def _issued(outcomes: list[Any]) -> float:
    from baigong.contexts.credit_bank.services.credentials import issue_credentials
    from baigong.kernel.access import SYSTEM

    start = time.perf_counter()
    made = issue_credentials(actor=SYSTEM, now=NOW, outcomes=outcomes)
    seconds = time.perf_counter() - start
    assert len({row.number for row in made}) == len(outcomes)
    return len(outcomes) / seconds


def _prepared(folder: Path, url: str, size: int, rounds: int) -> Iterator[list[Any]]:
    """An installation of its own; batches of recognised outcomes, each with a paper."""
    os.environ |= {"BAIGONG_VAR": str(folder / "var"), "DJANGO_SETTINGS_MODULE": "baigong.settings", "DATABASE_URL": url}
    import django

    django.setup()
    from django.core.management import call_command

    from baigong.contexts.credit_bank import models
    from baigong.contexts.organisations.public import OrganisationKind, create_organisation
    from baigong.kernel.access import SYSTEM

    call_command("migrate", "--no-input", verbosity=0)
    body = create_organisation(actor=SYSTEM, now=NOW, name="示例职业中专", kind=OrganisationKind.SECONDARY_SCHOOL)
    kind = models.OutcomeType.objects.create(
        kind="course", code="BENCH", title="示例课程", issuer="示例职业中专", credits=200, since=date(2019, 1, 1), created_at=NOW,
        state=models.OutcomeTypeState.PUBLISHED,
    )  # fmt: skip
    for number in range(rounds):
        learners = models.Learner.objects.bulk_create(
            models.Learner(number=f"{number:05d}{n:08d}", name="张三", state=models.LearnerState.ACTIVE, opened_at=NOW) for n in range(size)
        )
        outcomes = models.Outcome.objects.bulk_create(
            models.Outcome(
                learner=learner, type=kind, reviewer=body, attained_on=date(2022, 6, 1), credits=200, decided_on=date(2022, 6, 20),
                state=models.OutcomeState.RECOGNISED, created_at=NOW, updated_at=NOW,
            ) for learner in learners
        )  # fmt: skip
        models.OutcomeEvidence.objects.bulk_create(
            models.OutcomeEvidence(outcome=row, kind="transcript", file="x", file_name="x.pdf", size=1, sha256="00" * 32, added_at=NOW)
            for row in outcomes
        )
        yield outcomes
