"""``baigong audit seal|verify``: seal the audit log, or check that nothing in it was changed."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from baigong.kernel import audit
from baigong.kernel.errors import Refusal


class Command(BaseCommand):
    """Seal or verify the audit log; JSON on standard output."""

    help = "审计日志：seal 封存，verify 校验"

    def add_arguments(self, parser: CommandParser) -> None:
        """One required sub-command."""
        parser.add_argument("act", choices=["seal", "verify"])
        parser.add_argument("--head", default="", help="以前抄录在外的末块摘要，用来发现末尾被整块删去")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the outcome; exit status 1 when the log is not sound."""
        if options["act"] == "seal":
            self.stdout.write(json.dumps({"blocks_sealed": audit.seal(now=timezone.now())}))
            return
        found = audit.verify(head=options["head"].strip())
        self.stdout.write(
            json.dumps(
                {
                    "sound": found.is_sound,
                    "blocks": found.blocks,
                    "events": found.events,
                    "unsealed": found.unsealed,
                    "head": found.head,
                    "problems": list(found.problems),
                },
                ensure_ascii=False,
            )
        )
        if not found.is_sound:
            raise Refusal("审计日志被改动：" + "；".join(found.problems), code="not_sound")
