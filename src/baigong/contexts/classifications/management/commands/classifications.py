"""``baigong classifications load|list``: bring the bundled editions into the database, or say which there are."""

from __future__ import annotations

import json
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from baigong.contexts.classifications.models import Edition
from baigong.contexts.classifications.services import load_bundled
from baigong.kernel.access import SYSTEM


class Command(BaseCommand):
    """JSON on standard output, progress on standard error; exit status 1 when something was refused."""

    help = "代码表：load 载入随系统提供的版本，list 列出现有版本"

    def add_arguments(self, parser: CommandParser) -> None:
        """One required act; ``--scheme`` limits it to one scheme."""
        parser.add_argument("act", choices=["load", "list"])
        parser.add_argument("--scheme", default="", help="只处理一个代码表，例如 programmes")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it and print the outcome."""
        found = self._load(options["scheme"]) if options["act"] == "load" else self._list(options["scheme"])
        self.stdout.write(json.dumps(found, ensure_ascii=False))

    def _load(self, scheme: str) -> dict[str, Any]:
        started = time.monotonic()
        outcomes = load_bundled(actor=SYSTEM, now=timezone.localtime(), scheme=scheme, tell=self.stderr.write)
        return {
            "editions": [o.__dict__ for o in outcomes],
            "loaded": sum(o.outcome == "loaded" for o in outcomes),
            "corrected": sum(o.outcome == "corrected" for o in outcomes),
            "unchanged": sum(o.outcome == "unchanged" for o in outcomes),
            "rows": sum(o.rows for o in outcomes),
            "seconds": round(time.monotonic() - started, 2),
        }

    def _list(self, scheme: str) -> dict[str, Any]:
        editions = Edition.objects.filter(**({"scheme": scheme} if scheme else {}))
        return {
            "editions": [
                {
                    "scheme": e.scheme,
                    "edition": e.code,
                    "title": e.title,
                    "effective_from": e.effective_from.isoformat(),
                    "effective_to": e.effective_to.isoformat() if e.effective_to else None,
                    "rows": e.row_count,
                    "origin": e.origin,
                    "digest": e.file_digest,
                }
                for e in editions
            ]
        }
