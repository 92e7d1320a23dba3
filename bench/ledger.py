"""The ledger of credits on PostgreSQL that forces its log to disk (its own settings): five questions, each against its own yardstick.

One posting: the product's statement with 16 clients, against pgbench's TPC-B with 16 clients and against the same posting in the plain ORM
way, where every posting is chained to the one before it under a lock. Both statements are run by pgbench; the product's function and the
ORM by the same threads of this process. The limit is the same row into a table without index, constraint or trigger. A batch:
``post_batch`` from values to commit, against COPY of the same rows, written down before, into a table of the same columns, indexes and
constraints that books nothing. A balance and a statement of 50 lines: against the bare SELECT of the same columns by the same index, sent
as Django sends it, in a small ledger and in a large one; our statement is prepared, so it is compared with the prepared SELECT too.
Verification: ``verify`` against reading the same bytes and taking one SHA-256.
"""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import tempfile
import threading
import time
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from bench.measure import NOISY, interleaved

CLIENTS = 16
SMALL = 100_000
LEARNERS = 2_000
BATCH = 50_000
NOW = datetime(2022, 6, 27, 2, tzinfo=UTC)
TPCB, CHAINED = "pgbench TPC-B, 16 clients", "the plain ORM way with a locked chain, 16 threads"
STATEMENT, FUNCTION = "our posting as one statement, 16 clients", "our posting by its function, 16 threads"
LIMIT = "the same row into a table without index or rule, 16 clients"


def run(rounds: int, seconds: float, rows: int) -> dict[str, Any]:
    """Measure; ratios are medians over the rounds. ``rows``: postings of the large ledger."""
    from tests import postgres

    binaries = postgres.find_binaries()
    if binaries is None:
        raise SystemExit(postgres.MISSING)
    with tempfile.TemporaryDirectory(prefix="baigong-bench-") as folder, postgres.cluster(binaries, postgres.LISTENING) as url:
        _prepared(Path(folder), url)
        groups = [_singles(binaries, url, Path(folder), rounds, seconds), _batches(rounds)]
        for size in sorted({min(SMALL, rows), rows}):
            _fill(size)
            groups.append(_reading(rounds, size))
        groups.append(_verification(rounds))
    cases = [case for group in groups for case in group["cases"]]
    return {"noisy": any(g["noisy"] for g in groups), "groups": groups, "cases": cases, "rows": rows}


def report(outcome: dict[str, Any]) -> str:
    """The outcome as lines of text."""
    lines = []
    for group in outcome["groups"]:
        lines.append(f"{group['name']}; {group['yardstick']} varied {group['spread']:.2f}-fold")
        lines += [f"  {name}: {rate:,.0f}/s" for name, rate in group["rates"].items()]
        for case in group["cases"]:
            aim = f", target {case['target']:.2f}" if case["target"] else ""
            lines.append(f"  {case['name']}: {case['ratio']:.2f}x ({case['least']:.2f} to {case['greatest']:.2f}{aim})")
        if group["noisy"]:
            lines.append(f"  The machine was busy: the yardstick itself varied more than {NOISY}-fold")
    return "\n".join(lines) + "\n"


def _group(
    name: str, cases: dict[str, Callable[[], float]], yardstick: str, rounds: int, wanted: list[tuple[str, str, float]]
) -> dict[str, Any]:
    """Measure one question; ``wanted``: case, what it is held against, the least ratio of their rates."""
    rates = interleaved(cases, yardstick=yardstick, rounds=rounds)
    measured = []
    for case, against, target in wanted:
        median, least, greatest = rates.ratio(case, against)
        met = None if rates.is_noisy or not target else median >= target
        measured.append(
            {"name": f"{case} / {against}", "ratio": median, "least": least, "greatest": greatest, "target": target, "met": met}
        )
    middle = {each: statistics.median(r[each] for r in rates.rounds) for each in cases}
    return {"name": name, "yardstick": yardstick, "spread": rates.spread, "noisy": rates.is_noisy, "rates": middle, "cases": measured}


# -- the installation -------------------------------------------------------------------------------------------------


def _prepared(folder: Path, url: str) -> None:
    os.environ |= {"BAIGONG_VAR": str(folder / "var"), "DJANGO_SETTINGS_MODULE": "baigong.settings", "DATABASE_URL": url}
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", "--no-input", verbosity=0)
    _sql(
        f"""INSERT INTO credit_bank_learner (number, name, phone, state, opened_at)
        SELECT n::text, 'x', '', 'active', now() FROM generate_series(1, {LEARNERS}) n;
        INSERT INTO credit_bank_creditaccount (code, kind, learner_id, target, balance)
        SELECT 'learner:' || number, 'learner', id, '', 0 FROM credit_bank_learner;
        INSERT INTO credit_bank_creditaccount (code, kind, target, balance)
        SELECT 'source:' || n, 'source', '', 0 FROM generate_series(1, 50) n;
        CREATE TABLE plain_account (id bigserial PRIMARY KEY, code varchar(140) UNIQUE, balance bigint NOT NULL DEFAULT 0);
        INSERT INTO plain_account (code) SELECT code FROM credit_bank_creditaccount;
        CREATE TABLE plain_entry (id bigserial PRIMARY KEY, key varchar(200) UNIQUE, kind varchar(8), occurred_on date,
          recorded_at timestamptz, outcome varchar(40) UNIQUE, decision varchar(200), rule varchar(80), evidence varchar(64), digest bytea);
        CREATE TABLE plain_line (id bigserial PRIMARY KEY, entry_id bigint REFERENCES plain_entry,
          account_id bigint REFERENCES plain_account, amount bigint);
        CREATE INDEX ON plain_line (entry_id); CREATE INDEX ON plain_line (account_id);
        CREATE TABLE plain_head (id int PRIMARY KEY, digest bytea); INSERT INTO plain_head VALUES (1, '');
        ANALYZE"""
    )


def _sql(statements: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for statement in statements.split(";"):
            cursor.execute(statement)


def _clear() -> None:
    """An empty ledger."""
    from django.db import connection

    from baigong.contexts.credit_bank.ledger import guards

    guards.remove(connection)
    _sql(
        """TRUNCATE credit_bank_posting, credit_bank_ledgerblock, credit_bank_ledgerepoch CASCADE; TRUNCATE plain_line, plain_entry;
        UPDATE credit_bank_creditaccount SET balance = 0; VACUUM ANALYZE credit_bank_creditaccount; CHECKPOINT"""
    )
    guards.install(connection)


# -- one posting ------------------------------------------------------------------------------------------------------


def _singles(binaries: Path, url: str, folder: Path, rounds: int, seconds: float) -> dict[str, Any]:
    script = folder / "post.sql"
    script.write_text(_pgbench_script(), encoding="utf-8")
    bare = folder / "bare.sql"
    bare.write_text(_pgbench_script().replace("INTO credit_bank_posting", "INTO bare_row"), encoding="utf-8")
    _sql("CREATE TABLE bare_row (LIKE credit_bank_posting INCLUDING IDENTITY)")
    program, plain = str(binaries / "pgbench"), _plain()
    subprocess.run([program, "-i", "-s", "10", "-q", url], check=True, capture_output=True)

    from django.db import connection

    same = {**os.environ, "PGOPTIONS": connection.settings_dict["OPTIONS"]["options"]}  # all of them as the product connects

    def bench(*words: str) -> float:
        command = [program, "-n", "-M", "prepared", "-c", str(CLIENTS), "-j", "2", "-T", str(max(2, round(seconds * 3))), *words, url]
        said = subprocess.run(command, check=True, capture_output=True, text=True, env=same).stdout
        return float(next(line for line in said.splitlines() if line.startswith("tps")).split()[2])

    cases: dict[str, Callable[[], float]] = {
        STATEMENT: lambda: (_clear(), bench("-f", str(script)))[1],
        FUNCTION: lambda: (_clear(), _threads(_post_one, seconds))[1],
        CHAINED: lambda: (_clear(), _threads(lambda: _post_plainly(plain), seconds))[1],
        TPCB: lambda: bench(),
        LIMIT: lambda: (_sql("TRUNCATE bare_row; CHECKPOINT"), bench("-f", str(bare)))[1],
    }
    wanted = [(STATEMENT, TPCB, 2.0), (LIMIT, TPCB, 0.0), (STATEMENT, CHAINED, 10.0), (FUNCTION, CHAINED, 0.0), (FUNCTION, TPCB, 0.0)]
    return _group("One durable posting", cases, TPCB, rounds, wanted)


def _pgbench_script() -> str:
    """The statement that ``post`` runs, with chance in the places of its values."""
    from baigong.contexts.credit_bank.ledger.posting import statement
    from baigong.contexts.credit_bank.ledger.rows import COLUMNS

    values = dict.fromkeys(COLUMNS, "''") | {
        "key": "'d:' || :a::text || ':' || :b::text", "kind": "'deposit'", "debit_id": "'source:' || :s::text",
        "credit_id": "'learner:' || :l::text", "amount": ":m", "occurred_on": "'2022-06-20'::date", "recorded_at": "now()",
        "recorded_by": "7", "outcome": "'o:' || :a::text || ':' || :b::text", "decision": "'学分认定〔2022〕3号'", "rule": "'CRB-HOURS/2'",
        "evidence": f"'{'ab' * 32}'", "reverses_id": "NULL::bigint",
    }  # fmt: skip
    text = " ".join((statement() % values).split())
    draws = {"a": "1, 1000000000", "b": "1, 1000000000", "s": "1, 50", "l": f"1, {LEARNERS}", "m": "1, 400"}
    return "".join(f"\\set {name} random({span})\n" for name, span in draws.items()) + text + ";\n"


def _threads(act: Callable[[], None], seconds: float) -> float:
    """Acts a second of 16 threads."""
    from django.db import connection

    done, until = [0] * CLIENTS, time.perf_counter() + seconds + 0.3

    def work(index: int) -> None:
        try:
            act()  # the connection is made
            while time.perf_counter() < until:
                act()
                done[index] += 1
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(n,)) for n in range(CLIENTS)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / (time.perf_counter() - start)


def _new(key: str, learner: int, amount: int) -> Any:
    from baigong.contexts.credit_bank.ledger.accounts import Account
    from baigong.contexts.credit_bank.ledger.rows import Basis, NewPosting
    from baigong.contexts.credit_bank.models import PostingKind

    return NewPosting(
        f"d:{key}", PostingKind.DEPOSIT, Account(f"source:{learner % 50 + 1}"), Account(f"learner:{learner}"), amount, date(2022, 6, 20),
        Basis("学分认定〔2022〕3号", "CRB-HOURS/2", "ab" * 32), outcome=f"o:{key}",
    )  # fmt: skip


def _post_one() -> None:
    from baigong.contexts.credit_bank.ledger.posting import post
    from baigong.kernel.access import SYSTEM

    post(_new(uuid.uuid4().hex, random.randrange(1, LEARNERS + 1), random.randrange(1, 400)), actor=SYSTEM, now=NOW)


def _plain() -> list[Any]:
    """Entry, line, account and head as anybody would write them."""
    from django.db import models

    def model(name: str, **fields: Any) -> Any:
        meta = type("Meta", (), {"app_label": "plain", "db_table": f"plain_{name.lower()}", "managed": False})
        return type(name, (models.Model,), {"__module__": __name__, "Meta": meta, **fields})

    text = {n: models.CharField(max_length=200) for n in ("key", "kind", "outcome", "decision", "rule", "evidence")}
    entry = model("Entry", occurred_on=models.DateField(), recorded_at=models.DateTimeField(), digest=models.BinaryField(), **text)
    account = model("Account", code=models.CharField(max_length=140), balance=models.BigIntegerField())
    line = model(
        "Line",
        entry=models.ForeignKey(entry, models.PROTECT),
        account=models.ForeignKey(account, models.PROTECT),
        amount=models.BigIntegerField(),
    )
    return [entry, line, account, model("Head", digest=models.BinaryField())]


def _post_plainly(plain: list[Any]) -> None:
    import hashlib

    from django.db import transaction

    entry, line, account, head = plain
    key, learner, amount = uuid.uuid4().hex, random.randrange(1, LEARNERS + 1), random.randrange(1, 400)
    with transaction.atomic():
        last = head.objects.select_for_update().get(pk=1)
        giver = account.objects.get(code=f"source:{learner % 50 + 1}")
        taker = account.objects.get(code=f"learner:{learner}")
        digest = hashlib.sha256(bytes(last.digest) + f"{key}|{giver.code}|{taker.code}|{amount}".encode()).digest()
        row = entry.objects.create(
            key=f"d:{key}", kind="deposit", occurred_on=date(2022, 6, 20), recorded_at=NOW, outcome=f"o:{key}",
            decision="学分认定〔2022〕3号", rule="CRB-HOURS/2", evidence="ab" * 32, digest=digest,
        )  # fmt: skip
        line.objects.create(entry=row, account=giver, amount=-amount)
        line.objects.create(entry=row, account=taker, amount=amount)
        giver.balance -= amount
        taker.balance += amount
        giver.save(update_fields=["balance"])
        taker.save(update_fields=["balance"])
        last.digest = digest
        last.save(update_fields=["digest"])


# -- a batch ----------------------------------------------------------------------------------------------------------


def _batches(rounds: int) -> dict[str, Any]:
    from django.db import connection

    from baigong.contexts.credit_bank.ledger.accounts import open_accounts
    from baigong.contexts.credit_bank.ledger.batches import _lines, post_batch
    from baigong.contexts.credit_bank.ledger.conditions import broken
    from baigong.contexts.credit_bank.ledger.rows import COLUMNS
    from baigong.contexts.credit_bank.models import Posting
    from baigong.kernel.access import SYSTEM

    _sql("CREATE TABLE bare_posting (LIKE credit_bank_posting INCLUDING ALL)")
    # The ledger's triggers check what other tables have check constraints for: the yardstick checks it as other tables do.
    _sql(f"ALTER TABLE bare_posting ADD CHECK (({broken(Posting, 'bare_posting')}) IS NULL)")
    names = {"ours": f"post_batch of {BATCH:,}", "bare": f"COPY of the same {BATCH:,} rows"}

    def values() -> list[Any]:
        run = uuid.uuid4().hex[:12]
        return [_new(f"{run}:{n}", n % LEARNERS + 1, n % 400 + 1) for n in range(BATCH)]

    def ours() -> float:
        _clear()
        batch = values()
        start = time.perf_counter()
        receipt = post_batch(batch, actor=SYSTEM, now=NOW, name="bench")
        seconds = time.perf_counter() - start
        assert receipt.written == BATCH
        return BATCH / seconds

    def bare() -> float:
        _sql("TRUNCATE bare_posting; CHECKPOINT")
        batch = values()
        accounts = open_accounts({a.code: a for p in batch for a in (p.debit, p.credit)}.values())
        text = "".join(_lines(batch, accounts, {}, 1, SYSTEM, NOW))
        with connection.cursor() as cursor:
            start = time.perf_counter()
            with cursor.copy(f"COPY bare_posting ({', '.join(COLUMNS)}) FROM STDIN") as copy:
                copy.write(text)
            seconds = time.perf_counter() - start
        return BATCH / seconds

    cases = {names["ours"]: ours, names["bare"]: bare}
    return _group("A batch", cases, names["bare"], rounds, [(names["ours"], names["bare"], 0.7)])


# -- reading ----------------------------------------------------------------------------------------------------------


def _fill(size: int) -> None:
    """A sealed ledger of ``size`` postings, spread evenly over the learners, in order of time."""
    from baigong.contexts.credit_bank.ledger.sealing import seal
    from baigong.kernel.access import SYSTEM

    _clear()
    epochs = max(1, size // 100_000)
    _sql(
        f"""ALTER TABLE credit_bank_posting DISABLE TRIGGER USER;
        INSERT INTO credit_bank_posting (key, kind, debit_id, credit_id, amount, occurred_on, recorded_at, recorded_by, outcome,
          target, turn, series, purpose, decision, rule, evidence, reason, epoch)
        SELECT 'd:' || n, 'deposit', s.id, l.id, n % 400 + 1, '2022-06-20', timestamptz '2022-06-20' + n * interval '1 second', 7,
          'o:' || n, '', 0, '', '', '学分认定〔2022〕3号', 'CRB-HOURS/2', '{"ab" * 32}', '', 1 + n::bigint * {epochs} / ({size} + 1)
        FROM generate_series(1, {size}) n
        JOIN credit_bank_creditaccount l ON l.code = 'learner:' || (n % {LEARNERS} + 1)
        JOIN credit_bank_creditaccount s ON s.code = 'source:' || (n % 50 + 1)
        ORDER BY n;
        ALTER TABLE credit_bank_posting ENABLE TRIGGER USER;
        INSERT INTO credit_bank_ledgerepoch (number, opened_at, after) SELECT {epochs} + 1, now(), max(id) FROM credit_bank_posting;
        VACUUM ANALYZE credit_bank_posting; VACUUM ANALYZE credit_bank_creditaccount"""
    )
    seal(actor=SYSTEM, now=NOW)


def _reading(rounds: int, size: int) -> dict[str, Any]:
    from django.db import connection

    from baigong.contexts.credit_bank.ledger.reading import balance_of, statement_of
    from baigong.contexts.credit_bank.models import CreditAccount
    from baigong.kernel.prepared import ask_prepared

    chosen = random.Random(size).sample(range(1, LEARNERS + 1), 200)
    accounts = list(CreditAccount.objects.filter(code__in=[f"learner:{n}" for n in chosen]))
    asked = "id, kind, occurred_on, amount, outcome, purpose, decision, rule, reverses_id"

    def each(act: Callable[[CreditAccount], Any]) -> float:
        start = time.perf_counter()
        for account in accounts:
            act(account)
        return len(accounts) / (time.perf_counter() - start)

    def bare(statement: str) -> Callable[[CreditAccount], Any]:
        def ask(account: CreditAccount) -> Any:
            with connection.cursor() as cursor:
                cursor.execute(statement, [account.pk])
                return cursor.fetchall()

        return ask

    lines = f"SELECT {asked} FROM credit_bank_posting WHERE credit_id = %s ORDER BY id DESC LIMIT 50"
    cases = {
        "balance": lambda: each(lambda a: balance_of(a.code)),
        "bare SELECT of the balance": lambda: each(bare("SELECT balance FROM credit_bank_creditaccount WHERE id = %s")),
        "statement of 50 lines": lambda: each(statement_of),
        "bare SELECT of 50 lines": lambda: each(bare(lines)),
        "the same SELECT prepared": lambda: each(lambda a: ask_prepared(lines.replace("%s", "%(id)s"), {"id": a.pk})),
    }
    wanted = [
        ("balance", "bare SELECT of the balance", 1 / 1.5),
        ("statement of 50 lines", "bare SELECT of 50 lines", 1 / 1.5),
        ("statement of 50 lines", "the same SELECT prepared", 0.0),
    ]
    return _group(f"Reading a ledger of {size:,}", cases, "bare SELECT of 50 lines", rounds, wanted)


# -- verification -----------------------------------------------------------------------------------------------------


def _verification(rounds: int) -> dict[str, Any]:
    import hashlib

    from baigong.contexts.credit_bank.ledger.sealing import sealed_lines
    from baigong.contexts.credit_bank.ledger.verifying import verify
    from baigong.contexts.credit_bank.models import LedgerBlock, Posting

    size = Posting.objects.count()

    def ours() -> float:
        start = time.perf_counter()
        assert verify().is_sound
        return size / (time.perf_counter() - start)

    def hashed() -> float:
        start = time.perf_counter()
        whole = hashlib.sha256()
        for epoch, first, last in LedgerBlock.objects.order_by("number").values_list("epoch", "first_id", "last_id"):
            whole.update(b"\n".join(sealed_lines(epoch, first, last)))
        whole.digest()
        return size / (time.perf_counter() - start)

    cases = {"verification": ours, "SHA-256 over the bytes": hashed}
    wanted = [("verification", "SHA-256 over the bytes", 1 / 3)]
    return _group(f"Verifying {size:,} postings", cases, "SHA-256 over the bytes", rounds, wanted)
