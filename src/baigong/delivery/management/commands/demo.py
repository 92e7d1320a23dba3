"""``baigong demo``: build the demonstration city from nothing, through the services, seeded."""

from __future__ import annotations

import json
import sys
import time
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from baigong.contexts.plans.public import Plan
from baigong.delivery import demonstration
from baigong.kernel.errors import Refusal


class Command(BaseCommand):
    """Build the city; JSON on standard output, chapters on standard error."""

    help = "建立演示城市（人员和记录均为虚构）"

    def add_arguments(self, parser: CommandParser) -> None:
        """How large, and whether an existing one may stay."""
        parser.add_argument("--scale", choices=list(demonstration.SCALES), default="small", help="small 供试用和测试，city 为全市真实规模")
        parser.add_argument("--if-absent", action="store_true", help="已经建立时什么也不做")

    def handle(self, *args: Any, **options: Any) -> None:
        """Everything or nothing."""
        if settings.PRODUCTION:
            raise Refusal("生产环境不建立演示数据。", code="production")
        call_command("migrate", interactive=False, verbosity=0)
        if Plan.objects.exists():
            if options["if_absent"]:
                self.stdout.write(json.dumps({"built": False}))
                return
            raise Refusal(f"{settings.ENV.var} 里已有数据；演示城市只在空库中建立。请换一个 BAIGONG_VAR，或先移走旧库。", code="not_empty")
        began = time.monotonic()
        try:
            plan = demonstration.build(lambda chapter: print(f"· {chapter}", file=sys.stderr), options["scale"])  # noqa: T201
        except LookupError as error:
            raise Refusal(str(error), code="unknown_name") from error
        (settings.ENV.var / "demonstration_today").write_text(demonstration.TODAY.isoformat(), encoding="ascii")
        self.stdout.write(
            json.dumps({"built": True, "plan": plan.key, "today": str(demonstration.TODAY), "seconds": round(time.monotonic() - began, 1)})
        )
