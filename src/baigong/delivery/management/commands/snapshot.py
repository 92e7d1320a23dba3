"""``baigong snapshot take|list|verify|thin``: snapshots of the data that indicators are computed from."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from baigong.kernel.access import SYSTEM
from baigong.kernel.clock import current_time
from baigong.kernel.errors import Refusal
from baigong.kernel.indicators.models import Snapshot
from baigong.kernel.indicators.retention import Keeping, list_kept, thin
from baigong.kernel.indicators.snapshots import take_snapshot, verify_snapshot


class Command(BaseCommand):
    """JSON on standard output, messages on standard error; status 1 when refused or when something was altered."""

    help = "数据快照：take 生成，list 列出，verify 校验（文件摘要和指标值重算），thin 按保留期清理"

    def add_arguments(self, parser: CommandParser) -> None:
        """Four acts."""
        acts = parser.add_subparsers(dest="act", required=True)
        take = acts.add_parser("take", help="生成一份，并计算全部指标")
        take.add_argument("--as-of", type=date.fromisoformat, metavar="YYYY-MM-DD", help="数据日期，不给则为今天")
        acts.add_parser("list", help="列出全部快照，各注明为何保留")
        thinning = acts.add_parser("thin", help="清理过了保留期的（BAIGONG_SNAPSHOT_DAYS）")
        thinning.add_argument("--dry-run", action="store_true", help="只列出，不清理")
        verify = acts.add_parser("verify", help="校验；不给编号则校验全部")
        verify.add_argument("ids", nargs="*", type=int, metavar="编号")

    def handle(self, *args: Any, **options: Any) -> None:
        """Take, list, verify or thin."""
        if options["act"] == "take":
            taken = take_snapshot(actor=SYSTEM, now=current_time(), as_of=options["as_of"])
            self._say({**_facts(taken), "values": taken.values.count()})
            self.stderr.write(f"已生成：{taken.path}")
        elif options["act"] == "list":
            self._say([{**_facts(kept.snapshot), "kept": kept.keeping.value} for kept in list_kept(current_time())])
        elif options["act"] == "thin":
            self._thin(is_dry=options["dry_run"])
        else:
            self._verify(options["ids"])

    def _verify(self, ids: list[int]) -> None:
        rows = list(Snapshot.objects.filter(pk__in=ids) if ids else Snapshot.objects.filter(thinned_at=None))
        if missing := sorted(set(ids) - {row.pk for row in rows}):
            raise Refusal(f"没有编号为 {'、'.join(map(str, missing))} 的快照；baigong snapshot list 列出全部。", code="missing")
        found = {row.pk: verify_snapshot(row, actor=SYSTEM, now=current_time()) for row in rows}
        self._say([{**_facts(row), "faults": found[row.pk]} for row in rows])
        if faulty := [row for row in rows if found[row.pk]]:
            raise CommandError("\n".join(f"{row}：{'；'.join(found[row.pk])}" for row in faulty))
        self.stderr.write(f"{len(rows)} 份快照与生成时完全一致。")

    def _thin(self, *, is_dry: bool) -> None:
        due = [kept.snapshot for kept in list_kept(current_time()) if kept.keeping is Keeping.DUE]
        rows = due if is_dry else thin(actor=SYSTEM, now=current_time())
        self._say([_facts(row) for row in rows])
        self.stderr.write(f"{len(rows)} 份快照过了保留期{'，未清理' if is_dry else '，已清理'}。")

    def _say(self, what: Any) -> None:
        self.stdout.write(json.dumps(what, ensure_ascii=False))


def _facts(row: Snapshot) -> dict[str, Any]:
    return {
        "id": row.pk,
        "as_of": row.as_of.isoformat(),
        "taken_at": row.taken_at.isoformat(),
        "folder": str(row.path),
        "rows": row.row_count,
        "bytes": row.byte_count,
        "manifest_sha256": row.manifest_sha256,
        "verified_at": row.verified_at.isoformat() if row.verified_at else None,
        "sound": not row.fault,
        "thinned_at": row.thinned_at.isoformat() if row.thinned_at else None,
    }
