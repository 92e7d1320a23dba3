"""``baigong init --pack NAME``: load a city's bodies and its confirmed plan as data. No sample record."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from django.utils import timezone

from baigong.contexts.organisations.public import load_bodies
from baigong.contexts.plans.public import load_plan
from baigong.kernel.access import SYSTEM
from baigong.kernel.errors import Refusal
from baigong.packs import pack_names, read_pack


class Command(BaseCommand):
    """Load a pack; what is there already is left alone."""

    help = "装入城市数据包：机构、职务、领导机构和已确认的计划，不含任何示例记录"

    def add_arguments(self, parser: CommandParser) -> None:
        """Which pack."""
        parser.add_argument("--pack", required=True, choices=pack_names())

    def handle(self, *args: Any, **options: Any) -> None:
        """Load everything or nothing; JSON on standard output."""
        now = timezone.localtime()
        try:
            with transaction.atomic():
                bodies = load_bodies(read_pack(options["pack"], "bodies"), actor=SYSTEM, now=now)
                loaded = load_plan(read_pack(options["pack"], "plan"), actor=SYSTEM, now=now)
        except LookupError as error:
            raise Refusal(str(error), code="unknown_name") from error
        plan = loaded.plan
        self.stdout.write(
            json.dumps(
                {
                    "pack": options["pack"],
                    "bodies": {"added": bodies.added, "present": bodies.present},
                    "plan": plan.key,
                    "new": loaded.is_new,
                    "measures": plan.measures.count(),
                    "tasks": plan.tasks.count(),
                    "targets": plan.targets.count(),
                },
                ensure_ascii=False,
            )
        )
